#include <algorithm>
#include <cstdio>

#include "actors/programs/live_view.hpp"

namespace rf {
namespace {

constexpr std::size_t most_open_tasks = 4;  // with a bar each
constexpr std::size_t bar_width = 24;

std::string format(const char* how, auto... values) {
    char text[256];
    std::snprintf(text, sizeof text, how, values...);
    return text;
}

std::string bar(std::uint64_t done, std::uint64_t of) {
    const std::size_t full = of == 0 ? 0 : std::size_t(std::min(done, of) * bar_width / of);
    return "[" + std::string(full, '#') + std::string(bar_width - full, '.') + "]";
}

std::string duration(std::int64_t ns) {
    const long long s = std::max<std::int64_t>(0, ns) / 1'000'000'000;
    return format("%02lld:%02lld:%02lld", s / 3600, s / 60 % 60, s % 60);
}

std::uint64_t wide(std::uint64_t n) { return n; }

// One column a character, nothing a terminal obeys.
std::string plain(std::string_view text, std::size_t width) {
    std::string out;
    for (const char c : text) {
        if (out.size() == width) break;
        if ((std::uint8_t(c) & 0xc0) == 0x80) continue;  // the rest of a character that was shown as '?'
        out += c >= 32 && c < 127 ? c : '?';
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string events_line(const live_model& m, std::int64_t now_ns) {
    std::uint64_t events = 0;
    const std::int64_t now = now_ns / 1'000'000'000;
    for (const auto& [second, count] : m.rate)
        if (second >= now - 5 && second < now) events += count;
    return format("log     %llu events, %llu a second", static_cast<unsigned long long>(m.log_size),
                  static_cast<unsigned long long>(events / 5));
}

void put_epoch(std::vector<std::string>& out, const live_model& m) {
    const watched_epoch& e = m.epoch;
    if (!m.open) {
        const std::string last = m.sealed == 0 ? "none yet" : std::to_string(m.sealed) + " is sealed";
        out.push_back("epoch   " + last + (m.withheld.empty() ? "" : ", withheld: " + m.withheld));
        return;
    }
    const std::uint64_t length = e.closes_block - std::min(e.closes_block, e.opened_block);
    const std::uint64_t done = std::min(length, m.best - std::min(m.best, e.opened_block));
    out.push_back(format("epoch   %-4u %s block %llu of %llu", e.number, bar(done, length).c_str(),
                         static_cast<unsigned long long>(wide(done)), static_cast<unsigned long long>(wide(length))));
    std::size_t closed = 0, open = 0;
    for (const auto& [ordinal, t] : e.tasks) (t.closed ? closed : open) += 1;
    out.push_back(format("tasks        %s %zu of %u closed, %zu open", bar(closed, e.tasks_planned).c_str(), closed,
                         e.tasks_planned, open));
    std::size_t shown = 0;
    for (const auto& [ordinal, t] : e.tasks) {
        if (t.closed || shown++ == most_open_tasks) continue;
        out.push_back(format("  %-11s%s %zu of %zu ended, difficulty %u", std::string(t.domain).c_str(),
                             bar(t.ended, t.asked).c_str(), t.ended, t.asked, unsigned(t.difficulty)));
    }
}

void put_rows(std::vector<std::string>& out, const live_model& m, std::size_t room) {
    if (m.rows.empty() || room < 3) return;
    std::vector<const live_row*> order;
    for (const live_row& r : m.rows) order.push_back(&r);
    std::ranges::stable_sort(order, [](const live_row* a, const live_row* b) {
        return (a->rank ? a->rank : UINT32_MAX) < (b->rank ? b->rank : UINT32_MAX);
    });
    out.emplace_back();
    out.emplace_back("rank  uid  miner          score  streak    cms  answers  last trouble");
    room -= 2;
    const std::size_t whole = order.size() <= room ? order.size() : room - 1;
    for (std::size_t i = 0; i < whole; ++i) {
        const live_row& r = *order[i];
        const std::string rank = r.rank ? std::to_string(r.rank) : "-";
        const std::string cms = r.verified ? format("%.3f", r.cms_sum / r.verified) : "-";
        out.push_back(format("%4s %4u  %-10.10s %9.4f  %6u  %5s  %3u/%-3u  ", rank.c_str(), unsigned(r.uid),
                             plain(r.name, 10).c_str(), r.score, r.streak, cms.c_str(), r.answered,
                             r.answered + r.failed) +
                      r.trouble);
    }
    if (whole < order.size()) out.push_back("     and " + std::to_string(order.size() - whole) + " more");
}

}  // namespace

std::string render(const live_model& m, std::size_t width, std::size_t height, std::int64_t now_ns) {
    std::vector<std::string> out, below;
    out.push_back("rf-validator  " + m.origin + "  " + m.mechanism + (m.mechanism.empty() ? "up " : "  up ") +
                  duration(now_ns - m.started_ns));
    out.push_back(format("chain   %s, block %llu, final %llu", m.connected ? "connected" : "NOT CONNECTED",
                         static_cast<unsigned long long>(m.best), static_cast<unsigned long long>(m.finalised)));
    out.push_back("weights " + (m.weights.empty() ? "none yet" : m.weights));
    out.push_back(events_line(m, now_ns));
    put_epoch(out, m);
    if (!m.alarms.empty() || !m.notes.empty()) below.emplace_back();
    for (const auto& [alarm, detail] : m.alarms) below.push_back("ALARM   " + alarm + ": " + detail);
    for (const std::string& note : m.notes) below.push_back("note    " + note);
    const std::size_t used = out.size() + below.size();
    put_rows(out, m, height > used ? height - used : 0);
    out.insert(out.end(), below.begin(), below.end());
    out.resize(std::min(out.size(), height));
    std::string text;
    for (const std::string& line : out) text += (text.empty() ? "" : "\n") + plain(line, width);
    return text;
}

}  // namespace rf
