#include "actors/verify/verify.hpp"

#include <algorithm>
#include <set>

#include "actors/verify/checks.hpp"

namespace rf {
namespace {

struct read_reply {
    const reply_to_verify* from = nullptr;
    task_reply reply;
    std::optional<sketch> drawn;
    double similarity = 0;
};

std::size_t points_of(std::string_view text) {
    return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (std::uint8_t(c) & 0xc0) != 0x80; }));
}

// Seed 004, 3.2: steps, confidence (held within 0..1), evidence, a formal fragment.
double quality_of(const task_to_verify& task, const task_reply& reply) {
    if (reply.steps.empty()) return 0;
    const double steps = double(reply.steps.size()), expected = std::max(3u, task.difficulty);
    double confidence = 0, evidence = 0;
    bool fragment = false;
    for (const reply_step& s : reply.steps) {
        confidence += std::clamp(s.confidence.value_or(0), 0.0, 1.0);
        evidence += s.evidence.empty() ? 0 : 1;
        fragment = fragment || !s.formal_proof_fragment.empty();
    }
    const double sum = 0.3 * std::min(1.0, steps / expected) + 0.3 * (confidence / steps) + 0.2 * (evidence / steps) +
                       (fragment ? 0.3 : 0.2);
    return std::min(1.0, sum);
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
    const double length = std::min(1.0, double(points) / double(reply.steps.size()) / 500);
    const double diversity = words == 0 ? 0 : double(different.size()) / double(words);
    return 0.5 * length + 0.5 * diversity;
}

// By our own clock. What comes at once was not worked out.
double efficiency_of(const task_to_verify& task, std::uint64_t latency_ns) {
    if (task.timeout_ms == 0) return 0;
    const double ratio = double(latency_ns / 1'000'000) / double(task.timeout_ms);
    if (ratio > 1) return 0;
    return ratio < 0.01 ? 0.2 : 1 - ratio * 0.5;
}

// The earlier of two alike is the original: replies in order of (latency, account).
void compare_with_earlier(std::vector<read_reply>& replies, const similarity_history& history) {
    std::vector<read_reply*> order;
    for (read_reply& r : replies) order.push_back(&r);
    std::sort(order.begin(), order.end(), [](const read_reply* a, const read_reply* b) {
        if (a->from->latency_ns != b->from->latency_ns) return a->from->latency_ns < b->from->latency_ns;
        return a->from->who < b->from->who;
    });
    for (std::size_t i = 0; i < order.size(); ++i) {
        read_reply& r = *order[i];
        if (!r.drawn) continue;
        for (std::size_t j = 0; j < i; ++j)
            if (order[j]->drawn) r.similarity = std::max(r.similarity, cosine(*r.drawn, *order[j]->drawn));
        for (std::size_t h = 0; h < history.size(); ++h)
            if (history.at(h).who != r.from->who)
                r.similarity = std::max(r.similarity, cosine(*r.drawn, history.at(h).s));
    }
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
    v.similarity = r.similarity;
    auto told = [&](std::string name, double value, std::string note) {
        v.checks.push_back({std::move(name), 1, value, std::move(note)});
    };
    told("time", v.efficiency, std::to_string(r.from->latency_ns / 1'000'000) + " ms of " +
                               std::to_string(task.timeout_ms));
    told("similarity", v.similarity, r.drawn ? "with earlier answers" : "too little of its own to compare");
    return v;
}

}  // namespace

std::vector<verdict> verify_task(const task_to_verify& task, std::span<const reply_to_verify> replies,
                                 const similarity_history& history, std::span<const weighed_check> checks) {
    std::vector<read_reply> read;
    for (const reply_to_verify& r : replies) {
        if (!r.answered) continue;
        read_reply each;
        each.from = &r;
        if (auto reply = read_answer(r.body)) each.reply = std::move(*reply);
        each.drawn = make_sketch(task.problem, reasoning_of(each.reply));
        read.push_back(std::move(each));
    }
    compare_with_earlier(read, history);
    std::vector<verdict> out;
    for (const read_reply& r : read) out.push_back(judge(task, r, checks));
    std::sort(out.begin(), out.end(), [](const verdict& a, const verdict& b) { return a.uid < b.uid; });
    return out;
}

}  // namespace rf
