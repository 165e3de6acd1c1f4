// synth_command: `rf-log synth`, from what a person typed to a log on the disk.
//
// Everything typed is checked before anything is written: what `plan_synth`
// refuses is a wrong use, and has left no trace.
#pragma once

#include "replay/synth/synth.hpp"

namespace rf {

struct synth_arguments {
    std::string out, origin = "synthetic.example/log", params, mechanisms = "reasonforge";
    synth_options options;
    bool tame = false;
};

// What is typed in words becomes `options`.
status plan_synth(synth_arguments& args);
// Makes the log; its directory, and those above it, where they do not exist.
result<synth_report> write_synth(const synth_arguments& args);

}  // namespace rf
