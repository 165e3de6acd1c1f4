// account_name: an account as people write it, and every spelling they may use.
//
// Written as SS58 with prefix 42, or as 0x and 40 digits for an EVM address.
// Read besides: the 32 or 20 bytes as hexadecimal digits, with 0x or without,
// and a log's own encoding of them, the type byte first.
#pragma once

#include <string>
#include <string_view>

#include "events/account.hpp"
#include "events/result.hpp"

namespace rf {

std::string name_of_account(const account& who);
result<account> account_of_name(std::string_view text);

}  // namespace rf
