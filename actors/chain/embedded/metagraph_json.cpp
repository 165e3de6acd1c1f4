#include "actors/chain/embedded/metagraph_json.hpp"

#include <cstdio>
#include <memory>

#include "events/json_text.hpp"

namespace rf {
namespace {

struct closes {
    void operator()(std::FILE* f) const { std::fclose(f); }
};

}  // namespace

status write_metagraph_json(const std::string& path, const seen_metagraph& seen, const account_text& text) {
    std::string out = "[";
    for (const auto& n : seen.neurons) {
        if (n.stake <= 0) continue;
        char stake[32];
        std::snprintf(stake, sizeof stake, "%.9f", n.stake);
        out += out.size() > 1 ? ",\n {" : "\n {";
        out += "\"hotkey\": ";
        put_json_text(out, text(n.who));
        out += std::string(", \"stake\": ") + stake;
        out += std::string(", \"permit\": ") + (n.permit ? "true}" : "false}");
    }
    out += "\n]\n";

    const std::string beside = path + ".new";
    std::unique_ptr<std::FILE, closes> file(std::fopen(beside.c_str(), "wb"));
    const bool written = file && std::fwrite(out.data(), 1, out.size(), file.get()) == out.size() &&
                         std::fflush(file.get()) == 0;
    file.reset();
    if (written && std::rename(beside.c_str(), path.c_str()) == 0) return done();
    return fault{fault_kind::unavailable, "the list of validators cannot be written", path, ""};
}

}  // namespace rf
