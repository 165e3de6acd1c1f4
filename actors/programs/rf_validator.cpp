// rf-validator: reads what it shall do, puts the world together, and waits.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <iostream>
#include <thread>

#include "actors/programs/composition.hpp"
#include "actors/programs/operator_commands.hpp"
#include "actors/programs/validator_config_keys.hpp"
#include "actors/programs/validator_watchers.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr const char* version = "rf-validator 0.1.0";

struct options {
    std::string config;
    std::optional<std::string> data, level, format, listen;
    std::optional<std::uint32_t> epochs;
    bool check = false, print = false;

    [[nodiscard]] std::vector<given_key> given() const {
        std::vector<given_key> out;
        const auto put = [&](const std::optional<std::string>& v, const char* key, const char* option) {
            if (v) out.push_back({key, *v, option});
        };
        put(data, "log.directory", "--data");
        put(level, "output.level", "--log-level");
        put(format, "output.format", "--log-format");
        put(listen, "listen.address", "--listen");
        return out;
    }
};

std::string footer() {
    return std::string("Other commands (rf-validator COMMAND --help):\n") + operator_commands_text() +
           "\nWithout --config it runs a development set-up: an embedded chain and twelve miners on loopback.\n"
           "SIGTERM ends it, SIGHUP reads the configuration again.\n"
           "Exit: 0 ended as it was asked to; 64 wrong use or configuration; 10 damaged, 11 truncated,\n"
           "12 foreign, 13 too new, 15 missing, 16 busy, 17 unavailable, 18 refused: what is wrong with\n"
           "the data directory or the world, as rf-log check tells them.";
}

int failed(const fault& f, int code) {
    std::cerr << "rf-validator: " << printable(f.text()) << '\n';
    return code;
}

// A mistyped path must not become a new log somewhere else, nor look damaged.
status check_parent(const std::string& directory) {
    std::error_code failed;
    auto path = std::filesystem::absolute(directory, failed).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // "data/"
    const auto parent = path.parent_path();
    if (!failed && std::filesystem::is_directory(parent, failed)) return done();
    return fault{fault_kind::missing, "the directory that the data directory shall be in is not there", directory,
                 "mkdir -p " + parent.string()};
}

// Signals wait for one thread, which may do whatever it likes.
sigset_t taken_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
    return set;
}

class running {
  public:
    running(const options& o, validator_config c) : options_(o), config_(std::move(c)) {}

    int run() {
        auto watchers = validator_watchers::make(config_, clock_);
        if (!watchers) return failed(watchers.error(), exit_of(watchers.error().kind));
        watchers_ = std::move(*watchers);
        signals_ = std::thread([this] { wait_for_signals(); });
        const int code = work();
        over_ = true;
        signals_.join();
        return code;
    }

  private:
    int work() {
        if (status served = watchers_->serve(config_); !served)
            return failed(served.error(), exit_of(served.error().kind));
        watchers_->tell("starting", {{"config", config_.place}, {"data", config_.log.directory}});
        if (status there = check_parent(config_.log.directory); !there) return give_up(there.error());
        auto made = composition::make(config_, *watchers_);
        if (!made) return give_up(made.error());
        {
            const std::lock_guard lock(guard_);
            it_ = std::move(*made);
        }
        watchers_->watch_disk(it_->free_bytes());
        watchers_->draw();
        it_->start([this](ending e) { ended(std::move(e)); });
        watchers_->health().set_folded();
        watchers_->tell("folded", {{"events", it_->folded()}, {"size", it_->log().head().size}});
        std::unique_lock lock(guard_);
        started_ = true;
        if (!ending_ && !why_stop_.empty()) it_->stop(why_stop_);
        changed_.wait(lock, [this] { return ending_.has_value(); });
        const ending how = *ending_;
        auto it = std::move(it_);
        lock.unlock();
        const std::uint64_t size = it->log().head().size;
        it.reset();  // the last actor, the asker, the log
        watchers_->end_view();
        if (how.broken) return give_up(*how.broken);
        watchers_->tell("stopped", {{"reason", how.reason}, {"size", size}});
        return 0;
    }

    int give_up(const fault& f) {
        watchers_->end_view();
        watchers_->tell("failed", {{"what", f.text()}}, line_level::error);
        return failed(f, exit_of(f.kind));
    }

    void ended(ending e) {
        if (e.broken) watchers_->health().set_broken();
        const std::lock_guard lock(guard_);
        ending_ = std::move(e);
        changed_.notify_all();
    }

    void wait_for_signals() {
        const sigset_t set = taken_signals();
        const timespec turn{0, 100'000'000};
        while (!over_) {
            const int number = ::sigtimedwait(&set, nullptr, &turn);
            if (number == SIGHUP) reload();
            else if (number == SIGTERM || number == SIGINT) stop(number == SIGTERM ? "SIGTERM" : "SIGINT");
        }
    }

    // The second time at once: whatever is lost then, a kill -9 would lose too.
    void stop(const char* why) {
        const std::lock_guard lock(guard_);
        if (!why_stop_.empty()) std::_Exit(128 + SIGINT);
        why_stop_ = why;
        watchers_->health().set_stopping();
        watchers_->tell("stopping", {{"reason", std::string(why)}});
        if (started_ && it_) it_->stop(why);
    }

    void reload() {
        {
            const std::lock_guard lock(guard_);
            if (!started_) return watchers_->tell("not_reloaded", {{"key", "it is still starting: try again"}});
        }
        auto fresh = load_config(options_.config, this_environment(), options_.given());
        if (!fresh) return watchers_->note("configuration", fresh.error());
        config_reload r = reload_config(config_, *fresh);
        for (const std::string& each : r.refused)
            watchers_->tell("not_reloaded", {{"key", each}}, line_level::warn);
        config_ = std::move(r.merged);
        config_.settings.epochs = options_.epochs;
        if (status changed = watchers_->change(config_); !changed) watchers_->note("configuration", changed.error());
        std::string now;
        for (const std::string& key : r.now) now += (now.empty() ? "" : ", ") + key;
        watchers_->tell("reloaded", {{"changed", now.empty() ? "nothing" : now}});
        const std::lock_guard lock(guard_);
        if (started_ && it_) it_->change_limits(config_.settings);
    }

    const options options_;
    validator_config config_;  // main's until it has started, then the signals' thread's
    machine_clock clock_;
    std::unique_ptr<validator_watchers> watchers_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::unique_ptr<composition> it_;
    std::optional<ending> ending_;
    std::string why_stop_;
    bool started_ = false;
    std::atomic<bool> over_ = false;
    std::thread signals_;
};

int run_validator(const options& o) {
    if (o.print) {
        std::cout << default_config();
        return 0;
    }
    auto config = load_config(o.config, this_environment(), o.given());
    if (!config) return failed(config.error(), exit_usage);
    if (o.check) {
        std::cout << effective_config(*config);
        return 0;
    }
    config->settings.epochs = o.epochs;
    const sigset_t set = taken_signals();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);  // before there is any other thread
    ::signal(SIGPIPE, SIG_IGN);                // whoever reads our lines may go; the validator stays
    return running(o, std::move(*config)).run();
}

int run(int argc, char** argv) {
    guard_standard_files();
    if (const auto code = run_operator_command(argc, argv)) return *code;
    options o;
    CLI::App app{"rf-validator: asks miners, scores them, sets weights; its log is its only state."};
    app.footer(footer());
    app.set_version_flag("--version", version);
    app.add_option("--config", o.config, "the configuration, TOML; config/rf-validator.toml has every key");
    app.add_option("--data", o.data, "the data directory (log.directory)");
    app.add_option("--epochs", o.epochs, "stop after so many more sealed epochs")->check(CLI::Range(1u, 1'000'000u));
    app.add_option("--listen", o.listen, "where /metrics, /health and /ready are served; \"\" for nowhere");
    app.add_option("--log-level", o.level, "debug, info, warn, error or off");
    app.add_option("--log-format", o.format, "auto, live, json or text");
    app.add_flag("--check-config", o.check, "show what is configured, and by whom, then end");
    app.add_flag("--print-config", o.print, "print config/rf-validator.toml, then end");
    app.add_subcommand("run", "runs the validator; the default")->silent();
    app.fallthrough();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : exit_usage;
    }
    return run_validator(o);
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) { return rf::finish_output("rf-validator", rf::run(argc, argv), rf::exit_unread); }
