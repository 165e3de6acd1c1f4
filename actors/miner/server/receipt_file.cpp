#include "actors/miner/server/receipt_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "events/json_text.hpp"
#include "replay/answers/json_walk.hpp"

namespace rf {
namespace {

constexpr std::size_t most_line = 256 * 1024;

fault unavailable(const std::string& path) {
    return {fault_kind::unavailable, std::strerror(errno), path, "say another file with --receipts"};
}

status write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto n = ::write(file, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return unavailable("the file of receipts");
        text.remove_prefix(std::size_t(n));
    }
    return ::fsync(file) == 0 ? done() : status(unavailable("the file of receipts"));
}

}  // namespace

result<std::unique_ptr<receipt_file>> receipt_file::open(const std::string& path,
                                                         std::optional<verifying_key> pinned) {
    std::unique_ptr<receipt_file> it(new receipt_file(std::move(pinned)));
    if (auto read = it->load(path); !read) return read.error();
    return it;
}

receipt_file::~receipt_file() {
    if (file_ >= 0) ::close(file_);
}

status receipt_file::load(const std::string& path) {
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) return unavailable(path);
    std::ifstream in(path, std::ios::binary);
    std::string line;
    bool ended = true;
    while (std::getline(in, line)) {
        ended = !in.eof();
        std::optional<std::string_view> validator, key;
        bool holds = false;
        json_walk walk({4, 64});
        using taken = json_walk::taken;
        const auto take = [&](std::string_view name, json_walk::value v) {
            if (name == "holds") return v.get_bool().get(holds) ? taken::failed : taken::handled;
            if (name != "validator" && name != "key") return taken::not_wanted;
            return walk.text(v, name == "key" ? key : validator) ? taken::handled : taken::failed;
        };
        const bool read = line.size() <= most_line && walk.document(line, take);
        if (read && holds && validator && key) first_.emplace(std::string(*validator), std::string(*key));
    }
    return ended ? done() : write_all(file_, "\n");
}

std::string receipt_file::why_not(const told_receipt& told) const {
    if (!told.unread.empty()) return told.unread;
    const auto first = first_.find(told.validator);
    const std::string expected = pinned_                 ? encode_verifier(*pinned_)
                                 : first != first_.end() ? first->second : told.key;
    const auto key = decode_verifier(expected);
    if (!key) return "there is no key to check it with";
    if (!open_receipt(told.note, *key))
        return told.key == expected ? "its signature does not verify"
                                    : "it is not by the key that is expected of this validator";
    if (told.as_sent < told.replies) return "some of its replies are not remembered as sent so";
    return {};
}

result<bool> receipt_file::keep(const told_receipt& told) {
    const std::lock_guard guard(lock_);
    const std::string why = why_not(told);
    const bool holds = why.empty();
    std::string line = "{\"validator\": ";
    put_json_text(line, told.validator);
    put_json_text(line += ", \"miner\": ", told.miner);
    put_json_text(line += ", \"key\": ", told.key);
    line += holds ? ", \"holds\": true" : ", \"holds\": false";
    put_json_text(line += ", \"why\": ", why);
    line += ", \"replies\": " + std::to_string(told.replies) + ", \"as_sent\": " + std::to_string(told.as_sent);
    put_json_text(line += ", \"receipt\": ", told.note);
    if (auto written = write_all(file_, line + "}\n"); !written) return written.error();
    if (holds) first_.emplace(told.validator, told.key);
    return holds;
}

}  // namespace rf
