#include "actors/sim/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "replay/terminal/terminal.hpp"

namespace rf::sim {
namespace {

constexpr std::uint64_t save_every_ms = 2000;
constexpr std::size_t most_broken = 100;

struct field {
    std::string_view name;
    std::uint64_t sweep_told::*at;
};
constexpr field fields[] = {{"next", &sweep_told::next},           {"seeds", &sweep_told::seeds},
                            {"runs", &sweep_told::runs},           {"crashes", &sweep_told::crashes},
                            {"events", &sweep_told::events},       {"epochs", &sweep_told::epochs},
                            {"withheld", &sweep_told::withheld},   {"answered", &sweep_told::answered},
                            {"failed", &sweep_told::failed},       {"voids", &sweep_told::voids},
                            {"virtual_s", &sweep_told::virtual_s}, {"cpu_ms", &sweep_told::cpu_ms},
                            {"real_ms", &sweep_told::real_ms}};

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return n;
}

std::string heading(const seed_range& of, std::uint32_t epochs) {
    return "rf-sim " + std::to_string(of.first) + ".." + std::to_string(of.last) + " epochs " +
           std::to_string(epochs);
}

status write_whole(const std::string& path, const std::string& text) {
    const std::string beside = path + ".new";
    {
        std::ofstream out(beside, std::ios::trunc);
        out << text << std::flush;
        if (!out) return fault{fault_kind::unavailable, "the state cannot be written", beside, ""};
    }
    std::error_code error;
    std::filesystem::rename(beside, path, error);
    if (error)
        return fault{fault_kind::unavailable, "the state cannot be written: " + error.message(), path, ""};
    return done();
}

void add(sweep_told& told, std::uint64_t seed, const seed_told& one) {
    ++told.seeds;
    told.runs += one.runs;
    told.crashes += one.crashes;
    told.events += one.events;
    told.epochs += one.epochs;
    told.withheld += one.withheld;
    told.answered += one.answered;
    told.failed += one.failed;
    told.voids += one.voids;
    told.virtual_s += one.virtual_ns / second_ns;
    if (one.broken && told.broken.size() < most_broken) told.broken.push_back(seed);
    told.next = seed + 1;
}

}  // namespace

result<seed_range> read_range(std::string_view text) {
    const auto dots = text.find("..");
    const auto refused = fault{fault_kind::invalid, "\"" + std::string(text) + "\" is no range of seeds",
                               "--seeds", "give the first and the last, as in 1..300"};
    if (dots == std::string_view::npos) return refused;
    const auto first = number_in(text.substr(0, dots)), last = number_in(text.substr(dots + 2));
    if (!first || !last || *first > *last || *last == UINT64_MAX) return refused;
    return seed_range{*first, *last};
}

std::string encode_state(const seed_range& of, std::uint32_t epochs, const sweep_told& told) {
    std::string out = heading(of, epochs) + "\n";
    for (const field& f : fields) out += std::string(f.name) + " " + std::to_string(told.*f.at) + "\n";
    for (const std::uint64_t seed : told.broken) out += "broken " + std::to_string(seed) + "\n";
    return out;
}

result<sweep_told> decode_state(std::string_view text, const seed_range& of, std::uint32_t epochs) {
    const fault other{fault_kind::invalid, "the state is of another range or other epochs", "line 1",
                      "it must begin with \"" + heading(of, epochs) + "\"; give another --state"};
    std::istringstream lines{std::string(text)};
    std::string line;
    if (!std::getline(lines, line) || line != heading(of, epochs)) return other;
    sweep_told told;
    for (int at = 2; std::getline(lines, line); ++at) {
        const auto space = line.find(' ');
        const auto n =
            number_in(std::string_view(line).substr(space == std::string::npos ? line.size() : space + 1));
        const auto name = std::string_view(line).substr(0, space);
        const auto known = std::find_if(std::begin(fields), std::end(fields),
                                        [&](const field& f) { return f.name == name; });
        if (!n || (known == std::end(fields) && name != "broken"))
            return fault{fault_kind::invalid, "the state cannot be read", "line " + std::to_string(at), ""};
        if (known != std::end(fields))
            told.*known->at = *n;
        else
            told.broken.push_back(*n);
    }
    if (told.next < of.first || told.next > of.last + 1) return other;
    return told;
}

std::string counts_of(const sweep_told& t) {
    auto n = [](std::uint64_t v) { return std::to_string(v); };
    return n(t.seeds) + " seeds, " + n(t.runs) + " runs with " + n(t.crashes) + " crashes: " + n(t.events) +
           " events, " + n(t.epochs) + " epochs (" + n(t.withheld) + " withheld)\n" +
           "questions: " + n(t.answered) + " answered, " + n(t.failed) + " failed by miners, " + n(t.voids) +
           " void by our own fault\n" + n(t.virtual_s) + " virtual seconds in " + n(t.real_ms / 1000) +
           " real ones, " + n(t.seeds ? t.cpu_ms / t.seeds : 0) + " ms of a processor a seed\n" +
           n(t.broken.size()) + " seeds broke a claim\n";
}

namespace {

result<sweep_told> start_or_go_on(const sweep_options& how) {
    sweep_told told;
    told.next = how.range.first;
    if (how.state_file.empty() || !std::filesystem::exists(how.state_file)) return told;
    std::stringstream text;
    text << std::ifstream(how.state_file).rdbuf();
    auto before = decode_state(text.str(), how.range, how.each.epochs);
    if (!before) return with_place(before.error(), how.state_file);
    return before;
}

void say_broken(const sweep_options& how, std::uint64_t seed, const seed_told& one) {
    if (!one.broken) return;
    const std::string number = std::to_string(seed);
    std::printf("seed %s, %s: %s: %s\n  trace %s\n  %s --seed %s\n", number.c_str(), one.of.c_str(),
                one.broken->claim.c_str(), one.broken->what.c_str(), hex(one.trace).substr(0, 16).c_str(),
                how.again.c_str(), number.c_str());
    std::fflush(stdout);
}

// Of this process, beside what earlier ones needed.
class stopwatch {
  public:
    explicit stopwatch(const sweep_told& before) : real_ms_(before.real_ms), cpu_ms_(before.cpu_ms) {}
    void show(sweep_told& told) const {
        const auto real = std::chrono::steady_clock::now() - began_;
        told.real_ms =
            real_ms_ + std::uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(real).count());
        told.cpu_ms = cpu_ms_ + std::uint64_t(double(std::clock() - cpu_began_) * 1000 / CLOCKS_PER_SEC);
    }

  private:
    std::uint64_t real_ms_, cpu_ms_;
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::clock_t cpu_began_ = std::clock();
};

}  // namespace

result<bool> sweep(const sweep_options& how, const volatile bool& interrupted) {
    auto begun = start_or_go_on(how);
    if (!begun) return begun.error();
    sweep_told told = std::move(*begun);
    const stopwatch time(told);
    std::uint64_t saved_ms = told.real_ms;
    auto save = [&]() -> status {
        saved_ms = told.real_ms;
        if (how.state_file.empty()) return done();
        return write_whole(how.state_file, encode_state(how.range, how.each.epochs, told));
    };
    {
        progress_bar bar("seeds");
        while (told.next <= how.range.last && !interrupted) {
            const std::uint64_t seed = told.next;
            const seed_told one = check_seed(seed, how.each);
            add(told, seed, one);
            time.show(told);
            say_broken(how, seed, one);
            bar(seed + 1 - how.range.first, how.range.last + 1 - how.range.first);
            if (told.real_ms < saved_ms + save_every_ms) continue;
            if (auto ok = save(); !ok) return ok.error();
        }
    }
    if (auto ok = save(); !ok) return ok.error();
    if (told.next <= how.range.last)
        std::printf("interrupted before seed %s\n", std::to_string(told.next).c_str());
    std::printf("%s", counts_of(told).c_str());
    return told.broken.empty();
}

}  // namespace rf::sim
