// row: one line of a golden file, being read and compared.
//
// Reading is sticky: the first thing that is not as it should be is kept, with
// its path, and everything read afterwards is empty. So a row is read in a
// straight line and asked once, before it is computed, whether it was sound.
#pragma once

#include <simdjson.h>

#include <utility>

#include "replay/vectors/check.hpp"

namespace rf {

class row_check {
  public:
    [[nodiscard]] bool ok() const { return !first_; }
    void broken(std::string field, std::string problem);
    void differ(std::string field, std::string expected, std::string computed);
    [[nodiscard]] const std::optional<disagreement>& first() const { return first_; }

  private:
    std::optional<disagreement> first_;
};

class json_value {
  public:
    json_value(simdjson::dom::element value, std::string path, row_check& check)
        : value_(value), path_(std::move(path)), check_(&check) {}

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] json_value operator[](std::string_view key) const;
    [[nodiscard]] std::vector<json_value> items() const;
    // An array of exactly `size`; empty values where it is not.
    [[nodiscard]] std::vector<json_value> items(std::size_t size) const;
    // In the order written.
    [[nodiscard]] std::vector<std::pair<std::string_view, json_value>> fields() const;

    [[nodiscard]] bool is_null() const;
    [[nodiscard]] double real() const;            // hexadecimal text, or a whole number
    [[nodiscard]] std::vector<double> reals() const;
    [[nodiscard]] std::uint64_t whole(std::uint64_t most = UINT64_MAX) const;
    [[nodiscard]] std::uint16_t uid() const;
    [[nodiscard]] bool truth() const;
    [[nodiscard]] std::string_view text() const;

    // The recorded value must be this one, in all bits.
    void expect(double computed) const;
    void expect_whole(std::uint64_t computed) const;
    void expect_signed(bool negative, std::uint64_t magnitude) const;
    void expect_text(std::string_view computed) const;
    void broken(std::string problem) const { check_->broken(path_, std::move(problem)); }
    [[nodiscard]] bool ok() const { return check_->ok(); }

  private:
    [[nodiscard]] json_value nothing(std::string path) const;

    simdjson::dom::element value_;
    std::string path_;
    row_check* check_;
};

std::string hex_whole(std::uint64_t v);  // 0x1f (31)

}  // namespace rf
