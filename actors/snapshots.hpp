// snapshots: projections kept beside the log, so that a start folds only its tail.
//
// A cache: files DIR/snapshots/<size>, two at most. One that is torn, foreign
// or of another program's making is ignored, and the fold starts further back.
#pragma once

#include "replay/snapshot.hpp"

namespace rf {

// The newest that fits the log; nothing where none does.
std::optional<projection> load_snapshot(const std::string& directory, const log_reader& log);

// Of the projection as it is, at the log's head of this moment.
status keep_snapshot(const std::string& directory, const projection& p, const head& at);

}  // namespace rf
