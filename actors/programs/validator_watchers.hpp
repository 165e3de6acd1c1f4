// validator_watchers: all who look on at one validator, and the pages they fill.
//
// One watcher for the journal; each event goes to lines, metrics, health, the
// webhook and, on a terminal, the live view. None of them can stop or slow the
// validator, and none decides anything.
#pragma once

#include "actors/io/http_server.hpp"
#include "actors/programs/health.hpp"
#include "actors/programs/live_view.hpp"
#include "actors/programs/logging_sink.hpp"
#include "actors/programs/metrics.hpp"
#include "actors/programs/validator_config.hpp"
#include "actors/programs/webhook_watcher.hpp"

namespace rf {

class validator_watchers final : public watcher {
  public:
    // Opens where lines go; nothing is served and no terminal taken yet.
    static result<std::unique_ptr<validator_watchers>> make(const validator_config& c, const clock_port& clock);
    ~validator_watchers() override;

    // The pages, before the log is folded: /health is asked from the start on.
    status serve(const validator_config& c);
    void draw();  // the live view, where the configuration and the terminal allow it
    void end_view();
    // Of a reload: what of it concerns them.
    status change(const validator_config& c);
    void watch_disk(std::function<std::uint64_t()> free_bytes);

    void saw(event_reader event, const projection& after) override;
    void appended(std::size_t events, std::uint64_t ns) override;
    void worked() override;
    void note(std::string_view actor, const fault& what) override;
    // A line that no event stands for.
    void tell(std::string_view event, std::vector<line_field> fields, line_level level = line_level::info);
    health_watcher& health() { return health_; }

  private:
    validator_watchers(const validator_config& c, const clock_port& clock);
    http_page page(const std::string& path);

    const clock_port& clock_;
    const bool wants_view_;
    std::unique_ptr<line_watcher> lines_;
    std::unique_ptr<validator_metrics> metrics_;
    health_watcher health_;
    webhook_watcher webhook_;
    std::mutex guard_;  // of what the journal and main both touch
    std::unique_ptr<live_view> view_;
    std::function<std::uint64_t()> free_bytes_;
    std::unique_ptr<http_server> server_;
};

}  // namespace rf
