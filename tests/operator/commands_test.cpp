#include "actors/programs/operator_commands.hpp"

#include "tests/operator/place.hpp"

using namespace rf;
using namespace rf::test;

namespace {

std::optional<int> run(const std::vector<std::string>& words) {
    std::vector<const char*> argv{"rf-validator"};
    for (const auto& w : words) argv.push_back(w.c_str());
    return run_operator_command(int(argv.size()), argv.data());
}

const std::string alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

}  // namespace

TEST_CASE("what is no operator's command is left to others") {
    CHECK_FALSE(run({}));
    CHECK_FALSE(run({"--config", "x"}));
    CHECK_FALSE(run({"imports"}));
}

TEST_CASE("wrong use is told apart from what is refused") {
    const place p;
    CHECK(run({"backup"}) == 64);
    CHECK(run({"backup", "--data"}) == 64);
    CHECK(run({"import", "--from", "x.csv", "--chain", "moon"}) == 64);
    CHECK(run({"import", "--from", "x.csv"}) == 64);
    CHECK(run({"import", "--from", "x.csv", "--data", p.at("log"), "--genesis", "12"}) == 64);
    CHECK(run({"rotate-key", "--help"}) == 0);
    CHECK(run({"backup", "--data", p.at("nowhere"), "--to", p.at("copy")}) == 15);
    CHECK(run({"rotate-key", "--data", p.at("nowhere")}) == 15);
    CHECK(run({"import", "--from", p.at("x.csv"), "--data", p.at("log"), "--mechanism", "ema_feed"}) == 15);
}

TEST_CASE("an operator's year: import, rotate, back up, restore, continue") {
    const place p;
    const std::string csv = p.write("scores.csv", "hotkey,score\n" + alice + ",0.75\n");
    CHECK(run({"import", "--from", csv, "--data", p.at("log"), "--mechanism", "ema_feed@1", "--origin",
               origin, "--genesis", std::string(64, 'a'), "--netuid", "3", "--validator", alice}) == 0);
    CHECK(run({"rotate-key", "--data", p.at("log"), "--reason", "yearly"}) == 0);
    CHECK(run({"backup", "--data", p.at("log"), "--to", p.at("backup")}) == 0);
    CHECK(run({"restore", "--from", p.at("backup"), "--data", p.at("restored")}) == 0);
    CHECK(run({"rotate-key", "--data", p.at("restored")}) == 18);
    CHECK(run({"continue", "--from", p.at("restored"), "--data", p.at("new"), "--origin",
               "test.example/next"}) == 0);
    CHECK(head_of(p.at("restored")) == head_of(p.at("log")));
    const projection fresh = fold(*store::open_read_only(p.at("new")).value()).value();
    CHECK(fresh.identity.origin == "test.example/next");
    CHECK(next_carry(fresh) == next_carry(fold(*store::open_read_only(p.at("log")).value()).value()));
}

TEST_CASE("with a configuration, import knows whose log it makes and how it scores") {
    const place p;
    const std::string csv = p.write("scores.csv", "hotkey,score\n" + alice + ",0.75\n");
    const std::string config = p.write("validator.toml",
                                       "[log]\norigin = \"test.example/configured\"\n[chain]\nnetuid = 9\n"
                                       "[hotkey]\ndev = \"//Validator\"\n"
                                       "[mechanism]\nname = \"ema_feed@1\"\n");
    CHECK(run({"import", "--config", config, "--from", csv, "--data", p.at("log"), "--genesis",
               std::string(64, 'b')}) == 0);
    const projection state = fold(*store::open_read_only(p.at("log")).value()).value();
    CHECK(state.identity.origin == "test.example/configured");
    CHECK(state.identity.netuid == 9);
    CHECK(state.mechanism == "ema_feed");
}
