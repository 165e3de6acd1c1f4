#include "events/bytes.hpp"

#include <doctest/doctest.h>

using namespace rf;

TEST_CASE("base64 gives and takes the examples of RFC 4648") {
    const std::pair<const char*, const char*> examples[] = {
        {"", ""},           {"f", "Zg=="},         {"fo", "Zm8="},        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [plain, text] : examples) {
        CHECK(base64(view(plain)) == text);
        REQUIRE(from_base64(text));
        CHECK(chars(*from_base64(text)) == plain);
    }
}

TEST_CASE("base64 refuses every text that is not the one spelling of its bytes") {
    for (const char* text : {"Zg", "Zg=", "Zg===", "Z", "Z===", "====", "=", "Zg==Zg==", "Zm9v=", "Zm9vYg==\n",
                             "Zm9v\n", " Zm9v", "Zm 9v", "Zm9v Zm9v", "Zh==", "Zm9=", "Zm8=Zm8=", "Zm-_", "Zg=g"}) {
        INFO(text);
        CHECK_FALSE(from_base64(text));
    }
}

TEST_CASE("of all four characters, base64 takes only what it would itself write") {
    const std::string some = "AQgw9+/=\n-_Zz";
    int taken = 0;
    for (char a : some)
        for (char b : some)
            for (char c : some)
                for (char d : some) {
                    const std::string text{a, b, c, d};
                    const auto bytes = from_base64(text);
                    if (!bytes) continue;
                    ++taken;
                    CHECK(base64(*bytes) == text);
                }
    CHECK(taken > 1000);
}

TEST_CASE("hex goes there and back and refuses half bytes and other characters") {
    byte_vec all;
    for (int i = 0; i < 256; ++i) all.push_back(std::uint8_t(i));
    CHECK(hex(all).substr(0, 8) == "00010203");
    CHECK(hex(all).substr(508) == "feff");
    REQUIRE(from_hex(hex(all)));
    CHECK(*from_hex(hex(all)) == all);
    for (const char* text : {"0", "000", "0g", "g0", "0x00", " 00", "00 ", "0\n", "-1"}) {
        INFO(text);
        CHECK_FALSE(from_hex(text));
    }
}
