#include "tests/deep/lived_log.hpp"

#include <capnp/message.h>
#include <doctest/doctest.h>

#include "replay/named_blobs.hpp"

namespace rf::test {

std::unique_ptr<sim::world> lived(sim::plan& p) {
    auto w = std::make_unique<sim::world>(p);
    for (std::uint64_t life = 0;; ++life) {
        const bool last = life >= p.lives.size();
        const auto end = sim::live(*w, life, last ? std::nullopt : std::optional(p.lives[life]));
        if (last) {
            REQUIRE(end.by == sim::life_end::what::finished);
            return w;
        }
        w->go_to(w->clock.now() + p.lives[life].down_ns);
    }
}

memory_log written_anew(const log_reader& from, const event_change& change) {
    memory_log out;
    event_decoder decoder;
    auto cursor = from.scan(0, from.head().size, reading::checked);
    REQUIRE(cursor);
    for (;;) {
        const auto more = (*cursor)->next();
        REQUIRE(more);
        if (!*more) return out;
        auto event = decoder.check((*cursor)->bytes());
        REQUIRE(event);
        capnp::MallocMessageBuilder message;
        message.setRoot(*event);
        auto copy = message.getRoot<schema::Event>();
        byte_vec bytes((*cursor)->bytes().begin(), (*cursor)->bytes().end());
        if (change && change(copy)) {
            const auto words = capnp::canonicalize(copy.asReader());
            bytes.assign(words.asBytes().begin(), words.asBytes().end());
        }
        std::vector<blob> blobs;
        each_named_blob(copy.asReader(), [&](const hash32& name, std::uint64_t) {
            if (auto found = from.read_blob(name)) blobs.push_back({name, std::move(*found)});
        });
        const auto mark = mark_of(bytes, copy.asReader());
        const auto kept = out.append(std::span(&mark, 1), blobs);
        REQUIRE_MESSAGE(kept.ok(), (kept.ok() ? std::string() : kept.error().text()));
    }
}

std::vector<std::uint64_t> events_of(const log_reader& log, std::uint32_t epoch, event_kind kind) {
    const auto span = log.find_epoch(epoch);
    REQUIRE(span);
    std::vector<std::uint64_t> out;
    event_decoder decoder;
    for (std::uint64_t n = span->opened; n <= *span->sealed; ++n) {
        const auto bytes = log.read(n);
        REQUIRE(bytes);
        auto event = decoder.read(*bytes);
        REQUIRE(event);
        if (event->which() == kind && event->getEpoch() == epoch) out.push_back(n);
    }
    return out;
}

}  // namespace rf::test
