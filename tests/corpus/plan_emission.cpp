#include <limits>

#include "replay/emit.hpp"
#include "tests/corpus/lab.hpp"

namespace rf::corpus {
namespace {

// Without tasks, what ema_feed carries in are the scores: any can be had.
const mechanism& rules() {
    return *find_mechanism("ema_feed", 1);
}

void add(plan& into, lab& l, const std::string& name, const std::vector<double>& scores,
         const parameters& chosen) {
    const auto seats = l.seats(scores.size());
    planned_run run{"emission-" + name, &rules(), {}, {}};
    for (std::size_t i = 0; i < scores.size(); ++i) {
        carry_entry e;
        e.who = seats[i].who;
        e.score = scores[i];
        if (e.score > 0) run.in.entries.push_back(e);
    }
    std::sort(run.in.entries.begin(), run.in.entries.end(),
              [](const auto& a, const auto& b) { return a.who < b.who; });
    planned_epoch e;
    e.facts.seats = seats;
    e.facts.params = complete(rules(), chosen);
    run.epochs.push_back(std::move(e));
    into.push_back(std::move(run));
}

// Scores whose weights lie exactly between two whole numbers.
std::vector<double> halves(lab& l) {
    std::vector<double> scores{65535 * 2.0};
    for (std::size_t even = 0, odd = 0; even + odd < 8;) {
        const std::uint64_t k = l.between(1, 65534);
        scores.push_back(double(2 * k + 1));
        double total = 0;
        for (const double s : scores) total += s;
        const double value = scores.back() / total / (scores.front() / total) * 65535;
        std::size_t& kind = k % 2 == 0 ? even : odd;
        if (value == double(k) + 0.5 && kind < 4)
            ++kind;
        else
            scores.pop_back();
    }
    return scores;
}

void shares(plan& into, lab& l) {
    const double tiny = std::numeric_limits<double>::denorm_min(), huge = std::numeric_limits<double>::max();
    add(into, l, "even", {1, 1, 1, 1}, {});
    add(into, l, "one", {0, 3, 0}, {});
    add(into, l, "none", {0, 0, 0}, {});
    add(into, l, "halves", halves(l), {});
    add(into, l, "dropped", {65535, .5, .49, .51, 1, 1e-9, tiny}, {});
    add(into, l, "subnormal", {tiny, 2 * tiny, 0, 3 * tiny}, {});
    add(into, l, "no-finite-sum", {huge, huge, 1}, {});
    add(into, l, "largest-sum", {huge / 2, huge / 2, 1}, {});
}

void caps(plan& into, lab& l) {
    const auto cap = [&](const std::string& name, const std::vector<double>& scores, double most) {
        add(into, l, "cap-" + name, scores, {{"emit.max_share", most}});
    };
    cap("exactly-fits", {4, 1, 1, 2}, .25);
    cap("too-small", {4, 1, 1, 2}, below(.25));
    cap("just-above", {4, 1, 1, 2}, above(.25));
    cap("at-a-share", {2, 1, 1}, .5);
    cap("below-a-share", {2, 1, 1}, below(.5));
    cap("above-a-share", {2, 1, 1}, above(.5));
    cap("in-turn", {64, 32, 16, 8, 4, 2, 1, 1}, .25);
    cap("twice", {50, 30, 10, 5, 3, 2}, .3);
    cap("many", {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0}, .125);
    cap("nearly-all", {100, 1e-6, 1e-6}, .4);
    cap("rest-is-nothing", {1e300, 1e-300, 1e-300, 1e-300}, .3);
    cap("one-alone", {5, 0}, .75);
    cap("at-a-seventh-share", {3, 2, 1, 1}, 3.0 / 7);
    cap("not-needed", {3, 2, 1, 1, 3, 3, 7, 1, 9}, .9);
}

void counts_and_padding(plan& into, lab& l) {
    const auto pad = [&](const std::string& name, const std::vector<double>& scores, std::uint64_t count,
                         bool padded) {
        add(into, l, "count-" + name, scores, {{"emit.min_count", count}, {"emit.pad", padded}});
    };
    pad("reached", {3, 2, 1, 0, 0}, 3, false);
    pad("missed", {3, 2, 1, 0, 0}, 4, false);
    pad("reached-padding", {3, 2, 1, 0, 0}, 3, true);
    pad("one-padded", {3, 2, 1, 0, 0}, 4, true);
    pad("all-padded", {3, 2, 1, 0, 0}, 5, true);
    pad("not-enough-seats", {3, 2, 1, 0, 0}, 6, true);
    pad("too-small-first", {65535, .1, 0, .3, .3, .2, 0}, 3, true);
    pad("too-small-more", {65535, .1, 0, .3, .3, .2, 0}, 6, true);
    pad("of-none", {0, 0, 0}, 2, true);
    pad("huge", {3, 2, 1}, 1024, true);
    pad("first-seat", {0, 3, 2, 1}, 4, true);
    pad("sevenths", {3, 2, 1, 1, 0, 1e-6}, 6, true);
    pad("reached-in-tenths", std::vector<double>(10, 1), 10, true);
    add(into, l, "count-and-cap", {9, 1, 1, 0, 0},
        {{"emit.min_count", std::uint64_t{4}}, {"emit.pad", true}, {"emit.max_share", .5}});
}

// Two miners and two tasks: as many of the four questions void as asked for.
void voids(plan& into, lab& l) {
    const auto with = [&](const std::string& name, const std::vector<outcome>& first,
                          const std::vector<outcome>& second, double most) {
        const auto seats = l.seats(first.size());
        planned_epoch e;
        e.facts.seats = seats;
        e.facts.params = complete(rules(), {{"emit.max_void_share", most}});
        for (const auto& row : {first, second}) {
            task_facts task = l.task(seats);
            for (std::size_t i = 0; i < row.size(); ++i) {
                task.replies[i].what = row[i];
                if (row[i] == outcome::answered)
                    task.replies[i].seen =
                        ema_feed_seen{{{feed_result::state::completed, 100 * (i + 1), .5}}};
            }
            e.facts.tasks.push_back(std::move(task));
        }
        carry in;
        carry_entry held;
        held.who = seats.front().who;
        held.score = .75;
        in.entries.push_back(held);
        into.push_back({"emission-voids-" + name, &rules(), in, {std::move(e)}});
    };
    constexpr outcome a = outcome::answered, v = outcome::voided, n = outcome::not_asked,
                      t = outcome::timeout;
    with("none", {a, a}, {a, a}, 0);
    with("one-allowed", {a, v}, {a, a}, .25);
    with("one-too-many", {a, v}, {a, a}, below(.25));
    with("one-and-room", {a, v}, {a, a}, above(.25));
    with("half", {a, v}, {v, a}, .5);
    with("half-too-many", {a, v}, {v, t}, .4);
    with("not-asked", {a, v}, {n, t}, 1.0 / 3);
    with("one-left", {v, a}, {v, a}, 1);
    with("two-left", {v, v, a}, {v, n, t}, 1);
    with("all-left", {v, v}, {v, v}, 1);
    with("failed-is-no-void", {t, v}, {v, t}, .5);
    with("nobody-asked", {n, n}, {n, n}, 0);
}

}  // namespace

void plan_emission(plan& into, std::uint64_t seed) {
    lab l("emission", seed);
    shares(into, l);
    caps(into, l);
    counts_and_padding(into, l);
    voids(into, l);
    // A share that is exactly the cap is not cut: to cut it would turn the others' last bits.
    add(into, l, "cap-at-a-share-of-63", {26, 25, 3, 9}, {{"emit.max_share", 26.0 / 63}});
}

}  // namespace rf::corpus
