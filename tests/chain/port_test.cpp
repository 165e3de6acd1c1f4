// The embedded chain as a connection: what the listener hears, and each fault
// that can be ordered.
#include "actors/chain/embedded/port.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "actors/chain/embedded/metagraph_json.hpp"
#include "tests/chain/little_chain.hpp"

using namespace rf;
using place = whereabouts::place;

namespace {

struct set_clock final : clock_port {
    std::int64_t now = birth;
    [[nodiscard]] std::int64_t utc_ns() const override { return now; }
    [[nodiscard]] std::uint64_t steady_ns() const override { return std::uint64_t(now); }
};

struct connected {
    little_chain c;
    set_clock clock;
    chain_faults faults;
    const account ours = account_of("ours");
    embedded_port port{*c.chain, clock, ours,
                       [this](byte_view m) -> result<signature64> { return test_signature(ours, m); }, faults};
    std::vector<std::string> heard;
    std::optional<result<chain_identity>> told;

    explicit connected(std::uint64_t at = 10) {
        clock.now = c.time_of(at);
        connect();
    }
    void connect() {
        chain_listener l;
        auto name = [](const seen_block& b) { return std::to_string(b.number) + (b.finalised ? " final" : ""); };
        l.on_block = [this, name](seen_block b) { heard.push_back("block " + name(b)); };
        l.on_reorg = [this, name](seen_block a, seen_block b) {
            heard.push_back("reorg " + name(a) + " to " + name(b));
        };
        l.on_weights = [this](const seen_weights& w) { heard.push_back("weights at " + std::to_string(w.block)); };
        l.on_scores = [this](const seen_scores& s) { heard.push_back("scores of " + std::to_string(s.task[0])); };
        l.on_lost = [this](const std::string&) { heard.push_back("lost"); };
        port.connect(std::move(l), [this](auto answer) { told = answer; });
    }
    std::vector<std::string> at(std::uint64_t block) {
        heard.clear();
        clock.now = c.time_of(block);
        port.poll();
        return heard;
    }
    signed_extrinsic signed_row(const weight_values& row, schema::WeightCall call = schema::WeightCall::SET) {
        std::optional<result<signed_extrinsic>> got;
        port.sign({call, row, 1, {}}, [&](auto x) { got = x; });
        REQUIRE(got);
        REQUIRE(got->ok());
        return **got;
    }
    submission submit(const signed_extrinsic& x) {
        std::optional<submission> got;
        port.submit(x.bytes, [&](const auto& s) { got = s; });
        REQUIRE(got);
        return *got;
    }
    whereabouts find(const signed_extrinsic& x) {
        std::optional<whereabouts> got;
        port.find(x.hash, x.era_from, x.era_to, [&](auto w) {
            REQUIRE(w.ok());
            got = *w;
        });
        REQUIRE(got);
        return *got;
    }
};

using lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a connection says whose chain it is, and then every block as it comes") {
    connected k;
    REQUIRE(k.told);
    REQUIRE(k.told->ok());
    CHECK((*k.told)->genesis == k.c.chain->identity());
    CHECK(k.at(10) == lines{"block 10", "block 8 final"});
    CHECK(k.at(10).empty());
    CHECK(k.at(11) == lines{"block 11", "block 9 final"});
    CHECK(k.at(13) == lines{"block 12", "block 13", "block 11 final"});
}

TEST_CASE("after a long absence only the newest blocks are told") {
    connected k;
    (void)k.at(10);
    CHECK(k.at(1'000'001) == lines{"block 999998", "block 999999", "block 1000000", "block 1000001",
                                   "block 999999 final"});
}

TEST_CASE("metagraph, hyper-parameters and rows are the chain's") {
    connected k;
    int answers = 0;
    k.port.read_metagraph([&](auto m) {
        REQUIRE(m.ok());
        CHECK(m->block == 10);
        REQUIRE(m->neurons.size() == 8);
        CHECK(m->neurons[0].who == k.ours);
        CHECK(m->neurons[0].permit);
        CHECK(m->neurons[5].port == 9000);
        CHECK(m->neurons[5].ip == "127.0.0.1");
        for (std::uint16_t i = 0; i < 8; ++i) CHECK(m->neurons[i].uid == i);
        ++answers;
    });
    k.port.read_hyperparameters([&](auto h) {
        REQUIRE(h.ok());
        CHECK(h->tempo == 19);
        CHECK(h->weights_rate_limit == 5);
        ++answers;
    });
    const auto x = k.signed_row({{5, 21845}, {6, 65535}});
    CHECK(x.nonce == 0);
    CHECK(x.era_from == 10);
    CHECK(x.era_to == 74);
    CHECK(k.submit(x).became == submission::what::taken);
    (void)k.at(11);
    k.port.read_weights(k.ours, [&](auto row) {
        REQUIRE(row.ok());
        CHECK(*row == weight_values{{5, 21845}, {6, 65535}});
        ++answers;
    });
    k.port.read_weights(account_of("nobody"), [&](auto row) {
        CHECK_FALSE(row.ok());
        ++answers;
    });
    CHECK(answers == 4);
}

TEST_CASE("published scores come back from the others, and later their rows") {
    connected k;
    (void)k.at(10);
    k.heard.clear();
    k.port.publish_scores(scores_of_task(3, {{5, 0.9}, {6, 0.2}}));
    CHECK(k.heard.empty());  // at the next poll, not before
    CHECK(k.at(10) == lines(4, "scores of 3"));
    const auto later = k.at(18);
    CHECK(std::count_if(later.begin(), later.end(), [](const auto& l) { return l.starts_with("weights at 1"); }) == 4);
}

TEST_CASE("a reorg is told before the block that made it") {
    connected k;
    (void)k.at(10);
    REQUIRE(k.c.chain->order_reorg(12, 1).ok());
    (void)k.at(11);
    CHECK(k.at(12) == lines{"reorg 11 to 12", "block 12", "block 10 final"});
}

TEST_CASE("a submission can be refused, lost on the way there, or lost on the way back") {
    connected k;
    const auto x = k.signed_row({{5, 65535}});
    SUBCASE("refused") {
        submission no;
        no.became = submission::what::refused;
        no.error = "SettingWeightsTooFast";
        no.retry_in_blocks = 3;
        k.faults.refuse_next = no;
        CHECK(k.submit(x).retry_in_blocks == 3);
        CHECK(k.find(x).at == place::unknown);
    }
    SUBCASE("lost before it was taken") {
        k.faults.lose_next = chain_faults::loss::not_taken;
        CHECK(k.submit(x).became == submission::what::unknown);
        CHECK(k.find(x).at == place::unknown);
    }
    SUBCASE("taken, and nobody heard of it") {
        k.faults.lose_next = chain_faults::loss::taken;
        CHECK(k.submit(x).became == submission::what::unknown);
        CHECK(k.find(x).at == place::pool);
        CHECK(k.submit(x).reason.starts_with("1013"));
        return;
    }
    CHECK(k.submit(x).became == submission::what::taken);  // the order is used up
    (void)k.at(11);
    CHECK(k.find(x).at == place::included);
}

TEST_CASE("a delayed submission waits in the pool") {
    connected k;
    k.faults.delay_next = 4;
    const auto x = k.signed_row({{5, 65535}});
    CHECK(k.submit(x).became == submission::what::taken);
    (void)k.at(14);
    CHECK(k.find(x).at == place::pool);
    (void)k.at(15);
    CHECK(k.find(x).at == place::included);
}

TEST_CASE("a lost connection is said once, answers nothing, and can be made again after its blocks") {
    connected k;
    (void)k.at(10);
    const auto x = k.signed_row({{5, 65535}});
    k.faults.lose_connection(12, 5);
    CHECK(k.at(11) == lines{"block 11", "block 9 final"});
    CHECK(k.at(13) == lines{"lost"});
    CHECK(k.at(14).empty());
    CHECK(k.submit(x).became == submission::what::unknown);
    k.port.read_metagraph([&](const auto& m) { CHECK(m.error().kind == fault_kind::unavailable); });
    k.connect();
    CHECK_FALSE(k.told->ok());
    CHECK(k.at(17).empty());  // not connected, though it could be
    k.connect();
    CHECK(k.told->ok());
    CHECK(k.at(17) == lines{"block 17", "block 15 final"});
    CHECK(k.find(x).at == place::unknown);
}

TEST_CASE("after disconnect nothing is told, also when it happens within a call back") {
    connected k;
    chain_listener l;
    int blocks = 0;
    l.on_block = [&](seen_block) {
        ++blocks;
        k.port.disconnect();
    };
    k.port.connect(std::move(l), [](const auto&) {});
    (void)k.at(13);
    (void)k.at(14);
    CHECK(blocks == 1);
}

TEST_CASE("a commit's bytes hold no row, and its reveal shows the same salt") {
    connected k;
    const weights_order row{schema::WeightCall::COMMIT, {{5, 65535}}, 1, {4, 5}};
    std::optional<signed_extrinsic> commit;
    k.port.sign(row, [&](auto x) { commit = *x; });
    auto inside = embedded::decode_extrinsic(commit->bytes);
    REQUIRE(inside.ok());
    CHECK(inside->call.uids.empty());
    embedded::weights_call shown;
    shown.netuid = 1;
    shown.uids = {5};
    shown.values = {65535};
    shown.salt = {4, 5};
    shown.version_key = 1;
    CHECK(inside->call.committed == embedded::commit_hash(k.ours, shown));
    k.port.sign({schema::WeightCall::COMMIT_TIMELOCKED, {}, 1, {}}, [](const auto& x) { CHECK_FALSE(x.ok()); });
}

TEST_CASE("the list of validators is JSON that another process can read") {
    const auto folder = std::filesystem::temp_directory_path() / "rf_chain_json_test";
    std::filesystem::create_directories(folder);
    const std::string path = folder / "validators.json";
    connected k;
    k.port.read_metagraph([&](auto m) {
        REQUIRE(write_metagraph_json(path, *m, [](const account& a) { return "\"" + hex(a.b).substr(0, 4); }).ok());
    });
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    CHECK(text.str().starts_with("[\n {\"hotkey\": \"\\\"" + hex(k.ours.b).substr(0, 4) +
                                 "\", \"stake\": 4000.000000000, \"permit\": true},\n"));
    CHECK(text.str().ends_with("}\n]\n"));
    CHECK(std::filesystem::remove_all(folder) == 2);
    CHECK_FALSE(write_metagraph_json("/nowhere/at/all", {}, [](const account&) { return ""; }).ok());
}
