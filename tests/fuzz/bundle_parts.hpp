// bundle_parts: bundles whose proofs hold, whatever their leaves say.
#pragma once

#include "events/bundle.hpp"
#include "replay/synth/synth.hpp"

namespace rf {

inline const std::string liar_name = "liar.example/log";
synth_options liar_options(std::uint32_t epochs);  // all five mechanisms, small
inline signing_key liar_key() { return synth_key(liar_name, 1); }

// Leaves and blobs as the sections of a file have them. Before the epoch stands
// a true log_created and then nothing; the note is signed by liar_key().
std::optional<bundle> lying_bundle(std::uint64_t before, std::uint32_t epoch, byte_view leaves, byte_view blobs);

// What fuzz_bundle reads: an honest epoch's, for its seeds.
byte_vec honest_input(const bundle& b);

}  // namespace rf
