// witness_state: what a witness has signed last of each log, on a disk.
//
//     DIR/witness               rf-witness 1, the witness's key, and every origin ever signed
//     DIR/logs/<SHA-256 of the origin, hex>     the checkpoint signed last, as it was cosigned
//     DIR/evidence/<what>-<size>-<hash>/        before.note and offered.request: two signed histories
//     DIR/lock                  held by the one process that works here
//
// A file appears whole or not at all and is on the disk when a call returns.
// The witness's own signature stands in what it keeps, so a damaged file is
// found out; one that is gone is missed, because DIR/witness names it. Neither
// is taken for a log never seen: the witness refuses. An older copy of the
// whole directory looks like a whole one: never restore it from a backup.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/checkpoint.hpp"

namespace rf {

constexpr std::size_t most_witnessed_logs = 10'000;
constexpr std::size_t most_evidence = 1000;  // of each kind: whoever asks cannot fill the disk

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
    // Where it is kept; the same evidence once more changes nothing.
    result<std::string> keep_evidence(const std::string& what, const witnessed& before, const checkpoint& offered,
                                      std::string_view request);
    [[nodiscard]] std::string path_of(std::string_view origin) const;
    [[nodiscard]] const std::vector<std::string>& origins() const { return origins_; }

  private:
    witness_state(std::string directory, verifying_key witness, int lock)
        : directory_(std::move(directory)), witness_(std::move(witness)), lock_(lock) {}
    status read_index();

    std::string directory_;
    verifying_key witness_;
    int lock_ = -1;
    std::vector<std::string> origins_;  // sorted
};

}  // namespace rf
