// witness_state: what a witness has signed last of each log, on a disk.
//
//     DIR/witness               rf-witness 1, the witness's key, and every origin ever signed
//     DIR/logs/<SHA-256 of the origin, hex>     the checkpoint signed last, as it was cosigned
//     DIR/evidence/fork-<log>-<size>-<root>/    before.note and offered.request: two signed histories
//     DIR/evidence/unproved-<log>-<size>/       of one size; or one from there on that nothing proved
//     DIR/lock                  held by the one process that works here
//
// A file appears whole or not at all and is on the disk when a call returns.
// The witness's own signature stands in what it keeps, so a damaged file is
// found out; one that is gone is missed, because DIR/witness names it. Neither
// is taken for a log never seen: the witness refuses. An older copy of the
// whole directory looks like a whole one: never restore it from a backup.
//
// A signing writes the checkpoint, then the list where the log is not in it yet,
// and then the signature may leave. Stopped at any point (kill, power, a full
// disk), it leaves one of these:
//
//     neither       as before: nobody has the signature
//     checkpoint    a file that no list names. Nobody has its signature, so the witness may go on from it, and
//                   may forget it. Asked again, also for that very size, it lists the log first; till then
//                   neither `newest` nor `show` tell of it
//     both          the signature may be with somebody: the file that is gone is missed
//
// The other order would leave a list that names what never was, which refuses
// for ever. A write that fails may be seen and yet not be on the disk: that log
// is not settled, and is written again before anything of it leaves. What a
// process that was killed had put in its place is synced when the next opens.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "events/checkpoint.hpp"

namespace rf {

constexpr std::size_t most_witnessed_logs = 10'000;
// Of each log and kind, the newest sizes: whoever asks cannot fill the disk, and
// what one log has against it takes no other's room, nor a fork's.
constexpr std::size_t most_evidence = 20;

std::string origin_hash(std::string_view origin);

struct witnessed {
    std::string note;  // with the witness's own line
    checkpoint head;
};

class witness_state {
  public:
    // Begins one in a directory that is empty or not there.
    static status begin(const std::string& directory, const verifying_key& witness);
    // busy: another process has it. foreign: it is another witness's.
    static result<std::unique_ptr<witness_state>> open(const std::string& directory, const verifying_key& witness);
    ~witness_state();
    witness_state(const witness_state&) = delete;
    witness_state& operator=(const witness_state&) = delete;

    // Nothing where no checkpoint of that log was ever signed.
    result<std::optional<witnessed>> last(const std::string& origin) const;
    status keep(const std::string& origin, const std::string& note);
    // What was kept last of it, and its place in the list, are on the disk.
    [[nodiscard]] bool is_settled(const std::string& origin) const;
    // Where it is kept. The same fork once more changes nothing; of what nothing
    // proved, the newest is kept of each size that was signed last.
    result<std::string> keep_evidence(const witnessed& before, const checkpoint& offered, std::string_view request);
    [[nodiscard]] std::string path_of(std::string_view origin) const;
    [[nodiscard]] const std::vector<std::string>& origins() const { return origins_; }

  private:
    witness_state(std::string directory, verifying_key witness, int lock)
        : directory_(std::move(directory)), witness_(std::move(witness)), lock_(lock) {}
    status read_index();
    status clear_up() const;
    [[nodiscard]] bool is_listed(const std::string& origin) const;

    std::string directory_;
    verifying_key witness_;
    int lock_ = -1;
    std::vector<std::string> origins_;   // sorted
    std::set<std::string> unsettled_;    // a write of theirs failed
};

// Two histories of one size: nothing but the log can have made them.
bool is_fork(const checkpoint& before, const checkpoint& offered);

}  // namespace rf
