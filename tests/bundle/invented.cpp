#include "tests/bundle/invented.hpp"

#include <doctest/doctest.h>

#include "replay/named_blobs.hpp"

namespace rf::tests {

std::unique_ptr<memory_log> invented_log(std::uint64_t seed, std::uint32_t epochs, const std::vector<std::string>& of,
                                         std::uint32_t miners, std::uint32_t tasks) {
    auto log = std::make_unique<memory_log>();
    synth_options o;
    o.seed = seed;
    o.epochs = epochs;
    o.mechanisms = of;
    o.epochs_each = 1;
    o.miners = miners;
    o.tasks = tasks;
    o.reply_bytes = 60;
    const auto made = synthesise(*log, log_name, o);
    REQUIRE_MESSAGE(made.ok(), "seed ", seed);
    return log;
}

bundle bundle_of(const log_reader& log, std::uint32_t epoch, bool payloads) {
    auto b = export_epoch(log, epoch, {.payloads = payloads});
    if (!b) FAIL("epoch ", epoch, ": ", b.error().text());
    return *b;
}

std::unique_ptr<memory_log> prefix_of(const memory_log& log, std::uint64_t size) {
    auto out = std::make_unique<memory_log>();
    for (std::uint64_t i = 0; i < size; ++i) {
        const auto bytes = log.read(i);
        REQUIRE(bytes.ok());
        add(*out, *bytes, &log);
        if (auto note = log.read_checkpoint_at(i + 1)) REQUIRE(out->put_checkpoint(i + 1, *note).ok());
    }
    return out;
}

void add(memory_log& log, const byte_vec& bytes, const log_reader* blobs_of) {
    event_decoder decoder;
    const auto event = decoder.check(bytes);
    if (!event) FAIL(event.error().text());
    std::vector<blob> blobs;
    each_named_blob(*event, [&](const hash32& name, std::uint64_t) {
        if (!blobs_of) return;
        if (auto found = blobs_of->read_blob(name)) blobs.push_back({name, *found});
    });
    const appended batch[] = {mark_of(bytes, *event)};
    REQUIRE(log.append(batch, blobs).ok());
}

void add(memory_log& log, event_draft& fact) {
    fact.event().setSeq(log.head().size);
    const auto bytes = fact.encode();
    if (!bytes) FAIL(bytes.error().text());
    add(log, *bytes);
}

void add_withheld(memory_log& log, std::uint32_t epoch) {
    event_draft fact;
    fact.event().setEpoch(epoch);
    fact.event().setStream(schema::StreamKind::EPOCH);
    fact.event().initWeightsWithheld().setReason("a test says so");
    add(log, fact);
}

void sign_again(bundle& b, const signing_key& key) {
    frontier tree = b.before;
    for (const bundle_leaf& leaf : b.leaves) tree.add(leaf.withheld ? *leaf.withheld : leaf_hash(leaf.bytes));
    b.note = sign_checkpoint({key.name, tree.size, tree.root(), {}}, key);
    b.later.clear();
}

}  // namespace rf::tests
