#include <doctest/doctest.h>

#include <algorithm>

#include "actors/keys/bip39.hpp"
#include "actors/keys/suri.hpp"
#include "events/sha256.hpp"
#include "events/ss58.hpp"

namespace rf {
namespace {

const std::string dev = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

TEST_CASE("the words are those of BIP-39") {
    // The list as it is published has a newline after each word.
    std::string list(bip39_words);
    for (char& c : list) c = c == ' ' ? '\n' : c;
    CHECK(hex(sha256(view(list))) == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

TEST_CASE("BIP-39's own pairs of entropy and words agree both ways") {
    const std::pair<const char*, const char*> known[] = {
        {"00000000000000000000000000000000",
         "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"},
        {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
         "legal winner thank year wave sausage worth useful legal winner thank yellow"},
        {"808080808080808080808080808080808080808080808080",
         "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor "
         "acoustic "
         "avoid letter always"},
        {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote"}};
    for (const auto& [entropy, phrase] : known) {
        const auto read = entropy_of_phrase(phrase);
        REQUIRE(read);
        CHECK(hex(read->view()) == entropy);
        CHECK(phrase_of_entropy(*read).view() == phrase);
    }
}

TEST_CASE("a phrase with a word wrong, missing, unknown or moved is refused, and the word is not repeated") {
    CHECK_FALSE(entropy_of_phrase(dev.substr(0, dev.rfind(' '))));
    CHECK_FALSE(entropy_of_phrase(dev + " walk"));
    CHECK_FALSE(entropy_of_phrase("drive bottom obey lake curtain smoke basket hold race lonely fit walk"));
    const auto unknown =
        entropy_of_phrase("bottom drivel obey lake curtain smoke basket hold race lonely fit walk");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().text().find("word 2") != std::string::npos);
    CHECK(unknown.error().text().find("drivel") == std::string::npos);
    CHECK_FALSE(entropy_of_phrase(""));
    CHECK(entropy_of_phrase("  bottom\tdrive obey lake\ncurtain smoke basket hold race lonely fit walk "));
}

TEST_CASE("a seed in hexadecimal is taken as it is, and a password changes a phrase") {
    const auto alice = key_from_suri("//Alice");
    REQUIRE(alice);
    REQUIRE(alice->seed);
    const auto by_seed = key_from_suri("0x" + hex(*alice->seed));
    REQUIRE(by_seed);
    CHECK(by_seed->pair.public_key == alice->pair.public_key);
    const auto with = key_from_suri(dev + "//Alice///secret");
    REQUIRE(with);
    CHECK(with->pair.public_key != alice->pair.public_key);
    CHECK(key_from_suri("//Alice///secret")->pair.public_key == with->pair.public_key);
    CHECK(key_from_suri("//Alice///")->pair.public_key == alice->pair.public_key);
}

TEST_CASE("what is no secret URI is refused") {
    CHECK_FALSE(key_from_suri("0x12"));
    CHECK_FALSE(key_from_suri("0x" + std::string(64, 'g')));
    CHECK_FALSE(key_from_suri("0x" + std::string(64, '1') + "///pass"));
    CHECK_FALSE(key_from_suri("//Alice/"));
    CHECK_FALSE(key_from_suri("//"));
    CHECK_FALSE(key_from_suri("alice"));
    CHECK_FALSE(key_from_suri("//" + std::string(3000, 'a')));
    std::string deep;
    for (int i = 0; i < 33; ++i) deep += "/1";
    CHECK_FALSE(key_from_suri(deep));
}

TEST_CASE("digits that fit 64 bits are a number, others a text") {
    CHECK(chain_code_of("18446744073709551615")[7] == 0xff);
    CHECK(chain_code_of("18446744073709551616")[0] == 20 << 2);
    CHECK(chain_code_of("007") == chain_code_of("7"));
    CHECK(chain_code_of("-1")[0] == 2 << 2);
    // SCALE writes a length of 64 or more in two bytes; hashed, so only that it differs shows.
    CHECK(chain_code_of(std::string(64, 'x')) != chain_code_of(std::string(63, 'x')));
}

}  // namespace
}  // namespace rf
