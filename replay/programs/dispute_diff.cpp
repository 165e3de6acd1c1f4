#include "replay/programs/dispute_commands.hpp"

namespace rf {

int diff_command(const diff_arguments&) {
    return dispute_failed({fault_kind::unavailable, "diff is not there yet", "", ""});
}

}  // namespace rf
