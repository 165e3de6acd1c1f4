// audit_roots: the roots that a log says the chain holds, against its own tree.
//
// Every root_committed from an epoch's opening to the next sealed epoch's is
// compared: its size is that of a seal, and its root the tree's there. A bundle
// has no tree before its epoch; what cannot be computed there is passed over.
#pragma once

#include "replay/audit.hpp"

namespace rf {

class root_check {
  public:
    root_check(const log_reader& log, epoch_audit& a) : log_(log), audit_(a) {}

    status take(event_reader event);  // root_committed, checked
    status after_seal();              // those between this epoch's seal and the next epoch

  private:
    void differs(std::uint64_t event, const char* field, std::string recorded, std::string computed);

    static constexpr std::uint32_t most_roots = 1024;  // honest logs have one or two between two seals

    const log_reader& log_;
    epoch_audit& audit_;
    std::uint32_t seen_ = 0;
};

}  // namespace rf
