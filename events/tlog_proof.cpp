#include "events/tlog_proof.hpp"

#include "events/proof_lines.hpp"

namespace rf {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view file = "tlog-proof";

}  // namespace

std::string write_tlog_proof(const tlog_proof& p) {
    RF_REQUIRE(p.extra.size() <= most_tlog_proof_extra && p.index <= UINT64_MAX >> 1);
    std::string out = std::string(first_line) + "\n";
    if (!p.extra.empty()) out += "extra " + base64(p.extra) + "\n";
    return out + "index " + std::to_string(p.index) + "\n" + hash_lines(p.path) + p.note;
}

result<tlog_proof> read_tlog_proof(std::string_view text) {
    proof_lines from(text, file);
    if (text.size() > most_tlog_proof_bytes)
        return fault{fault_kind::invalid, "the file is larger than 128 KiB", std::string(file), ""};
    auto first = from.line();
    if (!first) return first.error();
    if (*first != first_line) return from.wrong("the first line must be " + std::string(first_line));
    tlog_proof out;
    if (from.begins("extra")) {
        auto extra = from.named("extra");
        if (!extra) return extra.error();
        auto bytes = from_base64(*extra);
        if (!bytes || bytes->empty() || bytes->size() > most_tlog_proof_extra)
            return from.wrong("the extra part is not base64 of 1 to 16384 bytes");
        out.extra = std::move(*bytes);
    }
    auto rest = from.rest("index");
    if (!rest) return rest.error();
    out.index = rest->number;
    out.path = std::move(rest->path);
    out.note = std::move(rest->note);
    return out;
}

result<checkpoint> verify_tlog_proof(const tlog_proof& p, const hash32& leaf, const verifying_key& key) {
    auto head = open_checkpoint(p.note, key);
    if (!head) return with_place(head.error(), file);
    if (auto holds = verify_inclusion(p.index, leaf, head->size, head->root, p.path); !holds) {
        fault f = holds.error();
        f.what += ", so this is not event " + std::to_string(p.index) + " of " + head->origin;
        f.advice = "the event's bytes, the index or a hash of the path is not what was proved";
        f.where = file;
        return f;
    }
    return head;
}

}  // namespace rf
