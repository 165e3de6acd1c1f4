// account: who a miner or validator is, apart from any uid.
//
// Typed bytes: an sr25519 public key (32 bytes) or an EVM address (20). In
// the log it is one type byte followed by those bytes. Accounts are ordered by
// that encoding, so every sorted list of them has one order.
#pragma once

#include <algorithm>

#include "events/bytes.hpp"

namespace rf {

enum class account_type : std::uint8_t { sr25519 = 1, evm = 2 };

struct account {
    account_type type = account_type::sr25519;
    std::array<std::uint8_t, 32> b{};  // the unused tail is zero

    [[nodiscard]] std::size_t size() const { return type == account_type::evm ? 20 : 32; }
    friend bool operator==(const account&, const account&) = default;
    friend auto operator<=>(const account&, const account&) = default;

    [[nodiscard]] byte_vec encoded() const {
        byte_vec out{std::uint8_t(type)};
        out.insert(out.end(), b.begin(), b.begin() + std::ptrdiff_t(size()));
        return out;
    }
};

// One type byte and exactly as many bytes as the type has; nothing otherwise.
inline std::optional<account> as_account(byte_view v) {
    account a;
    if (v.size() == 33 && v[0] == 1) a.type = account_type::sr25519;
    else if (v.size() == 21 && v[0] == 2) a.type = account_type::evm;
    else return std::nullopt;
    std::copy(v.begin() + 1, v.end(), a.b.begin());
    return a;
}

}  // namespace rf
