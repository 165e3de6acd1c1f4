#include <algorithm>
#include <map>

#include "replay/tasks/reading.hpp"

namespace rf::solving {
namespace {

// The language of traced programs: assignments, repeat, if and else by
// indentation, print. Values are whole and not negative.
class interpreter {
  public:
    explicit interpreter(std::string_view program) {
        for (auto each : lines_of(program)) {
            std::size_t indent = 0;
            while (indent < each.size() && each[indent] == ' ') ++indent;
            if (indent < each.size()) lines_.push_back({indent, each.substr(indent)});
        }
    }
    answer run() {
        block(0, lines_.size());
        if (failed_ || !printed_) return std::nullopt;
        return std::to_string(*printed_);
    }

  private:
    struct line {
        std::size_t indent;
        std::string_view text;
    };

    void fail() { failed_ = true; }

    // Where the lines deeper than line `at` end.
    [[nodiscard]] std::size_t body_end(std::size_t at, std::size_t end) const {
        std::size_t to = at + 1;
        while (to < end && lines_[to].indent > lines_[at].indent) ++to;
        return to;
    }

    void block(std::size_t from, std::size_t end) {
        if (++depth_ > 16 || ++steps_ > 1'000'000) fail();
        for (std::size_t at = from; at < end && !failed_;) at = statement(at, end);
        --depth_;
    }

    std::size_t statement(std::size_t at, std::size_t end) {
        const std::string_view text = lines_[at].text;
        if (++steps_ > 1'000'000) fail();
        const std::size_t after = body_end(at, end);
        if (begins(text, "repeat ")) {
            const auto times = number_in(text);
            if (!times) fail();
            for (std::int64_t i = 0; !failed_ && i < *times; ++i) block(at + 1, after);
            return after;
        }
        if (begins(text, "if ") && text.back() == ':') {
            const auto sides = split(text.substr(3, text.size() - 4), " == ");
            const bool otherwise = after < end && lines_[after].text == "else:";
            const std::size_t last = otherwise ? body_end(after, end) : after;
            if (sides.size() != 2)
                fail();
            else if (value(sides[0]) == value(sides[1]))
                block(at + 1, after);
            else if (otherwise)
                block(after + 1, last);
            return last;
        }
        if (begins(text, "print ")) {
            printed_ = value(text.substr(6));
            return at + 1;
        }
        const auto sides = split(text, " = ");
        if (sides.size() == 2)
            held_[sides[0]] = value(sides[1]);
        else
            fail();
        return at + 1;
    }

    // expression = product { "+" product }; product = atom { ("*" | "mod") atom }
    std::int64_t value(std::string_view text) {
        rest_ = text;
        const std::int64_t v = sum();
        if (!trimmed(rest_).empty()) fail();
        return v;
    }
    bool take(std::string_view what) {
        rest_ = trimmed(rest_);
        if (!begins(rest_, what)) return false;
        rest_.remove_prefix(what.size());
        return true;
    }
    std::int64_t sum() {
        std::int64_t v = product();
        while (!failed_ && take("+")) v = bounded(v + product());
        return v;
    }
    std::int64_t product() {
        std::int64_t v = atom();
        while (!failed_) {
            if (take("*")) {
                v = bounded(v * atom());
            } else if (take("mod ")) {
                const std::int64_t by = atom();
                if (by <= 0)
                    fail();
                else
                    v %= by;
            } else {
                break;
            }
        }
        return v;
    }
    std::int64_t atom() {
        if (take("(")) {
            if (++depth_ > 16) fail();
            const std::int64_t v = failed_ ? 0 : sum();
            --depth_;
            if (!take(")")) fail();
            return v;
        }
        rest_ = trimmed(rest_);
        std::size_t size = 0;
        auto word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
        while (size < rest_.size() && word(rest_[size])) ++size;
        const std::string_view name = rest_.substr(0, size);
        rest_.remove_prefix(size);
        if (const auto at = held_.find(name); at != held_.end()) return at->second;
        const auto number = number_in(name);
        if (!number) fail();
        return bounded(number.value_or(0));
    }
    std::int64_t bounded(std::int64_t v) {
        if (v >= 0 && v < 1'000'000'000) return v;
        fail();
        return 0;
    }

    std::vector<line> lines_;
    std::map<std::string_view, std::int64_t> held_;
    std::optional<std::int64_t> printed_;
    std::string_view rest_;
    std::uint64_t steps_ = 0;
    int depth_ = 0;
    bool failed_ = false;
};

answer trace(std::string_view text) {
    const auto program = text.find("\n\n");
    if (text.find(" print") == text.npos || program == text.npos) return std::nullopt;
    return interpreter(text.substr(program + 2)).run();
}

answer bubble_sort(std::string_view text) {
    if (text.find("ubble sort") == text.npos) return std::nullopt;
    const auto inner = inside(text, "[", "]");
    auto list = inner ? numbers_in(*inner) : std::nullopt;
    if (!list || list->size() > 500) return std::nullopt;
    std::int64_t swaps = 0;
    for (bool moved = true; moved;) {
        moved = false;
        for (std::size_t i = 1; i < list->size(); ++i)
            if ((*list)[i - 1] > (*list)[i]) {
                std::swap((*list)[i - 1], (*list)[i]);
                ++swaps;
                moved = true;
            }
    }
    return std::to_string(swaps);
}

// By powers of a matrix.
answer recurrence(std::string_view text) {
    const auto rule = inside(text, "f(n) = ", "f(n - 2)");
    const auto f0 = inside(text, "f(0) = ", " and"), f1 = inside(text, "f(1) = ", ",");
    const auto asked = text.find(" mod ");
    if (!rule || !f0 || !f1 || asked == text.npos) return std::nullopt;
    const auto by = numbers_in(*rule), last = numbers_in(text.substr(text.rfind("f(")));
    const auto first = number_in(*f0), second = number_in(*f1);
    if (!by || by->size() != 3 || !last || last->size() != 2 || !first || !second) return std::nullopt;
    const wide p = (*by)[0], q = (*by)[2], m = (*last)[1];
    if (m < 1 || m > 1'000'000'000 || (*last)[0] < 1 || p < 0 || q < 0 || *first < 0 || *second < 0)
        return std::nullopt;
    using matrix = std::array<wide, 4>;
    auto times = [m](const matrix& a, const matrix& b) {
        return matrix{(a[0] * b[0] + a[1] * b[2]) % m, (a[0] * b[1] + a[1] * b[3]) % m,
                      (a[2] * b[0] + a[3] * b[2]) % m, (a[2] * b[1] + a[3] * b[3]) % m};
    };
    matrix power{p % m, q % m, 1 % m, 0}, out{1 % m, 0, 0, 1 % m};
    for (std::int64_t left = (*last)[0] - 1; left > 0; left /= 2, power = times(power, power))
        if (left % 2 == 1) out = times(out, power);
    return std::to_string(std::int64_t((out[0] * *second + out[1] * *first) % m));
}

// Backwards: from a place in the result to the letter of the start.
answer letters(std::string_view text) {
    auto start = inside(text, "Start with the text ", " and do this");
    if (!start) start = inside(text, "holds the text ", ". Its steps");
    if (!start || start->empty()) return std::nullopt;
    struct step {
        char what;
        std::size_t k, size;  // of the text before
    };
    std::vector<step> steps;
    std::size_t size = start->size();
    for (auto line : lines_of(text)) {
        const auto dot = line.find(". ");
        if (dot == line.npos || line.front() < '0' || line.front() > '9') continue;
        const std::string_view told = line.substr(dot + 2);
        const auto k = numbers_in(told);
        if (!k || k->size() > 1) return std::nullopt;
        const std::size_t by = k->empty() ? 0 : std::size_t(k->front());
        if (by > size || steps.size() > 100) return std::nullopt;
        if (told == "reverse it")
            steps.push_back({'r', 0, size});
        else if (begins(told, "move its first "))
            steps.push_back({'m', by, size});
        else if (begins(told, "append a copy of its last "))
            steps.push_back({'a', by, size});
        else if (begins(told, "exchange its first and its last"))
            steps.push_back({'x', 0, size});
        else
            return std::nullopt;
        if (steps.back().what == 'a') size += by;
    }
    if (steps.empty() || size > 10'000) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < size; ++i) {
        std::size_t at = i;
        for (std::size_t s = steps.size(); s-- > 0;) {
            const auto& [what, k, before] = steps[s];
            if (what == 'r') at = before - 1 - at;
            if (what == 'm') at = (at + k) % before;
            if (what == 'a' && at >= before) at -= k;
            if (what == 'x' && (at == 0 || at == before - 1)) at = before - 1 - at;
        }
        out += (*start)[at];
    }
    return out;
}

answer ones(std::string_view text) {
    const auto high = inside(text, {"integers from 0 to ", "counts i from 0 to "}, ", both included");
    const auto wanted = inside(text, "exactly ", " ones");
    if (!high || !wanted) return std::nullopt;
    const auto last = number_in(*high), count = number_in(*wanted);
    if (!last || !count || *last > 5'000'000) return std::nullopt;
    std::int64_t out = 0;
    for (std::int64_t v = 0; v <= *last; ++v) {
        std::int64_t set = 0;
        for (std::int64_t rest = v; rest != 0; rest &= rest - 1) ++set;
        out += set == *count;
    }
    return std::to_string(out);
}

}  // namespace

const std::array<solver, 5> code_solvers = {trace, bubble_sort, recurrence, letters, ones};

}  // namespace rf::solving
