// journal: the one owner of projection, desk and log.
//
// Orders come in, are decided against the projection, and their events are
// appended as one batch, synced once for all of them. Only then is anybody
// told: those who ordered, those who watch, and the owners of what is now due.
// A log that cannot be written ends the journal: what its disk holds then is
// not known, and only a new start can find out.
//
// No actor is known here, so that everything it does can be tested and
// simulated as plain calls.
#pragma once

#include "actors/orders.hpp"
#include "actors/ports/clock.hpp"
#include "actors/ports/entropy.hpp"
#include "actors/settings.hpp"
#include "actors/watcher.hpp"
#include "actors/work.hpp"
#include "events/note.hpp"

namespace rf {

// What is told to whom beside agenda items. All of it may be lost in a crash:
// nothing that must happen hangs on it.
struct epoch_ended {  // for miners: their scores
    std::uint32_t epoch = 0;
    std::vector<std::pair<account, task_result>> results;
};
struct task_scored {  // for chains on which validators publish scores
    seen_scores ours;
};
using notice = std::variant<epoch_ended, task_scored>;

struct alarm_change {
    std::string name;
    bool raised = false;
    std::string detail;
};

struct journal_world {
    log_writer& log;
    const clock_port& clock;
    watcher& on_looker;
    signing_key key;
    std::function<void(const projection&)> sealed;  // after a seal and its checkpoint; may be empty
};

class journal {
  public:
    journal(journal_world world, validator_settings settings, projection state, desk table);

    struct outcome {
        std::vector<order_answer> answers;  // one an order, unless broken
        std::vector<work_ptr> due;          // new on the agenda, in its order
        std::vector<agenda_item> over;      // no longer on it
        std::vector<std::shared_ptr<const notice>> notices;
        std::optional<fault> broken;        // the log cannot be written any more
    };
    outcome commit(std::span<order> orders);

    [[nodiscard]] const projection& state() const { return state_; }
    // After SIGHUP: what cannot touch scores.
    void change_limits(const validator_settings& now);
    [[nodiscard]] std::uint32_t sealed_since_start() const { return sealed_here_; }

  private:
    std::optional<fault> carry_out(order& o);
    std::optional<fault> admit(command c);
    std::optional<fault> admit_all(std::vector<record>& facts);
    std::optional<fault> take_metagraph(const seen_metagraph& m);
    void sound_alarms();
    void alarm(std::string_view name, bool raised, std::string_view detail);
    void watch_clock();
    status flush();
    status cut_checkpoint();
    void publish(outcome& out);
    [[nodiscard]] bool held(const agenda_item& item) const;
    void tell(event_reader event);
    work_ptr compose(const agenda_item& item);
    result<std::shared_ptr<const task_question>> question_of(const desk_task& t);

    journal_world world_;
    validator_settings settings_;
    projection state_;
    desk desk_;
    std::uint64_t free_bytes_ = UINT64_MAX;
    std::uint32_t sealed_here_ = 0;

    std::vector<byte_vec> events_;  // admitted, not yet on disk
    std::vector<blob> blobs_;
    bool leaves_for_the_world_ = false;  // the anchor must be on disk too
    std::vector<alarm_change> alarms_;   // what the admitted events make of them
    std::vector<agenda_item> agenda_;    // as published last
    std::vector<std::shared_ptr<const notice>> notices_;
    std::vector<std::pair<std::array<std::uint8_t, 16>, std::shared_ptr<const task_question>>> questions_;
    std::map<std::uint32_t, hash32> told_;  // epoch -> the extrinsic that its weights' work was last about
    roster sealing_;  // the seats of the epoch that is sealed in this batch
    std::int64_t last_utc_ = 0;  // what events are stamped with; never goes back
    std::int64_t seen_utc_ = 0;  // what the clock said last
    std::uint64_t last_steady_ = 0;
};

// The scores of one task as its closing leaves them: CMS by uid.
seen_scores scores_of(const projection& p, std::uint16_t ordinal);

}  // namespace rf
