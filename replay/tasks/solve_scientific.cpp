#include <algorithm>
#include <map>
#include <numeric>

#include "replay/tasks/reading.hpp"

namespace rf::solving {
namespace {

// Each phase as a trapezium: twice the way is time by both speeds.
answer cart(std::string_view text) {
    const auto start = inside(text, {"A cart moves at ", "has a speed of "}, " m/s");
    const auto phases = inside(text, "it accelerates ", text.find("A cart") == 0 ? ". How" : ". Over");
    if (!start || !phases) return std::nullopt;
    auto speed = number_in(*start);
    if (!speed) return std::nullopt;
    wide twice = 0;
    for (auto phase : split(*phases, ", then ")) {
        const auto seconds = inside(phase, " for ", " s"), rate = inside(phase, "at ", " m/s^2");
        if (!seconds || !rate) return std::nullopt;
        const auto t = number_in(*seconds), a = number_in(*rate);
        if (!t || !a || *t > 10'000 || *a > 10'000 || *speed > 1'000'000) return std::nullopt;
        const std::int64_t faster = *speed + *a * *t;
        twice += wide(*t) * (*speed + faster);
        speed = faster;
    }
    return ratio(twice, 2).text();
}

// Everything in shares of what the last weighing halves the first amount to.
answer half_life(std::string_view text) {
    const auto half_text = inside(text, {"half-life of a tracer is ", "half-life of "}, " hours");
    const auto first_text = inside(text, {"A vessel holds ", "At first there are "}, " g");
    const auto story = text.find("After ");
    if (!half_text || !first_text || story == text.npos) return std::nullopt;
    const auto half = number_in(*half_text), first = number_in(*first_text);
    if (!half || !first || *half < 1) return std::nullopt;
    wide amount = *first;
    unsigned halvings = 0;
    for (auto part : split(text.substr(story), "After ")) {
        const auto told = numbers_in(part);
        if (!told || told->empty()) continue;
        const std::int64_t lives = (*told)[0] / *half;
        if ((*told)[0] % *half != 0 || lives < 0 ||
            halvings + unsigned(std::min<std::int64_t>(lives, 99)) > 40)
            return std::nullopt;
        halvings += unsigned(lives);
        if (part.find(" are added") != part.npos) {
            if (told->size() != 2 || (*told)[1] > 1'000'000) return std::nullopt;
            amount += wide((*told)[1]) << halvings;
        }
    }
    return ratio(amount, wide(1) << halvings).text();
}

// "Fe2O3" by the masses that the text gives.
std::optional<std::int64_t> mole(std::string_view formula,
                                 const std::map<std::string, std::int64_t>& masses) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < formula.size();) {
        std::string name(1, formula[i++]);
        while (i < formula.size() && formula[i] >= 'a' && formula[i] <= 'z') name += formula[i++];
        std::int64_t count = 0;
        while (i < formula.size() && formula[i] >= '0' && formula[i] <= '9' && count < 1000)
            count = count * 10 + (formula[i++] - '0');
        const auto at = masses.find(name);
        if (at == masses.end()) return std::nullopt;
        sum += at->second * std::max<std::int64_t>(1, count);
    }
    return sum;
}

answer yield(std::string_view text) {
    auto reaction = inside(text, "The reaction ", " runs to");
    if (!reaction) reaction = inside(text, "lets the reaction ", " run to");
    auto vessels = inside(text, "these vessels: ", ". How");
    if (!vessels) vessels = inside(text, "fills vessels with ", ", and lets");
    auto product = inside(text, "How many grams of ", " form");
    if (!product) product = inside(text, "How many grams of ", " are made");
    const auto table = inside(text, "Count ", " g/mol");
    if (!reaction || !vessels || !product || !table) return std::nullopt;
    std::map<std::string, std::int64_t> masses, moles,
        grams;  // masses of a mole; moles that react; grams of them
    for (auto each : listed_in(*table)) {
        const auto sides = split(each, " = ");
        const auto mass = sides.size() == 2 ? number_in(sides[1]) : std::nullopt;
        if (!mass) return std::nullopt;
        masses[std::string(sides[0])] = *mass;
    }
    for (auto side : split(*reaction, " -> "))
        for (auto each : split(side, " + ")) {
            const auto parts = split(each, " ");
            const auto count = parts.size() == 2 ? number_in(parts[0]) : std::optional<std::int64_t>(1);
            const auto mass = mole(parts.back(), masses);
            if (!count || !mass || parts.size() > 2) return std::nullopt;
            moles[std::string(parts.back())] = *count;
            grams[std::string(parts.back())] = *count * *mass;
        }
    if (!grams.count(std::string(*product))) return std::nullopt;
    ratio runs;  // of the reaction as it is written
    for (auto vessel : split(*vessels, "; ")) {
        std::optional<ratio> least;
        for (auto each : split(vessel, " and ")) {
            const auto sides = split(each, " g of ");
            const auto mass = sides.size() == 2 ? number_in(sides[0]) : std::nullopt;
            if (!mass || !grams.count(std::string(sides[1]))) return std::nullopt;
            const ratio here(*mass, grams[std::string(sides[1])]);
            if (!least || here < *least) least = here;
        }
        runs = runs + *least;
    }
    return (runs * ratio(grams[std::string(*product)])).text();
}

// What each unit is worth in the one that is asked for, until nothing changes.
answer units(std::string_view text) {
    auto book = inside(text, "system of measures ", ". How many");
    auto question = inside(text, ". How many ", "?");
    if (!book) {
        book = inside(text, "book says that ", ". To how");
        question = inside(text, ". To how many ", " come?");
    }
    if (!book || !question) return std::nullopt;
    const auto asked = split(*question, " ");  // WANTED are|do AMOUNT OWN
    const auto amount = asked.size() == 4 ? number_in(asked[2]) : std::nullopt;
    if (!amount) return std::nullopt;
    std::map<std::string_view, ratio> worth{{asked[3], ratio(*amount)}};
    const auto rates = listed_in(*book);
    for (std::size_t round = 0; round < rates.size(); ++round)
        for (auto rate : rates) {
            const auto w = split(rate, " ");  // A X are B Y
            const auto a = w.size() == 5 ? number_in(w[0]) : std::nullopt;
            const auto b = w.size() == 5 ? number_in(w[3]) : std::nullopt;
            if (!a || !b || rates.size() > 50) return std::nullopt;
            if (worth.count(w[1]) && !worth.count(w[4])) worth[w[4]] = worth[w[1]] * ratio(*b, *a);
            if (worth.count(w[4]) && !worth.count(w[1])) worth[w[1]] = worth[w[4]] * ratio(*a, *b);
        }
    if (!worth.count(asked[0])) return std::nullopt;
    return worth[asked[0]].text();
}

answer mean_speed(std::string_view text) {
    const auto stages = inside(text, {"A courier rides ", "A ship sails "}, " km each");
    const auto speeds_text = inside(text, {" km each, at ", " km each, and keeps "}, " km/h");
    if (!stages || !speeds_text) return std::nullopt;
    const auto counts = numbers_in(*stages), speeds = numbers_in(*speeds_text);
    if (!counts || counts->size() != 2 || !speeds || std::int64_t(speeds->size()) != (*counts)[0])
        return std::nullopt;
    std::int64_t common = 1;
    for (auto v : *speeds) {
        if (v < 1 || v > 1000 || common > 1'000'000'000) return std::nullopt;
        common = std::lcm(common, v);
    }
    wide time = 0;  // for the length of `common` km a stage
    for (auto v : *speeds) time += common / v;
    return ratio(wide(common) * wide(speeds->size()), time).text();
}

}  // namespace

const std::array<solver, 5> scientific_solvers = {cart, half_life, yield, units, mean_speed};

}  // namespace rf::solving
