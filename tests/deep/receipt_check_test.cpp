#include "replay/receipt_check.hpp"

#include <doctest/doctest.h>

#include "events/bundle.hpp"
#include "replay/export_epoch.hpp"
#include "tests/deep/lived_log.hpp"

using namespace rf;
using namespace rf::test;

namespace {

using found = checked_line::found;

const sim::world& lived_here() {
    static sim::plan p = sim::calm_plan(11, 2);
    static const auto w = lived(p);
    return *w;
}

// What an honest validator would give the miner of this reply, for all its replies of the epoch.
reply_receipt receipt_of_epoch(const log_reader& log, std::uint32_t epoch) {
    reply_receipt r;
    r.epoch = epoch;
    event_decoder decoder;
    const auto first = log.read(0);
    r.origin = std::string(text_of(decoder.read(*first)->getLogCreated().getOrigin()));
    std::map<std::tuple<std::uint16_t, std::uint16_t, std::uint16_t>, request_uuid> asked;
    for (const std::uint64_t n : events_of(log, epoch, event_kind::REQUEST_SENT)) {
        const auto bytes = log.read(n);
        const auto sent = decoder.read(*bytes)->getRequestSent();
        auto& id = asked[{sent.getTask(), sent.getUid(), sent.getAttempt()}];
        std::copy_n(sent.getRequestId().begin(), id.size(), id.begin());
    }
    bool chosen = false;
    for (const std::uint64_t n : events_of(log, epoch, event_kind::REPLY_RECORDED)) {
        const auto bytes = log.read(n);
        const auto reply = decoder.read(*bytes)->getReplyRecorded();
        const account who = *as_account(bytes_of(reply.getAccount()));
        if (reply.getOutcome() != schema::Outcome::ANSWERED || (chosen && who != r.miner)) continue;
        r.miner = who;
        chosen = true;
        r.lines.push_back({n, asked.at({reply.getTask(), reply.getUid(), reply.getAttempt()}),
                           *as_hash(bytes_of(reply.getBody().getSha256())), leaf_hash(*bytes)});
    }
    REQUIRE(r.lines.size() >= 2);
    return r;
}

std::vector<checked_line> checked(const log_reader& log, const reply_receipt& r) {
    auto lines = check_receipt(log, r);
    REQUIRE_MESSAGE(lines.ok(), (lines.ok() ? std::string() : lines.error().text()));
    REQUIRE(lines->size() == r.lines.size());
    return std::move(*lines);
}

}  // namespace

TEST_CASE("a log says what an honest receipt says, and a bundle of that epoch does") {
    const reply_receipt r = receipt_of_epoch(lived_here().disk, 2);
    for (const auto& l : checked(lived_here().disk, r)) {
        CHECK(l.what == found::as_said);
        CHECK_FALSE(l.miner_signed);
    }
    for (const std::uint32_t epoch : {1u, 2u}) {
        const auto made = export_epoch(lived_here().disk, epoch, {false});
        REQUIRE(made.ok());
        const auto bundle = open_bundle(*made);
        REQUIRE(bundle.ok());
        for (const auto& l : checked(**bundle, r))
            CHECK((l.what == found::as_said) == (epoch == 2));
    }
}

TEST_CASE("a log that was changed after the receipt is contradicted, at the event") {
    const reply_receipt r = receipt_of_epoch(lived_here().disk, 1);
    const std::uint64_t at = r.lines[1].event;
    const memory_log changed = written_anew(lived_here().disk, [&](schema::Event::Builder e) {
        if (e.getSeq() != at) return false;
        e.getReplyRecorded().setLatencyNs(e.getReplyRecorded().getLatencyNs() + 1);
        return true;
    });
    const auto lines = checked(changed, r);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        CHECK((lines[i].what == found::otherwise) == (i == 1));
        CHECK(lines[i].why.empty() == (i != 1));
    }
}

TEST_CASE("a receipt that is not of the event whose leaf it names is one too") {
    const reply_receipt honest = receipt_of_epoch(lived_here().disk, 1);
    struct lie {
        const char* why;
        std::function<void(reply_receipt&)> tell;
    };
    const lie lies[] = {
        {"another reply of this miner", [](reply_receipt& r) { r.lines[0].reply.b[0] ^= 1; }},
        {"a reply to another request", [](reply_receipt& r) { r.lines[0].request[0] ^= 1; }},
        {"another miner's reply", [](reply_receipt& r) { r.miner.b[5] ^= 1; }},
        {"a reply of another epoch", [](reply_receipt& r) { r.epoch = 2; }},
        {"log_created, which is no reply",
         [](reply_receipt& r) {
             r.lines[0].event = 0;
             r.lines[0].leaf = leaf_hash(*lived_here().disk.read(0));
         }},
    };
    for (const lie& l : lies) {
        CAPTURE(l.why);
        reply_receipt r = honest;
        l.tell(r);
        const auto lines = checked(lived_here().disk, r);
        CHECK(lines[0].what == found::otherwise);
        CHECK(lines[0].why == l.why);
    }
}

TEST_CASE("a log that ends before a receipt's event is told, another log is refused") {
    reply_receipt r = receipt_of_epoch(lived_here().disk, 1);
    r.lines.back().event = lived_here().disk.head().size;
    CHECK(checked(lived_here().disk, r).back().what == found::beyond);
    r.origin = "another.example";
    const auto other = check_receipt(lived_here().disk, r);
    REQUIRE_FALSE(other.ok());
    CHECK(other.error().kind == fault_kind::refused);
}
