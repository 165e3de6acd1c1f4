#include "events/account_name.hpp"

#include "events/ss58.hpp"

namespace rf {

std::string name_of_account(const account& who) {
    return who.type == account_type::sr25519 ? ss58_of(who) : "0x" + hex(byte_view(who.b.data(), who.size()));
}

result<account> account_of_name(std::string_view text) {
    const bool said_hex = text.starts_with("0x") || text.starts_with("0X");
    std::string digits(said_hex ? text.substr(2) : text.substr(0, 100));
    for (char& c : digits)
        if (c >= 'A' && c <= 'F')
            c = char(c - 'A' + 'a');  // an EVM address carries a checksum in its capitals
    const auto bytes = from_hex(digits);
    if (bytes && (bytes->size() == 32 || bytes->size() == 20)) {
        byte_vec typed{std::uint8_t(bytes->size() == 32 ? account_type::sr25519 : account_type::evm)};
        typed.insert(typed.end(), bytes->begin(), bytes->end());
        return *as_account(typed);
    }
    if (bytes)
        if (const auto whole = as_account(*bytes)) return *whole;
    if (said_hex || bytes)
        return fault{fault_kind::invalid,
                     "an account in hexadecimal digits has 64 of them, an EVM address 40", "account",
                     "copy it again, whole"};
    return account_from_ss58(text);
}

}  // namespace rf
