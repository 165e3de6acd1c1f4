// json_out: JSON as it is written by programs: one value after the other.
//
// u64 as strings and floats as hexadecimal, so that no reader loses a bit;
// always valid UTF-8, whatever bytes a text has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "events/json_text.hpp"

namespace rf {

class json_out {
  public:
    json_out& object() { return open('{'); }
    json_out& array() { return open('['); }
    json_out& end_object() { return close('}'); }
    json_out& end_array() { return close(']'); }
    json_out& key(std::string_view name) {
        separate();
        put_json_text(text_, name);
        text_ += ':';
        fresh_ = true;
        return *this;
    }
    json_out& value(std::string_view s) { separate(); put_json_text(text_, s); return *this; }
    json_out& value(const char* s) { return value(std::string_view(s)); }
    json_out& value(const std::string& s) { return value(std::string_view(s)); }
    json_out& value(bool b) { separate(); text_ += b ? "true" : "false"; return *this; }
    json_out& value(std::uint32_t n) { separate(); text_ += std::to_string(n); return *this; }
    json_out& value(std::uint64_t n) { return value(std::to_string(n)); }
    json_out& null() { separate(); text_ += "null"; return *this; }
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    json_out& open(char c) { separate(); text_ += c; fresh_ = true; return *this; }
    json_out& close(char c) { text_ += c; fresh_ = false; return *this; }
    void separate() {
        if (!fresh_) text_ += ',';
        fresh_ = false;
    }
    std::string text_;
    bool fresh_ = true;
};

}  // namespace rf
