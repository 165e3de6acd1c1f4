#include "events/store/locate.hpp"

#include <algorithm>

#include <rocksdb/sst_file_reader.h>

namespace rf::store {
namespace {

std::uint32_t crc32c(byte_view v) {
    static const auto table = [] {
        std::array<std::uint32_t, 256> t{};
        for (std::uint32_t i = 0; i < 256; ++i) {
            t[i] = i;
            for (int bit = 0; bit < 8; ++bit) t[i] = t[i] >> 1 ^ (t[i] & 1 ? 0x82F63B78u : 0);
        }
        return t;
    }();
    std::uint32_t crc = ~0u;
    for (const std::uint8_t byte : v) crc = crc >> 8 ^ table[(crc ^ byte) & 0xff];
    return ~crc;
}
std::uint32_t masked(std::uint32_t crc) {
    return (crc >> 15 | crc << 17) + 0xa282ead8u;
}

// A record: CRC-32C u32 || length u16 || type u8 || bytes, little-endian. The
// types: 1 whole, 2 first part, 3 a middle part, 4 last part.
constexpr std::size_t block = 32768, header = 7;
constexpr std::uint8_t first_part = 2, last_part = 4;

// The length of the record that begins there, header and all, if one does.
std::optional<std::size_t> record_at(byte_view file, std::size_t at) {
    if (file.size() - at < header) return std::nullopt;
    const std::size_t length = file[at + 4] | std::size_t(file[at + 5]) << 8;
    const std::uint8_t type = file[at + 6];
    if (length + header > block - at % block || length + header > file.size() - at) return std::nullopt;
    if (type < 1 || type > last_part) return std::nullopt;
    const std::uint32_t stored = file[at] | std::uint32_t(file[at + 1]) << 8 |
                                 std::uint32_t(file[at + 2]) << 16 | std::uint32_t(file[at + 3]) << 24;
    if (masked(crc32c(file.subspan(at + 6, length + 1))) != stored) return std::nullopt;
    return length + header;
}

// The first file of rows that cannot be opened, or else that has a damaged
// block: "file db/000012.sst, offset 345". Empty if all are well.
std::string bad_table_file(disk& on, const std::string& directory) {
    auto names = list_names(on, directory + "/db");
    for (const bool thoroughly : {false, true}) {
        if (!names) break;
        for (const std::string& n : *names) {
            if (!n.ends_with(".sst")) continue;
            rocksdb::Options o;
            o.env = on.env.get();
            rocksdb::SstFileReader file(o);
            auto s = file.Open(directory + "/db/" + n);
            if (s.ok() && thoroughly) s = file.VerifyChecksum();
            if (s.ok()) continue;
            const std::string told = place_in(s.ToString());
            return told.find(n) == std::string::npos ? "file db/" + n : told;
        }
    }
    return "";
}

}  // namespace

std::string place_in(const std::string& message) {
    const auto is_name = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.';
    };
    std::string name;
    for (const char* sign : {".sst", ".log", "MANIFEST-", "CURRENT"}) {
        const std::size_t at = message.find(sign);
        if (at == std::string::npos) continue;
        std::size_t from = at, to = at;
        while (from > 0 && is_name(message[from - 1])) --from;
        while (to < message.size() && is_name(message[to])) ++to;
        name = message.substr(from, to - from);
        break;
    }
    if (name.empty()) return "";
    std::string place = "file db/" + name;
    const std::size_t offset = message.find(" offset ");
    if (offset != std::string::npos) {
        const std::size_t digits = offset + 8;
        place +=
            ", offset " + message.substr(digits, message.find_first_not_of("0123456789", digits) - digits);
    }
    return place;
}

std::optional<std::size_t> first_bad_record(byte_view file) {
    for (std::size_t at = 0; at < file.size();) {
        const std::size_t left = block - at % block;
        if (left < header) {  // the rest of a block is padding
            at += left;
            continue;
        }
        const auto length = record_at(file, at);
        if (!length) return at;
        at += *length;
    }
    return std::nullopt;
}

bool has_record_after(byte_view file, std::size_t bad) {
    // Anywhere in this block and the next, then where blocks begin: a record of
    // many blocks has no beginning of another in between.
    const std::size_t next = (bad / block + 2) * block;
    for (std::size_t at = bad + 1; at < file.size(); at < next ? at += 1 : at += block) {
        const std::size_t left = block - at % block;
        if (left < header || file.size() - at < header || file[at + 6] > first_part) continue;
        if (record_at(file, at)) return true;
    }
    return false;
}

fault locate_in_files(disk& on, const std::string& directory, fault found) {
    const std::string told = place_in(found.what);
    auto names = list_names(on, directory + "/db");
    if (!names) return names.error();
    const auto is_there = [&](const std::string& n) {
        return std::binary_search(names->begin(), names->end(), n);
    };
    auto current = read_file(on, directory + "/db/CURRENT", 4096);
    const std::string manifest = current && !current->empty() ? std::string(chars(*current)) : "";
    if (manifest.empty() || manifest.back() != '\n' || !manifest.starts_with("MANIFEST-") ||
        !is_there(manifest.substr(0, manifest.size() - 1))) {
        found.where = "file db/CURRENT";
        return found;
    }
    names->erase(
        std::remove_if(names->begin(), names->end(),
                       [&](const std::string& n) { return !n.ends_with(".log") && n + "\n" != manifest; }),
        names->end());
    std::reverse(names->begin(), names->end());  // the MANIFEST says what the others are
    for (const std::string& n : *names) {
        auto bytes = read_file(on, directory + "/db/" + n, std::size_t(1) << 30);
        if (!bytes) return bytes.error();
        if (const auto at = first_bad_record(*bytes)) {
            const std::string where = "file db/" + n + ", offset " + std::to_string(*at);
            found.where = found.where.empty() ? where : found.where + ", " + where;
            return found;
        }
    }
    const std::string file = bad_table_file(on, directory);
    if (!file.empty()) {
        found.where = found.where.empty() ? file : found.where + ", " + file;
        return found;
    }
    if (!told.empty())
        found.where = found.where.empty() ? told : found.where + ", " + told;
    else if (found.where.empty())
        found.where = "file db/" + manifest.substr(0, manifest.size() - 1);
    return found;
}

}  // namespace rf::store
