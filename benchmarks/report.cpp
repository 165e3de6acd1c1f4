#include "benchmarks/report.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "benchmarks/measure.hpp"

namespace rf::bench {
namespace {

std::string three_digits(double v) {
    char text[32];
    std::snprintf(text, sizeof text, v >= 1000 ? "%.0f" : v >= 100 ? "%.1f" : v >= 10 ? "%.2f" : "%.3f", v);
    return text;
}

std::map<std::string, std::string> read_ratios(const std::string& path) {
    std::map<std::string, std::string> known;
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    const std::string all = text.str();
    const std::regex entry("\"([a-z_]+)\": *([-+.0-9e]+)");
    for (std::sregex_iterator at(all.begin(), all.end(), entry), end; at != end; ++at)
        known[(*at)[1]] = (*at)[2];
    return known;
}

}  // namespace

bool measured::reached() const {
    return of->which == pair::wanted::at_least ? ratio >= of->goal : ratio <= of->goal;
}

measured sum_up(const pair& p, const rounds& r) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < r.first.size(); ++i) ratios.push_back(r.first[i] / r.second[i]);
    const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
    return {&p, median(ratios), *least, *most, median(r.first), median(r.second), ratios.size()};
}

void print_head() {
    std::printf("%-20s %8s %9s %-7s %-17s %10s  %-17s %10s  %-9s %6s  %s\n", "name", "ratio", "goal", "",
                "first", "", "second", "", "unit", "rounds", "spread");
}

void print_row(const measured& m) {
    const pair& p = *m.of;
    const std::string goal = (p.which == pair::wanted::at_least ? ">= " : "<= ") + three_digits(p.goal);
    std::printf("%-20s %8s %9s %-7s %-17s %10s  %-17s %10s  %-9s %6zu  %s to %s\n",
                std::string(p.name).c_str(), three_digits(m.ratio).c_str(), goal.c_str(),
                m.reached() ? "ok" : "MISSED", std::string(p.first).c_str(), three_digits(m.first).c_str(),
                std::string(p.second).c_str(), three_digits(m.second).c_str(), std::string(p.unit).c_str(),
                m.rounds, three_digits(m.least).c_str(), three_digits(m.most).c_str());
    std::fflush(stdout);
}

void write_ratios(const std::string& path, std::span<const measured> all) {
    auto known = read_ratios(path);
    for (const measured& m : all) known[std::string(m.of->name)] = three_digits(m.ratio);
    std::ofstream out(path);
    out << "{";
    const char* separator = "";
    for (const pair& p : all_pairs) {  // in the table's order
        const auto at = known.find(std::string(p.name));
        if (at == known.end()) continue;
        out << separator << "\n  \"" << p.name << "\": " << at->second;
        separator = ",";
    }
    out << "\n}\n";
    out.close();
    if (!out) stop(path + " cannot be written");
}

}  // namespace rf::bench
