// audit_keys: which key a log's notes must be signed by, and whether they are.
//
// An epoch names the key in force when it opened; a key_rotated after that sets
// another, which the note at the seal must be by. That the old key vouched for
// the new is in the note at the head right after the rotation: proved over the
// whole log, and taken on record where only some epochs are read.
#pragma once

#include "replay/audit.hpp"

namespace rf {

class key_watch {
  public:
    // `born`: the key of log_created. `trusted`: what the caller gave instead.
    key_watch(verifying_key born, std::optional<verifying_key> trusted)
        : born_(std::move(born)), trusted_(std::move(trusted)) {}

    status take(event_reader event);  // epoch_opened or key_rotated, checked
    // The note cut at the seal, where there is one, must be by that key and name
    // the root that the tree has there. For a trusted key one must be there, or a
    // later one that covers the seal.
    status check_seal(const log_reader& log, epoch_audit& a) const;
    // A bundle's note, whose root was compared when the bundle was opened.
    status check_seal(const bundle_reader& bundle, epoch_audit& a) const;

  private:
    const verifying_key& tell(epoch_audit& a) const;  // the key in force

    verifying_key born_;
    std::optional<verifying_key> trusted_;
    std::optional<verifying_key> recorded_;
};

result<verifying_key> key_of_birth(event_reader created);

// Every rotation of the log has a note by the key before it, at the head right
// after. `trusted`, where given, must be the key the log began with.
status check_rotations(const log_reader& log, const projection& whole,
                       const std::optional<verifying_key>& trusted);

}  // namespace rf
