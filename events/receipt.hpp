// receipt: with both halves, neither side can deny a reply.
//
// The miner signs what it sent, with its hotkey (sr25519), over
//
//     SHA-256("rf reply 1\n" || validator || miner || request id || body hash || reply hash)
//
// accounts as the log encodes them (21 or 33 bytes), the request's uuid, the
// hash its body was signed under and the SHA-256 of the reply's body. All of it
// stands in the log, so whoever has the log can check the signature.
//
// The validator signs, with its log's key, that it recorded the replies, and
// where. One note (events/note.hpp) tells of many:
//
//     rf-receipt/1
//     <origin of the log>
//     <epoch>
//     <miner, as the log encodes it, in hex>
//     <event number> <request id, hex> <SHA-256 of the reply, hex> <leaf hash, base64>
//     ...                                    by ascending event number
//
// A leaf hash commits to every byte of the event. A receipt whose event is
// another in the log proves a log rewritten after the receipt was given.
#pragma once

#include <optional>
#include <vector>

#include "events/account.hpp"
#include "events/note.hpp"
#include "events/sr25519_verify.hpp"

namespace rf {

using request_uuid = std::array<std::uint8_t, 16>;

struct reply_statement {
    account validator, miner;
    request_uuid request{};
    hash32 request_body, reply;
};
hash32 statement_hash(const reply_statement& s);
// False where the miner's key is not sr25519: no other can sign.
bool is_signed_by_miner(const reply_statement& s, byte_view signature);

constexpr std::size_t most_receipt_lines = 256;

struct received_line {
    std::uint64_t event = 0;
    request_uuid request{};
    hash32 reply, leaf;
    friend bool operator==(const received_line&, const received_line&) = default;
};
struct reply_receipt {
    std::string origin;
    std::uint32_t epoch = 0;
    account miner;
    std::vector<received_line> lines;  // 1 to most_receipt_lines
    friend bool operator==(const reply_receipt&, const reply_receipt&) = default;
};

// A note by the log's key; the lines are those above, ascending.
std::string sign_receipt(const reply_receipt& r, const signing_key& key);
// The receipt, if `key` signed the note. One receipt has one spelling.
result<reply_receipt> open_receipt(std::string_view note, const verifying_key& key);
// Whoever signed it.
result<reply_receipt> read_receipt(std::string_view note);

}  // namespace rf
