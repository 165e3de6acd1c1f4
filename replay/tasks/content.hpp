// content: what a drawn task asks, and what is true of it.
//
// Both follow from the epoch's seed and the task's place in it, so whoever has
// the revealed secret makes them again, byte for byte. Truths are computed in
// integers and fractions only. A released generator never changes: "@2" is a
// new one beside it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/bytes.hpp"
#include "replay/draw.hpp"

namespace rf {

enum class truth_kind : std::uint8_t {
    integer,   // "-42"
    rational,  // "3/7", in lowest terms; "5" where whole
    decimal,   // "3.5", right within `tolerance`
    text,      // compared without regard to case and spacing
    set        // members joined by ", ", sorted; "none" where empty
};
std::string_view name_of(truth_kind kind);
std::optional<truth_kind> truth_kind_of(std::string_view name);

struct task_truth {
    truth_kind kind = truth_kind::integer;
    std::string value;
    std::string tolerance;  // of a decimal, absolute: "0.01"; else empty
    bool percent = false;   // the task says that "50%" is as good as "1/2"
    std::string tempting;   // of a trap: the wrong answer it invites; else empty
    friend bool operator==(const task_truth&, const task_truth&) = default;
};

struct task_content {
    std::string problem;
    std::optional<std::string> context, constraints;
    task_truth truth;
    friend bool operator==(const task_content&, const task_content&) = default;
};

// The generator this program draws with, and whether it knows another by name.
constexpr std::string_view newest_generator = "reasoning@1";
bool knows_generator(std::string_view generator);

// Domains by place: mathematics, code, scientific, strategic, causal, ethical.
constexpr std::uint8_t task_domains = 6;
std::string_view domain_name(std::uint8_t domain);

// Requires a generator that is known, a domain below task_domains and a
// difficulty of 1 to 10.
task_content make_content(std::string_view generator, const hash32& epoch_seed, std::uint32_t ordinal,
                          const planned_task& task);

// The 32 bytes before a truth: a secret until the epoch's is revealed.
hash32 truth_salt(const hash32& epoch_seed, std::uint32_t ordinal);

}  // namespace rf
