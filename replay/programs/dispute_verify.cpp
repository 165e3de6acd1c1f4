// verify: what a tlog-proof says, with nothing but the proof and keys.
#include <iostream>

#include "events/codec.hpp"
#include "events/tlog_proof.hpp"
#include "replay/programs/cosigned.hpp"
#include "replay/programs/dispute_commands.hpp"
#include "replay/programs/json_out.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

struct verified_proof {
    tlog_proof proof;
    hash32 leaf;
    std::optional<std::size_t> bytes;  // nothing where only the leaf hash was given
    std::string kind;
    std::uint32_t epoch = 0;
    checkpoint head;
    std::vector<cosigned> witnesses;
    std::size_t unchecked = 0;  // signature lines of keys that were not given
};

int does_not_hold(const fault& f) {
    std::cerr << "rf-dispute: it does not hold: " << fault_text(f) << "\n";
    return exit_differs;
}

// The proof is about bytes; that they are the event they are taken for, the
// bytes say themselves.
status read_event(verified_proof& v, const std::string& bytes) {
    event_decoder decoder;
    return guarded([&]() -> status {
        auto event = decoder.check(view(bytes));
        if (!event) return with_place(event.error(), "event file");
        if (event->getSeq() != v.proof.index)
            return fault{fault_kind::invalid,
                         "the event says it is number " + std::to_string(event->getSeq()) +
                             ", the proof is of number " + std::to_string(v.proof.index),
                         "event file", "take proof and event from the same prove"};
        v.bytes = bytes.size();
        v.kind = kind_name(event->which());
        v.epoch = event->getEpoch();
        return done();
    });
}

status check_signatures(verified_proof& v, const verifying_key& key, const std::vector<verifying_key>& witnesses) {
    auto words = cosigned_by(v.proof.note, witnesses, "tlog-proof");
    if (!words) return words.error();
    v.witnesses = std::move(*words);
    const auto parts = split_note(v.proof.note);
    RF_REQUIRE(parts);
    for (const note_signature& s : parts->signatures) {
        const auto is_of = [&](const verifying_key& k, key_use use) {
            const key_id id = id_of(k, use);
            return s.name == k.name && std::equal(id.begin(), id.end(), s.bytes.begin());
        };
        bool known = is_of(key, key_use::notes);
        for (const verifying_key& w : witnesses) known |= is_of(w, key_use::cosignatures);
        if (!known) ++v.unchecked;
    }
    return done();
}

void say(const verified_proof& v, const verify_arguments& args) {
    std::cout << "it holds: event " << v.proof.index << " is in the log " << printable(v.head.origin) << "\n";
    if (v.bytes)
        std::cout << "  event       " << v.proof.index << ", " << v.kind << ", epoch " << v.epoch << ", " << *v.bytes
                  << " bytes\n";
    else
        std::cout << "  event       " << v.proof.index << ", only its leaf hash: its bytes were not given\n";
    std::cout << "  leaf        " << hex(v.leaf) << "\n  checkpoint  " << v.head.size << " events, root "
              << hex(v.head.root) << "\n  signed by   " << printable(args.key) << "\n";
    std::cout << cosigned_text(v.witnesses);
    if (v.unchecked != 0)
        std::cout << "  not checked " << v.unchecked << " signature line" << (v.unchecked == 1 ? "" : "s")
                  << " of keys that were not given\n";
    if (v.witnesses.empty())
        std::cout << "  no witness was asked for: that nobody was shown another log of that name is on trust\n";
}

void say_json(const verified_proof& v, const verify_arguments& args) {
    json_out j;
    j.object().key("holds").value(true).key("origin").value(v.head.origin).key("event").value(v.proof.index);
    j.key("leaf").value(hex(v.leaf)).key("kind").value(v.kind).key("epoch").value(v.epoch);
    j.key("size").value(v.head.size).key("root").value(hex(v.head.root)).key("signed_by").value(args.key);
    cosigned_json(j, v.witnesses);
    j.key("signatures_not_checked").value(std::uint32_t(v.unchecked)).end_object();
    std::cout << j.text() << "\n";
}

result<hash32> leaf_of(const verify_arguments& args, std::string& event) {
    if (!args.leaf.empty()) {
        const auto bytes = from_hex(args.leaf);
        if (!bytes || bytes->size() != 32)
            return fault{fault_kind::invalid, "the leaf hash is not 64 hexadecimal digits", "--leaf", ""};
        return *as_hash(*bytes);
    }
    auto read = read_small_file(args.event, most_event_bytes);
    if (!read) return read.error();
    event = std::move(*read);
    return leaf_hash(view(event));
}

}  // namespace

int verify_command(const verify_arguments& args) {
    auto key = decode_verifier(args.key);
    if (!key) return dispute_misused(with_place(key.error(), "--key"));
    auto witnesses = read_witnesses(args.witnesses);
    if (!witnesses) return dispute_misused(witnesses.error());
    auto text = read_small_file(args.proof, most_tlog_proof_bytes);
    if (!text) return dispute_failed(text.error());
    verified_proof v;
    std::string event;
    auto leaf = leaf_of(args, event);
    if (!leaf) return args.leaf.empty() ? dispute_failed(leaf.error()) : dispute_misused(leaf.error());
    v.leaf = *leaf;

    if (!text->starts_with("c2sp.org/tlog-proof@"))
        return dispute_failed({fault_kind::foreign, "it is no tlog-proof", args.proof,
                               "rf-dispute prove writes one; its first line is c2sp.org/tlog-proof@v1"});
    auto read = read_tlog_proof(*text);
    if (!read) return does_not_hold(read.error());
    v.proof = std::move(*read);
    if (!v.proof.extra.empty())
        return does_not_hold({fault_kind::invalid, "it has an extra line, which nothing authenticates",
                              "tlog-proof, line 2", "prove writes none; without the line the proof may hold"});
    auto head = verify_tlog_proof(v.proof, v.leaf, *key);
    if (!head) return does_not_hold(head.error());
    v.head = std::move(*head);
    if (args.leaf.empty())
        if (auto ok = read_event(v, event); !ok) return does_not_hold(ok.error());
    if (auto ok = check_signatures(v, *key, *witnesses); !ok) return does_not_hold(ok.error());
    if (args.json) say_json(v, args);
    else say(v, args);
    return exit_agrees;
}

}  // namespace rf
