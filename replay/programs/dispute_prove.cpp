#include "replay/programs/dispute_commands.hpp"

namespace rf {

int prove_command(const prove_arguments&) {
    return dispute_failed({fault_kind::unavailable, "prove is not there yet", "", ""});
}

}  // namespace rf
