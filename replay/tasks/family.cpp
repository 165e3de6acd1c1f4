#include "replay/tasks/family.hpp"

#include <algorithm>

namespace rf::reasoning_1 {
namespace {

task_content with(std::string problem, truth_kind kind, std::string value, std::string_view form) {
    task_content out;
    out.problem = std::move(problem);
    out.constraints = std::string(form);
    out.truth.kind = kind;
    out.truth.value = std::move(value);
    return out;
}

}  // namespace

std::int64_t between(dice& d, std::int64_t least, std::int64_t most) {
    return least + std::int64_t(d.below(std::uint64_t(most - least) + 1));
}

std::string_view pick(dice& d, std::initializer_list<std::string_view> from) {
    return from.begin()[d.below(from.size())];
}

std::vector<std::int64_t> some_of(dice& d, std::int64_t least, std::int64_t most, std::size_t count) {
    RF_REQUIRE(most - least + 1 >= std::int64_t(count));
    std::vector<std::int64_t> out;
    while (out.size() < count) {
        const std::int64_t v = between(d, least, most);
        if (std::find(out.begin(), out.end(), v) == out.end()) out.push_back(v);
    }
    return out;
}

std::string text_of(std::int64_t v) {
    return std::to_string(v);
}

std::string listed(const std::vector<std::string>& parts, std::string_view last) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? " " + std::string(last) + " " : ", ";
        out += parts[i];
    }
    return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between_them) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += between_them;
        out += parts[i];
    }
    return out;
}

std::string filled(std::string_view form, const std::vector<std::string>& parts) {
    std::string out;
    for (std::size_t i = 0; i < form.size(); ++i) {
        if (form[i] != '{') {
            out += form[i];
            continue;
        }
        RF_REQUIRE(i + 2 < form.size() && form[i + 2] == '}');
        out += parts.at(std::size_t(form[i + 1] - '0'));
        i += 2;
    }
    return out;
}

task_content whole_answer(std::string problem, std::int64_t truth) {
    return with(std::move(problem), truth_kind::integer, text_of(truth),
                "Answer with one integer and nothing else.");
}

task_content fraction_answer(std::string problem, const fraction& truth) {
    return with(std::move(problem), truth_kind::rational, truth.text(),
                "Answer with one exact number and nothing else: an integer, a fraction such as 7/3 or an "
                "exact decimal.");
}

task_content chance_answer(std::string problem, const fraction& truth) {
    auto out =
        with(std::move(problem), truth_kind::rational, truth.text(),
             "Answer with one exact number and nothing else: a fraction, an exact decimal or a percentage; "
             "1/2, 0.5 and 50% are the same.");
    out.truth.percent = true;
    return out;
}

task_content text_answer(std::string problem, std::string truth, std::string form) {
    return with(std::move(problem), truth_kind::text, std::move(truth), form);
}

std::string set_text(std::vector<std::string> members) {
    std::sort(members.begin(), members.end());
    return members.empty() ? "none" : joined(members, ", ");
}

task_content set_answer(std::string problem, std::vector<std::string> members) {
    return with(
        std::move(problem), truth_kind::set, set_text(std::move(members)),
        "Answer with the names separated by commas and nothing else, in any order, or with the word none.");
}

}  // namespace rf::reasoning_1
