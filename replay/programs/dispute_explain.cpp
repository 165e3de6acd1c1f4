#include "replay/programs/dispute_commands.hpp"

namespace rf {

int explain_command(const explain_arguments&) {
    return dispute_failed({fault_kind::unavailable, "explain is not there yet", "", ""});
}

}  // namespace rf
