#include "actors/programs/validator_config_keys.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "actors/programs/validator_config_toml.hpp"

using namespace rf;

namespace {

result<validator_config> read(std::string_view text, const environment& env = {},
                              const std::vector<given_key>& given = {}) {
    return read_config(text, "v.toml", env, given);
}

std::string refusal(std::string_view text, const environment& env = {}, const std::vector<given_key>& given = {}) {
    const auto r = read(text, env, given);
    return r ? "accepted" : r.error().text();
}

std::string file(const std::string& path) {
    const char* source = std::getenv("RF_SOURCE");
    std::ifstream in((source ? std::string(source) : ".") + "/" + path);
    REQUIRE(in);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string from(const validator_config& c, std::string_view name) {
    for (const config_setting& s : c.all)
        if (s.key->name == name) return s.from;
    return "no such key";
}

}  // namespace

TEST_CASE("an empty file is the defaults") {
    const auto c = read("");
    REQUIRE(c);
    CHECK(c->settings.tasks == 12);
    CHECK(c->settings.epoch_blocks == 360);
    CHECK(c->settings.mechanism == "reasonforge");
    CHECK(c->settings.mechanism_version == 1);
    CHECK(c->listen.address == "127.0.0.1:9092");
    CHECK_FALSE(c->http.allow_private);
    CHECK(c->chain.miners.empty());
    CHECK(from(*c, "epoch.tasks") == "default");
}

TEST_CASE("the defaults are those that the settings' header has") {
    const auto c = read("");
    REQUIRE(c);
    const validator_settings there;
    const validator_settings& here = c->settings;
    CHECK(here.origin == there.origin);
    CHECK(here.netuid == there.netuid);
    CHECK(here.tasks == there.tasks);
    CHECK(here.tasks_at_once == there.tasks_at_once);
    CHECK(here.epoch_blocks == there.epoch_blocks);
    CHECK(here.task_blocks == there.task_blocks);
    CHECK(here.task_timeout_ms == there.task_timeout_ms);
    CHECK(here.asked_at_once == there.asked_at_once);
    CHECK(here.asked_at_once_each == there.asked_at_once_each);
    CHECK(here.warn_free_bytes == there.warn_free_bytes);
    CHECK(here.stop_free_bytes == there.stop_free_bytes);
    CHECK(here.snapshot_every == there.snapshot_every);
}

TEST_CASE("the documented file is what the program prints, and means the defaults") {
    CHECK(file("config/rf-validator.toml") == default_config());
    const auto c = read(default_config());
    REQUIRE_MESSAGE(c, c.error().text());
    for (const config_setting& s : c->all) {
        CHECK(s.from == "default");
        CHECK(s.value == s.key->standard);
    }
}

TEST_CASE("every commented line of the documented file can be uncommented") {
    std::istringstream lines(default_config());
    std::string text, line;
    std::size_t uncommented = 0;
    while (std::getline(lines, line)) {
        if (line.size() > 1 && line[0] == '#' && line[1] != ' ') {
            line = line.substr(1);
            ++uncommented;
        }
        text += line + "\n";
    }
    CHECK(uncommented > config_keys().size());
    const auto c = read(text);
    REQUIRE_MESSAGE(c, c.error().text());
    for (const config_setting& s : c->all) {
        CHECK(s.from != "default");
        CHECK(s.value == s.key->standard);
    }
    CHECK(c->chain.miners.size() == 1);
    CHECK(c->settings.chosen.size() == 1);
}

TEST_CASE("without a file the development configuration stands in, letter for letter") {
    CHECK(file("config/dev/validator.toml") == development_config());
    const auto c = load_config("", {}, {});
    REQUIRE_MESSAGE(c, c.error().text());
    REQUIRE(c->chain.miners.size() == 12);
    CHECK(c->chain.miners[11].hotkey == "//Miner12");
    CHECK(c->chain.miners[11].port == 8112);
    CHECK(c->chain.validators.size() == 4);
    // Three epochs of the development chain, with room to spare, in two minutes.
    CHECK(3 * c->settings.epoch_blocks * c->chain.block_ms < 70'000);
}

TEST_CASE("an unknown key is refused with its line, and the one that was meant") {
    CHECK(refusal("\n[epoch]\ntaks = 3\n") == "v.toml:3: 'epoch.taks' is not known here (did you mean epoch.tasks?)");
    CHECK(refusal("[log]\ntasks = 3\n").find("did you mean epoch.tasks?") != std::string::npos);
    CHECK(refusal("zzzzzzzz = 1\n").find("--print-config") != std::string::npos);
    CHECK(refusal("[epoch]\ntasks.more = 1\n").starts_with("v.toml:2: 'epoch.tasks.more' is not known"));
}

TEST_CASE("a value of the wrong type or out of bounds is refused with what was expected") {
    CHECK(refusal("[epoch]\ntasks = 0\n") == "v.toml:2: epoch.tasks is out of bounds (from 1 to 1024 tasks)");
    CHECK(refusal("[epoch]\ntasks = -1\n").starts_with("v.toml:2: epoch.tasks has another type"));
    CHECK(refusal("[epoch]\ntasks = \"12\"\n") ==
          "v.toml:2: epoch.tasks has another type (a whole number is expected)");
    CHECK(refusal("[epoch]\ntasks = [1]\n").starts_with("v.toml:2: epoch.tasks is a list"));
    CHECK(refusal("[epoch]\ntasks = []\n").starts_with("v.toml:2: epoch.tasks is not a list"));
    CHECK(refusal("[output]\nlevel = \"loud\"\n").find("one of debug|info|warn|error|off") != std::string::npos);
    CHECK(refusal("[chain.embedded]\nstake = nan\n") == "v.toml:2: chain.embedded.stake is not a finite number");
    CHECK(refusal("[chain.embedded]\nstake = 5\n") == "accepted");
    CHECK(refusal("epoch = 3\n").starts_with("v.toml:1: 'epoch' is not known here"));
    CHECK(refusal("[epoch\n").starts_with("v.toml:1: "));
    CHECK(refusal("[log]\norigin = \"a b\"\n").starts_with("v.toml:2: log.origin is no name"));
}

TEST_CASE("what does not fit together is refused where it was said") {
    CHECK(refusal("[epoch]\nblocks = 10\ntask_blocks = 10\n").starts_with("v.toml:3: epoch.task_blocks is not below"));
    CHECK(refusal("[disk]\nwarn_free_bytes = 1\n").find("disk.stop_free_bytes is above") != std::string::npos);
    CHECK(refusal("[epoch]\nfile_tasks = 1\n").find("set epoch.tasks_directory") != std::string::npos);
    CHECK(refusal("[chain.embedded]\nblock_ms = 100\n").find("epoch.task_timeout_ms is longer") != std::string::npos);
    CHECK(refusal("[webhook]\nurl = \"http://a\"\nurl_file = \"b\"\n").find("stands beside") != std::string::npos);
    CHECK(refusal("[hotkey]\ndev = \"secret words\"\n").find("secret words") == std::string::npos);
}

TEST_CASE("a hotkey of one's own leaves no development key beside it") {
    CHECK(read("")->hotkey.dev == "//Validator");
    CHECK(read("[hotkey]\nfile = \"k\"\n")->hotkey.dev.empty());
}

TEST_CASE("parameters are the mechanism's, with its bounds") {
    const auto c = read("[mechanism.parameters]\ntrap.rate = 0.25\npeb.ranks = 5\ntrap.threshold = 1\n");
    REQUIRE_MESSAGE(c, c.error().text());
    REQUIRE(c->settings.chosen.size() == 3);
    CHECK(c->settings.chosen[0].name == "peb.ranks");
    CHECK(std::get<double>(c->settings.chosen[2].value) == 1.0);
    CHECK(refusal("[mechanism.parameters]\ntrap.rat = 0.2\n").find("did you mean trap.rate?") != std::string::npos);
    CHECK(refusal("[mechanism.parameters]\n\ntrap.rate = 2.0\n").starts_with("v.toml:3: trap.rate is out of bounds"));
    CHECK(refusal("[mechanism]\nname = \"reasonforge\"\n").starts_with("v.toml:2: \"reasonforge\" is no mechanism"));
    CHECK(refusal("[mechanism]\nname = \"reasonforge@2\"\n").find("name@version") != std::string::npos);
}

TEST_CASE("lists of miners and validators are read, and held to their rules") {
    const auto c = read("[[chain.embedded.miners]]\nhotkey = \"//A\"\nport = 1\n"
                        "[[chain.embedded.miners]]\nhotkey = \"//B\"\n"
                        "[[chain.embedded.validators]]\nprofile = \"lazy\"\nstake = 7\n");
    REQUIRE_MESSAGE(c, c.error().text());
    REQUIRE(c->chain.miners.size() == 2);
    CHECK(c->chain.miners[0].from == "v.toml:1");
    CHECK(c->chain.miners[1].hotkey == "//B");
    CHECK(c->chain.validators[0].stake == 7);
    CHECK(refusal("[[chain.embedded.miners]]\nport = 1\n") == "v.toml:1: a miner without a hotkey");
    CHECK(refusal("[[chain.embedded.miners]]\nhotkey = \"//A\"\nport = 65536\n").starts_with("v.toml:3: port is out"));
    CHECK(refusal("[[chain.embedded.miners]]\nhotkey = \"//A\"\n[[chain.embedded.miners]]\nhotkey = \"//A\"\n")
              .starts_with("v.toml:3: a second miner"));
    CHECK(refusal("[[chain.embedded.validators]]\nprofile = \"evil\"\n").starts_with("v.toml:2: profile is none"));
    CHECK(refusal("[chain.embedded.miners]\nhotkey = \"//A\"\n").find("no list of tables") != std::string::npos);
    CHECK(refusal("[chain.embedded]\nminers = []\n") == "accepted");
    CHECK(refusal("[[epoch]]\ntasks = 1\n").starts_with("v.toml:1: 'epoch' is not known"));
}

TEST_CASE("the environment wins over the file, the command line over both") {
    const environment env{{"RF_EPOCH_TASKS", "5"}, {"RF_LOG_DIRECTORY", "/tmp/e"}, {"RF_SOURCE", "not ours"}};
    const auto c = read("[epoch]\ntasks = 3\n", env, {{"log.directory", "/tmp/d", "--data"}});
    REQUIRE_MESSAGE(c, c.error().text());
    CHECK(c->settings.tasks == 5);
    CHECK(from(*c, "epoch.tasks") == "RF_EPOCH_TASKS");
    CHECK(c->log.directory == "/tmp/d");
    CHECK(from(*c, "log.directory") == "--data");
    CHECK(refusal("", {{"RF_EPOCH_TASKS", "many"}}).starts_with("RF_EPOCH_TASKS: epoch.tasks is no whole number"));
    CHECK(refusal("", {{"RF_EPOCH_TAKS", "1"}}).find("did you mean RF_EPOCH_TASKS?") != std::string::npos);
    CHECK(refusal("", {{"RF_MINERS_ALLOW_PRIVATE", "yes"}}).find("neither true nor false") != std::string::npos);
    CHECK(refusal("", {{"RF_CHAIN_EMBEDDED_STAKE", "1e400"}}).find("is no number") != std::string::npos);
}

TEST_CASE("the effective configuration says where each value came from, and hides what a webhook's path may tell") {
    const auto c = read("[webhook]\nurl = \"https://example.org/hook/topsecret?token=1\"\n[epoch]\ntasks = 3\n");
    REQUIRE(c);
    const std::string text = effective_config(*c);
    CHECK(text.find("topsecret") == std::string::npos);
    CHECK(text.find("https://example.org/(hidden)") != std::string::npos);
    CHECK(text.find("tasks = 3                                        # v.toml:4") != std::string::npos);
    CHECK(text.find("# default") != std::string::npos);
}

TEST_CASE("the effective configuration is one, and means the same") {
    const auto c = load_config("", {}, {});
    REQUIRE(c);
    const auto again = read(effective_config(*c));
    REQUIRE_MESSAGE(again, again.error().text());
    for (std::size_t i = 0; i < c->all.size(); ++i) CHECK(c->all[i].value == again->all[i].value);
    CHECK(again->chain.miners.size() == c->chain.miners.size());
}

TEST_CASE("a reload changes what may change, and says why the rest does not") {
    const auto old = read("[output]\nlevel = \"info\"\n");
    const auto fresh =
        read("[output]\nlevel = \"debug\"\n[epoch]\ntasks = 3\n[mechanism.parameters]\ntrap.rate = 0.2\n");
    REQUIRE(old);
    REQUIRE(fresh);
    const config_reload r = reload_config(*old, *fresh);
    CHECK(r.now == std::vector<std::string>{"output.level"});
    CHECK(r.merged.output.level == "debug");
    CHECK(r.merged.settings.tasks == 12);
    CHECK(r.merged.settings.chosen.empty());
    REQUIRE(r.refused.size() == 2);
    CHECK(r.refused[0] == "epoch.tasks takes effect at a restart");
    CHECK(r.refused[1].find("touch scores") != std::string::npos);
    CHECK(reload_config(*old, *old).now.empty());
    CHECK(reload_config(*old, *old).refused.empty());
}

TEST_CASE("no key of the environment has two meanings") {
    std::vector<std::string> names;
    for (const config_key& key : config_keys()) names.push_back(environment_name(key));
    std::sort(names.begin(), names.end());
    CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
}

TEST_CASE("files that only want to do harm are refused") {
    CHECK(refusal(std::string(most_config_bytes + 1, '#')).find("256 KiB") != std::string::npos);
    CHECK(refusal(std::string(2000, 'a')).starts_with("v.toml:1: the line has more"));
    CHECK(refusal("a = \"\xc3\xa4\"\n").find("not ASCII") != std::string::npos);
    CHECK(refusal("# \xc3\xa4\xff\n") == "accepted");
    CHECK(refusal("[\x01") != "accepted");
    CHECK(refusal("[[[[") != "accepted");
    CHECK(refusal("[log]\norigin = \"a\\u0007b\"\n").find("cannot be printed") != std::string::npos);
    std::string deep;
    for (int i = 0; i < 500; ++i) deep += "a.";
    CHECK(refusal(deep + "a = 1\n") != "accepted");
    // Whatever a file is cut at, and whichever byte is another: an answer, never a crash.
    const std::string whole(development_config());
    for (std::size_t i = 0; i < whole.size(); i += 7) {
        (void)read(whole.substr(0, i));
        std::string bent = whole;
        bent[i] = char(bent[i] ^ 0x15);
        (void)read(bent);
    }
}
