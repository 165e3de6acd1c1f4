#include "tests/verifier/alterations.hpp"

#include "events/checkpoint.hpp"
#include "events/sha256.hpp"
#include "replay/epoch_state.hpp"

namespace rf {
namespace {

void flip(byte_vec& bytes, dice& roll) {
    bytes[roll.below(bytes.size())] ^= std::uint8_t(1u << roll.below(8));
}

// Leaves of the epoch that are there, and are neither its opening nor its seal.
std::size_t some_leaf(const bundle& b, dice& roll) {
    return 1 + roll.below(b.leaves.size() - 2);
}

}  // namespace

std::vector<altered> altered_by_anybody(const forged_log& honest, dice& roll) {
    std::vector<altered> out;
    const auto add = [&](const char* name, const std::function<void(bundle&)>& how) {
        bundle b = honest.honest;
        how(b);
        out.push_back({name, std::move(b)});
    };
    add("leaf_byte", [&](bundle& b) { flip(b.leaves[roll.below(b.leaves.size())].bytes, roll); });
    add("leaf_dropped",
        [&](bundle& b) { b.leaves.erase(b.leaves.begin() + std::ptrdiff_t(some_leaf(b, roll))); });
    add("leaf_twice", [&](bundle& b) {
        const std::size_t at = some_leaf(b, roll);
        const bundle_leaf again = b.leaves[at];
        b.leaves.insert(b.leaves.begin() + std::ptrdiff_t(at), again);
    });
    add("leaves_swapped", [&](bundle& b) {
        const std::size_t at = 1 + roll.below(b.leaves.size() - 3);
        std::swap(b.leaves[at], b.leaves[at + 1]);
    });
    add("leaf_withheld", [&](bundle& b) {
        bundle_leaf& leaf = b.leaves[some_leaf(b, roll)];
        leaf.withheld = leaf_hash(leaf.bytes);
        leaf.bytes.clear();
    });
    add("seal_withheld", [&](bundle& b) {
        b.leaves.back().withheld = leaf_hash(b.leaves.back().bytes);
        b.leaves.back().bytes.clear();
    });
    add("seal_missing", [&](bundle& b) { b.leaves.pop_back(); });
    add("peak", [&](bundle& b) { b.before.peaks[roll.below(b.before.peaks.size())].b[0] ^= 1; });
    add("peak_missing", [&](bundle& b) { b.before.peaks.pop_back(); });
    add("before_size", [&](bundle& b) { ++b.before.size; });
    add("epoch_number", [&](bundle& b) { ++b.epoch; });
    add("earlier_event", [&](bundle& b) { flip(b.earlier[roll.below(b.earlier.size())].bytes, roll); });
    add("earlier_number", [&](bundle& b) { ++b.earlier[roll.below(b.earlier.size())].number; });
    add("earlier_twice", [&](bundle& b) { b.earlier.push_back(b.earlier.back()); });
    add("earlier_proof", [&](bundle& b) { b.earlier[roll.below(b.earlier.size())].path[0].b[31] ^= 1; });
    add("earlier_proof_longer",
        [&](bundle& b) { b.earlier.back().path.push_back(b.earlier.back().path.back()); });
    add("earlier_proof_longer_below",
        [&](bundle& b) { b.earlier.back().path.insert(b.earlier.back().path.begin(), hash32{}); });
    add("earlier_proof_shorter", [&](bundle& b) { b.earlier.back().path.pop_back(); });
    add("earlier_birth_missing", [&](bundle& b) { b.earlier.erase(b.earlier.begin()); });
    add("earlier_others_missing", [&](bundle& b) { b.earlier.resize(1); });
    add("later_not_needed", [&](bundle& b) { b.later.push_back(b.before.peaks[0]); });
    add("note_size", [&](bundle& b) { b.note[b.note.find('\n') + 1] ^= 1; });
    add("note_root", [&](bundle& b) {
        auto c = read_checkpoint(b.note).value();
        const std::string old = base64(c.root);
        c.root.b[5] ^= 4;
        b.note.replace(b.note.find(old), old.size(), base64(c.root));
    });
    add("note_origin", [&](bundle& b) { b.note[0] ^= 1; });
    add("note_signature", [&](bundle& b) {
        char& c = b.note[b.note.size() - 20];
        c = c == 'A' ? 'B' : 'A';
    });
    add("note_unsigned", [&](bundle& b) { b.note.resize(b.note.find("\n\n") + 2); });
    add("note_by_another", [&](bundle& b) {
        auto c = read_checkpoint(b.note).value();
        b.note = sign_checkpoint(c, synth_key(c.origin, 987654321));
    });
    add("note_with_a_witness",
        [&](bundle& b) { b.note += signature_line("witness.example", byte_vec(72, 7)); });
    add("blob_byte", [&](bundle& b) {
        flip(b.blobs[roll.below(b.blobs.size())], roll);
        sort_blobs(b);
    });
    add("carries_missing", [&](bundle& b) { b.blobs.clear(); });
    add("blobs_unsorted", [&](bundle& b) {
        if (b.blobs.size() > 1) std::swap(b.blobs.front(), b.blobs.back());
    });
    add("payloads_flag", [&](bundle& b) { b.payloads = !b.payloads; });
    return out;
}

std::vector<altered> altered_at_random(const forged_log& honest, dice& roll, unsigned count) {
    std::vector<altered> out;
    event_decoder decoder;
    while (out.size() < count) {
        const std::uint64_t number = honest.opened + roll.below(honest.sealed + 1 - honest.opened);
        auto event = decoder.read(honest.events[number]);
        RF_REQUIRE(event.ok());
        // What stands between and is not the epoch's, rf-replay does not check to the last bit.
        if (!event->isEpochOpened() && !belongs_to_open_epoch(event->which())) continue;
        forged_log lie = honest;
        byte_vec& bytes = lie.events[number];
        for (auto left = 1 + roll.below(3); left > 0; --left) {
            const std::size_t at = roll.below(bytes.size());
            bytes[at] =
                roll.chance(0.5) ? std::uint8_t(roll.next()) : std::uint8_t(bytes[at] ^ 1u << roll.below(8));
        }
        out.push_back({"random_" + std::to_string(number), lie.sign()});
    }
    return out;
}

}  // namespace rf
