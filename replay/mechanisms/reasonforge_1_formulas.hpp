// reasonforge_1_formulas: the thirteen equations of reasonforge@1 and its
// reputation, each a pure function.
//
// Sums run left to right, products as they are written, and nothing but
// + - * / sqrt is used, so a result has one bit pattern. Equations 1, 5, 7, 8,
// 10, 12, 13 and reputation need what other validators scored: they are
// reported and never enter the weights.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace rf::reasonforge_1 {

enum class domain : std::uint8_t { mathematics, code, scientific, strategic, causal, ethical };
constexpr std::size_t domain_count = 6;
constexpr std::size_t most_checks = 3;

// Weights of a domain's checks in the order of the table; 0 where it has fewer.
using check_weights = std::array<std::array<double, most_checks>, domain_count>;

// Every number of the rules, each a parameter of the same name.
struct constants {
    double cms_quality = 0.40, cms_accuracy = 0.30, cms_novelty = 0.15, cms_efficiency = 0.15;
    double emission_miner = 0.90, emission_validator = 0.10;
    double peb_alpha = 0.20;
    std::uint64_t peb_ranks = 10, peb_streak_cap = 10;
    double breakthrough_above = 0.8, breakthrough_factor = 2;
    double trap_threshold = 0.30;
    double similarity_above = 0.95, similarity_factor = 0.5;
    double slash_gamma = 0.05, slash_threshold = 0.60;
    std::uint64_t slash_window = 7;
    double reputation_above = 0.80, reputation_cap = 1.5, reputation_slope = 0.5, reputation_span = 0.20;
    std::uint64_t reputation_window = 30;
    double final_objective = 0.60, final_consensus = 0.40;
    double consensus_trim = 0.10;
    std::uint64_t consensus_trim_from = 5;
    std::array<double, 10> difficulty{1, 1, 1.25, 1.25, 1.5, 1.5, 1.75, 1.75, 2, 2};
    check_weights checks{
        {{.60, .25, .15}, {.50, .20, .30}, {.40, .35, .25}, {.50, .30, .20}, {.40, .35, .25}, {.30, .70, 0}}};
    friend bool operator==(const constants&, const constants&) = default;
};

struct pools { double miner = 0, validator = 0; };

pools emission_pools(const constants& c, double emission);                                               // 1
double cms(const constants& c, double quality, double accuracy, double novelty, double efficiency);      // 2
double s_epoch(std::span<const double> cms, std::span<const double> difficulty, double trap_penalty);    // 3
double s_epoch(double sum, std::uint64_t count, double trap_penalty);                                    // 3
double peb(const constants& c, std::uint64_t rank, std::uint64_t streak);                                // 4
std::vector<double> miner_emission(std::span<const double> s, std::span<const double> peb, double pool); // 5
double breakthrough(const constants& c, double cms, bool previously_unsolved);                           // 6
double vas(std::span<const double> given, std::span<const double> consensus);                            // 7
std::vector<double> validator_emission(std::span<const double> vas, std::span<const double> stake,
                                       std::span<const double> reputation, double pool);                 // 8
double trap_penalty(const constants& c, std::span<const double> scores);                                 // 9
double trap_penalty(const constants& c, double sum, std::uint64_t count);                                // 9
double slash(const constants& c, double stake, double vas_7d);                                           // 10
double vas_7d(const constants& c, std::span<const double> history);                                      // 10
// A check that is missing counts 0.
double objective(const constants& c, domain d, std::span<const std::optional<double>> checks);           // 11
struct staked_score { double score = 0, stake = 0; };
double consensus(const constants& c, std::span<const staked_score> given);                               // 12
double final_score(const constants& c, double objective, double consensus);                              // 13
double reputation(const constants& c, std::span<const double> vas_history);

// Asked once a reply, so open to the compiler.
inline double cms(const constants& c, double quality, double accuracy, double novelty, double efficiency) {
    return c.cms_quality * quality + c.cms_accuracy * accuracy + c.cms_novelty * novelty +
           c.cms_efficiency * efficiency;
}

inline double breakthrough(const constants& c, double cms, bool previously_unsolved) {
    return previously_unsolved && cms > c.breakthrough_above ? cms * c.breakthrough_factor : cms;
}

}  // namespace rf::reasonforge_1
