// rf-digest-dump: the facts of a folder of golden files, flat, for rf-digest.
//
//     rf-digest-dump FOLDER FILE
//
// Refuses where a row does not agree: then there is another fault to look for.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "replay/vectors/check.hpp"
#include "tests/replay/determinism/flat.hpp"

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: rf-digest-dump FOLDER FILE\n");
        return 64;
    }
    rf::test::flat_writer out;
    rf::vector_witness witness;
    witness.epoch = [&](const rf::mechanism& m, const rf::epoch_facts& f) { out.epoch(m, f); };
    witness.formula = [&](const rf::formula_call& c) { out.formula(c); };

    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
        if (rf::is_vector_kind(entry.path().filename().string())) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        std::ifstream in(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(in), {}};
        const auto report = rf::check_vector_file(path.filename().string(), bytes, witness);
        if (report.ok()) continue;
        std::fprintf(stderr, "%s, %s\n", report.name.c_str(),
                     report.first ? report.first->text().c_str() : "no rows");
        return 1;
    }
    std::ofstream file(argv[2], std::ios::binary);
    file << out.bytes();
    return file.flush() && !paths.empty() ? 0 : 2;
}
