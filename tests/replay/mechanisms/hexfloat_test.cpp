#include "replay/hexfloat.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;

TEST_CASE("a double is printed as Python's float.hex() prints it") {
    CHECK(to_hexfloat(0.0) == "0x0.0p+0");
    CHECK(to_hexfloat(-0.0) == "-0x0.0p+0");
    CHECK(to_hexfloat(1.0) == "0x1.0000000000000p+0");
    CHECK(to_hexfloat(0.1) == "0x1.999999999999ap-4");
    CHECK(to_hexfloat(-1e300) == "-0x1.7e43c8800759cp+996");
    CHECK(to_hexfloat(5e-324) == "0x0.0000000000001p-1022");
    CHECK(to_hexfloat(std::numeric_limits<double>::max()) == "0x1.fffffffffffffp+1023");
    CHECK(to_hexfloat(std::numeric_limits<double>::min()) == "0x1.0000000000000p-1022");
}

TEST_CASE("what strtod reads from the text is the number that was printed, and so is what we read") {
    const std::uint64_t seed = 20240601;
    INFO("seed " << seed << "; repeat: replay_mechanisms_test -tc='what strtod*'");
    test::dice dice(seed);
    for (int i = 0; i < 100000; ++i) {
        std::uint64_t bits = dice.next();
        if (i % 4 == 0) bits &= 0x800fffffffffffff;  // subnormals
        const double value = std::bit_cast<double>(bits);
        if (!std::isfinite(value)) continue;
        const std::string text = to_hexfloat(value);
        REQUIRE(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)) == bits);
        const auto back = parse_hexfloat(text);
        REQUIRE(back);
        REQUIRE(std::bit_cast<std::uint64_t>(*back) == bits);
    }
}

TEST_CASE("every other spelling of a number is refused") {
    for (const char* text : {"",
                             "0",
                             "1.0",
                             "nan",
                             "inf",
                             "-inf",
                             "0x",
                             "0x1",
                             "0x1.p+0",
                             "0x1.8p+0",
                             "0x1.0000000000000",
                             "0x1.0000000000000p",
                             "0x1.0000000000000p0",
                             "0x1.0000000000000p+00",
                             "0x1.0000000000000p-0",
                             "0x1.0000000000000p+1024",
                             "0x1.0000000000000p-1023",
                             "0x1.0000000000000p+99999",
                             "0x1.000000000000Ap+0",
                             "0x1.00000000000000p+0",
                             "0X1.0000000000000p+0",
                             "0x1.0000000000000P+0",
                             "+0x1.0000000000000p+0",
                             " 0x1.0000000000000p+0",
                             "0x1.0000000000000p+0 ",
                             "0x0.0000000000000p-1022",
                             "0x0.0000000000001p-1021",
                             "0x0.0p-0",
                             "--0x0.0p+0",
                             "0x2.0000000000000p+0"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_hexfloat(text));
    }
}
