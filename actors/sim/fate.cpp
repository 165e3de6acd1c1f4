#include "actors/sim/fate.hpp"

#include "actors/sim/chance.hpp"
#include "events/json_text.hpp"
#include "replay/tasks/solve.hpp"

namespace rf::sim {
namespace {

using kind = schema::Outcome;

constexpr std::uint64_t ms = 1'000'000;

// Enough words of its own that likeness between replies is looked at.
std::string reasoning_of(dice& d, std::string_view answer) {
    constexpr std::string_view words[] = {"therefore", "we",     "count",     "each",  "term",    "then",
                                          "compare",   "bound",  "remainder", "lemma", "case",    "first",
                                          "second",    "sum",    "ratio",     "hence", "carry",   "invert",
                                          "prime",     "square", "graph",     "cause", "observe", "weigh"};
    std::string text;
    for (unsigned i = 0; i < 60; ++i) {
        text += words[d.below(std::size(words))];
        text += ' ';
    }
    return text + "so it is " + std::string(answer);
}

std::string quoted(std::string_view text) {
    std::string out;
    put_json_text(out, text);
    return out;
}

byte_vec body_of(const task_question& asked, dice& d, double skill, std::size_t least_bytes) {
    const auto solved = solve_problem(asked.problem);
    const std::string answer = solved && d.chance(skill) ? *solved : std::to_string(d.below(1000));
    std::string steps;
    const std::uint64_t count = 1 + d.below(3);
    for (std::uint64_t i = 0; i < count || steps.size() < least_bytes; ++i) {
        steps += (i ? ",{\"step_id\":" : "{\"step_id\":") + std::to_string(i) +
                 ",\"reasoning\":" + quoted(reasoning_of(d, answer)) +
                 ",\"evidence\":\"\",\"confidence\":0." + std::to_string(1 + d.below(9)) + "}";
    }
    const std::string body = "{\"task_id\":\"" + hex(byte_view(asked.id)) + "\",\"reasoning_steps\":[" +
                             steps + "],\"final_answer\":" + quoted(answer) + ",\"proof_status\":null}";
    return {body.begin(), body.end()};
}

// How a question can end without an answer, as the edge would see it.
miner_reply failure(dice& d, const task_question& asked, const byte_vec& body) {
    constexpr kind any[] = {kind::TIMEOUT,      kind::BAD_HASH,   kind::CONNECT_FAILED,  kind::DISCONNECTED,
                            kind::HTTP_ERROR,   kind::REDIRECTED, kind::MALFORMED,       kind::OVERSIZED,
                            kind::EMPTY_ANSWER, kind::WRONG_TASK, kind::REFUSED_BY_MINER};
    miner_reply r;
    r.outcome = any[d.below(std::size(any))];
    r.latency_ns = (20 + d.below(asked.timeout_ms / 2)) * ms;
    r.http_status = 200;
    switch (r.outcome) {
        case kind::TIMEOUT:  // silent, half-open, or a drip: told apart by nobody
            r.latency_ns = asked.timeout_ms * ms;
            r.http_status = 0;
            r.detail = "its time is over";
            break;
        case kind::CONNECT_FAILED:
            r.latency_ns = 30 * ms;
            [[fallthrough]];
        case kind::DISCONNECTED:
            r.http_status = 0;
            break;
        case kind::HTTP_ERROR:
            r.http_status = 500;
            break;
        case kind::REDIRECTED:
            r.http_status = 302;
            break;
        case kind::REFUSED_BY_MINER:
            r.http_status = 403;
            break;
        case kind::MALFORMED:
        case kind::BAD_HASH:
        case kind::WRONG_TASK:  // garbled on its way, or never right
            r.body = body;
            r.body[d.below(r.body.size())] ^= std::uint8_t(1 + d.below(255));
            break;
        default:
            break;
    }
    return r;
}

}  // namespace

nature nature_of(std::uint64_t seed, const account& who) {
    dice d(seed_for(seed, "nature", {byte_view(who.b)}));
    nature n;
    n.skill = 0.2 + 0.8 * d.unit();
    n.failing = d.chance(0.3) ? 0.5 * d.unit() : 0.05;
    n.copies = d.chance(0.15);
    n.slow = d.chance(0.2);
    return n;
}

miner_reply fate_of(std::uint64_t seed, const task_question& asked, const account& who, const account& first,
                    std::size_t least_bytes) {
    const nature n = nature_of(seed, who);
    dice d(seed_for(seed, "fate", {byte_view(asked.id), byte_view(who.b)}));
    const bool fails = d.chance(n.failing);
    const account& author = n.copies ? first : who;
    dice of_answer(seed_for(seed, "answer", {byte_view(asked.id), byte_view(author.b)}));
    byte_vec body = body_of(asked, of_answer, nature_of(seed, author).skill, least_bytes);
    if (fails) return failure(d, asked, body);
    miner_reply r;
    r.outcome = kind::ANSWERED;
    r.http_status = 200;
    r.body = std::move(body);
    const std::uint64_t most = asked.timeout_ms * (n.slow ? 9 : 4) / 10;
    r.latency_ns = (50 + d.below(most)) * ms + d.below(ms);
    return r;
}

}  // namespace rf::sim
