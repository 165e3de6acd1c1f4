#include "replay/programs/deep_out.hpp"

#include <doctest/doctest.h>

using namespace rf;

namespace {

deep_report report() {
    deep_report r;
    r.epoch = 4;
    r.mechanism = "reasonforge@1";
    r.verdicts = 10;
    r.repeated = 8;
    r.checks = 50;
    r.checks_repeated = 47;
    r.fields = 50;
    r.fields_repeated = 46;
    r.on_record["a reason \x1b[31m"] = 7;
    return r;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("what is on record is told by reason, and nothing steers a terminal") {
    const std::string text = deep_text(report());
    CHECK(has(text, "8 of 10 made again"));
    CHECK(has(text, "7  a reason"));
    CHECK_FALSE(has(text, "\x1b"));
    CHECK_FALSE(has(text, "DIFFER"));
    CHECK_FALSE(has(text, "every verdict follows"));
    CHECK(has(deep_line(report()), "7 checks and figures on record"));
    deep_report whole = report();
    whole.repeated = whole.verdicts;
    CHECK(has(deep_text(whole), "every verdict follows"));
}

TEST_CASE("a difference is told with its event, miner, field and both values") {
    deep_report r = report();
    r.differing = 2;
    r.first = difference{99, std::uint16_t(3), "check numerical@1", "3ff0", "0000"};
    for (const std::string& text : {deep_text(r), deep_line(r)}) {
        CHECK(has(text, "2 of 10 verdicts DIFFER, first at event 99, uid 3, check numerical@1"));
        CHECK(has(text, "recorded 3ff0"));
        CHECK(has(text, "computed 0000"));
    }
    const std::string json = deep_json(r);
    CHECK(has(json, R"("agrees":false)"));
    CHECK(has(json, R"("first_difference":{"event":"99","uid":3,"field":"check numerical@1")"));
    CHECK(has(deep_json(report()), R"("on_record":[{"reason":)"));
    CHECK(has(deep_json(report()), R"("agrees":true)"));
}
