// Hostile archives: every cut and every flipped bit is a fault or the same bytes.
#include "actors/imports/zip.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "actors/imports/npy.hpp"
#include "actors/imports/score_file.hpp"

using namespace rf;

namespace {

byte_vec template_state(const std::string& how) {
    std::string path = (std::filesystem::temp_directory_path() / "rf-zip-XXXXXX").string();
    REQUIRE(::mkdtemp(path.data()) != nullptr);
    const char* source = std::getenv("RF_SOURCE");
    const std::string line = "python3 " + std::string(source ? source : ".") +
                             "/tests/imports/write_npz.py " + path + "/s.npz " + how +
                             " 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY=0.5";
    REQUIRE(std::system(line.c_str()) == 0);
    std::ostringstream bytes;
    bytes << std::ifstream(path + "/s.npz", std::ios::binary).rdbuf();
    std::filesystem::remove_all(path);
    const std::string text = bytes.str();
    return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("an archive cut anywhere is a fault") {
    const byte_vec whole = template_state("--deflated");
    REQUIRE(read_zip(whole).value().size() == 3);
    for (std::size_t n = 0; n < whole.size(); ++n) REQUIRE_FALSE(read_zip(byte_view(whole).first(n)).ok());
}

TEST_CASE("an archive with a flipped bit gives a fault or scores, and never other bytes in an entry") {
    for (const char* how : {"", "--deflated"}) {
        const byte_vec whole = template_state(how);
        const auto before = read_zip(whole).value();
        for (std::size_t at = 0; at < whole.size(); ++at) {
            byte_vec bad = whole;
            bad[at] ^= std::uint8_t(1u << at % 8);
            (void)read_npz_scores(bad);
            const auto after = read_zip(bad);
            if (!after) continue;
            for (std::size_t i = 0; i < after->size() && i < before.size(); ++i)
                REQUIRE((*after)[i].bytes == before[i].bytes);
        }
    }
}

TEST_CASE("an entry that says it is huge takes no memory") {
    byte_vec whole = template_state("--deflated");
    // The last central record's size field: 46 bytes and a name of 11 before the end's 22.
    const std::size_t record = whole.size() - 22 - 46 - 11;
    REQUIRE(whole[record] == 'P');
    for (int i = 0; i < 4; ++i) whole[record + 24 + std::size_t(i)] = 0xff;
    CHECK(read_zip(whole).error().what.find("128 MiB") != std::string::npos);
}

TEST_CASE("integers, and values without a dimension, are read as numbers") {
    auto file = [](const std::string& descr, const std::string& shape, byte_vec data) {
        const std::string header =
            "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
        byte_vec out{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, std::uint8_t(header.size()), 0};
        out.insert(out.end(), header.begin(), header.end());
        out.insert(out.end(), data.begin(), data.end());
        return out;
    };
    CHECK(npy_numbers(file("<i2", "(2,)", {0xff, 0xff, 2, 1})).value() == std::vector<double>{-1, 258});
    CHECK(npy_numbers(file("|u1", "()", {200})).value() == std::vector<double>{200});
    CHECK(npy_numbers(file("<f8", "(1,)", {0, 0, 0, 0, 0, 0, 0xf8, 0x3f})).value() ==
          std::vector<double>{1.5});
    CHECK(npy_numbers(file(">i2", "(1,)", {0, 1})).error().what.find("is not one that is read") !=
          std::string::npos);
    CHECK(npy_numbers(file("<f4", "(2, 2)", byte_vec(16))).error().what.find("dimension") !=
          std::string::npos);
    CHECK(npy_texts(file("<U2", "(1,)", {'a', 0, 0, 0, 0, 0, 0, 0})).value() ==
          std::vector<std::string>{"a"});
    CHECK_FALSE(npy_texts(file("<U2", "(1,)", {0, 0, 0, 0, 'a', 0, 0, 0})).ok());
    CHECK_FALSE(npy_texts(file("<U1", "(1,)", {0xfc, 0, 0, 0})).ok());
}
