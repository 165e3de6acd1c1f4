// prove: the event's leaf, its path to a signed root, and that root's note.
#include <filesystem>
#include <iostream>

#include "events/tlog_proof.hpp"
#include "replay/covering_note.hpp"
#include "replay/disclosure.hpp"
#include "replay/programs/dispute_commands.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

struct proven {
    tlog_proof proof;
    byte_vec bytes;
    std::string kind, key;
    checkpoint head;
    std::optional<fault> withheld;
};

result<covering_note> note_for(const log_reader& log, const prove_arguments& args) {
    if (args.note.empty()) return note_covering(log, args.event);
    auto text = read_small_file(args.note, most_note_bytes);
    if (!text) return text.error();
    auto note = known_note(log, std::move(*text));
    if (!note) return with_place(note.error(), args.note);
    if (note->head.size <= args.event)
        return fault{fault_kind::refused, "the checkpoint is older than the event", args.note,
                     "without --checkpoint the smallest that covers it is taken"};
    return note;
}

result<proven> prove(const log_reader& log, const prove_arguments& args) {
    const std::uint64_t number = args.event;
    auto covering = note_for(log, args);
    if (!covering) return covering.error();
    proven out;
    out.head = covering->head;
    auto bytes = log.read(number);
    if (!bytes) return bytes.error();
    out.bytes = std::move(*bytes);
    event_decoder decoder;
    auto event = decoder.check(out.bytes);
    if (!event) return with_place(event.error(), "event " + std::to_string(number));
    out.kind = kind_name(event->which());
    if (auto shown = disclosures(log).may_be_shown(*event); !shown) {
        // Without a salt the bare leaf could be tried out: not even that is given.
        if (shown.error().kind != fault_kind::refused || event->getSalt().size() == 0) return shown.error();
        out.withheld = shown.error();
    }
    auto path = inclusion_proof(number, out.head.size, log.tree());
    if (!path) return path.error();
    // What the store answered is proved before it is handed to anybody.
    if (auto holds = verify_inclusion(number, leaf_hash(out.bytes), out.head.size, out.head.root, *path); !holds)
        return fault{fault_kind::damaged, "what the log has there is not under its signed root",
                     "event " + std::to_string(number), "rf-log check says where the log is damaged"};
    auto keys = keys_around(log, out.head.size);
    if (!keys) return keys.error();
    auto opened = open_by_any(covering->note, *keys);
    if (!opened) return opened.error();
    out.key = encode_verifier(opened->by);
    out.proof = {{}, number, std::move(*path), std::move(covering->note)};
    return out;
}

void say(const proven& p, const prove_arguments& args) {
    std::cerr << "event " << p.proof.index << ", " << p.kind << ", leaf " << hex(leaf_hash(p.bytes))
              << "\nunder the checkpoint of " << p.head.size << " events, root " << hex(p.head.root)
              << "\nsigned, by the log's own word, by " << printable(p.key) << "\n";
    if (p.withheld)
        std::cerr << "its bytes are withheld: " << printable(p.withheld->what)
                  << "; the leaf hash is all that others may have of it by now\n";
    std::cerr << "check it with: rf-dispute verify " << (args.out.empty() ? "PROOF" : printable(args.out))
              << (p.withheld              ? " --leaf " + hex(leaf_hash(p.bytes))
                  : args.event_out.empty() ? " --event FILE"
                                           : " --event " + printable(args.event_out))
              << " --key KEY\n";
}

bool one_file(const std::string& a, const std::string& b) {
    std::error_code ignored;
    const auto real = [&ignored](const std::string& path) { return std::filesystem::weakly_canonical(path, ignored); };
    return !a.empty() && !b.empty() && real(a) == real(b);
}

}  // namespace

int prove_command(const prove_arguments& args) {
    if (one_file(args.out, args.event_out))
        return dispute_misused({fault_kind::refused, "--out and --event-out name one file", args.out,
                                "the proof would take the event's place: name two"});
    auto log = open_to_read(args.data);
    if (!log) return dispute_failed(log.error());
    auto p = prove(**log, args);
    if (!p) return dispute_failed(p.error());
    if (p->withheld && !args.event_out.empty()) {
        fault f = *p->withheld;
        f.advice += "; without --event-out the proof is given, with the bare leaf hash";
        return dispute_failed(f);
    }
    if (!args.event_out.empty())
        if (auto ok = write_small_file(args.event_out, chars(p->bytes)); !ok) return dispute_failed(ok.error());
    if (auto ok = write_small_file(args.out, write_tlog_proof(p->proof)); !ok) return dispute_failed(ok.error());
    say(*p, args);
    return exit_agrees;
}

}  // namespace rf
