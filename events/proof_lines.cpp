#include "events/proof_lines.hpp"

#include <charconv>

namespace rf {

fault proof_lines::wrong(std::string what) const {
    return {fault_kind::invalid, std::move(what), std::string(file_) + ", line " + std::to_string(line_),
            "take the file again, whole and unchanged"};
}

result<std::string_view> proof_lines::line() {
    ++line_;
    const std::size_t end = rest_.find('\n');
    if (end == rest_.npos) return wrong(rest_.empty() ? "it ends too early" : "the line does not end");
    const std::string_view out = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return out;
}

result<std::string_view> proof_lines::named(std::string_view word) {
    auto l = line();
    if (!l) return l;
    if (!l->starts_with(word) || l->substr(word.size(), 1) != " ")
        return wrong("the line must begin with \"" + std::string(word) + "\" and a space");
    return l->substr(word.size() + 1);
}

result<std::uint64_t> proof_lines::number(std::string_view word) {
    auto text = named(word);
    if (!text) return text.error();
    std::uint64_t n = 0;
    const char* end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, n);
    if (read.ec != std::errc() || read.ptr != end || (text->size() > 1 && text->front() == '0') ||
        n > UINT64_MAX >> 1)
        return wrong("the number is not plain decimal below 2^63");
    return n;
}

result<proof> proof_lines::hashes() {
    proof out;
    for (;;) {
        auto l = line();
        if (!l) return l.error();
        if (l->empty()) return out;
        if (out.size() == most_proof_hashes)
            return wrong("a proof has at most " + std::to_string(most_proof_hashes) + " hashes");
        const auto bytes = l->size() == 44 ? from_base64(*l) : std::nullopt;
        if (!bytes || bytes->size() != 32) return wrong("the line is not a hash, base64 of 32 bytes");
        out.push_back(*as_hash(*bytes));
    }
}

result<std::string> proof_lines::note() {
    ++line_;
    if (auto read = read_checkpoint(rest_); !read) {
        fault f = read.error();
        return with_place(std::move(f), std::string(file_) + ", from line " + std::to_string(line_));
    }
    return std::string(rest_);
}

result<numbered_proof> proof_lines::rest(std::string_view word) {
    auto n = number(word);
    if (!n) return n.error();
    auto path = hashes();
    if (!path) return path.error();
    auto signed_note = note();
    if (!signed_note) return signed_note.error();
    return numbered_proof{*n, std::move(*path), std::move(*signed_note)};
}

std::string hash_lines(const proof& p) {
    RF_REQUIRE(p.size() <= most_proof_hashes);
    std::string out;
    for (const hash32& h : p) out += base64(h) + "\n";
    return out + "\n";
}

}  // namespace rf
