// What kind of directory this is: each its own fault, and nothing modified.
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>

#include "tests/store/scratch.hpp"

using namespace rf;
using namespace rf::test;

namespace {

// A closed log of 300 events, flushed and unflushed.
void make_log(const std::string& directory) {
    auto log = store::create(directory, "example.com/log").value();
    const std::vector<blob> blobs = {blob_of("a blob"), blob_of("another")};
    REQUIRE(append_events(*log, 0, 280, blobs).ok());
    REQUIRE(rocks(log).flush().ok());
    REQUIRE(append_events(*log, 280, 300).ok());
}

// Both ways of opening refuse alike and change no byte.
fault refusal(const std::string& directory) {
    const bool there = std::filesystem::is_directory(directory);
    const auto before = there ? all_files(directory) : std::map<std::string, std::string>();
    const auto reading = store::open_read_only(directory);
    const auto writing = store::open(directory);
    REQUIRE_FALSE(reading.ok());
    REQUIRE_FALSE(writing.ok());
    CHECK(reading.error().kind == writing.error().kind);
    CHECK(reading.error().text() == writing.error().text());
    CHECK(store::verify_all(directory).error().kind == reading.error().kind);
    CHECK_FALSE(reading.error().what.empty());
    CHECK_FALSE(reading.error().where.empty());
    CHECK_FALSE(reading.error().advice.empty());
    CHECK(there == std::filesystem::is_directory(directory));
    if (there) CHECK(before == all_files(directory));
    return reading.error();
}

std::string find_file(const std::string& directory, const std::string& ending, bool largest = true) {
    std::string found;
    for (const auto& [path, bytes] : all_files(directory)) {
        const bool fits = path.ends_with(ending) || path.find("/" + ending) != std::string::npos;
        if (fits && (found.empty() || !largest || bytes.size() > read_text(found).size())) found = path;
    }
    REQUIRE_FALSE(found.empty());
    return found;
}

}  // namespace

TEST_CASE("a directory that is not there is missing, and is not made") {
    const scratch s;
    CHECK(refusal(s.path() + "/nowhere").kind == fault_kind::missing);
}

TEST_CASE("an empty directory is empty") {
    const scratch s;
    CHECK(refusal(s.path()).kind == fault_kind::empty);
}

TEST_CASE("somebody else's directory or file is foreign") {
    const scratch s;
    write_file(s.path() + "/readme", "not a log");
    CHECK(refusal(s.path()).kind == fault_kind::foreign);
    CHECK(store::open_read_only(s.path() + "/readme").error().kind == fault_kind::foreign);
    write_file(s.path() + "/format", "something else");
    CHECK(refusal(s.path()).kind == fault_kind::foreign);
}

TEST_CASE("a later format is too new") {
    const scratch s;
    make_log(s.log());
    const std::string text = "rf-log\nformat 7\norigin example.com/log\n";
    write_file(s.log() + "/format", text + "sha256 " + hex(sha256(view(text))) + "\n");
    const fault f = refusal(s.log());
    CHECK(f.kind == fault_kind::too_new);
    CHECK(f.text().find("format 7") != std::string::npos);
}

TEST_CASE("a log cut short is truncated, and says which events are gone") {
    const scratch s;
    make_log(s.log());
    const std::string log = find_file(s.log(), ".log");
    std::filesystem::resize_file(log, std::filesystem::file_size(log) / 2);
    const fault f = refusal(s.log());
    CHECK(f.kind == fault_kind::truncated);
    CHECK(f.what == "events 280 to 299 were acknowledged and are gone");
    CHECK(f.where.find("file db/") != std::string::npos);
    std::filesystem::resize_file(log, 0);
    CHECK(refusal(s.log()).kind == fault_kind::truncated);
    std::filesystem::remove(log);
    CHECK(refusal(s.log()).kind == fault_kind::truncated);
}

TEST_CASE("a missing or damaged file is damaged, and named") {
    for (const char* which : {"MANIFEST-", ".sst", "CURRENT", "anchor"}) {
        const scratch s;
        make_log(s.log());
        const std::string file = find_file(s.log(), which);
        const std::string name = std::filesystem::path(file).filename();
        std::string bytes = read_text(file);
        for (auto& b : bytes) b = char(b ^ 0x55);
        write_file(file, bytes);
        INFO(which);
        fault f = refusal(s.log());
        CHECK(f.kind == fault_kind::damaged);
        CHECK(f.where.find(name) != std::string::npos);
        std::filesystem::remove(file);
        f = refusal(s.log());
        CHECK(f.kind == fault_kind::damaged);
    }
}

TEST_CASE("a directory that came whole from elsewhere opens") {
    const scratch s;
    make_log(s.log());
    std::filesystem::copy(s.log(), s.path() + "/copy", std::filesystem::copy_options::recursive);
    CHECK(store::open(s.path() + "/copy").value().log->head().size == 300);
    CHECK(store::read_origin(s.path() + "/copy").value() == "example.com/log");
}

TEST_CASE("reading changes no byte") {
    const scratch s;
    make_log(s.log());
    const auto before = all_files(s.log());
    {
        auto log = store::open_read_only(s.log()).value();
        CHECK(log->head().size == 300);
        CHECK(log->read(299).value() == event(299));
    }
    CHECK(store::verify_all(s.log()).ok());
    CHECK(before == all_files(s.log()));
}

TEST_CASE("a log is made only where there is nothing") {
    const scratch s;
    write_file(s.path() + "/readme", "mine");
    CHECK(store::create(s.path(), "example.com/log").error().kind == fault_kind::refused);
    CHECK(store::create(s.log(), "two words").error().kind == fault_kind::invalid);
    make_log(s.log());
    const auto before = all_files(s.log());
    CHECK(store::create(s.log(), "example.com/log").error().kind == fault_kind::refused);
    CHECK(before == all_files(s.log()));
}

TEST_CASE("a second writer is told at once that the log is busy, in this process or another") {
    const scratch s;
    make_log(s.log());
    auto first = store::open(s.log()).value();
    const auto second = store::open(s.log());
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().kind == fault_kind::busy);
    CHECK(second.error().text().find(s.log()) != std::string::npos);
    CHECK(second.error().text().find("process " + std::to_string(::getpid())) != std::string::npos);

    const pid_t child = ::fork();
    if (child == 0) ::_exit(store::open(s.log()).error().kind == fault_kind::busy ? 0 : 1);
    int code = -1;
    ::waitpid(child, &code, 0);
    CHECK(code == 0);
    first.log.reset();
    CHECK(store::open(s.log()).ok());
}

TEST_CASE("a copy is read like any log, and never opened for writing") {
    const scratch s;
    make_log(s.log());
    {
        auto writer = store::open(s.log());
        REQUIRE(writer.ok());
        CHECK(store::mark_as_copy(s.log(), "a copy\n").error().kind == fault_kind::busy);
    }
    REQUIRE(store::mark_as_copy(s.log(), "a copy\n").ok());
    const auto before = all_files(s.log());
    auto refused = store::open(s.log());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().kind == fault_kind::refused);
    CHECK(refused.error().advice.find("rf-validator continue") != std::string::npos);
    CHECK(before == all_files(s.log()));
    CHECK(store::open_read_only(s.log()).value()->head().size == 300);
    CHECK(store::verify_all(s.log()).ok());
}
