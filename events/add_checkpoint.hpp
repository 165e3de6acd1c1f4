// add_checkpoint: that one checkpoint's tree is the beginning of a later one's.
//
//     old <size of the older tree>
//     <hash, base64>            one a line: RFC 6962, 2.1.2
//     <empty line>
//     <signed checkpoint>       of the later tree, verbatim
//
// It is the body of a C2SP tlog-witness add-checkpoint request, unchanged, so
// that the file which convinces a person is the one a witness takes.
#pragma once

#include "events/checkpoint.hpp"
#include "events/tree.hpp"

namespace rf {

constexpr std::size_t most_add_checkpoint_bytes = 96 * 1024;

struct add_checkpoint {
    std::uint64_t old_size = 0;
    proof path;
    std::string note;
    friend bool operator==(const add_checkpoint&, const add_checkpoint&) = default;
};

std::string write_add_checkpoint(const add_checkpoint& r);
// Refuses an older size above the checkpoint's, too.
result<add_checkpoint> read_add_checkpoint(std::string_view text);

// The later checkpoint, if `key` signed it and the tree of `old_size` leaves
// with that root is its beginning. The old size is the one that r has.
result<checkpoint> verify_add_checkpoint(const add_checkpoint& r, const hash32& old_root, const verifying_key& key);

}  // namespace rf
