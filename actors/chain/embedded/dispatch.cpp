#include "actors/chain/embedded/dispatch.hpp"

#include <algorithm>

namespace rf::embedded {
namespace {

constexpr std::size_t most_commits = 10;  // of one account, not revealed yet

refusal for_ever(std::string_view error, std::string advice, std::uint8_t pool_code = 0) {
    return {error, std::move(advice), true, 0, pool_code};
}
refusal for_now(std::string_view error, std::string advice, std::uint8_t pool_code = 0, std::uint64_t retry = 0) {
    return {error, std::move(advice), false, retry, pool_code};
}
refusal too_fast(std::string_view error, std::uint64_t more) {
    return for_now(error, "wait " + std::to_string(more) + " more blocks", 6, more);
}

// Blocks until `n` may set or commit weights again. One that never has may at once.
std::uint64_t rate_limit_left(const state& s, const subnet& in, const neuron& n) {
    if (n.last_update == 0) return 0;
    const std::uint64_t passed = in.block - std::min(in.block, n.last_update);
    return s.rules.weights_rate_limit - std::min(s.rules.weights_rate_limit, passed);
}

bool has_duplicates(std::vector<std::uint16_t> uids) {
    std::sort(uids.begin(), uids.end());
    return std::adjacent_find(uids.begin(), uids.end()) != uids.end();
}

bool over_max_weight(const chain_rules& rules, const std::vector<std::uint16_t>& values) {
    if (rules.max_weight == 65535) return false;
    std::uint64_t sum = 0, most = 0;
    for (const auto v : values) {
        sum += v;
        most = std::max<std::uint64_t>(most, v);
    }
    return most * 65535 > sum * rules.max_weight;
}

// What set_weights and reveal_weights have in common, once rate and mode are checked.
verdict check_row(const state& s, std::uint16_t own, const weights_call& call) {
    const auto& uids = call.uids;
    if (!s.neurons[own].permit)
        return for_now("NeuronNoValidatorPermit", "more stake, and the next epoch, give one");
    if (has_duplicates(uids)) return for_ever("DuplicateUids", "name each uid once");
    for (const auto uid : uids)
        if (uid >= s.neurons.size())
            return for_ever("UidVecContainInvalidOne", "uid " + std::to_string(uid) + " is not in the subnet", 19);
    if (uids.size() == 1 && uids[0] == own) return {};  // a row for oneself alone is free of the limits
    if (uids.size() < s.rules.min_weights)
        return for_ever("WeightVecLengthIsLow", "at least " + std::to_string(s.rules.min_weights) + " weights");
    if (over_max_weight(s.rules, call.values)) return for_ever("MaxWeightExceeded", "one share is over max_weight");
    return {};
}

verdict check_set(const state& s, const subnet& in, const account& who, const weights_call& call, bool revealed) {
    if (!revealed && s.rules.commit_reveal)
        return for_ever("CommitRevealEnabled", "commit first, then reveal");
    if (call.netuid == 0) return for_ever("CanNotSetRootNetworkWeights", "subnet 0 is the root");
    if (call.uids.size() != call.values.size())
        return for_ever("WeightVecNotEqualSize", "as many values as uids", 18);
    if (call.netuid != in.netuid || call.mechanism_id != in.mechanism_id)
        return for_ever("MechanismDoesNotExist", "this chain has subnet " + std::to_string(in.netuid), 3);
    if (call.uids.size() > s.neurons.size())
        return for_ever("UidsLengthExceedUidsInSubNet", "more uids than neurons");
    const auto own = uid_of(s, who);
    if (!own) return for_now("HotKeyNotRegisteredInSubNet", "register the hotkey", 10);
    if (s.neurons[*own].stake < s.rules.min_stake) return for_now("NotEnoughStakeToSetWeights", "add stake", 1);
    if (call.version_key < s.rules.version_key)
        return for_ever("IncorrectWeightVersionKey", "the chain wants " + std::to_string(s.rules.version_key));
    const std::uint64_t left = revealed ? 0 : rate_limit_left(s, in, s.neurons[*own]);
    if (left > 0) return too_fast("SettingWeightsTooFast", left);
    return check_row(s, *own, call);
}

verdict check_commit(const state& s, const subnet& in, const account& who, const weights_call& call) {
    if (call.netuid != in.netuid || call.mechanism_id != in.mechanism_id)
        return for_ever("MechanismDoesNotExist", "this chain has subnet " + std::to_string(in.netuid), 3);
    if (!s.rules.commit_reveal) return for_ever("CommitRevealDisabled", "set weights instead");
    const auto own = uid_of(s, who);
    if (!own) return for_now("HotKeyNotRegisteredInSubNet", "register the hotkey", 10);
    if (s.neurons[*own].stake < s.rules.min_stake) return for_now("NotEnoughStakeToSetWeights", "add stake", 1);
    const std::uint64_t left = rate_limit_left(s, in, s.neurons[*own]);
    if (left > 0) return too_fast("CommittingWeightsTooFast", left);
    const auto open = std::count_if(s.commits.begin(), s.commits.end(), [&](const weights_commit& c) {
        return c.who == who && in.epoch <= c.epoch + s.rules.reveal_period;
    });
    if (std::size_t(open) >= most_commits) return for_now("TooManyUnrevealedCommits", "reveal the earlier ones");
    return {};
}

verdict check_reveal(const state& s, const subnet& in, const account& who, const weights_call& call) {
    if (!s.rules.commit_reveal) return for_ever("CommitRevealDisabled", "set weights instead");
    const hash32 wanted = commit_hash(who, call);
    const weights_commit* found = nullptr;
    bool any = false;
    for (const auto& c : s.commits) {
        if (c.who != who) continue;
        any = true;
        if (c.hash == wanted) found = &c;
    }
    if (!any) return for_now("NoWeightsCommitFound", "nothing of this hotkey is waiting to be revealed", 16);
    if (!found) return for_ever("InvalidRevealCommitHashNotMatch", "reveal exactly what was committed", 16);
    const std::uint64_t due = found->epoch + s.rules.reveal_period;
    if (in.epoch > due) return for_ever("ExpiredWeightCommit", "its epoch to be revealed in has passed", 17);
    if (in.epoch < due) {
        const std::uint64_t begins = due * in.epoch_blocks - in.netuid - 1;
        return for_now("RevealTooEarly", "reveal in epoch " + std::to_string(due), 17, begins - in.block);
    }
    return check_set(s, in, who, call, true);
}

}  // namespace

std::optional<std::uint16_t> uid_of(const state& s, const account& who) {
    for (std::size_t i = 0; i < s.neurons.size(); ++i)
        if (s.neurons[i].who == who) return std::uint16_t(i);
    return std::nullopt;
}

weight_values max_upscaled(const std::vector<std::uint16_t>& uids, const std::vector<std::uint16_t>& values) {
    RF_REQUIRE(uids.size() == values.size());
    std::uint32_t most = 0;
    for (const auto v : values) most = std::max<std::uint32_t>(most, v);
    weight_values row;
    for (std::size_t i = 0; i < uids.size(); ++i)
        row.emplace_back(uids[i], most == 0 ? values[i] : std::uint16_t((values[i] * 65535u + most / 2) / most));
    std::sort(row.begin(), row.end());
    return row;
}

verdict check_call(const state& s, const subnet& in, const account& who, const weights_call& call) {
    switch (call.kind) {
        case call_kind::set: return check_set(s, in, who, call, false);
        case call_kind::commit: return check_commit(s, in, who, call);
        case call_kind::reveal: return check_reveal(s, in, who, call);
    }
    return {};
}

verdict dispatch(state& s, const subnet& in, const account& who, const weights_call& call) {
    if (auto no = check_call(s, in, who, call)) return no;
    neuron& own = s.neurons[*uid_of(s, who)];
    if (call.kind == call_kind::commit) {
        std::erase_if(s.commits, [&](const auto& c) { return in.epoch > c.epoch + s.rules.reveal_period; });
        s.commits.push_back({who, call.committed, in.block, in.epoch});
        own.last_update = in.block;
        return {};
    }
    own.row = max_upscaled(call.uids, call.values);
    s.settled = false;
    if (call.kind == call_kind::set) {
        own.last_update = in.block;
        return {};
    }
    // A reveal does not touch last_update: that is no receipt of it.
    const hash32 shown = commit_hash(who, call);
    std::erase_if(s.commits, [&](const auto& c) { return c.who == who && c.hash == shown; });
    return {};
}

}  // namespace rf::embedded
