#include "replay/vectors/formula_call.hpp"

#include <array>

#include "replay/mechanisms/reasonforge_1_formulas.hpp"

namespace rf {
namespace {

namespace f = reasonforge_1;

constexpr formula_argument cms_args[] = {{"dimensions", true}};
constexpr formula_argument s_epoch_args[] = {{"cms", true}, {"difficulty", true}, {"trap_penalty"}};
constexpr formula_argument peb_args[] = {{"rank"}, {"streak"}};
constexpr formula_argument miner_emission_args[] = {{"s_epoch", true}, {"peb", true}, {"pool"}};
constexpr formula_argument breakthrough_args[] = {{"cms"}, {"previously_unsolved"}};
constexpr formula_argument vas_args[] = {{"given", true}, {"consensus", true}};
constexpr formula_argument validator_emission_args[] = {
    {"vas", true}, {"stake", true}, {"reputation", true}, {"pool"}};
constexpr formula_argument trap_penalty_args[] = {{"scores", true}};
constexpr formula_argument slash_args[] = {{"stake"}, {"vas_7d"}};
constexpr formula_argument objective_args[] = {{"domain"}, {"present", true}, {"checks", true}};
constexpr formula_argument consensus_args[] = {{"scores", true}, {"stakes", true}};
constexpr formula_argument final_args[] = {{"objective"}, {"consensus"}};
constexpr formula_argument reputation_args[] = {{"vas", true}};

constexpr formula_shape shapes[] = {
    {"cms", cms_args},
    {"s_epoch", s_epoch_args},
    {"peb", peb_args},
    {"miner_emission", miner_emission_args},
    {"breakthrough", breakthrough_args},
    {"vas", vas_args},
    {"validator_emission", validator_emission_args},
    {"trap_penalty", trap_penalty_args},
    {"slash", slash_args},
    {"objective", objective_args},
    {"consensus", consensus_args},
    {"final", final_args},
    {"reputation", reputation_args},
};

constexpr std::string_view check_names[f::domain_count][f::most_checks] = {
    {"proof", "steps", "numerical"},           {"tests", "static_analysis", "formal"},
    {"simulation", "statistics", "citations"}, {"solver", "constraints", "equilibrium"},
    {"docalculus", "bootstrap", "dag"},        {"coverage", "logic", ""},
};

status fits(const formula_call& call) {
    const formula_shape* shape = find_formula(call.fn);
    if (!shape) return fault{fault_kind::invalid, "is no equation of reasonforge@1", call.fn, ""};
    bool good = call.args.size() == shape->args.size();
    std::size_t lists = 0;
    for (std::size_t i = 0; good && i < call.args.size(); ++i) {
        if (!shape->args[i].list) {
            good = call.args[i].size() == 1;
            continue;
        }
        // All lists of an equation are about the same things.
        good = lists++ == 0 || call.args[i].size() == call.args[i - 1].size();
    }
    if (good && call.fn == "cms") good = call.args[0].size() == 4;
    if (good && call.fn == "peb")
        good = call.args[0][0] >= 0 && call.args[0][0] < 1e6 && call.args[1][0] >= 0 && call.args[1][0] < 1e6;
    if (good && call.fn == "objective")
        good = call.args[0][0] >= 0 && call.args[0][0] < double(f::domain_count) &&
               call.args[1].size() == checks_of(std::size_t(call.args[0][0])).size();
    if (!good) return fault{fault_kind::invalid, "has arguments that do not fit it", call.fn, ""};
    return done();
}

double objective(const f::constants& c, const formula_call& call) {
    std::vector<std::optional<double>> checks;
    for (std::size_t k = 0; k < call.args[1].size(); ++k)
        checks.push_back(call.args[1][k] > 0 ? std::optional(call.args[2][k]) : std::nullopt);
    return f::objective(c, f::domain(std::uint8_t(call.args[0][0])), checks);
}

double consensus(const f::constants& c, const formula_call& call) {
    std::vector<f::staked_score> given;
    for (std::size_t i = 0; i < call.args[0].size(); ++i) given.push_back({call.args[0][i], call.args[1][i]});
    return f::consensus(c, given);
}

}  // namespace

std::span<const formula_shape> formula_shapes() { return shapes; }

const formula_shape* find_formula(std::string_view fn) {
    for (const formula_shape& s : shapes)
        if (s.fn == fn) return &s;
    return nullptr;
}

std::span<const std::string_view> checks_of(std::size_t domain) {
    RF_REQUIRE(domain < f::domain_count);
    const std::span<const std::string_view> names = check_names[domain];
    return names.back().empty() ? names.first(names.size() - 1) : names;
}

result<std::vector<double>> evaluate(const formula_call& call) {
    if (auto s = fits(call); !s) return s.error();
    const f::constants c;
    const auto& a = call.args;
    const auto one = [](double v) { return std::vector<double>{v}; };
    if (call.fn == "cms") return one(f::cms(c, a[0][0], a[0][1], a[0][2], a[0][3]));
    if (call.fn == "s_epoch") return one(f::s_epoch(a[0], a[1], a[2][0]));
    if (call.fn == "peb") return one(f::peb(c, std::uint64_t(a[0][0]), std::uint64_t(a[1][0])));
    if (call.fn == "miner_emission") return f::miner_emission(a[0], a[1], a[2][0]);
    if (call.fn == "breakthrough") return one(f::breakthrough(c, a[0][0], a[1][0] > 0));
    if (call.fn == "vas") return one(f::vas(a[0], a[1]));
    if (call.fn == "validator_emission") return f::validator_emission(a[0], a[1], a[2], a[3][0]);
    if (call.fn == "trap_penalty") return one(f::trap_penalty(c, a[0]));
    if (call.fn == "slash") return one(f::slash(c, a[0][0], a[1][0]));
    if (call.fn == "objective") return one(objective(c, call));
    if (call.fn == "consensus") return one(consensus(c, call));
    if (call.fn == "final") return one(f::final_score(c, a[0][0], a[1][0]));
    RF_REQUIRE(call.fn == "reputation");
    return one(f::reputation(c, a[0]));
}

}  // namespace rf
