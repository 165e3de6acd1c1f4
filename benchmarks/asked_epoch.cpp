#include "benchmarks/asked_epoch.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>

#include "actors/journal.hpp"
#include "actors/validator.hpp"
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "events/sha256.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf::bench {
namespace {

struct no_chain final : chain_port {
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
struct nobody_looks final : watcher {
    void saw(event_reader, const projection&) override {}
};

order facts_of(record r) {
    record_facts f;
    f.facts.push_back(std::move(r));
    return f;
}

seen_block block(std::uint64_t number) {
    seen_block b;
    b.number = number;
    b.hash.b.fill(std::uint8_t(number));
    b.finalised = true;
    return b;
}

seen_metagraph metagraph_of(const std::vector<asked_miner>& miners) {
    seen_metagraph m;
    m.block = 100;
    for (std::size_t i = 0; i < miners.size(); ++i) {
        seen_neuron n;
        n.uid = std::uint16_t(i);
        n.who = miners[i].who;
        n.ip = "127.0.0.1";
        n.port = miners[i].port;
        m.neurons.push_back(n);
    }
    return m;
}

validator_settings settings_for(std::size_t tasks) {
    validator_settings s;
    s.origin = origin;
    s.validator.b.fill(9);
    s.tasks = std::uint32_t(tasks);
    s.tasks_at_once = std::uint32_t(tasks);
    return s;
}

struct answered {
    question_name name;
    miner_reply reply;
};

}  // namespace

struct asked_epoch::inside {
    inside(const std::string& directory, std::size_t tasks, const clock_port& time, entropy_port& random,
           asker_port& a)
        : clock(time),
          entropy(random),
          asker(a),
          settings(settings_for(tasks)),
          log(must(store::create(directory, origin))) {
        validator_world world{*log,     clock, entropy, asker, chain, watching, key,
                              hash32{}, {},    {},      {},    1000,  false};
        birth born;
        auto prepared = must(prepare_log(world, settings, born, std::nullopt));
        it = std::make_unique<journal>(journal_world{*log, clock, watching, key, {}}, settings,
                                       std::move(prepared.state), std::move(prepared.table));
    }

    // Commits, and keeps what is to be asked. Stops the benchmark at a refusal.
    void commit(std::vector<order> orders) {
        const auto out = it->commit(orders);
        if (out.broken) stop(out.broken->text());
        for (const auto& a : out.answers) {
            if (!a.accepted()) stop(a.refused->text());
        }
        for (const work_ptr& w : out.due) {
            if (std::holds_alternative<ask_brief>(w->brief)) to_ask.push_back(w);
        }
    }
    void commit(order o) {
        std::vector<order> one;
        one.push_back(std::move(o));
        commit(std::move(one));
    }

    const clock_port& clock;
    entropy_port& entropy;
    asker_port& asker;
    no_chain chain;
    nobody_looks watching;
    const validator_settings settings;
    const signing_key key = key_from_seed(origin, {});
    std::unique_ptr<log_writer> log;
    std::unique_ptr<journal> it;
    std::deque<work_ptr> to_ask;

    std::mutex lock;
    std::condition_variable came;
    std::vector<answered> replies;
};

asked_epoch::asked_epoch(const std::string& directory, const std::vector<asked_miner>& miners,
                         const std::vector<std::shared_ptr<const task_question>>& tasks,
                         const clock_port& clock, entropy_port& entropy, asker_port& asker)
    : in_(std::make_unique<inside>(directory, tasks.size(), clock, entropy, asker)) {
    in_->commit(facts_of(chain_connected({"here", hash32{}, 1})));
    in_->commit(facts_of(block_observed(block(100))));
    in_->commit(record_metagraph{metagraph_of(miners)});
    in_->commit(commit_to_secret{1, sha256(secret_of(hash32{}, origin, 1))});
    in_->commit(facts_of(block_observed(block(101))));
    in_->commit(open_epoch_now{1});
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const task_question& q = *tasks[i];
        opened_task t;
        t.epoch = 1;
        t.ordinal = std::uint16_t(i);
        t.id = q.id;
        t.difficulty = std::uint8_t(q.difficulty);
        t.timeout_ms = q.timeout_ms;
        t.deadline_block = 300;
        for (std::size_t m = 0; m < miners.size(); ++m) t.asked.push_back(std::uint16_t(m));
        task_content content;
        content.problem = q.problem;
        t.prompt = encode_prompt(content, q.domain, q.difficulty, q.timeout_ms);
        t.truth.assign(40, 1);
        in_->commit(facts_of(task_opened(t, sha256(view(q.problem)))));
    }
}

asked_epoch::~asked_epoch() = default;

std::size_t asked_epoch::ask_all(std::size_t at_once) {
    std::size_t under_way = 0, right = 0;
    while (under_way > 0 || !in_->to_ask.empty()) {
        std::vector<answered> taken;
        {
            std::unique_lock guard(in_->lock);
            if (in_->to_ask.empty() || under_way >= at_once)
                in_->came.wait(guard, [&] { return !in_->replies.empty(); });
            taken.swap(in_->replies);
        }
        std::vector<order> orders;
        for (answered& a : taken) {
            right += a.reply.outcome == schema::Outcome::ANSWERED;
            orders.push_back(facts_of(reply_recorded(a.name, std::move(a.reply))));
        }
        under_way -= taken.size();
        std::vector<std::pair<question_name, prepared_question>> sending;
        while (under_way < at_once && !in_->to_ask.empty()) {
            const auto& brief = std::get<ask_brief>(in_->to_ask.front()->brief);
            sending.emplace_back(brief.name,
                                 in_->asker.prepare(brief.question, brief.name.who, brief.endpoint));
            orders.push_back(facts_of(request_sent(sending.back().first, sending.back().second)));
            in_->to_ask.pop_front();
            ++under_way;
        }
        in_->commit(std::move(orders));
        for (auto& [name, prepared] : sending) {
            in_->asker.send(prepared, [this, n = name](miner_reply r) {
                const std::lock_guard guard(in_->lock);
                in_->replies.push_back({n, std::move(r)});
                in_->came.notify_one();
            });
        }
    }
    return right;
}

}  // namespace rf::bench
