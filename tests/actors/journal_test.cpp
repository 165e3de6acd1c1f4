#include <doctest/doctest.h>

#include <algorithm>

#include "tests/actors/stage.hpp"

using namespace rf;
using namespace rf::test;
using what = agenda_item::what;

namespace {

bool saw(const stage& s, event_kind kind) {
    return std::find(s.watcher.kinds.begin(), s.watcher.kinds.end(), kind) != s.watcher.kinds.end();
}

}  // namespace

TEST_CASE("an empty log is born with its identity, a writer and the rules") {
    stage s;
    CHECK(s.watcher.kinds ==
          std::vector{event_kind::LOG_CREATED, event_kind::WRITER_STARTED, event_kind::PARAMETERS_SET});
    CHECK(s.it->state().identity.origin == "test.example/1");
    const auto out = s.commit(record_facts{});
    CHECK(is_due(out, what::connect_chain));
}

TEST_CASE("another key, chain, subnet or hotkey is not this log's") {
    stage s;
    auto refused = [&](auto change) {
        signing_key key = s.key;
        validator_settings settings = s.settings;
        birth born;
        born.genesis = s.genesis;
        change(key, settings, born);
        validator_world w{s.log, s.clock, s.entropy, s.asker, s.chain, s.watcher, key, hash32{},
                          {}, {}, {}, 1000, false};
        const std::uint64_t before = s.log.head().size;
        const auto prepared = prepare_log(w, settings, born, std::nullopt);
        if (!prepared.ok()) CHECK(s.log.head().size == before);
        return !prepared.ok();
    };
    CHECK_FALSE(refused([](auto&, auto&, auto&) {}));
    std::array<std::uint8_t, 32> other{};
    other[0] = 1;
    CHECK(refused([&](auto& key, auto&, auto&) { key = key_from_seed(key.name, other); }));
    CHECK(refused([](auto&, auto&, auto& born) { born.genesis.b[0] ^= 1; }));
    CHECK(refused([](auto&, auto& settings, auto&) { settings.netuid = 2; }));
    CHECK(refused([](auto&, auto& settings, auto&) { settings.validator = person(8); }));
}

TEST_CASE("orders of one batch are one append, and a refused one among them writes nothing") {
    stage s;
    s.open_an_epoch();
    const int before = s.log.appends;
    const std::uint64_t size = s.log.head().size;
    std::vector<order> orders;
    record_facts one, two;
    one.facts.push_back(alarm_raised("a", "first"));
    two.facts.push_back(alarm_raised("b", "second"));
    orders.emplace_back(std::move(one));
    orders.emplace_back(open_epoch_now{2});  // one is open
    orders.emplace_back(std::move(two));
    const auto out = s.commit(std::move(orders));
    CHECK(s.log.appends == before + 1);
    CHECK(s.log.head().size == size + 2);
    CHECK(out.answers[0].accepted());
    REQUIRE_FALSE(out.answers[1].accepted());
    CHECK_FALSE(out.answers[1].refused->what.empty());
    CHECK(out.answers[2].accepted());
}

TEST_CASE("a question is due with all it needs, until it is on its way") {
    stage s;
    s.open_an_epoch();
    const auto opened = s.open_a_task();
    REQUIRE(is_due(opened, what::ask, 1));
    REQUIRE(is_due(opened, what::ask, 2));
    for (const work_ptr& w : opened.due) {
        if (w->item.due != what::ask) continue;
        const auto& brief = std::get<ask_brief>(w->brief);
        CHECK(brief.endpoint == "127.0.0.1:810" + std::to_string(w->item.uid));
        CHECK(brief.name.attempt == 1);
        CHECK(brief.question->problem == "What is 2+2?");
    }
    const auto sent = s.say(request_sent(s.question(1, 1), {}));
    CHECK(sent.over == std::vector<agenda_item>{{what::ask, 1, 0, 1}});
    CHECK(is_due(sent, what::await_reply, 1));
}

TEST_CASE("after a crash the agenda and its briefs are those of before") {
    stage s;
    s.open_an_epoch();
    s.open_a_task();
    s.say(request_sent(s.question(1, 1), {}));
    s.say(request_sent(s.question(2, 1), {}));
    miner_reply answer;
    answer.outcome = schema::Outcome::ANSWERED;
    answer.latency_ns = 77;
    answer.body = {1, 2, 3};
    s.say(reply_recorded(s.question(1, 1), answer));

    s.restart();
    const auto out = s.commit(record_facts{});
    CHECK(is_due(out, what::await_reply, 2));
    CHECK_FALSE(is_due(out, what::ask, 1));  // who had answered is not asked again
    CHECK_FALSE(is_due(out, what::verify_reply, 1));

    const auto lost = s.say(void_recorded(s.question(2, 1), schema::Outcome::CRASHED, "went down"));
    REQUIRE(is_due(lost, what::ask, 2));
    s.say(request_sent(s.question(2, 2), {}));
    miner_reply late;
    late.outcome = schema::Outcome::TIMEOUT;
    const auto ended = s.say(reply_recorded(s.question(2, 2), late));
    REQUIRE(is_due(ended, what::verify_reply, 1));
    const auto& brief = *std::get<std::shared_ptr<const verify_brief>>(ended.due[0]->brief);
    REQUIRE(brief.task.answered.size() == 1);
    CHECK(brief.task.answered[0].latency_ns == 77);
    CHECK(brief.domain == "mathematics");
}

TEST_CASE("a seal is where the checkpoint is cut, also when a crash came between") {
    for (const bool crash : {false, true}) {
        CAPTURE(crash);
        stage s;
        s.change_settings([](validator_settings& v) { v.tasks = 0; });
        s.open_an_epoch();
        CHECK(is_due(s.block(111), what::seal_epoch));
        const auto sealed = s.commit(seal_epoch_now{1, secret_of(hash32{}, s.key.name, 1)});
        REQUIRE(sealed.answers[0].accepted());
        const std::uint64_t size = s.it->state().sealed.at + 1;
        if (crash) s.restart();
        auto note = s.log.read_checkpoint_at(size);
        REQUIRE(note.ok());
        CHECK(saw(s, event_kind::ALARM_RAISED));  // nobody was asked, so nobody is paid
        CHECK(s.it->state().alarms == std::vector<std::string>{"weights_withheld"});
    }
}

TEST_CASE("a disk that is nearly full stops questions and says so, and nothing else stops") {
    stage s;
    s.open_an_epoch();
    const auto full = s.commit(note_free_bytes{1});
    CHECK(s.it->state().alarms == std::vector<std::string>{"disk_full", "disk_low"});
    CHECK(full.over == std::vector<agenda_item>{{what::open_task, 1, 0, 0}});
    CHECK_FALSE(is_due(s.open_a_task(), what::ask, 1));
    CHECK(s.block(102).answers[0].accepted());
    const auto room = s.commit(note_free_bytes{UINT64_MAX});
    CHECK(is_due(room, what::ask, 1));
    CHECK(s.it->state().alarms.empty());
}

TEST_CASE("a log that cannot be written ends the journal, and nobody is told of what was not written") {
    stage s;
    s.open_an_epoch();
    const std::uint64_t size = s.log.head().size;
    const std::size_t told = s.watcher.kinds.size();
    s.log.fail_next = true;
    const auto out = s.block(102);
    REQUIRE(out.broken.has_value());
    CHECK(out.answers.empty());  // nobody's order was carried out
    CHECK(out.due.empty());
    CHECK(s.watcher.kinds.size() == told);
    CHECK(s.log.head().size == size);
}

TEST_CASE("a clock that jumps is a fact, and expires nothing") {
    stage s;
    s.open_an_epoch();
    s.clock.utc += 3'600'000'000'000;
    s.clock.steady += 1'000;
    s.block(102);
    CHECK(saw(s, event_kind::CLOCK_OBSERVED));
    const std::size_t before = s.watcher.kinds.size();
    s.clock.utc += 1'000'000'000;
    s.clock.steady += 1'000'000'000;
    s.block(103);
    CHECK(s.watcher.kinds.size() == before + 1);
}

TEST_CASE("only what leaves for the world waits for the anchor") {
    stage s;
    s.open_an_epoch();
    s.block(102);
    CHECK(s.log.settles == 0);
}
