// The directory's end, somewhere in the last 64 KiB, and one record an entry:
//
//     "PK\5\6" disks u16 u16 · entries here u16 · entries u16 · size u32 · offset u32 · comment u16
//     "PK\1\2" made u16 · needs u16 · flags u16 · method u16 · time u32 · crc u32 · packed u32 · size u32 ·
//              name u16 · extra u16 · comment u16 · disk u16 · attributes 6 · local header at u32 · name
//     "PK\3\4" 22 bytes as above · name u16 · extra u16 · name · extra · packed bytes     little-endian
#include "actors/imports/zip.hpp"

#include <zlib.h>

#include <algorithm>

namespace rf {
namespace {

constexpr std::size_t most_entries = 64, most_entry_bytes = std::size_t(64) << 20,
                      most_bytes = std::size_t(128) << 20;
constexpr std::size_t end_bytes = 22, directory_bytes = 46, local_bytes = 30;

fault damaged(std::string what, std::string where = "") {
    return {fault_kind::damaged, std::move(what), std::move(where), ""};
}

class little_endian {
  public:
    explicit little_endian(byte_view v) : v_(v) {}
    [[nodiscard]] bool has(std::size_t at, std::size_t size) const {
        return at <= v_.size() && size <= v_.size() - at;
    }
    [[nodiscard]] std::uint32_t u16(std::size_t at) const { return std::uint32_t(v_[at] | v_[at + 1] << 8); }
    [[nodiscard]] std::uint32_t u32(std::size_t at) const { return u16(at) | u16(at + 2) << 16; }
    [[nodiscard]] byte_view part(std::size_t at, std::size_t size) const { return v_.subspan(at, size); }

  private:
    byte_view v_;
};

result<byte_vec> inflated(byte_view packed, std::size_t size) {
    byte_vec out(size, 0);
    z_stream z{};
    if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
        return fault{fault_kind::unavailable, "there is no memory to inflate with", "", ""};
    z.next_in = const_cast<Bytef*>(packed.data());
    z.avail_in = uInt(packed.size());
    z.next_out = out.data();
    z.avail_out = uInt(out.size());
    const int became = inflate(&z, Z_FINISH);
    const bool whole = became == Z_STREAM_END && z.avail_out == 0 && z.avail_in == 0;
    inflateEnd(&z);
    if (!whole) return damaged("it does not inflate to the size it says");
    return out;
}

struct directory_entry {
    std::string name;
    std::uint32_t flags = 0, method = 0, crc = 0, packed = 0, size = 0, at = 0;
};

result<byte_vec> contents_of(const little_endian& in, const directory_entry& e) {
    if ((e.flags & 1) != 0) return damaged("it is encrypted");
    if (e.size > most_entry_bytes) return damaged("it says it has more than 64 MiB");
    if (!in.has(e.at, local_bytes) || in.u32(e.at) != 0x04034b50)
        return damaged("its header is not where it should be");
    const std::size_t from = std::size_t(e.at) + local_bytes + in.u16(e.at + 26) + in.u16(e.at + 28);
    if (!in.has(from, e.packed)) return damaged("it goes beyond the end of the file");
    const byte_view packed = in.part(from, e.packed);
    if (e.method != 0 && e.method != 8)
        return damaged("it is packed with method " + std::to_string(e.method));
    if (e.method == 0 && e.packed != e.size) return damaged("it is stored with another size than it says");
    auto bytes =
        e.method == 8 ? inflated(packed, e.size) : result<byte_vec>(byte_vec(packed.begin(), packed.end()));
    if (!bytes) return bytes;
    if (crc32(0, bytes->data(), uInt(bytes->size())) != e.crc) return damaged("its checksum is wrong");
    return bytes;
}

std::optional<std::size_t> find_end(const little_endian& in, std::size_t size) {
    if (size < end_bytes) return std::nullopt;
    const std::size_t least = size - std::min<std::size_t>(size, end_bytes + 65535);
    for (std::size_t at = size - end_bytes + 1; at-- > least;)
        if (in.u32(at) == 0x06054b50 && at + end_bytes + in.u16(at + 20) == size) return at;
    return std::nullopt;
}

}  // namespace

result<std::vector<zip_entry>> read_zip(byte_view archive) {
    const little_endian in(archive);
    const auto end = find_end(in, archive.size());
    if (!end) return damaged("it is no zip archive, or its end is missing");
    const std::size_t count = in.u16(*end + 10);
    if (in.u16(*end + 4) != 0 || in.u16(*end + 6) != 0 || in.u16(*end + 8) != count)
        return damaged("the archive goes over several disks");
    if (count > most_entries) return damaged("the archive has more than 64 entries");
    std::vector<zip_entry> out;
    std::size_t at = in.u32(*end + 16), total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!in.has(at, directory_bytes) || in.u32(at) != 0x02014b50)
            return damaged("the archive's directory is broken");
        const std::size_t name_size = in.u16(at + 28);
        if (!in.has(at + directory_bytes, name_size)) return damaged("the archive's directory is broken");
        const directory_entry e{std::string(chars(in.part(at + directory_bytes, name_size))),
                                in.u16(at + 8),
                                in.u16(at + 10),
                                in.u32(at + 16),
                                in.u32(at + 20),
                                in.u32(at + 24),
                                in.u32(at + 42)};
        total += e.size;
        if (total > most_bytes) return damaged("the archive says it has more than 128 MiB");
        auto bytes = contents_of(in, e);
        if (!bytes) return with_place(bytes.error(), "entry " + std::to_string(i + 1));
        out.push_back({e.name, std::move(*bytes)});
        at += directory_bytes + name_size + in.u16(at + 30) + in.u16(at + 32);
    }
    return out;
}

}  // namespace rf
