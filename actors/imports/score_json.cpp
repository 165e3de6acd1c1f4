#include <simdjson.h>

#include "actors/imports/score_file.hpp"

namespace rf {
namespace {

fault bad(std::string what, std::string place) {
    return {fault_kind::invalid, std::move(what), std::move(place), ""};
}

result<double> score_in(simdjson::dom::element value, const std::string& place) {
    double score = 0;
    if (value.get(score) != simdjson::SUCCESS) return bad("the score is no number", place);
    return score;
}

status row_of(score_file& file, simdjson::dom::element value, const std::string& place) {
    simdjson::dom::object row;
    if (value.get(row) != simdjson::SUCCESS) return bad("is no object with hotkey and score", place);
    std::string_view hotkey;
    if (row["hotkey"].get(hotkey) != simdjson::SUCCESS) return bad("the hotkey is no text", place);
    std::optional<double> score;
    std::optional<std::uint64_t> streak;
    simdjson::dom::element cell;
    if (row["score"].get(cell) == simdjson::SUCCESS) {
        auto read = score_in(cell, place);
        if (!read) return read.error();
        score = *read;
    }
    if (row["streak"].get(cell) == simdjson::SUCCESS) {
        std::uint64_t n = 0;
        if (cell.get(n) != simdjson::SUCCESS) return bad("the streak is no whole number", place);
        streak = n;
    }
    if (!score && !streak) return bad("has neither score nor streak", place);
    return add_row(file, hotkey, score, streak, place);
}

}  // namespace

result<score_file> read_json_scores(std::string_view text) {
    score_file file;
    file.kind = "json";
    simdjson::dom::parser parser;
    simdjson::dom::element whole;
    if (parser.allocate(most_score_file_bytes + 1024, 8) != simdjson::SUCCESS)
        return fault{fault_kind::unavailable, "there is no memory to read it with", "", ""};
    if (auto error = parser.parse(text.data(), text.size()).get(whole); error != simdjson::SUCCESS)
        return bad(std::string("not JSON: ") + simdjson::error_message(error), "");
    simdjson::dom::object by_hotkey;
    simdjson::dom::array rows;
    if (whole.get(by_hotkey) == simdjson::SUCCESS) {
        for (const auto field : by_hotkey) {
            const std::string place = "hotkey " + std::string(field.key.substr(0, 64));
            auto score = score_in(field.value, place);
            if (!score) return score.error();
            if (auto ok = add_row(file, field.key, *score, std::nullopt, place); !ok) return ok.error();
        }
    } else if (whole.get(rows) == simdjson::SUCCESS) {
        std::size_t n = 0;
        for (const auto value : rows)
            if (auto ok = row_of(file, value, "row " + std::to_string(++n)); !ok) return ok.error();
    } else {
        return bad("neither an object of scores nor a list of rows", "");
    }
    if (auto ok = finish_rows(file); !ok) return ok.error();
    return file;
}

}  // namespace rf
