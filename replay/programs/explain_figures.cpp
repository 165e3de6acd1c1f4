#include "replay/programs/explain_figures.hpp"

#include <algorithm>

#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr double width = 720, labels = 250, numbers = 90, row = 22;

std::string open_figure(double height, std::string_view says) {
    return "<svg viewBox=\"0 0 " + decimal(width) + " " + decimal(height) + "\" role=\"img\" aria-label=\"" +
           markup_text(says) + "\">\n";
}

std::string rectangle(double x, double y, double w, double h, std::string_view of,
                      std::string_view title = {}) {
    std::string out = "<rect x=\"" + decimal(x) + "\" y=\"" + decimal(y) + "\" width=\"" +
                      decimal(std::max(w, 0.5)) + "\" height=\"" + decimal(h) + "\" class=\"" +
                      std::string(of) + "\"";
    if (title.empty()) return out + "/>\n";
    return out + "><title>" + markup_text(title) + "</title></rect>\n";
}

std::string text_at(double x, double y, std::string_view anchor, std::string_view text) {
    return "<text x=\"" + decimal(x) + "\" y=\"" + decimal(y) + "\" text-anchor=\"" + std::string(anchor) +
           "\">" + markup_text(text) + "</text>\n";
}

struct bar {
    std::string label;
    double value = 0;
    std::string of;  // class
};

// One bar a row, from a common zero; values of either sign.
std::string bars(const std::vector<bar>& all, std::string_view says) {
    double most = 0, least = 0;
    for (const bar& b : all) {
        most = std::max(most, b.value);
        least = std::min(least, b.value);
    }
    const double span = most - least > 0 ? most - least : 1;
    const double room = width - labels - numbers, zero = labels + (0 - least) / span * room;
    std::string out = open_figure(double(all.size()) * row + 6, says);
    double y = 3;
    for (const bar& b : all) {
        const double length = (b.value < 0 ? -b.value : b.value) / span * room;
        out += text_at(labels - 8, y + 15, "end", b.label);
        out += rectangle(b.value < 0 ? zero - length : zero, y + 3, length, row - 7, b.of);
        out += text_at(std::max(zero, zero + b.value / span * room) + 6, y + 15, "start", decimal(b.value));
        y += row;
    }
    return out + "</svg>\n";
}

}  // namespace

std::string markup_text(std::string_view text) {
    std::string out;
    const std::string safe = printable(text);
    for (std::size_t i = 0; i < safe.size(); ++i) {
        // U+FFFE and U+FFFF are no characters in any markup.
        const bool none =
            safe.compare(i, 2, "\xef\xbf") == 0 && i + 2 < safe.size() && std::uint8_t(safe[i + 2]) >= 0xbe;
        if (none) {
            out += '?';
            i += 2;
            continue;
        }
        switch (safe[i]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out += safe[i];
        }
    }
    return out;
}

std::string contributions_figure(const explanation& x) {
    std::vector<bar> all;
    for (const explained_task& t : x.tasks) {
        if (!t.sampled && t.contribution == 0) continue;
        if (all.size() == most_bars) break;
        std::string label = "task " + std::to_string(t.ordinal);
        if (!t.domain.empty()) label += ", " + t.domain + " " + std::to_string(t.difficulty);
        if (t.trap) label += ", trap";
        const bool ours = t.what == outcome::voided || t.what == outcome::open;
        if (ours) label += " (void)";
        else if (t.sampled && t.what != outcome::answered) label += " (failed)";
        all.push_back({label, t.contribution, t.what == outcome::answered ? "bar" : "bar lost"});
    }
    return bars(all, "what each task added to " + std::string(contribution_of(x)));
}

std::string scores_figure(const explanation& x) {
    std::vector<const standing*> order;
    for (const standing& s : x.seats) order.push_back(&s);
    std::stable_sort(order.begin(), order.end(),
                     [](const standing* a, const standing* b) { return a->score > b->score; });
    const double most = order.empty() || !(order[0]->score > 0) ? 1 : order[0]->score;
    constexpr double height = 170, foot = 18;
    const double each = width / double(std::max<std::size_t>(1, order.size()));
    std::string out =
        open_figure(height + foot + 4, "every seat's score, highest first, with this one marked");
    for (std::size_t i = 0; i < order.size(); ++i) {
        const standing& s = *order[i];
        const bool own = &s == &x.own();
        const double tall = std::max(0.0, s.score) / most * (height - 20);
        const double at = double(i) * each;
        out += rectangle(at, height - tall, each * (order.size() > 200 ? 1 : 0.85), tall,
                         own ? "bar own" : "bar other",
                         "uid " + std::to_string(s.who.uid) + ": " + decimal(s.score) + ", weight " +
                             std::to_string(s.weight));
        if (!own) continue;
        const std::string_view anchor = at < width / 4 ? "start" : at > width * 3 / 4 ? "end" : "middle";
        out += text_at(at + each / 2, height - tall - 6, anchor,
                       "uid " + std::to_string(s.who.uid) + ": " + decimal(s.score));
    }
    out += "<line x1=\"0\" y1=\"" + decimal(height) + "\" x2=\"" + decimal(width) + "\" y2=\"" +
           decimal(height) + "\" class=\"axis\"/>\n";
    out += text_at(0, height + foot, "start", "highest");
    out += text_at(width, height + foot, "end", "lowest of " + std::to_string(order.size()));
    return out + "</svg>\n";
}

std::string stages_figure(const explanation& x) {
    std::vector<bar> all;
    for (const stage& s : stages(x)) all.push_back({s.label, s.value, "bar"});
    if (!all.empty()) all.back().of = "bar own";
    return bars(all, "the numbers on the way from the tasks to the score");
}

}  // namespace rf
