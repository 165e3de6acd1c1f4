#include "tests/museum/files.hpp"

#include <fstream>
#include <sstream>

namespace rf::museum {
namespace {

byte_vec bytes_from(const std::string& text) {
    auto bytes = from_hex(text);
    RF_REQUIRE(bytes.has_value());
    return *bytes;
}

std::vector<std::string> lines_of(const std::string& path) {
    std::ifstream in(path);
    RF_REQUIRE(in.good());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

}  // namespace

std::string write_kinds(const std::vector<kept_event>& events) {
    std::string out;
    for (const auto& e : events) out += e.kind + " " + hex(e.bytes) + " " + e.json + "\n";
    return out;
}

std::string write_log(const kept_log& log) {
    std::string out;
    for (const auto& e : log.events) out += "event " + hex(e) + "\n";
    for (const auto& b : log.blobs) out += "blob " + hex(b) + "\n";
    for (const auto& [size, note] : log.notes)
        out += "note " + std::to_string(size) + " " + base64(view(note)) + "\n";
    return out + "root " + std::to_string(log.at.size) + " " + hex(log.at.root) + "\n";
}

std::vector<kept_event> read_kinds(const std::string& path) {
    std::vector<kept_event> events;
    for (const std::string& line : lines_of(path)) {
        const auto first = line.find(' '), second = line.find(' ', first + 1);
        RF_REQUIRE(second != std::string::npos);
        events.push_back({line.substr(0, first), bytes_from(line.substr(first + 1, second - first - 1)),
                          line.substr(second + 1)});
    }
    return events;
}

kept_log read_log(const std::string& path) {
    kept_log log;
    for (const std::string& line : lines_of(path)) {
        std::istringstream in(line);
        std::string what, text;
        std::uint64_t size = 0;
        in >> what;
        if (what == "note" || what == "root") in >> size;
        in >> text;
        RF_REQUIRE(!in.fail());
        if (what == "event") log.events.push_back(bytes_from(text));
        else if (what == "blob") log.blobs.push_back(bytes_from(text));
        else if (what == "note") log.notes.emplace_back(size, chars(*from_base64(text)));
        else if (what == "root") log.at = {size, *as_hash(bytes_from(text))};
        else RF_REQUIRE(false);
    }
    return log;
}

}  // namespace rf::museum
