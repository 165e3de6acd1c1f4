#include "actors/miner/server/reply_signer.hpp"

#include <algorithm>

#include "actors/miner/http_pool.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

constexpr std::size_t most_sent = 4096;

}  // namespace

std::optional<axon_header> reply_signer::sign(const axon_call& call, const account& validator, std::string_view body,
                                              bool falsely) {
    const auto request = uuid_from_text(call.uuid);
    const auto hash_bytes = from_hex(call.body_hash);
    const auto asked = hash_bytes ? as_hash(*hash_bytes) : std::nullopt;
    if (!request || !asked || body.empty()) return std::nullopt;
    reply_statement s{validator, key_.who(), *request, *asked, sha256(view(body))};
    sent_.push_back({s.request, s.reply});
    if (sent_.size() > most_sent) sent_.pop_front();
    if (falsely) s.reply.b[0] ^= 1;
    // The witness is made of the key's own nonce and the message as well, so it
    // is as secret without fresh randomness.
    const hash32 message = statement_hash(s);
    return axon_header{reply_signature_header, "0x" + hex(rf::sign(key_.pair, byte_view(message), message))};
}

std::vector<told_receipt> reply_signer::read(const axon_call& call, const told_result& told) const {
    std::vector<told_receipt> out;
    for (const std::string& note : told.receipts) {
        told_receipt t{call.caller_address, key_.address, told.receipt_key, note, 0, 0, {}};
        const auto receipt = read_receipt(note);
        if (!receipt) {
            t.unread = receipt.error().what;
        } else if (receipt->miner != key_.who()) {
            t.unread = "it is another miner's";
        } else {
            t.replies = receipt->lines.size();
            for (const received_line& l : receipt->lines)
                t.as_sent += std::any_of(sent_.begin(), sent_.end(), [&](const sent& each) {
                    return each.request == l.request && each.reply == l.reply;
                });
        }
        out.push_back(std::move(t));
    }
    return out;
}

}  // namespace rf
