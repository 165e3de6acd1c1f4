#include "replay/programs/small_file.hpp"

#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

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
    const std::string fresh = path + ".new." + std::to_string(::getpid());
    {
        std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
        out.write(bytes.data(), std::streamsize(bytes.size()));
        if (out.flush()) {
            out.close();
            if (std::rename(fresh.c_str(), path.c_str()) == 0) return done();
        }
    }
    std::remove(fresh.c_str());
    return fault{fault_kind::unavailable, "it cannot be written", path, "is there such a folder, and space?"};
}

}  // namespace rf
