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

// Follows an epoch's weights from event to event.
struct weights_watch {
    disclosures::weights at = disclosures::weights::not_intended;
    bool reveals = false;  // what was signed last is the reveal

    void take(event_reader e) {
        using enum disclosures::weights;
        if (e.isWeightsIntended())
            at = e.getWeightsIntended().getCall() == schema::WeightCall::SET ? open : hidden;
        if (e.isWeightsSigned()) reveals = e.getWeightsSigned().getCall() == schema::WeightCall::REVEAL;
        const bool revealed = reveals && (e.isWeightsIncluded() || e.isWeightsFinalised());
        const bool given_up = e.isWeightsWithheld() || (e.isWeightsRefused() && e.getWeightsRefused().getFinal()) ||
                              (e.isEpochSealed() && e.getEpochSealed().getWithheld().size() > 0);
        const bool shown = e.isWeightsReadBack() && e.getWeightsReadBack().getAgrees();
        if (revealed || given_up || shown) at = open;
    }
};

}  // namespace

bool tells_weights(event_reader e) { return e.isEpochSealed() || e.isWeightsIntended() || e.isWeightsSigned(); }

result<disclosures::weights> disclosures::weights_of(std::uint32_t epoch) {
    if (const auto known = known_.find(epoch); known != known_.end()) return known->second;
    auto sealed = seal_of(epoch, log_);
    if (!sealed) return sealed.error();
    weights_watch watch;
    if (!*sealed) return watch.at;
    auto cursor = log_.scan(**sealed, log_.head().size, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    while (watch.at != weights::open) {
        auto more = (*cursor)->next();
        if (!more) return more.error();
        if (!*more) break;
        if ((*cursor)->withheld()) continue;
        auto read = guarded([&]() -> status {
            auto event = decoder.read((*cursor)->bytes());
            if (!event) return event.error();
            if (event->getEpoch() == epoch) watch.take(*event);
            return done();
        });
        if (!read) return with_place(read.error(), "event " + std::to_string((*cursor)->number()));
    }
    return known_[epoch] = watch.at;
}

status disclosures::may_be_told(std::uint32_t epoch) {
    for (const std::uint32_t each : {epoch, epoch - 1}) {
        const std::string name = "epoch " + std::to_string(each);
        if (each != epoch) {
            auto sealed = seal_of(each, log_);
            if (!sealed) return sealed.error();
            if (!*sealed) break;  // the first of this log: it starts from nothing, or from what was imported
        }
        auto shown = weights_of(each);
        if (!shown) return shown.error();
        if (*shown == weights::open) continue;
        const std::string whose = each == epoch ? "" : "the epoch starts from what " + name + " left: ";
        if (*shown == weights::not_intended)
            return fault{fault_kind::refused,
                         whose + "the weights of " + name + " have not been intended for the chain yet", "",
                         "wait until they are, or are withheld"};
        return fault{fault_kind::refused,
                     whose + "the weights of " + name + " were committed to and are not revealed yet", "",
                     "others could copy them; wait until they are revealed"};
    }
    return done();
}

status disclosures::may_be_shown(event_reader event) {
    const auto when = event.getDisclosure();
    if (tells_weights(event) && when != schema::Disclosure::PRIVATE) {
        auto shown = weights_of(event.getEpoch());
        if (!shown) return shown.error();
        if (*shown != weights::open)
            return withheld(event, "the event tells the weights of epoch " + std::to_string(event.getEpoch()) +
                                       ", which the chain does not know yet",
                            "wait until they are set, revealed, or withheld");
    }
    if (when == schema::Disclosure::PUBLIC) return done();
    if (when != schema::Disclosure::AFTER_SEAL && when != schema::Disclosure::AFTER_REVEAL)
        return withheld(event, "the event is private to its validator", "it is never shown to others");
    const std::string epoch = std::to_string(event.getEpoch());
    auto sealed = seal_of(event.getEpoch(), log_);
    if (!sealed) return sealed.error();
    if (!*sealed)
        return withheld(event, "the event may be shown only once epoch " + epoch + " is sealed",
                        "wait for the seal of epoch " + epoch);
    if (when == schema::Disclosure::AFTER_SEAL) return done();
    auto shown = weights_of(event.getEpoch());
    if (!shown) return shown.error();
    if (*shown == weights::open) return done();
    return withheld(event, "the event may be shown only once the chain knows the weights of epoch " + epoch,
                    "wait until they are set, or revealed");
}

}  // namespace rf
