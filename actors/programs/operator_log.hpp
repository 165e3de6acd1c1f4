// operator_log: a data directory in the hands of its operator, while no
// validator runs on it.
//
// Opening takes the directory as the one writer and folds the whole log, every
// hash compared; nothing is written before `begin`. Everything after goes
// through decide, so nothing an operator does can break a law of the log.
#pragma once

#include "events/note.hpp"
#include "events/store/store.hpp"
#include "replay/decide.hpp"

namespace rf {

struct newborn_log {
    std::string origin;
    schema::ChainKind chain = schema::ChainKind::SUBTENSOR;
    hash32 genesis;
    std::uint16_t netuid = 0;
    std::uint8_t mechanism_id = 0;
    account validator;
    std::optional<log_predecessor> predecessor;
};

class operator_log {
  public:
    static result<std::unique_ptr<operator_log>> open(const std::string& directory);
    // A directory that is not there yet, or empty. The log has no event yet.
    static result<std::unique_ptr<operator_log>> create(const std::string& directory,
                                                        const std::string& origin);

    // For a log without events: its creation. `key` is the one of its notes.
    status be_born(const newborn_log& as, const signing_key& key);
    // A repair that is due, and the writer's start.
    status begin(std::string_view program);
    status take(command c);
    // A note at that size, which is the head or below it.
    status sign_at(std::uint64_t size, const signing_key& key);
    // The writer's end, and everything on disk.
    status end(std::string_view why);

    [[nodiscard]] const projection& state() const { return state_; }
    [[nodiscard]] log_writer& log() { return *opened_.log; }

  private:
    operator_log(store::opened opened, projection state)
        : opened_(std::move(opened)), state_(std::move(state)) {}
    store::opened opened_;
    projection state_;
};

}  // namespace rf
