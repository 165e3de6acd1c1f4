#include "actors/imports/score_file.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "events/ss58.hpp"

using namespace rf;

namespace {

const std::string alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const std::string bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

class folder {
  public:
    folder() {
        path_ = (std::filesystem::temp_directory_path() / "rf-imports-XXXXXX").string();
        if (::mkdtemp(path_.data()) == nullptr) std::abort();
    }
    ~folder() { std::filesystem::remove_all(path_); }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;
    // A template's state.npz, written by Python from the format's description.
    [[nodiscard]] std::string npz(const std::string& args) const {
        const char* source = std::getenv("RF_SOURCE");
        const std::string file = path_ + "/state.npz";
        const std::string line = "python3 " + std::string(source ? source : ".") +
                                 "/tests/imports/write_npz.py " + file + " " + args;
        REQUIRE(std::system(line.c_str()) == 0);
        return file;
    }
    [[nodiscard]] std::string file(const std::string& name, const std::string& text) const {
        std::ofstream(path_ + "/" + name, std::ios::binary) << text;
        return path_ + "/" + name;
    }

  private:
    std::string path_;
};

double score_of(const score_file& f, const std::string& hotkey) {
    const account who = account_from_ss58(hotkey).value();
    for (const auto& r : f.rows)
        if (r.who == who) return r.score.value_or(-1);
    return -2;
}

std::string refusal(const result<score_file>& read) {
    REQUIRE_FALSE(read.ok());
    return read.error().text();
}
#define SAYS(text_, read_) CHECK(refusal(read_).find(text_) != std::string::npos)

}  // namespace

TEST_CASE("a template's state.npz gives every hotkey its score, stored or deflated, float32 or float64") {
    const folder f;
    for (const char* how : {"", "--deflated ", "--float64 ", "--deflated --float64 "}) {
        CAPTURE(how);
        auto read = read_score_file(f.npz(how + alice + "=0.5 " + bob + "=0.25"));
        if (!read) FAIL(read.error().text());
        CHECK(read->rows.size() == 2);
        CHECK(score_of(*read, alice) == 0.5);
        CHECK(score_of(*read, bob) == 0.25);
        CHECK(read->step == 1234);
        CHECK(read->rows[0].who < read->rows[1].who);
    }
    // A float32 is exactly a double; it is not the double nearest to the decimal.
    CHECK(score_of(*read_score_file(f.npz(alice + "=0.1")), alice) == double(0.1f));
}

TEST_CASE("a state.npz that is not one is refused with what is wrong") {
    const folder f;
    SAYS("pickle", read_score_file(f.npz("--objects " + alice + "=1")));
    SAYS("other bytes than its shape", read_score_file(f.npz("--short " + alice + "=1")));
    SAYS("not a finite number", read_score_file(f.npz(alice + "=nan")));
    SAYS("not a finite number", read_score_file(f.npz(alice + "=inf")));
    SAYS("negative", read_score_file(f.npz(alice + "=-1")));
    SAYS("twice", read_score_file(f.npz(alice + "=1 " + alice + "=2")));
    SAYS("row 0", read_score_file(f.npz("not-a-hotkey=1")));
    SAYS("names no hotkey", read_score_file(f.npz("")));
    SAYS("no zip archive", read_score_file(f.file("other.npz", "hello")));
    SAYS("cannot be opened", read_score_file("/nowhere/state.npz"));
    SAYS("none of .npz", read_score_file(f.file("state.pt", "x")));
}

TEST_CASE("a CSV has its columns in any order, and streaks where it says so") {
    auto read = read_csv_scores("# of the old validator\nscore,hotkey\r\n0.5," + alice + "\r\n 0.25 , \"" +
                                bob + "\"\n\n");
    if (!read) FAIL(read.error().text());
    CHECK(score_of(*read, alice) == 0.5);
    CHECK(score_of(*read, bob) == 0.25);
    auto streaks = read_csv_scores("hotkey,streak\n" + alice + ",7\n");
    REQUIRE(streaks.ok());
    CHECK(streaks->rows[0].streak == 7);
    CHECK_FALSE(streaks->rows[0].score);
    SAYS("line 3: the score is no number",
         read_csv_scores("hotkey,score\n" + alice + ",1\n" + bob + ",one\n"));
    SAYS("line 2: the score is no number", read_csv_scores("hotkey,score\n" + alice + ",1 2\n"));
    SAYS("line 2: a cell is missing", read_csv_scores("hotkey,score\n" + alice + "\n"));
    SAYS("no whole number", read_csv_scores("hotkey,streak\n" + alice + ",1.5\n"));
    SAYS("too large", read_csv_scores("hotkey,streak\n" + alice + ",4294967296\n"));
    SAYS("begin the file with", read_csv_scores(alice + ",1\n"));
    SAYS("column is there twice", read_csv_scores("hotkey,score,score\n"));
    SAYS("not a finite number", read_csv_scores("hotkey,score\n" + alice + ",inf\n"));
}

TEST_CASE("JSON is an object of scores or a list of rows") {
    auto read = read_json_scores("{\"" + alice + "\": 0.5, \"" + bob + "\": 1}");
    REQUIRE(read.ok());
    CHECK(score_of(*read, alice) == 0.5);
    CHECK(score_of(*read, bob) == 1);
    read =
        read_json_scores("[{\"hotkey\": \"" + alice + "\", \"score\": 0.5, \"streak\": 3, \"other\": null}]");
    REQUIRE(read.ok());
    CHECK(read->rows[0].streak == 3);
    SAYS("not JSON", read_json_scores("{"));
    SAYS("neither an object", read_json_scores("7"));
    SAYS("the score is no number", read_json_scores("{\"" + alice + "\": \"0.5\"}"));
    SAYS("row 1: has neither", read_json_scores("[{\"hotkey\": \"" + alice + "\"}]"));
    SAYS("row 1: is no object", read_json_scores("[1]"));
    SAYS("no whole number", read_json_scores("[{\"hotkey\": \"" + alice + "\", \"streak\": -1}]"));
    SAYS("not JSON", read_json_scores(std::string(100, '[')));
}
