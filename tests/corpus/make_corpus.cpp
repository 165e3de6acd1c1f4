// make_corpus: writes the bundles of tests/golden/corpus, the same bytes from
// the same seed.
//
//     build/release/bin/make_corpus tests/golden/corpus
//
// Run by hand, when the corpus is to grow. `rf-replay corpus --accept` then
// writes the trace beside the bundles. Names are NAME[-EPOCH].rfb; files of that
// ending which are not written again stay, so a bundle that was recorded
// elsewhere can lie among them.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/corpus/scribe.hpp"

namespace rf::corpus {
namespace {

int run(const std::string& folder, std::uint64_t seed) {
    plan all;
    plan_reasonforge(all, seed);
    plan_ema_feed(all, seed);
    plan_judge_epm(all, seed);
    plan_aml_ensemble(all, seed);
    plan_hetu_consensus(all, seed);
    plan_emission(all, seed);
    std::filesystem::create_directories(folder);
    std::size_t bundles = 0, bytes = 0;
    for (const planned_run& r : all) {
        auto written = write_run(r, seed);
        if (!written) {
            std::fprintf(stderr, "make_corpus: %s\n", written.error().text().c_str());
            return 1;
        }
        for (const written_bundle& b : *written) {
            const byte_vec file = write_bundle(b.content);
            std::ofstream out(std::filesystem::path(folder) / (b.name + ".rfb"), std::ios::binary);
            out.write(reinterpret_cast<const char*>(file.data()), std::streamsize(file.size()));
            if (!out.flush()) {
                std::fprintf(stderr, "make_corpus: %s could not be written\n", b.name.c_str());
                return 1;
            }
            ++bundles;
            bytes += file.size();
        }
    }
    std::printf("%zu bundles, %zu bytes\n", bundles, bytes);
    return 0;
}

}  // namespace
}  // namespace rf::corpus

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: make_corpus FOLDER\n");
        return 64;
    }
    return rf::corpus::run(argv[1], 1);
}
