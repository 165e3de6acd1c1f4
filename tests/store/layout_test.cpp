#include "events/store/layout.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"

using namespace rf;
using namespace rf::store;

namespace {

std::string with_sum(const std::string& text) {
    return text + "sha256 " + hex(sha256(view(text))) + "\n";
}

}  // namespace

TEST_CASE("the format file says what the directory is, and is read back") {
    const std::string text = format_text("example.com/log");
    CHECK(text.starts_with("rf-log\nformat 1\norigin example.com/log\nsha256 "));
    CHECK(parse_format(view(text)).value() == "example.com/log");
}

TEST_CASE("no byte of the format file can change unnoticed") {
    const std::string text = format_text("example.com/log");
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string other = text;
            other[i] = char(other[i] ^ 1 << bit);
            CHECK_FALSE(parse_format(view(other)).ok());
        }
        CHECK_FALSE(parse_format(view(text.substr(0, i))).ok());
    }
}

TEST_CASE("a later format is too new, another file is foreign, a broken one is damaged") {
    CHECK(parse_format(view(with_sum("rf-log\nformat 2\nwhatever comes\n"))).error().kind ==
          fault_kind::too_new);
    CHECK(parse_format(view("rf-log\nformat 2\nwhatever comes\n")).error().kind == fault_kind::damaged);
    CHECK(parse_format(view("hello\n")).error().kind == fault_kind::foreign);
    CHECK(parse_format({}).error().kind == fault_kind::foreign);
    CHECK(parse_format(view(with_sum("rf-log\nformat 1\n"))).error().kind == fault_kind::damaged);
    CHECK(parse_format(view(with_sum("rf-log\nformat 1x\norigin a\n"))).error().kind == fault_kind::damaged);
    CHECK(parse_format(view(with_sum("rf-log\nformat 1\norigin a\nmore\n"))).error().kind ==
          fault_kind::damaged);
}

TEST_CASE("a draft of the format is refused, and said to be one") {
    auto draft = parse_format(view(with_sum("rf-log\nformat 0\norigin example.com/log\n")));
    REQUIRE_FALSE(draft.ok());
    CHECK(draft.error().kind == fault_kind::refused);
    CHECK(draft.error().what == "the log has format 0, a draft");
}

TEST_CASE("keys sort as numbers do") {
    CHECK(event_key(255).text() < event_key(256).text());
    CHECK(tile_key({0, 1000}).text() < tile_key({1, 0}).text());
    CHECK(epoch_key('o', 9).text() < epoch_key('o', 1u << 31).text());
    CHECK(checkpoint_key(9, 400).text() < checkpoint_key(10, 3).text());
    CHECK(event_number(event_key(1234567890123).text()) == 1234567890123);
    CHECK(tile_of(tile_key({2, 77}).text()) == tile_id{2, 77});
    CHECK_FALSE(event_number("short").has_value());
    CHECK_FALSE(tile_of("short").has_value());
}

TEST_CASE("a tally is read back as it was written") {
    const tally t{7, {300, sha256(view("root"))}, 4, 2};
    CHECK(decode_tally(encode(t)) == t);
    CHECK_FALSE(decode_tally(byte_view(encode(t)).first(tally_bytes - 1)).has_value());
}

TEST_CASE("full tiles are counted on every level") {
    CHECK(full_tiles(0) == 0);
    CHECK(full_tiles(255) == 0);
    CHECK(full_tiles(256) == 1);
    CHECK(full_tiles(65535) == 255);
    CHECK(full_tiles(65536) == 257);
    CHECK(full_tiles(1u << 24) == 65536 + 256 + 1);
}
