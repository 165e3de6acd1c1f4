// utc_text: seconds since 1970 as a date that people read, whatever the locale.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace rf {

// "2026-03-01 12:00:00 UTC"; beyond the year 9999 the seconds themselves.
inline std::string utc_text(std::uint64_t seconds) {
    constexpr std::uint64_t most = 253'402'300'799;
    if (seconds > most) return std::to_string(seconds) + " s after 1970";
    const std::chrono::sys_seconds at{std::chrono::seconds(std::int64_t(seconds))};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u %02d:%02d:%02d UTC", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), int(time.hours().count()), int(time.minutes().count()),
                  int(time.seconds().count()));
    return text;
}

}  // namespace rf
