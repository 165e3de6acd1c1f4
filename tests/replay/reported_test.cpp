// What is reported of validators and emission, against values worked out by
// hand, and that it comes from the log as it should and changes nothing.
#include "replay/reported.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "replay/audit.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

account named(std::uint8_t first) {
    account a;
    a.b[0] = first;
    return a;
}
const account ours = named(1), anna = named(2), bert = named(3);

doctest::Approx near(double v) { return doctest::Approx(v).epsilon(1e-13); }

// Two miners, one task. Stakes 50, 30, 20.
//   miner 1: .8 .6 .1    consensus .4 + .18 + .02 = .60
//   miner 2: .4 .5 1     consensus .2 + .15 + .2  = .55
epoch_scores by_hand() {
    epoch_scores e;
    e.ours = ours;
    e.facts.epoch = 9;
    for (const auto& rule : reasonforge_1::entry.rules) {
        parameter p{std::string(rule.name), 0.0};
        std::visit([&](const auto& v) {
            if constexpr (std::is_same_v<std::decay_t<decltype(v)>, std::string_view>) p.value = std::string(v);
            else p.value = v;
        }, rule.standard);
        e.facts.params.push_back(std::move(p));
    }
    e.facts.seats = {{named(11), 1}, {named(12), 2}};
    task_facts t;
    t.replies.resize(2);
    t.replies[0] = {outcome::answered, reasonforge_seen{0, 0.9, 0, 0, 0}};
    t.replies[1] = {outcome::answered, reasonforge_seen{0, 0.2, 0, 0, 0}};
    e.facts.tasks.push_back(t);
    e.published = {{ours, 50, 0, {{0, 0.8}, {1, 0.4}}},
                   {anna, 30, 0, {{0, 0.6}, {1, 0.5}}},
                   {bert, 20, 0, {{0, 0.1}, {1, 1.0}}}};
    e.result.detail = {{"s_epoch", {0.5, 0.3}}, {"trap_penalty", {1, 1}}, {"rank", {1, 2}},
                       {"streak", {1, 0}},      {"peb", {0.2, 0}}};
    return e;
}

using history = std::vector<std::vector<std::pair<account, double>>>;

// A reasonforge log up to the seal of epoch 2, and then what `validator` says
// of that epoch's first task: later than we, and in time.
struct spoken {
    memory_log log;
    std::vector<std::uint16_t> uids;
};

byte_vec scores_event(event_reader after, const account& validator, double stake, double score,
                      std::uint32_t of_epoch, byte_view task, const std::vector<std::uint16_t>& uids) {
    event_draft draft;
    auto e = draft.event();
    e.setSeq(after.getSeq() + 1);
    e.setCause(after.getSeq() + 1);
    e.setTerm(after.getTerm());
    e.setEpoch(of_epoch);
    e.setStream(schema::StreamKind::CHAIN);
    auto body = e.initScoresPublished();
    body.setValidator(data_of(validator.encoded()));
    body.setStake(stake);
    body.setTask(data_of(task));
    auto scores = body.initScores(unsigned(uids.size()) + 1);
    for (unsigned i = 0; i < uids.size(); ++i) {
        scores[i].setUid(uids[i]);
        scores[i].setScore(score);
    }
    scores[unsigned(uids.size())].setUid(60000);  // of nobody
    auto bytes = draft.encode();
    REQUIRE(bytes.ok());
    return *bytes;
}

spoken with_scores(const account& validator, double stake, double score, std::uint32_t of_epoch = 2) {
    synth_options o = small_world(5);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    o.epochs = 3;
    memory_log whole = invent(o);
    spoken s{rewritten(whole, UINT64_MAX, {}, {}, *whole.find_epoch(2)->sealed + 1), {}};
    event_decoder decoder, last;
    const auto opened_bytes = s.log.read(find_event(s.log, event_kind::TASK_OPENED, 2));
    const auto opened = *decoder.read(*opened_bytes);
    for (const auto uid : opened.getTaskOpened().getAsked()) s.uids.push_back(uid);
    const auto seal = s.log.read(s.log.head().size - 1);
    const byte_vec said = scores_event(*last.read(*seal), validator, stake, score, of_epoch,
                                       bytes_of(opened.getStreamId()), s.uids);
    const appended one[] = {{said, epoch_mark::none, 0}};
    REQUIRE(s.log.append(one, {}).ok());
    return s;
}

}  // namespace

TEST_CASE("consensus, VAS, slash, reputation and both emissions, by hand") {
    // VAS: 1 - (.2 + .15)/2 = .825; 1 - (0 + .05)/2 = .975; 1 - (.5 + .45)/2 = .525
    const history before = {{{ours, 0.9}, {anna, 1}, {bert, 0.4}}, {{ours, 0.9}, {anna, 1}, {bert, 0.3}}};
    const reported_epoch r = report(by_hand(), before);
    CHECK(r.miner_pool == near(0.9));
    CHECK(r.validator_pool == near(0.1));
    CHECK(r.epochs_of_history == 3);
    REQUIRE(r.validators.size() == 3);
    CHECK(r.validators[0].ours);
    CHECK(r.validators[0].vas == near(0.825));
    CHECK(r.validators[1].vas == near(0.975));
    CHECK(r.validators[2].vas == near(0.525));
    CHECK(r.validators[2].scored == 2);
    // means with the past: .875, .99166.., .408333..
    CHECK(r.validators[0].vas_7d == near(2.625 / 3));
    CHECK(r.validators[2].vas_7d == near(1.225 / 3));
    CHECK(r.validators[0].slash == 0);
    CHECK(r.validators[2].slash == near(0.05 * 20 * (0.6 - 1.225 / 3) * (0.6 - 1.225 / 3)));
    CHECK(r.validators[0].reputation == near(1.1875));  // 1 + .5 * .075/.2
    CHECK(r.validators[1].reputation == near(1 + 0.5 * (2.975 / 3 - 0.8) / 0.2));
    CHECK(r.validators[2].reputation == 1);
    // .825*50*1.1875 = 48.984375; .975*30*1.4791666.. = 43.265625; .525*20 = 10.5: of 102.75
    CHECK(r.validators[0].reward == near(0.1 * 48.984375 / 102.75));
    CHECK(r.validators[1].reward == near(0.1 * 43.265625 / 102.75));
    CHECK(r.validators[2].reward == near(0.1 * 10.5 / 102.75));
    // .5 * 1.2 against .3: two to one of .9
    CHECK(r.miners[0].reward == near(0.6));
    CHECK(r.miners[1].reward == near(0.3));
    REQUIRE(r.scores.size() == 2);
    CHECK(r.scores[0].consensus == near(0.60));
    CHECK(r.scores[1].consensus == near(0.55));
    CHECK(r.scores[0].final == near(0.6 * 0.9 + 0.4 * 0.60));
    CHECK(r.scores[1].final == near(0.6 * 0.2 + 0.4 * 0.55));
    CHECK(r.scores[0].validators == 3);
}

TEST_CASE("of five validators the highest and the lowest score do not count") {
    epoch_scores e = by_hand();
    e.published.clear();
    const double given[] = {1.0, 0.1, 0.5, 0.7, 0.6};
    for (std::uint8_t i = 0; i < 5; ++i) e.published.push_back({named(std::uint8_t(1 + i)), 20, 0, {{0, given[i]}}});
    const reported_epoch r = report(e, {});
    REQUIRE(r.scores.size() == 1);
    CHECK(r.scores[0].consensus == near(0.6));
}

TEST_CASE("only the last seven epochs slash, and only the last thirty make a reputation") {
    epoch_scores e = by_hand();
    e.published = {{ours, 50, 0, {{0, 0.8}}}};  // alone, so its VAS is 1
    history before(40, {{ours, 0.0}});
    for (std::size_t i = 34; i < 40; ++i) before[i] = {{ours, 1.0}};
    reported_epoch r = report(e, before);
    CHECK(r.validators[0].vas_7d == 1);
    CHECK(r.validators[0].slash == 0);
    CHECK(r.validators[0].reputation == 1);  // 7 of 30
    for (std::size_t i = 11; i < 34; ++i) before[i] = {{ours, 1.0}};
    CHECK(report(e, before).validators[0].reputation == 1.5);
}

TEST_CASE("amounts are parts of what is given as the emission") {
    const reported_epoch r = report(by_hand(), {}, 200);
    CHECK(r.miner_pool == near(180));
    CHECK(r.miners[0].reward == near(120));
}

TEST_CASE("a log's published scores are heard, and move no score, weight or digest") {
    const spoken silent = with_scores(anna, 100, 0.5, 3);  // says it is of another epoch
    const spoken s = with_scores(anna, 100, 0.5);
    REQUIRE(fold(s.log).ok());
    auto audit = audit_epoch(s.log, 2, {}), before = audit_epoch(silent.log, 2, {});
    REQUIRE(audit.ok());
    CHECK(audit->agrees());
    CHECK(audit->digest == before->digest);

    auto alone = report_epoch(silent.log, 2);
    REQUIRE(alone.ok());
    CHECK(alone->validators.size() == 1);
    auto r = report_epoch(s.log, 2);
    REQUIRE(r.ok());
    REQUIRE(r->validators.size() == 2);
    for (const auto& v : r->validators) {
        if (v.ours) continue;
        CHECK(v.who == anna);
        CHECK(v.stake == 100);
        CHECK(v.scored == s.uids.size());
        CHECK(v.vas == 1);  // ours has no stake in an invented metagraph: consensus is what anna says
    }
    std::size_t both = 0;
    for (const auto& score : r->scores) {
        CHECK(score.consensus == (score.validators == 2 ? 0.5 : 0));
        CHECK(score.final == near(0.6 * score.objective + 0.4 * score.consensus));
        both += score.validators == 2;
    }
    CHECK(both > 0);
    CHECK(both <= s.uids.size());
    CHECK(r->epochs_of_history == 2);
}

TEST_CASE("who speaks in our name is not heard") {
    const spoken s = with_scores(anna, 100, 0.5);
    event_decoder decoder;
    const auto born = s.log.read(0);
    const account us = *as_account(bytes_of(decoder.read(*born)->getLogCreated().getValidator()));
    const spoken forged = with_scores(us, 1e9, 0.5);
    auto r = report_epoch(forged.log, 2);
    REQUIRE(r.ok());
    REQUIRE(r->validators.size() == 1);
    CHECK(r->validators[0].ours);
    CHECK(r->validators[0].stake != 1e9);
}

TEST_CASE("an epoch that is not there, not sealed, or of another mechanism is refused") {
    synth_options o = small_world(3);
    o.mechanisms = {"ema_feed"};
    const memory_log log = invent(o);
    CHECK(report_epoch(log, 1).error().kind == fault_kind::refused);
    CHECK(report_epoch(log, 999).error().kind == fault_kind::missing);
}
