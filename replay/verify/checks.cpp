#include "replay/verify/checks.hpp"

#include <array>

namespace rf {
namespace {

constexpr std::uint32_t most_equations = 1000;
constexpr std::int64_t most_number = 1'000'000'000'000;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

void skip_blanks(std::string_view& text) {
    while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
}

std::optional<std::int64_t> take_number(std::string_view& text) {
    skip_blanks(text);
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    const std::size_t from = at;
    std::int64_t v = 0;
    while (at < text.size() && is_digit(text[at])) {
        v = v * 10 + (text[at++] - '0');
        if (v > most_number) return std::nullopt;
    }
    if (at == from) return std::nullopt;
    if (from == 1) v = -v;
    text.remove_prefix(at);
    return v;
}

// Whether the number before is only the beginning of a longer term: "1,005",
// "3 * 5", "112/2", "40%".
bool goes_on(std::string_view text) {
    if (text.size() > 1 && (text[0] == '.' || text[0] == ',') && is_digit(text[1])) return true;
    skip_blanks(text);
    return !text.empty() && std::string_view("+-*/^%").find(text[0]) != std::string_view::npos;
}

// "a op b = c" at the front; what was read is gone from `text` in any case.
std::optional<bool> take_equation(std::string_view& text) {
    const auto a = take_number(text);
    skip_blanks(text);
    if (!a || text.empty()) return std::nullopt;
    const char op = text[0];
    if (op != '+' && op != '-' && op != '*') return std::nullopt;
    text.remove_prefix(1);
    const auto b = take_number(text);
    skip_blanks(text);
    if (!b || text.empty() || text[0] != '=') return std::nullopt;
    text.remove_prefix(1);
    const auto c = take_number(text);
    if (!c || goes_on(text)) return std::nullopt;
    if (op == '*') return __extension__ static_cast<__int128>(*a) * *b == *c;
    return (op == '+' ? *a + *b : *a - *b) == *c;
}

// Which checks the exact answer stands in for, and what they would need.
struct stand_in {
    std::string_view name, needs;
};
constexpr std::array stand_ins = {stand_in{"proof", "a prover"},
                                  stand_in{"tests", "a sandbox"},
                                  stand_in{"static_analysis", "a linter"},
                                  stand_in{"formal", "a verifier"},
                                  stand_in{"simulation", "a simulator"},
                                  stand_in{"statistics", "the data"},
                                  stand_in{"citations", "the sources"},
                                  stand_in{"solver", ""},
                                  stand_in{"constraints", ""},
                                  stand_in{"equilibrium", "a game solver"},
                                  stand_in{"docalculus", ""},
                                  stand_in{"bootstrap", "the data"},
                                  stand_in{"dag", ""},
                                  stand_in{"coverage", ""},
                                  stand_in{"logic", ""},
                                  stand_in{"numerical", ""}};

}  // namespace

// Whether a number here is part of a longer term: "2^3 + 1", "x_1 + 2", "1,000 +
// 5", "3 + (4 + 5". `before` is the last character that is no blank, `beside` the
// last of all.
bool belongs_to_term(char before, char beside) {
    const bool letter = (beside >= 'a' && beside <= 'z') || (beside >= 'A' && beside <= 'Z');
    return letter || is_digit(before) || std::string_view(".,").find(beside) != std::string_view::npos ||
           std::string_view("*+-/)^_").find(before) != std::string_view::npos;
}

stated_equations check_equations(std::string_view reasoning) {
    stated_equations found;
    char before = ' ', beside = ' ';
    while (!reasoning.empty() && found.stated < most_equations) {
        // An equation begins where a number does, and not within one or a longer term.
        const bool begins = (is_digit(reasoning[0]) || reasoning[0] == '-') && !belongs_to_term(before, beside);
        std::string_view rest = reasoning;
        const auto holds = begins ? take_equation(rest) : std::nullopt;
        if (holds) {
            ++found.stated;
            found.hold += *holds;
            before = beside = reasoning[reasoning.size() - rest.size() - 1];
            reasoning = rest;
            continue;
        }
        beside = reasoning[0];
        if (beside != ' ') before = beside;
        reasoning.remove_prefix(1);
    }
    return found;
}

check_result run_check(std::string_view name, const task_to_verify& task, const task_reply& reply,
                       const comparison& answer) {
    check_result out;
    out.name = name;
    const double right = answer.right ? 1 : 0;
    if (name == "steps" && task.domain == "mathematics") {
        const auto found = check_equations(reasoning_of(reply));
        // Beside a wrong answer true equations are worth nothing: "1 + 1 = 2" is cheap.
        out.value = found.stated == 0 ? right : right * found.hold / found.stated;
        out.note = found.stated == 0
                       ? "no equation stated; the answer stands in: " + answer.note
                       : std::to_string(found.hold) + " of " + std::to_string(found.stated) +
                             " stated equations hold" + (answer.right ? "" : ", and the answer is wrong");
        return out;
    }
    for (const stand_in& s : stand_ins) {
        if (s.name != name) continue;
        out.value = right;
        out.note = s.needs.empty()
                       ? answer.note
                       : "without " + std::string(s.needs) + " the exact answer stands in: " + answer.note;
        return out;
    }
    out.note = "no such check here";
    return out;
}

}  // namespace rf
