#include "replay/tasks/content.hpp"

#include "replay/tasks/family.hpp"

namespace rf {
namespace {

constexpr std::string_view kinds[] = {"integer", "rational", "decimal", "text", "set"};
constexpr std::string_view domains[] = {"mathematics", "code",   "scientific",
                                        "strategic",   "causal", "ethical"};
static_assert(std::size(domains) == task_domains);

hash32 derived(std::string_view what, const hash32& epoch_seed, std::uint32_t ordinal) {
    const std::uint8_t place[4] = {std::uint8_t(ordinal >> 24), std::uint8_t(ordinal >> 16),
                                   std::uint8_t(ordinal >> 8), std::uint8_t(ordinal)};
    return sha256({view(what), byte_view(epoch_seed), byte_view(place, 4)});
}

std::span<const reasoning_1::family> families_of(std::uint8_t domain) {
    using namespace reasoning_1;
    switch (domain) {
        case 0:
            return mathematics_families();
        case 1:
            return code_families();
        case 2:
            return scientific_families();
        case 3:
            return strategic_families();
        case 4:
            return causal_families();
        default:
            return ethical_families();
    }
}

}  // namespace

std::string_view name_of(truth_kind kind) {
    return kinds[std::size_t(kind)];
}

std::optional<truth_kind> truth_kind_of(std::string_view name) {
    for (std::size_t i = 0; i < std::size(kinds); ++i)
        if (kinds[i] == name) return truth_kind(i);
    return std::nullopt;
}

bool knows_generator(std::string_view generator) {
    return generator == newest_generator;
}

std::string_view domain_name(std::uint8_t domain) {
    RF_REQUIRE(domain < task_domains);
    return domains[domain];
}

task_content make_content(std::string_view generator, const hash32& epoch_seed, std::uint32_t ordinal,
                          const planned_task& task) {
    RF_REQUIRE(knows_generator(generator) && task.domain < task_domains);
    RF_REQUIRE(task.difficulty >= 1 && task.difficulty <= 10);
    dice d(derived("content of a task", epoch_seed, ordinal));
    std::vector<reasoning_1::family> fit;
    for (const auto& each : families_of(task.domain))
        if (!task.trap || each.tempts) fit.push_back(each);
    // Not every draw of a family that tempts has a wrong answer that differs;
    // more than every other has, so a thousand fail only by a broken family.
    for (int tries = 0; tries < 1000; ++tries) {
        task_content out = fit[d.below(fit.size())].make(d, task.difficulty);
        if (!task.trap) {
            out.truth.tempting.clear();
            return out;
        }
        if (!out.truth.tempting.empty() && out.truth.tempting != out.truth.value) return out;
    }
    stop_process("a trap without a temptation", __FILE__, __LINE__);
}

hash32 truth_salt(const hash32& epoch_seed, std::uint32_t ordinal) {
    return derived("salt of a task's truth", epoch_seed, ordinal);
}

}  // namespace rf
