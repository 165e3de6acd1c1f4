// audit_one_of_many: is one epoch of 10,000 found, or searched for?
//
// First: one epoch, drawn at random, from a store that has just been opened and
// whose files' pages the kernel was told to forget. Second: all epochs in a
// row, divided by their number. Payloads are read and checked in both.
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scratch.hpp"
#include "events/store/store.hpp"
#include "replay/audit.hpp"
#include "replay/dice.hpp"

namespace rf::bench {
namespace {

constexpr unsigned cold_epochs = 7;  // a round; their median counts

double one_cold_ms(const std::string& directory, std::uint32_t epoch) {
    const auto log = must(store::open_read_only(directory));
    forget_pages(directory);
    return 1000 * timed([&] {
               if (!must(audit_epoch(*log, epoch, {})).agrees()) stop("an epoch differs");
           });
}

}  // namespace

rounds audit_one_of_many(const settings& how) {
    const std::string directory = how.directory + "/many_epochs";
    synth_options o;
    o.epochs = how.quick ? 200 : 10'000;
    o.miners = 4;
    o.tasks = 2;
    o.reply_bytes = 64;
    o.hostile = false;
    make_log(directory, o);

    dice roll(sha256(view("which epochs")));
    const auto one = [&] {
        std::vector<double> ms;
        for (unsigned i = 0; i < cold_epochs; ++i)
            ms.push_back(one_cold_ms(directory, 1 + std::uint32_t(roll.below(o.epochs))));
        return median(ms);
    };
    const auto all = [&] {
        const auto log = must(store::open_read_only(directory));
        std::uint32_t agree = 0;
        const double seconds = timed([&] {
            must(audit_chain(*log, 1, o.epochs, {}, [&](const epoch_audit& a) { agree += a.agrees(); }));
        });
        if (agree != o.epochs) stop("an epoch differs");
        return 1000 * seconds / o.epochs;
    };
    const rounds r = in_turn(how, one, all);
    remove_all(directory);
    return r;
}

}  // namespace rf::bench
