// forged: an epoch of an invented log, changed and signed anew, as a lying validator could.
#pragma once

#include <functional>

#include "events/bundle.hpp"
#include "events/memory_log.hpp"
#include "replay/synth/synth.hpp"

namespace rf {

class forged_log {
  public:
    forged_log(const memory_log& log, const signing_key& key, std::uint32_t epoch, bool payloads);

    std::uint64_t opened = 0, sealed = 0;  // the numbers of the epoch's first event and of its last
    std::vector<byte_vec> events;          // of the whole log from 0; changed at will
    std::vector<byte_vec> more_blobs;      // to be added
    bundle honest;                         // as it was exported
    signing_key key;

    // The first event of a kind within the epoch that `fits`; nothing where none is.
    [[nodiscard]] std::optional<std::uint64_t> find(
        event_kind kind,
        const std::function<bool(event_reader)>& fits = [](event_reader) { return true; }) const;
    // Written again in canonical form, whether or not that breaks a rule.
    void change(std::uint64_t number, const std::function<void(schema::Event::Builder)>& how);
    // With tree, proofs and note as these events give them; the note is of `size`
    // events, at or after the seal.
    [[nodiscard]] bundle sign(std::uint64_t size, const signing_key& by) const;
    [[nodiscard]] bundle sign() const { return sign(sealed + 1, key); }
};

void sort_blobs(bundle& b);  // by name, each once

}  // namespace rf
