#include "replay/programs/corpus_report.hpp"

#include "tests/corpus/folder.hpp"

using namespace rf;
using namespace rf::test;

namespace {

corpus_bundle moved_bundle(const std::string& name, std::size_t miners) {
    corpus_bundle b;
    b.name = name;
    b.epoch.epoch = 3;
    b.epoch.mechanism = "reasonforge@1";
    for (std::size_t i = 0; i < miners; ++i) {
        moved_score m;
        m.uid = std::uint16_t(i);
        m.who.b[0] = std::uint8_t(i);
        m.who.b[1] = std::uint8_t(i >> 8);
        m.was = 0.5;
        m.is = 0.625;
        m.weight_was = 100;
        m.weight_is = 90;
        m.why = moved_by::event;
        m.task = 2;
        m.event = 41;
        b.epoch.moved.push_back(m);
        b.epoch.expected.scores.push_back(m.was);
        b.epoch.computed.scores.push_back(m.is);
        b.epoch.expected.weights.push_back(m.weight_was);
        b.epoch.computed.weights.push_back(m.weight_is);
    }
    return b;
}

std::size_t count_of(std::string_view what, std::string_view in) {
    std::size_t n = 0;
    for (std::size_t at = in.find(what); at != std::string_view::npos; at = in.find(what, at + 1)) ++n;
    return n;
}

}  // namespace

TEST_CASE("the markdown is a table with a row a miner, the summary above it") {
    corpus_run run;
    run.bundles.push_back(moved_bundle("a.rfb", 2));
    CHECK(corpus_markdown(run) ==
          "**1 of 1 epoch moved: 2 scores and 2 weights of 2 miners.**\n\n"
          "| epoch | miner | score was | is | difference | weight was | is | difference | first moved by |\n"
          "|---|---|--:|--:|--:|--:|--:|--:|---|\n"
          "| `a.rfb, epoch 3` | uid 0 | `0.5` | `0.625` | +0.125 (+25 %) | 100 | 90 | -10 | event 41, its part of "
          "task 2 |\n"
          "| `a.rfb, epoch 3` | uid 1 | `0.5` | `0.625` | +0.125 (+25 %) | 100 | 90 | -10 | event 41, its part of "
          "task 2 |\n");
}

TEST_CASE("a long report is cut and says how much more there is; a machine's is not") {
    corpus_run run;
    for (int i = 0; i < 5; ++i) run.bundles.push_back(moved_bundle(std::to_string(i) + ".rfb", 25));
    const std::string markdown = corpus_markdown(run), text = corpus_text(run);
    CHECK(count_of("| uid ", markdown) == most_rows_shown);
    CHECK(markdown.find("and 65 more, of 2 epochs not shown.") != std::string::npos);
    CHECK(text.find("and 65 more, of 2 epochs not shown\n") != std::string::npos);
    CHECK(count_of("\"uid\":", corpus_json(run)) == 125);
    CHECK(count_of("uid ", corpus_junit(run)) == 125);
}

TEST_CASE("names and reasons from outside are shown as they are, and change no table and no markup") {
    corpus_run run;
    corpus_bundle b;
    b.name = "a|b<i>&\"`.rfb";
    b.unread = fault{fault_kind::damaged, "bad | <script>", "\x1b[2J", ""};
    run.bundles.push_back(b);
    const std::string markdown = corpus_markdown(run), xml = corpus_junit(run);
    CHECK(markdown.find("- `a`&#124;`` b<i>&\"`.rfb: ") != std::string::npos);
    CHECK(markdown.find("bad  ``&#124;` <script>`\n") != std::string::npos);
    CHECK(markdown.find('\x1b') == std::string::npos);
    CHECK(xml.find("a|b&lt;i&gt;&amp;&quot;`.rfb") != std::string::npos);
    CHECK(xml.find("<script>") == std::string::npos);
    CHECK(xml.find('\x1b') == std::string::npos);
}

TEST_CASE("no name and no reason mentions anybody, an issue or an address in a pull request") {
    const std::string hostile = "@team, see #7, https://bad.example/a@b.example www.bad.example ``@me`|@you| |\\|@all";
    corpus_run run;
    for (const bool unread : {false, true}) {
        corpus_bundle b = moved_bundle(hostile, 1);
        b.epoch.expected.withheld = hostile;
        if (unread) b.unread = fault{fault_kind::damaged, hostile, hostile, hostile};
        run.bundles.push_back(b);
    }
    run.gone.push_back(hostile);
    // As a reader of Markdown has it: a run of backticks opens a span that the next run of that length closes.
    std::string outside;
    const std::string markdown = corpus_markdown(run);
    std::istringstream lines(markdown);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("| `")) CHECK(count_of("|", line) == 10);
        for (std::size_t at = 0; at < line.size();) {
            const auto run_at = [&](std::size_t from) {
                return std::min(line.find_first_not_of('`', from), line.size()) - from;
            };
            const std::size_t length = run_at(at);
            if (length == 0) {
                outside += line[at++];
                continue;
            }
            std::size_t end = at + length, closing = 0;
            for (; end < line.size() && closing != length; end += std::max<std::size_t>(closing, 1)) closing = run_at(end);
            REQUIRE(closing == length);
            at = end;
        }
        outside += '\n';
    }
    for (const char* what : {"@", "#7", "http", "www.", "bad", "team"})
        CHECK_MESSAGE(outside.find(what) == std::string::npos, outside);
    CHECK(count_of("@you", markdown) >= 5);
}

TEST_CASE("JUnit has one case a bundle: a pass, a failure or an error") {
    corpus_run run;
    run.bundles.push_back(moved_bundle("a.rfb", 1));
    run.bundles.push_back(moved_bundle("b.rfb", 0));
    corpus_bundle bad;
    bad.name = "c.rfb";
    bad.unread = fault{fault_kind::damaged, "torn", "", ""};
    run.bundles.push_back(bad);
    const std::string xml = corpus_junit(run);
    CHECK(xml.find("tests=\"3\" failures=\"1\" errors=\"1\"") != std::string::npos);
    CHECK(count_of("<testcase ", xml) == 3);
    CHECK(count_of("<failure ", xml) == 1);
    CHECK(count_of("<error ", xml) == 1);
}

TEST_CASE("what is accepted, and traces, come back from their text as they were") {
    accepted_changes all;
    accepted_epoch& a = all["with a space.rfb"];
    a.sealed_digest.b[3] = 7;
    a.withheld = "partial: uid 3 asked, and left with voids only";
    a.digest = hash32{};
    a.scores[65535] = -0.0;
    a.scores[2] = 0x1.23456789abcdep-7;
    a.weights[9] = 65535;
    all["other.rfb"].withheld = "";
    auto again = read_accepted(write_accepted(all));
    REQUIRE(again.ok());
    CHECK(write_accepted(*again) == write_accepted(all));
    CHECK(again->at("with a space.rfb") == a);
    CHECK(again->at("other.rfb").withheld == "");

    traces figures;
    figures["x.rfb"].figures[4] = {1, 1, 0xfedcba98, 0, 0};
    figures["x.rfb"].figures[5] = {};
    figures["x.rfb"].reported.b[0] = 1;
    auto told = read_traces(write_traces(figures));
    REQUIRE(told.ok());
    CHECK(*told == figures);
}

TEST_CASE("a text that --accept did not write is refused with its line") {
    const std::string epoch = "epoch " + std::string(64, '0') + " a.rfb\n";
    for (const std::string& bad :
         {std::string("score 1 0x0.0p+0\n"), std::string("epoch 00 a.rfb\n"),
          "epoch " + std::string(64, '0') + " \n", epoch + epoch, epoch + "score 1 0.5\n",
          epoch + "score 65536 0x0.0p+0\n", epoch + "score 1 0x0.0p+0 \n", epoch + "weight 1 65536\n",
          epoch + "weight 1\n", epoch + "digest 00\n", epoch + "colour red\n", epoch + "\n",
          epoch + "withheld a\nwithheld b\n", epoch + "score 1 0x0.0p+0\nscore 1 0x0.0p+0\n",
          epoch + "score 1 nan\n"}) {
        INFO(bad);
        auto read = read_accepted(bad);
        REQUIRE_FALSE(read.ok());
        CHECK(read.error().text().find("line ") != std::string::npos);
    }
    for (const std::string& bad :
         {std::string("1 00000000\n"), epoch + "1 0000000\n", epoch + "1 .\n", epoch + "1 0000000g\n",
          epoch + "1 00000000\n1 00000000\n", epoch + "x 00000000\n", epoch + "reported 1\n"}) {
        INFO(bad);
        CHECK_FALSE(read_traces(bad).ok());
    }
}
