#include "replay/vectors/row.hpp"

#include <bit>
#include <charconv>

#include "replay/hexfloat.hpp"

namespace rf {

void row_check::broken(std::string field, std::string problem) {
    if (!first_) first_ = disagreement{0, std::move(field), "", "", std::move(problem)};
}

void row_check::differ(std::string field, std::string expected, std::string computed) {
    if (!first_) first_ = disagreement{0, std::move(field), std::move(expected), std::move(computed), ""};
}

std::string hex_whole(std::uint64_t v) {
    char text[16];
    const auto end = std::to_chars(text, text + sizeof text, v, 16);
    return "0x" + std::string(text, end.ptr) + " (" + std::to_string(v) + ")";
}

json_value json_value::nothing(std::string path) const {
    return {simdjson::dom::element(), std::move(path), *check_};
}

json_value json_value::operator[](std::string_view key) const {
    std::string path = path_.empty() ? std::string(key) : path_ + "." + std::string(key);
    if (!ok()) return nothing(std::move(path));
    simdjson::dom::element found;
    if (value_.at_key(key).get(found) == simdjson::SUCCESS) return {found, std::move(path), *check_};
    check_->broken(path, "is missing");
    return nothing(std::move(path));
}

std::vector<json_value> json_value::items() const {
    std::vector<json_value> out;
    if (!ok()) return out;
    simdjson::dom::array array;
    if (value_.get(array) != simdjson::SUCCESS) {
        broken("is not a list");
        return out;
    }
    for (const auto element : array)
        out.emplace_back(element, path_ + "[" + std::to_string(out.size()) + "]", *check_);
    return out;
}

std::vector<json_value> json_value::items(std::size_t size) const {
    auto out = items();
    if (ok() && out.size() != size)
        check_->differ(path_ + ".size", hex_whole(out.size()), hex_whole(size));
    out.resize(size, nothing(path_));
    return out;
}

std::vector<std::pair<std::string_view, json_value>> json_value::fields() const {
    std::vector<std::pair<std::string_view, json_value>> out;
    if (!ok()) return out;
    simdjson::dom::object object;
    if (value_.get(object) != simdjson::SUCCESS) {
        broken("is not an object");
        return out;
    }
    for (const auto field : object)
        out.emplace_back(field.key, json_value(field.value, path_ + "." + std::string(field.key), *check_));
    return out;
}

bool json_value::is_null() const { return ok() && value_.is_null(); }

double json_value::real() const {
    if (!ok()) return 0;
    std::string_view written;
    if (value_.get(written) == simdjson::SUCCESS) {
        if (const auto value = parse_hexfloat(written)) return *value;
        broken("is not a number in hexadecimal");
        return 0;
    }
    std::uint64_t number = 0;
    if (value_.get(number) == simdjson::SUCCESS && number < std::uint64_t{1} << 53) return double(number);
    broken("is neither a hexadecimal text nor a whole number");
    return 0;
}

std::vector<double> json_value::reals() const {
    std::vector<double> out;
    for (const auto& v : items()) out.push_back(v.real());
    return out;
}

std::uint64_t json_value::whole(std::uint64_t most) const {
    if (!ok()) return 0;
    std::uint64_t number = 0;
    if (value_.get(number) == simdjson::SUCCESS && number <= most) return number;
    broken("is not a whole number up to " + std::to_string(most));
    return 0;
}

std::uint16_t json_value::uid() const { return std::uint16_t(whole(UINT16_MAX)); }

bool json_value::truth() const {
    bool value = false;
    if (ok() && value_.get(value) != simdjson::SUCCESS) broken("is neither true nor false");
    return value;
}

std::string_view json_value::text() const {
    std::string_view value;
    if (ok() && value_.get(value) != simdjson::SUCCESS) broken("is not a text");
    return value;
}

void json_value::expect(double computed) const {
    const double expected = real();
    if (ok() && std::bit_cast<std::uint64_t>(expected) != std::bit_cast<std::uint64_t>(computed))
        check_->differ(path_, to_hexfloat(expected), to_hexfloat(computed));
}

void json_value::expect_whole(std::uint64_t computed) const {
    const std::uint64_t expected = whole();
    if (ok() && expected != computed) check_->differ(path_, hex_whole(expected), hex_whole(computed));
}

void json_value::expect_signed(bool negative, std::uint64_t magnitude) const {
    if (!ok()) return;
    std::int64_t below = 0;
    const bool minus = value_.get(below) == simdjson::SUCCESS && below < 0;
    const std::uint64_t expected = minus ? std::uint64_t{0} - std::uint64_t(below) : whole();
    if (!ok() || (minus == (negative && magnitude > 0) && expected == magnitude)) return;
    check_->differ(path_, (minus ? "-" : "") + hex_whole(expected),
                   (negative ? "-" : "") + hex_whole(magnitude));
}

void json_value::expect_text(std::string_view computed) const {
    const std::string_view expected = text();
    if (ok() && expected != computed) check_->differ(path_, std::string(expected), std::string(computed));
}

}  // namespace rf
