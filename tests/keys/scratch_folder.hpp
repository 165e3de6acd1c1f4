// scratch_folder: a folder for one test, gone with it; and entropy from a count.
#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "actors/ports/entropy.hpp"

namespace rf {

class scratch_folder {
  public:
    scratch_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "rf_keys_XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~scratch_folder() { std::filesystem::remove_all(path_); }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    std::string file(const std::string& name, std::string_view text, mode_t mode = 0600) const {
        const std::string at = path_ + "/" + name;
        std::ofstream(at, std::ios::binary) << text;
        REQUIRE(chmod(at.c_str(), mode) == 0);
        return at;
    }
    [[nodiscard]] std::string path(const std::string& name) const { return path_ + "/" + name; }
    static std::string text_of(const std::string& at) {
        std::ifstream in(at, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

  private:
    std::string path_;
};

class counted_entropy final : public entropy_port {
  public:
    void fill(std::uint8_t* to, std::size_t size) override {
        for (std::size_t i = 0; i < size; ++i) to[i] = next_++;
    }

  private:
    std::uint8_t next_ = 1;
};

}  // namespace rf
