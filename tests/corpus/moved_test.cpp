// Changes planted in a mechanism or in a bundle, and what the corpus says of them.
#include <algorithm>
#include <bit>

#include "replay/export_epoch.hpp"
#include "replay/programs/corpus_command.hpp"
#include "replay/programs/corpus_report.hpp"
#include "replay/synth/synth.hpp"
#include "tests/corpus/folder.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;
using namespace rf::test;

namespace {

constexpr std::uint8_t changed_difficulty = 5;

// reasonforge as if a task of difficulty 5 were one of difficulty 9.
result<epoch_result> other_score(const epoch_facts& facts) {
    epoch_facts changed = facts;
    for (task_facts& t : changed.tasks)
        if (t.difficulty == changed_difficulty) t.difficulty = 9;
    return find_mechanism("reasonforge", 1)->score(changed);
}

corpus_options planted() {
    static const mechanism other = [] {
        mechanism m = *find_mechanism("reasonforge", 1);
        m.score = other_score;
        return m;
    }();
    return {[](const mechanism& recorded) { return recorded.name == "reasonforge" ? &other : nullptr; }};
}

std::unique_ptr<bundle_reader> opened(const bundle& b) {
    auto log = open_bundle(b);
    REQUIRE(log.ok());
    return std::move(*log);
}

// Recorded by a validator whose seal does not follow from its facts: the score
// of the second seat has another last bit. `by`: who signs it.
bundle lying(const signing_key& by) {
    auto o = small_world(7);
    o.mechanisms = {"ema_feed"};
    o.epochs = 1;
    o.hostile = false;
    const memory_log honest = invent(o);
    const std::uint64_t seal = find_event(honest, event_kind::EPOCH_SEALED, 1);
    memory_log lie = rewritten(honest, seal, [](schema::Event::Builder e) {
        auto scores = e.getEpochSealed().getScores();
        scores.set(1, std::bit_cast<double>(std::bit_cast<std::uint64_t>(double(scores[1])) ^ 1));
    });
    checkpoint c;
    c.origin = "test.example/log";
    c.size = lie.head().size;
    c.root = lie.head().root;
    REQUIRE(lie.put_checkpoint(c.size, sign_checkpoint(c, by)).ok());
    auto b = export_epoch(lie, 1, {.payloads = false});
    REQUIRE(b.ok());
    return *b;
}

}  // namespace

TEST_CASE("a changed mechanism moves the miners whose task it touches, by the event that decided it") {
    std::size_t moved = 0, by_event = 0, elsewhere = 0;
    for (const auto& b : written("reasonforge-", 30)) {
        const auto log = opened(b.content);
        auto trace = trace_of(*log);
        REQUIRE(trace.ok());
        auto e = replay_bundle(*log, nullptr, &*trace, planted());
        REQUIRE(e.ok());
        auto record = read_epoch(*log, e->epoch);
        REQUIRE(record.ok());
        for (const moved_score& m : e->moved) {
            ++moved;
            const auto at =
                std::find_if(e->seats.begin(), e->seats.end(), [&](const seat& s) { return s.uid == m.uid; });
            const auto place = std::size_t(at - e->seats.begin());
            CHECK(std::bit_cast<std::uint64_t>(m.was) == std::bit_cast<std::uint64_t>(record->scores[place]));
            if (m.why != moved_by::event) {
                CHECK((m.why == moved_by::others || m.why == moved_by::ranking));
                ++elsewhere;
                continue;
            }
            // The first task of that difficulty in which this miner earned something.
            std::size_t first = 0;
            for (; first < record->facts.tasks.size(); ++first) {
                const task_facts& t = record->facts.tasks[first];
                const auto* seen = std::get_if<reasonforge_seen>(&t.replies[place].seen);
                if (t.difficulty == changed_difficulty && seen && *seen != reasonforge_seen{}) break;
            }
            REQUIRE(first < record->facts.tasks.size());
            CHECK(m.task == first);
            CHECK(m.event == record->tasks[first].questions[place].verdict);
            ++by_event;
        }
    }
    CHECK(moved > 20);
    CHECK(by_event > 20);
    CHECK(elsewhere > 0);
}

TEST_CASE("without a trace a moved score is told all the same, and no event is named") {
    for (const auto& b : written("reasonforge-difficulties", 1)) {
        auto e = replay_bundle(*opened(b.content), nullptr, nullptr, planted());
        REQUIRE(e.ok());
        CHECK_FALSE(e->agrees());
        REQUIRE_FALSE(e->moved.empty());
        CHECK(e->moved.front().why == moved_by::nothing);
        CHECK(e->moved.front().event == no_event);
    }
}

TEST_CASE("what is accepted is exactly what moved, and goes when the change does") {
    const scratch_folder folder;
    for (const auto& b : written("reasonforge-1", 6)) folder.add(b.name + ".rfb", b.content);
    for (const auto& b : written("hetu_consensus-0", 2)) folder.add("deeper/" + b.name + ".rfb", b.content);
    REQUIRE(accept_run(folder.name(), replayed(folder.name())).ok());
    CHECK_FALSE(std::filesystem::exists(folder.at("expected.txt")));
    const std::string trace = text_in(folder.at("trace.txt"));

    const corpus_run before = replayed(folder.name(), planted());
    const std::size_t moved = before.moved();
    REQUIRE(moved > 0);
    CHECK(before.unread() == 0);
    auto accepted = accept_run(folder.name(), before, planted());
    REQUIRE(accepted.ok());
    CHECK(*accepted == moved);
    const corpus_run after = replayed(folder.name(), planted());
    CHECK(after.moved() == 0);
    CHECK(after.reported_moved() == 0);
    CHECK(after.accepted == moved);

    // Every line stands for one value that differs from its seal, and for nothing else.
    auto changes = read_accepted(text_in(folder.at("expected.txt")));
    REQUIRE(changes.ok());
    CHECK(changes->size() == moved);
    for (const corpus_bundle& b : before.bundles) {
        const auto change = changes->find(b.name);
        CHECK((change != changes->end()) == !b.epoch.agrees());
        if (change == changes->end()) continue;
        std::size_t scores = 0, weights = 0;
        for (const moved_score& m : b.epoch.moved) {
            const bool score = std::bit_cast<std::uint64_t>(m.was) != std::bit_cast<std::uint64_t>(m.is);
            scores += score;
            weights += m.weight_was != m.weight_is;
            if (score) CHECK(change->second.scores.at(m.uid) == m.is);
            if (m.weight_was != m.weight_is) CHECK(change->second.weights.at(m.uid) == m.weight_is);
        }
        CHECK(change->second.scores.size() == scores);
        CHECK(change->second.weights.size() == weights);
    }

    const corpus_run back = replayed(folder.name());
    CHECK(back.moved() == moved);
    REQUIRE(accept_run(folder.name(), back).ok());
    CHECK_FALSE(std::filesystem::exists(folder.at("expected.txt")));
    CHECK(text_in(folder.at("trace.txt")) == trace);
}

TEST_CASE("a seal that does not follow from its facts has moved; a stranger's signature makes it unread") {
    const scratch_folder folder;
    folder.add("lie.rfb", lying(synth_key("test.example/log", 7)));
    folder.add("forged.rfb", lying(synth_key("test.example/log", 8)));
    const corpus_run run = replayed(folder.name());
    REQUIRE(run.bundles.size() == 2);
    CHECK(run.bundles[0].unread);  // forged
    REQUIRE_FALSE(run.bundles[1].unread);
    const replayed_epoch& lie = run.bundles[1].epoch;
    REQUIRE(lie.moved.size() == 1);
    CHECK(lie.moved[0].uid == lie.seats[1].uid);
    CHECK(lie.moved[0].weight_was == lie.moved[0].weight_is);
    CHECK(lie.expected.digest == lie.computed.digest);  // the lie did not think of its digest
}

TEST_CASE("a bundle with an altered byte is unread and never moved") {
    const scratch_folder folder;
    const auto bundles = written("judge_epm-parts", 1);
    const byte_vec whole = write_bundle(bundles.front().content);
    for (std::size_t at = 0; at < whole.size(); at += 1 + whole.size() / 97) {
        byte_vec bad = whole;
        bad[at] ^= 0x10;
        write_text(folder.at("bad.rfb"), chars(bad));
        const corpus_run run = replayed(folder.name());
        INFO("byte " << at);
        CHECK(run.unread() == 1);
        CHECK(run.moved() == 0);
    }
    write_text(folder.at("bad.rfb"), "");
    CHECK(replayed(folder.name()).unread() == 1);
}

TEST_CASE(
    "the command's exits: 0 nothing moved, 1 moved, 2 unread, and a good bundle beside a bad one is "
    "replayed") {
    const scratch_folder folder;
    const auto run = [&](bool accept = false, const std::string& format = "text") {
        const int code = corpus_command({folder.name(), format, folder.at("report").string(), accept, true});
        return std::pair(code, text_in(folder.at("report")));
    };
    CHECK(run().first == 2);  // nothing there to compare
    CHECK(corpus_command({folder.at("none").string(), "text", "", false, true}) == 2);

    folder.add("good.rfb", written("ema_feed-rewards", 1).front().content);
    CHECK(run().first == 0);
    folder.add("lie.rfb", lying(synth_key("test.example/log", 7)));
    const auto [moved, report] = run();
    CHECK(moved == 1);
    CHECK(report.starts_with("1 of 2 epochs moved: 1 score and 0 weights of 1 miner\n"));

    write_text(folder.at("bad.rfb"), "no bundle");
    const auto [unread, told] = run();
    CHECK(unread == 2);
    CHECK(told.find("bad.rfb: ") != std::string::npos);
    CHECK(told.find("lie.rfb, epoch 1") != std::string::npos);
    CHECK(run(true).first == 2);  // nothing is accepted beside what cannot be read
    CHECK_FALSE(std::filesystem::exists(folder.at("expected.txt")));

    std::filesystem::remove(folder.at("bad.rfb"));
    CHECK(run(true).first == 0);
    CHECK(run().first == 0);
    CHECK(std::filesystem::exists(folder.at("expected.txt")));

    std::filesystem::remove(folder.at("lie.rfb"));
    CHECK(run().first == 1);  // a change was accepted of a bundle that is gone
    CHECK(run(true).first == 0);
    CHECK(run().first == 0);
}

TEST_CASE("a bundle that was taken out is missed by its name, though nothing was accepted of it") {
    const scratch_folder folder;
    std::vector<std::string> names;
    for (const auto& b : written("ema_feed-", 2)) folder.add(names.emplace_back(b.name + ".rfb"), b.content);
    REQUIRE(names.size() >= 2);
    REQUIRE(corpus_command({folder.name(), "text", "", true, true}) == 0);
    CHECK_FALSE(std::filesystem::exists(folder.at("expected.txt")));

    std::filesystem::remove(folder.at(names[0]));
    for (const std::string format : {"text", "markdown", "json", "junit"}) {
        CHECK(corpus_command({folder.name(), format, folder.at("report").string(), false, true}) == 1);
        CHECK(text_in(folder.at("report")).find(names[0]) != std::string::npos);
    }
    CHECK(corpus_command({folder.name(), "text", "", true, true}) == 0);
    CHECK(corpus_command({folder.name(), "text", "", false, true}) == 0);
}

TEST_CASE("a change that was accepted of one bundle is not taken for another of its name") {
    const scratch_folder folder;
    folder.add("a.rfb", lying(synth_key("test.example/log", 7)));
    REQUIRE(accept_run(folder.name(), replayed(folder.name())).ok());
    CHECK(replayed(folder.name()).moved() == 0);
    folder.add("a.rfb", written("ema_feed-rewards", 1).front().content);
    const corpus_run run = replayed(folder.name());
    CHECK(run.moved() == 0);
    REQUIRE(run.unread() == 1);
    CHECK(run.bundles.front().unread->text().find("expected.txt") != std::string::npos);
}
