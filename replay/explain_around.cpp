#include <algorithm>

#include "replay/explain_parts.hpp"

namespace rf::explaining {
namespace {

constexpr std::uint64_t farthest_commitment = 65536;  // events before the opening
constexpr std::uint64_t most_single_reads = 4096;

bool hands_on(event_reader event, const explanation& x) {
    return event.isEpochSealed() && event.getEpoch() + 1 == x.epoch &&
           as_hash(bytes_of(event.getEpochSealed().getCarryOut().getSha256())) == std::optional(x.carry_in);
}

// The seal before, by the index; whether the index has one at all.
result<bool> find_carry(const log_reader& log, explanation& x) {
    if (x.epoch < 2) return true;
    auto span = log.find_epoch(x.epoch - 1);
    if (!span || !span->sealed) return false;
    auto bytes = log.read(*span->sealed);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(event.error(), "event " + std::to_string(*span->sealed));
    if (hands_on(*event, x)) x.carry_from = *span->sealed;
    return true;
}

// Backwards from the opening, one by one: it is seldom far, and a bundle has no
// more of the log before its epoch than such single events.
status look_back(const log_reader& log, bool for_carry, explanation& x) {
    event_decoder decoder;
    auto opening = log.read(x.opened);
    if (!opening) return opening.error();
    auto opened = decoder.check(*opening);
    if (!opened) return with_place(opened.error(), "event " + std::to_string(x.opened));
    const auto promised = as_hash(bytes_of(opened->getEpochOpened().getSecretHash()));
    std::uint64_t lost = 0;
    const std::uint64_t least = x.opened - std::min(x.opened, farthest_commitment);
    for (std::uint64_t n = x.opened; n > least && lost < most_single_reads; --n) {
        if (x.committed != no_event && (!for_carry || x.carry_from != no_event)) break;
        auto bytes = log.read(n - 1);
        if (!bytes && bytes.error().kind != fault_kind::missing) return bytes.error();
        if (!bytes) {
            ++lost;
            continue;
        }
        auto event = decoder.check(*bytes);
        if (!event) return with_place(event.error(), "event " + std::to_string(n - 1));
        const bool commits = event->isSecretCommitted() && event->getEpoch() == x.epoch &&
                             as_hash(bytes_of(event->getSecretCommitted().getSecretHash())) == promised;
        if (commits && x.committed == no_event) x.committed = n - 1;
        if (for_carry && x.carry_from == no_event && hands_on(*event, x)) x.carry_from = n - 1;
    }
    return done();
}

std::optional<std::uint16_t> value_of(capnp::List<schema::WeightEntry>::Reader row, std::uint16_t uid) {
    for (auto w : row)
        if (w.getUid() == uid) return w.getValue();
    return std::uint16_t(0);
}

std::string short_text(capnp::Text::Reader text) {
    return std::string(text_of(text).substr(0, most_explained_text));
}

// What an event says of the epoch's weights; nothing where it is about others.
std::optional<weights_event> read_weights(event_reader event, const explanation& x) {
    weights_event w{event.getSeq(), event.which(), {}, "", 0, {}};
    switch (event.which()) {
        case event_kind::WEIGHTS_INTENDED: {
            const auto body = event.getWeightsIntended();
            w.value = value_of(body.getWeights(), x.who.uid);
            w.block = body.getMetagraphBlock();
            return w;
        }
        case event_kind::WEIGHTS_WITHHELD:
            w.says = short_text(event.getWeightsWithheld().getReason());
            return w;
        case event_kind::WEIGHTS_SIGNED: return w;
        case event_kind::WEIGHTS_SUBMITTED:
            w.says = short_text(event.getWeightsSubmitted().getEndpoint());
            return w;
        case event_kind::WEIGHTS_INCLUDED: w.block = event.getWeightsIncluded().getBlock(); return w;
        case event_kind::WEIGHTS_FINALISED: w.block = event.getWeightsFinalised().getBlock(); return w;
        case event_kind::WEIGHTS_READ_BACK: {
            const auto body = event.getWeightsReadBack();
            if (body.getRow().size() > 0) w.value = value_of(body.getRow(), x.who.uid);
            w.block = body.getBlock();
            w.agrees = body.getAgrees();
            return w;
        }
        case event_kind::WEIGHTS_REFUSED:
            w.says = short_text(event.getWeightsRefused().getReason());
            w.agrees = event.getWeightsRefused().getFinal();
            return w;
        default: return std::nullopt;
    }
}

bool ends(const weights_event& w) {
    const bool refused = w.kind == event_kind::WEIGHTS_REFUSED && w.agrees == std::optional(true);
    return refused || w.kind == event_kind::WEIGHTS_READ_BACK || w.kind == event_kind::WEIGHTS_WITHHELD;
}

bool dropped_in(event_reader event, const account& who) {
    if (!event.isWeightsIntended()) return false;
    for (auto seat : event.getWeightsIntended().getDropped())
        if (as_account(bytes_of(seat.getAccount())) == std::optional(who)) return true;
    return false;
}

}  // namespace

status tell_before(const log_reader& log, const epoch_record&, explanation& x) {
    event_decoder decoder;
    if (auto bytes = log.read(0)) {
        auto created = decoder.check(*bytes);
        if (!created) return with_place(created.error(), "event 0");
        if (created->isLogCreated()) {
            x.origin = short_text(created->getLogCreated().getOrigin());
            x.validator = as_account(bytes_of(created->getLogCreated().getValidator()));
        }
    }
    auto indexed = find_carry(log, x);
    if (!indexed) return indexed.error();
    return look_back(log, !*indexed, x);
}

status tell_after(const log_reader& log, const epoch_record& e, explanation& x) {
    const std::uint64_t end = log.head().size;
    x.goes_on = e.sealed + 1 < end;
    if (!x.goes_on || !e.withheld.empty()) return done();
    auto cursor = log.scan(e.sealed + 1, end, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    std::uint64_t number = e.sealed + 1;
    auto looked = guarded([&]() -> status {
        for (; number < end; ++number) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) return done();
            if ((*cursor)->withheld()) continue;
            auto event = decoder.read((*cursor)->bytes());
            if (!event) return event.error();
            if (event->getEpoch() != x.epoch || !read_weights(*event, x)) continue;
            event = decoder.check((*cursor)->bytes());
            if (!event) return event.error();
            if (dropped_in(*event, x.who.who)) x.dropped = number;
            x.after.push_back(*read_weights(*event, x));
            if (ends(x.after.back())) return done();
        }
        return done();
    });
    return looked ? done() : status(with_place(looked.error(), "event " + std::to_string(number)));
}

}  // namespace rf::explaining
