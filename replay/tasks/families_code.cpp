#include <algorithm>

#include "replay/tasks/family.hpp"

namespace rf::reasoning_1 {
namespace {

// A small program is written and run at the same time, statement by statement:
// `body` is a list of steps that both the text and the run follow.
struct statement {
    enum class kind { mix, add, branch, loop } what = kind::mix;
    std::size_t to = 0, from = 0;      // variables
    std::int64_t by = 1, modulus = 2;  // mix: to = (to * by + from) mod modulus
    std::int64_t part = 0, times = 0;  // branch: if from mod modulus == part
    std::vector<statement> body, otherwise;
};

constexpr std::string_view variables = "abcd";

std::vector<statement> block(dice& d, unsigned length, unsigned depth, std::size_t names);

statement simple(dice& d, std::size_t names) {
    statement s;
    s.what = d.below(3) == 0 ? statement::kind::add : statement::kind::mix;
    s.to = d.below(names);
    s.from = d.below(names);
    s.by = between(d, 2, 9);
    s.modulus = between(d, 11, 97);
    return s;
}

std::vector<statement> block(dice& d, unsigned length, unsigned depth, std::size_t names) {
    std::vector<statement> out;
    for (unsigned i = 0; i < length; ++i) {
        const std::uint64_t turn = d.below(4);
        statement s = simple(d, names);
        if (depth > 0 && turn == 0) {
            s.what = statement::kind::branch;
            s.modulus = between(d, 2, 3);
            s.part = between(d, 0, s.modulus - 1);
            s.body = block(d, 1, depth - 1, names);
            s.otherwise = block(d, 1, depth - 1, names);
        } else if (depth > 0 && turn == 1) {
            s.what = statement::kind::loop;
            s.times = between(d, 2, 4);
            s.body = block(d, 2, depth - 1, names);
        }
        out.push_back(std::move(s));
    }
    return out;
}

void write(std::string& text, const std::vector<statement>& list, std::size_t indent) {
    for (const statement& s : list) {
        const std::string to(1, variables[s.to]), from(1, variables[s.from]);
        text.append(indent * 4, ' ');
        switch (s.what) {
            case statement::kind::mix:
                text += to + " = (" + to + " * " + text_of(s.by) + " + " + from + ") mod " +
                        text_of(s.modulus) + "\n";
                break;
            case statement::kind::add:
                text += to + " = (" + from + " + " + text_of(s.by) + ") mod " + text_of(s.modulus) + "\n";
                break;
            case statement::kind::branch:
                text += "if " + from + " mod " + text_of(s.modulus) + " == " + text_of(s.part) + ":\n";
                write(text, s.body, indent + 1);
                text.append(indent * 4, ' ');
                text += "else:\n";
                write(text, s.otherwise, indent + 1);
                break;
            case statement::kind::loop:
                text += "repeat " + text_of(s.times) + " times:\n";
                write(text, s.body, indent + 1);
        }
    }
}

void run(std::vector<std::int64_t>& held, const std::vector<statement>& list) {
    for (const statement& s : list) switch (s.what) {
            case statement::kind::mix:
                held[s.to] = (held[s.to] * s.by + held[s.from]) % s.modulus;
                break;
            case statement::kind::add:
                held[s.to] = (held[s.from] + s.by) % s.modulus;
                break;
            case statement::kind::branch:
                run(held, held[s.from] % s.modulus == s.part ? s.body : s.otherwise);
                break;
            case statement::kind::loop:
                for (std::int64_t i = 0; i < s.times; ++i) run(held, s.body);
        }
}

task_content trace(dice& d, unsigned difficulty) {
    const std::size_t names = 2 + (difficulty > 3) + (difficulty > 7);
    std::vector<std::int64_t> held(names);
    std::string text;
    for (std::size_t i = 0; i < names; ++i) {
        held[i] = between(d, 1, 9);
        text += std::string(1, variables[i]) + " = " + text_of(held[i]) + "\n";
    }
    statement all;
    all.what = statement::kind::loop;
    all.times = between(d, 2 + difficulty, 3 + 2 * std::int64_t(difficulty));
    all.body = block(d, 2 + difficulty / 3, difficulty < 3 ? 0 : difficulty < 7 ? 1 : 2, names);
    const std::vector<statement> program{all};
    write(text, program, 0);
    run(held, program);
    std::int64_t sum = 0;
    std::vector<std::string> printed;
    for (std::size_t i = 0; i < names; ++i) {
        sum += held[i];
        printed.push_back(std::string(1, variables[i]));
    }
    text += "print " + joined(printed, " + ");
    return whole_answer(std::string(pick(d, {"What does this program print?\n\n",
                                             "Trace the program and give the "
                                             "number that it prints.\n\n",
                                             "Which number does the following program "
                                             "print in the end?\n\n"})) +
                            text,
                        sum);
}

std::string list_text(const std::vector<std::int64_t>& list) {
    std::vector<std::string> parts;
    for (auto v : list) parts.push_back(text_of(v));
    return "[" + joined(parts, ", ") + "]";
}

// As many swaps as there are pairs out of order; a hasty reader counts comparisons.
task_content bubble_sort(dice& d, unsigned difficulty) {
    const std::size_t n = 3 + difficulty;
    auto list = some_of(d, 1, 20 + 8 * std::int64_t(difficulty), n);
    std::int64_t swaps = 0;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = i + 1; j < n; ++j) swaps += list[i] > list[j];
    auto out = whole_answer(
        filled(
            pick(d,
                 {"Bubble sort puts the list {0} into ascending order by swapping neighbours that are out of "
                  "order. How many swaps does it make?",
                  "The list {0} is put into ascending order by bubble sort, which goes over it again and "
                  "again "
                  "and only ever swaps neighbours that are out of order. How many swaps are made in all?"}),
            {list_text(list)}),
        swaps);
    out.truth.tempting = text_of(std::int64_t(n * (n - 1) / 2));
    return out;
}

task_content recurrence(dice& d, unsigned difficulty) {
    const std::int64_t f0 = between(d, 0, 5), f1 = between(d, 1, 6), p = between(d, 1, 5),
                       q = between(d, 1, 5);
    const std::int64_t m = between(d, 11, 40 + 90 * std::int64_t(difficulty));
    const std::int64_t last = between(d, 4 + difficulty, 6 + 3 * std::int64_t(difficulty) * difficulty);
    std::int64_t before = f0 % m, now = f1 % m;
    for (std::int64_t i = 2; i <= last; ++i) {
        const std::int64_t next = (p * now + q * before) % m;
        before = now;
        now = next;
    }
    return whole_answer(filled(pick(d, {"A function has f(0) = {0} and f(1) = {1}, and for n >= 2 it returns "
                                        "f(n) = {2} * f(n - 1) + "
                                        "{3} * f(n - 2). What is f({4}) mod {5}?",
                                        "Given f(0) = {0} and f(1) = {1}, a recursive program computes f(n) "
                                        "= {2} * f(n - 1) + {3} * "
                                        "f(n - 2) for n >= 2. Which value has f({4}) mod {5}?"}),
                               {text_of(f0), text_of(f1), text_of(p), text_of(q), text_of(last), text_of(m)}),
                        now);
}

task_content letters(dice& d, unsigned difficulty) {
    std::string text;
    for (unsigned i = 0; i < 5 + 2 * difficulty; ++i) text += char('a' + d.below(26));
    const std::string start = text;
    std::vector<std::string> steps;
    for (unsigned i = 0; i < 2 + difficulty / 2; ++i) {
        const std::int64_t size = std::int64_t(text.size()), k = between(d, 2, 4);
        switch (d.below(4)) {
            case 0:
                steps.push_back("reverse it");
                std::reverse(text.begin(), text.end());
                break;
            case 1:
                steps.push_back("move its first " + text_of(k) + " letters to the end");
                text = text.substr(std::size_t(k)) + text.substr(0, std::size_t(k));
                break;
            case 2:
                steps.push_back("append a copy of its last " + text_of(k) + " letters");
                text += text.substr(std::size_t(size - k));
                break;
            default:
                steps.push_back("exchange its first and its last letter");
                std::swap(text.front(), text.back());
        }
    }
    std::string told;
    for (std::size_t i = 0; i < steps.size(); ++i)
        told += "\n" + text_of(std::int64_t(i) + 1) + ". " + steps[i];
    return text_answer(
        filled(pick(d, {"Start with the text {0} and do this, in order:{1}\nWhich text is left?",
                        "A program holds the text {0}. Its steps are, in order:{1}\nWhat does it hold "
                        "at the end?"}),
               {start, told}),
        text, "Answer with the text and nothing else, without quotes.");
}

// Numbers from 0 to `high` with `ones` ones in binary, by the first place in
// which such a number has a 0 where `high` has a 1.
task_content ones(dice& d, unsigned difficulty) {
    const std::int64_t high = between(d, 20, 60 << difficulty);
    const std::int64_t wanted = between(d, 2, 2 + difficulty / 2);
    std::int64_t choose[24][24] = {};
    for (int n = 0; n < 24; ++n) {
        choose[n][0] = 1;
        for (int k = 1; k <= n; ++k) choose[n][k] = choose[n - 1][k - 1] + choose[n - 1][k];
    }
    std::int64_t count = 0, left = wanted;
    for (int place = 20; place >= 0; --place) {
        if (!(high >> place & 1)) continue;
        if (left >= 0 && left <= place) count += choose[place][left];
        --left;
    }
    count += left == 0;
    return whole_answer(
        filled(
            pick(d,
                 {"How many of the integers from 0 to {0}, both included, have exactly {1} ones in binary?",
                  "A loop counts i from 0 to {0}, both included, and adds 1 to a counter whenever the binary "
                  "form of i has exactly {1} ones in it. What is the counter at the end?"}),
            {text_of(high), text_of(wanted)}),
        count);
}

constexpr family families[] = {{trace}, {bubble_sort, true}, {recurrence}, {letters}, {ones}};

}  // namespace

std::span<const family> code_families() {
    return families;
}

}  // namespace rf::reasoning_1
