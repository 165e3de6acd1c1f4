#include "actors/snapshots.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rf {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_snapshot_bytes = 256ull << 20;
constexpr std::size_t kept = 2;

std::string name_of(std::uint64_t size) {
    std::string digits = std::to_string(size);
    return std::string(20 - digits.size(), '0') + digits;
}

// Newest first; names are sizes of equal length.
std::vector<fs::path> files_in(const std::string& directory) {
    std::vector<fs::path> out;
    std::error_code failed;
    for (auto at = fs::directory_iterator(directory, failed); !failed && at != fs::directory_iterator();
         at.increment(failed))
        if (at->path().filename().string().size() == 20 && at->is_regular_file(failed)) out.push_back(at->path());
    std::sort(out.rbegin(), out.rend());
    return out;
}

}  // namespace

std::optional<projection> load_snapshot(const std::string& directory, const log_reader& log) {
    std::vector<byte_vec> candidates;
    for (const fs::path& path : files_in(directory)) {
        std::error_code failed;
        if (fs::file_size(path, failed) > most_snapshot_bytes || failed) continue;
        std::ifstream in(path, std::ios::binary);
        candidates.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    auto found = newest_snapshot(candidates, log);
    if (!found) return std::nullopt;
    return std::move(found->state);
}

status keep_snapshot(const std::string& directory, const projection& p, const head& at) {
    std::error_code failed;
    fs::create_directories(directory, failed);
    const fs::path path = fs::path(directory) / name_of(at.size), beside = fs::path(directory) / "new";
    const byte_vec bytes = take_snapshot(p, at);
    {
        std::ofstream out(beside, std::ios::binary | std::ios::trunc);
        out.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
        out.flush();
        if (!out) return fault{fault_kind::unavailable, "a snapshot could not be written", beside.string(), ""};
    }
    fs::rename(beside, path, failed);
    if (failed) return fault{fault_kind::unavailable, failed.message(), path.string(), ""};
    const auto all = files_in(directory);
    for (std::size_t i = kept; i < all.size(); ++i) fs::remove(all[i], failed);
    return done();
}

}  // namespace rf
