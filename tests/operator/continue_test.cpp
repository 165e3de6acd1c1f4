#include "actors/programs/operator_continue.hpp"

#include "actors/programs/operator_copy.hpp"
#include "replay/carry_codec.hpp"
#include "replay/continuation.hpp"
#include "tests/operator/place.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;
using namespace rf::test;

namespace {

constexpr auto successor = "test.example/operator-2";

projection folded(const std::string& directory) {
    return fold(*store::open_read_only(directory).value()).value();
}

memory_log in_memory(const log_reader& from) {
    memory_log to;
    event_decoder d;
    std::vector<blob> blobs;
    for (std::uint64_t n = 0; n < from.head().size; ++n) {
        const byte_vec bytes = from.read(n).value();
        auto event = d.read(bytes).value();
        if (event.isCarryImported()) {
            const hash32 name = *as_hash(bytes_of(event.getCarryImported().getCarry().getSha256()));
            blobs.push_back({name, from.read_blob(name).value()});
        }
        const appended one[] = {mark_of(bytes, event)};
        REQUIRE(to.append(one, blobs).ok());
    }
    return to;
}

}  // namespace

TEST_CASE("a successor names the log before it and begins with what its accounts had") {
    const place p;
    make_log(p.at("log"));
    REQUIRE(copy_log(p.at("log"), p.at("copy")).ok());
    auto did = continue_log({p.at("copy"), p.at("new"), successor, "", "", ""});
    if (!did) FAIL(did.error().text());
    const projection old = folded(p.at("log")), fresh = folded(p.at("new"));
    REQUIRE(fresh.identity.predecessor);
    CHECK(fresh.identity.predecessor->origin == origin);
    CHECK(fresh.identity.predecessor->at == head_of(p.at("log")));
    CHECK(fresh.identity.origin == successor);
    CHECK(fresh.identity.validator == old.identity.validator);
    CHECK(fresh.identity.genesis == old.identity.genesis);
    CHECK(fresh.mechanism == old.mechanism);
    CHECK(fresh.chosen == old.chosen);
    CHECK(next_carry(fresh) == next_carry(old));
    CHECK(did->carried == 5);
    CHECK(did->epoch == 3);
    CHECK(fresh.identity.verification_key != old.identity.verification_key);
    CHECK_FALSE(fresh.writing);
    CHECK(slurp(p.at("new") + "/secret").size() == 65);
    // Its key is there, and signed its head.
    auto key = open_log_key(p.at("new") + "/log.key", "");
    REQUIRE(key.ok());
    auto log = store::open_read_only(p.at("new")).value();
    CHECK(open_checkpoint(log->newest_checkpoint().value(), verifier_of(*key))->size == log->head().size);
    // It is a log to be written to, whatever it was made from.
    CHECK(operator_log::open(p.at("new")).ok());
}

TEST_CASE("a successor needs another name, a new directory and something to go on from") {
    const place p;
    make_log(p.at("log"));
    CHECK(continue_log({p.at("log"), p.at("new"), origin, "", "", ""}).error().what.find("another name") !=
          std::string::npos);
    CHECK(continue_log({p.at("log"), p.at("log"), successor, "", "", ""}).error().what.find("not empty") !=
          std::string::npos);
    CHECK(continue_log({p.at("nowhere"), p.at("new"), successor, "", "", ""}).error().kind ==
          fault_kind::missing);
    REQUIRE(store::create(p.at("unborn"), origin).ok());
    CHECK(continue_log({p.at("unborn"), p.at("new"), successor, "", "", ""}).error().kind == fault_kind::empty);
    CHECK_FALSE(continue_log({p.at("log"), p.at("new"), "two words", "", "", ""}).ok());
    CHECK_FALSE(std::filesystem::exists(p.at("new")));
}

TEST_CASE("two logs are held against each other, and what is planted in either is found") {
    const place p;
    make_log(p.at("log"));
    REQUIRE(continue_log({p.at("log"), p.at("new"), successor, "", "", ""}).ok());
    auto before = store::open_read_only(p.at("log")).value();
    const memory_log now = in_memory(*store::open_read_only(p.at("new")).value());
    REQUIRE(check_continuation(now, *before).ok());
    auto says = [&](const memory_log& bad, const char* text) {
        auto ok = check_continuation(bad, *before);
        REQUIRE_FALSE(ok.ok());
        CAPTURE(ok.error().text());
        CHECK(ok.error().what.find(text) != std::string::npos);
    };
    says(rewritten(now, 0,
                   [](auto e) { e.getLogCreated().getPredecessor().getHead().setRoot(data_of(hash32{})); }),
         "another root");
    says(rewritten(now, 0, [](auto e) { e.getLogCreated().getPredecessor().getHead().setSize(1); }),
         "another root");
    says(rewritten(now, 0, [](auto e) { e.getLogCreated().getPredecessor().getHead().setSize(1 << 20); }),
         "names its head");
    says(rewritten(now, 0, [](auto e) { e.getLogCreated().setNetuid(9); }), "other chains");
    says(rewritten(now, 0, [](auto e) { e.getLogCreated().getPredecessor().setOrigin("another/log"); }),
         "another origin");
    // Another carry than the one that was there, though a lawful one.
    byte_vec bytes = encode_carry("ema_feed", 1, {});
    const blob none{sha256(bytes), bytes};
    event_decoder d;
    std::uint64_t at = 0;
    while (!d.read(now.read(at).value())->isCarryImported()) ++at;
    says(rewritten(now, at, [&](auto e) { e.getCarryImported().getCarry().setSha256(data_of(none.name)); },
                   {none}),
         "not the older log's");
    // Another log altogether.
    make_log(p.at("other"), "ema_feed", 2);
    CHECK_FALSE(check_continuation(now, *store::open_read_only(p.at("other")).value()).ok());
}

TEST_CASE("a mechanism that carries nothing is continued without a word about it") {
    const place p;
    make_log(p.at("log"), "judge_epm");
    auto did = continue_log({p.at("log"), p.at("new"), successor, "", "", ""});
    REQUIRE(did.ok());
    CHECK(did->carried == 0);
    CHECK(did->mechanism == "judge_epm@1");
}
