#include "events/store/layout.hpp"

#include <charconv>

#include "events/sha256.hpp"

namespace rf::store {
namespace {

constexpr std::string_view first_line = "rf-log\n";

fault format_fault(fault_kind kind, std::string what, std::string advice) {
    return {kind, std::move(what), "file format", std::move(advice)};
}
fault format_damaged() {
    return format_fault(fault_kind::damaged, "the file that names the log's format is not as it was written",
                        "restore it from a copy of this directory");
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

row_key key_of(char kind) {
    row_key k;
    k.b[0] = kind;
    k.size = 1;
    return k;
}
void add_be64(row_key& k, std::uint64_t v) {
    put_be64(reinterpret_cast<std::uint8_t*>(k.b.data()) + k.size, v);
    k.size += 8;
}

}  // namespace

std::string format_text(std::string_view origin) {
    std::string text = std::string(first_line) + "format " + std::to_string(known_format) + "\norigin " +
                       std::string(origin) + "\n";
    return text + "sha256 " + hex(sha256(view(text))) + "\n";
}

result<std::string> parse_format(byte_view bytes) {
    const std::string_view all = chars(bytes);
    if (!all.starts_with(first_line)) {
        return format_fault(fault_kind::foreign, "this is not the directory of a log",
                            "name the right directory");
    }
    const std::size_t last = all.rfind("sha256 ");
    if (last == std::string_view::npos || all[last - 1] != '\n') return format_damaged();
    if (all.substr(last) != "sha256 " + hex(sha256(bytes.first(last))) + "\n") return format_damaged();

    std::string_view text = all.substr(first_line.size());
    std::string_view version = take_line(text);
    std::uint64_t number = 0;
    if (!version.starts_with("format ")) return format_damaged();
    version.remove_prefix(7);
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    if (error != std::errc() || end != version.data() + version.size()) return format_damaged();
    if (number > known_format) {
        return format_fault(fault_kind::too_new,
                            "the log has format " + std::to_string(number) + ", this program knows up to " +
                                std::to_string(known_format),
                            "use a newer program");
    }
    if (number < known_format) {
        return format_fault(fault_kind::refused, "the log has format " + std::to_string(number) + ", a draft",
                            "no program reads drafts any more: begin a new log");
    }
    const std::string_view origin = take_line(text);
    if (!origin.starts_with("origin ") || text.data() != all.data() + last) return format_damaged();
    return std::string(origin.substr(7));
}

std::array<std::uint8_t, tally_bytes> encode(const tally& t) {
    std::array<std::uint8_t, tally_bytes> out;
    put_be64(out.data(), t.changes);
    put_be64(out.data() + 8, t.at.size);
    std::memcpy(out.data() + 16, t.at.root.b.data(), 32);
    put_be64(out.data() + 48, t.index_rows);
    put_be64(out.data() + 56, t.blobs);
    return out;
}

std::optional<tally> decode_tally(byte_view v) {
    if (v.size() != tally_bytes) return std::nullopt;
    return tally{get_be64(v.data()),
                 {get_be64(v.data() + 8), *as_hash(v.subspan(16, 32))},
                 get_be64(v.data() + 48),
                 get_be64(v.data() + 56)};
}

row_key event_key(std::uint64_t number) {
    row_key k;
    add_be64(k, number);
    return k;
}
row_key tile_key(tile_id id) {
    row_key k = key_of(char(id.level));
    add_be64(k, id.index);
    return k;
}
row_key epoch_key(char kind, std::uint32_t epoch) {
    row_key k = key_of(kind);
    for (int shift = 24; shift >= 0; shift -= 8) k.b[k.size++] = char(epoch >> shift);
    return k;
}
row_key checkpoint_key(std::uint64_t size, std::uint64_t change) {
    row_key k = key_of('c');
    add_be64(k, size);
    add_be64(k, change);
    return k;
}
row_key prune_key(std::uint64_t change) {
    row_key k = key_of('p');
    add_be64(k, change);
    return k;
}

std::optional<std::uint64_t> event_number(std::string_view key) {
    if (key.size() != 8) return std::nullopt;
    return get_be64(view(key).data());
}
std::optional<tile_id> tile_of(std::string_view key) {
    if (key.size() != 9) return std::nullopt;
    return tile_id{std::uint8_t(key[0]), get_be64(view(key).data() + 1)};
}

std::uint64_t full_tiles(std::uint64_t size) {
    std::uint64_t count = 0;
    for (std::uint64_t n = size / tile_width; n > 0; n /= tile_width) count += n;
    return count;
}

}  // namespace rf::store
