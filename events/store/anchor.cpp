#include "events/store/anchor.hpp"

#include <algorithm>

#include "events/sha256.hpp"

namespace rf::store {
namespace {

constexpr std::string_view magic = "rfanchor";
constexpr std::size_t signed_bytes = 16 + tally_bytes;
constexpr std::size_t slot_bytes = signed_bytes + 32;
using slot = std::array<std::uint8_t, slot_bytes>;

slot encode_slot(const anchored& a) {
    slot s{};
    std::memcpy(s.data(), magic.data(), magic.size());
    put_be64(s.data() + 8, a.counter);
    const auto t = encode(a.what);
    std::memcpy(s.data() + 16, t.data(), t.size());
    const hash32 sum = sha256(byte_view(s).first(signed_bytes));
    std::memcpy(s.data() + signed_bytes, sum.b.data(), 32);
    return s;
}

std::optional<anchored> decode_slot(byte_view s) {
    if (s.size() < slot_bytes || chars(s.first(8)) != magic) return std::nullopt;
    const hash32 sum = sha256(s.first(signed_bytes));
    if (!std::equal(sum.b.begin(), sum.b.end(), s.begin() + signed_bytes)) return std::nullopt;
    return anchored{get_be64(s.data() + 8), *decode_tally(s.subspan(16, tally_bytes))};
}

}  // namespace

result<anchored> read_anchor(disk& on, const std::string& directory) {
    const std::string path = directory + "/anchor";
    auto bytes = read_file(on, path, 2 * anchor_page);
    if (!bytes) return bytes.error();
    std::optional<anchored> newest;
    for (std::size_t at = 0; at < bytes->size(); at += anchor_page) {
        auto a = decode_slot(byte_view(*bytes).subspan(at));
        if (a && (!newest || a->counter > newest->counter)) newest = a;
    }
    if (newest) return *newest;
    return fault{fault_kind::damaged, "neither copy of the acknowledged head can be read", "file anchor",
                 "restore the log from a copy; without it nobody knows what was acknowledged"};
}

status create_anchor(disk& on, const std::string& directory, const tally& t) {
    byte_vec bytes(2 * anchor_page);
    const slot s = encode_slot({1, t});
    std::copy(s.begin(), s.end(), bytes.begin() + anchor_page);  // counter 1: an odd slot
    return replace_file(on, directory, "anchor", bytes);
}

result<anchor_file> anchor_file::open(disk& on, const std::string& directory) {
    auto newest = read_anchor(on, directory);
    if (!newest) return newest.error();
    std::unique_ptr<rocksdb::FSRandomRWFile> file;
    const auto s = on.files->NewRandomRWFile(directory + "/anchor", {}, &file, nullptr);
    if (!s.ok()) return fault_of(s, "file anchor");
    return anchor_file(std::move(file), newest->counter);
}

status anchor_file::write(const tally& t) {
    const slot s = encode_slot({++counter_, t});
    auto written = file_->Write(counter_ % 2 * anchor_page,
                                {reinterpret_cast<const char*>(s.data()), s.size()}, {}, nullptr);
    if (written.ok()) written = file_->Sync({}, nullptr);
    if (!written.ok()) return fault_of(written, "file anchor");
    return done();
}

}  // namespace rf::store
