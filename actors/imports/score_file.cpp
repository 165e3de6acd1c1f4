#include "actors/imports/score_file.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "events/ss58.hpp"

namespace rf {
namespace {

result<byte_vec> read_whole(const std::string& path) {
    std::ifstream in(path, std::ios::binary | std::ios::ate);
    if (!in) return fault{fault_kind::missing, "the file cannot be opened", path, ""};
    const auto size = in.tellg();
    if (size < 0 || std::uint64_t(size) > most_score_file_bytes)
        return fault{fault_kind::invalid, "the file has more than 64 MiB, or no size", path, ""};
    byte_vec bytes(std::size_t(size), 0);
    in.seekg(0);
    in.read(reinterpret_cast<char*>(bytes.data()), std::streamsize(bytes.size()));
    if (!in) return fault{fault_kind::unavailable, "the file cannot be read", path, ""};
    return bytes;
}

}  // namespace

status add_row(score_file& to, std::string_view hotkey, std::optional<double> score,
               std::optional<std::uint64_t> streak, const std::string& place) {
    auto bad = [&](std::string what, std::string advice = "") {
        return fault{fault_kind::invalid, std::move(what), place, std::move(advice)};
    };
    if (to.rows.size() == most_scored) return bad("more than 65536 rows");
    auto who = account_from_ss58(hotkey);
    if (!who) return with_place(who.error(), place);
    if (score && !std::isfinite(*score))
        return bad("the score is not a finite number", "leave the row out, or give the hotkey a score");
    if (score && *score < 0) return bad("the score is negative");
    if (streak && *streak > UINT32_MAX) return bad("the streak is too large");
    // Minus zero would be a second spelling of nothing.
    scored_hotkey row{*who, score ? std::optional(*score + 0.0) : std::nullopt, std::nullopt};
    if (streak) row.streak = std::uint32_t(*streak);
    to.rows.push_back(row);
    return done();
}

status finish_rows(score_file& file) {
    std::sort(file.rows.begin(), file.rows.end(),
              [](const scored_hotkey& a, const scored_hotkey& b) { return a.who < b.who; });
    const auto twice = std::adjacent_find(file.rows.begin(), file.rows.end(),
                                          [](const auto& a, const auto& b) { return a.who == b.who; });
    if (twice == file.rows.end()) return done();
    return fault{fault_kind::invalid, "the hotkey " + ss58_of(twice->who) + " is there twice", "", ""};
}

result<score_file> read_score_file(const std::string& path) {
    auto bytes = read_whole(path);
    if (!bytes) return bytes.error();
    auto read = path.ends_with(".npz")   ? read_npz_scores(*bytes)
                : path.ends_with(".csv") ? read_csv_scores(chars(*bytes))
                : path.ends_with(".json")
                    ? read_json_scores(chars(*bytes))
                    : result<score_file>(fault{fault_kind::invalid,
                                               "the file's name ends in none of .npz, .csv, .json", "",
                                               "name the file after what it holds"});
    if (!read) return with_place(read.error(), path);
    if (read->rows.empty()) return fault{fault_kind::invalid, "the file names no hotkey", path, ""};
    return read;
}

}  // namespace rf
