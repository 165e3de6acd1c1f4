// RocksDB's data blocks, uncompressed, read without trusting them:
//
//     entry     shared length || own length || value length (varints) || key's own bytes || value
//     trailer   restart points (u32 each) || how many of them (u32), little-endian
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

std::optional<std::size_t> take_varint(byte_view& v) {
    std::size_t n = 0;
    for (unsigned shift = 0; shift < 35 && !v.empty(); shift += 7) {
        const std::uint8_t byte = v[0];
        v = v.subspan(1);
        n |= std::size_t(byte & 0x7f) << shift;
        if (byte < 0x80) return n;
    }
    return std::nullopt;
}

std::size_t end_of_entries(byte_view block) {
    if (block.size() < 4) return 0;
    const std::uint8_t* last = block.data() + block.size() - 4;
    const std::size_t restarts = last[0] | std::size_t(last[1]) << 8 | std::size_t(last[2]) << 16;
    return (restarts + 1) * 4 <= block.size() ? block.size() - (restarts + 1) * 4 : block.size();
}

// False where the lengths stop making sense.
bool decode(byte_view entries, std::vector<raw_block::row>& rows) {
    std::string key;
    while (!entries.empty()) {
        const auto shared = take_varint(entries), own = take_varint(entries), value = take_varint(entries);
        if (!shared || !own || !value || *shared > key.size() || *own > entries.size() ||
            *value > entries.size() - *own || *shared + *own < 8) {
            return false;
        }
        key.resize(*shared);
        key += chars(entries.first(*own));
        rows.push_back({key.substr(0, key.size() - 8), entries.subspan(*own, *value)});
        entries = entries.subspan(*own + *value);
    }
    return true;
}

}  // namespace

std::optional<raw_block> read_damaged_block(const database& in, const rocksdb::Status& s) {
    const std::string told = s.ToString(), place = place_in(told);
    const auto offset = number_after(told, " offset "), size = number_after(told, " size ");
    const std::string name = place.substr(0, place.find(','));
    if (!name.ends_with(".sst") || !offset || !size || *size > most_block_bytes) return std::nullopt;
    std::unique_ptr<rocksdb::FSRandomAccessFile> file;
    const std::string path = in.directory() + "/" + name.substr(5);  // after "file "
    if (!in.on().files->NewRandomAccessFile(path, {}, &file, nullptr).ok()) return std::nullopt;
    raw_block out;
    out.bytes.resize(*size);
    rocksdb::Slice got;
    if (!file->Read(*offset, *size, {}, &got, reinterpret_cast<char*>(out.bytes.data()), nullptr).ok())
        return std::nullopt;
    if (got.size() != *size) return std::nullopt;
    if (got.data() != reinterpret_cast<const char*>(out.bytes.data()))
        std::memcpy(out.bytes.data(), got.data(), *size);
    out.whole = decode(byte_view(out.bytes).first(end_of_entries(out.bytes)), out.rows);
    return out;
}

}  // namespace rf::store
