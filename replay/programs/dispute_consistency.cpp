// consistency: that an older checkpoint's tree is the beginning of the newest's.
#include <iostream>

#include "events/add_checkpoint.hpp"
#include "replay/covering_note.hpp"
#include "replay/programs/dispute_commands.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

int does_not_hold(const fault& f) {
    std::cerr << "rf-dispute: it does not hold: " << fault_text(f) << "\n";
    return exit_differs;
}

fault two_histories(std::string what) {
    return {fault_kind::invalid, std::move(what), "",
            "both checkpoints are signed: keep the two notes, together they prove it to anybody"};
}

result<std::vector<verifying_key>> read_keys(const std::vector<std::string>& texts) {
    std::vector<verifying_key> out;
    for (const std::string& text : texts) {
        auto key = decode_verifier(text);
        if (!key) return with_place(key.error(), "--key");
        out.push_back(std::move(*key));
    }
    return out;
}

result<std::string> read_old(const consistency_arguments& args) {
    return args.old_note.empty() ? result<std::string>(std::string()) : read_small_file(args.old_note, most_note_bytes);
}

// No note at all is the empty tree: what a witness knows of a log it never saw.
result<opened_note> open_old(const consistency_arguments& args, const std::string& note,
                             const std::vector<verifying_key>& keys) {
    if (args.old_note.empty()) return opened_note{{"", 0, empty_root(), {}}, {}};
    auto opened = open_by_any(note, keys);
    if (!opened) return with_place(opened.error(), args.old_note);
    return opened;
}

void say(std::ostream& to, const opened_note& old, const opened_note& later) {
    to << "it holds: the checkpoint of " << old.head.size << " events is the beginning of the one of "
       << later.head.size << ", in the log " << printable(later.head.origin) << "\n  older  root "
       << hex(old.head.root);
    if (!old.by.name.empty()) to << "\n         signed by " << printable(encode_verifier(old.by));
    to << "\n  later  root " << hex(later.head.root) << "\n         signed by "
       << printable(encode_verifier(later.by)) << "\n";
}

int check_file(const consistency_arguments& args) {
    if (args.keys.empty() || args.old_note.empty())
        return dispute_failed({fault_kind::refused, "without the log, --key and --old are needed", "",
                               "the log's verification key, from somebody other than who gave you the proof"});
    auto keys = read_keys(args.keys);
    if (!keys) return dispute_misused(keys.error());
    auto text = read_small_file(args.proof, most_add_checkpoint_bytes);
    if (!text) return dispute_failed(text.error());
    if (!text->starts_with("old "))
        return dispute_failed({fault_kind::foreign, "it is no consistency proof", args.proof,
                               "rf-dispute consistency writes one; its first line is: old SIZE"});
    auto note = read_old(args);
    if (!note) return dispute_failed(note.error());
    auto old = open_old(args, *note, *keys);
    if (!old) return does_not_hold(old.error());
    auto request = read_add_checkpoint(*text);
    if (!request) return does_not_hold(with_place(request.error(), args.proof));
    auto later = open_by_any(request->note, *keys);
    if (!later) return does_not_hold(with_place(later.error(), args.proof));
    if (later->head.origin != old->head.origin)
        return does_not_hold({fault_kind::foreign, "the two checkpoints are of different logs", args.proof, ""});
    if (request->old_size != old->head.size)
        return does_not_hold({fault_kind::invalid,
                              "the proof is from " + std::to_string(request->old_size) + " events, the checkpoint of " +
                                  std::to_string(old->head.size),
                              args.proof, "ask for a proof from this checkpoint"});
    auto holds = verify_add_checkpoint(*request, old->head.root, later->by);
    if (!holds && old->head.size == later->head.size && old->head.root != later->head.root)
        return does_not_hold(two_histories("the log has signed two roots for " + std::to_string(old->head.size) +
                                           " events"));
    if (!holds) return does_not_hold(with_place(holds.error(), args.proof));
    say(std::cout, *old, *later);
    return exit_agrees;
}

int make_file(const consistency_arguments& args) {
    auto given = read_keys(args.keys);
    if (!given) return dispute_misused(given.error());
    auto log = open_to_read(args.data);
    if (!log) return dispute_failed(log.error());
    auto newest = newest_note(**log);
    if (!newest) return dispute_failed(newest.error());
    auto own = keys_around(**log, newest->head.size);
    if (!own) return dispute_failed(own.error());
    std::vector<verifying_key> keys = given->empty() ? *own : *given;
    auto later = open_by_any(newest->note, keys);
    if (!later) return does_not_hold(with_place(later.error(), "the log's newest checkpoint"));
    auto note = read_old(args);
    if (!note) return dispute_failed(note.error());
    if (given->empty() && !args.old_note.empty()) {
        // The older note may be by a key that has been rotated since.
        if (auto said = read_checkpoint(*note)) {
            auto then = keys_around(**log, said->size);
            if (!then) return dispute_failed(then.error());
            keys.insert(keys.end(), then->begin(), then->end());
        }
    }
    auto old = open_old(args, *note, keys);
    if (!old) return does_not_hold(old.error());
    if (old->head.size > (*log)->head().size)
        return does_not_hold({fault_kind::truncated,
                              "the older checkpoint is of " + std::to_string(old->head.size) +
                                  " events, and the log has only " + std::to_string((*log)->head().size),
                              args.data, "an old copy, or a log that lost its end: keep the checkpoint, it is signed"});
    auto root = root_at(old->head.size, (*log)->tree());
    if (!root) return dispute_failed(root.error());
    if (*root != old->head.root)
        return does_not_hold(two_histories("at " + std::to_string(old->head.size) + " events the log has root " +
                                           hex(*root) + ", and the older checkpoint has " + hex(old->head.root)));
    if (old->head.size > newest->head.size)
        return dispute_failed({fault_kind::refused, "the checkpoint is newer than the newest that the log holds", "",
                               "its root is the log's own at that size; wait for the next seal to prove more"});
    auto path = consistency_proof(old->head.size, newest->head.size, (*log)->tree());
    if (!path) return dispute_failed(path.error());
    const add_checkpoint request{old->head.size, std::move(*path), std::move(newest->note)};
    // What the store answered is proved before it is handed to anybody.
    if (auto holds = verify_add_checkpoint(request, old->head.root, later->by); !holds)
        return dispute_failed({fault_kind::damaged, "the log's tree does not prove its own checkpoints", args.data,
                               "rf-log check says where the log is damaged"});
    if (auto ok = write_small_file(args.out, write_add_checkpoint(request)); !ok) return dispute_failed(ok.error());
    say(std::cerr, *old, *later);
    return exit_agrees;
}

}  // namespace

int consistency_command(const consistency_arguments& args) {
    if (!args.proof.empty()) return check_file(args);
    if (!args.data.empty()) return make_file(args);
    return dispute_failed({fault_kind::refused, "either --data or --proof is needed", "",
                           "--data makes a proof from a log, --proof checks one without it"});
}

}  // namespace rf
