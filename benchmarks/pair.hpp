// pair: two ways of doing one thing, measured in turn; their ratio is a goal.
//
// Each round measures the first, then the second: A B A B. What counts is the
// median of the rounds' ratios, so that a machine that is slow for a while is
// slow for both.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace rf::bench {

struct settings {
    unsigned rounds = 9;
    bool quick = false;     // small inputs: shows that it runs, not what it costs
    std::string directory;  // for data files; emptied before and after
};

// One figure of each a round, in the pair's unit.
struct rounds {
    std::vector<double> first, second;
};

struct pair {
    std::string_view name;
    enum class wanted { at_least, at_most } which;
    double goal;
    std::string_view first, second;  // what they are
    std::string_view unit;
    rounds (*measure)(const settings&);
};

rounds append_vs_rocksdb(const settings&);
rounds append_vs_sqlite(const settings&);
rounds replay_vs_scan(const settings&);
rounds verified_vs_hashing(const settings&);
rounds scoring_vs_python(const settings&);
rounds reopen_growth(const settings&);
rounds audit_one_of_many(const settings&);
rounds dispatch_vs_beast(const settings&);
rounds sim_speed(const settings&);
rounds diff_million_ms(const settings&);
rounds bundle_verify_ms(const settings&);
rounds audit_vs_chutes(const settings&);
rounds corpus_epochs_per_s(const settings&);

inline constexpr pair all_pairs[] = {
    {"append_vs_rocksdb", pair::wanted::at_least, 0.70, "log port", "plain RocksDB", "events/s",
     append_vs_rocksdb},
    {"append_vs_sqlite", pair::wanted::at_least, 15, "groups of 64", "SQLite, one each", "events/s",
     append_vs_sqlite},
    {"replay_vs_scan", pair::wanted::at_least, 0.60, "fold, unverified", "bare iterator", "events/s",
     replay_vs_scan},
    {"verified_vs_hashing", pair::wanted::at_least, 0.75, "fold, verified", "scan and SHA-256", "events/s",
     verified_vs_hashing},
    {"scoring_vs_python", pair::wanted::at_least, 50, "score and emit", "Python", "epochs/s",
     scoring_vs_python},
    {"reopen_growth", pair::wanted::at_most, 2, "1,000,000 events", "100,000 events", "ms", reopen_growth},
    {"audit_one_of_many", pair::wanted::at_most, 20, "one, cold", "mean of all", "ms", audit_one_of_many},
    {"dispatch_vs_beast", pair::wanted::at_least, 0.5, "bare Beast", "with the log", "CPU us", dispatch_vs_beast},
    {"sim_speed", pair::wanted::at_least, 1000, "virtual time", "real time", "s", sim_speed},
    {"diff_million_ms", pair::wanted::at_most, 1000, "two logs compared", "1 ms", "ms", diff_million_ms},
    {"bundle_verify_ms", pair::wanted::at_most, 1000, "one bundle", "1 ms", "ms", bundle_verify_ms},
    {"audit_vs_chutes", pair::wanted::at_least, 1000, "audit, one core", "published, one core", "epochs/s",
     audit_vs_chutes},
    {"corpus_epochs_per_s", pair::wanted::at_least, 500, "corpus", "1 epoch/s", "epochs/s", corpus_epochs_per_s},
};

}  // namespace rf::bench
