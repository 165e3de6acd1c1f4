#include "actors/sim/process.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/send.hpp>

#include <algorithm>

#include "actors/validator.hpp"
#include "replay/fold.hpp"
#include "replay/snapshot.hpp"

namespace rf::sim {
namespace {

using coordinator = caf::scheduler::test_coordinator;
using supervisor_of = caf::stateful_actor<supervisor_state>;

// A log of ours is asked to be finished in the blocks after its last epoch.
bool work_is_done(const world& w) {
    const auto& on_their_way = w.looks_on.on_their_way;
    return w.looks_on.sealed >= w.ordered.epochs &&
           std::none_of(on_their_way.begin(), on_their_way.end(),
                        [&](std::uint32_t epoch) { return epoch <= w.ordered.epochs; });
}

class machine {
  public:
    machine(world& w, std::uint64_t life, const std::optional<interruption>& ends,
            const memory_change& forget)
        : w_(w),
          ends_(ends),
          forget_(forget),
          order_(dice_for(w.ordered.seed, "order of actors", life)),
          entropy_(dice_for(w.ordered.seed, "entropy", life)) {
        config_.set("scheduler.policy", caf::atom("testing"));
        w_.disk.power_on();
        w_.network.power_on(life);
        w_.chain.power_on();
        if (!ends_) return;
        const std::uint64_t at = w_.disk.boundaries() + ends_->after;
        if (ends_->by == interruption::what::crash) w_.disk.crash_at(at, ends_->how);
        if (ends_->by == interruption::what::disk_failure) w_.disk.fail_at(at, ends_->failure);
    }

    life_end run() {
        const head found = w_.disk.head();
        validator_world given{w_.disk,
                              w_.wall,
                              entropy_,
                              w_.network,
                              w_.chain,
                              w_.looks_on,
                              key(),
                              master(),
                              w_.ordered.task_files,
                              watched_space(),
                              [this](const projection& p) { keep_snapshot(p); },
                              w_.ordered.poll_ms,
                              false};
        std::optional<store::repair> repaired;
        if (w_.disk.take_torn_tail())
            repaired = {w_.disk.acknowledged(), found, "a record that was not whole"};
        birth born;
        born.genesis = w_.chain.identity();
        auto log = prepare_log(given, w_.ordered.settings, born, repaired, remembered());
        if (!log) return not_begun(log.error());
        {
            caf::actor_system system(config_);
            system.await_actors_before_shutdown(false);
            sched_ = dynamic_cast<coordinator*>(&system.scheduler());
            RF_REQUIRE(sched_ != nullptr);
            began_ = sched_->clock().now();
            began_ns_ = w_.clock.now();
            validator v(system, given, w_.ordered.settings, std::move(*log),
                        [this](ending e) { ended_ = std::move(e); });
            go_on(v);
            switch_off(system, v);
        }
        return told();
    }

  private:
    signing_key key() const {
        return key_from_seed(w_.ordered.settings.origin, seed_for(w_.ordered.seed, "log's key").b);
    }
    hash32 master() const { return seed_for(w_.ordered.seed, "master secret"); }

    // A plant's false memory, or a snapshot where the seed says so.
    std::optional<projection> remembered() {
        const std::uint64_t size = w_.disk.head().size;
        if (forget_ && size != 0) {
            projection p;
            if (!fold_into(p, w_.disk, size, reading::plain)) return std::nullopt;
            forget_(p);
            return p;
        }
        if (!order_.chance(0.5)) return std::nullopt;
        auto found = newest_snapshot(w_.snapshots, w_.disk);
        if (!found) return std::nullopt;
        return std::move(found->state);
    }
    void keep_snapshot(const projection& p) { w_.snapshots = {take_snapshot(p, w_.disk.head())}; }

    std::function<std::uint64_t()> watched_space() const {
        if (w_.ordered.full_disk.empty()) return {};
        return [this] { return w_.free_bytes(); };
    }

    life_end not_begun(const fault& why) {
        if (w_.disk.crashed())
            end_.by = life_end::what::crashed;
        else if (is_disk_failure())
            end_.by = life_end::what::disk_failed;
        else
            end_.by = life_end::what::gave_up;
        end_.reason = why.text();
        power_off();
        return end_;
    }
    bool is_disk_failure() const {
        return ends_ && ends_->by == interruption::what::disk_failure && w_.disk.failed();
    }

    bool is_over() const { return w_.disk.crashed() || ended_ || over_; }

    void go_on(validator& v) {
        for (;;) {
            while (!sched_->jobs.empty() && !is_over()) run_one(v);
            if (is_over()) break;
            if (w_.clock.now() > w_.ordered.most_ns) {
                end_.by = life_end::what::stuck;
                over_ = true;
                break;
            }
            if (!stopping_ && work_is_done(w_)) {
                stopping_ = true;
                v.stop("the work is done");
                continue;
            }
            RF_REQUIRE(advance());
        }
    }

    // One message to one of the actors that have any.
    void run_one(validator& v) {
        auto& jobs = sched_->jobs;
        if (jobs.size() > 1) std::swap(jobs.front(), jobs[order_.below(jobs.size())]);
        sched_->run_once();
        ++end_.messages;
        if (!ends_ || end_.messages <= ends_->after) return;
        if (ends_->by == interruption::what::any_moment) {
            end_.by = life_end::what::crashed;
            over_ = true;
        } else if (ends_->by == interruption::what::stop && !stopping_) {
            stopping_ = asked_to_stop_ = true;
            v.stop("asked to");
        }
    }

    // To the next moment at which anything happens.
    bool advance() {
        std::optional<std::uint64_t> next;
        const auto& timers = sched_->clock().schedule();
        if (!timers.empty()) {
            const auto due =
                std::chrono::duration_cast<std::chrono::nanoseconds>(timers.begin()->first - began_);
            next = began_ns_ + std::uint64_t(std::max<std::int64_t>(0, due.count()));
        }
        if (!w_.queue.empty()) next = std::min(next.value_or(UINT64_MAX), w_.queue.next_ns());
        if (!next) return false;
        if (ends_ && ends_->by == interruption::what::at_time && *next > began_ns_ + ends_->after) {
            w_.go_to(began_ns_ + ends_->after);
            end_.by = life_end::what::crashed;
            return over_ = true;
        }
        w_.go_to(*next);
        const auto here = began_ + std::chrono::nanoseconds(w_.clock.now() - began_ns_);
        sched_->advance_time(here - sched_->clock().now());
        while (!w_.queue.empty() && w_.queue.next_ns() <= w_.clock.now()) w_.queue.run_next();
        return true;
    }

    // Whoever still handles a message now reaches nothing and nobody.
    void power_off() {
        w_.disk.power_off();
        w_.network.power_off();
        w_.chain.power_off();
        w_.queue.clear();
    }
    void switch_off(caf::actor_system& system, validator& v) {
        if (ended_)
            while (!sched_->jobs.empty()) sched_->run_once();
        power_off();
        sched_->clock().cancel_all();
        if (!ended_) {
            const auto* s =
                dynamic_cast<supervisor_of*>(caf::actor_cast<caf::abstract_actor*>(v.supervisor()));
            std::vector<caf::actor> all{v.supervisor(), s->state.journal};
            for (const auto& [name, owner] : s->state.owners) all.push_back(owner.it);
            for (const caf::actor& each : all)
                if (each) caf::anon_send_exit(each, caf::exit_reason::kill);
        }
        while (!sched_->jobs.empty()) sched_->run_once();
        w_.queue.clear();
        sched_->clock().cancel_all();
        RF_REQUIRE(system.registry().running() == 0);
    }

    life_end told() {
        if (w_.disk.crashed()) {
            end_.by = life_end::what::crashed;
        } else if (ended_) {
            end_.reason = ended_->broken ? ended_->broken->text() : ended_->reason;
            if (!ended_->broken)
                end_.by = asked_to_stop_ ? life_end::what::stopped : life_end::what::finished;
            else
                end_.by = is_disk_failure() ? life_end::what::disk_failed : life_end::what::gave_up;
        }
        return end_;
    }

    world& w_;
    const std::optional<interruption>& ends_;
    const memory_change& forget_;
    dice order_;
    seeded_entropy entropy_;
    caf::actor_system_config config_;
    coordinator* sched_ = nullptr;
    caf::actor_clock::time_point began_;
    std::uint64_t began_ns_ = 0;
    std::optional<ending> ended_;
    life_end end_;
    bool over_ = false, stopping_ = false, asked_to_stop_ = false;
};

}  // namespace

life_end live(world& w, std::uint64_t life, const std::optional<interruption>& ends,
              const memory_change& forget) {
    machine m(w, life, ends, forget);
    return m.run();
}

}  // namespace rf::sim
