#include "replay/tasks/family.hpp"

namespace rf::reasoning_1 {
namespace {

task_content cart(dice& d, unsigned difficulty) {
    const std::int64_t start = between(d, 0, 12);
    std::int64_t speed = start;
    fraction way;
    std::vector<std::string> phases;
    for (unsigned i = 0; i < 1 + (difficulty + 1) / 2; ++i) {
        const std::int64_t seconds = between(d, 1, 5 + difficulty);
        const std::int64_t slowest = -(speed / seconds);  // it never rolls back
        const std::int64_t a = between(d, slowest < -4 ? -4 : slowest, 5);
        way = way + fraction(speed * seconds) + fraction(a * seconds * seconds, 2);
        speed += a * seconds;
        phases.push_back("at " + text_of(a) + " m/s^2 for " + text_of(seconds) + " s");
    }
    return fraction_answer(
        filled(
            pick(d,
                 {"A cart moves at {0} m/s. Then it accelerates {1}. How many metres does it travel while it "
                  "accelerates?",
                  "A probe on a rail has a speed of {0} m/s when its motor begins to push: it accelerates "
                  "{1}. "
                  "Over how many metres does the motor act?"}),
            {text_of(start), joined(phases, ", then ")}),
        way);
}

task_content half_life(dice& d, unsigned difficulty) {
    const std::int64_t half = between(d, 2, 30), first = between(d, 3, 20 * difficulty) * 8;
    fraction left(first);
    std::string story;
    const unsigned additions = difficulty / 3;
    for (unsigned i = 0; i <= additions; ++i) {
        const std::int64_t lives = between(d, 1, 2 + difficulty / 4), added = between(d, 2, 90);
        for (std::int64_t j = 0; j < lives; ++j) left = left / fraction(2);
        story += i == 0 ? "" : " ";
        story += "After " + text_of(lives * half) + (i == 0 ? " hours" : " more hours");
        if (i < additions) {
            left = left + fraction(added);
            story += " " + text_of(added) + " g of it are added.";
        } else {
            story += " it is weighed.";
        }
    }
    return fraction_answer(
        filled(pick(d, {"A vessel holds {0} g of an isotope with a half-life of {1} hours. {2} How "
                        "many grams of the isotope are there then, exactly?",
                        "The half-life of a tracer is {1} hours, so that half of it is gone after "
                        "each such time. At first there are {0} g. {2} How many grams remain, "
                        "exactly?"}),
               {text_of(first), text_of(half), story}),
        left);
}

// One product is asked for; the masses of a mole follow from H = 1, C = 12, ...
struct reaction {
    std::string_view text;  // as people write it
    std::string_view first, second, product;
    std::int64_t a, b, c;  // moles of first and second used, of product made
    std::int64_t mass_a, mass_b, mass_c;
};
constexpr reaction reactions[] = {
    {"2 H2 + O2 -> 2 H2O", "H2", "O2", "H2O", 2, 1, 2, 2, 32, 18},
    {"N2 + 3 H2 -> 2 NH3", "N2", "H2", "NH3", 1, 3, 2, 28, 2, 17},
    {"2 Mg + O2 -> 2 MgO", "Mg", "O2", "MgO", 2, 1, 2, 24, 32, 40},
    {"CH4 + 2 O2 -> CO2 + 2 H2O", "CH4", "O2", "CO2", 1, 2, 1, 16, 32, 44},
    {"4 Fe + 3 O2 -> 2 Fe2O3", "Fe", "O2", "Fe2O3", 4, 3, 2, 56, 32, 160},
    {"2 Al + 3 S -> Al2S3", "Al", "S", "Al2S3", 2, 3, 1, 27, 32, 150},
    {"C3H8 + 5 O2 -> 3 CO2 + 4 H2O", "C3H8", "O2", "CO2", 1, 5, 3, 44, 32, 44},
    {"4 NH3 + 5 O2 -> 4 NO + 6 H2O", "NH3", "O2", "NO", 4, 5, 4, 17, 32, 30},
    {"Fe2O3 + 3 CO -> 2 Fe + 3 CO2", "Fe2O3", "CO", "Fe", 1, 3, 2, 160, 28, 56},
    {"2 C2H6 + 7 O2 -> 4 CO2 + 6 H2O", "C2H6", "O2", "CO2", 2, 7, 4, 30, 32, 44},
};

// In each vessel the scarcer of the two decides; a hasty reader takes the other.
task_content yield(dice& d, unsigned difficulty) {
    const reaction& r = reactions[d.below(difficulty < 4 ? 4 : 10)];
    fraction made, hasty;
    std::vector<std::string> vessels;
    for (unsigned i = 0; i < 1 + difficulty / 3; ++i) {
        const std::int64_t grams_a = between(d, 2, 40 + 20 * std::int64_t(difficulty));
        const std::int64_t grams_b = between(d, 2, 40 + 20 * std::int64_t(difficulty));
        const fraction by_a = fraction(grams_a, r.mass_a) * fraction(r.c, r.a) * fraction(r.mass_c);
        const fraction by_b = fraction(grams_b, r.mass_b) * fraction(r.c, r.b) * fraction(r.mass_c);
        made = made + (by_a < by_b ? by_a : by_b);
        hasty = hasty + (by_a < by_b ? by_b : by_a);
        vessels.push_back(text_of(grams_a) + " g of " + std::string(r.first) + " and " + text_of(grams_b) +
                          " g of " + std::string(r.second));
    }
    auto out = fraction_answer(
        filled(
            std::string(pick(
                d,
                {"The reaction {0} runs to the end in each of these vessels: {1}. How many grams of {2} form "
                 "in all?",
                 "Somebody fills vessels with {1}, and lets the reaction {0} run to the end in each. How "
                 "many "
                 "grams of {2} are made in all?"})) +
                " Count H = 1, C = 12, N = 14, O = 16, Mg = 24, Al = 27, S = 32 and Fe = 56 g/mol.",
            {std::string(r.text), joined(vessels, "; "), std::string(r.product)}),
        made);
    out.truth.tempting = hasty.text();
    return out;
}

// Old units, each worth some of the next; a hasty reader divides where one multiplies.
task_content units(dice& d, unsigned difficulty) {
    std::vector<std::string> names = {"zib", "orn", "kel", "tal", "wem", "pud", "lio", "ras", "fen", "gur"};
    d.shuffle(names);
    const std::size_t steps = 1 + (difficulty + 1) / 2;
    const std::int64_t asked = between(d, 2, 30 * difficulty);
    fraction worth(asked), hasty(asked);
    std::vector<std::string> rates;
    for (std::size_t i = 0; i < steps; ++i) {
        std::int64_t from = between(d, 1, 9), to = between(d, 1, 12);
        if (from == to) ++to;
        worth = worth * fraction(to, from);
        hasty = hasty * fraction(from, to);
        rates.push_back(d.below(2) == 0
                            ? text_of(from) + " " + names[i] + " are " + text_of(to) + " " + names[i + 1]
                            : text_of(to) + " " + names[i + 1] + " are " + text_of(from) + " " + names[i]);
    }
    d.shuffle(rates);
    auto out =
        fraction_answer(filled(pick(d, {"In an old system of measures {0}. How many {3} are {1} {2}?",
                                        "A merchant's book says that {0}. To how many {3} do {1} {2} come?"}),
                               {listed(rates, "and"), text_of(asked), names[0], names[steps]}),
                        worth);
    out.truth.tempting = hasty.text();
    return out;
}

task_content mean_speed(dice& d, unsigned difficulty) {
    const std::size_t stages = 2 + difficulty / 3;
    const std::int64_t length = between(d, 2, 12 * difficulty);
    fraction hours, sum;
    std::vector<std::string> speeds;
    for (std::size_t i = 0; i < stages; ++i) {
        const std::int64_t speed = between(d, 2, 12) * 5;
        hours = hours + fraction(length, speed);
        sum = sum + fraction(speed);
        speeds.push_back(text_of(speed));
    }
    const std::int64_t count = std::int64_t(stages);
    auto out = fraction_answer(
        filled(
            pick(
                d,
                {"A courier rides {0} stages of {1} km each, at {2} km/h. What is the mean speed over the "
                 "whole "
                 "way, in km/h?",
                 "A ship sails {0} legs of {1} km each, and keeps {2} km/h on them. Which mean speed in km/h "
                 "has it over the whole way?"}),
            {text_of(count), text_of(length), listed(speeds, "and")}),
        fraction(length * count) / hours);
    out.truth.tempting = (sum / fraction(count)).text();
    return out;
}

constexpr family families[] = {{cart}, {half_life}, {yield, true}, {units, true}, {mean_speed, true}};

}  // namespace

std::span<const family> scientific_families() {
    return families;
}

}  // namespace rf::reasoning_1
