#include <charconv>

#include "replay/corpus.hpp"
#include "replay/hexfloat.hpp"

namespace rf {
namespace {

// A text taken line by line, and a line word by word.
class lines {
  public:
    explicit lines(std::string_view text) : rest_(text) {}
    bool next() {
        if (rest_.empty()) return false;
        const auto end = rest_.find('\n');
        line_ = rest_.substr(0, end);
        rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
        ++number_;
        return true;
    }
    std::string_view word() {
        const auto end = line_.find(' ');
        const auto first = line_.substr(0, end);
        line_ = end == std::string_view::npos ? std::string_view() : line_.substr(end + 1);
        return first;
    }
    [[nodiscard]] std::string_view rest() const { return line_; }
    [[nodiscard]] fault wrong(std::string what) const {
        return {fault_kind::invalid, std::move(what), "line " + std::to_string(number_),
                "rf-replay corpus --accept writes this file"};
    }

  private:
    std::string_view rest_, line_;
    std::size_t number_ = 0;
};

std::optional<std::uint16_t> uid_in(std::string_view text) {
    std::uint16_t n = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (bad != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return n;
}

std::optional<hash32> hash_in(std::string_view text) {
    const auto bytes = from_hex(text);
    return bytes ? as_hash(*bytes) : std::nullopt;
}

constexpr std::string_view hexadecimal = "0123456789abcdef";

std::string mark_text(std::uint32_t mark) {
    std::string text(8, '0');
    for (std::size_t i = 8; i-- > 0; mark >>= 4) text[i] = hexadecimal[mark & 15];
    return text;
}

std::optional<std::uint32_t> mark_in(std::string_view text) {
    std::uint32_t mark = 0;
    if (text.size() != 8) return std::nullopt;
    for (const char c : text) {
        const auto digit = hexadecimal.find(c);
        if (digit == std::string_view::npos) return std::nullopt;
        mark = mark << 4 | std::uint32_t(digit);
    }
    return mark;
}

// `epoch DIGEST NAME`: the name is the last, and may have spaces.
template <class Entry>
result<Entry*> new_entry(lines& text, std::map<std::string, Entry, std::less<>>& all) {
    const auto digest = hash_in(text.word());
    const std::string name(text.rest());
    if (!digest || name.empty())
        return text.wrong("an epoch has the digest of its seal and the name of its bundle");
    const auto [at, fresh] = all.try_emplace(name);
    if (!fresh) return text.wrong("this bundle is named twice");
    at->second.sealed_digest = *digest;
    return &at->second;
}

template <class Value>
bool once(std::optional<Value>& field, std::optional<Value> value) {
    if (field || !value) return false;
    field = std::move(value);
    return true;
}

template <class Value>
bool once(std::map<std::uint16_t, Value>& field, std::optional<std::uint16_t> uid,
          std::optional<Value> value) {
    return uid && value && field.emplace(*uid, *value).second;
}

bool read_change(std::string_view what, lines& text, accepted_epoch& into) {
    if (what == "withheld") return once(into.withheld, std::optional(std::string(text.rest())));
    if (what == "digest") return once(into.digest, hash_in(text.rest()));
    if (what == "carry_out") return once(into.carry_out, hash_in(text.rest()));
    const bool score = what == "score";
    if (!score && what != "weight") return false;
    const auto uid = uid_in(text.word());
    return score ? once(into.scores, uid, parse_hexfloat(text.rest()))
                 : once(into.weights, uid, uid_in(text.rest()));
}

status too_long(std::string_view text) {
    if (text.size() <= most_corpus_text) return done();
    return fault{fault_kind::invalid, "is longer than " + std::to_string(most_corpus_text) + " bytes", "",
                 ""};
}

}  // namespace

std::string write_accepted(const accepted_changes& all) {
    std::string out;
    const auto line = [&out](std::string_view what, std::string_view value) {
        out.append(what).append(" ").append(value).append("\n");
    };
    for (const auto& [name, a] : all) {
        line("epoch", hex(a.sealed_digest) + " " + name);
        if (a.withheld) out += a.withheld->empty() ? "withheld\n" : "withheld " + *a.withheld + "\n";
        if (a.digest) line("digest", hex(*a.digest));
        if (a.carry_out) line("carry_out", hex(*a.carry_out));
        for (const auto& [uid, score] : a.scores)
            line("score", std::to_string(uid) + " " + to_hexfloat(score));
        for (const auto& [uid, weight] : a.weights)
            line("weight", std::to_string(uid) + " " + std::to_string(weight));
    }
    return out;
}

result<accepted_changes> read_accepted(std::string_view bytes) {
    if (auto ok = too_long(bytes); !ok) return ok.error();
    accepted_changes all;
    accepted_epoch* entry = nullptr;
    for (lines text(bytes); text.next();) {
        const auto what = text.word();
        if (what == "epoch") {
            auto fresh = new_entry(text, all);
            if (!fresh) return fresh.error();
            entry = *fresh;
        } else if (!entry || !read_change(what, text, *entry)) {
            return text.wrong("is no change that could have been accepted");
        }
    }
    return all;
}

std::string write_traces(const traces& all) {
    std::string out;
    for (const auto& [name, t] : all) {
        out += "epoch " + hex(t.sealed_digest) + " " + name + "\nreported " + hex(t.reported) + "\n";
        for (const auto& [uid, figures] : t.figures) {
            out += std::to_string(uid);
            for (std::size_t k = 0; k < figures.size(); ++k)
                out += k > 0 && figures[k] == figures[k - 1] ? " ." : " " + mark_text(figures[k]);
            out += "\n";
        }
    }
    return out;
}

result<traces> read_traces(std::string_view bytes) {
    if (auto ok = too_long(bytes); !ok) return ok.error();
    traces all;
    epoch_trace* entry = nullptr;
    for (lines text(bytes); text.next();) {
        const auto what = text.word();
        if (what == "epoch") {
            auto fresh = new_entry(text, all);
            if (!fresh) return fresh.error();
            entry = *fresh;
            continue;
        }
        if (entry && what == "reported") {
            const auto digest = hash_in(text.rest());
            if (!digest) return text.wrong("is no digest");
            entry->reported = *digest;
            continue;
        }
        const auto uid = uid_in(what);
        if (!entry || !uid || entry->figures.contains(*uid)) return text.wrong("is no trace of a miner");
        std::vector<std::uint32_t>& figures = entry->figures[*uid];
        while (!text.rest().empty()) {
            const auto word = text.word();
            const auto mark = word == "." && !figures.empty() ? std::optional(figures.back()) : mark_in(word);
            if (!mark) return text.wrong("is no trace of a miner");
            figures.push_back(*mark);
        }
    }
    return all;
}

}  // namespace rf
