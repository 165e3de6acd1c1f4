#include "actors/programs/metrics.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wconversion"
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#pragma GCC diagnostic pop

#include "actors/programs/metrics_epoch.hpp"
#include "actors/programs/metrics_process.hpp"

namespace rf {
namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using labels = std::map<std::string, std::string>;
template <class T>
using family = prometheus::Family<T>;

constexpr std::size_t most_alarm_names = 32;

const std::vector<double> parts{0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
const std::vector<double> reply_seconds{0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300};
const std::vector<double> sync_seconds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1};

// The names that families are made under; each is made once, here.
class metric_families {
  public:
    prometheus::Registry registry;

    family<Counter>& counters(const char* name, const char* help) {
        return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    }
    family<Gauge>& gauges(const char* name, const char* help) {
        return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
    }
    family<Histogram>& histograms(const char* name, const char* help) {
        return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
    }
    Counter& counter(const char* name, const char* help) { return counters(name, help).Add({}); }
    Gauge& gauge(const char* name, const char* help) { return gauges(name, help).Add({}); }

    // the platform's list
    family<Counter>& tasks = counters("reasonforge_validator_tasks_total", "Tasks closed");
    Counter& epochs = counter("reasonforge_validator_epochs_total", "Epochs sealed");
    Counter& traps = counter("reasonforge_validator_traps_total", "Trap tasks closed");
    Counter& breakthroughs =
        counter("reasonforge_validator_breakthroughs_total", "Replies that solved what nobody had solved before");
    Counter& copies = counter("reasonforge_validator_plagiarism_total", "Replies found to be copies");
    Counter& weight_failures =
        counter("reasonforge_validator_weight_failures_total", "Weights withheld, or refused by the chain");
    family<Histogram>& task_latency =
        histograms("reasonforge_validator_task_latency_seconds", "From a task's opening to its closing");
    Histogram& cms =
        histograms("reasonforge_validator_cms_score", "CMS of verified replies (eq. 2 and 6)").Add({}, parts);
    Histogram& vas =
        histograms("reasonforge_validator_vas_score", "VAS of validators, once an epoch (eq. 7)").Add({}, parts);
    Gauge& current_epoch = gauge("reasonforge_validator_current_epoch", "The epoch that was opened last");
    Gauge& active_miners =
        gauge("reasonforge_validator_active_miners", "Miners that answered at least once in the last sealed epoch");
    Gauge& avg_cms = gauge("reasonforge_validator_avg_cms", "Mean CMS of the current epoch, failures as 0");
    Gauge& top_score =
        gauge("reasonforge_validator_top_miner_score", "Highest score of the last sealed epoch, with its bonus");

    // log, actors, chain
    Counter& log_events = counter("rf_log_events_total", "Events appended by this process");
    Gauge& log_size = gauge("rf_log_size", "Events in the log");
    Histogram& append_seconds =
        histograms("rf_log_append_seconds", "A batch on its way to disk").Add({}, sync_seconds);
    family<Counter>& replies = counters("rf_replies_total", "What became of questions, and whose fault it was");
    family<Histogram>& reply_latency = histograms("rf_reply_latency_seconds", "Answers, as the edge measured them");
    Gauge& in_flight = gauge("rf_requests_in_flight", "Questions sent and not yet ended");
    Gauge& connected = gauge("rf_chain_connected", "1 while the chain is connected");
    Gauge& best = gauge("rf_chain_best_block", "The newest block seen");
    Gauge& finalised = gauge("rf_chain_finalised_block", "The newest final block seen");
    Gauge& weights_stage = gauge("rf_weights_stage",
                                 "Of the newest weights: 0 due, 1 intended, 2 signed, 3 submitted, 4 included, "
                                 "5 finalised, 6 ended");
    family<Gauge>& alarms = gauges("rf_alarms", "1 while the alarm is raised");
    Counter& undelivered = counter("rf_alarms_not_delivered_total", "Alarms that the webhook did not take");
    family<Counter>& restarts = counters("rf_actor_restarts_total", "Actors started again after a failure");
    family<Counter>& notes = counters("rf_refusals_total", "Orders refused and failures that are no event");

    // the process
    Gauge& resident = gauge("process_resident_memory_bytes", "Resident memory");
    Gauge& virtual_memory = gauge("process_virtual_memory_bytes", "Virtual memory");
    Gauge& open_files = gauge("process_open_fds", "Open file descriptors");
    Gauge& most_files = gauge("process_max_fds", "Most open file descriptors allowed");
    Gauge& threads = gauge("process_threads", "Threads");
    Gauge& started = gauge("process_start_time_seconds", "When the process started, since 1970");
    Counter& cpu = counter("process_cpu_seconds_total", "User and system time");
};

class prometheus_metrics final : public validator_metrics {
  public:
    explicit prometheus_metrics(const metrics_settings& s) : settings_(s), miners_wanted_(s.miners) {
        if (s.free_bytes) free_ = &m_.gauge("rf_disk_free_bytes", "Free on the disk of the log");
        if (s.tao_per_block > 0)
            emission_ = &m_.gauge("reasonforge_validator_total_emission_tao", "TAO emitted by the chain so far");
    }

    void saw(event_reader event, const projection& p) override {
        const std::lock_guard lock(guard_);
        count(event);
        const bool verified = event.which() == event_kind::REPLY_VERIFIED;
        const std::optional<watched_reply> reply = epoch_.take(event, p);
        if (verified && reply) {
            m_.cms.Observe(reply->cms);
            if (reply->copied) m_.copies.Increment();
            if (reply->breakthrough) m_.breakthroughs.Increment();
        }
        show(p);
    }

    void appended(std::size_t events, std::uint64_t ns) override {
        m_.log_events.Increment(double(events));
        m_.append_seconds.Observe(double(ns) / 1e9);
    }
    void note(std::string_view actor, const fault&) override {
        m_.notes.Add({{"actor", kind_of(actor)}}).Increment();
    }
    void show_miners(bool wanted) override { miners_wanted_ = wanted; }
    void alarm_not_delivered() override { m_.undelivered.Increment(); }

    std::string text() override {
        if (free_) free_->Set(double(settings_.free_bytes()));
        const process_use use = read_process_use();
        m_.resident.Set(double(use.resident_bytes));
        m_.virtual_memory.Set(double(use.virtual_bytes));
        m_.open_files.Set(double(use.open_files));
        m_.most_files.Set(double(use.most_files));
        m_.threads.Set(double(use.threads));
        m_.started.Set(use.start_seconds);
        const std::lock_guard lock(cpu_guard_);
        m_.cpu.Increment(std::max(0.0, use.cpu_seconds - m_.cpu.Value()));
        return prometheus::TextSerializer().Serialize(m_.registry.Collect());
    }

  private:
    // "miner 8eaf04151687736e" -> "miner": labels have a bound.
    static std::string kind_of(std::string_view actor) {
        const std::string_view kind = actor.substr(0, actor.find(' '));
        for (const std::string_view known : {"journal", "supervisor", "chain", "epoch", "task", "miner"})
            if (kind == known) return std::string(kind);
        return "other";
    }

    // Before the epoch takes the event in: what it closes is still there.
    void count(event_reader event) {
        switch (event.which()) {
            case event_kind::TASK_CLOSED: count_task(event); break;
            case event_kind::REQUEST_SENT: in_flight_.insert(question_of(event.getRequestSent())); break;
            case event_kind::REPLY_RECORDED: count_reply(event.getReplyRecorded()); break;
            case event_kind::EPOCH_OPENED:
                m_.current_epoch.Set(event.getEpoch());
                in_flight_.clear();
                break;
            case event_kind::EPOCH_SEALED: count_seal(event.getEpochSealed()); break;
            case event_kind::WEIGHTS_WITHHELD:
            case event_kind::WEIGHTS_REFUSED: m_.weight_failures.Increment(); break;
            case event_kind::ACTOR_RESTARTED:
                m_.restarts.Add({{"actor", kind_of(text_of(event.getActorRestarted().getActor()))}}).Increment();
                break;
            case event_kind::ALARM_RAISED: raise(text_of(event.getAlarmRaised().getName()), 1); break;
            case event_kind::ALARM_CLEARED: raise(text_of(event.getAlarmCleared().getName()), 0); break;
            case event_kind::WRITER_STARTED: in_flight_.clear(); break;
            default: break;
        }
    }

    template <class Reader>
    static std::pair<std::uint16_t, std::uint16_t> question_of(Reader r) {
        return {r.getTask(), r.getUid()};
    }

    void count_task(event_reader event) {
        const watched_task* t = epoch_.find_task(event.getTaskClosed().getOrdinal());
        if (!t) return;
        if (t->trap) m_.traps.Increment();  // not at its opening: the page must not tell which are traps
        m_.tasks.Add({{"domain", std::string(t->domain)}, {"difficulty", std::to_string(t->difficulty)}}).Increment();
        if (t->opened_ns == 0) return;
        const double seconds = double(event.getTimeNs() - t->opened_ns) / 1e9;
        m_.task_latency.Add({{"domain", std::string(t->domain)}}, reply_seconds).Observe(std::max(0.0, seconds));
    }

    void count_reply(schema::ReplyRecorded::Reader reply) {
        in_flight_.erase(question_of(reply));
        m_.replies.Add({{"outcome", std::string(outcome_name(reply.getOutcome()))},
                        {"fault", std::string(fault_name(reply.getFault()))}})
            .Increment();
        const watched_task* t = epoch_.find_task(reply.getTask());
        if (reply.getOutcome() != schema::Outcome::ANSWERED || !t) return;
        m_.reply_latency.Add({{"domain", std::string(t->domain)}}, reply_seconds)
            .Observe(double(reply.getLatencyNs()) / 1e9);
    }

    void count_seal(schema::EpochSealed::Reader sealed) {
        m_.epochs.Increment();
        if (sealed.getWithheld().size() != 0) m_.weight_failures.Increment();
        double top = 0;
        for (const double score : sealed.getScores()) top = std::max(top, score);
        m_.top_score.Set(top);
        m_.active_miners.Set(double(epoch_.answered.size()));
        for (const double vas : epoch_.agreement()) m_.vas.Observe(vas);
        show_seats(sealed);
    }

    void show_seats(schema::EpochSealed::Reader sealed) {
        if (!miner_scores_ && !miners_wanted_) return;
        if (!miner_scores_)
            miner_scores_ = &m_.gauges("reasonforge_validator_miner_score", "Score of a seat in the last sealed epoch");
        for (Gauge* old : shown_seats_) miner_scores_->Remove(old);
        shown_seats_.clear();
        if (!miners_wanted_) return;
        for (std::size_t i = 0; i < epoch_.seats.size() && i < sealed.getScores().size(); ++i) {
            Gauge& g = miner_scores_->Add({{"uid", std::to_string(epoch_.seats[i].uid)}});
            g.Set(sealed.getScores()[unsigned(i)]);
            shown_seats_.push_back(&g);
        }
    }

    void raise(std::string_view name, double value) {
        std::string label(name.substr(0, 64));
        if (!alarm_names_.contains(label) && alarm_names_.size() >= most_alarm_names) label = "other";
        alarm_names_.insert(label);
        m_.alarms.Add({{"name", label}}).Set(value);
    }

    void show(const projection& p) {
        m_.log_size.Set(double(p.next));
        m_.in_flight.Set(double(in_flight_.size()));
        m_.connected.Set(p.chain.connected);
        m_.best.Set(double(p.chain.best));
        m_.finalised.Set(double(p.chain.finalised));
        m_.weights_stage.Set(p.weights.empty() ? 6 : double(p.weights.back().at));
        m_.avg_cms.Set(epoch_.cms_count == 0 ? 0 : epoch_.cms_sum / double(epoch_.cms_count));
        if (epoch_.number != 0) m_.current_epoch.Set(epoch_.number);
        if (emission_) emission_->Set(settings_.tao_per_block * double(p.chain.best));
        if (shown_once_) return;
        shown_once_ = true;
        for (const std::string& name : p.alarms) raise(name, 1);
    }

    const metrics_settings settings_;
    metric_families m_;
    Gauge* free_ = nullptr;
    Gauge* emission_ = nullptr;
    family<Gauge>* miner_scores_ = nullptr;
    std::vector<Gauge*> shown_seats_;
    std::atomic<bool> miners_wanted_;
    std::mutex guard_, cpu_guard_;
    watched_epoch epoch_;
    std::set<std::pair<std::uint16_t, std::uint16_t>> in_flight_;  // task, uid
    std::set<std::string> alarm_names_;
    bool shown_once_ = false;
};

}  // namespace

std::unique_ptr<validator_metrics> validator_metrics::make(const metrics_settings& settings) {
    return std::make_unique<prometheus_metrics>(settings);
}

}  // namespace rf
