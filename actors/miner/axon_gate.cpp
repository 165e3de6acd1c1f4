#include <algorithm>

#include "actors/miner/axon_server.hpp"
#include "events/ss58.hpp"

namespace rf {
namespace {

constexpr std::size_t most_uuid_bytes = 64;

axon_refusal forbidden(const std::string& why) {
    return {403, "Forbidden. Key is blacklisted: " + why + "."};
}
axon_refusal unverified(const std::string& why) { return {401, "Not Verified with error: " + why}; }

// "0x" and 128 lowercase digits.
std::optional<byte_vec> signature_of(std::string_view text) {
    if (text.size() != 130 || !text.starts_with("0x")) return std::nullopt;
    return from_hex(text.substr(2));
}

bool is_uuid(std::string_view text) {
    return !text.empty() && text.size() <= most_uuid_bytes &&
           std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

axon_gate::axon_gate(const account& own, axon_gate_settings settings, standing_of standing)
    : own_address_(ss58_of(own)), settings_(settings), standing_(std::move(standing)) {}

axon_result<admitted_call> axon_gate::admit(const axon_call& call, std::int64_t utc_ns) {
    auto admitted = standing(call);
    if (std::holds_alternative<axon_refusal>(admitted)) return admitted;
    const account& caller = std::get<admitted_call>(admitted).caller;

    const auto now = std::uint64_t(std::max<std::int64_t>(utc_ns, 0));
    if (auto refused = check_nonce(call, now)) return *refused;
    // Signed for this axon: a call to another cannot be sent on to here.
    if (call.addressed_to != own_address_) return unverified("Addressed to another hotkey");
    const auto signature = signature_of(call.signature);
    if (!signature)
        return unverified(call.signature.empty() ? "Missing signature" : "Invalid signature format");
    const std::string message =
        axon_sign_message(*call.nonce, call.caller_address, own_address_, call.uuid, call.body_hash);
    if (!verify(caller.b, view(message), *signature)) return unverified("Signature mismatch");
    if (auto refused = remember(call, now)) return *refused;
    return admitted;
}

axon_result<admitted_call> axon_gate::standing(const axon_call& call) const {
    const auto caller = account_from_ss58(call.caller_address);
    if (!caller) return forbidden("Missing or unreadable hotkey");
    const auto stands = standing_(*caller);
    if (!stands) return forbidden("Unregistered hotkey");
    if (settings_.permit_needed && !stands->permit) return forbidden("No validator permit");
    // Not a number is less than any stake.
    if (!(stands->stake >= settings_.least_stake)) return forbidden("Stake too low");
    return admitted_call{*caller, stands->stake};
}

std::optional<axon_refusal> axon_gate::check_nonce(const axon_call& call, std::uint64_t now) const {
    if (!call.version) return unverified("Missing version");
    if (*call.version < settings_.least_version) return unverified("Version too old");
    if (!is_uuid(call.uuid)) return unverified("Missing uuid");
    if (!call.nonce) return unverified("Missing Nonce");
    const auto timeout_ns = std::uint64_t(std::min(call.timeout_s * 1e9, double(settings_.most_timeout_ns)));
    const std::uint64_t window = settings_.allowed_delay_ns + timeout_ns;
    if (*call.nonce <= now - std::min(now, window))
        return unverified("Nonce is too old: a newer one is needed");
    if (*call.nonce > now + settings_.allowed_future_ns) return unverified("Nonce is from the future");
    return std::nullopt;
}

std::optional<axon_refusal> axon_gate::remember(const axon_call& call, std::uint64_t now) {
    while (!expiring_.empty() && expiring_.begin()->first < now) {
        seen_.erase(expiring_.begin()->second);
        expiring_.erase(expiring_.begin());
    }
    std::string key = call.caller_address + ":" + call.uuid;
    const auto known = seen_.find(key);
    if (known != seen_.end()) {
        if (*call.nonce <= known->second.nonce) {
            return unverified("Nonce is too old: a newer one was last processed");
        }
        expiring_.erase({known->second.until, key});
    } else if (seen_.size() >= settings_.most_remembered) {
        return axon_refusal{503, "Too many calls are remembered; call again later"};
    }
    // As long as the widest window would let the same nonce in.
    const std::uint64_t until = *call.nonce + settings_.allowed_delay_ns + settings_.most_timeout_ns;
    seen_[key] = {*call.nonce, until};
    expiring_.emplace(until, std::move(key));
    return std::nullopt;
}

}  // namespace rf
