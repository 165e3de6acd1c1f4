#include "events/bundle_file.hpp"

#include <zstd.h>

#include <algorithm>

#include "events/sha256.hpp"

namespace rf {
namespace {

constexpr std::string_view magic{"rf-bundle 1\n\0\0\0\0", 16};
constexpr std::size_t row_bytes = 60;
constexpr std::uint32_t codec_none = 0, codec_zstd = 1;
constexpr int zstd_level = 9;

byte_vec packed(const byte_vec& raw) {
    byte_vec out(ZSTD_compressBound(raw.size()));
    const std::size_t n = ZSTD_compress(out.data(), out.size(), raw.data(), raw.size(), zstd_level);
    RF_REQUIRE(!ZSTD_isError(n));
    out.resize(n);
    return out;
}

fault refuse(std::string what, std::string where) {
    return {fault_kind::damaged, std::move(what), std::move(where), "ask for the file again"};
}

std::string place_of(std::string_view name, std::size_t from, std::size_t length) {
    return "section " + std::string(name) + ", file bytes " + std::to_string(from) + " to " +
           std::to_string(from + length);
}

result<byte_vec> unpacked(byte_view stored, std::uint64_t raw, std::uint32_t codec, const std::string& place) {
    if (codec == codec_none) {
        if (stored.size() != raw) return refuse("its two lengths differ, and it is not compressed", place);
        return byte_vec(stored.begin(), stored.end());
    }
    if (codec != codec_zstd) return refuse("it is compressed in an unknown way", place);
    if (ZSTD_getFrameContentSize(stored.data(), stored.size()) != raw)
        return refuse("the compressed length is not the one in the table", place);
    if (ZSTD_findFrameCompressedSize(stored.data(), stored.size()) != stored.size())
        return refuse("it is not one compressed frame", place);
    byte_vec out(raw);
    const std::size_t n = ZSTD_decompress(out.data(), out.size(), stored.data(), stored.size());
    if (ZSTD_isError(n) || n != raw) return refuse("it cannot be decompressed", place);
    return out;
}

}  // namespace

byte_vec write_sections(std::span<const bundle_section> sections) {
    std::vector<byte_vec> stored;
    byte_vec out(magic.begin(), magic.end());
    append_be32(out, std::uint32_t(sections.size()));
    for (const bundle_section& s : sections) {
        byte_vec small = packed(s.bytes);
        // What does not get smaller stays as it is: hashes and random bytes.
        const bool worth = small.size() < s.bytes.size();
        stored.push_back(worth ? std::move(small) : s.bytes);
        append_be32(out, s.kind);
        append_be32(out, worth ? codec_zstd : codec_none);
        append_be64(out, stored.back().size());
        append_be64(out, s.bytes.size());
        const hash32 name = sha256(stored.back());
        out.insert(out.end(), name.b.begin(), name.b.end());
        append_be32(out, 0);
    }
    const hash32 table = sha256(out);
    out.insert(out.end(), table.b.begin(), table.b.end());
    for (const byte_vec& s : stored) out.insert(out.end(), s.begin(), s.end());
    return out;
}

status read_sections(byte_view file, std::span<const bundle_section> sections, const section_taker& take) {
    const std::size_t table = magic.size() + 4 + sections.size() * row_bytes;
    if (file.size() > most_bundle_file_bytes)
        return fault{fault_kind::invalid, "a bundle has at most " + std::to_string(most_bundle_file_bytes) + " bytes",
                     "", ""};
    if (file.size() < magic.size() || chars(file.first(10)) != magic.substr(0, 10))
        return fault{fault_kind::foreign, "this is no bundle", "file bytes 0 to 16", ""};
    if (chars(file.first(magic.size())) != magic)
        return fault{fault_kind::too_new, "the bundle's version is not 1", "file bytes 10 to 16",
                     "use a program that knows it"};
    if (file.size() < table + 32) return refuse("the file ends inside its table of sections", "end of file");
    if (get_be32(file.data() + magic.size()) != sections.size())
        return refuse("a bundle has " + std::to_string(sections.size()) + " sections", "file bytes 16 to 20");
    const hash32 named = sha256(file.first(table));
    if (!std::equal(named.b.begin(), named.b.end(), file.begin() + std::ptrdiff_t(table)))
        return refuse("the table of sections is not the one that was written",
                      "file bytes 0 to " + std::to_string(table + 32));
    std::uint64_t at = table + 32, whole = 0;
    for (std::size_t i = 0; i < sections.size(); ++i) {
        const std::uint8_t* row = file.data() + magic.size() + 4 + i * row_bytes;
        const std::uint64_t stored = get_be64(row + 8), raw = get_be64(row + 16);
        if (get_be32(row) != sections[i].kind || get_be32(row + 56) != 0)
            return refuse("section " + std::to_string(i) + " is not the one that stands there", "table of sections");
        if (stored > file.size() - at) return refuse("the file ends inside it", place_of(sections[i].name, at, stored));
        const std::string place = place_of(sections[i].name, at, stored);
        const byte_view bytes = file.subspan(at, stored);
        const hash32 hash = sha256(bytes);
        if (!std::equal(hash.b.begin(), hash.b.end(), row + 24))
            return refuse("its bytes are not those that the table names", place);
        whole += std::min<std::uint64_t>(raw, most_bundle_bytes + 1);
        if (raw > most_bundle_bytes || whole > most_bundle_bytes || raw / most_bundle_growth > stored)
            return fault{fault_kind::invalid, "unpacked it would be larger than a bundle may be", place,
                         "at most " + std::to_string(most_bundle_bytes) + " bytes, and " +
                             std::to_string(most_bundle_growth) + " for each stored byte"};
        auto out = unpacked(bytes, raw, get_be32(row + 4), place);
        if (!out) return out.error();
        if (auto ok = take(i, *out); !ok) return ok;
        at += stored;
    }
    if (at != file.size())
        return refuse("bytes follow the last section", "file bytes " + std::to_string(at) + " to " +
                      std::to_string(file.size()));
    return done();
}

}  // namespace rf
