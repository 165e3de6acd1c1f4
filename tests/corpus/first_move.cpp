// first_move: replays the corpus until the first bit moves; what mutate.py
// links each mutant with.
//
//     first_move CORPUS VECTORS PREFIX...
//
// Bundles whose names begin with a prefix, then formulas.txt and the golden rows
// of files that do. Exit: 0 nothing moved; 1 a bundle moved; 3 only what is reported beside
// scores did, in a bundle or a row; and 2 where something cannot be read, which
// an unchanged program never gives.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "replay/programs/corpus_folder.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/vectors/check.hpp"
#include "tests/corpus/formula_rows.hpp"

namespace rf {
namespace {

int run(const std::string& folder_name, const std::string& vectors, const std::vector<std::string>& prefixes) {
    const auto meant = [&](const std::string& name) {
        return std::any_of(prefixes.begin(), prefixes.end(),
                           [&](const auto& p) { return name.starts_with(p); });
    };
    auto folder = read_corpus_folder(folder_name);
    if (!folder) return 2;
    std::string reported;
    for (const std::string& name : folder->names) {
        if (!meant(name)) continue;
        const corpus_bundle b = replay_in_folder(folder_name, *folder, name);
        if (b.unread || !b.epoch.agrees()) {
            std::printf("%s\n", name.c_str());
            return b.unread ? 2 : 1;
        }
        if (b.epoch.reported_moved && reported.empty()) reported = name;
    }
    if (!reported.empty()) {
        std::printf("%s\n", reported.c_str());
        return 3;
    }
    auto formulas = read_small_file(folder_name + "/formulas.txt", most_vector_bytes);
    if (!formulas) return 2;
    if (const auto report = corpus::check_formula_rows(*formulas); !report.first.empty()) {
        std::printf("formulas.txt: %.60s\n", report.first.c_str());
        return 3;
    }
    std::vector<std::string> files;
    for (const auto& file : std::filesystem::directory_iterator(vectors))
        files.push_back(file.path().filename());
    std::sort(files.begin(), files.end());
    for (const std::string& name : files) {
        if (!meant(name) || !is_vector_file(name)) continue;
        auto bytes = read_small_file(vectors + "/" + name, most_vector_bytes);
        if (!bytes) return 2;
        if (const auto report = check_vector_file(name, *bytes); !report.ok()) {
            std::printf("%s line %zu\n", name.c_str(), report.first ? report.first->line : 0);
            return 3;
        }
    }
    return 0;
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    if (argc < 4) return 64;
    return rf::run(argv[1], argv[2], std::vector<std::string>(argv + 3, argv + argc));
}
