// events: what a block says happened in it, and why a call failed.
//
// The bytes are those of System.Events, whose type the metadata tells; pallets,
// events, fields and errors are found by name. A module's error is resolved
// through the pallet it names to the error's own name and documentation.
#pragma once

#include "actors/chain/subtensor/extrinsic.hpp"

namespace rf::subtensor {

struct chain_event {
    std::string phase;                       // "ApplyExtrinsic", "Finalization", "Initialization"
    std::optional<std::uint32_t> extrinsic;  // its index in the block, while one is applied
    std::string pallet, name;
    value fields;  // the event's variant: see field_of
    std::vector<hash32> topics;
};
result<std::vector<chain_event>> read_events(const metadata& m, byte_view stored);

struct dispatch_failure {
    std::string pallet;  // empty where no pallet is to blame
    std::string error;   // "SettingWeightsTooFast", "BadOrigin", "Token(FundsUnavailable)"
    std::string docs;
    [[nodiscard]] std::string text() const;
};
// Of a DispatchError.
dispatch_failure failure_of(const metadata& m, const value& error);

// What became of an extrinsic in a block: nothing where no event tells.
struct extrinsic_outcome {
    bool success = false;
    dispatch_failure failure;
};
std::optional<extrinsic_outcome> outcome_of(const metadata& m, const std::vector<chain_event>& events,
                                            std::uint32_t extrinsic);

}  // namespace rf::subtensor
