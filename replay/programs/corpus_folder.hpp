// corpus_folder: a folder of bundles and what is expected of them, replayed one
// by one.
//
//     DIR/**/*.rfb       bundles, replayed in the order of their names
//     DIR/expected.txt   changes that somebody accepted (replay/corpus.hpp)
//     DIR/trace.txt      how every miner's own figures stood after each task, and what was
//                        reported beside the scores
#pragma once

#include "replay/corpus.hpp"

namespace rf {

constexpr std::size_t most_corpus_bundles = 100'000;

struct corpus_bundle {
    std::string name;             // its path below DIR
    std::optional<fault> unread;  // instead of what follows
    replayed_epoch epoch;
};

struct corpus_folder {
    std::vector<std::string> names;  // of the bundles, sorted
    accepted_changes accepted;
    traces figures;
};
// missing: no folder, or no bundle in it.
result<corpus_folder> read_corpus_folder(const std::string& directory);

corpus_bundle replay_in_folder(const std::string& directory, const corpus_folder& folder,
                               const std::string& name, const corpus_options& options = {});

struct corpus_run {
    std::vector<corpus_bundle> bundles;
    std::vector<std::string> gone;  // bundles that expected.txt or trace.txt tells of, and that are not there
    std::size_t accepted = 0;       // bundles expected otherwise than their seals record
    [[nodiscard]] std::size_t unread() const;
    [[nodiscard]] std::size_t moved() const;
    [[nodiscard]] std::size_t reported_moved() const;  // of those whose scores did not
};
corpus_run replay_folder(const std::string& directory, const corpus_folder& folder,
                         const progress_report& report = {}, const corpus_options& options = {});

// Writes down what was computed, where a seal has it otherwise, and every trace.
// Refuses where a bundle could not be read. How many bundles are expected
// otherwise than recorded now.
result<std::size_t> accept_run(const std::string& directory, const corpus_run& run,
                               const corpus_options& options = {});

}  // namespace rf
