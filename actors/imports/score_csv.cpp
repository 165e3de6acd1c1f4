#include <charconv>

#include "actors/imports/score_file.hpp"

namespace rf {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
        text.remove_suffix(1);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return text;
}

std::vector<std::string_view> cells_of(std::string_view line) {
    std::vector<std::string_view> cells;
    for (;;) {
        const auto comma = line.find(',');
        cells.push_back(trimmed(line.substr(0, comma)));
        if (comma == line.npos) return cells;
        line.remove_prefix(comma + 1);
    }
}

template <class T>
std::optional<T> number_of(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

struct columns {
    std::optional<std::size_t> hotkey, score, streak;
};
result<columns> columns_of(const std::vector<std::string_view>& names) {
    columns c;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto* at = names[i] == "hotkey" ? &c.hotkey : names[i] == "score" ? &c.score
                   : names[i] == "streak"                                 ? &c.streak : nullptr;
        if (at && *at) return fault{fault_kind::invalid, "a column is there twice", "line 1", ""};
        if (at) *at = i;
    }
    if (!c.hotkey || (!c.score && !c.streak))
        return fault{fault_kind::invalid,
                     "the first line names no columns hotkey and score, or hotkey and streak", "line 1",
                     "begin the file with: hotkey,score"};
    return c;
}

}  // namespace

result<score_file> read_csv_scores(std::string_view text) {
    score_file file;
    file.kind = "csv";
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    std::optional<columns> at;
    for (std::size_t line = 1; !text.empty(); ++line) {
        const auto end = text.find('\n');
        const std::string_view whole = trimmed(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
        if (whole.empty() || whole.front() == '#') continue;
        const auto cells = cells_of(whole);
        if (!at) {
            auto named = columns_of(cells);
            if (!named) return named.error();
            at = *named;
            continue;
        }
        const std::string place = "line " + std::to_string(line);
        auto bad = [&](const char* what) { return fault{fault_kind::invalid, what, place, ""}; };
        if (std::max({*at->hotkey, at->score.value_or(0), at->streak.value_or(0)}) >= cells.size())
            return bad("a cell is missing");
        std::optional<double> score;
        std::optional<std::uint64_t> streak;
        if (at->score && !(score = number_of<double>(cells[*at->score])))
            return bad("the score is no number");
        if (at->streak && !(streak = number_of<std::uint64_t>(cells[*at->streak])))
            return bad("the streak is no whole number");
        if (auto ok = add_row(file, cells[*at->hotkey], score, streak, place); !ok) return ok.error();
    }
    if (auto ok = finish_rows(file); !ok) return ok.error();
    return file;
}

}  // namespace rf
