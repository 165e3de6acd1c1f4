#include "events/store/raw_block.hpp"

#include <charconv>

#include "events/store/locate.hpp"

namespace rf::store {
namespace {

constexpr std::size_t most_block_bytes = std::size_t(128) << 20;

std::optional<std::uint64_t> number_after(const std::string& text, const char* word) {
    const std::size_t at = text.find(word);
    if (at == std::string::npos) return std::nullopt;
    std::uint64_t n = 0;
    const char* from = text.data() + at + std::strlen(word);
    if (std::from_chars(from, text.data() + text.size(), n).ec != std::errc()) return std::nullopt;
    return n;
}

}  // namespace

std::optional<std::uint64_t> take_varint(byte_view& v) {
    std::uint64_t n = 0;
    for (unsigned shift = 0; shift < 63 && !v.empty(); shift += 7) {
        const std::uint8_t byte = v[0];
        v = v.subspan(1);
        n |= std::uint64_t(byte & 0x7f) << shift;
        if (byte < 0x80) return n;
    }
    return std::nullopt;
}

raw_block decode_block(byte_view block, std::size_t key_suffix) {
    raw_block out;
    std::size_t end = block.size();
    bool in_order = false;
    if (block.size() >= 4) {  // the count's top bit says that there is a hash index: there is none here
        const std::uint8_t* last = block.data() + block.size() - 4;
        const std::uint64_t restarts = last[0] | std::uint64_t(last[1]) << 8 | std::uint64_t(last[2]) << 16 |
                                       std::uint64_t(last[3]) << 24;
        in_order = (restarts + 1) * 4 <= block.size();
        if (in_order) end -= (restarts + 1) * 4;
    }
    byte_view entries = block.first(end);
    std::string key;
    while (!entries.empty()) {
        const auto shared = take_varint(entries), own = take_varint(entries), value = take_varint(entries);
        if (!shared || !own || !value || *shared > key.size() || *own > entries.size() ||
            *value > entries.size() - *own || *shared + *own < key_suffix) {
            return out;
        }
        key.resize(*shared);
        key += chars(entries.first(*own));
        out.rows.push_back({key.substr(0, key.size() - key_suffix), entries.subspan(*own, *value)});
        entries = entries.subspan(*own + *value);
    }
    for (std::size_t at = end; in_order && at + 4 < block.size(); at += 4) {
        const std::uint64_t restart = block[at] | std::uint64_t(block[at + 1]) << 8 |
                                      std::uint64_t(block[at + 2]) << 16 | std::uint64_t(block[at + 3]) << 24;
        in_order = restart < end || end == 0;
    }
    out.whole = in_order;
    return out;
}

std::optional<byte_vec> read_damaged_block(const database& in, const rocksdb::Status& s) {
    const std::string told = s.ToString(), place = place_in(told);
    const auto offset = number_after(told, " offset "), size = number_after(told, " size ");
    const std::string name = place.substr(0, place.find(','));
    if (!name.ends_with(".sst") || !offset || !size || *size > most_block_bytes) return std::nullopt;
    std::unique_ptr<rocksdb::FSRandomAccessFile> file;
    const std::string path = in.directory() + "/" + name.substr(5);  // after "file "
    if (!in.on().files->NewRandomAccessFile(path, {}, &file, nullptr).ok()) return std::nullopt;
    byte_vec out(*size);
    rocksdb::Slice got;
    auto* to = reinterpret_cast<char*>(out.data());
    if (!file->Read(*offset, *size, {}, &got, to, nullptr).ok() || got.size() != *size) return std::nullopt;
    if (got.data() != to) std::memcpy(to, got.data(), got.size());
    return out;
}

}  // namespace rf::store
