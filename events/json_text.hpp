// json_text: a text of any bytes as a JSON string that is always valid.
//
// What is UTF-8 stays as it is; a byte that is not becomes \u00xx, one by one,
// so that a hostile text cannot make the whole line unreadable. Control
// characters, also those above 0x7f, are escaped: a terminal obeys them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rf {

// Appends `text` in quotes.
void put_json_text(std::string& out, std::string_view text);

// How many bytes the character at the front of `text` has: 1 to 4, or 0 where
// there is none in UTF-8's shortest form, or half of a surrogate pair.
std::size_t character_bytes(std::string_view text);

}  // namespace rf
