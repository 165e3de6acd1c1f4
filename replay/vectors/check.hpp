// check: golden vectors, row by row through the mechanisms, all 64 bits.
//
// A kind of file is known by its name (aml_ensemble.jsonl, ...). One line is one
// row: facts, and every result that must follow from them. A row agrees when
// all of them do. A line that cannot be read, a file without rows and a .jsonl
// file of no known kind count as failures, because a check that passes over
// what it does not understand proves nothing. Files of other kinds are listed
// as not checked here. Bytes come in from outside: this floor opens no file.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replay/mechanism.hpp"
#include "replay/vectors/formula_call.hpp"

namespace rf {

constexpr std::size_t most_vector_bytes = std::size_t{64} << 20;  // a file
constexpr std::size_t most_row_bytes = std::size_t{8} << 20;      // a line

// Why a row does not agree. `field` is a path such as miners[3].peb; a row that
// cannot be read has `problem` instead of the two values.
struct disagreement {
    std::size_t line = 0;
    std::string field;
    std::string expected, computed;  // in hex
    std::string problem;
    [[nodiscard]] std::string text() const;
};

struct vector_report {
    std::string name;
    std::size_t rows = 0, agreed = 0;
    std::optional<disagreement> first;  // the first row that did not agree
    [[nodiscard]] bool ok() const { return !first && rows > 0 && agreed == rows; }
};

// Told of everything that is computed on the way: for tests that compute it
// again elsewhere.
struct vector_witness {
    std::function<void(const mechanism&, const epoch_facts&)> epoch;
    std::function<void(const formula_call&)> formula;
};

bool is_vector_kind(std::string_view name);
vector_report check_vector_file(std::string_view name, std::string_view bytes,
                                const vector_witness& witness = {});

// A folder of such files, in any order.
struct vector_file {
    std::string name;
    std::string bytes;  // left empty by the reader where `is_vector_file` is false
};
inline bool is_vector_file(std::string_view name) { return name.ends_with(".jsonl"); }

struct folder_report {
    std::vector<vector_report> files;      // by name
    std::vector<std::string> not_checked;  // by name
    [[nodiscard]] bool ok() const;         // something was checked, and all of it agreed
    [[nodiscard]] std::string text() const;
};
folder_report check_vector_folder(std::vector<vector_file> files);

}  // namespace rf
