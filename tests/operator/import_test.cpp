#include "actors/programs/operator_import.hpp"

#include "events/ss58.hpp"
#include "replay/carry_codec.hpp"
#include "replay/fold.hpp"
#include "tests/operator/place.hpp"

using namespace rf;
using namespace rf::test;

namespace {

const std::string alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const std::string bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

newborn_log someones() {
    newborn_log born;
    born.origin = origin;
    born.genesis.b[0] = 7;
    born.netuid = 44;
    born.validator = account_from_ss58("5FLSigC9HGRKVhB9FiEo4Y3koPsNmBmLJbpXg2mp1hXcS59Y").value();
    return born;
}

carry carried_in(const std::string& directory) {
    auto log = store::open_read_only(directory).value();
    const projection p = fold(*log).value();
    return decode_carry(log->read_blob(*next_carry(p)).value())->value;
}

result<imported> import_csv(const place& p, const std::string& csv, const std::string& mechanism) {
    import_order o;
    o.directory = p.at("log");
    o.file = p.write("scores.csv", csv);
    o.born = someones();
    o.mechanism = mechanism;
    return import_scores(o);
}

}  // namespace

TEST_CASE("ema_feed begins with the score as the average so far, in a log made for it") {
    const place p;
    auto did = import_csv(p, "hotkey,score\n" + alice + ",0.75\n" + bob + ",0\n", "ema_feed");
    if (!did) FAIL(did.error().text());
    CHECK(did->created);
    CHECK(did->rows == 2);
    CHECK(did->entries == 1);
    const carry c = carried_in(p.at("log"));
    REQUIRE(c.entries.size() == 1);
    CHECK(c.entries[0].who == account_from_ss58(alice).value());
    CHECK(c.entries[0].score == 0.75);
    const projection state = fold(*store::open_read_only(p.at("log")).value()).value();
    CHECK(state.identity.netuid == 44);
    CHECK(state.mechanism == "ema_feed");
    CHECK_FALSE(state.writing);
    CHECK(slurp(p.at("log") + "/secret").size() == 65);
    // The key is beside the log, for its owner only, and is the log's.
    CHECK((std::filesystem::status(p.at("log") + "/log.key").permissions() & std::filesystem::perms::mask) ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(encode_verifier(verifier_of(open_log_key(p.at("log") + "/log.key", "").value())) ==
          state.identity.verification_key);
}

TEST_CASE("a template's state.npz is imported with the step it was saved at") {
    const place p;
    const char* source = std::getenv("RF_SOURCE");
    const std::string file = p.at("state.npz");
    const std::string line = "python3 " + std::string(source ? source : ".") +
                             "/tests/imports/write_npz.py " + file + " " + alice + "=0.5 " + bob + "=0.25";
    REQUIRE(std::system(line.c_str()) == 0);
    import_order o;
    o.directory = p.at("log");
    o.file = file;
    o.born = someones();
    o.mechanism = "ema_feed";
    auto did = import_scores(o);
    if (!did) FAIL(did.error().text());
    CHECK(did->entries == 2);
    auto log = store::open_read_only(p.at("log")).value();
    event_decoder d;
    bool told = false;
    for (std::uint64_t n = 0; n < log->head().size; ++n) {
        const byte_vec bytes = log->read(n).value();
        auto event = d.check(bytes).value();
        if (event.isCarryImported())
            told = text_of(event.getCarryImported().getSource()) == "state.npz, step 1234";
    }
    CHECK(told);
}

TEST_CASE("each mechanism takes what it carries, and refuses what would mean nothing to it") {
    const std::string scores = "hotkey,score\n" + alice + ",0.75\n",
                      streaks = "hotkey,streak\n" + alice + ",4\n";
    {
        const place p;
        CHECK(import_csv(p, scores, "reasonforge").error().what.find("carries streaks") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(p.at("log")));
        REQUIRE(import_csv(p, streaks, "reasonforge").ok());
        CHECK(carried_in(p.at("log")).entries[0].streak == 4);
    }
    {
        const place p;
        CHECK(import_csv(p, streaks, "aml_ensemble").error().what.find("begins with scores") !=
              std::string::npos);
        REQUIRE(import_csv(p, scores, "aml_ensemble").ok());
        CHECK(carried_in(p.at("log")).entries[0].history == std::vector<double>{0.75});
    }
    for (const char* m : {"judge_epm", "hetu_consensus"}) {
        const place p;
        CHECK(import_csv(p, scores, m).error().what.find("carries nothing") != std::string::npos);
        CHECK_FALSE(std::filesystem::exists(p.at("log")));
    }
    const place p;
    CHECK(
        import_csv(p, "hotkey,score\n" + alice + ",0\n", "ema_feed").error().what.find("nothing but zero") !=
        std::string::npos);
    CHECK(import_csv(p, scores, "nonsense").error().what.find("no mechanism") != std::string::npos);
}

TEST_CASE("a log that is there takes an import until its first epoch, and keeps what it chose") {
    const place p;
    const std::string first = "hotkey,score\n" + alice + ",0.75\n",
                      second = "hotkey,score\n" + alice + ",0.5\n";
    REQUIRE(import_csv(p, first, "ema_feed").ok());
    import_order again;
    again.directory = p.at("log");
    again.file = p.write("second.csv", second);
    auto did = import_scores(again);
    if (!did) FAIL(did.error().text());
    CHECK_FALSE(did->created);
    CHECK(did->mechanism == "ema_feed@1");
    CHECK(carried_in(p.at("log")).entries[0].score == 0.5);  // the last one counts
    make_log(p.at("grown"));
    again.directory = p.at("grown");
    CHECK(import_scores(again).error().what.find("before the first") != std::string::npos);
    again.directory = p.at("nowhere");
    again.mechanism = "ema_feed";
    CHECK(import_scores(again).error().what.find("no log yet") != std::string::npos);
}
