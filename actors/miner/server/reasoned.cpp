#include "actors/miner/server/reasoned.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "events/sha256.hpp"

namespace rf {
namespace {

// splitmix64: a few dozen dice of one answer; nothing secret hangs on them.
class dice {
  public:
    explicit dice(const hash32& seed) : state_(get_be64(seed.b.data())) {}
    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
    double share() { return double(next() >> 11) * 0x1.0p-53; }
    bool falls(double chance) { return share() < chance; }
    template <std::size_t N>
    std::string_view of(const std::string_view (&texts)[N]) {
        return texts[next() % N];
    }

  private:
    std::uint64_t state_;
};

constexpr std::string_view openings[] = {"First",
                                         "Next",
                                         "From here",
                                         "To begin",
                                         "Looking closer",
                                         "Put plainly",
                                         "Working backwards",
                                         "At this point",
                                         "Since nothing else changes",
                                         "Taking stock",
                                         "By symmetry",
                                         "With that settled",
                                         "As a sanity test",
                                         "Before going on",
                                         "Reading the statement again",
                                         "In other words"};
constexpr std::string_view verbs[] = {
    "I isolate",   "we rewrite",    "one compares",    "I tabulate", "we bound", "it pays to factor",
    "I enumerate", "we substitute", "one may discard", "I regroup",  "we trace", "it helps to normalise",
    "I test",      "we split",      "one estimates",   "I invert"};
constexpr std::string_view objects[] = {
    "the unknown quantity",     "every given constant",        "both sides of the relation",
    "the smallest case",        "each branch of the argument", "the governing rule",
    "all admissible choices",   "the dominant term",           "the stated premises",
    "the remaining residue",    "the intermediate total",      "the chain of causes",
    "the competing incentives", "the units involved",          "the boundary values",
    "the hidden assumption"};
constexpr std::string_view reasons[] = {"because the definition demands it",
                                        "which keeps the count exact",
                                        "so no candidate is missed",
                                        "and the parity confirms it",
                                        "as any other order would double count",
                                        "which agrees with a direct check",
                                        "leaving a single consistent value",
                                        "and rounding plays no part",
                                        "since the operation is reversible",
                                        "where the converse fails",
                                        "so the estimate stays tight",
                                        "and both readings coincide",
                                        "which rules out the tempting shortcut",
                                        "until the pattern repeats",
                                        "without loss of generality",
                                        "and the remainder vanishes"};
constexpr std::string_view asides[] = {"Nothing in the text forbids this.",
                                       "A second derivation lands on the same spot.",
                                       "The obvious trap would be to stop early.",
                                       "Small numbers behave as predicted.",
                                       "Reversing the steps returns the original data.",
                                       "An independent tally matches.",
                                       "Extreme inputs were tried as well.",
                                       "The margin for error is nil here."};
constexpr std::string_view evidences[] = {
    "recomputed by hand, twice",       "holds for the three smallest cases",
    "follows from the quoted premise", "checked against the inverse operation",
    "dimensional check passes",        "enumeration of all cases",
    "matches the limiting behaviour",  "a counterexample was sought, none found"};
constexpr std::string_view fragments[] = {"theorem step (a b : Int) : a + b = b + a := Int.add_comm a b",
                                          "lemma bound (n : Nat) : n ≤ n * n ∨ n = 0 := by omega",
                                          "example (p q : Prop) : p ∧ q → q := fun h => h.2",
                                          "theorem keep (x : Nat) : x - 0 = x := Nat.sub_zero x"};

std::string sentence(dice& d) {
    std::string s;
    s.append(d.of(openings)).append(", ").append(d.of(verbs)).append(" ").append(d.of(objects));
    s.append(" ").append(d.of(reasons)).append(".");
    if (d.falls(0.4)) s.append(" ").append(d.of(asides));
    return s;
}

solved_step step(dice& d, const tier& how) {
    solved_step s;
    for (unsigned i = 0; i < how.sentences; ++i) s.reasoning.append(i == 0 ? "" : " ").append(sentence(d));
    if (d.falls(how.evidence)) s.evidence = d.of(evidences);
    if (d.falls(how.fragments)) s.formal_proof_fragment = d.of(fragments);
    s.confidence = std::clamp(how.confidence + (d.share() - 0.5) * 0.1, 0.0, 1.0);
    return s;
}

std::string cased(const std::string& right, std::string_view yes, std::string_view no) {
    return right == yes ? std::string(no) : std::string(yes);
}

}  // namespace

std::string wrong_answer(const std::string& right, std::uint64_t thrown) {
    if (right == "true" || right == "false") return cased(right, "true", "false");
    if (right == "yes" || right == "no") return cased(right, "yes", "no");
    if (right.size() == 1 && right[0] >= 'A' && right[0] <= 'D') {  // of several choices
        return {char('A' + (right[0] - 'A' + 1 + int(thrown % 3)) % 4)};
    }
    std::int64_t number = 0;  // whole, or before a fraction, a point or a comma
    const char* end = right.data() + right.size();
    const auto [rest, error] = std::from_chars(right.data(), end, number);
    if (error == std::errc() && std::abs(number) < 1'000'000'000'000) {
        return std::to_string(number + 1 + std::int64_t(thrown % 9)) + std::string(rest, end);
    }
    return "it cannot be determined";
}

thought think_about(const asked_task& asked, const account& miner, const tier& how,
                    const problem_solver& solve, std::size_t least_bytes) {
    byte_vec of = miner.encoded();
    of.insert(of.end(), asked.task_id.begin(), asked.task_id.end());
    dice d(sha256(of));
    thought t;
    t.think_share = how.think_from + (how.think_to - how.think_from) * d.share();
    const bool right = d.falls(how.solves);
    const std::uint64_t wrong = d.next();
    const auto answer = solve ? solve(asked.problem) : std::nullopt;
    t.solved.final_answer = !answer ? "it cannot be determined"
                            : right ? *answer
                                    : wrong_answer(*answer, wrong);

    const double wanted = double(std::max(3u, asked.difficulty)) * how.steps;
    const auto steps = std::max<std::size_t>(1, std::size_t(wanted + 0.5));
    for (std::size_t i = 0; i < steps; ++i) t.solved.steps.push_back(step(d, how));
    std::size_t written = 0;
    for (const solved_step& s : t.solved.steps) written += s.reasoning.size();
    for (std::size_t i = 0; written < least_bytes; ++i) {
        const std::string more = " " + sentence(d);
        t.solved.steps[i % steps].reasoning.append(more);
        written += more.size();
    }
    t.solved.steps.back().reasoning.append(" Hence the answer is ").append(t.solved.final_answer).append(".");
    return t;
}

}  // namespace rf
