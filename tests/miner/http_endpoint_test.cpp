#include "actors/miner/http_endpoint.hpp"

#include <doctest/doctest.h>

using namespace rf;

TEST_CASE("an endpoint is a literal address and a port") {
    const auto v4 = read_endpoint("8.9.10.11:8091", false);
    REQUIRE(v4);
    CHECK(!v4->v6);
    CHECK(v4->address[0] == 8);
    CHECK(v4->address[3] == 11);
    CHECK(v4->port == 8091);
    const auto v6 = read_endpoint("[2a01:db8::7]:1", false);
    REQUIRE(v6);
    CHECK(v6->v6);
    CHECK(v6->address[15] == 7);
}

TEST_CASE("what is no literal address with a port is refused") {
    for (const std::string text : {"",
                                   ":",
                                   ":80",
                                   "8.8.8.8",
                                   "8.8.8.8:",
                                   "8.8.8.8:0",
                                   "8.8.8.8:65536",
                                   "8.8.8.8:-1",
                                   "8.8.8.8: 80",
                                   "8.8.8.8:80 ",
                                   "8.8.8.8:80x",
                                   "8.8.8:80",
                                   "08.8.8.8:80",
                                   "8.8.8.8.8:80",
                                   "0x8.8.8.8:80",
                                   "134744072:80",
                                   "localhost:80",
                                   "example.com:80",
                                   "8.8.8.8/x:80",
                                   "user@8.8.8.8:80",
                                   "http://8.8.8.8:80",
                                   "2a01::7:80",
                                   "[2a01::7:80",
                                   "[2a01::7]",
                                   "[8.8.8.8]:80",
                                   "[fe80::1%eth0]:80",
                                   "[]:80",
                                   "[:]:80",
                                   "1111:2222:3333:4444:5555:6666:7777:8888:9999:80"}) {
        CAPTURE(text);
        CHECK(!read_endpoint(text, true));
    }
}

TEST_CASE("our own networks are dialled only where that is allowed") {
    for (const std::string text : {"127.0.0.1:80",          "127.255.0.1:80",    "10.1.2.3:80",
                                   "172.16.0.1:80",         "172.31.255.255:80", "192.168.1.1:80",
                                   "169.254.169.254:80",    "100.64.0.1:80",     "100.127.255.255:80",
                                   "198.19.0.1:80",         "[::1]:80",          "[fc00::1]:80",
                                   "[fdff::1]:80",          "[fe80::1]:80",      "[::ffff:10.0.0.1]:80",
                                   "[::ffff:127.0.0.1]:80", "[::7f00:1]:80",     "[64:ff9b::a00:1]:80",
                                   "[2002:a00:1::1]:80",    "[2001:0:1::]:80"}) {
        CAPTURE(text);
        CHECK(!read_endpoint(text, false));
        CHECK(read_endpoint(text, true));
    }
}

TEST_CASE("addresses next to our own networks are anybody's") {
    for (const std::string text :
         {"126.255.255.255:80", "128.0.0.1:80", "9.255.255.255:80", "11.0.0.0:80", "172.15.255.255:80",
          "172.32.0.0:80", "192.167.255.255:80", "192.169.0.0:80", "100.63.255.255:80", "100.128.0.0:80",
          "169.253.0.1:80", "223.255.255.255:80", "[2001:4860::1]:80", "[2a00::1]:80",
          "[::ffff:8.8.8.8]:80"}) {
        CAPTURE(text);
        CHECK(read_endpoint(text, false));
    }
}

TEST_CASE("where no miner can listen is refused whatever is allowed") {
    for (const std::string text :
         {"0.0.0.0:80", "0.1.2.3:80", "224.0.0.1:80", "239.1.1.1:80", "255.255.255.255:80", "240.0.0.1:80",
          "[::]:80", "[ff02::1]:80", "[::ffff:0.0.0.0]:80"}) {
        CAPTURE(text);
        CHECK(!read_endpoint(text, true));
    }
}

TEST_CASE("a stranger's text is shown in bounds") {
    CHECK(read_endpoint(std::string(100'000, 'x') + ":80", true).error().text().size() < 300);
}
