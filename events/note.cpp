#include "events/note.hpp"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include "events/sha256.hpp"

namespace rf {
namespace {

constexpr std::uint8_t ed25519_algorithm = 1;
constexpr std::size_t key_hash_bytes = 4;
constexpr std::string_view signature_prefix = "\xe2\x80\x94 ";  // an em dash and a space
constexpr std::string_view signer_prefix = "PRIVATE+KEY+";

fault malformed(std::string what) { return {fault_kind::invalid, std::move(what), "note", ""}; }
fault malformed_key(std::string what) {
    return {fault_kind::invalid, std::move(what), "key", "copy the key again, whole and on one line"};
}

void start_sodium() {
    static const int started = sodium_init();
    RF_REQUIRE(started >= 0);
}

// The character at the front of `text`, which loses it; nothing unless it is
// UTF-8 in its shortest form and no surrogate.
std::optional<char32_t> take_character(std::string_view& text) {
    const auto first = std::uint8_t(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || text.size() < length) return std::nullopt;
    char32_t c = length == 1 ? first : first & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = std::uint8_t(text[i]);
        if ((next & 0xc0) != 0x80) return std::nullopt;
        c = c << 6 | (next & 0x3f);
    }
    if (length == 3 && (c < 0x800 || (c >= 0xd800 && c < 0xe000))) return std::nullopt;
    if (length == 4 && (c < 0x10000 || c > 0x10ffff)) return std::nullopt;
    text.remove_prefix(length);
    return c;
}

// Unicode's white space beyond the control characters.
bool is_space(char32_t c) {
    return c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x2028 ||
           c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_note_text(std::string_view text) {
    while (!text.empty()) {
        const auto c = take_character(text);
        if (!c || (*c < 0x20 && *c != '\n')) return false;
    }
    return true;
}

byte_vec typed(const std::array<std::uint8_t, 32>& key) {
    byte_vec out{ed25519_algorithm};
    out.insert(out.end(), key.begin(), key.end());
    return out;
}

std::array<std::uint8_t, key_hash_bytes> key_hash(std::string_view name,
                                                  const std::array<std::uint8_t, 32>& public_key) {
    const hash32 h = sha256({view(name), view("\n"), typed(public_key)});
    std::array<std::uint8_t, key_hash_bytes> out;
    std::copy_n(h.b.begin(), out.size(), out.begin());
    return out;
}

struct signature {
    std::string_view name;
    byte_vec bytes;  // key hash and signature
};
struct parsed_note {
    std::string_view text;
    std::vector<signature> signatures;
};

result<signature> parse_signature(std::string_view line) {
    if (!line.starts_with(signature_prefix)) return malformed("a line after the text is not a signature");
    line.remove_prefix(signature_prefix.size());
    const std::size_t space = line.find(' ');
    if (space == line.npos || !is_key_name(line.substr(0, space))) {
        return malformed("a signature line does not name its key");
    }
    auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= key_hash_bytes) return malformed("a signature is not base64 of one");
    return signature{line.substr(0, space), std::move(*bytes)};
}

result<parsed_note> parse_note(std::string_view note) {
    if (note.size() > most_note_bytes) return malformed("the note is larger than 64 KiB");
    if (!is_note_text(note)) return malformed("the note is not UTF-8 text without control characters");
    const std::size_t split = note.rfind("\n\n");
    if (split == note.npos) return malformed("no empty line ends the note's text");
    parsed_note out{note.substr(0, split + 1), {}};
    std::string_view rest = note.substr(split + 2);
    if (rest.empty() || rest.back() != '\n') return malformed("the note does not end with a signature line");
    while (!rest.empty()) {
        if (out.signatures.size() == most_note_signatures) return malformed("the note has over 100 signatures");
        const std::size_t end = rest.find('\n');
        auto line = parse_signature(rest.substr(0, end));
        if (!line) return line.error();
        out.signatures.push_back(std::move(line.value()));
        rest.remove_prefix(end + 1);
    }
    return out;
}

struct key_text {
    std::string_view name, hash_hex;
    std::array<std::uint8_t, 32> key;
};

// "name+hash8hex+base64(0x01 || 32 bytes)"; the base64 may hold plus signs.
result<key_text> parse_key(std::string_view text) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == text.npos ? first : text.find('+', first + 1);
    if (second == text.npos) return malformed_key("a key is name+hash+base64");
    const auto bytes = from_base64(text.substr(second + 1));
    if (!bytes || bytes->size() != 33) return malformed_key("the key is not base64 of 33 bytes");
    if ((*bytes)[0] != ed25519_algorithm) return malformed_key("the key is not an Ed25519 key");
    key_text out{text.substr(0, first), text.substr(first + 1, second - first - 1), {}};
    if (!is_key_name(out.name)) return malformed_key("the key has no valid name");
    std::copy(bytes->begin() + 1, bytes->end(), out.key.begin());
    return out;
}

}  // namespace

bool is_key_name(std::string_view name) {
    if (name.empty()) return false;
    while (!name.empty()) {
        const auto c = take_character(name);
        if (!c || *c < 0x20 || *c == '+' || is_space(*c)) return false;
    }
    return true;
}

signing_key key_from_seed(std::string name, const std::array<std::uint8_t, 32>& seed) {
    RF_REQUIRE(is_key_name(name));
    start_sodium();
    signing_key out{std::move(name), seed, {}};
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
    RF_REQUIRE(crypto_sign_seed_keypair(out.public_key.data(), secret.data(), seed.data()) == 0);
    sodium_memzero(secret.data(), secret.size());
    return out;
}

verifying_key verifier_of(const signing_key& key) { return {key.name, key.public_key}; }

std::string encode_verifier(const verifying_key& key) {
    return key.name + "+" + hex(key_hash(key.name, key.public_key)) + "+" + base64(typed(key.public_key));
}

result<verifying_key> decode_verifier(std::string_view text) {
    const auto parts = parse_key(text);
    if (!parts) return parts.error();
    if (parts->hash_hex != hex(key_hash(parts->name, parts->key))) {
        return malformed_key("the key is not the one that its hash was made from");
    }
    return verifying_key{std::string(parts->name), parts->key};
}

std::string encode_signer(const signing_key& key) {
    return std::string(signer_prefix) + key.name + "+" + hex(key_hash(key.name, key.public_key)) + "+" +
           base64(typed(key.seed));
}

result<signing_key> decode_signer(std::string_view text) {
    if (!text.starts_with(signer_prefix)) return malformed_key("a signing key begins with PRIVATE+KEY+");
    const auto parts = parse_key(text.substr(signer_prefix.size()));
    if (!parts) return parts.error();
    signing_key out = key_from_seed(std::string(parts->name), parts->key);
    if (parts->hash_hex != hex(key_hash(out.name, out.public_key))) {
        return malformed_key("the key is not the one that its hash was made from");
    }
    return out;
}

std::string sign_note(std::string_view text, const signing_key& key) {
    RF_REQUIRE(text.size() > 1 && text.back() == '\n' && is_note_text(text) && is_key_name(key.name));
    start_sodium();
    std::array<std::uint8_t, 32> public_key;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
    RF_REQUIRE(crypto_sign_seed_keypair(public_key.data(), secret.data(), key.seed.data()) == 0);
    RF_REQUIRE(public_key == key.public_key);
    std::array<std::uint8_t, key_hash_bytes + crypto_sign_BYTES> line;
    const auto id = key_hash(key.name, key.public_key);
    std::copy(id.begin(), id.end(), line.begin());
    const int made = crypto_sign_detached(line.data() + id.size(), nullptr, view(text).data(), text.size(),
                                          secret.data());
    RF_REQUIRE(made == 0);
    sodium_memzero(secret.data(), secret.size());
    std::string out(text);
    out.append("\n").append(signature_prefix).append(key.name).append(" ").append(base64(line)).append("\n");
    RF_REQUIRE(out.size() <= most_note_bytes);
    return out;
}

result<std::string> open_note(std::string_view note, const verifying_key& key) {
    start_sodium();
    const auto parsed = parse_note(note);
    if (!parsed) return parsed.error();
    const auto id = key_hash(key.name, key.public_key);
    bool signed_by_key = false;
    for (const signature& s : parsed->signatures) {
        if (s.name != key.name || !std::equal(id.begin(), id.end(), s.bytes.begin())) continue;
        if (s.bytes.size() != id.size() + crypto_sign_BYTES ||
            crypto_sign_verify_detached(s.bytes.data() + id.size(), view(parsed->text).data(),
                                        parsed->text.size(), key.public_key.data()) != 0) {
            return malformed("the signature is not this key's signature of this text");
        }
        signed_by_key = true;
    }
    if (!signed_by_key) {
        return fault{fault_kind::foreign, "the note is not signed by " + encode_verifier(key), "note",
                     "check that note and key belong to the same log"};
    }
    return std::string(parsed->text);
}

result<std::string> read_note(std::string_view note) {
    const auto parsed = parse_note(note);
    if (!parsed) return parsed.error();
    return std::string(parsed->text);
}

}  // namespace rf
