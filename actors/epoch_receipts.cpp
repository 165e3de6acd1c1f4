#include "actors/epoch_receipts.hpp"

namespace rf {
namespace {

constexpr std::size_t most_notes = 4;

}  // namespace

status add_receipts(epoch_ended& ended, const std::vector<signed_reply>& replies, const log_reader& log,
                    const std::string& origin, const signing_key& key) {
    std::map<account, std::vector<reply_receipt>> given;
    for (const signed_reply& r : replies) {
        auto& notes = given[r.who];
        if (notes.empty() || notes.back().lines.size() == most_receipt_lines) {
            if (notes.size() == most_notes) continue;
            notes.push_back({origin, ended.epoch, r.who, {}});
        }
        auto leaf = log.subtree(0, r.event);
        if (!leaf) return with_place(leaf.error(), "receipt");
        notes.back().lines.push_back({r.event, r.request, r.reply, *leaf});
    }
    for (auto& [who, told] : ended.results) {
        const auto notes = given.find(who);
        if (notes == given.end()) continue;
        for (const reply_receipt& r : notes->second) told.receipts.push_back(sign_receipt(r, key));
        told.receipt_key = encode_verifier(verifier_of(key));
    }
    return done();
}

}  // namespace rf
