// axon_python: how Python spells characters, texts and floats.
//
// Texts are UTF-8 in which half of a surrogate pair may stand alone, as three
// bytes; compared as bytes they sort by code point.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rf {

void put_code_point(std::string& out, char32_t c);
// Takes the character at the front; nothing where there is none in shortest
// form. Halves of surrogate pairs are characters only if `halves`.
std::optional<char32_t> take_code_point(std::string_view& text, bool halves);

// What json.dumps writes as it is.
inline bool is_plain_ascii(char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; }
void put_ascii_escape(std::string& out, char32_t c);                  // as json.dumps, without quotes
void put_python_repr(std::string& out, std::string_view text);        // as repr(), with quotes

// A float's repr: "12.0", "1e-05", "inf".
std::string python_float(double value);
// UTF-8 as json.dumps writes a string: quoted, ASCII, \uXXXX. What is no UTF-8
// stops the process.
void put_python_text(std::string& out, std::string_view utf8);
// The same as compact JSON: quoted, escaped only where it must be.
void put_plain_text(std::string& out, std::string_view utf8);

}  // namespace rf
