#include "actors/imports/npy.hpp"

#include <bit>
#include <charconv>

namespace rf {
namespace {

constexpr std::size_t most_header = 64 * 1024, most_text = 1024;

fault bad(std::string what) { return {fault_kind::invalid, std::move(what), "", ""}; }

struct npy_array {
    char kind = 0;           // f, i, u, U
    std::size_t width = 0;   // bytes, of U characters
    std::size_t count = 1;
    byte_view data;
};

// What stands after 'key': in the header's dict.
std::optional<std::string_view> value_of(std::string_view header, std::string_view key) {
    const auto at = header.find("'" + std::string(key) + "'");
    if (at == header.npos) return std::nullopt;
    header.remove_prefix(at + key.size() + 2);
    const auto from = header.find_first_not_of(" :");
    if (from == header.npos) return std::nullopt;
    return header.substr(from);
}

std::optional<std::size_t> whole_number(std::string_view text) {
    std::size_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return n;
}

status take_descr(npy_array& a, std::string_view text) {
    const auto end = text.empty() ? text.npos : text.find('\'', 1);
    if (text.empty() || text.front() != '\'' || end == text.npos) return bad("its type is no simple one");
    const std::string_view descr = text.substr(1, end - 1);
    if (descr.find('O') != descr.npos)
        return bad("it holds Python objects: those are a pickle, which is not read");
    const auto width = descr.size() > 2 ? whole_number(descr.substr(2)) : std::nullopt;
    if (!width || (descr[0] != '<' && !(descr[0] == '|' && *width == 1)))
        return bad("its type " + std::string(descr.substr(0, 16)) + " is not one that is read");
    a.kind = descr[1];
    a.width = *width;
    const bool number = (a.kind == 'f' && (a.width == 4 || a.width == 8)) ||
                        ((a.kind == 'i' || a.kind == 'u') &&
                         (a.width == 1 || a.width == 2 || a.width == 4 || a.width == 8));
    if (!number && !(a.kind == 'U' && a.width <= most_text))
        return bad("its type " + std::string(descr.substr(0, 16)) + " is not one that is read");
    return done();
}

status take_shape(npy_array& a, std::string_view text) {
    const auto end = text.find(')');
    if (text.empty() || text.front() != '(' || end == text.npos) return bad("its shape cannot be read");
    std::string_view inside = text.substr(1, end - 1);
    while (!inside.empty() && (inside.back() == ' ' || inside.back() == ',')) inside.remove_suffix(1);
    if (inside.empty()) return done();
    const auto count = whole_number(inside);
    if (!count) return bad("it has more than one dimension");
    if (*count > most_npy_elements) return bad("it has more than a million elements");
    a.count = *count;
    return done();
}

result<npy_array> open_npy(byte_view file) {
    if (file.size() < 12 || chars(file.first(6)) != "\x93NUMPY") return bad("it is no NumPy array");
    const bool old = file[6] == 1;
    if (file[6] < 1 || file[6] > 3) return bad("its version of NumPy's format is not known");
    const std::size_t length =
        old ? std::size_t(file[8] | file[9] << 8)
            : std::size_t(file[8] | file[9] << 8 | file[10] << 16) | std::size_t(file[11]) << 24;
    const std::size_t begin = old ? 10 : 12;
    if (length > most_header || length > file.size() - begin) return bad("its header is too long");
    const std::string_view header = chars(file.subspan(begin, length));
    npy_array a;
    const auto descr = value_of(header, "descr"), shape = value_of(header, "shape");
    if (!descr || !shape) return bad("its header says no type or shape");
    if (auto ok = take_descr(a, *descr); !ok) return ok.error();
    if (auto ok = take_shape(a, *shape); !ok) return ok.error();
    a.data = file.subspan(begin + length);
    const std::size_t each = a.kind == 'U' ? a.width * 4 : a.width;
    if (a.data.size() != each * a.count) return bad("it has other bytes than its shape asks for");
    return a;
}

std::uint64_t bits_at(byte_view v, std::size_t width) {
    std::uint64_t bits = 0;
    for (std::size_t i = width; i-- > 0;) bits = bits << 8 | v[i];
    return bits;
}

double number_of(const npy_array& a, std::size_t at) {
    const std::uint64_t bits = bits_at(a.data.subspan(at * a.width), a.width);
    if (a.kind == 'f')
        return a.width == 4 ? double(std::bit_cast<float>(std::uint32_t(bits))) : std::bit_cast<double>(bits);
    if (a.kind == 'u') return double(bits);
    const unsigned unused = unsigned(64 - 8 * a.width);
    return double(std::int64_t(bits << unused) >> unused);
}

}  // namespace

result<std::vector<double>> npy_numbers(byte_view file) {
    auto a = open_npy(file);
    if (!a) return a.error();
    if (a->kind == 'U') return bad("it holds texts, not numbers");
    std::vector<double> out(a->count);
    for (std::size_t i = 0; i < a->count; ++i) out[i] = number_of(*a, i);
    return out;
}

result<std::vector<std::string>> npy_texts(byte_view file) {
    auto a = open_npy(file);
    if (!a) return a.error();
    if (a->kind != 'U') return bad("it holds numbers, not texts");
    std::vector<std::string> out(a->count);
    for (std::size_t i = 0; i < a->count; ++i) {
        bool over = false;
        for (std::size_t c = 0; c < a->width; ++c) {
            const std::uint64_t letter = bits_at(a->data.subspan((i * a->width + c) * 4), 4);
            if (letter == 0) over = true;
            else if (over || letter > 126 || letter < 32) return bad("a text has other letters than ASCII");
            else out[i] += char(letter);
        }
    }
    return out;
}

}  // namespace rf
