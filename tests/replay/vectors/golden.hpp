// golden: golden files from disk, for tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "replay/vectors/check.hpp"

namespace rf::test {

inline std::filesystem::path source_folder() {
    const char* source = std::getenv("RF_SOURCE");
    return source ? source : ".";
}

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string golden(const std::string& name) {
    return read_text(source_folder() / "tests/golden/vectors" / name);
}

inline const std::vector<std::string> golden_names = {
    "aml_ensemble.jsonl", "ema_feed.jsonl",           "hetu_consensus.jsonl",
    "judge_epm.jsonl",    "reasonforge_epochs.jsonl", "reasonforge_formulas.jsonl"};

}  // namespace rf::test
