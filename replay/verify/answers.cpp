#include "replay/verify/answers.hpp"

#include <algorithm>
#include <vector>

#include "replay/verify/numbers.hpp"

namespace rf {
namespace {

constexpr std::size_t most_compared = 10'000;
constexpr std::size_t most_members = 1000;

bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Lower case, one space between words, nothing around: quotes, a final stop.
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, most_compared)) {
        if (blank(c)) {
            if (!out.empty() && out.back() != ' ') out += ' ';
        } else {
            out += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
        }
    }
    auto drop = [&](auto which) {
        while (!out.empty() && which(out.back())) out.pop_back();
        const auto from = std::find_if_not(out.begin(), out.end(), which);
        out.erase(out.begin(), from);
    };
    drop([](char c) { return c == ' '; });
    while (!out.empty() && out.back() == '.') out.pop_back();
    drop([](char c) { return c == ' ' || c == '"' || c == '\'' || c == '`'; });
    return out;
}

// "x = 5" says 5.
std::string_view after_equals(std::string_view text) {
    const std::size_t at = text.rfind('=');
    return at == text.npos ? text : text.substr(at + 1);
}

std::vector<std::string> members_of(std::string_view text) {
    std::string all = plain(text);
    while (!all.empty() && (all.front() == '{' || all.front() == '[' || all.front() == '(')) all.erase(0, 1);
    while (!all.empty() && (all.back() == '}' || all.back() == ']' || all.back() == ')')) all.pop_back();
    std::vector<std::string> members;
    for (std::size_t from = 0; from <= all.size() && members.size() < most_members;) {
        const std::size_t end = std::min(all.find_first_of(",;", from), all.size());
        if (auto each = plain(std::string_view(all).substr(from, end - from));
            !each.empty() && each != "none")
            members.push_back(std::move(each));
        from = end + 1;
    }
    std::sort(members.begin(), members.end());
    members.erase(std::unique(members.begin(), members.end()), members.end());
    return members;
}

// Saying nothing is not saying that nothing is in a set.
bool says_none(std::string_view text) {
    const std::string all = plain(text);
    return all == "none" || all == "{}" || all == "{ }" || all == "[]" || all == "{none}";
}

std::string shown(std::string_view text) {
    constexpr std::size_t most = 60;
    return text.size() <= most ? std::string(text) : std::string(text.substr(0, most)) + "...";
}

// What a note calls the truth.
std::string told(const expected_answer& e, std::string truth) {
    return e.may_be_told ? std::move(truth) : "the expected answer";
}

comparison compare_numbers(const expected_answer& e, std::string_view answer) {
    const auto truth = read_number(e.value, false);
    auto given = read_number(plain(after_equals(answer)), e.percent);
    // A whole number is asked for as one: "84/2" is still to be worked out.
    if (e.kind == answer_kind::integer && answer.find('/') != answer.npos) given.reset();
    if (!truth) return {false, "the expected answer is no number"};
    if (!given) return {false, "not a number: " + shown(plain(answer))};
    if (e.kind != answer_kind::decimal || e.tolerance.empty()) {
        const bool same = equal(*given, *truth);
        return {same, shown(plain(answer)) + (same ? " is " : " is not ") + told(e, e.value)};
    }
    const auto tolerance = read_number(e.tolerance, false);
    const bool near = tolerance && within(*given, *truth, *tolerance);
    return {near, shown(plain(answer)) + (near ? " is within " : " is not within ") +
                      (e.may_be_told ? e.tolerance + " of " + e.value : "reach of the expected answer")};
}

}  // namespace

std::string reasoning_of(const task_reply& reply) {
    std::string out;
    for (const reply_step& step : reply.steps) out.append(step.reasoning).push_back('\n');
    return out;
}

comparison compare_answer(const expected_answer& e, std::string_view answer) {
    if (answer.size() > most_compared) return {false, "longer than any answer"};
    switch (e.kind) {
        case answer_kind::integer:
        case answer_kind::rational:
        case answer_kind::decimal:
            return compare_numbers(e, answer);
        case answer_kind::set: {
            const auto given = members_of(answer);
            const bool same = given == members_of(e.value) && (!given.empty() || says_none(answer));
            return {same, "{" + shown(plain(answer)) + "}" + (same ? " is " : " is not ") +
                              told(e, "{" + e.value + "}")};
        }
        case answer_kind::text:
            break;
    }
    const bool same = plain(answer) == plain(e.value);
    return {same, shown(plain(answer)) + (same ? " is " : " is not ") + told(e, shown(e.value))};
}

}  // namespace rf
