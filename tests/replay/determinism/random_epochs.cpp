#include "tests/replay/determinism/random_epochs.hpp"

#include <set>

namespace rf::test {
namespace {

// Often a corner, otherwise anything from 0 to 1.
double value(dice& d) {
    switch (d.below(12)) {
        case 0: return 0;
        case 1: return 1;
        case 2: return double(d.below(9)) / 8;
        case 3: return d.unit() * 0x1p-40;
        default: return d.unit();
    }
}

roster random_roster(dice& d) {
    const std::uint64_t most = d.below(20) == 0 ? 256 : 1 + d.below(40);
    std::set<std::uint16_t> uids;
    for (std::uint64_t i = 0; i < most; ++i) uids.insert(std::uint16_t(d.below(300)));
    std::set<std::uint64_t> names;
    while (names.size() < uids.size()) names.insert(d.below(400));  // few, so that accounts come back
    roster seats;
    auto name = names.begin();
    for (const auto uid : uids) {
        account a;
        if (d.below(10) == 0) a.type = account_type::evm;
        put_be64(a.b.data(), *name++ * 0x9e3779b97f4a7c15);
        seats.push_back({a, uid});
    }
    return seats;
}

observation random_seen(std::size_t index, dice& d) {
    switch (index) {
        case 1:
            return reasonforge_seen{value(d), value(d), value(d), value(d),
                                    d.below(4) == 0 ? 0.95 + d.unit() / 20 : value(d)};
        case 2: {
            ema_feed_seen e;
            for (std::uint64_t n = d.below(8); n > 0; --n)
                e.results.push_back({feed_result::state(d.below(3)), d.below(30000), value(d)});
            return e;
        }
        case 3: {
            judge_epm_seen j;
            for (double& c : j.criteria) c = d.below(3) == 0 ? d.unit() * 100 : double(d.below(101));
            return j;
        }
        case 4: {
            aml_ensemble_seen a{d.below(5) > 0, value(d) * 0.3, {}};
            for (std::uint32_t alert = 0; alert < 30; ++alert)
                if (d.below(4) > 0) a.scores.push_back({alert, value(d)});
            return a;
        }
        default: {
            hash32 answer;
            answer.b[0] = std::uint8_t(d.below(3) == 0 ? d.below(4) : 0);
            return hetu_consensus_seen{answer};
        }
    }
}

reply_facts random_reply(std::size_t index, dice& d, bool with_voids) {
    switch (d.below(14)) {
        case 0: return {outcome::not_asked, {}};
        case 1: return {outcome::timeout, {}};
        case 2: return {outcome::failed, {}};
        case 3: return {with_voids ? outcome::voided : outcome::bad_hash, {}};
        default: return {outcome::answered, random_seen(index, d)};
    }
}

// Each number within its own bounds, near its standard; one in three is moved.
parameters random_parameters(const mechanism& m, dice& d) {
    parameters chosen;
    for (const parameter_rule& rule : m.rules) {
        if (rule.name.starts_with("emit.") || d.below(3) > 0) continue;
        parameter p{std::string(rule.name), {}};
        if (const auto* n = std::get_if<double>(&rule.standard)) {
            const double moved = *n * (0.75 + d.unit() / 2);
            if (moved < rule.least || moved > rule.most) continue;
            p.value = moved;
        } else if (const auto* i = std::get_if<std::uint64_t>(&rule.standard)) {
            const std::uint64_t moved = rule.name == "hetu.base_reward" ? d.next() : *i + d.below(3);
            if (double(moved) < rule.least || double(moved) > rule.most) continue;
            p.value = moved;
        } else if (std::holds_alternative<bool>(rule.standard)) {
            p.value = d.below(2) == 0;
        } else {
            static constexpr std::string_view all[] = {"share", "maximum", "percent"};
            p.value = std::string(all[d.below(3)]);
        }
        chosen.push_back(std::move(p));
    }
    if (d.below(3) == 0) chosen.push_back({"emit.max_share", 0.02 + d.unit() * 0.9});
    if (d.below(4) == 0) chosen.push_back({"emit.min_count", d.below(40)});
    if (d.below(2) == 0) chosen.push_back({"emit.pad", true});
    if (d.below(4) == 0) chosen.push_back({"emit.max_void_share", d.unit() * 0.2});
    return complete_parameters(m, chosen).value();
}

}  // namespace

epoch_facts random_epoch(const mechanism& m, std::uint32_t epoch, const carry& in, dice& d) {
    epoch_facts f;
    f.epoch = epoch;
    f.seats = random_roster(d);
    f.params = random_parameters(m, d);
    f.in = in;
    const bool with_voids = d.below(4) == 0;
    const std::uint64_t tasks = m.most_tasks > 0 ? 1 : d.below(20);
    for (std::uint64_t t = 0; t < tasks; ++t) {
        task_facts task;
        task.domain = std::uint8_t(m.domains.empty() ? 0 : d.below(m.domains.size()));
        task.difficulty = std::uint8_t(1 + d.below(10));
        task.trap = d.below(5) == 0;
        task.previously_unsolved = d.below(8) == 0;
        for (std::size_t i = 0; i < f.seats.size(); ++i)
            task.replies.push_back(random_reply(m.observation_index, d, with_voids));
        f.tasks.push_back(std::move(task));
    }
    if (d.below(4) > 0) {
        f.counted.window_minutes = 0.5 + d.unit() * 60;
        for (std::size_t i = 0; i < f.seats.size(); ++i)
            f.counted.edges.push_back(d.below(3) == 0 ? 0 : d.below(5000));
    }
    for (const seat& s : f.seats)
        if (d.below(3) == 0) f.settled.push_back({s.who, std::uint32_t(1 + d.below(epoch)), d.unit() / 2});
    return f;
}

formula_call random_call(const formula_shape& shape, dice& d) {
    formula_call call{std::string(shape.fn), {}};
    std::size_t length = call.fn == "cms" ? 4 : d.below(40);
    if (call.fn == "objective") {
        const std::size_t domain = d.below(6);
        length = checks_of(domain).size();
        call.args.push_back({double(domain)});
    }
    for (const formula_argument& a : shape.args) {
        if (a.name == "domain") continue;
        std::vector<double> arg;
        const bool money = a.name == "stake" || a.name == "stakes" || a.name == "pool";
        const bool whole = call.fn == "peb" || a.name == "present" || a.name == "previously_unsolved";
        for (std::size_t i = 0; i < (a.list ? length : 1); ++i) {
            if (whole) arg.push_back(double(d.below(call.fn == "peb" ? 15 : 2)));
            else arg.push_back(money ? d.unit() * 10000 : value(d));
        }
        call.args.push_back(std::move(arg));
    }
    return call;
}

}  // namespace rf::test
