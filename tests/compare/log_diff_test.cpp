#include "replay/log_diff.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <set>

#include "events/bundle.hpp"
#include "events/event_json.hpp"
#include "replay/export_epoch.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

memory_log some_log(std::uint64_t seed, std::uint32_t epochs = 3) {
    synth_options o = small_world(seed);
    o.mechanisms = {"reasonforge", "ema_feed"};
    o.epochs = epochs;
    o.reply_bytes = 0;
    return invent(o);
}

// `from` up to `end`, with the bytes of one event's time changed.
memory_log altered(const memory_log& from, std::uint64_t number, std::uint64_t end = UINT64_MAX) {
    return rewritten(from, number, [](schema::Event::Builder e) { e.setTimeNs(e.getTimeNs() ^ 1); }, {}, end);
}

log_parting part(const log_reader& a, const log_reader& b) {
    auto p = find_parting(a, b);
    if (!p) FAIL(p.error().text());
    return *p;
}

std::unique_ptr<bundle_reader> bundled(const log_reader& log, std::uint32_t epoch) {
    auto b = export_epoch(log, epoch, {});
    if (!b) FAIL(b.error().text());
    auto opened = open_bundle(std::move(*b));
    if (!opened) FAIL(opened.error().text());
    return std::move(*opened);
}

}  // namespace

TEST_CASE("one planted difference is found exactly, wherever it is") {
    const memory_log log = some_log(1);
    const std::uint64_t size = log.head().size;
    dice d(sha256(view("log_diff")));  // the same places every time
    std::uint64_t most_hashes = 0;
    for (int round = 0; round < 250; ++round) {
        const std::uint64_t number = round < 2 ? round * (size - 1) : d.below(size);
        const std::uint64_t end = number + 1 + d.below(size - number);
        CAPTURE(number);
        CAPTURE(end);
        const memory_log other = altered(log, number, end);
        const bool swapped = d.chance(0.5);
        const log_parting p = swapped ? part(other, log) : part(log, other);
        CHECK(p.what == log_parting::how::parts);
        CHECK(p.event == number);
        REQUIRE(p.fields.size() == 1);
        CHECK(p.fields[0].field == "timeNs");
        CHECK(p.fields[0].a != p.fields[0].b);
        most_hashes = std::max(most_hashes, p.hashes);
    }
    // The peaks of both trees, and then two a level.
    CHECK(most_hashes <= 4 * 2 * std::uint64_t(std::bit_width(size)));
}

TEST_CASE("of several differences the first is found") {
    const memory_log log = some_log(2);
    dice d(sha256(view("several")));
    for (int round = 0; round < 60; ++round) {
        const std::uint64_t one = d.below(log.head().size), other = d.below(log.head().size);
        const memory_log twice = altered(altered(log, one), other);
        const log_parting p = part(log, twice);
        if (one == other) CHECK(p.what == log_parting::how::same);  // changed, and changed back
        else CHECK(p.event == std::min(one, other));
    }
}

TEST_CASE("a log that is the beginning of another parts nowhere, at every length") {
    const memory_log log = some_log(3, 1);
    const std::uint64_t size = log.head().size;
    for (std::uint64_t end = 1; end <= size; ++end) {
        const memory_log shorter = rewritten(log, UINT64_MAX, {}, {}, end);
        REQUIRE(shorter.head().size == end);
        const auto p = part(shorter, log);
        CHECK(p.what == (end == size ? log_parting::how::same : log_parting::how::a_ends));
        if (end < size) CHECK(p.event == end);
        if (end < size) CHECK(part(log, shorter).what == log_parting::how::b_ends);
    }
}

TEST_CASE("the same event 0 makes two logs one, another makes them strangers") {
    const memory_log log = some_log(4, 1);
    CHECK(*same_birth(log, altered(log, 5)));
    CHECK_FALSE(*same_birth(log, altered(log, 0)));
    CHECK_FALSE(same_birth(log, memory_log()).ok());
}

TEST_CASE("a bundle is compared with the log that it says it is from") {
    const memory_log log = some_log(5, 4);
    const auto b = bundled(log, 3);
    const epoch_span span = *log.find_epoch(3);
    CHECK(part(*b, log).what == log_parting::how::a_ends);
    CHECK(part(*b, log).event == *span.sealed + 1);
    CHECK(part(*b, *bundled(log, 3)).what == log_parting::how::same);
    // Inside the epoch, the event; before it, between which it must be.
    for (std::uint64_t number = 1; number < *span.sealed; number += 7) {
        CAPTURE(number);
        const auto p = part(altered(log, number), *b);
        if (number >= span.opened) {
            CHECK(p.what == log_parting::how::parts);
            CHECK(p.event == number);
            CHECK(p.fields.size() == 1);
        } else {
            CHECK((p.what == log_parting::how::unheld || p.what == log_parting::how::parts));
            CHECK(p.event <= number);
            CHECK(p.end > number);
            CHECK(p.end <= span.opened);
        }
    }
}

TEST_CASE("fields are told by their path, those that only one has too") {
    const auto f = differing_fields(R"({"a":"1","b":{"c":[1,2],"d":"x,\"y]"},"e":true,"l":[]})",
                                    R"({"a":"1","b":{"c":[1,3,4],"d":"x,\"z]"},"e":true,"l":[5]})");
    const std::vector<field_difference> expected{{"b.c[1]", "2", "3"},
                                                 {"b.d", R"("x,\"y]")", R"("x,\"z]")"},
                                                 {"l", "[]", ""},
                                                 {"b.c[2]", "", "4"},
                                                 {"l[0]", "", "5"}};
    CHECK(f == expected);
}

TEST_CASE("the fields of every kind of event can be told") {
    const memory_log log = invent(small_world(6));
    event_decoder decoder;
    std::set<std::uint16_t> kinds;
    for (std::uint64_t n = 0; n < log.head().size; ++n) {
        const auto bytes = log.read(n);
        const auto event = decoder.check(*bytes);
        const std::string json = event_json(*event);
        CHECK(differing_fields(json, json).empty());
        CHECK(differing_fields(json, "{}").size() > 8);
        kinds.insert(std::uint16_t(event->which()));
    }
    CHECK(kinds.size() > 20);
}
