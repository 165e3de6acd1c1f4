#include "events/receipt.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"

using namespace rf;

namespace {

const signing_key key = key_from_seed("sn.example/1", {1, 2, 3});

hash32 hash_of(std::uint8_t n) {
    hash32 h;
    h.b.fill(n);
    return h;
}

reply_receipt three_replies() {
    reply_receipt r;
    r.origin = "sn.example/1";
    r.epoch = 7;
    r.miner.b.fill(9);
    for (std::uint8_t i = 1; i <= 3; ++i) {
        received_line l;
        l.event = 1000u * i;
        l.request.fill(i);
        l.reply = hash_of(i);
        l.leaf = hash_of(std::uint8_t(i + 100));
        r.lines.push_back(l);
    }
    return r;
}

}  // namespace

TEST_CASE("a receipt says what was signed, to whoever has the log's key") {
    const reply_receipt r = three_replies();
    const std::string note = sign_receipt(r, key);
    const auto opened = open_receipt(note, verifier_of(key));
    REQUIRE(opened.ok());
    CHECK(*opened == r);
    CHECK(read_receipt(note).ok());
    CHECK_FALSE(open_receipt(note, verifier_of(key_from_seed("sn.example/1", {4}))).ok());
    CHECK_FALSE(open_receipt(note, verifier_of(key_from_seed("other.example", {1, 2, 3}))).ok());
}

TEST_CASE("its text is the one that the header draws") {
    reply_receipt r = three_replies();
    r.lines.resize(1);
    const std::string note = sign_receipt(r, key);
    CHECK(note.substr(0, note.find("\n\n") + 1) ==
          "rf-receipt/1\nsn.example/1\n7\n01" + hex(hash_of(9)) +
              "\n1000 01010101010101010101010101010101 " + hex(hash_of(1)) + " " + base64(hash_of(101)) + "\n");
}

TEST_CASE("no byte of a receipt can change without its being refused") {
    const std::string note = sign_receipt(three_replies(), key);
    for (std::size_t at = 0; at < note.size(); ++at)
        for (const char to : {char(note[at] ^ 1), 'a', '0', ' ', '\n'}) {
            if (to == note[at]) continue;
            std::string altered = note;
            altered[at] = to;
            CHECK_FALSE(open_receipt(altered, verifier_of(key)).ok());
        }
    for (std::size_t size = 0; size < note.size(); ++size)
        CHECK_FALSE(open_receipt(note.substr(0, size), verifier_of(key)).ok());
}

TEST_CASE("what the key has signed and is no receipt is none") {
    const std::string head = "rf-receipt/1\nsn.example/1\n7\n01" + hex(hash_of(9)) + "\n";
    auto line = [](std::uint64_t n) {
        return std::to_string(n) + " " + std::string(32, 'a') + " " + hex(hash_of(1)) + " " + base64(hash_of(2)) + "\n";
    };
    auto opens = [](const std::string& text) { return open_receipt(sign_note(text, key), verifier_of(key)).ok(); };
    CHECK(opens(head + line(1)));
    CHECK(opens(head + line(1) + line(2)));
    CHECK_FALSE(opens(head));
    CHECK_FALSE(opens(head + line(2) + line(1)));
    CHECK_FALSE(opens(head + line(1) + line(1)));
    CHECK_FALSE(opens(head + "0" + line(1)));
    CHECK_FALSE(opens(head + line(1) + "\n"));
    CHECK_FALSE(opens("rf-receipt/2" + head.substr(12) + line(1)));
    CHECK_FALSE(opens("sn.example/1\n7\n" + base64(hash_of(1)) + "\n"));  // a checkpoint
    std::string upper = head + line(1);
    upper.replace(upper.find("aaaa"), 4, "AAAA");
    CHECK_FALSE(opens(upper));
    std::string many = head;
    for (std::uint64_t n = 1; n <= most_receipt_lines; ++n) many += line(n);
    CHECK(opens(many));
    CHECK_FALSE(opens(many + line(most_receipt_lines + 1)));
}

TEST_CASE("a miner's statement is over the bytes that the header names") {
    reply_statement s;
    s.validator.b.fill(1);
    s.miner.type = account_type::evm;
    std::fill_n(s.miner.b.begin(), 20, std::uint8_t(2));
    s.request.fill(3);
    s.request_body = hash_of(4);
    s.reply = hash_of(5);
    byte_vec said;
    auto add = [&](byte_view v) { said.insert(said.end(), v.begin(), v.end()); };
    add(view("rf reply 1\n\x01"));
    add(hash_of(1));
    add(view("\x02"));
    add(byte_view(s.miner.b).first(20));
    add(byte_vec(16, 3));
    add(hash_of(4));
    add(hash_of(5));
    CHECK(statement_hash(s) == sha256(said));
    CHECK_FALSE(is_signed_by_miner(s, byte_vec(64, 0x80)));  // an EVM key signs nothing here
}
