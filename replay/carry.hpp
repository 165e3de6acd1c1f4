// carry: keeping what crosses epochs in its one form.
//
// Sorted by account, without entries that are all zero and without accounts
// that are not in the roster: so one state has one carry, and one blob.
#pragma once

#include "replay/facts.hpp"

namespace rf {

// Entries of this roster, in any order, brought into that form.
carry as_carry(std::vector<carry_entry> entries);

// `in` without the accounts that left: the carry-out of an epoch that ends
// without having been scored in full.
carry carry_unchanged(const carry& in, const roster& seats);

}  // namespace rf
