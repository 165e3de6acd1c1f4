#include "actors/sim/plants.hpp"

#include <algorithm>
#include <bit>

namespace rf::sim {
namespace {

using stage = question::stage;

constexpr std::uint64_t block_ns = 12 * second_ns;

byte_vec copy_with(event_reader e, const std::function<void(schema::Event::Builder)>& change) {
    capnp::MallocMessageBuilder m;
    m.setRoot(e);
    auto copy = m.getRoot<schema::Event>();
    change(copy);
    const auto words = capnp::canonicalize(copy.asReader());
    const auto bytes = words.asBytes();
    return {bytes.begin(), bytes.end()};
}

// ---- plans under which each shows ------------------------------------------

void crash_often(plan& p) {
    p.lives.clear();
    p.moods.clear();
    p.outages.clear();
    for (std::uint64_t after : {28, 3, 2, 4, 3, 5, 2, 9, 15, 30, 60}) {
        interruption i;
        i.by = interruption::what::at_time;
        i.after = after * second_ns;
        p.lives.push_back(i);
    }
}
void crash_before_the_disk(plan& p) {
    p.lives.clear();
    interruption i;
    i.after = 60;
    i.how = crash::before;
    p.lives.push_back(i);
}
// Epoch 1's weights wait for a while, and the process dies meanwhile.
void crash_while_weights_wait(plan& p) {
    p.lives.clear();
    p.moods.clear();
    p.outages.clear();
    mood m;
    m.what = mood::what::delays;
    m.at = 1;
    m.amount = 10;
    p.moods.push_back(m);
    interruption i;
    i.by = interruption::what::at_time;
    i.after = (p.settings.epoch_blocks + 6) * block_ns;
    p.lives.push_back(i);
}
// ... after a refusal, so nobody but us will ever send them.
void crash_after_a_refusal(plan& p) {
    crash_while_weights_wait(p);
    p.moods.front().what = mood::what::refuses;
}
void publish_roots(plan& p) {
    p.settings.publish_roots = true;
    p.moods.clear();
}
void no_rate_limit(plan& p) {
    p.moods.clear();
    p.chain.rules.weights_rate_limit = 0;
}
void lose_the_chain(plan& p) {
    mood m;
    m.what = mood::what::disconnects;
    m.at = 5;
    m.amount = 1'000'000;
    p.moods = {m};
}

// ---- worlds that lie -----------------------------------------------------------

void acknowledge_early(world& w) {
    w.disk.acknowledges_early = true;
}
void forget_the_last(world& w) {
    w.disk.forgets_the_last = true;
}
void submit_twice(world& w) {
    w.chain.submits_twice = true;
}
void commit_another_root(world& w) {
    w.chain.commits_another = true;
}
void record_another_root(world& w) {
    w.disk.tamper = [](event_reader e) -> std::optional<byte_vec> {
        if (!e.isRootCommitted()) return std::nullopt;
        return copy_with(e, [](schema::Event::Builder b) {
            auto root = b.getRootCommitted().getHead().getRoot();
            root[7] ^= 1;
        });
    };
}
void answer_by_attempt(world& w) {
    w.network.fate_by_attempt = true;
}
void charge_for_absence(world& w) {
    w.disk.tamper = [](event_reader e) -> std::optional<byte_vec> {
        if (!e.isReplyRecorded() || e.getReplyRecorded().getOutcome() != schema::Outcome::CRASHED)
            return std::nullopt;
        return copy_with(e, [](schema::Event::Builder b) {
            b.getReplyRecorded().setOutcome(schema::Outcome::TIMEOUT);
            b.getReplyRecorded().setFault(schema::Fault::MINER);
        });
    };
}
void cite_nothing(world& w) {
    w.disk.tamper = [](event_reader e) -> std::optional<byte_vec> {
        if (!e.isReplyRecorded() || e.getReplyRecorded().getTask() != 1) return std::nullopt;
        return copy_with(e, [](schema::Event::Builder b) {
            b.getReplyRecorded().setAttempt(std::uint16_t(b.getReplyRecorded().getAttempt() + 1));
        });
    };
}
void record_otherwise(world& w) {
    w.disk.tamper = [](event_reader e) -> std::optional<byte_vec> {
        if (!e.isReplyRecorded()) return std::nullopt;
        return copy_with(e, [](schema::Event::Builder b) {
            b.getReplyRecorded().setLatencyNs(b.getReplyRecorded().getLatencyNs() + 1);
        });
    };
}
void never_repeat(world& w) {
    static std::uint64_t runs = 0;
    w.network.outages.push_back({block_ns, block_ns + ++runs});
    w.queue.add(runs * second_ns, account{}, [] {});
    w.wall.jump(std::int64_t(runs));
}

// ---- memories that fail ----------------------------------------------------------

void forget_answers(projection& p) {
    if (!p.open) return;
    for (std::size_t t = 0; t < p.open->progress.size(); ++t)
        for (std::size_t i = 0; i < p.open->progress[t].questions.size(); ++i) {
            question& q = p.open->progress[t].questions[i];
            if (q.at != stage::answered) continue;
            q.at = stage::due;
            p.open->facts.tasks[t].replies[i].what = outcome::open;
        }
}
void misremember_a_score(projection& p) {
    if (!p.open) return;
    for (task_facts& t : p.open->facts.tasks)
        for (reply_facts& r : t.replies)
            if (auto* seen = std::get_if<reasonforge_seen>(&r.seen)) {
                seen->accuracy = seen->accuracy > 0.5 ? 0 : 1;
                return;
            }
}
void forget_the_weights(projection& p) {
    p.weights.clear();
}
void forget_the_submission(projection& p) {
    for (weights_state& w : p.weights)
        if (w.at == weights_state::stage::submitted) w.at = weights_state::stage::signed_;
}

constexpr plant all[] = {
    {"acts-before-durable", "the disk says that a batch is safe one batch too early", "durable first",
     nullptr, acknowledge_early, nullptr, false},
    {"answer-by-attempt", "what a miner answers depends on how often it was asked", "same as without a crash",
     crash_often, answer_by_attempt, nullptr, true},
    {"charges-for-absence", "a question that a crash cut off is recorded as the miner's timeout",
     "not charged for absence", crash_often, charge_for_absence, nullptr, false},
    {"cites-nothing", "outcomes are recorded of attempts that were never sent", "cited", nullptr,
     cite_nothing, nullptr, false},
    {"double-submission", "each order is signed and sent twice", "one submission", no_rate_limit,
     submit_twice, nullptr, false},
    {"another-root", "the chain is told another root than the log's", "roots", publish_roots, commit_another_root,
     nullptr, false},
    {"wrong-root", "the log says that the chain holds another root", "audit agrees", publish_roots,
     record_another_root, nullptr, false},
    {"loses-acknowledged", "the disk loses an acknowledged batch in a crash", "nothing lost",
     crash_before_the_disk, forget_the_last, nullptr, false},
    {"never-repeats", "something outside the seed is in the run", "repeats", nullptr, never_repeat, nullptr,
     true},
    {"reasks-answered", "a restarted process has forgotten which questions were answered", "answers kept",
     crash_often, nullptr, forget_answers, false},
    {"records-otherwise", "latencies are recorded a nanosecond off", "as it came", nullptr, record_otherwise,
     nullptr, false},
    {"resends-blindly", "a restarted process has forgotten that it submitted", "asks first",
     crash_while_weights_wait, nullptr, forget_the_submission, false},
    {"skips-resend", "a restarted process has forgotten that weights are on their way", "none missed",
     crash_after_a_refusal, nullptr, forget_the_weights, false},
    {"stands-still", "the chain cannot be reached any more", "goes on", lose_the_chain, nullptr, nullptr,
     false},
    {"wrong-score", "a restarted process remembers one verdict wrongly", "audit agrees", crash_often, nullptr,
     misremember_a_score, false},
};

}  // namespace

std::span<const plant> plants() {
    return all;
}

const plant* find_plant(std::string_view name) {
    const auto at =
        std::find_if(std::begin(all), std::end(all), [&](const plant& p) { return p.name == name; });
    return at == std::end(all) ? nullptr : at;
}

}  // namespace rf::sim
