#include <algorithm>
#include <numeric>

#include "replay/tasks/family.hpp"

namespace rf::reasoning_1 {
namespace {

// 7^13 + 5 * 21 modulo m, by squaring.
std::int64_t power_mod(std::int64_t base, std::int64_t exponent, std::int64_t m) {
    std::int64_t out = 1 % m;
    for (base %= m; exponent > 0; exponent /= 2, base = base * base % m)
        if (exponent % 2 == 1) out = out * base % m;
    return out;
}

task_content residue(dice& d, unsigned difficulty) {
    const std::int64_t m = between(d, 5, 9 + 90 * std::int64_t(difficulty));
    std::vector<std::string> terms;
    std::int64_t sum = 0;
    for (unsigned i = 0; i < 1 + (difficulty + 2) / 4; ++i) {
        const std::int64_t a = between(d, 2, 9 + 3 * difficulty),
                           b = between(d, 3, 5 + 12 * difficulty * difficulty);
        terms.push_back(text_of(a) + "^" + text_of(b));
        sum += power_mod(a, b, m);
    }
    const std::int64_t c = between(d, 11, 99), e = between(d, 11, 99);
    terms.push_back(text_of(c) + " * " + text_of(e));
    sum += c * e;
    d.shuffle(terms);
    return whole_answer(
        filled(pick(d, {"What is the remainder when {0} is divided by {1}?",
                        "Find the residue of {0} modulo {1}, as a number from 0 to {2}.",
                        "A clock has {1} marks, numbered from 0 to {2}. On which mark is its hand "
                        "after {0} steps from mark 0?"}),
               {joined(terms, " + "), text_of(m), text_of(m - 1)}),
        sum % m);
}

// "2x - 3y + z", or "0" where nothing is left.
std::string combination(const std::vector<std::int64_t>& by, std::string_view names) {
    std::string out;
    for (std::size_t i = 0; i < by.size(); ++i) {
        if (by[i] == 0) continue;
        if (out.empty())
            out = by[i] < 0 ? "-" : "";
        else
            out += by[i] < 0 ? " - " : " + ";
        const std::int64_t size = by[i] < 0 ? -by[i] : by[i];
        if (size != 1) out += text_of(size);
        out += names[i];
    }
    return out.empty() ? "0" : out;
}

// A lower times an upper triangle, so that there is exactly one solution.
task_content linear_system(dice& d, unsigned difficulty) {
    const std::size_t n = 2 + (difficulty - 1) / 3;
    std::vector<std::vector<std::int64_t>> low(n, std::vector<std::int64_t>(n)), up = low, a = low;
    std::vector<std::int64_t> x(n), asked(n);
    for (std::size_t i = 0; i < n; ++i) {
        x[i] = between(d, -4 - std::int64_t(difficulty), 4 + std::int64_t(difficulty));
        do asked[i] = between(d, -3, 4);
        while (asked[i] == 0);
        low[i][i] = 1;
        up[i][i] = between(d, 1, 3);
        for (std::size_t j = 0; j < i; ++j) low[i][j] = between(d, -2, 2), up[j][i] = between(d, -2, 3);
    }
    std::vector<std::string> equations;
    for (std::size_t i = 0; i < n; ++i) {
        std::int64_t right = 0;
        for (std::size_t j = 0; j < n; ++j) {
            for (std::size_t k = 0; k < n; ++k) a[i][j] += low[i][k] * up[k][j];
            right += a[i][j] * x[j];
        }
        equations.push_back(combination(a[i], "xyzuv") + " = " + text_of(right));
    }
    d.shuffle(equations);
    return whole_answer(filled(pick(d, {"Solve the system of equations\n{0}\nand give the value of {1}.",
                                        "These equations hold:\n{0}\nWhat is the value of {1}?",
                                        "Numbers are hidden behind letters:\n{0}\nFind the value of {1}."}),
                               {joined(equations, "\n"), combination(asked, "xyzuv")}),
                        std::inner_product(x.begin(), x.end(), asked.begin(), std::int64_t(0)));
}

task_content slope(dice& d, unsigned difficulty) {
    std::vector<std::int64_t> by(2 + (difficulty + 1) / 2);  // by[i] before x^i
    for (auto& c : by) c = between(d, -9, 9);
    by.back() = between(d, 1, 5);
    std::string polynomial;
    for (std::size_t i = by.size(); i-- > 0;) {
        if (by[i] == 0) continue;
        const std::int64_t size = by[i] < 0 ? -by[i] : by[i];
        polynomial += polynomial.empty() ? "" : by[i] < 0 ? " - " : " + ";
        if (size != 1 || i == 0) polynomial += text_of(size);
        if (i > 0) polynomial += i == 1 ? "x" : "x^" + text_of(std::int64_t(i));
    }
    auto value = [&](std::int64_t at) {
        std::int64_t out = 0;
        for (std::size_t i = by.size(); i-- > 0;) out = out * at + by[i];
        return out;
    };
    const auto at = some_of(d, -2 - std::int64_t(difficulty) / 2, 3 + std::int64_t(difficulty) / 2, 2);
    const std::int64_t over = between(d, 2, 9);
    return fraction_answer(
        filled(pick(d, {"Let P(x) = {0}. What is (P({1}) - P({2})) / {3}?",
                        "For the polynomial P(x) = {0}, compute (P({1}) - P({2})) / {3}."}),
               {polynomial, text_of(at[0]), text_of(at[1]), text_of(over)}),
        fraction(value(at[0]) - value(at[1]), over));
}

task_content divisible(dice& d, unsigned difficulty) {
    const std::size_t n = 2 + (difficulty > 3) + (difficulty > 7);
    auto by = some_of(d, 2, 6 + std::int64_t(difficulty), n);
    std::sort(by.begin(), by.end());
    const std::int64_t low = between(d, 1, 20 * difficulty), high = low + between(d, 30, 150 * difficulty);
    std::int64_t truth = 0, hasty = 0;
    for (unsigned subset = 1; subset < 1u << n; ++subset) {
        std::int64_t multiple = 1, members = 0;
        for (std::size_t i = 0; i < n; ++i)
            if (subset >> i & 1) multiple = std::lcm(multiple, by[i]), ++members;
        const std::int64_t count = high / multiple - (low - 1) / multiple;
        truth += members % 2 == 1 ? count : -count;
        if (members == 1) hasty += count;
    }
    std::vector<std::string> names;
    for (auto v : by) names.push_back(text_of(v));
    auto out = whole_answer(
        filled(
            pick(d,
                 {"How many integers from {0} to {1}, both included, are divisible by at least one of {2}?",
                  "Lamps are numbered from {0} to {1}, both included. Somebody switches on every lamp whose "
                  "number is a multiple of at least one of {2}. How many lamps are on?"}),
            {text_of(low), text_of(high), listed(names, "and")}),
        truth);
    out.truth.tempting = text_of(hasty);
    return out;
}

task_content fraction_sum(dice& d, unsigned difficulty) {
    fraction sum;
    std::int64_t above = 0, below = 0;
    std::vector<std::string> terms;
    for (unsigned i = 0; i < 2 + difficulty / 3; ++i) {
        const std::int64_t n = between(d, 1, 9 + difficulty),
                           parts = between(d, 2, 7 + 2 * std::int64_t(difficulty));
        const fraction each(n, parts);
        sum = sum + each;
        above += each.above();
        below += each.below();
        terms.push_back(text_of(each.above()) + "/" + text_of(each.below()));
    }
    auto out =
        fraction_answer(filled(pick(d, {"Compute the sum {0} exactly.", "What is {0}, exactly?",
                                        "Pipes fill {0} of a tank, one after the other and each measured in "
                                        "tanks. How many tanks is that together, exactly?"}),
                               {joined(terms, " + ")}),
                        sum);
    out.truth.tempting = fraction(above, below).text();
    return out;
}

constexpr family families[] = {{residue}, {linear_system}, {slope}, {divisible, true}, {fraction_sum, true}};

}  // namespace

std::span<const family> mathematics_families() {
    return families;
}

}  // namespace rf::reasoning_1
