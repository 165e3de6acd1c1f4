// bundle: one sealed epoch with its proofs, in one file, for somebody who has
// not the log.
//
//     frontier before | leaves from epoch_opened to epoch_sealed | signed note
//
// The frontier and the leaves give the root that the note has signed, so no
// event can be missing, added, moved or altered. A leaf is an event's bytes, or
// its bare hash where its disclosure withholds it. Earlier events that the
// epoch stands on come with an inclusion proof each. docs/bundle.md draws the
// bytes and says what they are bounded by.
#pragma once

#include "events/log.hpp"

namespace rf {

constexpr std::uint64_t most_bundle_file_bytes = std::uint64_t(1) << 30;   // as stored
constexpr std::uint64_t most_bundle_bytes = std::uint64_t(1) << 30;        // unpacked, all together
constexpr std::uint64_t most_bundle_growth = 64;                          // unpacked for each stored byte
constexpr std::size_t most_bundle_leaves = 4u << 20;
constexpr std::size_t most_bundle_earlier = 4096;

struct bundle_leaf {
    byte_vec bytes;                   // empty where withheld
    std::optional<hash32> withheld;   // its leaf hash
    friend bool operator==(const bundle_leaf&, const bundle_leaf&) = default;
};
struct bundled_event {                // before the epoch
    std::uint64_t number = 0;
    byte_vec bytes;
    proof path;                       // to the root at the seal
    friend bool operator==(const bundled_event&, const bundled_event&) = default;
};

struct bundle {
    std::uint32_t epoch = 0;
    frontier before;                  // before.size is the number of epoch_opened
    std::vector<bundle_leaf> leaves;  // through epoch_sealed
    std::vector<bundled_event> earlier;  // by ascending number
    std::string note;                 // the signed checkpoint cut at the seal, or a later one
    proof later;                      // from the seal's size to the note's; empty where that is the same
    bool payloads = false;            // whether they were to be in it
    std::vector<byte_vec> blobs;      // by ascending name: carry-in and carry-out, then payloads where wanted
    friend bool operator==(const bundle&, const bundle&) = default;
    [[nodiscard]] std::uint64_t end() const { return before.size + leaves.size(); }
};

byte_vec write_bundle(const bundle& b);
// Every byte of a file counts: an altered one is refused with its place.
result<bundle> read_bundle(byte_view file);

// The same as JSON for other languages: events and blobs as base64 of the very
// bytes, hashes as base64 too, numbers of 64 bits as strings.
std::string bundle_json(const bundle& b);

// The bundle as a log that has one epoch: whoever reads a log can read it.
class bundle_reader : public log_reader {
  public:
    [[nodiscard]] virtual const bundle& content() const = 0;
};
// Refuses unless frontier and leaves give the root that the note names, and
// every earlier event is proved to stand under it. The note's signature is the
// auditor's matter (replay/audit.hpp), who knows the key.
result<std::unique_ptr<bundle_reader>> open_bundle(bundle b);

}  // namespace rf
