#include "actors/miner/server/behaviour.hpp"

#include <algorithm>

#include "events/result.hpp"

namespace rf {
namespace {

constexpr behaviour_entry entries[] = {
    {behaviour::elite, "elite", "solves nearly all, in full, with evidence"},
    {behaviour::strong, "strong", "solves most"},
    {behaviour::mid, "mid", "solves two of three"},
    {behaviour::weak, "weak", "solves a few, with little to show"},
    {behaviour::adversarial, "adversarial", "mostly wrong, at once, and sure of itself"},
    {behaviour::silent, "silent", "reads the question and never answers"},
    {behaviour::slow, "slow", "answers after the time is over"},
    {behaviour::drip, "drip", "answers a byte at a time"},
    {behaviour::oversized, "oversized", "answers with 2 MiB"},
    {behaviour::garbage, "garbage", "answers with bytes that are no JSON"},
    {behaviour::wrong_hash, "wrong_hash", "sends the hash of another submission"},
    {behaviour::wrong_task, "wrong_task", "answers another task"},
    {behaviour::copycat, "copycat", "sends the reasoning of another miner of this process, later"},
    {behaviour::http_500, "http_500", "answers 500 and closes"},
    {behaviour::redirect, "redirect", "answers 307"},
    {behaviour::half_open, "half_open", "accepts connections and reads nothing"},
    {behaviour::refuse, "refuse", "answers 403 to every task"},
    {behaviour::empty, "empty", "answers with neither steps nor a final answer"},
    {behaviour::forger, "forger", "signs something else, where it signs (--sign)"},
};

//                         solves  confid. evid. fragm. steps sent.  think
constexpr tier elite{      0.95,   0.95,   1.0,  0.5,   1.0,  6,     0.02, 0.12};
constexpr tier strong{     0.82,   0.85,   0.9,  0.3,   0.9,  5,     0.03, 0.20};
constexpr tier mid{        0.65,   0.70,   0.6,  0.1,   0.7,  3,     0.05, 0.35};
constexpr tier weak{       0.40,   0.50,   0.2,  0.0,   0.4,  2,     0.10, 0.60};
constexpr tier adversarial{0.10,   0.99,   0.5,  0.9,   0.3,  1,     0.001, 0.004};

}  // namespace

std::span<const behaviour_entry> all_behaviours() { return entries; }

std::string_view behaviour_name(behaviour b) {
    const auto* at = std::find_if(std::begin(entries), std::end(entries), [&](const auto& e) { return e.what == b; });
    RF_REQUIRE(at != std::end(entries));
    return at->name;
}

std::optional<behaviour> behaviour_of(std::string_view name) {
    std::string wanted(name);
    std::replace(wanted.begin(), wanted.end(), '-', '_');
    for (const auto& e : entries) {
        if (e.name == wanted) return e.what;
    }
    return std::nullopt;
}

const tier& tier_of(behaviour b) {
    switch (b) {
        case behaviour::elite: return elite;
        case behaviour::strong: return strong;
        case behaviour::weak: return weak;
        case behaviour::adversarial: return adversarial;
        default: return mid;
    }
}

}  // namespace rf
