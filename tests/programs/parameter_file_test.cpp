#include "replay/programs/parameter_file.hpp"

#include <doctest/doctest.h>

#include <string>

namespace rf {
namespace {

result<parameter_file> read(const std::string& text) { return read_parameters(text, "mine.toml"); }

// The fault's text, or what would be wrong about there being none.
std::string refusal(const std::string& text) {
    const auto read_it = read(text);
    return read_it ? "it was accepted" : read_it.error().text();
}

const std::string reasonforge = "mechanism = \"reasonforge@1\"\n";

TEST_CASE("a file names its mechanism, and what it leaves out keeps its default") {
    const auto file = read(reasonforge);
    REQUIRE(file.ok());
    CHECK(file->of == find_mechanism("reasonforge", 1));
    CHECK(file->chosen.empty());
}

TEST_CASE("values come with their types, in the order of their names") {
    const auto file = read(reasonforge + "[parameters]\nemit.pad = true\nemit.min_count = 8\nemit.max_share = 0.25\n");
    REQUIRE(file.ok());
    const parameters expected{{"emit.max_share", 0.25}, {"emit.min_count", std::uint64_t(8)}, {"emit.pad", true}};
    CHECK(file->chosen == expected);
}

TEST_CASE("a table inside the table is a dotted name") {
    const auto file = read(reasonforge + "[parameters.emit]\nmax_share = 0.5\n");
    REQUIRE(file.ok());
    CHECK(file->chosen == parameters{{"emit.max_share", 0.5}});
}

TEST_CASE("1 is a number where a number is meant") {
    const auto file = read(reasonforge + "[parameters]\nemit.max_share = 1\n");
    REQUIRE(file.ok());
    CHECK(file->chosen == parameters{{"emit.max_share", 1.0}});
}

TEST_CASE("a refusal names the file and the line") {
    CHECK(refusal(reasonforge + "\n[parameters]\nemit.max_share = 7\n").starts_with("mine.toml:4: emit.max_share"));
    CHECK(refusal(reasonforge + "[parameters]\n\nemit.nothing = 7\n").starts_with("mine.toml:4: emit.nothing"));
    CHECK(refusal(reasonforge + "[parameters]\nemit.pad = 1\n").starts_with("mine.toml:3: emit.pad"));
    CHECK(refusal(reasonforge + "= 5\n").starts_with("mine.toml:2: "));
}

TEST_CASE("what cannot be a parameter is refused") {
    const std::string begin = reasonforge + "[parameters]\n";
    CHECK(refusal(begin + "emit.max_share = nan\n").find("finite") != std::string::npos);
    CHECK(refusal(begin + "emit.max_share = inf\n").find("finite") != std::string::npos);
    CHECK(refusal(begin + "emit.max_share = 9007199254740993\n").find("exact") != std::string::npos);
    CHECK(refusal(begin + "emit.min_count = -1\n").find("negative") != std::string::npos);
    CHECK(refusal(begin + "emit.min_count = [1]\n").find("neither") != std::string::npos);
    CHECK(refusal(begin + "emit.min_count = 1979-05-27\n").find("neither") != std::string::npos);
    CHECK(refusal(begin + "emit.pad = true\n\"emit.pad\" = true\n").find("twice") != std::string::npos);
    CHECK(refusal(reasonforge + "parameters = 3\n").find("not a table") != std::string::npos);
    CHECK(refusal(reasonforge + "parameter = {}\n").find("not known") != std::string::npos);
}

TEST_CASE("a mechanism that is not in the catalog is refused") {
    CHECK(refusal("").find("no mechanism is named") != std::string::npos);
    for (const char* name : {"reasonforge", "reasonforge@", "reasonforge@0", "reasonforge@99", "reasonforge@1x",
                             "reasonforge@70000", "@1", "nobody@1"}) {
        CAPTURE(name);
        CHECK(refusal("mechanism = \"" + std::string(name) + "\"\n").find("no mechanism of the catalog") !=
              std::string::npos);
    }
}

TEST_CASE("what its parser cannot hold out against is refused before or caught after") {
    CHECK(refusal(reasonforge + "[parameters]\n# gr\xc3\xbc\xc3\x9f" "e\n").starts_with("mine.toml:3: "));
    CHECK(refusal(reasonforge + "[\x01]\n").find("not TOML") != std::string::npos);
}

TEST_CASE("names too deep for the parser's stack are refused before it sees them") {
    std::string deep = "[parameters";
    for (int i = 0; i < 20'000; ++i) deep += ".a";
    CHECK(refusal(reasonforge + deep + "]\n").starts_with("mine.toml:2: the line has more than 1024 bytes"));
    // Short lines that open one inside the other: tables in lists in tables.
    std::string nested = reasonforge + "[parameters]\nx = [\n";
    for (int i = 0; i < 50; ++i) {
        nested += "{";
        for (int k = 0; k < 500; ++k) nested += "a.";
        nested += "a = [\n";
    }
    CHECK(refusal(nested).starts_with("mine.toml:8: the file has more than 2048 points"));
    std::string line = "# " + std::string(most_parameter_line_bytes - 2, '-') + "\n";
    CHECK(read(reasonforge + line).ok());
}

TEST_CASE("a file beyond 64 KiB is not even parsed") {
    CHECK(refusal(reasonforge + std::string(most_parameter_file_bytes, '\n')).find("64 KiB") != std::string::npos);
}

}  // namespace
}  // namespace rf
