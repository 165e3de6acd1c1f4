#include "replay/audit.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "replay/carry_codec.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

memory_log reasonforge_log(std::uint64_t seed) {
    synth_options o = small_world(seed);
    o.mechanisms = {"reasonforge"};
    o.epochs = 4;
    o.hostile = false;
    return invent(o);
}

struct planted {
    std::string field;
    std::function<void(schema::Event::Builder)> change;
};

}  // namespace

TEST_CASE("every epoch of an untouched log agrees, whatever the mechanism") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        synth_options o = small_world(seed);
        const memory_log log = invent(o);
        std::uint32_t epochs = 0;
        REQUIRE(audit_from_genesis(log, {}, [&](const epoch_audit& a) {
                    CHECK(a.agrees());
                    CHECK(a.checkpoint);
                    CHECK(a.drawn == a.tasks);
                    CHECK(a.contents == (a.mechanism == "reasonforge@1" ? a.drawn : 0));
                    ++epochs;
                }).ok());
        CHECK(epochs == o.epochs);
    }
}

TEST_CASE("what a seal claims falsely is found, by event, uid and field") {
    const memory_log log = reasonforge_log(1);
    const std::uint64_t seal = find_event(log, event_kind::EPOCH_SEALED, 2);
    const blob other{sha256(encode_carry("reasonforge", 1, {})), encode_carry("reasonforge", 1, {})};
    const planted cases[] = {
        {"score", [](schema::Event::Builder e) {
             auto s = e.getEpochSealed().getScores();
             s.set(1, s[1] + 0x1p-52);
         }},
        {"weight", [](schema::Event::Builder e) {
             auto w = e.getEpochSealed().getWeights()[0];
             w.setValue(std::uint16_t(w.getValue() - 1));
         }},
        {"weight's uid", [](schema::Event::Builder e) {
             auto w = e.getEpochSealed().getWeights()[0];
             w.setUid(std::uint16_t(w.getUid() + 1));
         }},
        {"score digest", [](schema::Event::Builder e) { e.getEpochSealed().setDigest(data_of(hash32{})); }},
        {"withheld", [](schema::Event::Builder e) { e.getEpochSealed().setWithheld("because"); }},
        {"carry-out", [&](schema::Event::Builder e) {
             e.getEpochSealed().getCarryOut().setSha256(data_of(other.name));
         }},
    };
    for (const auto& c : cases) {
        CAPTURE(c.field);
        const memory_log bad = rewritten(log, seal, c.change, {other});
        auto a = audit_epoch(bad, 2, {});
        REQUIRE(a.ok());
        REQUIRE(a->first);
        CHECK(a->first->field == c.field);
        CHECK(a->first->event == seal);
        if (c.field == "score") {
            auto opened = log.read(find_event(log, event_kind::EPOCH_OPENED, 2));
            event_decoder d;
            CHECK(a->first->uid == d.read(*opened)->getEpochOpened().getSeats()[1].getUid());
            CHECK(a->first->recorded != a->first->computed);
        }
    }
}

TEST_CASE("one changed observation moves the score it belongs to, and no other epoch") {
    const memory_log log = reasonforge_log(2);
    const std::uint64_t verdict = find_event(log, event_kind::REPLY_VERIFIED, 3);
    std::uint16_t uid = 0;
    const memory_log bad = rewritten(log, verdict, [&](schema::Event::Builder e) {
        uid = e.getReplyVerified().getUid();
        auto f = e.getReplyVerified().getSeen().getReasonforge();
        f.setQuality(f.getQuality() > 0.5 ? f.getQuality() - 0x1p-40 : f.getQuality() + 0x1p-40);
    });
    auto a = audit_epoch(bad, 3, {});
    REQUIRE(a.ok());
    REQUIRE(a->first);
    CHECK(a->first->field == "score");
    CHECK(a->first->uid == uid);
    CHECK(audit_epoch(bad, 2, {})->agrees());
    CHECK(audit_epoch(bad, 4, {})->agrees());
}

TEST_CASE("a task that was not drawn from the secret is found") {
    const memory_log log = reasonforge_log(3);
    const std::uint64_t opened = find_event(log, event_kind::TASK_OPENED, 1);
    const memory_log bad = rewritten(log, opened, [](schema::Event::Builder e) {
        e.getTaskOpened().setTrap(!e.getTaskOpened().getTrap());
    });
    auto a = audit_epoch(bad, 1, {});
    REQUIRE(a.ok());
    REQUIRE(a->first);
    CHECK(a->first->field == "task 0 trap");
    CHECK(a->first->event == opened);
}

TEST_CASE("a question or a truth of one's own choice is found, though the task was drawn") {
    const memory_log log = reasonforge_log(3);
    const std::uint64_t opened = find_event(log, event_kind::TASK_OPENED, 2);
    event_decoder decoder;
    auto bytes = log.read(opened);
    const auto was = decoder.read(*bytes)->getTaskOpened();
    const hash32 truth = *as_hash(bytes_of(was.getTruth().getSha256()));
    // The truth of another answer, behind the very salt that was drawn.
    byte_vec other_truth = *log.read_blob(truth);
    const std::string_view value = "\"value\":\"";
    const auto at = std::search(other_truth.begin(), other_truth.end(), value.begin(), value.end());
    REQUIRE(at != other_truth.end());
    at[std::ptrdiff_t(value.size())] ^= 1;
    const byte_vec other_prompt = *log.read_blob(*as_hash(bytes_of(
        decoder.read(*bytes)->getTaskOpened().getPrompt().getSha256())));
    byte_vec softer = other_prompt;
    softer.push_back(' ');
    auto lied = [&](const std::function<void(schema::TaskOpened::Builder)>& change, std::vector<blob> blobs) {
        const memory_log bad = rewritten(
            log, opened, [&](schema::Event::Builder e) { change(e.getTaskOpened()); }, std::move(blobs));
        auto a = audit_epoch(bad, 2, {});
        REQUIRE(a.ok());
        return *a;
    };
    const auto told = [&](const epoch_audit& a, const std::string& field) {
        REQUIRE(a.first);
        CHECK(a.first->field == field);
        CHECK(a.first->event == opened);
        CHECK(a.first->recorded != a.first->computed);
    };
    told(lied([&](auto t) { t.getTruth().setSha256(data_of(sha256(other_truth))); },
              {{sha256(other_truth), other_truth}}),
         "task 0 truth");
    told(lied([&](auto t) {
             t.getPrompt().setSha256(data_of(sha256(softer)));
             t.getPrompt().setLength(softer.size());
         }, {{sha256(softer), softer}}),
         "task 0 prompt");
    // The prompt says how much time there is, so that cannot be changed alone either.
    told(lied([](auto t) { t.setTimeoutMs(t.getTimeoutMs() - 1); }, {}), "task 0 prompt");
    // Who made it is said in the log: a name that nobody knows shows.
    const auto unknown = lied([](auto t) { t.setGenerator("reasoning@999"); }, {});
    CHECK(unknown.agrees());
    CHECK(unknown.contents + 1 == unknown.drawn);
}

TEST_CASE("a carry that is not the one before breaks the chain, though its own epoch agrees") {
    const memory_log log = reasonforge_log(4);
    // Epoch 3 starts from epoch 1's carry-in instead of epoch 2's carry-out,
    // and claims what follows from that.
    const byte_vec empty = encode_carry("reasonforge", 1, {});
    const std::uint64_t opened = find_event(log, event_kind::EPOCH_OPENED, 3);
    const memory_log bad = rewritten(log, opened, [&](schema::Event::Builder e) {
        e.getEpochOpened().getCarryIn().setSha256(data_of(sha256(empty)));
    }, {{sha256(empty), empty}});
    bool differs = false;
    auto chain = audit_chain(bad, 2, 3, {}, [&](const epoch_audit& a) { differs |= !a.agrees(); });
    REQUIRE(chain.ok());
    CHECK(differs);
    auto whole = audit_from_genesis(bad, {}, [](const epoch_audit&) {});
    REQUIRE_FALSE(whole.ok());
    CHECK(whole.error().text().find("carry-out of the epoch before") != std::string::npos);
    CHECK(whole.error().where == "event " + std::to_string(opened));
}

TEST_CASE("a seal that counts its events wrongly shows what was left out") {
    const memory_log log = reasonforge_log(5);
    const std::uint64_t seal = find_event(log, event_kind::EPOCH_SEALED, 1);
    const memory_log bad = rewritten(log, seal, [](schema::Event::Builder e) {
        auto k = e.getEpochSealed().getKinds()[1];
        k.setCount(k.getCount() + 1);
    });
    auto a = audit_epoch(bad, 1, {});
    REQUIRE_FALSE(a.ok());
    CHECK(a.error().where == "event " + std::to_string(seal));
}

TEST_CASE("payloads may be pruned where an event says so, and must be there where none does") {
    memory_log log = reasonforge_log(6);
    event_decoder decoder;
    auto bytes = log.read(find_event(log, event_kind::REPLY_RECORDED, 2));
    const hash32 name = *as_hash(bytes_of(decoder.read(*bytes)->getReplyRecorded().getBody().getSha256()));
    REQUIRE(log.prune({&name, 1}).ok());
    auto lost = audit_epoch(log, 2, {});
    REQUIRE_FALSE(lost.ok());
    CHECK(lost.error().kind == fault_kind::missing);
    CHECK(lost.error().where.find(hex(name)) != std::string::npos);

    event_draft pruned;
    pruned.event().setSeq(log.head().size);
    pruned.event().initBlobsPruned().setThroughEpoch(2);
    const byte_vec fact = *pruned.encode();
    const appended one[] = {{fact, epoch_mark::none, 0}};
    REQUIRE(log.append(one, {}).ok());
    auto kept = audit_epoch(log, 2, {});
    REQUIRE(kept.ok());
    CHECK(kept->agrees());
    CHECK(kept->pruned == 1);
}

TEST_CASE("a note by another key is refused, and one of another root never gets in") {
    memory_log log = reasonforge_log(7);
    const std::uint64_t size = find_event(log, event_kind::EPOCH_SEALED, 1) + 1;
    const hash32 root = *root_at(size, log.tree());
    const auto stranger = synth_key("test.example/log", 99);
    memory_log copy = rewritten(log, ~0ull, {});
    REQUIRE(copy.put_checkpoint(size, sign_checkpoint({"test.example/log", size, root, {}}, stranger)).ok());
    CHECK_FALSE(audit_epoch(copy, 1, {}).ok());
    // The log itself does not take a note of a root it never had.
    const auto ours = synth_key("test.example/log", 7);
    CHECK_FALSE(copy.put_checkpoint(size, sign_checkpoint({"test.example/log", size, hash32{}, {}}, ours)).ok());
}

TEST_CASE("epochs of 256 and of 1024 miners stay within every limit") {
    for (std::uint32_t miners : {256u, 1024u}) {
        CAPTURE(miners);
        synth_options o = small_world(8);
        o.mechanisms = {"reasonforge"};
        o.miners = miners;
        o.epochs = 2;
        o.tasks = 2;
        o.reply_bytes = 0;
        std::uint32_t agreed = 0;
        REQUIRE(audit_from_genesis(invent(o), {}, [&](const epoch_audit& a) { agreed += a.agrees(); }).ok());
        CHECK(agreed == 2);
    }
}
