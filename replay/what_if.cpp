#include "replay/what_if.hpp"

#include <algorithm>
#include <map>

#include "replay/what_if_causes.hpp"

namespace rf {
namespace {

std::string full_name(const mechanism& m) { return std::string(m.name) + "@" + std::to_string(m.version); }

std::string place_of(std::uint32_t epoch) { return "epoch " + std::to_string(epoch); }

const parameter* find(const parameters& all, std::string_view name) {
    for (const parameter& p : all)
        if (p.name == name) return &p;
    return nullptr;
}

// The recorded parameters with those of `set` in their place, as these rules know them.
result<parameters> other_parameters(const mechanism& rules, const parameters& recorded, const parameters& set,
                                    what_if_epoch& out) {
    parameters chosen = set;
    for (const parameter& p : recorded) {
        if (find(set, p.name)) continue;
        const bool known = std::any_of(rules.rules.begin(), rules.rules.end(),
                                       [&](const parameter_rule& r) { return r.name == p.name; });
        if (known) chosen.push_back(p);
        else out.dropped.push_back(p.name);
    }
    for (const parameter_rule& rule : rules.rules)
        if (!find(recorded, rule.name)) out.added.emplace_back(rule.name);
    return complete_parameters(rules, chosen);
}

scored_as scored(const epoch_result& r, std::size_t seat, std::uint16_t uid) {
    scored_as s;
    s.score = r.scores[seat];
    for (const weight_row& w : r.weights)
        if (w.uid == uid) {
            s.share = w.share;
            s.weight = w.value;
        }
    return s;
}

// The result of the facts under the rules they were recorded with, which must
// be what the seal says: a comparison with anything else would mislead.
result<epoch_result> as_recorded(const epoch_record& e) {
    auto again = run_epoch(*e.rules, e.facts);
    if (!again) return again;
    if (seal_follows(e, *again)) return again;
    return fault{fault_kind::damaged, "what its seal records does not follow from its events",
                 "event " + std::to_string(e.sealed), "rf-replay --epoch says where they part"};
}

// What crosses from one epoch to the next while a range is walked.
class hypothetical {
  public:
    hypothetical(const mechanism& rules, const parameters& set) : rules_(rules), set_(set) {}

    result<what_if_epoch> take(const epoch_record& e) {
        what_if_epoch out;
        out.epoch = e.facts.epoch;
        out.opened = e.opened;
        out.sealed = e.sealed;
        out.mechanism = full_name(*e.rules);
        if (e.rules->name != rules_.name || e.rules->observation_index != rules_.observation_index)
            return fault{fault_kind::refused,
                         "it was an epoch of " + out.mechanism + ", whose facts mean nothing to " + full_name(rules_),
                         "", "name epochs of one mechanism, and a version of that"};
        auto was = as_recorded(e);
        if (!was) return was.error();
        auto params = other_parameters(rules_, e.facts.params, set_, out);
        if (!params) return params.error();
        epoch_facts facts = e.facts;
        facts.params = std::move(*params);
        out.carried = recorded_out_ && *recorded_out_ == e.carry_in;
        if (out.carried) facts.in = carry_;
        else since_.clear();
        auto instead = run_epoch(rules_, facts);
        if (!instead) return instead.error();
        if (auto ok = compare(e, facts, *was, *instead, out); !ok) return ok.error();
        recorded_out_ = e.carry_out;
        remember(e.facts.epoch, was->out, instead->out);
        carry_ = std::move(instead->out);
        return out;
    }

  private:
    status compare(const epoch_record& e, const epoch_facts& facts, const epoch_result& was,
                   const epoch_result& instead, what_if_epoch& out) const {
        out.was_withheld = was.withheld;
        out.would_be_withheld = instead.withheld;
        out.digest = score_digest(facts.seats, instead);
        std::vector<std::uint32_t> since(facts.seats.size(), 0);
        for (std::size_t i = 0; i < facts.seats.size(); ++i) {
            moved_miner& m = out.miners.emplace_back();
            m.who = facts.seats[i].who;
            m.uid = facts.seats[i].uid;
            m.was = scored(was, i, m.uid);
            m.would_be = scored(instead, i, m.uid);
            if (const auto at = since_.find(m.who); at != since_.end()) since[i] = at->second;
        }
        return find_causes({e, rules_, facts, was, instead, since}, out.miners);
    }

    // Since which epoch does an account carry out something else?
    void remember(std::uint32_t epoch, const carry& was, const carry& instead) {
        std::map<account, std::uint32_t> now;
        const auto look = [&](const account& who) {
            const carry_entry* a = was.find(who);
            const carry_entry* b = instead.find(who);
            if (a && b && *a == *b) return;
            const auto before = since_.find(who);
            now.emplace(who, before == since_.end() ? epoch : before->second);
        };
        for (const carry_entry& entry : was.entries) look(entry.who);
        for (const carry_entry& entry : instead.entries) look(entry.who);
        since_ = std::move(now);
    }

    const mechanism& rules_;
    const parameters& set_;
    carry carry_;
    std::optional<hash32> recorded_out_;
    std::map<account, std::uint32_t> since_;
};

}  // namespace

std::string_view name_of(moved_by w) {
    switch (w) {
        case moved_by::nothing: return "nothing";
        case moved_by::event: return "event";
        case moved_by::carry: return "carry";
        case moved_by::opening: return "opening";
        case moved_by::others: return "others";
        case moved_by::ranking: return "ranking";
    }
    return "nothing";
}

status check_set(const mechanism& rules, const parameters& set) {
    if (auto all = complete_parameters(rules, set); !all) return all.error();
    for (const parameter_rule& rule : rules.rules)
        if (rule.shapes_draw && find(set, rule.name))
            return fault{fault_kind::refused,
                         "shaped which tasks were drawn, or of whom they were asked, and what was not asked then "
                         "cannot be answered now",
                         std::string(rule.name), "set what is read when facts are scored"};
    return done();
}

status what_if(const log_reader& log, std::uint32_t first, std::uint32_t last, const mechanism& rules,
               const parameters& set, const std::function<void(const what_if_epoch&)>& each,
               const progress_report& report) {
    if (auto ok = check_set(rules, set); !ok) return ok;
    hypothetical chain(rules, set);
    for (std::uint64_t epoch = first; epoch <= last; ++epoch) {
        auto e = read_epoch(log, std::uint32_t(epoch));
        if (!e) return with_place(e.error(), place_of(std::uint32_t(epoch)));
        auto out = chain.take(*e);
        if (!out) return with_place(out.error(), place_of(std::uint32_t(epoch)));
        each(*out);
        if (report) report(epoch - first + 1, std::uint64_t(last) - first + 1);
    }
    return done();
}

}  // namespace rf
