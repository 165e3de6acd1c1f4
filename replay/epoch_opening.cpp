#include <algorithm>

#include "replay/carry_codec.hpp"
#include "replay/epoch_state.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

fault unlawful(std::string why) { return {fault_kind::invalid, std::move(why), "", ""}; }

}  // namespace

result<epoch_state> read_opening(event_reader event) {
    const auto opened = event.getEpochOpened();
    epoch_state e;
    const std::string name(text_of(opened.getMechanism()));
    e.rules = find_mechanism(name, opened.getVersion());
    if (!e.rules)
        return fault{fault_kind::too_new,
                     "this program has no mechanism " + name + "@" + std::to_string(opened.getVersion()), "",
                     "use a program that has it"};
    if (opened.getFoldVersion() != fold_version)
        return fault{fault_kind::too_new, "the epoch pins fold version " + std::to_string(opened.getFoldVersion()) +
                     ", this program has " + std::to_string(fold_version), "", "use a program that has it"};
    auto pinned = read_parameters(opened.getParameters());
    if (!pinned) return pinned.error();
    if (auto all = check_parameters(*e.rules, *pinned); !all) return all.error();
    e.facts.params = std::move(*pinned);

    if (opened.getSeats().size() > most_seats) return unlawful("an epoch has at most 1024 seats");
    for (auto from : opened.getSeats()) {
        const auto who = as_account(bytes_of(from.getAccount()));
        if (!who) return unlawful("a seat's account is not an account");
        if (!e.facts.seats.empty() && from.getUid() <= e.facts.seats.back().uid)
            return unlawful("seats are not in ascending uid");
        e.seat_of_uid.resize(std::size_t(from.getUid()) + 1, no_seat);
        e.seat_of_uid[from.getUid()] = std::uint16_t(e.facts.seats.size());
        e.facts.seats.push_back({*who, from.getUid()});
    }
    std::vector<account> accounts;
    for (const auto& s : e.facts.seats) accounts.push_back(s.who);
    std::sort(accounts.begin(), accounts.end());
    if (std::adjacent_find(accounts.begin(), accounts.end()) != accounts.end())
        return unlawful("an account has two seats");

    const auto secret_hash = as_hash(bytes_of(opened.getSecretHash()));
    const auto carry_name = as_hash(bytes_of(opened.getCarryIn().getSha256()));
    if (!secret_hash || !carry_name) return unlawful("an epoch names its secret's hash and its carry-in");
    e.secret_hash = *secret_hash;
    e.carry_in = *carry_name;
    e.facts.epoch = event.getEpoch();
    e.opened_at = event.getSeq();
    e.closes_block = opened.getClosesBlock();
    e.tasks_planned = opened.getTasks();
    if (e.tasks_planned > 65535) return unlawful("an epoch has at most 65535 tasks");
    if (std::size_t(e.tasks_planned) * e.facts.seats.size() > most_questions)
        return unlawful("an epoch has at most " + std::to_string(most_questions) + " questions, tasks times seats");
    if (e.rules->most_tasks != 0 && e.tasks_planned > e.rules->most_tasks)
        return unlawful("the mechanism allows " + std::to_string(e.rules->most_tasks) + " task(s) an epoch");
    e.kinds.resize(kinds_known(), 0);
    ++e.kinds[std::size_t(event_kind::EPOCH_OPENED)];
    return e;
}

result<epoch_state> open_epoch(event_reader event, const blob_source& blobs) {
    auto e = read_opening(event);
    if (!e) return e;
    const std::string place = "carry-in of epoch " + std::to_string(event.getEpoch());
    auto bytes = blobs(e->carry_in);
    if (!bytes) return with_place(bytes.error(), place);
    auto carried = decode_carry(*bytes);
    if (!carried) return with_place(carried.error(), place);
    if (auto ok = check_carry(carried->value); !ok) return with_place(ok.error(), place);
    if (carried->mechanism == e->rules->name && carried->version == e->rules->version)
        e->facts.in = std::move(carried->value);
    return e;
}

}  // namespace rf
