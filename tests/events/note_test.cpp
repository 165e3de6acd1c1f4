#include "events/note.hpp"

#include <doctest/doctest.h>

using namespace rf;

namespace {

// The key, notes and refused texts of Go's golang.org/x/mod/sumdb/note tests.
const std::string peter_signer = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const std::string peter_verifier = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const std::string enoch_verifier = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const std::string text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
const std::string peter_line =
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
const std::string enoch_line =
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";
const std::string note = text + "\n" + peter_line;

verifying_key peter() { return decode_verifier(peter_verifier).value(); }
verifying_key enoch() { return decode_verifier(enoch_verifier).value(); }

std::string repeated(const std::string& s, int times) {
    std::string out;
    while (times-- > 0) out += s;
    return out;
}

}  // namespace

TEST_CASE("Go's keys are read and written back as they were") {
    CHECK(peter().name == "PeterNeumann");
    CHECK(encode_verifier(peter()) == peter_verifier);
    CHECK(encode_verifier(enoch()) == enoch_verifier);
    const auto signer = decode_signer(peter_signer);
    REQUIRE(signer);
    CHECK(encode_signer(*signer) == peter_signer);
    CHECK(encode_verifier(verifier_of(*signer)) == peter_verifier);
}

TEST_CASE("a key of Ed25519's first test vector has its public key") {
    // RFC 8032, 7.1, test 1.
    const auto seed = from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    std::array<std::uint8_t, 32> bytes;
    std::copy(seed->begin(), seed->end(), bytes.begin());
    CHECK(hex(key_from_seed("a", bytes).public_key) ==
          "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
}

TEST_CASE("signing Go's text with Go's key gives Go's note, byte for byte") {
    CHECK(sign_note(text, *decode_signer(peter_signer)) == note);
}

TEST_CASE("Go's notes open, also with other signatures beside") {
    CHECK(open_note(note, peter()).value() == text);
    CHECK(open_note(text + "\n" + peter_line + enoch_line, peter()).value() == text);
    CHECK(open_note(text + "\n" + peter_line + enoch_line, enoch()).value() == text);
    CHECK(open_note(text + "\n" + repeated(enoch_line, 99) + peter_line, peter()).value() == text);
    CHECK(read_note(text + "\n" + enoch_line).value() == text);
}

TEST_CASE("a note that nobody known has signed is refused as foreign") {
    CHECK(open_note(text + "\n" + enoch_line, peter()).error().kind == fault_kind::foreign);
    CHECK(open_note(note, enoch()).error().kind == fault_kind::foreign);
}

TEST_CASE("every altered bit of a note makes it refused") {
    for (std::size_t i = 0; i < note.size(); ++i) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            std::string other = note;
            other[i] = char(std::uint8_t(other[i]) ^ (1u << bit));
            INFO("byte " << i << ", bit " << bit);
            REQUIRE_FALSE(open_note(other, peter()).ok());
        }
    }
}

TEST_CASE("a note with a byte less or a byte more, anywhere, is refused") {
    for (std::size_t i = 0; i < note.size(); ++i) {
        INFO("byte " << i);
        std::string other = note;
        other.erase(i, 1);
        REQUIRE_FALSE(open_note(other, peter()).ok());
        REQUIRE_FALSE(open_note(note.substr(0, i), peter()).ok());
        for (char c : {'\n', ' ', 'A', '=', '\r', '\0', '\xff'}) {
            other = note;
            other.insert(i, 1, c);
            REQUIRE_FALSE(open_note(other, peter()).ok());
        }
    }
}

TEST_CASE("malformed notes of Go's own tests are refused") {
    const std::string misnamed = "— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
                                 "otpRZb6KE6RyyBwJnAM=";
    for (const std::string& bad :
         {std::string(), text, text + "\n", note.substr(0, note.size() - 1), "\x01" + note, "\xff" + note,
          text + "\n" + misnamed, text + "\n" + misnamed + "\n", note + "Unexpected line.\n",
          text + "\n" + repeated(peter_line, 101),
          text + "\n" + peter_line.substr(0, 60) + "ABCD" + peter_line.substr(60)}) {
        CHECK_FALSE(open_note(bad, peter()).ok());
    }
}

TEST_CASE("a hundred signatures are read, one more is refused") {
    CHECK(open_note(text + "\n" + repeated(peter_line, 100), peter()).ok());
    CHECK_FALSE(open_note(text + "\n" + repeated(peter_line, 101), peter()).ok());
    CHECK_FALSE(open_note(text + "\n" + repeated(enoch_line, 100) + peter_line, peter()).ok());
}

TEST_CASE("one false line of the known key spoils a note that also has a true one") {
    std::string false_line = peter_line;
    false_line[30] = false_line[30] == 'A' ? 'B' : 'A';
    CHECK_FALSE(open_note(text + "\n" + peter_line + false_line, peter()).ok());
    CHECK_FALSE(open_note(text + "\n" + false_line + peter_line, peter()).ok());
}

TEST_CASE("huge notes are refused before they are parsed") {
    for (const std::string& huge :
         {std::string(100 << 20, '\n'), repeated("a\n", most_note_bytes / 2) + "\n" + peter_line,
          std::string(most_note_bytes + 1, '\xe2')}) {
        CHECK(open_note(huge, peter()).error().what == "the note is larger than 64 KiB");
    }
    // And up to there they are parsed.
    CHECK_FALSE(open_note(std::string(most_note_bytes, '\n'), peter()).ok());
    CHECK_FALSE(open_note(std::string(most_note_bytes, '\xe2'), peter()).ok());
}

TEST_CASE("a note's text is UTF-8 in its shortest form without control characters") {
    const signing_key key = *decode_signer(peter_signer);
    const std::string good = sign_note("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x8c\xb3\n", key);
    CHECK(open_note(good, peter()).ok());
    for (const std::string bad :
         {"\r", "\t", "\x1f", "\x80", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xfe", "\xe2\x82", "\xc3"}) {
        INFO(hex(view(bad)));
        CHECK(read_note("text " + bad + "\n\n" + peter_line).error().what.find("UTF-8") != std::string::npos);
    }
    CHECK_FALSE(read_note(std::string("nul\0\n\n", 6) + peter_line).ok());
}

TEST_CASE("a key in any other spelling is refused") {
    for (const std::string& good : {peter_verifier, peter_signer}) {
        const bool secret = good == peter_signer;
        const auto refused = [&](const std::string& s) {
            return secret ? !decode_signer(s).ok() : !decode_verifier(s).ok();
        };
        CHECK_FALSE(refused(good));
        for (std::size_t from = 0; from <= good.size(); ++from) {
            for (std::size_t to = from; to <= good.size(); ++to) {
                if (from == 0 && to == good.size()) continue;
                REQUIRE(refused(good.substr(from, to - from)));
            }
        }
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string other = good;
            ++other[i];
            INFO(other);
            REQUIRE(refused(other));
        }
        CHECK(refused(good + "\n"));
    }
    CHECK_FALSE(decode_verifier("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").ok());
    // Both with a key hash that fits: too long, and an unknown algorithm.
    CHECK_FALSE(decode_verifier("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==").ok());
    CHECK_FALSE(decode_verifier("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").ok());
}

TEST_CASE("key names hold no white space, plus sign, control character or broken UTF-8") {
    CHECK(is_key_name("subtensor/finney/18"));
    CHECK(is_key_name("gr\xc3\xbcn"));
    for (const char* bad : {"", " ", "a b", "a+b", "a\n", "\ta", "a\xc2\xa0", "\xe2\x80\x83", "\xe3\x80\x80",
                            "\xc2\x85", "\xff", "a\x01"}) {
        INFO(hex(view(bad)));
        CHECK_FALSE(is_key_name(bad));
    }
}
