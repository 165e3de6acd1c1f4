// corpus NAME...: every file of the folders, cut short at each length, and with
// one bit of each byte changed, through the target. No randomness: a failure
// repeats, and it says which input it was.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace {

char at_work[512];

extern "C" void say_input(int signal) {
    std::fprintf(stderr, "stopped by signal %d at input %s\n", signal, at_work);
    std::_Exit(1);
}

rf::byte_vec read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Beyond this size only every n-th place is tried, so that time stays in seconds.
constexpr std::size_t most_places = 512;

std::size_t try_neighbours(const std::string& name, const rf::byte_vec& whole) {
    std::size_t tried = 0;
    const auto run = [&](const rf::byte_vec& input, const char* what, std::size_t place) {
        std::snprintf(at_work, sizeof at_work, "%s, %s %zu", name.c_str(), what, place);
        LLVMFuzzerTestOneInput(input.data(), input.size());
        ++tried;
    };
    run(whole, "whole", 0);
    const std::size_t step = whole.size() / most_places + 1;
    for (std::size_t i = 0; i < whole.size(); i += step) {
        run({whole.begin(), whole.begin() + std::ptrdiff_t(i)}, "cut at", i);
        rf::byte_vec changed = whole;
        changed[i] = std::uint8_t(changed[i] ^ (1u << (i % 8)));
        run(changed, "a bit changed in byte", i);
    }
    return tried;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGABRT, say_input);
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i])) continue;
        for (const auto& entry : std::filesystem::directory_iterator(argv[i])) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::size_t tried = 0;
    for (const auto& file : files) tried += try_neighbours(file.string(), read_file(file));
    std::printf("%zu files, %zu inputs\n", files.size(), tried);
    return files.empty() ? 1 : 0;
}
