// epoch_receipts: what the validator gives for the signed replies of an epoch.
//
// Made when its seal is on disk, so that each reply stands under a checkpoint.
// One note a miner; a miner with more than 256 signed replies gets several, and
// of more than 1,024 the first.
#pragma once

#include "actors/journal.hpp"

namespace rf {

// To the results of the miners whose replies are among them.
status add_receipts(epoch_ended& ended, const std::vector<signed_reply>& replies, const log_reader& log,
                    const std::string& origin, const signing_key& key);

}  // namespace rf
