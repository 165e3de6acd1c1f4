#include "actors/chain/embedded/records.hpp"

#include <algorithm>

#include "events/sha256.hpp"

namespace rf::embedded {
namespace {

constexpr std::size_t head_bytes = 8, check_bytes = 8;

using length_bytes = std::array<std::uint8_t, 4>;

length_bytes length_of(std::size_t n) {
    return {std::uint8_t(n), std::uint8_t(n >> 8), std::uint8_t(n >> 16), std::uint8_t(n >> 24)};
}

hash32 head_check(const hash32& last, byte_view length) { return sha256({byte_view(last), view("length"), length}); }
hash32 check(const hash32& last, byte_view payload) { return sha256({byte_view(last), payload}); }

bool same(byte_view found, const hash32& whole) { return std::equal(found.begin(), found.end(), whole.b.begin()); }
bool zeros(byte_view v) {
    return std::all_of(v.begin(), v.end(), [](std::uint8_t b) { return b == 0; });
}

}  // namespace

byte_vec record_chain::frame(byte_view payload) const {
    RF_REQUIRE(payload.size() <= most_record_bytes);
    const length_bytes length = length_of(payload.size());
    byte_vec out(length.begin(), length.end());
    const hash32 head = head_check(last_, length), tail = check(last_, payload);
    out.insert(out.end(), head.b.begin(), head.b.begin() + 4);
    out.insert(out.end(), payload.begin(), payload.end());
    out.insert(out.end(), tail.b.begin(), tail.b.begin() + check_bytes);
    return out;
}

void record_chain::took(byte_view payload) { last_ = check(last_, payload); }

result<std::uint64_t> record_chain::read(byte_view bytes, const std::function<status(byte_view payload)>& each) {
    std::uint64_t at = 0;
    auto damaged = [&](std::string what) {
        return fault{fault_kind::damaged, std::move(what), "byte " + std::to_string(at),
                     "the chain's state cannot be trusted: restore it, or begin a new chain and a new log"};
    };
    while (at < bytes.size()) {
        const byte_view left = bytes.subspan(at);
        if (left.size() < head_bytes || zeros(left)) return at;
        const std::size_t length = left[0] | left[1] << 8 | left[2] << 16 | std::size_t(left[3]) << 24;
        if (!same(left.subspan(4, 4), head_check(last_, left.first(4))) || length > most_record_bytes)
            return damaged("a record's length is not what was written");
        if (left.size() < head_bytes + length + check_bytes) return at;
        const byte_view payload = left.subspan(head_bytes, length);
        const byte_view tail = left.subspan(head_bytes + length, check_bytes);
        if (!same(tail, check(last_, payload))) {
            if (zeros(tail) && zeros(left.subspan(head_bytes + length))) return at;
            return damaged("a record is not what was written");
        }
        if (auto ok = each(payload); !ok) return with_place(ok.error(), "byte " + std::to_string(at));
        took(payload);
        at += head_bytes + length + check_bytes;
    }
    return at;
}

}  // namespace rf::embedded
