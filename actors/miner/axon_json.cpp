#include "actors/miner/axon_json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "actors/miner/axon_python.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

enum class spelling : std::uint8_t { canonical, str };

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One pass: each value is written as it is read. The members of an object are
// written in their order, then put in the order they should have.
class rewriter {
  public:
    rewriter(std::string_view text, spelling as) : rest_(text), whole_(text.size()), as_(as) {
        out_.reserve(text.size() + text.size() / 4);
    }

    result<std::string> run() {
        skip_space();
        // str() of a text is the text, without quotes.
        if (as_ == spelling::str && !rest_.empty() && rest_[0] == '"') {
            if (!read_text(out_)) return wrong();
        } else if (!value(1)) {
            return wrong();
        }
        skip_space();
        if (!rest_.empty()) return wrong();
        return std::move(out_);
    }

  private:
    struct member {
        std::string key;
        std::size_t begin, end;  // in out_
    };

    fault wrong() const {
        return {fault_kind::invalid, why_, "JSON, byte " + std::to_string(whole_ - rest_.size()), ""};
    }
    bool fail(const char* why) {
        why_ = why;
        return false;
    }
    bool take(std::string_view word) {
        if (!rest_.starts_with(word)) return false;
        rest_.remove_prefix(word.size());
        return true;
    }
    void skip_space() {
        while (!rest_.empty() &&
               (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t' || rest_[0] == '\r')) {
            rest_.remove_prefix(1);
        }
    }
    bool put(const char* canonical, const char* str) {
        out_ += as_ == spelling::canonical ? canonical : str;
        return true;
    }

    bool value(std::size_t depth) {
        if (depth > most_json_depth) return fail("it is too deep");
        if (rest_.empty()) return fail("a value is missing");
        switch (rest_[0]) {
            case '{': return object(depth);
            case '[': return array(depth);
            case '"': return text();
            case 't': return take("true") ? put("true", "True") : fail("it is no value");
            case 'f': return take("false") ? put("false", "False") : fail("it is no value");
            case 'n': return take("null") ? put("null", "None") : fail("it is no value");
            case 'N': return take("NaN") ? put("NaN", "nan") : fail("it is no value");
            case 'I': return take("Infinity") ? put("Infinity", "inf") : fail("it is no value");
            default: return take("-Infinity") ? put("-Infinity", "-inf") : number();
        }
    }

    bool array(std::size_t depth) {
        rest_.remove_prefix(1);
        out_ += '[';
        skip_space();
        if (take("]")) return put("]", "]");
        while (true) {
            skip_space();
            if (!value(depth + 1)) return false;
            skip_space();
            if (take("]")) return put("]", "]");
            if (!take(",")) return fail("a comma or ] is missing");
            out_ += ", ";
        }
    }

    bool object(std::size_t depth) {
        rest_.remove_prefix(1);
        out_ += '{';
        skip_space();
        if (take("}")) return put("}", "}");
        std::vector<member> members;
        const std::size_t begin = out_.size();
        while (true) {
            skip_space();
            member m{{}, out_.size(), 0};
            if (rest_.empty() || rest_[0] != '"') return fail("a key is missing");
            const std::string_view at = rest_;
            if (!read_text(m.key)) return false;
            if (as_ == spelling::str) {
                put_python_repr(out_, m.key);
            } else {
                rest_ = at;
                if (!text()) return false;
            }
            skip_space();
            if (!take(":")) return fail("a colon is missing");
            out_ += ": ";
            skip_space();
            if (!value(depth + 1)) return false;
            m.end = out_.size();
            members.push_back(std::move(m));
            skip_space();
            if (take("}")) break;
            if (!take(",")) return fail("a comma or } is missing");
            out_ += ", ";
        }
        arrange(members, begin);
        out_ += '}';
        return true;
    }

    // Canonical: by key, and of equal keys the last. str: where a key came
    // first, with the value that came last; hashed texts have no such objects
    // of more than a few members.
    void arrange(std::vector<member>& members, std::size_t begin) {
        const auto by_key = [](const member& a, const member& b) { return a.key < b.key; };
        if (as_ == spelling::canonical) {
            const auto rises = [](const member& a, const member& b) { return a.key >= b.key; };
            if (std::adjacent_find(members.begin(), members.end(), rises) == members.end()) return;
            std::stable_sort(members.begin(), members.end(), by_key);
            std::size_t kept = 0;
            for (std::size_t i = 0; i < members.size(); ++i) {
                if (i + 1 < members.size() && members[i].key == members[i + 1].key) continue;
                std::swap(members[kept++], members[i]);
            }
            members.resize(kept);
        } else {
            std::vector<std::size_t> order(members.size());
            for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
            std::stable_sort(order.begin(), order.end(),
                             [&](std::size_t a, std::size_t b) { return members[a].key < members[b].key; });
            std::vector<bool> dropped(members.size());
            for (std::size_t i = 0; i < order.size();) {
                std::size_t last = i;
                while (last + 1 < order.size() && members[order[last + 1]].key == members[order[i]].key)
                    ++last;
                for (std::size_t d = i + 1; d <= last; ++d) dropped[order[d]] = true;
                members[order[i]].begin = members[order[last]].begin;
                members[order[i]].end = members[order[last]].end;
                i = last + 1;
            }
            std::size_t kept = 0;
            for (std::size_t i = 0; i < members.size(); ++i) {
                if (!dropped[i]) std::swap(members[kept++], members[i]);
            }
            members.resize(kept);
        }
        std::string arranged;
        arranged.reserve(out_.size() - begin);
        for (const auto& m : members) {
            if (!arranged.empty()) arranged += ", ";
            arranged.append(out_, m.begin, m.end - m.begin);
        }
        out_.replace(begin, out_.npos, arranged);
    }

    bool text() {
        if (as_ == spelling::str) {
            std::string read;
            if (!read_text(read)) return false;
            put_python_repr(out_, read);
            return true;
        }
        out_ += '"';
        const auto run = [this](std::string_view plain) { out_ += plain; };
        if (!each_character(run, [this](char32_t c) { put_ascii_escape(out_, c); })) return false;
        out_ += '"';
        return true;
    }

    bool read_text(std::string& to) {
        return each_character([&to](std::string_view run) { to += run; },
                              [&to](char32_t c) { put_code_point(to, c); });
    }

    // A string: runs of plain ASCII, and any other character by itself.
    template <class Run, class Character>
    bool each_character(Run run, Character character) {
        rest_.remove_prefix(1);
        while (true) {
            std::size_t n = 0;
            while (n < rest_.size() && is_plain_ascii(rest_[n])) ++n;
            if (n != 0) run(rest_.substr(0, n));
            rest_.remove_prefix(n);
            if (rest_.empty()) return fail("a string does not end");
            if (rest_[0] == '"') {
                rest_.remove_prefix(1);
                return true;
            }
            if (rest_[0] == '\\') {
                char32_t c = 0;
                if (!escape(c)) return false;
                character(c);
                continue;
            }
            if (static_cast<unsigned char>(rest_[0]) < 0x20) return fail("a control character in a string");
            const auto c = take_code_point(rest_, false);
            if (!c) return fail("it is no UTF-8");
            character(*c);
        }
    }

    bool escape(char32_t& c) {
        constexpr std::string_view names = "\"\\/bfnrt", values = "\"\\/\b\f\n\r\t";
        rest_.remove_prefix(1);
        if (rest_.empty()) return fail("a string does not end");
        if (const std::size_t known = names.find(rest_[0]); known != names.npos) {
            c = char32_t(values[known]);
            rest_.remove_prefix(1);
            return true;
        }
        if (!take_unit(c)) return fail("an escape is none");
        if (c >= 0xd800 && c < 0xdc00) {
            const std::string_view before = rest_;
            char32_t low = 0;
            if (take("\\") && take_unit(low) && low >= 0xdc00 && low < 0xe000) {
                c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            } else {
                rest_ = before;
            }
        }
        return true;
    }

    bool take_unit(char32_t& c) {
        if (rest_.size() < 5 || rest_[0] != 'u') return false;
        unsigned value = 0;
        const auto read = std::from_chars(rest_.data() + 1, rest_.data() + 5, value, 16);
        if (read.ptr != rest_.data() + 5 || rest_[1] == '-') return false;
        c = value;
        rest_.remove_prefix(5);
        return true;
    }

    bool number() {
        std::size_t n = rest_[0] == '-' ? 1 : 0;
        const auto run = [&] {
            const std::size_t from = n;
            while (n < rest_.size() && is_digit(rest_[n])) ++n;
            return n - from;
        };
        const std::size_t first = n, whole = run();
        if (whole == 0 || (whole > 1 && rest_[first] == '0')) return fail("it is no value");
        bool real = false;
        if (n + 1 < rest_.size() && rest_[n] == '.' && is_digit(rest_[n + 1])) {
            ++n;
            run();
            real = true;
        }
        if (n < rest_.size() && (rest_[n] == 'e' || rest_[n] == 'E')) {
            const std::size_t before = n;
            n += n + 1 < rest_.size() && (rest_[n + 1] == '+' || rest_[n + 1] == '-') ? 2 : 1;
            if (run() == 0) n = before;
            else real = true;
        }
        const std::string_view token = rest_.substr(0, n);
        if (!real && whole > most_integer_digits) return fail("an integer has over 4300 digits");
        rest_.remove_prefix(n);
        if (!real) {
            out_ += token == "-0" ? "0" : token;
            return true;
        }
        double v = 0;
        if (std::from_chars(token.data(), token.data() + token.size(), v).ec != std::errc()) {
            v = std::strtod(std::string(token).c_str(), nullptr);  // too large or too small: infinity or zero
        }
        if (std::isinf(v)) return v > 0 ? put("Infinity", "inf") : put("-Infinity", "-inf");
        out_ += python_float(v);
        return true;
    }

    std::string_view rest_;
    std::size_t whole_;
    spelling as_;
    std::string out_;
    const char* why_ = "something follows the value";
};

}  // namespace

result<std::string> canonical_json(std::string_view text) {
    return rewriter(text, spelling::canonical).run();
}
result<std::string> python_str(std::string_view text) { return rewriter(text, spelling::str).run(); }

result<std::string> submission_hash(std::string_view task_id, std::string_view steps,
                                    std::string_view final_answer) {
    auto canonical = canonical_json(steps.empty() ? "null" : steps);
    if (!canonical) return canonical.error();
    if (*canonical == "null") *canonical = "[]";
    return hex(sha256({view(task_id), view(":"), view(*canonical), view(":"), view(final_answer)}));
}

}  // namespace rf
