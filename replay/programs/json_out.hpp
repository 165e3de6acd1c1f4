// json_out: JSON as it is written by programs: one value after the other.
//
// u64 as strings and floats as hexadecimal, so that no reader loses a bit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rf {

class json_out {
  public:
    json_out& object() { return open('{'); }
    json_out& array() { return open('['); }
    json_out& end_object() { return close('}'); }
    json_out& end_array() { return close(']'); }
    json_out& key(std::string_view name) {
        separate();
        quote(name);
        text_ += ':';
        fresh_ = true;
        return *this;
    }
    json_out& value(std::string_view s) { separate(); quote(s); return *this; }
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
    void quote(std::string_view s) {
        constexpr char digits[] = "0123456789abcdef";
        text_ += '"';
        for (char c : s) {
            const auto byte = static_cast<unsigned char>(c);
            if (c == '"' || c == '\\') (text_ += '\\') += c;
            else if (byte < 0x20 || byte == 0x7f) ((text_ += "\\u00") += digits[byte >> 4]) += digits[byte & 15];
            else text_ += c;
        }
        text_ += '"';
    }
    std::string text_;
    bool fresh_ = true;
};

}  // namespace rf
