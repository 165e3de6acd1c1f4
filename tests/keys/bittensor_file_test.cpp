#include "actors/keys/bittensor_file.hpp"

#include <doctest/doctest.h>

#include "actors/keys/hotkey.hpp"
#include "actors/keys/key_file.hpp"
#include "events/ss58.hpp"
#include "tests/keys/scratch_folder.hpp"

namespace rf {
namespace {

// The development phrase: what Bittensor's wallet writes for it.
const std::string phrase = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
const std::string seed = "0xfac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e";
const std::string who = "0x46ebddef8cd9bb167dc30878d7113b7e168e6f0646beffd77d69d39bad76b47a";
const std::string address = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV";

std::string member(const std::string& name, const std::string& value) {
    return "\"" + name + "\": \"" + value + "\"";
}
std::string object(const std::string& members) { return "{" + members + "}\n"; }
bool is_dev(const result<suri_key>& key) { return key && "0x" + hex(key->pair.public_key) == who; }

TEST_CASE("a whole file of the wallet is read") {
    const scratch_folder scratch;
    const std::string text = object(member("accountId", who) + ", " + member("publicKey", who) +
                                    ", \"privateKey\": null, " + member("secretPhrase", phrase) + ", " +
                                    member("secretSeed", seed) + ", " + member("ss58Address", address));
    const auto key = load_hotkey(scratch.file("hotkey", text));
    REQUIRE(key);
    CHECK(key->address == address);
    CHECK(load_hotkey(scratch.file("hotkey", text, 0644)).error().kind == fault_kind::refused);
}

TEST_CASE("seed, phrase or private key alone will do") {
    CHECK(is_dev(key_from_bittensor(object(member("secretSeed", seed)))));
    CHECK(is_dev(key_from_bittensor(object(member("secretPhrase", phrase)))));
    const auto pair = key_from_suri(phrase)->pair;
    const std::string scalar_form = "0x" + hex(pair.key) + hex(pair.nonce);
    const std::string keystore_form = "0x" + hex(ed25519_form(pair));
    for (const auto& form : {scalar_form, keystore_form}) {
        CHECK(
            is_dev(key_from_bittensor(object(member("privateKey", form) + "," + member("publicKey", who)))));
        CHECK(is_dev(
            key_from_bittensor(object(member("privateKey", form) + "," + member("ss58Address", address)))));
    }
    CHECK_FALSE(key_from_bittensor(object(member("privateKey", scalar_form))));
}

TEST_CASE("a public part that is not the secret's is refused") {
    const std::string bob = key_file_of(*key_from_suri("//Bob")).public_text;
    const std::string secret = member("secretSeed", seed) + ", ";
    CHECK_FALSE(key_from_bittensor(object(secret + member("ss58Address", bob))));
    CHECK_FALSE(key_from_bittensor(object(secret + member("accountId", "0x" + std::string(64, '1')))));
    CHECK_FALSE(key_from_bittensor(object(secret + member("publicKey", "hello"))));
}

TEST_CASE("what is no hotkey file is refused, cut anywhere too") {
    const std::string whole = object(member("secretSeed", seed) + ", " + member("ss58Address", address));
    for (std::size_t i = 0; i + 2 < whole.size(); ++i) CHECK_FALSE(key_from_bittensor(whole.substr(0, i)));
    CHECK_FALSE(key_from_bittensor("[]"));
    CHECK_FALSE(key_from_bittensor("{}"));
    CHECK_FALSE(key_from_bittensor(object("\"secretSeed\": 7")));
    CHECK_FALSE(key_from_bittensor(object("\"secretSeed\": {}")));
    CHECK_FALSE(key_from_bittensor(whole + "{}"));
    CHECK_FALSE(key_from_bittensor(std::string(20'000, '[')));
    const scratch_folder scratch;
    const auto sealed = load_hotkey(scratch.file("hotkey", "$NACL\x01\x02"));
    REQUIRE_FALSE(sealed);
    CHECK(sealed.error().text().find("btcli") != std::string::npos);
}

}  // namespace
}  // namespace rf
