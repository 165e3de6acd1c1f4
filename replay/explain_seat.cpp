#include <algorithm>

#include "events/account_name.hpp"
#include "replay/explain_parts.hpp"

namespace rf {
namespace {

std::string of_epoch(std::uint32_t epoch) { return "epoch " + std::to_string(epoch); }

// The seats next to a uid.
std::string neighbours(const roster& seats, std::uint16_t uid) {
    std::string out;
    const auto at = std::lower_bound(seats.begin(), seats.end(), uid,
                                     [](const seat& s, std::uint16_t u) { return s.uid < u; });
    if (at != seats.begin()) out = std::to_string((at - 1)->uid);
    if (at != seats.end()) out += (out.empty() ? "" : " and uid ") + std::to_string(at->uid);
    return out.empty() ? "the epoch has no seats" : "nearest with a seat: uid " + out;
}

result<roster> seats_of(const log_reader& log, std::uint32_t epoch) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    auto bytes = log.read(span->opened);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(event.error(), "event " + std::to_string(span->opened));
    if (!event->isEpochOpened())
        return fault{fault_kind::damaged, "the index names this event as the epoch's opening, and it is not",
                     "event " + std::to_string(span->opened), ""};
    auto opened = read_opening(*event);
    if (!opened) return with_place(opened.error(), "event " + std::to_string(span->opened));
    return std::move(opened->facts.seats);
}

// A seat of the same account in the epoch before or after.
std::string seat_nearby(const log_reader& log, std::uint32_t epoch, const account& who) {
    for (const std::uint32_t other : {epoch - 1, epoch + 1}) {
        if (other == 0) continue;
        auto seats = seats_of(log, other);
        if (!seats) continue;
        for (const seat& s : *seats)
            if (s.who == who)
                return "it has a seat in " + of_epoch(other) + ", as uid " + std::to_string(s.uid);
    }
    return {};
}

// Why the account got no seat, as the log had it when the epoch opened.
std::string why_none(const projection& p, const account& who) {
    const std::string graph = "the metagraph of block " + std::to_string(p.chain.metagraph_block);
    if (p.identity.validator == who) return "it is this validator's own";
    const auto at = std::find_if(p.chain.neurons.begin(), p.chain.neurons.end(),
                                 [&](const seat& s) { return s.who == who; });
    if (at == p.chain.neurons.end())
        return "it was not in " + graph + ", the last one before the epoch opened";
    const std::string uid = "it held uid " + std::to_string(at->uid) + " in " + graph;
    if (std::binary_search(p.chain.permitted.begin(), p.chain.permitted.end(), who))
        return uid + " with a validator's permit, so it is not asked as a miner";
    const auto known = std::find_if(p.miners.begin(), p.miners.end(),
                                    [&](const known_miner& m) { return m.who == who; });
    if (known == p.miners.end() || known->endpoint.empty())
        return uid + ", and no endpoint that could be asked was ever seen of it";
    return uid + ", and all seats were taken by lower uids";
}

}  // namespace

fault explaining::no_seat(const log_reader& log, const epoch_record& e, const account& who) {
    fault f{fault_kind::missing, name_of_account(who) + " has no seat in " + of_epoch(e.facts.epoch), "", ""};
    projection before;
    if (fold_into(before, log, e.opened, reading::plain)) f.what += ": " + why_none(before, who);
    f.advice = seat_nearby(log, e.facts.epoch, who);
    return f;
}

result<account> account_of_uid(const log_reader& log, std::uint32_t epoch, std::uint16_t uid) {
    auto seats = seats_of(log, epoch);
    if (!seats) return seats.error();
    for (const seat& s : *seats)
        if (s.uid == uid) return s.who;
    return fault{fault_kind::missing, "uid " + std::to_string(uid) + " has no seat in " + of_epoch(epoch), "",
                 neighbours(*seats, uid)};
}

}  // namespace rf
