#include "replay/vectors/check.hpp"

#include <algorithm>

#include "replay/vectors/rows.hpp"

namespace rf {
namespace {

struct kind {
    std::string_view name;
    row_checker (*rows)(const vector_witness&);
};
constexpr kind kinds[] = {
    {"aml_ensemble.jsonl", aml_ensemble_rows},
    {"ema_feed.jsonl", ema_feed_rows},
    {"hetu_consensus.jsonl", hetu_consensus_rows},
    {"judge_epm.jsonl", judge_epm_rows},
    {"reasonforge_epochs.jsonl", reasonforge_epochs_rows},
    {"reasonforge_formulas.jsonl", reasonforge_formulas_rows},
};

const kind* find_kind(std::string_view name) {
    for (const kind& k : kinds)
        if (k.name == name) return &k;
    return nullptr;
}

std::optional<disagreement> check_line(simdjson::dom::parser& parser, std::string_view line,
                                       const row_checker& checker) {
    row_check check;
    simdjson::dom::element row;
    if (line.size() > most_row_bytes) {
        check.broken("", "the line is longer than " + std::to_string(most_row_bytes) + " bytes");
    } else if (const auto error = parser.parse(simdjson::padded_string(line)).get(row)) {
        check.broken("", std::string("the line is no JSON: ") + simdjson::error_message(error));
    } else {
        checker({row, "", check}, check);
    }
    return check.first();
}

disagreement at(std::size_t line, std::string problem) { return {line, "", "", "", std::move(problem)}; }

}  // namespace

bool is_vector_kind(std::string_view name) { return find_kind(name) != nullptr; }

std::string disagreement::text() const {
    std::string out = "line " + std::to_string(line);
    if (!field.empty()) out += ", " + field;
    if (!problem.empty()) return out + ": " + problem;
    return out + ": expected " + expected + ", computed " + computed;
}

vector_report check_vector_file(std::string_view name, std::string_view bytes,
                                const vector_witness& witness) {
    vector_report report{std::string(name), 0, 0, std::nullopt};
    const kind* known = find_kind(name);
    if (!known) report.first = at(0, "not a known kind of vector file");
    else if (bytes.size() > most_vector_bytes) report.first = at(0, "the file is larger than 64 MiB");
    else if (bytes.empty()) report.first = at(0, "the file has no rows");
    if (report.first) return report;

    // No line is longer than the file, and most files are small.
    simdjson::dom::parser parser(most_row_bytes);
    // A row is at most seven levels deep; hostile nesting is refused early.
    if (parser.allocate(std::min(most_row_bytes, bytes.size()), 16) != simdjson::SUCCESS) {
        report.first = at(0, "there is no memory to read it");
        return report;
    }
    const row_checker checker = known->rows(witness);
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        auto differs = check_line(parser, bytes.substr(0, end), checker);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        ++report.rows;
        if (!differs) {
            ++report.agreed;
        } else if (!report.first) {
            differs->line = report.rows;
            report.first = std::move(differs);
        }
    }
    return report;
}

bool folder_report::ok() const {
    return !files.empty() &&
           std::all_of(files.begin(), files.end(), [](const vector_report& f) { return f.ok(); });
}

std::string folder_report::text() const {
    std::string out;
    for (const vector_report& f : files) {
        out += f.name + ": " + std::to_string(f.agreed) + " of " + std::to_string(f.rows) + " agree\n";
        if (f.first) out += "    " + f.name + ", " + f.first->text() + "\n";
    }
    for (const std::string& name : not_checked) out += name + ": not checked here\n";
    if (files.empty()) out += "there is no .jsonl file here, so nothing was checked\n";
    return out;
}

folder_report check_vector_folder(std::vector<vector_file> files) {
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    folder_report report;
    for (const vector_file& f : files) {
        if (is_vector_file(f.name)) report.files.push_back(check_vector_file(f.name, f.bytes));
        else report.not_checked.push_back(f.name);
    }
    return report;
}

}  // namespace rf
