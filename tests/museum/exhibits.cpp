#include "tests/museum/exhibits.hpp"

#include "events/event_json.hpp"
#include "tests/events/every_kind.hpp"
#include "tests/replay/driven.hpp"

namespace rf::museum {
namespace {

using call = schema::WeightCall;

kept_event keep(const event_draft& draft) {
    auto bytes = draft.encode();
    RF_REQUIRE(bytes.ok());
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    RF_REQUIRE(event.ok());
    return {std::string(kind_name(event->which())), *bytes, event_json(*event)};
}

// Everything in the log: its events, the blobs they name, its notes.
kept_log keep(std::string name, const memory_log& log) {
    kept_log kept;
    kept.name = std::move(name);
    kept.at = log.head();
    event_decoder decoder;
    auto keep_blob = [&](schema::BlobRef::Reader ref) {
        const auto hash = as_hash(bytes_of(ref.getSha256()));
        auto bytes = hash ? log.read_blob(*hash) : result<byte_vec>(byte_vec{});
        if (!bytes || bytes->empty()) return;
        if (std::find(kept.blobs.begin(), kept.blobs.end(), *bytes) == kept.blobs.end())
            kept.blobs.push_back(*bytes);
    };
    for (std::uint64_t n = 0; n < kept.at.size; ++n) {
        kept.events.push_back(log.read(n).value());
        auto event = decoder.check(kept.events.back());
        RF_REQUIRE(event.ok());
        if (event->isEpochOpened()) keep_blob(event->getEpochOpened().getCarryIn());
        if (event->isEpochSealed()) keep_blob(event->getEpochSealed().getCarryOut());
        if (event->isReplyRecorded()) keep_blob(event->getReplyRecorded().getBody());
        if (event->isWeightsSigned()) keep_blob(event->getWeightsSigned().getPayload());
        if (event->isTaskOpened()) {
            keep_blob(event->getTaskOpened().getPrompt());
            keep_blob(event->getTaskOpened().getTruth());
        }
        if (auto note = log.read_checkpoint_at(n + 1)) kept.notes.emplace_back(n + 1, *note);
    }
    return kept;
}

void require(std::initializer_list<std::string> refusals) {
    for (const auto& why : refusals)
        if (!why.empty()) stop_process(why.c_str(), __FILE__, __LINE__);
}

struct day : driven {
    template <class Body>
    std::string weights(const Body& body) { return fact(schema::StreamKind::CHAIN, 1, body); }
    static hash32 named(const char* text) { return sha256(view(text)); }
    std::string sign(call c, const char* text, std::uint64_t nonce) {
        return weights([&](auto e) {
            auto s = e.initWeightsSigned();
            s.setCall(c);
            s.setHash(data_of(named(text)));
            s.setNonce(nonce);
            s.setEraFrom(120);
            s.setEraTo(184);
        });
    }
    std::string send(const char* text) {
        return weights([&](auto e) {
            auto s = e.initWeightsSubmitted();
            s.setHash(data_of(named(text)));
            s.setEndpoint("ws://127.0.0.1:9944");
            s.setAttempt(1);
        });
    }
    std::string found(const char* text) {
        return weights([&](auto e) {
            auto s = e.initWeightsFinalised();
            s.setHash(data_of(named(text)));
            s.setBlock(122);
        });
    }
    std::string read_back() { return weights([](auto e) { e.initWeightsReadBack().setAgrees(true); }); }
    std::string alarm(bool raised) {
        return fact(schema::StreamKind::LOG, 0, [&](auto e) {
            if (raised) e.initAlarmRaised().setName("weights_withheld");
            else e.initAlarmCleared().setName("weights_withheld");
        });
    }
    std::string stop() {
        return fact(schema::StreamKind::LOG, 0, [](auto e) { e.initWriterStopped().setReason("asked to"); });
    }
};

memory_log one_day() {
    day d;
    const signing_key next = synth_key(driven_name, 2);
    d.to_open_epoch(2);
    d.run_task(0);
    // A crash in the middle of the second task: the question is void, and asked again.
    require({d.task(1, 115), d.ask(1, 2), d.answer(1, 2), d.ask(1, 3), d.start(), d.connect(), d.block(112),
             d.reply(1, 3, schema::Outcome::CRASHED, schema::Fault::VALIDATOR), d.ask(1, 3, 2),
             d.reply(1, 3, schema::Outcome::TIMEOUT, schema::Fault::MINER, 2), d.verify(1, 2), d.close(1),
             d.commit_secret(), d.block(120), d.seal()});
    d.note(d.key);
    require({d.metagraph(2), d.take(command(intend_weights{1, call::COMMIT})),
             d.sign(call::COMMIT, "commit", 4), d.send("commit"), d.found("commit"),
             d.sign(call::REVEAL, "reveal", 5), d.send("reveal"), d.found("reveal"), d.read_back(),
             d.block(121), d.take(command(next_opening(d.p, 1, 19))), d.task(0, 130), d.ask(0, 2),
             d.rotate(next)});
    d.note(d.key);
    // The second epoch: one miner is never reached, so it is partial.
    require({d.reply(0, 2, schema::Outcome::MALFORMED, schema::Fault::MINER), d.block(130),
             d.close(0, schema::TaskEnd::DEADLINE), d.block(140), d.seal()});
    d.note(next);
    require({d.alarm(true), d.alarm(false), d.stop()});
    return std::move(d.log);
}

}  // namespace

std::vector<kept_event> grown_events() {
    const auto kinds = capnp::Schema::from<schema::Event>().getUnionFields();
    return {keep(event_of(kinds[unsigned(event_kind::REPLY_RECORDED)]))};
}

std::vector<kept_event> every_event() {
    std::vector<kept_event> all;
    const auto kinds = capnp::Schema::from<schema::Event>().getUnionFields();
    for (auto kind : kinds) all.push_back(keep(event_of(kind)));
    const auto observations = capnp::Schema::from<schema::Observation>().getUnionFields();
    for (auto alternative : observations) {
        event_draft draft;
        fill_field(capnp::DynamicStruct::Builder(draft.event()), kinds[unsigned(event_kind::REPLY_VERIFIED)]);
        fill_field(capnp::DynamicStruct::Builder(draft.event().getReplyVerified().getSeen()), alternative);
        all.push_back(keep(draft));
    }
    event_draft draft;
    auto chosen = draft.event().initParametersSet().initChosen(4);
    chosen[0].setNumber(-0.0);
    chosen[1].setInteger(~0ull);
    chosen[2].setFlag(true);
    chosen[3].setText("ü");
    all.push_back(keep(draft));
    event_draft secret;
    secret.event().setDisclosure(schema::Disclosure::PRIVATE);
    secret.event().setSalt(data_of(hash32{}));
    secret.event().setTimeNs(-1);
    secret.event().initAlarmRaised();
    all.push_back(keep(secret));
    return all;
}

std::vector<kept_log> whole_logs() {
    synth_options o = small_world(1);
    o.epochs = 5;
    o.miners = 4;
    o.tasks = 2;
    o.reply_bytes = 16;
    std::vector<kept_log> logs;
    logs.push_back(keep("every-mechanism", invent(o)));
    logs.push_back(keep("one-day", one_day()));
    return logs;
}

}  // namespace rf::museum
