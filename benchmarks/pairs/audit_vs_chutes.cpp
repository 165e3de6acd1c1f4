// audit_vs_chutes: epochs audited a second by one core, beside the published
// cost of the nearest public auditor, as plain arithmetic.
//
// chutes-audit's README (70780f6) asks for 16 or more cores and says that the
// first run takes 8 hours and more; it loads 7 days of records. An epoch of 360
// blocks of 12 s is 72 minutes, so that is 140 epochs for 16 x 8 core hours.
// Its records are other ones than ours and come over a network: this is an
// order of magnitude, not a race.
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scratch.hpp"
#include "events/store/store.hpp"
#include "replay/audit.hpp"

namespace rf::bench {

rounds audit_vs_chutes(const settings& how) {
    const std::string directory = how.directory + "/full_epochs";
    synth_options o;
    o.epochs = how.quick ? 2 : 8;
    o.miners = how.quick ? 16 : 256;
    o.hostile = false;
    make_log(directory, o);
    const auto log = must(store::open_read_only(directory));
    const auto audit = [&] {
        std::uint32_t agree = 0;
        const double seconds = timed([&] {
            must(audit_chain(*log, 1, o.epochs, {}, [&](const epoch_audit& a) { agree += a.agrees(); }));
        });
        if (agree != o.epochs) stop("an epoch differs");
        return o.epochs / seconds;
    };
    constexpr double theirs = 7 * 24 * 60.0 / 72 / (16 * 8 * 3600.0);  // epochs a core and second
    const rounds r = in_turn(how, audit, [] { return theirs; });
    remove_all(directory);
    return r;
}

}  // namespace rf::bench
