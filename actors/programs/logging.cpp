#include "actors/programs/logging.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "events/json_text.hpp"

namespace rf {
namespace {

constexpr std::string_view level_names[] = {"debug", "info", "warn", "error", "off"};

std::string decimal(double v) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, v);
    return {text, end.ptr};
}

struct utc_time {
    int year, month, day, hour, minute, second, ms;
};
utc_time split(std::int64_t ns) {
    namespace time = std::chrono;
    const time::sys_time<time::milliseconds> at(time::floor<time::milliseconds>(time::nanoseconds(ns)));
    const auto day = time::floor<time::days>(at);
    const time::year_month_day date(day);
    const time::hh_mm_ss clock(at - day);
    return {int(date.year()), int(unsigned(date.month())), int(unsigned(date.day())), int(clock.hours().count()),
            int(clock.minutes().count()), int(clock.seconds().count()), int(clock.subseconds().count())};
}

std::string plain(const line_field& f) {
    if (const auto* yes = std::get_if<bool>(&f.value)) return *yes ? "true" : "false";
    if (const auto* whole = std::get_if<std::uint64_t>(&f.value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&f.value)) return decimal(*real);
    return std::get<std::string>(f.value);
}

}  // namespace

std::string_view name_of(line_level level) { return level_names[std::size_t(level)]; }

line_level level_from(std::string_view name) {
    for (std::size_t i = 0; i < std::size(level_names); ++i)
        if (level_names[i] == name) return line_level(i);
    return line_level::info;
}

log_line line_of(std::string_view actor, const fault& what, std::int64_t time_ns) {
    log_line line{line_level::warn, "note", time_ns, 0, {}, 0};
    line.fields.push_back({"actor", std::string(actor)});
    line.fields.push_back({"what", what.what});
    if (!what.where.empty()) line.fields.push_back({"where", what.where});
    if (!what.advice.empty()) line.fields.push_back({"advice", what.advice});
    return line;
}

std::string as_json(const log_line& line) {
    const utc_time t = split(line.time_ns);
    char time[64];
    std::snprintf(time, sizeof time, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03dZ\"", t.year, t.month, t.day,
                  t.hour, t.minute, t.second, t.ms);
    std::string out = time;
    out += ",\"level\":\"" + std::string(name_of(line.level)) + "\",\"event\":";
    put_json_text(out, line.event);
    if (line.epoch != 0) out += ",\"epoch\":" + std::to_string(line.epoch);
    for (const line_field& f : line.fields) {
        out += ',';
        put_json_text(out, f.name);
        out += ':';
        if (const auto* text = std::get_if<std::string>(&f.value)) put_json_text(out, *text);
        else out += plain(f);
    }
    if (line.suppressed != 0) out += ",\"suppressed\":" + std::to_string(line.suppressed);
    return out + '}';
}

std::string as_text(const log_line& line) {
    const utc_time t = split(line.time_ns);
    char time[64];
    std::snprintf(time, sizeof time, "%02d:%02d:%02d.%03d %-5s ", t.hour, t.minute, t.second, t.ms,
                  std::string(name_of(line.level)).c_str());
    std::string out = time + std::string(line.event);
    if (line.epoch != 0) out += " epoch=" + std::to_string(line.epoch);
    for (const line_field& f : line.fields) {
        out += ' ' + std::string(f.name) + '=';
        const auto* text = std::get_if<std::string>(&f.value);
        const bool bare = !text || (!text->empty() && std::ranges::all_of(*text, [](char c) {
                              return c > 32 && c < 127 && c != '"' && c != '=';
                          }));
        if (bare) out += plain(f);
        else put_json_text(out, *text);  // in quotes: no text can look like another field
    }
    if (line.suppressed != 0) out += " suppressed=" + std::to_string(line.suppressed);
    return out;
}

bool line_budget::admit(log_line& line) {
    auto at = std::ranges::find(kinds_, line.event, &state::event);
    if (at == kinds_.end()) {
        kinds_.push_back({line.event, burst, line.time_ns, 0});
        at = kinds_.end() - 1;
    }
    const double passed = double(line.time_ns - at->last_ns) / 1e9;
    if (passed > 0) at->left = std::min(burst, at->left + passed * per_second);
    at->last_ns = line.time_ns;  // also where the clock went back: it may not wait for ever
    if (at->left < 1) {
        ++at->suppressed;
        return false;
    }
    at->left -= 1;
    line.suppressed = std::exchange(at->suppressed, 0);
    return true;
}

}  // namespace rf
