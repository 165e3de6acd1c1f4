// invented: small logs for tests, and copies of a log with one thing changed.
#pragma once

#include <algorithm>
#include <functional>

#include "events/memory_log.hpp"
#include "replay/synth/synth.hpp"

namespace rf {

inline synth_options small_world(std::uint64_t seed) {
    synth_options o;
    o.seed = seed;
    o.epochs = 10;
    o.epochs_each = 1;
    o.miners = 5;
    o.tasks = 3;
    o.reply_bytes = 40;
    o.mechanisms.clear();
    for (const mechanism* m : catalog()) o.mechanisms.emplace_back(m->name);
    return o;
}

inline memory_log invent(const synth_options& o) {
    memory_log log;
    auto made = synthesise(log, "test.example/log", o);
    RF_REQUIRE(made.ok());
    return log;
}

// A log like `from`, in which `change` had its way with one event before it
// was written: as a dishonest validator would have written it.
inline memory_log rewritten(const memory_log& from, std::uint64_t number,
                            const std::function<void(schema::Event::Builder)>& change,
                            const std::vector<blob>& more = {}, std::uint64_t end = UINT64_MAX) {
    memory_log to;
    event_decoder decoder;
    std::vector<blob> blobs = more;
    auto copy_blob = [&](const hash32& name) {
        if (auto bytes = from.read_blob(name)) blobs.push_back({name, *bytes});
    };
    for (std::uint64_t n = 0; n < std::min(end, from.head().size); ++n) {
        auto bytes = from.read(n);
        RF_REQUIRE(bytes.ok());
        auto event = decoder.check(*bytes);
        RF_REQUIRE(event.ok());
        auto note = [&](schema::BlobRef::Reader ref) {
            if (auto name = as_hash(bytes_of(ref.getSha256()))) copy_blob(*name);
        };
        if (event->isEpochOpened()) note(event->getEpochOpened().getCarryIn());
        if (event->isEpochSealed()) note(event->getEpochSealed().getCarryOut());
        if (event->isReplyRecorded()) note(event->getReplyRecorded().getBody());
        if (event->isTaskOpened()) {
            note(event->getTaskOpened().getPrompt());
            note(event->getTaskOpened().getTruth());
        }
        byte_vec written = *bytes;
        if (n == number) {
            capnp::MallocMessageBuilder message;
            message.setRoot(*event);
            change(message.getRoot<schema::Event>());
            auto words = capnp::canonicalize(message.getRoot<schema::Event>().asReader());
            written.assign(words.asBytes().begin(), words.asBytes().end());
        }
        auto again = decoder.read(written);
        RF_REQUIRE(again.ok());
        const appended one[] = {mark_of(written, *again)};
        RF_REQUIRE(to.append(one, blobs).ok());
        blobs.clear();
    }
    return to;
}

// The first event of a kind in an epoch.
inline std::uint64_t find_event(const log_reader& log, event_kind kind, std::uint32_t epoch) {
    event_decoder decoder;
    for (std::uint64_t n = 0; n < log.head().size; ++n) {
        auto bytes = log.read(n);
        auto event = decoder.read(*bytes);
        if (event->which() == kind && event->getEpoch() == epoch) return n;
    }
    stop_process("the log has no such event", __FILE__, __LINE__);
}

}  // namespace rf
