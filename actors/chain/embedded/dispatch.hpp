// dispatch: an extrinsic's call upon the chain's state, with every check of
// the real chain in its order and its errors by their real names.
#pragma once

#include "actors/chain/embedded/extrinsic.hpp"
#include "actors/chain/embedded/state.hpp"

namespace rf::embedded {

struct refusal {
    std::string_view error;             // of the pallet SubtensorModule
    std::string advice;
    bool final = false;                 // the same call can never succeed
    std::uint64_t retry_in_blocks = 0;
    std::uint8_t pool_code = 0;         // `Custom(n)`: the pool refuses it already; 0: only a block does
};
using verdict = std::optional<refusal>;  // nothing: it may

constexpr std::string_view pallet = "SubtensorModule";

// Which subnet this is, and where `block` stands in it.
struct subnet {
    std::uint16_t netuid = 0;
    std::uint8_t mechanism_id = 0;
    std::uint64_t block = 0, epoch = 0;
    std::uint64_t epoch_blocks = 1;  // epoch e begins with block e * epoch_blocks - netuid - 1
};

verdict check_call(const state& s, const subnet& in, const account& who, const weights_call& call);
// Checks, then changes `s`.
verdict dispatch(state& s, const subnet& in, const account& who, const weights_call& call);

// The largest becomes 65535, as the chain does it; a row of zeros stays one.
weight_values max_upscaled(const std::vector<std::uint16_t>& uids, const std::vector<std::uint16_t>& values);

std::optional<std::uint16_t> uid_of(const state& s, const account& who);

}  // namespace rf::embedded
