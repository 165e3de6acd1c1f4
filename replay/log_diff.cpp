#include "replay/log_diff.hpp"

#include <bit>
#include <map>

#include "events/codec.hpp"
#include "events/event_json.hpp"

namespace rf {
namespace {

// The paths and values of event_json's text, in its order. That text is ours:
// objects, arrays, strings and bare words without spaces between them.
class flattening {
  public:
    explicit flattening(std::string_view text) : text_(text) { value(""); }
    std::vector<std::pair<std::string, std::string>> leaves;

  private:
    void value(const std::string& path) {
        if (text_.empty()) return;
        if (text_[0] == '{') return object(path);
        if (text_[0] == '[') return array(path);
        leaves.emplace_back(path, std::string(scalar()));
    }
    void object(const std::string& path) {
        text_.remove_prefix(1);
        if (take('}')) return leaves.emplace_back(path, "{}"), void();
        do {
            const std::string_view name = scalar();
            RF_REQUIRE(name.size() >= 2 && take(':'));
            value((path.empty() ? "" : path + ".") + std::string(name.substr(1, name.size() - 2)));
        } while (take(','));
        RF_REQUIRE(take('}'));
    }
    void array(const std::string& path) {
        text_.remove_prefix(1);
        if (take(']')) return leaves.emplace_back(path, "[]"), void();
        std::size_t at = 0;
        do value(path + "[" + std::to_string(at++) + "]");
        while (take(','));
        RF_REQUIRE(take(']'));
    }
    std::string_view scalar() {
        std::size_t end = 0;
        if (text_[0] == '"') {
            for (end = 1; end < text_.size() && text_[end] != '"'; ++end) end += text_[end] == '\\';
            ++end;
        } else {
            end = std::min(text_.size(), text_.find_first_of(",]}"));
        }
        const std::string_view out = text_.substr(0, end);
        text_.remove_prefix(std::min(text_.size(), end));
        return out;
    }
    bool take(char c) {
        if (text_.empty() || text_[0] != c) return false;
        text_.remove_prefix(1);
        return true;
    }
    std::string_view text_;
};

// Empty where a bundle withholds the event.
result<std::string> json_of(const log_reader& log, std::uint64_t number) {
    auto bytes = log.read(number);
    if (!bytes) return bytes.error().kind == fault_kind::missing ? result<std::string>(std::string()) : bytes.error();
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(event.error(), "event " + std::to_string(number));
    return event_json(*event);
}

class descent {
  public:
    descent(const log_reader& a, const log_reader& b, log_parting& out) : a_(a), b_(b), out_(out) {}

    // The first event of [0, size) that differs.
    status look(std::uint64_t size) {
        for (std::uint64_t from = 0; from < size;) {
            const unsigned level = widest(from, size);
            auto same = compare(level, from >> level);
            if (!same && same.error().kind == fault_kind::missing)
                return fault{fault_kind::missing, "this pair cannot be compared: " + same.error().what,
                             same.error().where, "compare each bundle with a data directory that has both epochs"};
            if (!same) return same.error();
            if (!*same) return descend(level, from >> level);
            from += std::uint64_t(1) << level;
        }
        return done();
    }

  private:
    // Of the complete subtrees that begin at `from`, the largest within `size`.
    static unsigned widest(std::uint64_t from, std::uint64_t size) {
        const unsigned fits = unsigned(std::bit_width(size - from)) - 1;
        return from == 0 ? fits : std::min(fits, unsigned(std::countr_zero(from)));
    }

    result<bool> compare(unsigned level, std::uint64_t index) {
        auto a = a_.subtree(level, index);
        if (!a) return with_place(a.error(), "A");
        auto b = b_.subtree(level, index);
        if (!b) return with_place(b.error(), "B");
        out_.hashes += 2;
        return *a == *b;
    }

    // This subtree differs: so does its left half, or else its right.
    status descend(unsigned level, std::uint64_t index) {
        for (; level > 0; --level) {
            auto left = compare(level - 1, 2 * index);
            if (!left && left.error().kind == fault_kind::missing) {
                out_.what = log_parting::how::unheld;
                out_.event = index << level;
                out_.end = (index + 1) << level;
                return done();
            }
            if (!left) return left.error();
            index = 2 * index + (*left ? 1 : 0);
        }
        out_.what = log_parting::how::parts;
        out_.event = index;
        out_.end = index + 1;
        return done();
    }

    const log_reader& a_;
    const log_reader& b_;
    log_parting& out_;
};

status show_event(const log_reader& a, const log_reader& b, log_parting& out) {
    auto a_json = json_of(a, out.event);
    if (!a_json) return with_place(a_json.error(), "A");
    auto b_json = json_of(b, out.event);
    if (!b_json) return with_place(b_json.error(), "B");
    out.a_json = std::move(*a_json);
    out.b_json = std::move(*b_json);
    if (!out.a_json.empty() && !out.b_json.empty()) out.fields = differing_fields(out.a_json, out.b_json);
    return done();
}

}  // namespace

std::vector<field_difference> differing_fields(std::string_view a, std::string_view b) {
    const flattening one(a), other(b);
    std::map<std::string_view, std::string_view> in_b, in_a;
    for (const auto& [path, value] : one.leaves) in_a.emplace(path, value);
    for (const auto& [path, value] : other.leaves) in_b.emplace(path, value);
    std::vector<field_difference> out;
    for (const auto& [path, value] : one.leaves) {
        const auto at = in_b.find(path);
        if (at == in_b.end()) out.push_back({path, value, ""});
        else if (at->second != value) out.push_back({path, value, std::string(at->second)});
    }
    for (const auto& [path, value] : other.leaves)
        if (!in_a.contains(path)) out.push_back({path, "", value});
    return out;
}

result<bool> same_birth(const log_reader& a, const log_reader& b) {
    auto one = a.read(0);
    if (!one) return with_place(one.error(), "A");
    auto other = b.read(0);
    if (!other) return with_place(other.error(), "B");
    return *one == *other;
}

result<log_parting> find_parting(const log_reader& a, const log_reader& b) {
    log_parting out;
    out.a_size = a.head().size;
    out.b_size = b.head().size;
    const std::uint64_t shared = std::min(out.a_size, out.b_size);
    if (out.a_size == out.b_size && a.head().root == b.head().root) return out;
    if (auto ok = descent(a, b, out).look(shared); !ok) return ok.error();
    if (out.what == log_parting::how::parts) {
        if (auto ok = show_event(a, b, out); !ok) return ok.error();
    } else if (out.what == log_parting::how::same && out.a_size != out.b_size) {
        out.what = out.a_size < out.b_size ? log_parting::how::a_ends : log_parting::how::b_ends;
        out.event = out.end = shared;
    }
    return out;
}

}  // namespace rf
