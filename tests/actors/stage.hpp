// stage: a journal on a log in memory, and a short way into an open epoch.
#pragma once

#include "actors/validator.hpp"
#include "events/memory_log.hpp"

namespace rf::test {

struct still_clock : clock_port {
    std::int64_t utc = 1'800'000'000'000'000'000;
    std::uint64_t steady = 1;
    [[nodiscard]] std::int64_t utc_ns() const override { return utc; }
    [[nodiscard]] std::uint64_t steady_ns() const override { return steady; }
};

struct counting_entropy : entropy_port {
    std::uint8_t next = 1;
    void fill(std::uint8_t* to, std::size_t size) override {
        for (std::size_t i = 0; i < size; ++i) to[i] = next++;
    }
};

struct silent_watcher : watcher {
    std::vector<event_kind> kinds;
    std::vector<fault> notes;
    void saw(event_reader event, const projection&) override { kinds.push_back(event.which()); }
    void note(std::string_view, const fault& what) override { notes.push_back(what); }
};

// Asks nobody: journal tests have no actors.
struct no_asker : asker_port {
    prepared_question prepare(std::shared_ptr<const task_question>, const account&, const std::string&) override {
        return {};
    }
    void send(const prepared_question&, std::function<void(miner_reply)>) override {}
    void check_health(const account&, const std::string&, std::function<void(miner_health_answer)>) override {}
    void notify(const account&, const std::string&, const task_result&, std::function<void(bool)>) override {}
    void stop() override {}
};
struct no_chain : chain_port {
    void connect(chain_listener, chain_answer<chain_identity>) override {}
    void disconnect() override {}
    void poll() override {}
    void read_metagraph(chain_answer<seen_metagraph>) override {}
    void read_hyperparameters(chain_answer<seen_hyperparameters>) override {}
    void read_weights(const account&, chain_answer<weight_values>) override {}
    void sign(const weights_order&, chain_answer<signed_extrinsic>) override {}
    void submit(const byte_vec&, std::function<void(submission)>) override {}
    void find(const hash32&, std::uint64_t, std::uint64_t, chain_answer<whereabouts>) override {}
};

// A log that counts its appends, and may fail one.
class watched_log : public log_writer {
  public:
    explicit watched_log(log_writer& in) : in_(in) {}
    int appends = 0, settles = 0;
    bool fail_next = false;

    result<rf::head> append(std::span<const appended> events, std::span<const blob> blobs) override {
        ++appends;
        if (fail_next) return fault{fault_kind::unavailable, "no space left on device", "", ""};
        return in_.append(events, blobs);
    }
    status put_checkpoint(std::uint64_t size, std::string_view note) override { return in_.put_checkpoint(size, note); }
    status settle() override {
        ++settles;
        return in_.settle();
    }
    result<std::uint64_t> prune(std::span<const hash32> names) override { return in_.prune(names); }
    [[nodiscard]] rf::head head() const override { return in_.head(); }
    result<byte_vec> read(std::uint64_t n) const override { return in_.read(n); }
    result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to, reading how) const override {
        return in_.scan(from, to, how);
    }
    result<epoch_span> find_epoch(std::uint32_t epoch) const override { return in_.find_epoch(epoch); }
    result<std::optional<epoch_span>> last_epoch() const override { return in_.last_epoch(); }
    result<hash32> subtree(unsigned level, std::uint64_t index) const override { return in_.subtree(level, index); }
    result<byte_vec> read_blob(const hash32& name) const override { return in_.read_blob(name); }
    result<bool> has_blob(const hash32& name) const override { return in_.has_blob(name); }
    result<std::string> read_checkpoint_at(std::uint64_t size) const override { return in_.read_checkpoint_at(size); }
    result<std::string> newest_checkpoint() const override { return in_.newest_checkpoint(); }

  private:
    log_writer& in_;
};

inline account person(std::uint8_t number) {
    account a;
    a.b.fill(number);
    return a;
}

// The journal with all it stands on; `restart` folds the log again.
class stage {
  public:
    stage();
    void restart();
    void change_settings(const std::function<void(validator_settings&)>& how);

    journal::outcome commit(std::vector<order> orders) { return it->commit(orders); }
    journal::outcome commit(order o) {
        std::vector<order> one;
        one.push_back(std::move(o));
        return it->commit(one);
    }
    journal::outcome say(record r) {
        record_facts facts;
        facts.facts.push_back(std::move(r));
        return commit(order(std::move(facts)));
    }
    journal::outcome block(std::uint64_t number);
    // Connected, two miners known, epoch 1 open with one task that asks both.
    void open_an_epoch();
    journal::outcome open_a_task();
    question_name question(std::uint16_t uid, std::uint16_t attempt) const;

    memory_log memory;
    watched_log log{memory};
    still_clock clock;
    counting_entropy entropy;
    no_asker asker;
    no_chain chain;
    silent_watcher watcher;
    signing_key key = key_from_seed("test.example/1", {});
    validator_settings settings;
    hash32 genesis;
    std::unique_ptr<journal> it;
};

// Whether the published work has this, of this uid.
bool is_due(const journal::outcome& out, agenda_item::what what, std::uint16_t uid = 0);

}  // namespace rf::test
