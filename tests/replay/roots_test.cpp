// Roots that the chain holds: when one is due, what may be recorded, and what an
// audit finds.
#include <doctest/doctest.h>

#include "replay/audit.hpp"
#include "replay/snapshot.hpp"
#include "tests/replay/driven.hpp"

using namespace rf;

namespace {

// A log of several epochs, and after each of these events a root_committed: of
// an epoch, at a size.
struct told_root {
    std::uint64_t after = 0;
    std::uint32_t epoch = 0;
    std::uint64_t size = 0;
    hash32 root;
};
memory_log with_roots(const memory_log& from, const std::vector<told_root>& roots, const signing_key& key) {
    memory_log to;
    event_decoder decoder;
    const auto add = [&](const byte_vec& bytes, std::vector<blob> blobs) {
        auto event = decoder.check(bytes);
        RF_REQUIRE(event.ok());
        const appended one[] = {mark_of(bytes, *event)};
        RF_REQUIRE(to.append(one, blobs).ok());
    };
    std::uint64_t term = 0;
    for (std::uint64_t n = 0; n < from.head().size; ++n) {
        const byte_vec old = from.read(n).value();
        auto event = decoder.check(old);
        RF_REQUIRE(event.ok());
        term = event->getTerm();
        std::vector<blob> blobs;
        const auto copy = [&](schema::BlobRef::Reader ref) {
            if (auto name = as_hash(bytes_of(ref.getSha256())))
                if (auto bytes = from.read_blob(*name)) blobs.push_back({*name, *bytes});
        };
        if (event->isEpochOpened()) copy(event->getEpochOpened().getCarryIn());
        if (event->isEpochSealed()) copy(event->getEpochSealed().getCarryOut());
        const bool sealed = event->isEpochSealed();
        // Later events move by what was put before them.
        capnp::MallocMessageBuilder message;
        message.setRoot(*event);
        message.getRoot<schema::Event>().setSeq(to.head().size);
        const auto words = capnp::canonicalize(message.getRoot<schema::Event>().asReader());
        const auto bytes = words.asBytes();
        add({bytes.begin(), bytes.end()}, std::move(blobs));
        if (sealed) {
            const checkpoint c{key.name, to.head().size, to.head().root, {}};
            RF_REQUIRE(to.put_checkpoint(c.size, sign_checkpoint(c, key)).ok());
        }
        for (const told_root& r : roots) {
            if (r.after != n) continue;
            event_draft d;
            d.event().setSeq(to.head().size);
            d.event().setTerm(term);
            d.event().setStream(schema::StreamKind::CHAIN);
            d.event().setEpoch(r.epoch);
            auto body = d.event().initRootCommitted();
            body.initHead().setSize(r.size);
            body.getHead().setRoot(data_of(r.root));
            body.setExtrinsic(data_of(hash32{}));
            add(d.encode().value(), {});
        }
    }
    return to;
}

// An epoch is a reasonforge epoch of an honest world; `after` are events of the
// log without roots, so sizes count the roots put in before.
struct stand {
    synth_options options = [] {
        synth_options o = small_world(3);
        o.mechanisms = {"reasonforge"};
        o.epochs = 4;
        o.hostile = false;
        o.reply_bytes = 0;
        return o;
    }();
    memory_log plain = invent(options);
    signing_key key = synth_key("test.example/log", options.seed);

    [[nodiscard]] epoch_span span(std::uint32_t epoch) const { return plain.find_epoch(epoch).value(); }
    [[nodiscard]] hash32 root(std::uint64_t size) const { return root_at(size, plain.tree()).value(); }
};

audit_options without_payloads() {
    audit_options o;
    o.payloads = false;
    return o;
}

}  // namespace

TEST_CASE("a root that is the tree's at its seal agrees, wherever it stands after the seal") {
    const stand s;
    const auto one = s.span(1), two = s.span(2);
    const hash32 root = s.root(*one.sealed + 1);
    for (const std::uint64_t after : {*one.sealed, two.opened - 1, two.opened, two.opened + 5, *two.sealed - 1}) {
        CAPTURE(after);
        const memory_log log = with_roots(s.plain, {{after, 1, *one.sealed + 1, root}}, s.key);
        std::uint64_t compared = 0;
        const auto ok = audit_chain(log, 1, 4, without_payloads(), [&](const epoch_audit& a) {
            CHECK(a.agrees());
            compared += a.roots;
        });
        CHECK_MESSAGE(ok.ok(), (ok.ok() ? "" : ok.error().text()));
        CHECK(compared == 1);
    }
}

TEST_CASE("a root that the tree does not have is found, with its event, in the audit of its range") {
    const stand s;
    const auto one = s.span(1), two = s.span(2), four = s.span(4);
    hash32 wrong = s.root(*one.sealed + 1);
    wrong.b[31] ^= 1;
    struct planted {
        told_root root;
        std::uint32_t found_in;
        const char* field;
    };
    const planted cases[] = {
        {{*one.sealed, 1, *one.sealed + 1, wrong}, 1, "committed root"},
        {{two.opened + 3, 1, *one.sealed + 1, wrong}, 2, "committed root"},
        {{*four.sealed, 4, *four.sealed + 1, wrong}, 4, "committed root"},
        // The right root of another size, and of an epoch that is not sealed yet.
        {{*one.sealed, 1, *one.sealed, s.root(*one.sealed)}, 1, "size of the committed root"},
        {{*one.sealed, 1, *two.sealed + 1, s.root(*two.sealed + 1)}, 1, "size of the committed root"}};
    for (const planted& p : cases) {
        CAPTURE(p.root.after);
        const memory_log log = with_roots(s.plain, {p.root}, s.key);
        std::optional<epoch_audit> found;
        const auto ok = audit_chain(log, 1, 4, without_payloads(), [&](const epoch_audit& a) {
            if (!a.agrees()) found = a;
        });
        REQUIRE_MESSAGE(ok.ok(), (ok.ok() ? "" : ok.error().text()));
        REQUIRE(found);
        CHECK(found->epoch == p.found_in);
        CHECK(found->first->field == p.field);
        CHECK(found->first->event == p.root.after + 1);
    }
}

TEST_CASE("a root may be recorded of a sealed epoch, once, forward, and of no more than the log has") {
    const stand s;
    // The state after the seal of epoch 2, by the laws of a fold.
    projection p;
    const std::uint64_t seal = *s.span(2).sealed;
    REQUIRE(fold_into(p, s.plain, seal + 1, reading::plain, {}, trust::nobodys).ok());
    const auto refusal = [&](std::uint32_t epoch, std::uint64_t size, std::size_t root_bytes = 32) {
        event_draft d;
        d.event().setStream(schema::StreamKind::CHAIN);
        d.event().setEpoch(epoch);
        d.event().setSeq(p.next);
        d.event().setTerm(p.term);
        auto body = d.event().initRootCommitted();
        body.initHead().setSize(size);
        const byte_vec root(root_bytes);
        body.getHead().setRoot(data_of(root));
        body.setExtrinsic(data_of(hash32{}));
        const auto lawful_now = lawful(p, d.reader());
        return lawful_now ? std::string() : lawful_now.error().text();
    };
    CHECK(refusal(2, seal + 1) == "");
    CHECK(refusal(1, *s.span(1).sealed + 1) == "");
    CHECK(refusal(2, seal).find("not the one at the epoch's seal") != std::string::npos);
    CHECK(refusal(3, seal + 1).find("of a sealed epoch") != std::string::npos);
    CHECK(refusal(0, seal + 1).find("of a sealed epoch") != std::string::npos);
    CHECK(refusal(1, p.next + 1).find("more events than the log") != std::string::npos);
    CHECK(refusal(1, 0).find("more events than the log, or none") != std::string::npos);
    CHECK(refusal(1, 5, 0) != "");
    p.root_committed = 2;
    CHECK(refusal(2, seal + 1).find("or a later one is committed") != std::string::npos);
    CHECK(refusal(1, *s.span(1).sealed + 1).find("or a later one is committed") != std::string::npos);
}

TEST_CASE("the newest seal's root is due until the log has it, and while the chain can be reached") {
    projection p;
    p.next = 50;
    p.writing = p.chain.connected = true;
    CHECK_FALSE(root_due(p));  // nothing is sealed
    p.sealed.epoch = 3;
    p.sealed.at = 40;
    CHECK(root_due(p) == agenda_item{agenda_item::what::commit_root, 3, 0, 0});
    p.chain.connected = false;
    CHECK_FALSE(root_due(p));
    p.chain.connected = true;
    p.writing = false;
    CHECK_FALSE(root_due(p));
    p.writing = true;
    p.root_committed = 2;
    CHECK(root_due(p));
    p.root_committed = 3;
    CHECK_FALSE(root_due(p));
    // It is no item of the agenda itself, which follows from the log alone.
    p.root_committed = 0;
    for (const agenda_item& item : agenda(p)) CHECK(item.due != agenda_item::what::commit_root);
}

TEST_CASE("what the chain is known to hold survives a snapshot") {
    const stand s;
    const auto one = s.span(1);
    const memory_log log = with_roots(s.plain, {{*one.sealed, 1, *one.sealed + 1, s.root(*one.sealed + 1)}}, s.key);
    projection p;
    REQUIRE(fold_into(p, log, *one.sealed + 2, reading::plain, {}, trust::nobodys).ok());
    CHECK(p.root_committed == 1);
    const head at{p.next, root_at(p.next, log.tree()).value()};
    const auto again = restore_snapshot(take_snapshot(p, at), at);
    REQUIRE(again.ok());
    CHECK(*again == p);
}
