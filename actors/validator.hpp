// validator: a log, a world and a set of actors, from start to end.
//
// Opening folds the log and records that a writer has started; what was under
// way goes on where the log says it was. `ended` is called once, on some
// thread, when everything has stopped; then the validator may be destroyed.
#pragma once

#include <caf/actor_system.hpp>

#include "actors/supervisor.hpp"
#include "events/store/store.hpp"

namespace rf {

struct birth {  // of a log that is still empty
    hash32 genesis;
    std::optional<head> predecessor;
    std::string predecessor_origin;
};

// Folds the log (from a snapshot where one fits), lets it be born if it is
// empty, records the repair, the writer, and parameters that have changed.
struct prepared_log {
    projection state;
    desk table;
    std::uint64_t folded = 0;  // events, after the snapshot
};
result<prepared_log> prepare_log(validator_world& world, const validator_settings& settings, const birth& born,
                                 const std::optional<store::repair>& repaired,
                                 std::optional<projection> snapshot = std::nullopt);

class validator {
  public:
    validator(caf::actor_system& system, validator_world world, validator_settings settings, prepared_log log,
              std::function<void(ending)> ended);
    ~validator();
    validator(const validator&) = delete;
    validator& operator=(const validator&) = delete;

    void stop(std::string reason);
    void change_limits(validator_settings now);  // only what cannot touch scores
    [[nodiscard]] const caf::actor& supervisor() const { return supervisor_; }

  private:
    validator_world world_;
    caf::actor supervisor_;
};

}  // namespace rf
