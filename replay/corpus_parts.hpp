// corpus_parts: what the files of the corpus check share. Nobody else includes it.
#pragma once

#include "replay/corpus.hpp"

namespace rf {

hash32 reported_digest(const epoch_result& r);

// Sets why, task, event and through of each that moved.
status find_movers(const epoch_record& e, const mechanism& rules, const epoch_trace& trace,
                   std::vector<moved_score>& moved);

}  // namespace rf
