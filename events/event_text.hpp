// event_text: a text of any bytes, as a field of an event takes it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rf {

// What verifiers, edges and operators say, for people.
constexpr std::size_t most_detail = 500;

// At most so many bytes, cut at a whole character; what is no UTF-8 becomes
// question marks, and so does a zero byte.
std::string bounded_text(std::string_view from, std::size_t most);

}  // namespace rf
