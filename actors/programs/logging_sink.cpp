#include "actors/programs/logging_sink.hpp"

#include <atomic>
#include <mutex>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/null_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#pragma GCC diagnostic pop

namespace rf {
namespace {

constexpr std::size_t queued_lines = 8192;

class spdlog_watcher final : public line_watcher {
  public:
    spdlog_watcher(line_output to, const clock_port& clock, account_name name)
        : to_(std::move(to)), clock_(clock), name_(std::move(name)), least_(to_.level) {}
    ~spdlog_watcher() override {
        const std::lock_guard lock(guard_);
        logger_.reset();  // before the pool, which writes out what waits
        pool_.reset();
    }

    status start() {
        try {
            spdlog::sink_ptr sink;
            if (to_.file == "-") sink = std::make_shared<spdlog::sinks::null_sink_mt>();
            else if (to_.file.empty()) sink = std::make_shared<spdlog::sinks::stdout_sink_mt>();
            else sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(to_.file);
            auto pool = std::make_shared<spdlog::details::thread_pool>(queued_lines, 1);
            auto logger = std::make_shared<spdlog::async_logger>("lines", std::move(sink), pool,
                                                                 spdlog::async_overflow_policy::overrun_oldest);
            logger->set_pattern("%v");
            logger->set_level(spdlog::level::trace);
            logger->flush_on(spdlog::level::trace);
            logger->set_error_handler([](const std::string&) {});  // a full disk has an alarm of its own
            const std::lock_guard lock(guard_);
            logger_ = std::move(logger);
            pool_.swap(pool);
        } catch (const spdlog::spdlog_ex& e) {
            return fault{fault_kind::unavailable, e.what(), "output.file", ""};
        }
        return done();
    }

    void saw(event_reader event, const projection&) override {
        if (least_ == line_level::off) return;
        write(line_of(event, name_));
    }
    void note(std::string_view actor, const fault& what) override { write(line_of(actor, what, clock_.utc_ns())); }

    void write(log_line line) override {
        if (line.level < least_) return;
        const std::lock_guard lock(guard_);
        if (!budget_.admit(line)) return;
        logger_->info(to_.json ? as_json(line) : as_text(line));
    }
    void set_level(line_level least) override { least_ = least; }
    status reopen() override { return to_.file.empty() || to_.file == "-" ? done() : start(); }

  private:
    const line_output to_;
    const clock_port& clock_;
    const account_name name_;
    std::atomic<line_level> least_;
    std::mutex guard_;
    line_budget budget_;
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

result<std::unique_ptr<line_watcher>> line_watcher::open(const line_output& to, const clock_port& clock,
                                                         account_name name) {
    auto w = std::make_unique<spdlog_watcher>(to, clock, std::move(name));
    if (status started = w->start(); !started) return started.error();
    return std::unique_ptr<line_watcher>(std::move(w));
}

}  // namespace rf
