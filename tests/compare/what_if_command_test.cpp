#include "replay/programs/what_if_command.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "events/sha256.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/parameter_text.hpp"
#include "replay/synth/synth.hpp"
#include "tests/compare/by_hand.hpp"
#include "tests/compare/reasonforge_2.hpp"

using namespace rf;
namespace fs = std::filesystem;

namespace {

struct said {
    int code = 0;
    std::string out, err;
};

said run(const what_if_arguments& args) {
    std::ostringstream out, err;
    auto* was_out = std::cout.rdbuf(out.rdbuf());
    auto* was_err = std::cerr.rdbuf(err.rdbuf());
    const int code = what_if_command(args, catalog_with_reasonforge_2());
    std::cout.rdbuf(was_out);
    std::cerr.rdbuf(was_err);
    return {code, out.str(), err.str()};
}

struct directory {
    std::string path;
    explicit directory(std::uint64_t seed, std::vector<std::string> mechanisms = {"reasonforge"})
        : path((fs::temp_directory_path() / ("what_if_" + std::to_string(seed) + "_XXXXXX")).string()) {
        REQUIRE(mkdtemp(path.data()) != nullptr);
        synth_options o;
        o.seed = seed;
        o.epochs = 4;
        o.epochs_each = 2;
        o.miners = 6;
        o.tasks = 8;
        o.mechanisms = std::move(mechanisms);
        auto log = store::create(path, "test.example/log");
        REQUIRE(log.ok());
        REQUIRE(synthesise(**log, "test.example/log", o).ok());
        REQUIRE((*log)->settle().ok());
    }
    ~directory() { fs::remove_all(path); }
    directory(const directory&) = delete;
    directory& operator=(const directory&) = delete;
};

// Every file, by name, with its bytes.
hash32 fingerprint(const std::string& path) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
        std::ostringstream bytes;
        if (entry.is_regular_file()) bytes << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        files[fs::relative(entry.path(), path).string()] = bytes.str();
    }
    std::string whole;
    for (const auto& [name, bytes] : files) whole += name + "\n" + hex(sha256(view(bytes))) + "\n";
    return sha256(view(whole));
}

what_if_arguments ask(const directory& d) {
    what_if_arguments a;
    a.source = d.path;
    a.quiet = true;
    return a;
}

std::size_t lines(const std::string& text) { return std::size_t(std::count(text.begin(), text.end(), '\n')); }

}  // namespace

TEST_CASE("asking changes neither the log's head nor a byte of its directory") {
    const directory d(11);
    const head before = (*open_to_read(d.path))->head();
    const hash32 files = fingerprint(d.path);
    auto a = ask(d);
    a.set = {"trap.threshold=0.9", "cms.novelty=0.5"};
    CHECK(run(a).code == 1);
    a.mechanism = "reasonforge@2";
    CHECK(run(a).code == 1);
    CHECK(fingerprint(d.path) == files);
    CHECK((*open_to_read(d.path))->head() == before);
}

TEST_CASE("nothing set is nothing moved, and it says so") {
    const directory d(12);
    const auto whole = run(ask(d));
    CHECK(whole.code == 0);
    CHECK(whole.out.find("4 epochs: 0 of 24 results of miners would have moved") != std::string::npos);
    auto a = ask(d);
    a.set = {"slash.gamma=0.9"};
    CHECK(run(a).code == 0);
    CHECK(run(a).out.find("is in the record already") != std::string::npos);
}

TEST_CASE("the CSV has the score computed by hand, for another version of the mechanism") {
    const directory d(13);
    auto a = ask(d);
    a.first = a.last = 1;
    a.mechanism = "reasonforge@2";
    a.set = {"silence.cost=0.25"};
    a.format = table_format::csv;
    const auto got = run(a);
    CHECK(got.code == 1);
    const auto log = open_to_read(d.path);
    REQUIRE(log.ok());
    const auto hand = read_by_hand(**log, 1);
    std::istringstream rows(got.out);
    std::string row;
    std::getline(rows, row);
    CHECK(row.find("epoch,recorded_as,scored_as,uid,account,score,score_would_be") == 0);
    std::size_t seen = 0;
    while (std::getline(rows, row)) {
        std::vector<std::string> cells;
        std::istringstream parts(row);
        for (std::string cell; std::getline(parts, cell, ',');) cells.push_back(cell);
        REQUIRE(cells.size() >= 13);
        CHECK(cells[1] == "reasonforge@1");
        CHECK(cells[2] == "reasonforge@2");
        const auto uid = unsigned(std::stoul(cells[3]));
        CHECK(std::stod(cells[6]) == doctest::Approx(s_by_hand(hand, uid, 8, 0.3, 0.25)).epsilon(1e-12));
        ++seen;
    }
    CHECK(seen == 6);
}

TEST_CASE("a table is bounded, and only what moved is in it where that is asked for") {
    const directory d(14);
    auto a = ask(d);
    a.first = a.last = 2;
    a.set = {"trap.threshold=0.95"};
    a.rows = 2;
    const auto short_one = run(a);
    CHECK(short_one.out.find("... and 4 more") != std::string::npos);
    for (std::istringstream rows(short_one.out); !rows.eof();) {
        std::string row;
        std::getline(rows, row);
        CHECK(row.size() <= 120);
    }
    a.format = table_format::csv;
    const auto all = run(a);
    a.only_changed = true;
    CHECK(lines(run(a).out) <= lines(all.out));
    CHECK(lines(all.out) == 7);
    a.format = table_format::json;
    CHECK(lines(run(a).out) == 1);
}

TEST_CASE("what cannot be asked ends with advice") {
    const directory d(15, {"reasonforge", "ema_feed"});
    const auto wrong = [&](std::vector<std::string> set, const std::string& mechanism = "", std::uint32_t first = 1,
                           std::uint32_t last = 2) {
        auto a = ask(d);
        a.set = std::move(set);
        a.mechanism = mechanism;
        a.first = first;
        a.last = last;
        const auto got = run(a);
        CHECK(got.out.empty());
        return std::to_string(got.code) + " " + got.err;
    };
    CHECK(wrong({"trap.treshold=0.9"}).find("64 rf-replay: --set, trap.treshold") == 0);
    CHECK(wrong({"trap.treshold=0.9"}).find("did you mean trap.threshold?") != std::string::npos);
    CHECK(wrong({"trap.threshold=2"}).find("wants a number from 1e-06 to 1") != std::string::npos);
    CHECK(wrong({"trap.threshold=nan"}).find("cannot be nan") != std::string::npos);
    CHECK(wrong({"peb.ranks=1.5"}).find("wants a whole number from 1 to 1024") != std::string::npos);
    CHECK(wrong({"emit.pad=yes"}).find("wants true or false") != std::string::npos);
    CHECK(wrong({"nothing"}).find("wants name=value") != std::string::npos);
    CHECK(wrong({"trap.rate=0.5"}).find("64 rf-replay: --set, trap.rate: shaped which tasks") == 0);
    CHECK(wrong({"trap.threshold=0.5", "trap.threshold=0.6"}).find("given twice") != std::string::npos);
    CHECK(wrong({}, "reasonforge@3").find("it has ") != std::string::npos);
    CHECK(wrong({}, "ema_feed@1").find("2 rf-replay: epoch 1: it was an epoch of reasonforge@1") == 0);
    CHECK(wrong({}, "", 9, 9).find("2 rf-replay: ") == 0);
}

TEST_CASE("a name on a command line is read by the rule's type, to the last bit") {
    const mechanism& m = *find_mechanism("judge_epm", 1);
    const auto by = read_parameter(m, "judge.normalisation=maximum");
    REQUIRE(by.ok());
    CHECK(std::get<std::string>(by->value) == "maximum");
    CHECK_FALSE(read_parameter(m, "judge.normalisation=mean").ok());
    const auto share = read_parameter(m, "emit.max_share=0.1");
    REQUIRE(share.ok());
    CHECK(std::get<double>(share->value) == 0.1);
    CHECK(std::get<std::uint64_t>(read_parameter(m, "emit.min_count=12")->value) == 12);
    CHECK(std::get<bool>(read_parameter(m, "emit.pad=true")->value));
    CHECK_FALSE(read_parameter(m, "emit.min_count=-1").ok());
    CHECK_FALSE(read_parameter(m, "emit.max_share=0.1 ").ok());
    CHECK_FALSE(read_parameter(m, "=0.1").ok());
    CHECK_FALSE(read_parameter(m, std::string(5000, 'x') + "=0.1").ok());
}
