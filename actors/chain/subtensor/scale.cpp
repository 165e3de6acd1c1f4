#include "actors/chain/subtensor/scale.hpp"

#include <algorithm>

#include "events/json_text.hpp"

namespace rf::subtensor {

std::size_t bytes_needed(uint128 v) {
    std::size_t n = 0;
    for (; v != 0; v >>= 8) ++n;
    return n;
}

uint128 scale_reader::wide(std::size_t bytes) {
    RF_REQUIRE(bytes <= sizeof(uint128));
    const byte_view b = raw(bytes);
    uint128 v = 0;
    for (std::size_t i = b.size(); i > 0; --i) v = v << 8 | b[i - 1];
    return v;
}

uint128 scale_reader::compact(std::size_t bytes) {
    if (left() == 0) {
        fail("a compact number is missing");
        return 0;
    }
    const std::uint8_t first = all_[at_];
    uint128 v = 0;
    bool shortest = true;
    if ((first & 3) == 3) {
        const std::size_t more = std::size_t(first >> 2) + 4;
        if (more > sizeof(uint128)) {
            fail("a compact number of " + std::to_string(more) + " bytes");
            return 0;
        }
        raw(1);
        v = wide(more);
        shortest = v >> 30 != 0 && v >> (8 * (more - 1)) != 0;
    } else {
        const unsigned mode = first & 3;
        v = wide(std::size_t(1) << mode) >> 2;
        shortest = mode == 0 || v >> (mode == 1 ? 6 : 14) != 0;
    }
    if (ok() && !shortest) fail("a compact number is not in its shortest form");
    if (ok() && bytes_needed(v) > bytes) {
        fail("a compact number does not fit into " + std::to_string(bytes) + " bytes");
    }
    return ok() ? v : 0;
}

std::size_t scale_reader::length(std::size_t least_each) {
    const auto n = std::size_t(compact(4));
    if (least_each != 0 && n > left() / least_each) {
        fail("a count of " + std::to_string(n) + " where " + std::to_string(left()) + " bytes are left");
        return 0;
    }
    return n;
}

byte_view scale_reader::raw(std::size_t bytes) {
    if (ok() && bytes > left()) {
        fail(std::to_string(bytes) + " bytes are needed and " + std::to_string(left()) + " are left");
    }
    if (!ok()) return {};
    const byte_view taken = all_.subspan(at_, bytes);
    at_ += bytes;
    return taken;
}

byte_view scale_reader::sized() { return raw(length()); }

std::string_view scale_reader::text() {
    const std::string_view all = chars(sized());
    for (std::string_view rest = all; !rest.empty();) {
        const std::size_t n = character_bytes(rest);
        if (n == 0) {
            fail("a text is not UTF-8");
            return {};
        }
        rest.remove_prefix(n);
    }
    return all;
}

bool scale_reader::boolean() {
    const auto b = number<std::uint8_t>();
    if (b > 1) fail("neither 0 nor 1 but " + std::to_string(b));
    return b == 1;
}

void scale_reader::fail(std::string why) {
    if (!ok()) return;
    why_ = std::move(why);
    failed_at_ = at_;
    at_ = all_.size();
}

fault scale_reader::error() const {
    RF_REQUIRE(!ok());
    return {fault_kind::invalid, why_, "byte " + std::to_string(failed_at_), ""};
}

status scale_reader::finish() {
    if (ok() && left() != 0) fail(std::to_string(left()) + " bytes are left over");
    if (!ok()) return error();
    return done();
}

scale_writer& scale_writer::wide(uint128 v, std::size_t bytes) {
    for (std::size_t i = 0; i < bytes; ++i, v >>= 8) out.push_back(std::uint8_t(v));
    return *this;
}

scale_writer& scale_writer::compact(uint128 v) {
    if (v >> 6 == 0) return wide(v << 2, 1);
    if (v >> 14 == 0) return wide(v << 2 | 1, 2);
    if (v >> 30 == 0) return wide(v << 2 | 2, 4);
    const std::size_t bytes = std::max<std::size_t>(4, bytes_needed(v));
    return wide((bytes - 4) << 2 | 3, 1).wide(v, bytes);
}

scale_writer& scale_writer::raw(byte_view v) {
    out.insert(out.end(), v.begin(), v.end());
    return *this;
}

}  // namespace rf::subtensor
