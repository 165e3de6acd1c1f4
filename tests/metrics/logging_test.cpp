#include "actors/programs/logging.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "actors/programs/logging_sink.hpp"
#include "tests/events/every_kind.hpp"

using namespace rf;

namespace {

const account_name as_hex = [](const account& a) { return hex(a.encoded()); };

log_line line_for(const event_draft& draft) { return line_of(draft.reader(), as_hex); }

std::string field(const log_line& line, std::string_view name) {
    for (const line_field& f : line.fields)
        if (f.name == name) {
            if (const auto* text = std::get_if<std::string>(&f.value)) return *text;
            if (const auto* whole = std::get_if<std::uint64_t>(&f.value)) return std::to_string(*whole);
            return "of another type";
        }
    return "not there";
}

log_line at(std::string_view event, double seconds) {
    log_line line;
    line.event = event;
    line.time_ns = std::int64_t(seconds * 1e9);
    return line;
}

struct fixed_clock final : clock_port {
    [[nodiscard]] std::int64_t utc_ns() const override { return 1'767'225'600'250'000'000; }
    [[nodiscard]] std::uint64_t steady_ns() const override { return 0; }
};

}  // namespace

TEST_CASE("every kind of event is one line of JSON that names it") {
    simdjson::dom::parser parser;
    std::size_t kinds = 0;
    for (const auto kind : capnp::Schema::from<schema::Event>().getUnionFields()) {
        const event_draft draft = event_of(kind);
        const std::string text = as_json(line_for(draft));
        CHECK(text.find('\n') == text.npos);
        simdjson::dom::object line;
        REQUIRE_MESSAGE(parser.parse(text).get(line) == simdjson::SUCCESS, text);
        std::string_view named;
        REQUIRE(line["event"].get(named) == simdjson::SUCCESS);
        CHECK(named == kind_name(draft.reader().which()));
        ++kinds;
    }
    CHECK(kinds == kinds_known());
}

TEST_CASE("a line begins with time, level and event, and the time is UTC") {
    event_draft draft;
    auto e = draft.event();
    e.setTimeNs(1'767'225'600'250'999'999);  // 2026-01-01, and a quarter of a second
    e.setEpoch(7);
    e.initTaskClosed().setOrdinal(3);
    CHECK(as_json(line_for(draft)) ==
          "{\"time\":\"2026-01-01T00:00:00.250Z\",\"level\":\"info\",\"event\":\"task_closed\",\"epoch\":7,"
          "\"task\":3,\"why\":\"complete\"}");
    CHECK(as_text(line_for(draft)) == "00:00:00.250 info  task_closed epoch=7 task=3 why=complete");
}

TEST_CASE("how loud a reply is depends on whose fault it was") {
    event_draft draft;
    auto r = draft.event().initReplyRecorded();
    r.setOutcome(schema::Outcome::TIMEOUT);
    r.setFault(schema::Fault::MINER);
    r.setLatencyNs(2'500'000'000);
    CHECK(line_for(draft).level == line_level::debug);
    CHECK(as_json(line_for(draft)).find("\"outcome\":\"timeout\",\"fault\":\"miner\",\"latency_ms\":2500,") !=
          std::string::npos);
    r.setOutcome(schema::Outcome::CRASHED);
    r.setFault(schema::Fault::VALIDATOR);
    CHECK(line_for(draft).level == line_level::warn);
    CHECK(field(line_for(draft), "outcome") == "crashed");
}

TEST_CASE("alarms, withheld weights and a row that differs are loud") {
    event_draft alarm, sealed, read_back;
    alarm.event().initAlarmRaised().setName("disk_low");
    CHECK(line_for(alarm).level == line_level::warn);
    CHECK(field(line_for(alarm), "alarm") == "disk_low");
    sealed.event().initEpochSealed();
    CHECK(line_for(sealed).level == line_level::info);
    sealed.event().getEpochSealed().setWithheld("no miner answered");
    CHECK(line_for(sealed).level == line_level::warn);
    read_back.event().initWeightsReadBack().setAgrees(false);
    CHECK(line_for(read_back).level == line_level::error);
}

TEST_CASE("while an epoch is open no line says where its traps are") {
    event_draft trap, plain;
    trap.event().initTaskOpened().setTrap(true);
    plain.event().initTaskOpened();
    CHECK(as_json(line_for(trap)) == as_json(line_for(plain)));
}

TEST_CASE("a miner's text can forge neither a field nor a line") {
    event_draft draft;
    draft.event().initReplyRecorded().setDetail("x\" epoch=9\n{\"level\":\"error\"}\x1b[2J\xff");
    simdjson::dom::parser parser;
    simdjson::dom::object line;
    REQUIRE(parser.parse(as_json(line_for(draft))).get(line) == simdjson::SUCCESS);
    std::string_view level;
    REQUIRE(line["level"].get(level) == simdjson::SUCCESS);
    CHECK(level == "debug");
    for (const std::string& text : {as_json(line_for(draft)), as_text(line_for(draft))}) {
        CHECK(text.find('\n') == text.npos);
        CHECK(text.find('\x1b') == text.npos);
    }
    CHECK(as_text(line_for(draft)).find(" detail=\"x\\\" epoch=9") != std::string::npos);
}

TEST_CASE("a flood of one kind is cut and counted, and hides no other") {
    line_budget budget;
    std::size_t written = 0;
    for (int i = 0; i < 10'000; ++i) {
        log_line line = at("reply_recorded", 100);
        written += budget.admit(line);
    }
    CHECK(written == 200);
    log_line other = at("alarm_raised", 100);
    CHECK(budget.admit(other));
    CHECK(other.suppressed == 0);
    log_line later = at("reply_recorded", 101);
    REQUIRE(budget.admit(later));
    CHECK(later.suppressed == 9800);
    // A clock that was set back lets as many through as time passes, not fewer.
    std::size_t after = 0;
    for (int i = 0; i < 1000; ++i) {
        log_line line = at("reply_recorded", 50 + i * 0.1);
        after += budget.admit(line);
    }
    CHECK(after > 900);
}

TEST_CASE("lines go to the end of a file, at their level and above, and survive its being moved") {
    char name[] = "/tmp/rf_lines_XXXXXX";
    REQUIRE(mkdtemp(name));
    const std::filesystem::path folder = name;
    const fixed_clock clock;
    const auto contents = [&](const char* file) {
        std::ifstream in(folder / file);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    {
        auto lines = line_watcher::open({true, folder / "a.log", line_level::warn}, clock, as_hex);
        REQUIRE(lines);
        event_draft quiet;
        quiet.event().initTaskClosed();
        (*lines)->saw(quiet.reader(), {});
        (*lines)->note("chain", {fault_kind::unavailable, "not there", "ws://x", ""});
        std::filesystem::rename(folder / "a.log", folder / "b.log");
        REQUIRE((*lines)->reopen());
        (*lines)->set_level(line_level::info);
        (*lines)->saw(quiet.reader(), {});
    }
    CHECK(contents("b.log") ==
          "{\"time\":\"2026-01-01T00:00:00.250Z\",\"level\":\"warn\",\"event\":\"note\",\"actor\":\"chain\","
          "\"what\":\"not there\",\"where\":\"ws://x\"}\n");
    CHECK(contents("a.log").find("task_closed") != std::string::npos);
    CHECK_FALSE(line_watcher::open({true, folder / "none" / "", line_level::info}, clock, as_hex));
    std::filesystem::remove_all(folder);
}
