#include "replay/programs/audit_command.hpp"

#include <iostream>

#include "replay/audit.hpp"
#include "replay/programs/cosigned.hpp"
#include "replay/programs/deep_out.hpp"
#include "replay/programs/json_out.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/reported_out.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

std::string verified(std::uint64_t pruned, const audit_arguments& args) {
    if (args.no_payloads) return "verified, payloads not read";
    const std::string_view absent = args.bundle.empty() ? " payloads pruned" : " payloads not in the bundle";
    return pruned ? "verified, " + std::to_string(pruned) + std::string(absent) : "verified";
}

std::string verdict(const epoch_audit& a, const audit_arguments& args) {
    return a.agrees() ? verified(a.pruned, args) : "DIFFERS";
}

void print_json(const epoch_audit& a, const audit_arguments& args, const std::vector<cosigned>& witnesses = {}) {
    json_out j;
    j.object().key("epoch").value(a.epoch).key("mechanism").value(a.mechanism);
    j.key("agrees").value(a.agrees()).key("verdict").value(verdict(a, args));
    j.key("opened").value(a.opened).key("sealed").value(a.sealed).key("events").value(a.events);
    j.key("seats").value(a.seats).key("tasks").value(a.tasks).key("replies").value(a.replies);
    j.key("weights").value(a.weights).key("withheld").value(a.withheld);
    j.key("score_digest")
        .value(hex(a.digest))
        .key("carry_in")
        .value(hex(a.carry_in))
        .key("carry_out")
        .value(hex(a.carry_out));
    j.key("events_withheld").value(a.hidden).key("note_size").value(a.note_size);
    j.key("tasks_drawn_again").value(a.drawn).key("contents_made_again").value(a.contents);
    j.key("payloads_read").value(!args.no_payloads);
    j.key("payloads").value(a.payloads).key("payloads_pruned").value(a.pruned);
    j.key("signed_checkpoint").value(a.checkpoint).key("key_on_record").value(a.key_on_record);
    j.key("committed_roots").value(a.roots);
    j.key("key").value(a.key).key("secret_committed").value(a.committed).key("carry_follows").value(a.carry_follows);
    if (!witnesses.empty()) cosigned_json(j, witnesses);
    if (a.first) {
        j.key("first_difference").object().key("event").value(a.first->event).key("uid");
        if (a.first->uid) j.value(std::uint32_t(*a.first->uid));
        else j.null();
        j.key("field").value(a.first->field).key("recorded").value(a.first->recorded);
        j.key("computed").value(a.first->computed).end_object();
    }
    j.end_object();
    std::cout << j.text() << "\n";
}

void print_line(const epoch_audit& a, const audit_arguments& args) {
    std::cout << "epoch " << a.epoch << "  " << a.mechanism << "  " << a.events << " events  ";
    if (a.withheld.empty()) std::cout << a.weights << " weights";
    else std::cout << "withheld";
    std::cout << "  digest " << hex(a.digest).substr(0, 16) << "  " << verdict(a, args);
    if (a.hidden) std::cout << ", " << a.hidden << " events withheld";
    if (a.drawn < a.tasks) std::cout << ", " << a.drawn << " of " << a.tasks << " tasks drawn again";
    std::cout << "\n";
}

void print_difference(const epoch_audit& a) {
    std::cout << "epoch " << a.epoch << ": DIFFERS at event " << a.first->event;
    if (a.first->uid) std::cout << ", uid " << *a.first->uid;
    std::cout << ", " << a.first->field << "\n  recorded " << printable(a.first->recorded) << "\n  computed "
              << printable(a.first->computed) << "\n";
}

std::string note_words(const epoch_audit& a) {
    if (a.note_size == a.sealed + 1) return "signed note at the seal holds";
    return "a later signed note, of " + std::to_string(a.note_size) + " events, covers the seal and holds";
}

// What no arithmetic here shows; docs/trust.md says what would.
void print_taken_on_record(const epoch_audit& a, const audit_arguments& args) {
    std::cout << "Taken on record: the carry-in (" << hex(a.carry_in).substr(0, 16)
              << (a.carry_follows ? "; the seal before it has it as its carry-out)\n"
                                  : "; --epochs or --from-genesis prove it)\n");
    const auto also = [](bool is_so, const std::string& line) {
        if (is_so) std::cout << "- " << line << "\n";
    };
    also(a.hidden > 0, std::to_string(a.hidden) + " withheld events: that none is the epoch's own is the seal's word");
    also(args.key.empty(), "that the key above is the validator's (--key checks one that you have from it)");
    also(a.key_on_record, "that the log's first key vouched for the one that signed (--from-genesis proves it)");
    also(true, "who had a seat, the parameters, the number of tasks and the block's hash, as the opening pins them");
    also(true, a.committed ? "how old the commitment to the secret is (a checkpoint witnessed at an earlier seal tells)"
                           : "that the secret of its tasks was committed to before its block");
    also(a.drawn < a.tasks, std::to_string(a.tasks - a.drawn) + " tasks not as drawn: what and whom they asked");
    also(a.contents < a.tasks, "what is asked and true in " + std::to_string(a.tasks - a.contents) +
                                   " tasks that no generator known here made");
    also(true, "what the edges observed: outcomes, latencies, and which tasks were unsolved before");
    also(!args.deep, "what verifiers found (--deep makes it again, as far as it can be)");
}

void print_whole(const epoch_audit& a, const audit_arguments& args, const std::vector<cosigned>& witnesses) {
    std::cout << "epoch " << a.epoch << ", " << a.mechanism << ", events " << a.opened << " to " << a.sealed << "\n"
              << "  rebuilt     " << a.events << " events: " << a.tasks << " tasks, " << a.replies << " replies of "
              << a.seats << " miners\n"
              << "  scores      " << a.seats << " compared in all 64 bits\n";
    if (a.withheld.empty()) std::cout << "  weights     " << a.weights << " compared (u16)\n";
    else std::cout << "  weights     withheld: " << printable(a.withheld) << "\n";
    std::cout << "  digest      " << hex(a.digest) << "\n"
              << "  carry-out   " << hex(a.carry_out) << "\n";
    std::cout << "  tasks       " << a.drawn;
    if (a.drawn < a.tasks) std::cout << " of " << a.tasks << " tasks";
    std::cout << " drawn again from the revealed secret\n"
              << "  contents    " << a.contents << " of " << a.drawn << " made again: prompt and truth, to the byte\n";
    if (a.hidden) std::cout << "  withheld    " << a.hidden << " events, by their leaf hashes alone\n";
    if (args.no_payloads) std::cout << "  payloads    not read (--no-payloads)\n";
    else std::cout << "  payloads    " << a.payloads - a.pruned << " of " << a.payloads << " read and checked\n";
    std::cout << "  checkpoint  "
              << (a.checkpoint ? note_words(a) : "none was cut at this seal") << "\n";
    if (a.checkpoint) std::cout << "  signed by   " << printable(a.key) << "\n";
    std::cout << cosigned_text(witnesses);
    if (a.roots != 0) std::cout << "  roots       " << a.roots << " committed to the chain, compared with the tree\n";
    if (!a.agrees()) return print_difference(a);
    std::cout
        << "  " << verdict(a, args) << ": every bit agrees\n\n"
        << "This proves that the scores, weights, digest and carry-out follow from the carry-in and from\n"
        << "these events" << (a.checkpoint ? ", which are those under the signed root.\n" : ".\n");
    print_taken_on_record(a, args);
}

int unread(const fault& f, const audit_arguments& args) {
    if (args.json) {
        json_out j;
        j.object().key("error").value(f.what).key("where").value(f.where).key("advice").value(f.advice).end_object();
        std::cout << j.text() << "\n";
    }
    std::cerr << "rf-replay: " << fault_text(f) << "\n";
    return exit_unread;
}

// What an audit of many epochs found, once it is through.
struct tally {
    std::uint32_t first = 0, last = 0;
    std::uint64_t audited = 0, pruned = 0, signed_seals = 0, tasks = 0, drawn = 0, contents = 0;
    bool differs = false;

    void add(const epoch_audit& a) {
        if (!audited) first = a.epoch;
        last = a.epoch;
        ++audited;
        pruned += a.pruned;
        signed_seals += a.checkpoint;
        tasks += a.tasks;
        drawn += a.drawn;
        contents += a.contents;
        differs |= !a.agrees();
    }
};

void print_summary(const tally& t, const audit_arguments& args, std::uint64_t events) {
    std::cout << "epochs " << t.first << " to " << t.last << " " << verified(t.pruned, args)
              << ": every bit agrees, and every carry-in is the carry-out before it\n";
    if (t.signed_seals < t.audited)
        std::cout << t.signed_seals << " of " << t.audited << " seals under a signed note\n";
    if (t.drawn < t.tasks) std::cout << t.drawn << " of " << t.tasks << " tasks drawn again\n";
    std::cout << t.contents << " of " << t.drawn << " drawn tasks' contents made again";
    std::cout << (t.contents < t.drawn ? "; the others' are taken on record\n" : "\n");
    if (args.from_genesis)
        std::cout << "from genesis: all " << events
                  << " events obey the laws of the log; nothing of the chain of carries is taken on record\n";
    else std::cout << "taken on record: the carry-in of epoch " << t.first << "\n";
}

// The epochs asked for; nothing where all are asked for and none is sealed.
result<std::optional<epoch_range>> epochs_of(const log_reader& log, const audit_arguments& args) {
    if (!args.all) return parse_range(args.epochs);
    auto newest = log.last_epoch();
    if (!newest) return newest.error();
    if (!*newest) return std::optional<epoch_range>();
    const std::uint32_t last = (*newest)->sealed ? (*newest)->epoch : (*newest)->epoch - 1;
    return last == 0 ? std::optional<epoch_range>() : std::optional(epoch_range{1, last});
}

// Exit codes: what could not be read outweighs a difference.
int worse(int a, int b) {
    if (a == exit_unread || b == exit_unread) return exit_unread;
    return a == exit_differs || b == exit_differs ? exit_differs : exit_agrees;
}

int audit_verdicts(deep_auditor& deep, std::uint32_t epoch, const audit_arguments& args, bool one_of_many) {
    progress_bar bar("verifying", !args.quiet && !args.json && !one_of_many);
    auto r = deep.audit(epoch, [&bar](std::uint64_t done, std::uint64_t of) { bar(done, of); });
    if (!r) return unread(r.error(), args);
    if (!args.quiet || !r->agrees())
        std::cout << (args.json ? deep_json(*r) + "\n" : one_of_many || args.quiet ? deep_line(*r) : deep_text(*r));
    return r->agrees() ? exit_agrees : exit_differs;
}

int audit_many(const log_reader& log, const audit_arguments& args, const audit_options& options) {
    tally seen;
    deep_auditor deep(log);
    int of_verdicts = exit_agrees;
    auto each = [&](const epoch_audit& a) {
        seen.add(a);
        if (args.json && !(args.quiet && a.agrees())) print_json(a, args);
        if (!args.json && !args.quiet) print_line(a, args);
        if (!args.json && !a.agrees()) print_difference(a);
        if (args.deep && of_verdicts != exit_unread)
            of_verdicts = worse(of_verdicts, audit_verdicts(deep, a.epoch, args, true));
    };
    status ran = done();
    if (args.from_genesis) {
        ran = audit_from_genesis(log, options, each);
    } else {
        auto range = epochs_of(log, args);
        if (!range) return unread(range.error(), args);
        if (*range) ran = audit_chain(log, (*range)->first, (*range)->last, options, each);
    }
    if (!ran) return unread(ran.error(), args);
    if (of_verdicts == exit_unread) return exit_unread;
    if (seen.differs || of_verdicts == exit_differs) return exit_differs;
    if (!seen.audited) return unread({fault_kind::missing, "no epoch is sealed in this log yet", args.data, ""}, args);
    if (!args.json && !args.quiet) print_summary(seen, args, log.head().size);
    return exit_agrees;
}

}  // namespace

int audit_command(const audit_arguments& args) {
    audit_options options;
    options.payloads = !args.no_payloads;
    if (!args.key.empty()) {
        auto key = decode_verifier(args.key);
        if (!key) {
            std::cerr << "rf-replay: --key: " << fault_text(key.error()) << "\n";
            return exit_usage;
        }
        options.key = *key;
    }
    const auto keys = read_witnesses(args.witnesses);
    if (!keys) {
        std::cerr << "rf-replay: " << printable(keys.error().text()) << "\n";
        return exit_usage;
    }
    std::vector<cosigned> witnesses;
    const bool bundled = !args.bundle.empty();
    options.absent_payloads = bundled;
    std::unique_ptr<log_reader> log;
    result<epoch_audit> a = fault{};
    progress_bar bar("auditing", !args.quiet && !args.json);
    options.report = [&bar](std::uint64_t done, std::uint64_t of) { bar(done, of); };
    if (bundled) {
        auto opened = open_bundle_at(args.bundle);
        if (!opened) return unread(opened.error(), args);
        auto words = cosigned_by((*opened)->content().note, *keys, "the bundle's note");
        if (!words) return unread(words.error(), args);
        witnesses = std::move(*words);
        a = audit_bundle(**opened, options);
        log = std::move(*opened);
    } else {
        auto opened = open_to_read(args.data);
        if (!opened) return unread(opened.error(), args);
        log = std::move(*opened);
        if (args.epoch == 0) return audit_many(*log, args, options);
        a = audit_epoch(*log, args.epoch, options);
    }
    if (!a) return unread(a.error(), args);
    const bool silent = args.quiet && a->agrees();
    if (args.json && !silent) print_json(*a, args, witnesses);
    else if (!args.quiet) print_whole(*a, args, witnesses);
    else if (!silent) print_difference(*a);
    if (args.reported && a->agrees()) {
        auto r = report_epoch(*log, a->epoch);
        if (!r) return unread(r.error(), args);
        std::cout << (args.json ? reported_json(*r) + "\n" : reported_text(*r));
    }
    int code = a->agrees() ? exit_agrees : exit_differs;
    if (args.deep) {
        deep_auditor deep(*log);
        code = worse(code, audit_verdicts(deep, a->epoch, args, false));
    }
    return code;
}

}  // namespace rf
