#include "events/checkpoint.hpp"

#include <charconv>

namespace rf {
namespace {

constexpr std::uint64_t most_size = UINT64_MAX >> 1;

fault malformed(std::string what) { return {fault_kind::invalid, std::move(what), "checkpoint", ""}; }

// The line at the front of `text`, which loses it. A note's text is whole lines.
std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (n > most_size || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    return n;
}

result<checkpoint> parse_text(std::string_view text) {
    checkpoint c;
    c.origin = take_line(text);
    if (c.origin.empty()) return malformed("the first line must be the origin");
    const auto size = parse_size(take_line(text));
    if (!size) return malformed("the second line must be the size, a decimal number below 2^63");
    c.size = *size;
    const auto root = from_base64(take_line(text));
    if (!root || root->size() != 32) return malformed("the third line must be the root, base64 of 32 bytes");
    c.root = *as_hash(*root);
    while (!text.empty()) {
        c.extensions.emplace_back(take_line(text));
        if (c.extensions.back().empty()) return malformed("an extension line is empty");
    }
    return c;
}

}  // namespace

std::string sign_checkpoint(const checkpoint& c, const signing_key& key) {
    RF_REQUIRE(c.origin == key.name && c.size <= most_size);
    std::string text = c.origin + "\n" + std::to_string(c.size) + "\n" + base64(c.root) + "\n";
    for (const std::string& line : c.extensions) {
        RF_REQUIRE(!line.empty() && line.find('\n') == line.npos);
        text += line + "\n";
    }
    return sign_note(text, key);
}

result<checkpoint> open_checkpoint(std::string_view note, const verifying_key& key) {
    const auto text = open_note(note, key);
    if (!text) return text.error();
    auto c = parse_text(*text);
    if (c && c->origin != key.name) {
        return fault{fault_kind::foreign, "the checkpoint is of another log than its key", "origin " + c->origin,
                     "open it with the key of that log"};
    }
    return c;
}

result<checkpoint> read_checkpoint(std::string_view note) {
    const auto text = read_note(note);
    if (!text) return text.error();
    return parse_text(*text);
}

}  // namespace rf
