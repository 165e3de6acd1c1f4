// driven: a log written command by command, as a validator writes it.
#pragma once

#include <algorithm>

#include "events/sha256.hpp"
#include "replay/agenda.hpp"
#include "replay/decide.hpp"
#include "replay/fold.hpp"
#include "replay/synth/synth.hpp"
#include "tests/replay/invented.hpp"

namespace rf {

inline constexpr auto driven_name = "test.example/driven";

class driven {
  public:
    memory_log log;
    projection p;

    // What refused it; empty where it is in the log now.
    std::string take(command c) {
        auto decided = decide(p, {1}, c);
        if (!decided) return decided.error().text();
        event_decoder decoder;
        for (const byte_vec& bytes : decided->events) {
            auto event = decoder.check(bytes);
            RF_REQUIRE(event.ok());
            const appended one[] = {mark_of(bytes, *event)};
            RF_REQUIRE(log.append(one, decided->blobs).ok());
            auto taken = apply(p, *event, blobs_of(log));
            RF_REQUIRE(taken.ok());  // what decide gives is lawful
        }
        return "";
    }
    template <class Body>
    std::string fact(schema::StreamKind stream, std::uint32_t epoch, const Body& body, byte_view id = {}) {
        event_draft d;
        d.event().setStream(stream);
        d.event().setEpoch(epoch);
        if (!id.empty()) d.event().setStreamId(data_of(id));
        body(d.event());
        return take(command(record{std::move(d), {}}));
    }
    // Would it be taken? Nothing is written.
    template <class Body>
    std::string refusal(schema::StreamKind stream, std::uint32_t epoch, const Body& body,
                        byte_view id = {}) const {
        event_draft d;
        d.event().setStream(stream);
        d.event().setEpoch(epoch);
        if (!id.empty()) d.event().setStreamId(data_of(id));
        body(d.event());
        command c{record{std::move(d), {}}};
        auto decided = decide(p, {1}, c);
        return decided ? "" : decided.error().text();
    }
    [[nodiscard]] bool due(agenda_item::what w) const {
        const auto items = agenda(p);
        return std::any_of(items.begin(), items.end(), [&](const agenda_item& i) { return i.due == w; });
    }
    [[nodiscard]] std::size_t how_many(agenda_item::what w) const {
        const auto items = agenda(p);
        return std::size_t(
            std::count_if(items.begin(), items.end(), [&](const agenda_item& i) { return i.due == w; }));
    }

    static account someone(std::uint8_t n) { return {account_type::sr25519, {n}}; }
    static constexpr std::uint8_t us = 200, other_validator = 201;
    hash32 secret = sha256(view("secret"));
    signing_key key = synth_key(driven_name, 1);

    std::string create() {
        return fact(schema::StreamKind::LOG, 0, [&](auto e) {
            auto c = e.initLogCreated();
            c.setFormat(log_format);
            c.setOrigin(driven_name);
            c.setChain(schema::ChainKind::EMBEDDED);
            c.setGenesis(data_of(hash32{}));
            c.setNetuid(7);
            c.setVerificationKey(encode_verifier(verifier_of(key)));
            const auto who = someone(us).encoded();
            c.setValidator(data_of(who));
        });
    }
    std::string start() {
        return fact(schema::StreamKind::LOG, 0,
                    [](auto e) { e.initWriterStarted().setFoldVersion(fold_version); });
    }
    std::string choose(const char* mechanism = "reasonforge") {
        return fact(schema::StreamKind::LOG, 0, [&](auto e) {
            auto set = e.initParametersSet();
            set.setMechanism(mechanism);
            set.setVersion(1);
        });
    }
    std::string connect() {
        return fact(schema::StreamKind::CHAIN, 0,
                    [](auto e) { e.initChainConnected().setGenesis(data_of(hash32{})); });
    }
    std::string block(std::uint64_t n, bool finalised = true) {
        return fact(schema::StreamKind::CHAIN, 0, [&](auto e) {
            auto b = e.initBlockObserved();
            b.setNumber(n);
            b.setFinalised(finalised);
            std::uint8_t bytes[8];
            put_be64(bytes, n);
            b.setHash(data_of(sha256(byte_view(bytes, 8))));
        });
    }
    // uid 0 is ours, uid 1 another validator's, then that many miners.
    std::string metagraph(std::uint16_t miners) {
        return fact(schema::StreamKind::CHAIN, 0, [&](auto e) {
            auto m = e.initMetagraphObserved();
            m.setBlock(p.chain.best);
            m.setParts(1);
            auto all = m.initNeurons(miners + 2u);
            for (unsigned uid = 0; uid < miners + 2u; ++uid) {
                const auto who = someone(uid == 0   ? us
                                         : uid == 1 ? other_validator
                                                    : std::uint8_t(uid))
                                     .encoded();
                all[uid].setUid(std::uint16_t(uid));
                all[uid].setAccount(data_of(who));
                all[uid].setPermit(uid < 2);
            }
        });
    }
    std::string miner(std::uint16_t uid, const char* endpoint = "127.0.0.1:9000") {
        const auto who = someone(uid == 0 ? us : uid == 1 ? other_validator : std::uint8_t(uid)).encoded();
        return fact(schema::StreamKind::MINER, 0, [&](auto e) {
            auto m = e.initMinerSeen();
            m.setAccount(data_of(who));
            m.setUid(uid);
            m.setEndpoint(endpoint);
        }, who);
    }
    std::string commit_secret() {
        return fact(schema::StreamKind::EPOCH, (p.open ? p.open->facts.epoch : p.sealed.epoch) + 1,
                    [&](auto e) {
                        e.initSecretCommitted().setSecretHash(data_of(sha256(secret)));
                        e.getSecretCommitted().setBeforeBlock(commitment_block(p));
                    });
    }
    byte_vec task_id(std::uint16_t ordinal) const { return byte_vec(16, std::uint8_t(ordinal + 1)); }
    std::string task(std::uint16_t ordinal, std::uint64_t deadline) {
        return fact(schema::StreamKind::TASK, p.open->facts.epoch, [&](auto e) {
            auto t = e.initTaskOpened();
            t.setOrdinal(ordinal);
            t.setSource(schema::TaskSource::FILE);
            t.setDifficulty(1);
            t.setDeadlineBlock(deadline);
            auto asked = t.initAsked(unsigned(p.open->facts.seats.size()));
            for (unsigned i = 0; i < asked.size(); ++i) asked.set(i, p.open->facts.seats[i].uid);
        }, task_id(ordinal));
    }
    template <class Fill>
    std::string of_seat(std::uint16_t ordinal, std::uint16_t uid, const Fill& fill) {
        const auto who = someone(std::uint8_t(uid)).encoded();
        return fact(schema::StreamKind::TASK, p.open->facts.epoch, [&](auto e) {
            auto body = fill(e);
            body.setTask(ordinal);
            body.setUid(uid);
            body.setAccount(data_of(who));
        }, task_id(ordinal));
    }
    std::string ask(std::uint16_t ordinal, std::uint16_t uid, std::uint16_t attempt = 1) {
        return of_seat(ordinal, uid, [&](auto e) {
            auto r = e.initRequestSent();
            r.setRequestId(data_of(byte_vec(16)));
            r.setAttempt(attempt);
            return r;
        });
    }
    std::string reply(std::uint16_t ordinal, std::uint16_t uid, schema::Outcome what, schema::Fault fault,
                      std::uint16_t attempt = 1) {
        return of_seat(ordinal, uid, [&](auto e) {
            auto r = e.initReplyRecorded();
            r.setOutcome(what);
            r.setFault(fault);
            r.setAttempt(attempt);
            return r;
        });
    }
    std::string answer(std::uint16_t ordinal, std::uint16_t uid) {
        return reply(ordinal, uid, schema::Outcome::ANSWERED, schema::Fault::NOBODY);
    }
    std::string verify(std::uint16_t ordinal, std::uint16_t uid) {
        return of_seat(ordinal, uid, [&](auto e) {
            auto r = e.initReplyVerified();
            auto seen = r.initSeen().initReasonforge();
            seen.setQuality(0.5);
            seen.setAccuracy(0.5);
            return r;
        });
    }
    std::string close(std::uint16_t ordinal, schema::TaskEnd why = schema::TaskEnd::COMPLETE) {
        return fact(schema::StreamKind::TASK, p.open->facts.epoch, [&](auto e) {
            e.initTaskClosed().setOrdinal(ordinal);
            e.getTaskClosed().setWhy(why);
        }, task_id(ordinal));
    }
    std::string seal() { return take(command(seal_open_epoch{secret, p.chain.best})); }
    void note(const signing_key& by) {
        const auto at = log.head();
        RF_REQUIRE(
            log.put_checkpoint(at.size, sign_checkpoint({driven_name, at.size, at.root, {}}, by)).ok());
    }
    std::string rotate(const signing_key& to) {
        return fact(schema::StreamKind::LOG, 0,
                    [&](auto e) { e.initKeyRotated().setVerificationKey(encode_verifier(verifier_of(to))); });
    }

    // Up to an open epoch of `tasks` tasks over two miners (uids 2 and 3), from
    // block 101 to 120.
    void to_open_epoch(std::uint32_t tasks) {
        for (const auto& why :
             {create(), start(), choose(), connect(), block(100), metagraph(2), miner(2), miner(3),
              commit_secret(), block(101), take(command(next_opening(p, tasks, 19)))})
            if (!why.empty()) stop_process(why.c_str(), __FILE__, __LINE__);
    }
    // One task, answered by both and verified.
    void run_task(std::uint16_t ordinal) {
        for (const auto& why : {task(ordinal, 110), ask(ordinal, 2), ask(ordinal, 3), answer(ordinal, 2),
                                answer(ordinal, 3), verify(ordinal, 2), verify(ordinal, 3), close(ordinal)})
            if (!why.empty()) stop_process(why.c_str(), __FILE__, __LINE__);
    }
};

}  // namespace rf
