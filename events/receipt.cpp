#include "events/receipt.hpp"

#include <charconv>

#include "events/sha256.hpp"

namespace rf {
namespace {

constexpr std::string_view first_line = "rf-receipt/1";

fault bad(std::string what) {
    return {fault_kind::invalid, std::move(what), "receipt", "ask the validator for it again"};
}

std::string text_of_receipt(const reply_receipt& r) {
    std::string out(first_line);
    out.append("\n").append(r.origin).append("\n").append(std::to_string(r.epoch)).append("\n");
    out.append(hex(r.miner.encoded())).append("\n");
    for (const received_line& l : r.lines)
        out.append(std::to_string(l.event)).append(" ").append(hex(byte_view(l.request))).append(" ")
            .append(hex(l.reply)).append(" ").append(base64(byte_view(l.leaf))).append("\n");
    return out;
}

template <class Number>
bool read_whole(std::string_view text, Number& to) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, to);
    return !text.empty() && read.ptr == end && read.ec == std::errc();
}

std::string_view take_to(std::string_view& rest, char end) {
    const std::size_t at = std::min(rest.find(end), rest.size());
    const std::string_view out = rest.substr(0, at);
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return out;
}

std::optional<received_line> line_of(std::string_view text) {
    received_line l;
    if (!read_whole(take_to(text, ' '), l.event)) return std::nullopt;
    const auto request = from_hex(take_to(text, ' '));
    if (!request || request->size() != l.request.size()) return std::nullopt;
    std::copy(request->begin(), request->end(), l.request.begin());
    const auto reply_bytes = from_hex(take_to(text, ' '));
    const auto leaf_bytes = from_base64(text);
    const auto reply = reply_bytes ? as_hash(*reply_bytes) : std::nullopt;
    const auto leaf = leaf_bytes ? as_hash(*leaf_bytes) : std::nullopt;
    if (!reply || !leaf) return std::nullopt;
    l.reply = *reply;
    l.leaf = *leaf;
    return l;
}

result<reply_receipt> receipt_of(std::string_view text) {
    const std::string_view whole = text;
    if (take_to(text, '\n') != first_line) return bad("it is no rf-receipt/1");
    reply_receipt r;
    r.origin = take_to(text, '\n');
    if (!is_key_name(r.origin)) return bad("its second line is no origin of a log");
    if (!read_whole(take_to(text, '\n'), r.epoch)) return bad("its third line is no epoch");
    const auto miner = from_hex(take_to(text, '\n'));
    const auto who = miner ? as_account(*miner) : std::nullopt;
    if (!who) return bad("its fourth line is no account");
    r.miner = *who;
    while (!text.empty()) {
        const auto l = line_of(take_to(text, '\n'));
        if (!l) return bad("a line of it is no reply");
        if (!r.lines.empty() && l->event <= r.lines.back().event) return bad("its replies do not ascend");
        if (r.lines.size() == most_receipt_lines) return bad("it has more than 256 replies");
        r.lines.push_back(*l);
    }
    if (r.lines.empty()) return bad("it has no reply");
    if (text_of_receipt(r) != whole) return bad("it is not in the one spelling that it has");
    return r;
}

}  // namespace

hash32 statement_hash(const reply_statement& s) {
    const byte_vec validator = s.validator.encoded(), miner = s.miner.encoded();
    return sha256({view("rf reply 1\n"), validator, miner, byte_view(s.request), byte_view(s.request_body),
                   byte_view(s.reply)});
}

bool is_signed_by_miner(const reply_statement& s, byte_view signature) {
    if (s.miner.type != account_type::sr25519) return false;
    const hash32 hash = statement_hash(s);
    return verify(s.miner.b, byte_view(hash), signature);
}

std::string sign_receipt(const reply_receipt& r, const signing_key& key) {
    const std::string text = text_of_receipt(r);
    RF_REQUIRE(receipt_of(text));
    return sign_note(text, key);
}

result<reply_receipt> open_receipt(std::string_view note, const verifying_key& key) {
    auto text = open_note(note, key);
    if (!text) return with_place(text.error(), "receipt");
    return receipt_of(*text);
}

result<reply_receipt> read_receipt(std::string_view note) {
    auto text = read_note(note);
    if (!text) return with_place(text.error(), "receipt");
    return receipt_of(*text);
}

}  // namespace rf
