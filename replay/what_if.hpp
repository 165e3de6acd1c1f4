// what_if: old facts under other rules or other parameters.
//
// Nothing is written: epochs are rebuilt from the log and scored twice in
// memory, as they were and as they would have been. The first epoch starts from
// its recorded carry-in, each later one from what the one before it would have
// carried out, by account. For every miner whose score or weight moves, the
// first event that moved it is found by scoring the epoch's tasks one by one.
//
// What the edges observed stays as it was recorded, and so do the tasks and who
// was asked: a parameter that shaped those is refused, and another mechanism as
// well, because the facts of one mean nothing to another.
#pragma once

#include "replay/epoch_record.hpp"
#include "replay/fold.hpp"

namespace rf {

enum class moved_by : std::uint8_t {
    nothing,  // neither score nor weight moved
    event,    // its own part of a task: `task` and `event`
    carry,    // it started otherwise: since epoch `since`
    opening,  // the parameters alone, before any task: `event` is epoch_opened
    others,   // its own figures are the same: account `through` moved first
    ranking   // everybody's own figures are the same, and are ranked, weighed or emitted otherwise at the seal
};
std::string_view name_of(moved_by w);

struct scored_as {
    double score = 0;
    double share = 0;         // normalised and capped; 0 where there is no weight
    std::uint16_t weight = 0;
    friend bool operator==(const scored_as&, const scored_as&) = default;
};

struct moved_miner {
    account who;
    std::uint16_t uid = 0;
    scored_as was, would_be;
    moved_by why = moved_by::nothing;
    std::uint16_t task = 0;              // its ordinal
    std::uint64_t event = no_event;
    std::uint32_t since = 0;
    std::optional<std::size_t> through;  // its place among the miners
};

struct what_if_epoch {
    std::uint32_t epoch = 0;
    std::uint64_t opened = 0, sealed = 0;    // events
    std::string mechanism;                   // as recorded, "reasonforge@1"
    std::vector<std::string> dropped;        // recorded parameters that the other version has not
    std::vector<std::string> added;          // its own that were not recorded: at their defaults, unless set
    bool carried = false;                    // started from the hypothetical carry of the epoch before
    std::string was_withheld, would_be_withheld;
    hash32 digest;                           // as it would be
    std::vector<moved_miner> miners;         // one a seat
};

// That `set` may be asked of these rules: known, of the right type, within
// bounds, and shaping no draw.
status check_set(const mechanism& rules, const parameters& set);

// A recorded epoch whose own scores do not follow from its facts is refused
// (damaged): rf-replay's audit tells where. `each` is handed the epochs in order.
status what_if(const log_reader& log, std::uint32_t first, std::uint32_t last, const mechanism& rules,
               const parameters& set, const std::function<void(const what_if_epoch&)>& each,
               const progress_report& report = {});

}  // namespace rf
