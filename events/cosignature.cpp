#include "events/cosignature.hpp"

#include <algorithm>

namespace rf {
namespace {

constexpr std::size_t time_at = sizeof(key_id), signature_at = time_at + 8;
constexpr std::uint64_t most_time = UINT64_MAX >> 1;

std::string message_of(std::uint64_t time_s, std::string_view text) {
    return "cosignature/v1\ntime " + std::to_string(time_s) + "\n" + std::string(text);
}

}  // namespace

std::string cosign(std::string_view note, const signing_key& witness, std::uint64_t time_s) {
    const auto parts = split_note(note);
    RF_REQUIRE(parts.ok() && read_checkpoint(note).ok() && time_s != 0 && time_s <= most_time);
    const key_id id = id_of(verifier_of(witness), key_use::cosignatures);
    byte_vec line(signature_at);
    std::copy(id.begin(), id.end(), line.begin());
    put_be64(line.data() + time_at, time_s);
    const ed25519_signature made = sign_message(view(message_of(time_s, parts->text)), witness);
    line.insert(line.end(), made.begin(), made.end());
    return signature_line(witness.name, line);
}

result<std::uint64_t> verify_cosignature(std::string_view note, const verifying_key& witness) {
    if (const auto read = read_checkpoint(note); !read) return read.error();
    const auto parts = split_note(note);
    const key_id id = id_of(witness, key_use::cosignatures);
    std::uint64_t latest = 0;
    for (const note_signature& s : parts->signatures) {
        if (s.name != witness.name || !std::equal(id.begin(), id.end(), s.bytes.begin())) continue;
        const bool whole = s.bytes.size() == signature_at + sizeof(ed25519_signature);
        const std::uint64_t time_s = whole ? get_be64(s.bytes.data() + time_at) : 0;
        if (time_s == 0 || time_s > most_time ||
            !is_signed(view(message_of(time_s, parts->text)), byte_view(s.bytes).subspan(signature_at), witness))
            return fault{fault_kind::invalid, "the line of witness " + witness.name + " is not its cosignature of this",
                         "note", "the checkpoint or the line was altered"};
        latest = std::max(latest, time_s);
    }
    if (latest == 0)
        return fault{fault_kind::foreign,
                     "the note is not cosigned by " + encode_verifier(witness, key_use::cosignatures), "note", ""};
    return latest;
}

}  // namespace rf
