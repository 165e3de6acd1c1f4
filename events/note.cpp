#include "events/note.hpp"

#include <sodium.h>

#include <algorithm>

#include "events/sha256.hpp"

namespace rf {
namespace {

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

byte_vec typed(key_use use, const std::array<std::uint8_t, 32>& key) {
    byte_vec out{std::uint8_t(use)};
    out.insert(out.end(), key.begin(), key.end());
    return out;
}

result<note_signature> parse_signature(std::string_view line) {
    if (!line.starts_with(signature_prefix)) return malformed("a line after the text is not a signature");
    line.remove_prefix(signature_prefix.size());
    const std::size_t space = line.find(' ');
    if (space == line.npos || !is_key_name(line.substr(0, space))) {
        return malformed("a signature line does not name its key");
    }
    auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() <= sizeof(key_id)) return malformed("a signature is not base64 of one");
    return note_signature{std::string(line.substr(0, space)), std::move(*bytes)};
}

struct key_text {
    std::string_view name, hash_hex;
    std::array<std::uint8_t, 32> key;
};

// "name+hash8hex+base64(use || 32 bytes)"; the base64 may hold plus signs.
result<key_text> parse_key(std::string_view text, key_use use) {
    const std::size_t first = text.find('+');
    const std::size_t second = first == text.npos ? first : text.find('+', first + 1);
    if (second == text.npos) return malformed_key("a key is name+hash+base64");
    const auto bytes = from_base64(text.substr(second + 1));
    if (!bytes || bytes->size() != 33) return malformed_key("the key is not base64 of 33 bytes");
    if ((*bytes)[0] != std::uint8_t(use)) {
        return malformed_key(use == key_use::notes ? "the key is not an Ed25519 key that signs notes"
                                                   : "the key is not the Ed25519 key of a witness");
    }
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

key_id id_of(const verifying_key& key, key_use use) {
    const hash32 h = sha256({view(key.name), view("\n"), typed(use, key.public_key)});
    key_id out;
    std::copy_n(h.b.begin(), out.size(), out.begin());
    return out;
}

std::string encode_verifier(const verifying_key& key, key_use use) {
    return key.name + "+" + hex(id_of(key, use)) + "+" + base64(typed(use, key.public_key));
}

result<verifying_key> decode_verifier(std::string_view text, key_use use) {
    const auto parts = parse_key(text, use);
    if (!parts) return parts.error();
    verifying_key out{std::string(parts->name), parts->key};
    if (parts->hash_hex != hex(id_of(out, use))) {
        return malformed_key("the key is not the one that its hash was made from");
    }
    return out;
}

std::string encode_signer(const signing_key& key, key_use use) {
    return std::string(signer_prefix) + key.name + "+" + hex(id_of(verifier_of(key), use)) + "+" +
           base64(typed(use, key.seed));
}

result<signing_key> decode_signer(std::string_view text, key_use use) {
    if (!text.starts_with(signer_prefix)) return malformed_key("a signing key begins with PRIVATE+KEY+");
    const auto parts = parse_key(text.substr(signer_prefix.size()), use);
    if (!parts) return parts.error();
    signing_key out = key_from_seed(std::string(parts->name), parts->key);
    if (parts->hash_hex != hex(id_of(verifier_of(out), use))) {
        return malformed_key("the key is not the one that its hash was made from");
    }
    return out;
}

ed25519_signature sign_message(byte_view message, const signing_key& key) {
    start_sodium();
    std::array<std::uint8_t, 32> public_key;
    std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret;
    RF_REQUIRE(crypto_sign_seed_keypair(public_key.data(), secret.data(), key.seed.data()) == 0);
    RF_REQUIRE(public_key == key.public_key);
    ed25519_signature out;
    static_assert(sizeof out == crypto_sign_BYTES);
    RF_REQUIRE(crypto_sign_detached(out.data(), nullptr, message.data(), message.size(), secret.data()) == 0);
    sodium_memzero(secret.data(), secret.size());
    return out;
}

bool is_signed(byte_view message, byte_view signature, const verifying_key& key) {
    start_sodium();
    return signature.size() == crypto_sign_BYTES &&
           crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                       key.public_key.data()) == 0;
}

std::string signature_line(std::string_view name, byte_view id_and_signature) {
    return std::string(signature_prefix).append(name).append(" ").append(base64(id_and_signature)).append("\n");
}

std::string sign_note(std::string_view text, const signing_key& key) {
    RF_REQUIRE(text.size() > 1 && text.back() == '\n' && is_note_text(text) && is_key_name(key.name));
    const key_id id = id_of(verifier_of(key), key_use::notes);
    const ed25519_signature made = sign_message(view(text), key);
    byte_vec line(id.begin(), id.end());
    line.insert(line.end(), made.begin(), made.end());
    std::string out = std::string(text) + "\n" + signature_line(key.name, line);
    RF_REQUIRE(out.size() <= most_note_bytes);
    return out;
}

result<note_parts> split_note(std::string_view note) {
    if (note.size() > most_note_bytes) return malformed("the note is larger than 64 KiB");
    if (!is_note_text(note)) return malformed("the note is not UTF-8 text without control characters");
    const std::size_t split = note.rfind("\n\n");
    if (split == note.npos) return malformed("no empty line ends the note's text");
    note_parts out{std::string(note.substr(0, split + 1)), {}};
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

result<std::string> open_note(std::string_view note, const verifying_key& key) {
    auto parts = split_note(note);
    if (!parts) return parts.error();
    const key_id id = id_of(key, key_use::notes);
    bool signed_by_key = false;
    for (const note_signature& s : parts->signatures) {
        if (s.name != key.name || !std::equal(id.begin(), id.end(), s.bytes.begin())) continue;
        if (!is_signed(view(parts->text), byte_view(s.bytes).subspan(id.size()), key)) {
            return malformed("the signature is not this key's signature of this text");
        }
        signed_by_key = true;
    }
    if (!signed_by_key) {
        return fault{fault_kind::foreign, "the note is not signed by " + encode_verifier(key), "note",
                     "check that note and key belong to the same log"};
    }
    return std::move(parts->text);
}

result<std::string> read_note(std::string_view note) {
    auto parts = split_note(note);
    if (!parts) return parts.error();
    return std::move(parts->text);
}

}  // namespace rf
