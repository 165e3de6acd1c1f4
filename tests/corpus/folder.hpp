// folder: corpora in folders of their own, for tests.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "events/bundle.hpp"
#include "replay/programs/corpus_folder.hpp"
#include "tests/corpus/scribe.hpp"

namespace rf::test {

inline std::filesystem::path golden_corpus() {
    const char* source = std::getenv("RF_SOURCE");
    return std::filesystem::path(source ? source : ".") / "tests/golden/corpus";
}

inline std::string text_in(const std::filesystem::path& path) {
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

inline void write_text(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), std::streamsize(bytes.size()));
    REQUIRE(out.flush().good());
}

// Gone with the test.
class scratch_folder {
  public:
    scratch_folder() {
        static int made = 0;
        path_ = std::filesystem::temp_directory_path() /
                ("rf-corpus-test-" + std::to_string(std::hash<std::string>{}(text_in("/proc/self/stat"))) +
                 "-" + std::to_string(made++));
        std::filesystem::create_directories(path_);
    }
    ~scratch_folder() { std::filesystem::remove_all(path_); }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    [[nodiscard]] std::string name() const { return path_.string(); }
    [[nodiscard]] std::filesystem::path at(const std::string& file) const { return path_ / file; }
    void add(const std::string& file, const bundle& b) const {
        std::filesystem::create_directories(at(file).parent_path());
        write_text(at(file), chars(write_bundle(b)));
    }

  private:
    std::filesystem::path path_;
};

// The corpus is planned again at each call: hold on to it.
inline std::vector<corpus::written_bundle> written(const std::string& prefix, std::size_t runs) {
    corpus::plan all;
    corpus::plan_reasonforge(all, 1);
    corpus::plan_ema_feed(all, 1);
    corpus::plan_judge_epm(all, 1);
    corpus::plan_aml_ensemble(all, 1);
    corpus::plan_hetu_consensus(all, 1);
    corpus::plan_emission(all, 1);
    std::vector<corpus::written_bundle> out;
    for (const corpus::planned_run& run : all) {
        if (!run.name.starts_with(prefix) || runs == 0) continue;
        --runs;
        auto bundles = corpus::write_run(run, 1);
        REQUIRE(bundles.ok());
        for (auto& b : *bundles) out.push_back(std::move(b));
    }
    return out;
}

inline corpus_run replayed(const std::string& folder, const corpus_options& options = {}) {
    auto content = read_corpus_folder(folder);
    REQUIRE(content.ok());
    return replay_folder(folder, *content, {}, options);
}

}  // namespace rf::test
