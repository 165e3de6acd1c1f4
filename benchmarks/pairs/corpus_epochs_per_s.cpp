// corpus_epochs_per_s: how many recorded epochs a pull request's check replays a
// second.
//
// First: every bundle of tests/golden/corpus is read, its proofs and signature
// are checked, its epoch is rebuilt, scored again and compared, as rf-replay
// corpus does. Second: one, so the figure is epochs a second.
#include "benchmarks/measure.hpp"
#include "replay/programs/corpus_folder.hpp"

namespace rf::bench {

rounds corpus_epochs_per_s(const settings& how) {
    const std::string directory = RF_BENCH_CORPUS;
    const auto epochs_a_second = [&] {
        std::size_t epochs = 0;
        const double seconds = timed([&] {
            const auto folder = must(read_corpus_folder(directory));
            const corpus_run run = replay_folder(directory, folder);
            if (run.moved() + run.unread() > 0) stop("the corpus does not replay");
            epochs = run.bundles.size();
        });
        return double(epochs) / seconds;
    };
    return in_turn(how, epochs_a_second, [] { return 1.0; });
}

}  // namespace rf::bench
