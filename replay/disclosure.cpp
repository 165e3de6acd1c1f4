#include "replay/disclosure.hpp"

namespace rf {
namespace {

fault withheld(event_reader event, std::string what, std::string advice) {
    return {fault_kind::refused, std::move(what), "event " + std::to_string(event.getSeq()), std::move(advice)};
}

// Nothing where the epoch is not sealed, or is none.
result<std::optional<std::uint64_t>> seal_of(std::uint32_t epoch, const log_reader& log) {
    auto span = log.find_epoch(epoch);
    if (span) return span->sealed;
    if (span.error().kind == fault_kind::missing) return std::optional<std::uint64_t>();
    return span.error();
}

// The chain shows the epoch's weights: they were read back from it as they are.
result<bool> revealed(std::uint32_t epoch, std::uint64_t from, const log_reader& log) {
    auto cursor = log.scan(from, log.head().size, reading::plain);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    for (;;) {
        auto more = (*cursor)->next();
        if (!more) return more.error();
        if (!*more) return false;
        if ((*cursor)->withheld()) continue;
        bool shown = false;
        auto read = guarded([&]() -> status {
            auto event = decoder.read((*cursor)->bytes());
            if (!event) return event.error();
            shown = event->isWeightsReadBack() && event->getEpoch() == epoch && event->getWeightsReadBack().getAgrees();
            return done();
        });
        if (!read) return with_place(read.error(), "event " + std::to_string((*cursor)->number()));
        if (shown) return true;
    }
}

}  // namespace

status may_be_shown(event_reader event, const log_reader& log) {
    const auto when = event.getDisclosure();
    if (when == schema::Disclosure::PUBLIC) return done();
    if (when != schema::Disclosure::AFTER_SEAL && when != schema::Disclosure::AFTER_REVEAL)
        return withheld(event, "the event is private to its validator", "it is never shown to others");
    const std::string epoch = std::to_string(event.getEpoch());
    auto sealed = seal_of(event.getEpoch(), log);
    if (!sealed) return sealed.error();
    if (!*sealed)
        return withheld(event, "the event may be shown only once epoch " + epoch + " is sealed",
                        "wait for the seal of epoch " + epoch);
    if (when == schema::Disclosure::AFTER_SEAL) return done();
    auto shown = revealed(event.getEpoch(), **sealed, log);
    if (!shown) return shown.error();
    if (*shown) return done();
    return withheld(event, "the event may be shown only once the chain shows the weights of epoch " + epoch,
                    "wait until they are revealed and read back");
}

}  // namespace rf
