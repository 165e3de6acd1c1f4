#include "actors/programs/live_view.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "tests/metrics/shown.hpp"

using namespace rf;

namespace {

constexpr std::int64_t second = 1'000'000'000;

const account_name short_name = [](const account& a) { return hex(byte_view(a.b.data(), 3)); };

live_row row(std::uint16_t uid, std::string name, double score, std::uint32_t rank, std::uint32_t streak) {
    live_row r;
    r.uid = uid;
    r.name = std::move(name);
    r.score = score;
    r.rank = rank;
    r.streak = streak;
    return r;
}

std::size_t widest(const std::string& text) {
    std::istringstream lines(text);
    std::string line;
    std::size_t most = 0;
    while (std::getline(lines, line)) most = std::max(most, line.size());
    return most;
}

}  // namespace

TEST_CASE("before anything has happened it says so") {
    CHECK(render({}, 80, 24, 0) ==
          "rf-validator    up 00:00:00\n"
          "chain   NOT CONNECTED, block 0, final 0\n"
          "weights none yet\n"
          "log     0 events, 0 a second\n"
          "epoch   none yet");
}

TEST_CASE("an epoch at work, drawn by hand") {
    live_model m;
    m.origin = "rf.example/dev";
    m.mechanism = "reasonforge@1";
    m.connected = true;
    m.best = 124;
    m.finalised = 122;
    m.weights = "of epoch 2: included in block 110";
    m.log_size = 4711;
    m.started_ns = 100 * second;
    m.rate = {{3700, 40}, {3758, 100}, {3759, 50}, {3760, 7}};  // the second that is not over does not count
    m.open = true;
    m.epoch.number = 3;
    m.epoch.opened_block = 100;
    m.epoch.closes_block = 172;
    m.epoch.tasks_planned = 12;
    watched_task closed, open;
    closed.closed = true;
    open.domain = "mathematics";
    open.difficulty = 7;
    open.asked = 12;
    open.ended = 6;
    m.epoch.tasks = {{0, closed}, {1, closed}, {2, closed}, {3, open}};
    m.rows = {row(5, "5GrwvaEF5z", 0.5, 2, 2), row(6, "5FHneW46xG", 1.25, 1, 2), row(7, "5Flate", 0, 0, 0)};
    m.rows[0].answered = 3;
    m.rows[0].cms_sum = 1.5;
    m.rows[0].verified = 3;
    m.rows[2].failed = 4;
    m.rows[2].trouble = "timeout: not a byte in 2.5 s";
    m.alarms = {{"disk_low", "900 MiB free"}};
    m.notes = {"chain: the connection was lost"};
    CHECK(render(m, 100, 40, 3760 * second) ==
          "rf-validator  rf.example/dev  reasonforge@1  up 01:01:00\n"
          "chain   connected, block 124, final 122\n"
          "weights of epoch 2: included in block 110\n"
          "log     4711 events, 30 a second\n"
          "epoch   3    [########................] block 24 of 72\n"
          "tasks        [######..................] 3 of 12 closed, 1 open\n"
          "  mathematics[############............] 6 of 12 ended, difficulty 7\n"
          "\n"
          "rank  uid  miner          score  streak    cms  answers  last trouble\n"
          "   1    6  5FHneW46xG    1.2500       2      -    0/0\n"
          "   2    5  5GrwvaEF5z    0.5000       2  0.500    3/3\n"
          "   -    7  5Flate        0.0000       0      -    0/4    timeout: not a byte in 2.5 s\n"
          "\n"
          "ALARM   disk_low: 900 MiB free\n"
          "note    chain: the connection was lost");
}

TEST_CASE("a small window gets less, never more than it has room for") {
    live_model m;
    m.rows.resize(50);
    m.notes = {std::string(500, 'x')};
    for (std::size_t height = 1; height < 40; ++height) {
        for (const std::size_t width : {1u, 20u, 60u, 200u}) {
            const std::string text = render(m, width, height, 0);
            CHECK(std::size_t(std::count(text.begin(), text.end(), '\n')) < height);
            CHECK(widest(text) <= width);
        }
    }
    CHECK(render(m, 80, 20, 0).find("and 40 more") != std::string::npos);
}

TEST_CASE("what a miner says cannot command the terminal") {
    live_model m;
    m.rows = {row(1, "a\x1b[2Jb", 0, 0, 0)};
    m.rows[0].trouble = "malformed: \x1b]0;title\x07\n\r\xc2\x9b" "31m \xc3\xa4";
    m.alarms["x\x1b[1m"] = "\x7f";
    const std::string text = render(m, 120, 40, 0);
    for (const char c : text) CHECK((c == '\n' || (c >= 32 && c < 127)));
    CHECK(text.find("malformed: ?]0;title????31m ?") != std::string::npos);
}

TEST_CASE("the model follows an invented log to its end") {
    const auto log = invented_log(21, 5);
    live_model m;
    std::map<std::uint16_t, std::pair<std::uint32_t, std::uint32_t>> answers;  // uid: answered, failed
    std::map<std::uint16_t, double> scores;
    roster seats;
    account self;
    projection last;
    show(*log, [&](event_reader e, const projection& p) {
        m.take(e, p, short_name);
        last = p;
        self = p.identity.validator;
        if (e.isEpochOpened()) {
            answers.clear();
            seats.clear();
            for (const auto s : e.getEpochOpened().getSeats())
                seats.push_back({*as_account(bytes_of(s.getAccount())), s.getUid()});
        }
        if (e.isReplyRecorded()) {
            const auto r = e.getReplyRecorded();
            if (r.getOutcome() == schema::Outcome::ANSWERED) ++answers[r.getUid()].first;
            else if (r.getFault() != schema::Fault::VALIDATOR) ++answers[r.getUid()].second;
        }
        if (e.isEpochSealed()) {
            scores.clear();
            for (std::size_t i = 0; i < seats.size(); ++i)
                scores[seats[i].uid] = e.getEpochSealed().getScores()[unsigned(i)];
        }
    });
    CHECK(m.sealed == last.sealed.epoch);
    CHECK_FALSE(m.open);
    CHECK(m.best == last.chain.best);
    CHECK(m.log_size == last.next);
    REQUIRE_FALSE(m.rows.empty());
    for (const live_row& r : m.rows) {
        CHECK(r.answered == answers[r.uid].first);
        CHECK(r.failed == answers[r.uid].second);
        CHECK(r.score == scores[r.uid]);
        CHECK((r.rank == 0) == (r.score <= 0));
        for (const live_row& other : m.rows)
            if (r.rank != 0 && other.rank != 0 && r.score > other.score) CHECK(r.rank < other.rank);
    }
}
