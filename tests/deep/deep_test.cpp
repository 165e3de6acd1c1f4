#include "replay/audit_deep.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "events/bundle.hpp"
#include "replay/export_epoch.hpp"
#include "tests/deep/lived_log.hpp"

using namespace rf;
using namespace rf::test;

namespace {

// One calm life, three epochs, lived once for all tests that alter a copy.
const sim::world& calm() {
    static sim::plan p = sim::calm_plan(7, 3);
    static const auto w = lived(p);
    return *w;
}

deep_report audited(const log_reader& log, std::uint32_t epoch) {
    auto r = deep_audit(log, epoch);
    REQUIRE_MESSAGE(r.ok(), (r.ok() ? std::string() : r.error().text()));
    return std::move(*r);
}

std::string told(const deep_report& r) {
    if (!r.first) return "agrees";
    return "event " + std::to_string(r.first->event) + " " + r.first->field + ": " + r.first->recorded + " / " +
           r.first->computed;
}

void agrees_wholly(const deep_report& r) {
    CHECK_MESSAGE(r.agrees(), told(r));
    CHECK(r.differing == 0);
    CHECK(r.repeated == r.verdicts);
    CHECK(r.checks_repeated == r.checks);
    CHECK(r.fields_repeated == r.fields);
    for (const auto& [why, count] : r.on_record) FAIL_CHECK(why << ": " << count);
}

std::uint64_t on_record(const deep_report& r, std::string_view word) {
    std::uint64_t n = 0;
    for (const auto& [why, count] : r.on_record)
        if (why.find(word) != why.npos) n += count;
    return n;
}

// A verdict of epoch 2, and its reply.
struct chosen {
    std::uint64_t verdict = 0, reply = 0;
    std::uint16_t task = 0, uid = 0;
    hash32 body;
};
chosen choose(const log_reader& log, std::uint32_t epoch, std::size_t place) {
    const auto verdicts = events_of(log, epoch, event_kind::REPLY_VERIFIED);
    REQUIRE(verdicts.size() > place);
    chosen c;
    c.verdict = verdicts[place];
    event_decoder decoder;
    const auto verdict_bytes = log.read(c.verdict);
    const auto v = decoder.read(*verdict_bytes)->getReplyVerified();
    c.task = v.getTask();
    c.uid = v.getUid();
    for (const std::uint64_t n : events_of(log, epoch, event_kind::REPLY_RECORDED)) {
        const auto bytes = log.read(n);
        const auto reply = decoder.read(*bytes)->getReplyRecorded();
        if (reply.getTask() != c.task || reply.getUid() != c.uid) continue;
        c.reply = n;
        c.body = *as_hash(bytes_of(reply.getBody().getSha256()));
    }
    return c;
}

double a_little_more(double v) { return std::bit_cast<double>(std::bit_cast<std::uint64_t>(v) + 1); }

}  // namespace

TEST_CASE("what was verified live is verified again, to the bit, also across crashes") {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        sim::plan p = seed % 2 ? sim::calm_plan(seed, 3) : sim::crashing_plan(seed, 3, {120, 2000, 1'000'000'000'000});
        const auto w = lived(p);
        deep_auditor deep(w->disk);
        for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
            CAPTURE(epoch);
            auto r = deep.audit(epoch);
            REQUIRE_MESSAGE(r.ok(), (r.ok() ? std::string() : r.error().text()));
            agrees_wholly(*r);
            CHECK(r->verdicts > 0);
            CHECK(r->checks > r->verdicts);
            CHECK((r->answers_before > 0) == (epoch > 1));
            CHECK(r->mechanism == "reasonforge@1");
            CHECK(r->made_again == 0);
            // Read alone, an epoch says the same as after those before it.
            const auto alone = audited(w->disk, epoch);
            CHECK(alone.repeated == r->repeated);
            CHECK(alone.answers_before == r->answers_before);
        }
    }
}

TEST_CASE("the material has what a lie could hide in: copies, wrong answers, late ones") {
    double likest = 0, least_accuracy = 1;
    event_decoder decoder;
    for (const std::uint64_t n : events_of(calm().disk, 2, event_kind::REPLY_VERIFIED)) {
        const auto bytes = calm().disk.read(n);
        const auto seen = decoder.read(*bytes)->getReplyVerified().getSeen().getReasonforge();
        likest = std::max(likest, seen.getSimilarity());
        least_accuracy = std::min(least_accuracy, seen.getAccuracy());
    }
    CHECK(likest > 0.5);
    CHECK(least_accuracy < 1);
}

TEST_CASE("each lie in a recorded verdict is found, by event, miner and field") {
    const chosen at = choose(calm().disk, 2, 5);
    using body = schema::ReplyVerified::Builder;
    struct lie {
        std::string field;
        std::function<void(body)> tell;
    };
    std::vector<lie> lies;
    auto of_field = [&](const char* name, auto change) {
        lies.push_back({std::string("observation ") + name,
                        [change](body b) { change(b.getSeen().getReasonforge()); }});
    };
    of_field("quality", [](auto s) { s.setQuality(a_little_more(s.getQuality())); });
    of_field("accuracy", [](auto s) { s.setAccuracy(s.getAccuracy() > 0 ? 0 : 1); });
    of_field("novelty", [](auto s) { s.setNovelty(a_little_more(s.getNovelty())); });
    of_field("efficiency", [](auto s) { s.setEfficiency(a_little_more(s.getEfficiency())); });
    of_field("similarity", [](auto s) { s.setSimilarity(a_little_more(s.getSimilarity())); });
    std::vector<std::string> names;
    written_anew(calm().disk, [&](schema::Event::Builder e) {
        if (e.getSeq() == at.verdict)
            for (const auto c : e.getReplyVerified().getChecks())
                names.push_back(std::string(text_of(c.asReader().getChecker())) + "@1");
        return false;
    });
    REQUIRE(names.size() >= 4);
    for (unsigned i = 0; i < names.size(); ++i) {
        lies.push_back({"check " + names[i], [i](body b) {
                            auto c = b.getChecks()[i];
                            c.setValue(c.getValue() > 0.5 ? 0.25 : 0.75);
                        }});
        lies.push_back({"check " + names[i] + " note", [i](body b) { b.getChecks()[i].setNote("believe me"); }});
    }
    // One check left out, one told twice.
    lies.push_back({"check " + names[1], [](body b) { b.getChecks()[1].setChecker("time"); }});

    for (const lie& l : lies) {
        CAPTURE(l.field);
        const memory_log log = written_anew(calm().disk, [&](schema::Event::Builder e) {
            if (e.getSeq() != at.verdict) return false;
            l.tell(e.getReplyVerified());
            return true;
        });
        const auto r = audited(log, 2);
        REQUIRE(r.first);
        CHECK(r.first->event == at.verdict);
        CHECK(r.first->uid == at.uid);
        CHECK(r.first->field.starts_with("check") == l.field.starts_with("check"));
        if (&l != &lies.back()) CHECK(r.first->field == l.field);
        CHECK(r.first->recorded != r.first->computed);
        CHECK(r.differing == 1);
        CHECK(audited(log, 3).agrees());
    }
}

TEST_CASE("a payload with other bytes is refused, and named") {
    memory_log log = written_anew(calm().disk);
    const chosen at = choose(log, 2, 3);
    log.stored_blob(at.body)[7] ^= 1;
    const auto r = deep_audit(log, 2);
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().kind == fault_kind::damaged);
    CHECK(r.error().text().find("event " + std::to_string(at.reply)) != std::string::npos);
    CHECK(r.error().text().find(hex(at.body)) != std::string::npos);
    CHECK(deep_audit(log, 1).ok());
}

TEST_CASE("a pruned answer is on record, and what was compared with it is so only for likeness") {
    memory_log log = written_anew(calm().disk);
    const chosen at = choose(log, 2, 3);
    REQUIRE(log.prune(std::span(&at.body, 1)));
    const auto r = audited(log, 2);
    CHECK_MESSAGE(r.agrees(), told(r));
    CHECK(on_record(r, "the answer is not there") > 5);
    CHECK(on_record(r, "similarity") > 0);
    CHECK(on_record(r, "similarity") % 2 == 0);  // check and field
    CHECK(r.repeated < r.verdicts);
    CHECK(r.checks_repeated + r.fields_repeated + on_record(r, "") == r.checks + r.fields);

    SUBCASE("with a lie about another of its task, it is found all the same") {
        std::uint64_t lied = 0;
        memory_log lying = written_anew(log, [&](schema::Event::Builder e) {
            if (!e.isReplyVerified() || e.getEpoch() != 2) return false;
            auto v = e.getReplyVerified();
            if (v.getTask() != at.task || v.getUid() == at.uid || lied) return false;
            lied = e.getSeq();
            v.getSeen().getReasonforge().setQuality(0.999);
            return true;
        });
        REQUIRE(lying.prune(std::span(&at.body, 1)));
        const auto found = audited(lying, 2);
        REQUIRE(lied);
        REQUIRE(found.first);
        CHECK(found.first->event == lied);
        CHECK(found.first->field == "observation quality");
    }
    SUBCASE("in later epochs, likeness rests on an answer that is gone") {
        const auto later = audited(log, 3);
        CHECK(later.agrees());
        CHECK(on_record(later, "similarity") == 2 * later.verdicts);
        CHECK(on_record(later, "") == 2 * later.verdicts);
        CHECK(audited(log, 1).on_record.empty());
    }
}

TEST_CASE("less likeness than with the answers that are there is a lie, whatever is gone") {
    memory_log log = written_anew(calm().disk, [&](schema::Event::Builder e) {
        if (!e.isReplyVerified() || e.getEpoch() != 3) return false;
        auto seen = e.getReplyVerified().getSeen().getReasonforge();
        if (seen.getSimilarity() < 0.5) return false;
        seen.setSimilarity(0);
        return true;
    });
    const chosen early = choose(log, 1, 0);
    REQUIRE(log.prune(std::span(&early.body, 1)));
    const auto r = audited(log, 3);
    REQUIRE(r.first);
    CHECK(r.first->field == "observation similarity");
    CHECK(r.first->computed.starts_with("at least "));
}

TEST_CASE("a drawn task's prompt and truth are made again where they are gone") {
    memory_log log = written_anew(calm().disk);
    std::vector<hash32> gone;
    event_decoder decoder;
    for (const std::uint64_t n : events_of(log, 1, event_kind::TASK_OPENED)) {
        const auto bytes = log.read(n);
        const auto t = decoder.read(*bytes)->getTaskOpened();
        gone.push_back(*as_hash(bytes_of(t.getTruth().getSha256())));
        if (n % 2) gone.push_back(*as_hash(bytes_of(t.getPrompt().getSha256())));
    }
    REQUIRE(log.prune(gone));
    const auto r = audited(log, 1);
    agrees_wholly(r);
    CHECK(r.made_again > 0);

    SUBCASE("a file's truth is not") {
        memory_log from_files = written_anew(log, [&](schema::Event::Builder e) {
            if (!e.isTaskOpened() || e.getEpoch() != 1) return false;
            e.getTaskOpened().setSource(schema::TaskSource::FILE);
            e.getTaskOpened().disownGenerator();
            return true;
        });
        const auto on_files = audited(from_files, 1);
        CHECK(on_files.agrees());
        CHECK(on_files.repeated == 0);
        CHECK(on_record(on_files, "task from a file") == on_files.checks + on_files.fields);
    }
}

TEST_CASE("a checker that this program has not is on record, and what rests on it") {
    const chosen at = choose(calm().disk, 2, 4);
    for (const bool newer : {false, true}) {
        CAPTURE(newer);
        const memory_log log = written_anew(calm().disk, [&](schema::Event::Builder e) {
            if (e.getSeq() != at.verdict) return false;
            auto v = e.getReplyVerified();
            if (newer) v.getChecks()[0].setVersion(2);
            else v.getChecks()[0].setChecker("oracle");
            v.getChecks()[0].setValue(0.5);
            v.getSeen().getReasonforge().setAccuracy(0.123);
            return true;
        });
        const auto r = audited(log, 2);
        CHECK_MESSAGE(r.agrees(), told(r));
        CHECK(r.repeated == r.verdicts - 1);
        CHECK(on_record(r, newer ? "@2: this program has none such" : "checker oracle@1") == 1);
        CHECK(on_record(r, "beside a checker") == 3);  // quality, accuracy, novelty
        CHECK(r.fields_repeated == r.fields - 3);
    }
}

TEST_CASE("a signature that is none of the miner's, under that reply, is found") {
    const chosen at = choose(calm().disk, 2, 4);
    const memory_log log = written_anew(calm().disk, [&](schema::Event::Builder e) {
        if (e.getSeq() != at.reply) return false;
        const byte_vec signature(64, 0x81);
        e.getReplyRecorded().setMinerSignature(data_of(signature));
        return true;
    });
    const auto r = audited(log, 2);
    CHECK(r.signatures == 1);
    REQUIRE(r.first);
    CHECK(r.first->event == at.reply);
    CHECK(r.first->uid == at.uid);
    CHECK(r.first->field == "miner's signature");
    CHECK(r.repeated == r.verdicts);
}

TEST_CASE("an open epoch is refused, and so is one that never was") {
    CHECK_FALSE(deep_audit(calm().disk, 99).ok());
}

TEST_CASE("in a bundle, likeness to earlier epochs is on record and nothing else is") {
    const auto made = export_epoch(calm().disk, 2, {});
    REQUIRE_MESSAGE(made.ok(), (made.ok() ? std::string() : made.error().text()));
    const auto log = open_bundle(*made);
    REQUIRE_MESSAGE(log.ok(), (log.ok() ? std::string() : log.error().text()));
    const auto r = audited(**log, 2);
    CHECK_MESSAGE(r.agrees(), told(r));
    CHECK(r.verdicts > 0);
    CHECK(on_record(r, "similarity") == 2 * r.verdicts);
    CHECK(r.checks_repeated + r.fields_repeated + 2 * r.verdicts == r.checks + r.fields);

    auto first = export_epoch(calm().disk, 1, {});
    REQUIRE(first.ok());
    const auto alone = open_bundle(*first);
    REQUIRE(alone.ok());
    agrees_wholly(audited(**alone, 1));

    const auto bare = export_epoch(calm().disk, 1, {false});
    REQUIRE(bare.ok());
    const auto no_payloads = open_bundle(*bare);
    REQUIRE(no_payloads.ok());
    const auto nothing = audited(**no_payloads, 1);
    CHECK(nothing.agrees());
    CHECK(on_record(nothing, "the answer is not there") == nothing.checks + nothing.fields);
}
