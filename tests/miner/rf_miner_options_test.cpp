#include "actors/programs/rf_miner_options.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

using namespace rf;

namespace {

result<std::optional<miner_options>> read(std::vector<const char*> words) {
    words.insert(words.begin(), "rf-miner");
    return read_miner_options(int(words.size()), words.data());
}

std::string fault_of(const std::vector<const char*>& words) {
    const auto r = read(words);
    return r ? "" : r.error().text();
}

// A file for the time of one test.
struct written {
    written(const std::string& name, const std::string& text)
        : path((std::filesystem::temp_directory_path() / ("rf-" + std::to_string(std::rand()) + name))
                   .string()) {
        std::ofstream(path) << text;
    }
    ~written() { std::filesystem::remove(path); }
    std::string path;
};

const char* const alice =
    "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";  // //Alice, on every substrate chain

}  // namespace

TEST_CASE("one miner is a key, a port and a behaviour") {
    const auto m = read_miner_option("//Alice:8091:elite");
    REQUIRE(m);
    CHECK(m->key.address == alice);
    CHECK(m->port == 8091);
    CHECK(m->acts == behaviour::elite);
    CHECK(read_miner_option("//Alice:0")->acts == behaviour::mid);
    CHECK(read_miner_option("//Alice//hard/soft:80:http-500")->acts == behaviour::http_500);
    for (const std::string bad :
         {"", ":", "//Alice", "//Alice:", "//Alice:elite", "//Alice:70000", "//Alice:80:good",
          "//Alice:80:", "nothing-here:80", ":80", "//Alice:-1", "//Alice:8x"}) {
        CAPTURE(bad);
        CHECK(!read_miner_option(bad));
    }
}

TEST_CASE("many miners have keys and ports that follow each other, and behaviours in turn") {
    const auto o =
        read({"--many", "3", "--base-port", "9001", "--behaviours", "weak,silent", "--allow", "//Alice=5"});
    REQUIRE(o);
    const auto& s = (*o)->server;
    REQUIRE(s.miners.size() == 3);
    CHECK(s.miners[0].key.address == hotkey_from_suri("//Miner1")->address);
    CHECK(s.miners[2].key.address == hotkey_from_suri("//Miner3")->address);
    CHECK(s.miners[2].port == 9003);
    CHECK(s.miners[1].acts == behaviour::silent);
    CHECK(s.miners[2].acts == behaviour::weak);
    CHECK(s.callers.at(hotkey_from_suri("//Alice")->who()).stake == 5);
    CHECK(s.address == "127.0.0.1");
}

TEST_CASE("a file lists miners and who may ask them") {
    const written callers("-callers.json", R"([{"hotkey": ")" + std::string(alice) + R"(", "stake": 7}])");
    const std::string beside = std::filesystem::path(callers.path).filename().string();
    const written file("-miners.toml",
                       "pace = 0.5\nvalidators = \"" + beside +
                           "\"\n[[miner]]\nkey = \"//Bob\"\nport = 0\nbehaviour = \"drip\"\n");
    const auto o = read({"--config", file.path.c_str()});
    REQUIRE(o);
    CHECK((*o)->server.pace == 0.5);
    CHECK((*o)->server.miners.at(0).acts == behaviour::drip);
    CHECK((*o)->server.callers.begin()->second.stake == 7);
}

TEST_CASE("what is wrong in a file is named with its place") {
    const auto complaint = [](const std::string& text) {
        const written file("-miners.toml", text);
        return fault_of({"--config", file.path.c_str(), "--allow", "//Alice=1"});
    };
    CHECK(complaint("[[miner]]\nkey = \n").find("toml:2: ") != std::string::npos);
    CHECK(complaint("adress = \"1.2.3.4\"\n").find("adress: unknown key") != std::string::npos);
    CHECK(complaint("pace = \"fast\"\n").find("pace: unknown key, or of the wrong type") !=
          std::string::npos);
    CHECK(complaint("[[miner]]\nkey = \"//Bob\"\n").find("needs key and port") != std::string::npos);
    CHECK(complaint("[[miner]]\nkey = \"//Bob\"\nport = 1\nacts = 1\n").find("[[miner]] acts") !=
          std::string::npos);
}

TEST_CASE("miners need somebody who may ask them, and validators a miner") {
    CHECK(fault_of({"--many", "1"}).find("nobody may ask") != std::string::npos);
    CHECK(fault_of({"--allow", "//Alice=1"}).find("no miner to be") != std::string::npos);
    CHECK(fault_of({"--many", "1", "--allow", "//Alice"}).find("HOTKEY=STAKE") != std::string::npos);
    CHECK(!fault_of({"--pace", "-1", "--many", "1", "--allow", "//Alice=1"}).empty());
    CHECK(!fault_of({"--unknown"}).empty());
}
