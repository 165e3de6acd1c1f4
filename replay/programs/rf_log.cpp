// rf-log: what can be done to a log while no validator runs on it.
//
//   synth   writes an invented log, for trying things out
//   info    what a data directory holds
//   check   reads every byte and says whether the log is whole
//   show    events as JSON lines
//   prune   forgets the payloads of old epochs
#include <chrono>
#include <cstdio>
#include <iostream>

#include "events/event_json.hpp"
#include "replay/continuation.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/parse_failure.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/prune.hpp"
#include "replay/programs/synth_command.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/whole_number.hpp"

namespace rf {
namespace {

int failed(const fault& f) {
    std::cerr << "rf-log: " << printable(f.text()) << "\n";
    return exit_of(f.kind);
}

int synth(synth_arguments& args) {
    if (auto ok = plan_synth(args); !ok) {
        std::cerr << "rf-log: " << printable(ok.error().text()) << "; see rf-log synth --help\n";
        return exit_usage;
    }
    const auto begun = std::chrono::steady_clock::now();
    auto report = write_synth(args);
    if (!report) return failed(report.error());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    std::printf(
        "wrote %u epochs, %llu events and %llu payloads to %s in %.1f s\n"
        "  %u epochs withheld their weights, %u crashes were lived through\n",
        report->epochs, static_cast<unsigned long long>(report->events),
        static_cast<unsigned long long>(report->blobs), args.out.c_str(), seconds, report->withheld,
        report->crashes);
    return exit_agrees;
}

void print_note(std::string_view note) {
    std::cout << "checkpoint\n";
    while (!note.empty()) {
        const std::string_view line = note.substr(0, note.find('\n'));
        std::cout << printable(line) << "\n";
        note.remove_prefix(std::min(note.size(), line.size() + 1));
    }
}

int info(const std::string& data) {
    auto log = open_to_read(data);
    if (!log) return failed(log.error());
    const head at = (*log)->head();
    std::cout << "events      " << at.size << "\nroot        " << hex(at.root) << "\n";
    if (at.size == 0) return exit_agrees;
    auto p = fold(**log, reading::plain);
    if (!p) return failed(p.error());
    std::cout << "origin      " << printable(p->identity.origin) << "\nkey         "
              << printable(p->identity.verification_key) << "\nnetuid      " << p->identity.netuid
              << "\nmechanism   " << printable(p->mechanism) << "@" << p->mechanism_version << "\nwriter      term "
              << p->term << (p->writing ? ", not stopped\n" : ", stopped\n");
    if (const auto& before = p->identity.predecessor)
        std::cout << "continues   " << printable(before->origin) << " at " << before->at.size << " events\n";
    if (!p->rotations.empty())
        std::cout << "keys        rotated " << p->rotations.size() << " times, last at event "
                  << p->rotations.back().at << "\n";
    if (p->open)
        std::cout << "open epoch  " << p->open->facts.epoch << ", " << p->open->open_tasks()
                  << " tasks open\n";
    if (p->sealed.epoch)
        std::cout << "sealed      " << p->sealed.epoch << " epochs, the last at event " << p->sealed.at
                  << "\n";
    if (p->pruned_through) std::cout << "pruned      payloads of epochs up to " << p->pruned_through << "\n";
    for (const auto& name : p->alarms) std::cout << "alarm       " << printable(name) << "\n";
    if (auto note = (*log)->newest_checkpoint()) print_note(*note);
    return exit_agrees;
}

int check(const std::string& data, const std::string& predecessor) {
    store::verified seen;
    {
        progress_bar bar("checking");
        auto whole = store::verify_all(data, [&bar](std::uint64_t n, std::uint64_t of) { bar(n, of); });
        if (!whole) return failed(whole.error());
        seen = *whole;
    }
    auto log = open_to_read(data);
    if (!log) return failed(log.error());
    if (auto p = fold(**log, reading::checked, {}, trust::nobodys); !p) return failed(p.error());
    std::cout << "whole: " << seen.at.size << " events, " << seen.tiles << " tiles, " << seen.blobs << " payloads, "
              << seen.epochs << " epochs, " << seen.checkpoints << " checkpoints; every law of the log is kept\nroot "
              << hex(seen.at.root) << "\n";
    if (predecessor.empty()) return exit_agrees;
    auto before = open_to_read(predecessor);
    if (!before) return failed(before.error());
    if (auto ok = check_continuation(**log, **before); !ok) return failed(ok.error());
    std::cout << "it goes on from the log in " << printable(predecessor)
              << ": the size, the root and the carry that it names are there\n";
    return exit_agrees;
}

int show(const std::string& data, std::uint64_t from, std::uint64_t count) {
    auto log = open_to_read(data);
    if (!log) return failed(log.error());
    auto cursor = (*log)->scan(from, from + std::min(count, ~std::uint64_t(0) - from), reading::checked);
    if (!cursor) return failed(cursor.error());
    event_decoder decoder;
    while (std::cout) {  // a full disk is said at the end, not after the whole log
        auto more = (*cursor)->next();
        if (!more) return failed(more.error());
        if (!*more) break;
        auto event = decoder.check((*cursor)->bytes());
        if (!event) return failed(with_place(event.error(), "event " + std::to_string((*cursor)->number())));
        std::cout << event_json(*event) << "\n";
    }
    return exit_agrees;
}

int prune(const std::string& data, std::uint32_t through) {
    auto gone = prune_payloads(data, through);
    if (!gone) return failed(gone.error());
    if (gone->count == 0)
        std::cout << "nothing to prune: no payload is left that only epochs up to " << through
                  << " name; nothing was written\n";
    else
        std::cout << "pruned " << gone->count << " payloads (" << gone->bytes << " bytes) of epochs up to " << through
                  << "; the events and their proofs are as they were\n";
    return exit_agrees;
}

void describe_synth(CLI::App& s, synth_arguments& made) {
    constexpr std::uint64_t most32 = UINT32_MAX;
    synth_options& o = made.options;
    s.add_option("--out", made.out, "a new or empty directory")->required();
    s.add_option("--epochs", o.epochs, "how many epochs")->check(whole_number(0, most32))->capture_default_str();
    s.add_option("--seed", o.seed, "what everything follows from")
        ->check(whole_number(0, UINT64_MAX))
        ->capture_default_str();
    s.add_option("--miners", o.miners, "1 to 1024")->check(whole_number(1, most_seats))->capture_default_str();
    s.add_option("--tasks", o.tasks, "an epoch, 1 to 1000; a task is asked of every miner")
        ->check(whole_number(1, most_synth_tasks))
        ->capture_default_str();
    s.add_option("--mechanisms", made.mechanisms, "names, comma-separated, taken in turn; or all")
        ->capture_default_str();
    s.add_option("--epochs-each", o.epochs_each, "epochs before the next mechanism")
        ->check(whole_number(1, most32))
        ->capture_default_str();
    s.add_option("--params", made.params,
                 "TOML file with a mechanism and its parameters; overrides --mechanisms");
    s.add_option("--reply-bytes", o.reply_bytes, "size of a reply's payload; 0 for none; at most 1 MiB")
        ->check(whole_number(0, most_reply_bytes))
        ->capture_default_str();
    s.add_option("--batch", o.batch, "events a group commit")
        ->check(whole_number(1, most_synth_batch))
        ->capture_default_str();
    s.add_option("--origin", made.origin, "the log's name in its checkpoints: no white space and no '+'")
        ->capture_default_str();
    s.add_flag("--tame", made.tame, "no crashes, faults, handovers or reorgs");
}

int run(int argc, char** argv) {
    CLI::App app{"rf-log: invents, describes, checks and prunes logs"};
    app.set_version_flag("--version", "rf-log 0.1.0, log format 1");
    app.require_subcommand(1);
    synth_arguments made;
    auto* s = app.add_subcommand("synth", "write an invented log: the same options give the same events and root");
    describe_synth(*s, made);
    std::string data, predecessor;
    std::uint64_t from = 0, count = 20;
    std::uint32_t through = 0;
    auto* i = app.add_subcommand("info", "what a data directory holds");
    auto* c = app.add_subcommand("check", "read every byte: events, tiles, payloads, index, laws");
    auto* w = app.add_subcommand("show", "events as JSON lines");
    auto* p = app.add_subcommand("prune", "forget the payloads of old epochs; proofs stay whole");
    for (auto* sub : {i, c, w, p}) sub->add_option("--data", data, "data directory")->required();
    c->add_option("--predecessor", predecessor, "the log it goes on from: checked that it does");
    w->add_option("--from", from, "first event")->check(whole_number(0, UINT64_MAX))->capture_default_str();
    w->add_option("--count", count, "how many")->check(whole_number(0, UINT64_MAX))->capture_default_str();
    p->add_option("--through", through, "the last epoch whose payloads go")
        ->required()
        ->check(whole_number(1, UINT32_MAX));
    app.footer(
        "Exit: 0 done, 64 usage; of a data directory: 10 damaged, 11 truncated (acknowledged events are "
        "gone),\n"
        "12 foreign, 13 written by a later format, 14 empty, 15 missing, 16 in use, 17 the system failed, 18 "
        "refused.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return parse_failure(app, e);
    }
    if (s->parsed()) return synth(made);
    if (i->parsed()) return info(data);
    if (c->parsed()) return check(data, predecessor);
    if (w->parsed()) return show(data, from, count);
    return prune(data, through);
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    rf::guard_standard_files();
    return rf::finish_output("rf-log", rf::run(argc, argv), rf::exit_of(rf::fault_kind::unavailable));
}
