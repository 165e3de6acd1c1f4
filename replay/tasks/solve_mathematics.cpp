#include <algorithm>

#include "replay/tasks/reading.hpp"

namespace rf::solving {
namespace {

// One multiplication after the other; the generator squares.
answer residue(std::string_view text) {
    auto sum = inside(text, "remainder when ", " is divided by ");
    auto m = inside(text, " is divided by ", "?");
    if (!sum) sum = inside(text, "residue of ", " modulo "), m = inside(text, " modulo ", ",");
    if (!sum) sum = inside(text, "hand after ", " steps"), m = inside(text, "A clock has ", " marks");
    if (!sum || !m) return std::nullopt;
    const auto modulus = number_in(*m);
    if (!modulus || *modulus < 1 || *modulus > 1'000'000'000) return std::nullopt;
    std::int64_t out = 0, work = 0;
    for (auto term : split(*sum, " + ")) {
        const auto parts = numbers_in(term);
        if (!parts || parts->size() != 2 || (*parts)[0] < 0 || (*parts)[1] < 0) return std::nullopt;
        const bool power = term.find('^') != term.npos;
        std::int64_t value = 1 % *modulus;
        if (!power) value = std::int64_t(wide((*parts)[0]) * (*parts)[1] % *modulus);
        for (std::int64_t i = 0; power && i < (*parts)[1]; ++i) {
            if (++work > 5'000'000) return std::nullopt;
            value = value * ((*parts)[0] % *modulus) % *modulus;
        }
        out = (out + value) % *modulus;
    }
    return std::to_string(out);
}

// "2x - 3y + z" by letter; nothing if it is something else.
std::optional<std::array<std::int64_t, 26>> coefficients(std::string_view text) {
    std::array<std::int64_t, 26> by{};
    std::int64_t sign = 1, size = -1;
    for (char c : text) {
        if (c == ' ' || c == '+') continue;
        if (c == '-') {
            sign = -1;
        } else if (c >= '0' && c <= '9') {
            size = (size < 0 ? 0 : size) * 10 + (c - '0');
            if (size > 1'000'000) return std::nullopt;
        } else if (c >= 'a' && c <= 'z') {
            by[std::size_t(c - 'a')] += sign * (size < 0 ? 1 : size);
            sign = 1;
            size = -1;
        } else {
            return std::nullopt;
        }
    }
    if (size >= 0) return std::nullopt;
    return by;
}

// By elimination with fractions.
answer linear_system(std::string_view text) {
    const auto asked_text = inside(text, {"value of "}, text.back() == '?' ? "?" : ".");
    if (!asked_text) return std::nullopt;
    const auto asked = coefficients(*asked_text);
    if (!asked) return std::nullopt;
    std::vector<std::vector<ratio>> rows;
    std::string names;
    for (auto line : lines_of(text)) {
        const auto sides = split(line, " = ");
        if (sides.size() != 2) continue;
        const auto left = coefficients(sides[0]);
        const auto right = number_in(sides[1]);
        if (!left || !right) continue;
        std::vector<ratio> row;
        for (auto c : *left) row.emplace_back(c);
        row.emplace_back(*right);
        for (std::size_t i = 0; i < 26; ++i)
            if ((*left)[i] != 0 && names.find(char('a' + i)) == names.npos) names += char('a' + i);
        rows.push_back(std::move(row));
    }
    if (rows.empty() || rows.size() != names.size() || rows.size() > 8) return std::nullopt;
    std::size_t done = 0;
    for (char name : names) {
        const auto column = std::size_t(name - 'a');
        std::size_t pivot = done;
        while (pivot < rows.size() && rows[pivot][column].n == 0) ++pivot;
        if (pivot == rows.size()) return std::nullopt;
        std::swap(rows[done], rows[pivot]);
        for (std::size_t r = 0; r < rows.size(); ++r) {
            if (r == done || rows[r][column].n == 0) continue;
            const ratio by = rows[r][column] / rows[done][column];
            for (std::size_t c = 0; c < rows[r].size(); ++c) rows[r][c] = rows[r][c] - by * rows[done][c];
        }
        ++done;
    }
    ratio out;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto column = std::size_t(names[i] - 'a');
        out = out + ratio((*asked)[column]) * rows[i].back() / rows[i][column];
    }
    return out.text();
}

std::optional<wide> value_at(std::string_view polynomial, std::int64_t at) {
    std::string even(polynomial);  // "- 3x" becomes "+ -3x"
    for (std::size_t i = 0; (i = even.find(" - ", i)) != even.npos;) even.replace(i, 3, " + -");
    wide out = 0;
    for (auto term : split(even, " + ")) {
        const auto x = term.find('x');
        const auto all = numbers_in(term.substr(0, x));
        if (!all || all->size() > 1) return std::nullopt;
        std::int64_t by = all->empty() ? 1 : all->front(), power = 0;
        if (all->empty() && term.substr(0, 1) == "-") by = -1;
        if (x != term.npos) {
            const auto raised =
                numbers_in(term.substr(x + 1).empty() ? term.substr(x + 1) : term.substr(x + 2));
            if (!raised || raised->size() > 1) return std::nullopt;
            power = raised->empty() ? 1 : raised->front();
        }
        if (power < 0 || power > 12 || at < -100 || at > 100 || by > 1'000'000 || by < -1'000'000)
            return std::nullopt;
        wide term_value = by;
        for (std::int64_t i = 0; i < power; ++i) term_value *= at;
        out += term_value;
    }
    return out;
}

answer slope(std::string_view text) {
    auto polynomial = inside(text, "P(x) = ", ". What is");
    if (!polynomial) polynomial = inside(text, "P(x) = ", ", compute");
    const auto first = inside(text, "(P(", ")"), second = inside(text, " - P(", "))");
    if (!polynomial || !first || !second || text.find('/') == text.npos) return std::nullopt;
    const auto over = number_in(text.substr(text.rfind('/')));
    const auto a = number_in(*first), b = number_in(*second);
    if (!over || !a || !b) return std::nullopt;
    const auto at_a = value_at(*polynomial, *a), at_b = value_at(*polynomial, *b);
    if (!at_a || !at_b) return std::nullopt;
    return ratio(*at_a - *at_b, *over).text();
}

answer divisible(std::string_view text) {
    const auto range = inside(text, {"integers from ", "numbered from "}, ", both included");
    const auto by = inside(text, "at least one of ", text.find("Lamps") == 0 ? ". How" : "?");
    if (!range || !by) return std::nullopt;
    const auto ends = numbers_in(*range), divisors = numbers_in(*by);
    if (!ends || ends->size() != 2 || !divisors || divisors->empty()) return std::nullopt;
    if ((*ends)[0] < 0 || (*ends)[1] - (*ends)[0] > 2'000'000) return std::nullopt;
    if (*std::min_element(divisors->begin(), divisors->end()) < 1) return std::nullopt;
    std::int64_t count = 0;
    for (std::int64_t v = (*ends)[0]; v <= (*ends)[1]; ++v)
        count += std::any_of(divisors->begin(), divisors->end(), [&](std::int64_t d) { return v % d == 0; });
    return std::to_string(count);
}

// Over one common denominator.
answer fraction_sum(std::string_view text) {
    auto sum = inside(text, "Compute the sum ", " exactly");
    if (!sum) sum = inside(text, "What is ", ", exactly");
    if (!sum) sum = inside(text, "Pipes fill ", " of a tank");
    if (!sum) return std::nullopt;
    const auto all = numbers_in(*sum);
    if (!all || all->empty() || all->size() % 2 != 0 || all->size() > 16) return std::nullopt;
    wide under = 1, over = 0;
    for (std::size_t i = 1; i < all->size(); i += 2) {
        if ((*all)[i] < 1 || (*all)[i] > 1000) return std::nullopt;
        under *= (*all)[i];
    }
    for (std::size_t i = 0; i < all->size(); i += 2) {
        if ((*all)[i] > 1'000'000 || (*all)[i] < -1'000'000) return std::nullopt;
        over += under / (*all)[i + 1] * (*all)[i];
    }
    return ratio(over, under).text();
}

}  // namespace

const std::array<solver, 5> mathematics_solvers = {residue, linear_system, slope, divisible, fraction_sum};

}  // namespace rf::solving
