#include "replay/programs/check_vectors.hpp"

#include <filesystem>
#include <fstream>
#include <ostream>

#include "replay/terminal/exit_codes.hpp"
#include "replay/vectors/check.hpp"

namespace rf {
namespace {

namespace fs = std::filesystem;

// One byte more than is allowed, so that the check sees that it is too much.
bool read_file(const fs::path& path, std::string& bytes) {
    std::ifstream in(path, std::ios::binary);
    std::string piece(std::size_t{1} << 16, '\0');
    while (in && bytes.size() <= most_vector_bytes) {
        in.read(piece.data(), std::streamsize(piece.size()));
        bytes.append(piece, 0, std::size_t(in.gcount()));
    }
    return in.eof() || bytes.size() > most_vector_bytes;
}

}  // namespace

int check_vectors(const std::string& folder, std::ostream& out) {
    std::error_code failed;
    std::vector<vector_file> files;
    bool readable = true;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        vector_file file{at->path().filename().string(), ""};
        std::error_code unknown;
        if (at->is_directory(unknown)) {
            file.name += "/";
        } else if (is_vector_file(file.name) && !(at->is_regular_file(unknown) && read_file(at->path(), file.bytes))) {
            out << file.name << ": cannot be read\n";
            readable = false;
        }
        files.push_back(std::move(file));
    }
    if (failed) {
        out << folder << ": cannot be read: " << failed.message() << "\n";
        return exit_unread;
    }
    const folder_report report = check_vector_folder(std::move(files));
    out << report.text();
    if (!readable) return exit_unread;
    return report.ok() ? exit_agrees : exit_differs;
}

}  // namespace rf
