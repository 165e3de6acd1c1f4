#include "replay/verify/verify.hpp"

#include <algorithm>
#include <set>

#include "replay/verify/checks.hpp"
#include "replay/verify/copies.hpp"

namespace rf {
namespace {

struct read_reply {
    const reply_to_verify* from = nullptr;
    task_reply reply;
    bool compared = false;
    likeness alike;
};

std::size_t points_of(std::string_view text) {
    return std::size_t(
        std::count_if(text.begin(), text.end(), [](char c) { return (std::uint8_t(c) & 0xc0) != 0x80; }));
}

// Seed 004, 3.2: steps, confidence (held within 0..1), evidence, a formal
// fragment. In millionths of a step, so that one division rounds once.
double quality_of(const task_to_verify& task, const task_reply& reply) {
    if (reply.steps.empty()) return 0;
    constexpr std::uint64_t one = 1'000'000;
    const std::uint64_t steps = reply.steps.size(), expected = std::max(3u, task.difficulty);
    std::uint64_t confidence = 0, evidence = 0;
    bool fragment = false;
    for (const reply_step& s : reply.steps) {
        confidence += std::uint64_t(std::clamp(s.confidence.value_or(0), 0.0, 1.0) * double(one) + 0.5);
        evidence += s.evidence.empty() ? 0 : one;
        fragment = fragment || !s.formal_proof_fragment.empty();
    }
    // 0.3 of steps / expected + 0.3 of confidence + 0.2 of evidence + 0.2 or 0.3, over expected * steps.
    const std::uint64_t tenths = 3 * std::min(steps, expected) * steps * one + 3 * confidence * expected +
                                 2 * evidence * expected + (fragment ? 3 : 2) * expected * steps * one;
    return std::min(1.0, double(tenths) / double(10 * expected * steps * one));
}

// Longer and more varied reasoning; the same word twice counts once.
double novelty_of(const task_reply& reply) {
    if (reply.steps.empty()) return 0;
    std::size_t points = 0, words = 0;
    std::set<std::string, std::less<>> different;
    for (const reply_step& s : reply.steps) {
        points += points_of(s.reasoning);
        for (std::size_t at = 0; at < s.reasoning.size();) {
            const std::size_t from = s.reasoning.find_first_not_of(" \t\r\n", at);
            if (from == s.reasoning.npos) break;
            at = std::min(s.reasoning.find_first_of(" \t\r\n", from), s.reasoning.size());
            different.insert(s.reasoning.substr(from, at - from));
            ++words;
        }
    }
    // Half for 500 characters a step, half for words that differ.
    const std::uint64_t full = 500 * reply.steps.size(), length = std::min<std::uint64_t>(points, full);
    if (words == 0) return 0.5 * double(length) / double(full);
    return double(length * words + different.size() * full) / double(2 * full * words);
}

// By our own clock. What comes at once was not worked out.
double efficiency_of(const task_to_verify& task, std::uint64_t latency_ns) {
    const std::uint64_t ms = latency_ns / 1'000'000, timeout = task.timeout_ms;
    if (timeout == 0 || ms > timeout) return 0;
    return ms * 100 < timeout ? 0.2 : double(2 * timeout - ms) / double(2 * timeout);
}

verdict judge(const task_to_verify& task, const read_reply& r, std::span<const weighed_check> checks) {
    verdict v;
    v.who = r.from->who;
    v.uid = r.from->uid;
    const comparison answer = compare_answer(task.truth, r.reply.final_answer);
    for (const weighed_check& c : checks) {
        v.checks.push_back(run_check(c.name, task, r.reply, answer));
        v.accuracy += c.weight * v.checks.back().value;
    }
    v.accuracy = std::clamp(v.accuracy, 0.0, 1.0);
    // Who takes a trap's bait has nothing right, whatever the steps say.
    if (task.trap && !answer.right && !task.truth.tempting.empty()) {
        expected_answer bait = task.truth;
        bait.value = task.truth.tempting;
        if (compare_answer(bait, r.reply.final_answer).right) v.accuracy = 0;
    }
    v.quality = quality_of(task, r.reply);
    v.novelty = novelty_of(r.reply);
    v.efficiency = efficiency_of(task, r.from->latency_ns);
    v.similarity = r.alike.value;
    auto told = [&](std::string name, double value, std::string note) {
        v.checks.push_back({std::move(name), 1, value, std::move(note)});
    };
    told("time", v.efficiency,
         std::to_string(r.from->latency_ns / 1'000'000) + " ms of " + std::to_string(task.timeout_ms));
    told("similarity", v.similarity,
         !r.compared            ? "too little of its own to compare"
         : r.alike.with.empty() ? "like no other"
                                : r.alike.with);
    return v;
}

}  // namespace

std::vector<verdict> verify_task(const task_to_verify& task, std::span<const reply_to_verify> replies,
                                 const similarity_history& history, std::span<const weighed_check> checks) {
    std::vector<read_reply> read;
    std::vector<written_answer> written;
    const asked_words asked(task.problem);
    for (const reply_to_verify& r : replies) {
        if (!r.answered) continue;
        read_reply each;
        each.from = &r;
        if (auto reply = read_answer(r.body)) each.reply = std::move(*reply);
        written.push_back(take_down(r.who, r.uid, r.latency_ns, asked.own_in(reasoning_of(each.reply))));
        each.compared = written.back().drawn.has_value();
        read.push_back(std::move(each));
    }
    const auto alike = find_copies(written, history);
    for (std::size_t i = 0; i < read.size(); ++i) read[i].alike = alike[i];
    std::vector<verdict> out;
    for (const read_reply& r : read) out.push_back(judge(task, r, checks));
    std::sort(out.begin(), out.end(), [](const verdict& a, const verdict& b) { return a.uid < b.uid; });
    return out;
}

}  // namespace rf
