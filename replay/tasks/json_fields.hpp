// json_fields: one JSON object, read strictly.
//
// Every field that is asked for must have its type and keep its bound; a field
// nobody asked for, or one that comes twice, is refused at the end. The first
// fault is kept, and what is read after it is empty.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/result.hpp"

namespace rf {

class json_fields {
  public:
    json_fields(simdjson::dom::element of, std::string place);

    std::string text(std::string_view name, std::size_t most_bytes);
    std::optional<std::string> text_or_null(std::string_view name, std::size_t most_bytes);
    std::uint64_t whole(std::string_view name, std::uint64_t least, std::uint64_t most);
    double number(std::string_view name, double least, double most);
    bool truth(std::string_view name);
    std::vector<std::string> texts(std::string_view name, std::size_t most, std::size_t most_bytes);

    [[nodiscard]] bool has(std::string_view name) const;
    void refuse(std::string_view name, std::string what, std::string advice = "");
    status finish();

  private:
    struct field {
        std::string_view name;
        simdjson::dom::element value;
        bool asked = false;
    };
    const simdjson::dom::element* ask(std::string_view name);

    std::string place_;
    std::vector<field> fields_;
    std::optional<fault> first_;
};

}  // namespace rf
