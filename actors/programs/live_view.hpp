// live_view: what a person at a terminal sees of a validator at work.
//
// A model, filled from events; a pure function from the model to lines; and a
// thread that draws them at most five times a second. The terminal is given
// back as it was, also where the process stops on a broken invariant.
#pragma once

#include <deque>
#include <memory>

#include "actors/ports/clock.hpp"
#include "actors/programs/logging.hpp"
#include "actors/programs/metrics_epoch.hpp"
#include "actors/watcher.hpp"

namespace rf {

struct live_row {  // one seat of the epoch
    std::uint16_t uid = 0;
    std::string name;
    double score = 0;            // in the last sealed epoch
    std::uint32_t rank = 0;      // in it; 0: none
    std::uint32_t streak = 0;    // seals in a row that ranked it, as far as this process has seen
    std::uint32_t answered = 0, failed = 0;  // in this epoch
    double cms_sum = 0;          // of what was verified in this epoch
    std::uint32_t verified = 0;
    std::string trouble;         // the last failure: which, and why
};

struct live_model {
    std::string origin, mechanism, endpoint;
    bool connected = false;
    std::uint64_t best = 0, finalised = 0;
    watched_epoch epoch;
    bool open = false;
    std::uint32_t sealed = 0;  // the last sealed epoch; 0: none
    std::string withheld;      // why, of that epoch
    std::vector<live_row> rows;                // by uid
    std::string weights;                       // "of epoch 2: included"
    std::map<std::string, std::string> alarms; // name, detail
    std::deque<std::string> notes;             // the newest last
    std::uint64_t log_size = 0;
    std::int64_t started_ns = 0;
    std::deque<std::pair<std::int64_t, std::uint32_t>> rate;  // second, events; the last ten

    void take(event_reader event, const projection& after, const account_name& name);
    void take_note(std::string_view actor, const fault& what);

  private:
    void seat_miners(const projection& after, const account_name& name);
    void rank_miners(schema::EpochSealed::Reader sealed);
    live_row* row(std::uint16_t uid);
};

// As many lines as fit, none wider than `width`, with no control characters but
// the newlines between them.
std::string render(const live_model& m, std::size_t width, std::size_t height, std::int64_t now_ns);

class live_view : public watcher {
  public:
    // Draws on standard output, which is a terminal.
    static std::unique_ptr<live_view> open(const clock_port& clock, account_name name);
    // Gives the terminal back and leaves the last picture on it.
    ~live_view() override = default;
};

}  // namespace rf
