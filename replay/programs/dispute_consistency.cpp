#include "replay/programs/dispute_commands.hpp"

namespace rf {

int consistency_command(const consistency_arguments&) {
    return dispute_failed({fault_kind::unavailable, "consistency is not there yet", "", ""});
}

}  // namespace rf
