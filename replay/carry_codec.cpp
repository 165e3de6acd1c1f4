#include "replay/carry_codec.hpp"

#include <capnp/serialize.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "events/codec.hpp"
#include "schemas/carry.capnp.h"

namespace rf {
namespace {

constexpr std::size_t most_carry_bytes = 4 * 1024 * 1024;
constexpr std::size_t most_history = 1024;

fault bad(std::string why) { return {fault_kind::invalid, std::move(why), "carry", ""}; }

result<carry_entry> read_entry(schema::CarryEntry::Reader from) {
    carry_entry e;
    const auto who = as_account(bytes_of(from.getAccount()));
    if (!who) return bad("an entry's account is not an account");
    e.who = *who;
    e.streak = from.getStreak();
    e.score = from.getScore();
    e.tier3 = from.getTier3();
    e.tier3_epoch = from.getTier3Epoch();
    if (from.getHistory().size() > most_history) return bad("an entry's history is too long");
    for (double h : from.getHistory()) e.history.push_back(h);
    const bool finite = std::isfinite(e.score) && std::isfinite(e.tier3) &&
                        std::all_of(e.history.begin(), e.history.end(), [](double h) { return std::isfinite(h); });
    if (!finite) return bad("a number is not finite");
    if (is_zero(e)) return bad("an entry that is all zero must be left out");
    return e;
}

}  // namespace

bool is_zero(const carry_entry& e) {
    return e.streak == 0 && e.score == 0 && e.history.empty() && e.tier3 == 0 && e.tier3_epoch == 0;
}

byte_vec encode_carry(std::string_view mechanism, std::uint16_t version, const carry& c) {
    capnp::MallocMessageBuilder message;
    auto root = message.initRoot<schema::Carry>();
    root.setMechanism(std::string(mechanism));
    root.setVersion(version);
    std::vector<const carry_entry*> kept;
    for (const auto& e : c.entries)
        if (!is_zero(e)) kept.push_back(&e);
    RF_REQUIRE(std::is_sorted(kept.begin(), kept.end(), [](auto* a, auto* b) { return a->who < b->who; }));
    auto entries = root.initEntries(unsigned(kept.size()));
    for (unsigned i = 0; i < kept.size(); ++i) {
        const auto who = kept[i]->who.encoded();
        entries[i].setAccount(data_of(who));
        entries[i].setStreak(kept[i]->streak);
        entries[i].setScore(kept[i]->score);
        entries[i].setTier3(kept[i]->tier3);
        entries[i].setTier3Epoch(kept[i]->tier3_epoch);
        if (kept[i]->history.empty()) continue;
        auto history = entries[i].initHistory(unsigned(kept[i]->history.size()));
        for (unsigned k = 0; k < kept[i]->history.size(); ++k) history.set(k, kept[i]->history[k]);
    }
    auto words = capnp::canonicalize(root.asReader());
    auto bytes = words.asBytes();
    return {bytes.begin(), bytes.end()};
}

result<named_carry> decode_carry(byte_view bytes) {
    if (bytes.empty() || bytes.size() % 8 != 0 || bytes.size() > most_carry_bytes)
        return bad("a carry has 8 bytes to 4 MiB, a multiple of 8; this has " + std::to_string(bytes.size()));
    auto words = kj::heapArray<capnp::word>(bytes.size() / sizeof(capnp::word));
    std::memcpy(words.begin(), bytes.data(), bytes.size());
    named_carry out;
    auto read = guarded([&]() -> status {
        kj::ArrayPtr<const capnp::word> segment = words;
        capnp::ReaderOptions options;
        options.traversalLimitInWords = 4 * words.size() + 64;
        capnp::SegmentArrayMessageReader message(kj::arrayPtr(&segment, 1), options);
        auto root = message.getRoot<schema::Carry>();
        out.mechanism = text_of(root.getMechanism());
        out.version = root.getVersion();
        if (root.getEntries().size() > 65536) return bad("more than 65536 entries");
        for (auto from : root.getEntries()) {
            auto e = read_entry(from);
            if (!e) return e.error();
            if (!out.value.entries.empty() && !(out.value.entries.back().who < e->who))
                return bad("entries are not sorted by account");
            out.value.entries.push_back(std::move(*e));
        }
        return done();
    });
    if (!read) return read.error();
    // One carry has one set of bytes: what would be written differently was not written by us.
    if (const byte_vec again = encode_carry(out.mechanism, out.version, out.value);
        !std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()))
        return bad("not in canonical form");
    return out;
}

}  // namespace rf
