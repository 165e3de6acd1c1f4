#include "actors/programs/operator_continue.hpp"

#include <filesystem>

#include "actors/programs/operator_key.hpp"
#include "replay/continuation.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

command parameters_fact(const projection& old) {
    event_draft fact;
    auto set = fact.event().initParametersSet();
    set.setMechanism(old.mechanism);
    set.setVersion(old.mechanism_version);
    write_parameters(set.initChosen(unsigned(old.chosen.size())), old.chosen);
    set.setReason("as in " + old.identity.origin);
    return command(record{std::move(fact), {}});
}

command carry_fact(const projection& old, last_carry carried) {
    event_draft fact;
    auto c = fact.event().initCarryImported();
    c.setSource(old.identity.origin + ", epoch " + std::to_string(old.sealed.epoch));
    c.initCarry().setSha256(data_of(carried.name));
    c.getCarry().setLength(carried.bytes.size());
    std::vector<blob> blobs;
    blobs.push_back({carried.name, std::move(carried.bytes)});
    return command(record{std::move(fact), std::move(blobs)});
}

std::string what_is_lost(const projection& old, const std::optional<last_carry>& carried) {
    std::string out;
    auto add = [&](const std::string& what) { out += (out.empty() ? "" : "; ") + what; };
    if (old.open) add("epoch " + std::to_string(old.open->facts.epoch) + ", which was open");
    for (const auto& w : old.weights)
        add("the weights of epoch " + std::to_string(w.epoch) + ", unless the chain has them");
    if (!old.awaited.empty())
        add(std::to_string(old.awaited.size()) + " batches whose ground truth is awaited");
    if (carried && (carried->mechanism != old.mechanism || carried->version != old.mechanism_version))
        add("the carry: it is of " + carried->mechanism + "@" + std::to_string(carried->version));
    return out;
}

status write_beginning(operator_log& log, const newborn_log& as, const signing_key& key,
                       const projection& old, std::optional<last_carry> carried) {
    if (auto ok = log.be_born(as, key); !ok) return ok;
    if (auto ok = log.begin("rf-validator continue"); !ok) return ok;
    if (!old.mechanism.empty())
        if (auto ok = log.take(parameters_fact(old)); !ok) return ok;
    if (carried)
        if (auto ok = log.take(carry_fact(old, std::move(*carried))); !ok) return ok;
    if (auto ok = log.end("begun"); !ok) return ok;
    return log.sign_at(log.log().head().size, key);
}

}  // namespace

result<continued_log> continue_log(const continue_order& o) {
    std::error_code error;
    if (std::filesystem::exists(o.directory, error) && !std::filesystem::is_empty(o.directory, error))
        return fault{fault_kind::refused, "the directory is there, and not empty", o.directory,
                     "name a new one"};
    auto before = store::open_read_only(o.from);
    if (!before) return before.error();
    auto old = fold(**before, reading::checked);
    if (!old) return with_place(old.error(), o.from);
    if (old->next == 0)
        return fault{fault_kind::empty, "the log has no events", o.from, "there is nothing to continue"};
    if (o.origin == old->identity.origin)
        return fault{fault_kind::refused, "the new log must have another name than the old one", o.origin,
                     "two logs of one name would be a fork; add a number to it, say"};
    auto carried = carry_at_head(**before, *old);
    if (!carried) return carried.error();
    continued_log did;
    did.before = {old->identity.origin, (*before)->head()};
    did.epoch = old->sealed.epoch;
    did.lost = what_is_lost(*old, *carried);
    if (*carried &&
        ((*carried)->mechanism != old->mechanism || (*carried)->version != old->mechanism_version))
        carried->reset();
    if (*carried) did.carried = (*carried)->accounts;
    if (!old->mechanism.empty())
        did.mechanism = old->mechanism + "@" + std::to_string(old->mechanism_version);

    const std::string part = o.directory + ".part";
    if (std::filesystem::exists(part, error))
        return fault{fault_kind::refused, "an earlier attempt was not finished", part,
                     "remove it, then try again"};
    {
        auto log = operator_log::create(part, o.origin);
        if (!log) return log.error();
        auto key = make_log_key(log_key_file(part, o.key_file), o.origin, o.passphrase_file);
        if (!key) return key.error();
        if (auto ok = make_master_secret(secret_file_of(part, o.secret_file)); !ok) return ok.error();
        const log_identity& id = old->identity;
        const newborn_log as{o.origin, schema::ChainKind(id.chain), id.genesis, id.netuid, id.mechanism_id,
                             id.validator, did.before};
        if (auto ok = write_beginning(**log, as, *key, *old, std::move(*carried)); !ok) return ok.error();
        if (auto ok = check_continuation((*log)->log(), **before); !ok) return ok.error();
    }
    std::filesystem::rename(part, o.directory, error);
    if (error)
        return fault{fault_kind::unavailable, "it cannot be given its name: " + error.message(), o.directory,
                     ""};
    return did;
}

}  // namespace rf
