#include "actors/sim/check_seed.hpp"

namespace rf::sim {
namespace {

std::string weights_text(const epoch_told& e) {
    if (!e.withheld.empty()) return "withheld: " + e.withheld;
    std::string out;
    for (const auto& [uid, value] : e.weights) out += " " + std::to_string(uid) + ":" + std::to_string(value);
    return hex(e.digest).substr(0, 16) + out;
}

std::optional<broken_claim> same_as(const run_told& undisturbed, const run_told& crashed) {
    for (std::size_t i = 0; i < undisturbed.epochs.size() && i < crashed.epochs.size(); ++i) {
        const epoch_told &a = undisturbed.epochs[i], &b = crashed.epochs[i];
        if (a == b) continue;
        return broken_claim{"same as without a crash", "epoch " + std::to_string(a.epoch) + " came to [" +
                                                           weights_text(b) + "], and without a crash to [" +
                                                           weights_text(a) + "]"};
    }
    if (undisturbed.epochs.size() == crashed.epochs.size()) return std::nullopt;
    return broken_claim{"same as without a crash", "not as many epochs were sealed"};
}

class checking {
  public:
    checking(std::uint64_t seed, const check_options& how) : seed_(seed), how_(how) {}

    seed_told check() {
        const run_told calm = go("calm", calm_plan(seed_, how_.epochs), false);
        if (told_.broken) return told_;
        const run_size of{calm.boundaries, calm.messages, calm.virtual_ns};
        const run_told crashed = go("crashing", crashing_plan(seed_, how_.epochs, of), planted(true));
        if (!told_.broken) told_.broken = same_as(calm, crashed);
        if (!told_.broken) go("stormy", stormy_plan(seed_, how_.epochs, of), planted(false));
        return told_;
    }

  private:
    bool planted(bool in_calm) const { return how_.planted && how_.planted->calm == in_calm; }

    run_told go(std::string_view name, plan p, bool with_plant) {
        if (how_.print) how_.print("-- " + std::string(name));
        told_.of = name;
        const plant* fault = with_plant ? how_.planted : nullptr;
        if (fault && fault->in_plan) fault->in_plan(p);
        run_told r = run(p, fault, how_.print);
        told_.broken = r.broken;
        told_.trace = sha256({byte_view(told_.trace), byte_view(r.trace)});
        ++told_.runs;
        told_.crashes += r.crashes;
        told_.events += r.events;
        told_.virtual_ns += r.virtual_ns;
        told_.answered += r.answered;
        told_.failed += r.failed;
        told_.voids += r.voids;
        told_.epochs += r.epochs.size();
        for (const epoch_told& e : r.epochs) told_.withheld += !e.withheld.empty();
        return r;
    }

    std::uint64_t seed_;
    const check_options& how_;
    seed_told told_;
};

}  // namespace

seed_told check_seed(std::uint64_t seed, const check_options& how) {
    seed_told told = checking(seed, how).check();
    if (!how.twice) return told;
    const seed_told again = checking(seed, how).check();
    if (!told.broken && again.trace != told.trace)
        told.broken = broken_claim{"repeats", "the second run of the seed has the trace " +
                                                  hex(again.trace).substr(0, 16) + ", the first " +
                                                  hex(told.trace).substr(0, 16)};
    return told;
}

}  // namespace rf::sim
