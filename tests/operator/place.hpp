// place: a directory of its own for a test, and logs in it.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "actors/programs/operator_log.hpp"
#include "actors/programs/operator_key.hpp"
#include "replay/audit.hpp"
#include "replay/synth/synth.hpp"

namespace rf::test {

inline constexpr auto origin = "test.example/operator";

class place {
  public:
    place() {
        path_ = (std::filesystem::temp_directory_path() / "rf-operator-XXXXXX").string();
        if (::mkdtemp(path_.data()) == nullptr) std::abort();
    }
    ~place() { std::filesystem::remove_all(path_); }
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    [[nodiscard]] std::string at(const std::string& name) const { return path_ + "/" + name; }
    [[nodiscard]] std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(at(name), std::ios::binary) << text;
        return at(name);
    }

  private:
    std::string path_;
};

inline std::string slurp(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

// A closed log of three epochs, with its key beside it.
inline void make_log(const std::string& directory, const std::string& mechanism = "ema_feed",
                     std::uint64_t seed = 1) {
    auto log = store::create(directory, origin);
    REQUIRE(log.ok());
    synth_options o;
    o.seed = seed;
    o.epochs = 3;
    o.miners = 5;
    o.tasks = 2;
    o.reply_bytes = 64;
    o.hostile = false;
    o.mechanisms = {mechanism};
    REQUIRE(synthesise(**log, origin, o).ok());
    const std::string path = directory + "/log.key";
    std::ofstream(path) << encode_signer(synth_key(origin, seed)) << "\n";
    std::filesystem::permissions(path,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// How many epochs agree from event 0; a fault fails the test.
inline std::uint32_t audited(const std::string& directory) {
    auto log = store::open_read_only(directory);
    REQUIRE(log.ok());
    std::uint32_t agreed = 0;
    auto ok =
        audit_from_genesis(**log, {}, [&](const epoch_audit& a) { agreed += a.agrees() && a.checkpoint; });
    if (!ok) FAIL(ok.error().text());
    return agreed;
}

inline head head_of(const std::string& directory) { return store::open_read_only(directory).value()->head(); }

}  // namespace rf::test
