// logging: an event as a line for people and their tools.
//
// Pure: the same event gives the same line. Each kind has its level and the
// fields that help whoever reads at night; hashes of bodies and the like are in
// the log itself. Nothing here is secret: secrets never become events.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/codec.hpp"
#include "events/result.hpp"

namespace rf {

enum class line_level : std::uint8_t { debug, info, warn, error, off };
std::string_view name_of(line_level level);
line_level level_from(std::string_view name);  // one of those names, else info

struct line_field {
    std::string_view name;
    std::variant<bool, std::uint64_t, double, std::string> value;
};
struct log_line {
    line_level level = line_level::info;
    std::string_view event;  // "epoch_sealed"; "note" for what is no event
    std::int64_t time_ns = 0;
    std::uint32_t epoch = 0;  // 0: none
    std::vector<line_field> fields;
    std::uint64_t suppressed = 0;  // lines of this kind that were left out before it
};

using account_name = std::function<std::string(const account&)>;

log_line line_of(event_reader event, const account_name& name);
log_line line_of(std::string_view actor, const fault& what, std::int64_t time_ns);

// {"time":"2025-06-01T12:00:00.250Z","level":"info","event":"epoch_sealed",...}
std::string as_json(const log_line& line);
// 12:00:00.250 info  epoch_sealed epoch=7 weights=11
std::string as_text(const log_line& line);

// Lines of one kind: so many at once, then so many a second. A flood of one
// kind hides no other.
class line_budget {
  public:
    // May this one be written? Then `suppressed` is set; else it is counted.
    bool admit(log_line& line);

  private:
    static constexpr double burst = 200, per_second = 50;
    struct state {
        std::string_view event;
        double left = burst;
        std::int64_t last_ns = 0;
        std::uint64_t suppressed = 0;
    };
    std::vector<state> kinds_;
};

}  // namespace rf
