// tlog_proof: that an event is in a log, in one small file for anybody.
//
//     c2sp.org/tlog-proof@v1
//     extra <base64>            may be missing; ours have none
//     index <event number>
//     <hash, base64>            one a line, from the leaf's sibling upwards
//     <empty line>
//     <signed checkpoint>       events/checkpoint.hpp, verbatim
//
// C2SP tlog-proof, unchanged. The event's bytes are not in it: whoever checks
// has them, or their leaf hash. The extra line is authenticated by nothing.
#pragma once

#include "events/checkpoint.hpp"
#include "events/tree.hpp"

namespace rf {

constexpr std::size_t most_tlog_proof_extra = 16 * 1024;
constexpr std::size_t most_tlog_proof_bytes = 128 * 1024;

struct tlog_proof {
    byte_vec extra;
    std::uint64_t index = 0;
    proof path;
    std::string note;
    friend bool operator==(const tlog_proof&, const tlog_proof&) = default;
};

// Requires a note that is a checkpoint, and an extra part within its bound.
std::string write_tlog_proof(const tlog_proof& p);
result<tlog_proof> read_tlog_proof(std::string_view text);

// The checkpoint, if `key` signed it and the event with this leaf hash is
// number p.index under its root.
result<checkpoint> verify_tlog_proof(const tlog_proof& p, const hash32& leaf, const verifying_key& key);

}  // namespace rf
