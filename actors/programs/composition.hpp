// composition: one validator and its world, put together from a configuration.
//
// Opening takes the data directory as the one writer, makes what a first start
// needs (log, signing key, master secret, chain state) and folds the log.
// Nothing moves before `start`. Faults keep their kind, so that each has its
// exit code.
#pragma once

#include "actors/chain/embedded/port.hpp"
#include "actors/io/machine.hpp"
#include "actors/miner/http_asker.hpp"
#include "actors/programs/validator_config.hpp"
#include "actors/validator.hpp"

namespace rf {

class composition {
  public:
    static result<std::unique_ptr<composition>> make(const validator_config& c, watcher& on_looker);
    ~composition();
    composition(const composition&) = delete;
    composition& operator=(const composition&) = delete;

    // `ended` is called once, on some thread, when the last event is written.
    void start(std::function<void(ending)> ended);
    void stop(std::string reason);
    void change_limits(const validator_settings& now);

    [[nodiscard]] const log_reader& log() const { return *opened_.log; }
    [[nodiscard]] std::uint64_t folded() const { return folded_; }  // events that the start read
    [[nodiscard]] const account& validator_account() const { return settings_.validator; }
    [[nodiscard]] std::function<std::uint64_t()> free_bytes() const { return free_bytes_; }

  private:
    composition() = default;
    status open_log(const validator_config& c);
    status open_keys(const validator_config& c);
    status open_chain(const validator_config& c);
    status open_tasks(const validator_config& c);
    void keep_snapshot_now(const projection& p);

    machine_clock clock_;
    machine_entropy entropy_;
    validator_settings settings_;
    std::string directory_;
    store::opened opened_;
    hotkey hotkey_;
    signing_key log_key_;
    hash32 master_secret_;
    std::unique_ptr<chain_storage> chain_storage_;
    std::unique_ptr<embedded_chain> chain_;
    chain_faults no_faults_;
    std::unique_ptr<embedded_port> chain_port_;
    std::unique_ptr<http_asker> asker_;
    std::shared_ptr<const std::vector<file_task>> task_files_;
    std::function<std::uint64_t()> free_bytes_;
    std::uint64_t poll_ms_ = 1000, folded_ = 0, snapshot_at_ = 0;
    watcher* on_looker_ = nullptr;
    std::unique_ptr<caf::actor_system_config> actors_config_;
    std::unique_ptr<validator> validator_;       // outlives the actors,
    std::unique_ptr<caf::actor_system> actors_;  // whose end is awaited first
};

}  // namespace rf
