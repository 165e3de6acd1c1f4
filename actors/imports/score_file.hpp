// score_file: who had which score, as another validator left it on disk.
//
//     state.npz   of a Bittensor template: arrays `scores` and `hotkeys` of one
//                 length, and `step`; NumPy's .npy in a zip, stored or deflated
//     *.csv       hotkey,score[,streak]  with that first line, in any order
//     *.json      {"5F...": 0.5, ...}  or
//                 [{"hotkey": "5F...", "score": 0.5, "streak": 3}, ...]
//
// A file is taken whole or refused: hotkeys are SS58 addresses, each once;
// scores are finite and not negative. A file has at most 64 MiB and 65,536 rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/account.hpp"
#include "events/result.hpp"

namespace rf {

constexpr std::size_t most_score_file_bytes = std::size_t(64) << 20;
constexpr std::size_t most_scored = 65536;

struct scored_hotkey {
    account who;
    std::optional<double> score;
    std::optional<std::uint32_t> streak;
};
struct score_file {
    std::string kind;                  // "npz", "csv", "json"
    std::vector<scored_hotkey> rows;   // sorted by account
    std::optional<std::uint64_t> step; // what the template counted, where it says
};

result<score_file> read_score_file(const std::string& path);

// Of bytes, by kind; `read_score_file` goes by the file's ending.
result<score_file> read_npz_scores(byte_view bytes);
result<score_file> read_csv_scores(std::string_view text);
result<score_file> read_json_scores(std::string_view text);

// One row more; refuses a bad hotkey, score or streak. `place` is for people.
status add_row(score_file& to, std::string_view hotkey, std::optional<double> score,
               std::optional<std::uint64_t> streak, const std::string& place);
// Sorted, and each hotkey once.
status finish_rows(score_file& file);

}  // namespace rf
