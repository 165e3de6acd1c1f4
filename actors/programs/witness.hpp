// witness: whether a checkpoint is signed, given what was signed before.
//
// A checkpoint is cosigned only if a key of its log signed it and its tree goes
// on from the one signed last; what is signed is on the disk before the
// signature is handed out. Asked again for the one signed last, it signs again.
// The answers are those of C2SP tlog-witness, with its numbers.
#pragma once

#include "actors/ports/clock.hpp"
#include "actors/programs/witness_state.hpp"

namespace rf {

struct witness_answer {
    unsigned status = 200;
    std::string body;      // 200: the cosignature's line; 409: the size signed last
    fault why;             // of any other
    std::string evidence;  // where two histories of one log are kept
    bool fork = false;     // both are signed for one size: nothing but the log can have made them
};

enum class conflict : std::uint8_t {
    refused,  // as C2SP has it: another older size is 409, also for the checkpoint signed last
    repeated  // the checkpoint signed last is signed again, wherever its proof begins
};

class witness {
  public:
    // `logs`: several keys may have one name, the log's origin.
    witness(signing_key key, std::vector<verifying_key> logs, std::unique_ptr<witness_state> state,
            const clock_port& clock)
        : key_(std::move(key)), logs_(std::move(logs)), state_(std::move(state)), clock_(clock) {}

    witness_answer add_checkpoint(std::string_view request, conflict how);
    // What was signed last, as it was cosigned, once that is on the disk; by the
    // hash of its origin.
    [[nodiscard]] std::optional<std::string> newest(const std::string& hash) const;
    [[nodiscard]] const witness_state& state() const { return *state_; }

  private:
    witness_answer sign(const checkpoint& head, const std::string& note, bool again);
    witness_answer suspect(const witnessed& before, const checkpoint& offered, std::string_view request,
                           witness_answer answer);
    status check_signatures(const checkpoint& claimed, const std::string& note) const;

    signing_key key_;
    std::vector<verifying_key> logs_;
    std::unique_ptr<witness_state> state_;
    const clock_port& clock_;
};

}  // namespace rf
