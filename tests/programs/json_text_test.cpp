#include "events/json_text.hpp"

#include <doctest/doctest.h>

namespace rf {
namespace {

std::string json(std::string_view text) {
    std::string out;
    put_json_text(out, text);
    return out;
}

TEST_CASE("what is UTF-8 stays as it is") {
    CHECK(json("plain") == "\"plain\"");
    CHECK(json("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80") == "\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\"");
    CHECK(json("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf") == "\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"");
}

TEST_CASE("a byte that is not is escaped alone") {
    CHECK(json("a\xff" "b") == "\"a\\u00ffb\"");
    CHECK(json("\xe2\x82") == "\"\\u00e2\\u0082\"");
    CHECK(json("\xc0\xaf") == "\"\\u00c0\\u00af\"");                  // longer than needed
    CHECK(json("\xe0\x9f\xbf") == "\"\\u00e0\\u009f\\u00bf\"");       // longer than needed
    CHECK(json("\xed\xa0\x80") == "\"\\u00ed\\u00a0\\u0080\"");       // a surrogate
    CHECK(json("\xf4\x90\x80\x80") == "\"\\u00f4\\u0090\\u0080\\u0080\"");  // beyond the last
}

TEST_CASE("quotes and control characters are escaped") {
    CHECK(json("\"\\\n\x1b\x7f") == "\"\\\"\\\\\\u000a\\u001b\\u007f\"");
    CHECK(json("\xc2\x9b") == "\"\\u009b\"");
}

}  // namespace
}  // namespace rf
