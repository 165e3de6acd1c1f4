#include "replay/programs/small_file.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

namespace rf {
namespace {

result<std::string> read_all(std::istream& in, const std::string& path, std::size_t most) {
    std::string out(most + 1, '\0');
    in.read(out.data(), std::streamsize(out.size()));
    if (in.bad()) return fault{fault_kind::unavailable, "it cannot be read", path, ""};
    out.resize(std::size_t(in.gcount()));
    if (out.size() > most)
        return fault{fault_kind::invalid, "it is larger than what was expected here", path,
                     "at most " + std::to_string(most) + " bytes"};
    return out;
}

// The data directory that a file would lie in, if it is one.
std::optional<std::string> log_around(const std::filesystem::path& file) {
    std::error_code ignored;
    for (auto at = file.parent_path(); !at.empty(); at = at.parent_path()) {
        if (std::filesystem::exists(at / "format", ignored) && std::filesystem::exists(at / "anchor", ignored))
            return at.string();
        if (at == at.parent_path()) break;
    }
    return std::nullopt;
}

status write_through(const std::string& path, std::string_view bytes) {
    std::error_code ignored;
    const bool folder = std::filesystem::is_directory(path, ignored);
    std::ofstream out;
    if (!folder) out.open(path, std::ios::binary);
    out.write(bytes.data(), std::streamsize(bytes.size()));
    if (!folder && out.flush()) return done();
    return fault{fault_kind::unavailable, folder ? "it is a folder" : "it cannot be written", path, "name a file"};
}

}  // namespace

result<std::string> read_small_file(const std::string& path, std::size_t most) {
    if (path == "-") return read_all(std::cin, "standard input", most);
    std::error_code ignored;
    std::ifstream in(path, std::ios::binary);
    if (!in || std::filesystem::is_directory(path, ignored))
        return fault{fault_kind::missing, "no file that can be read", path, ""};
    return read_all(in, path, most);
}

status write_small_file(const std::string& path, std::string_view bytes) {
    if (path.empty()) {
        std::cout.write(bytes.data(), std::streamsize(bytes.size()));
        return done();  // whether it went out is asked at the end, once (finish_output)
    }
    std::error_code ignored;
    const auto kind = std::filesystem::status(path, ignored).type();
    if (kind != std::filesystem::file_type::not_found && kind != std::filesystem::file_type::regular)
        return write_through(path, bytes);
    std::filesystem::path real = path;
    if (std::filesystem::is_symlink(real, ignored))
        real = real.parent_path() / std::filesystem::read_symlink(real, ignored);  // the link stays
    real = std::filesystem::weakly_canonical(real, ignored);
    if (auto log = log_around(real))
        return fault{fault_kind::refused, "it lies in a log's data directory, where only its validator writes", path,
                     "the log is in " + *log};
    if (kind == std::filesystem::file_type::regular && ::access(real.c_str(), W_OK) != 0)
        return fault{fault_kind::refused, "it is there and may not be written", path, ""};
    const std::string fresh = real.string() + ".new." + std::to_string(::getpid());
    {
        std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), std::streamsize(bytes.size()));
        if (out.flush()) {
            out.close();
            if (std::rename(fresh.c_str(), real.c_str()) == 0) return done();
        }
    }
    std::remove(fresh.c_str());
    return fault{fault_kind::unavailable, "it cannot be written", path, "is there such a folder, and space?"};
}

}  // namespace rf
