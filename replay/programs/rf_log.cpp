// rf-log: what can be done to a log while no validator runs on it.
//
//   synth   writes an invented log, for trying things out
//   info    what a data directory holds
//   check   reads every byte and says whether the log is whole
//   show    events as JSON lines
//   prune   forgets the payloads of old epochs
#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>

#include "events/event_json.hpp"
#include "events/store/store.hpp"
#include "replay/programs/exit_codes.hpp"
#include "replay/programs/parameter_file.hpp"
#include "replay/programs/terminal.hpp"
#include "replay/synth/synth.hpp"

namespace rf {
namespace {

int failed(const fault& f) {
    std::cerr << "rf-log: " << printable(f.text()) << "\n";
    return exit_of(f.kind);
}

struct synth_arguments {
    std::string out, name = "synthetic.example/log", params, mechanisms = "reasonforge";
    synth_options options;
    bool tame = false;
};

result<std::string> read_file(const std::string& path, std::size_t most) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fault{fault_kind::missing, "the file cannot be opened", path, ""};
    std::string text(most + 1, '\0');
    in.read(text.data(), std::streamsize(text.size()));
    text.resize(std::size_t(in.gcount()));
    if (text.size() > most) return fault{fault_kind::invalid, "the file is too large", path, ""};
    return text;
}

status read_mechanisms(synth_arguments& args) {
    args.options.mechanisms.clear();
    if (args.mechanisms == "all") {
        for (const mechanism* m : catalog()) args.options.mechanisms.emplace_back(m->name);
        return done();
    }
    std::string rest = args.mechanisms;
    for (;;) {
        const auto comma = rest.find(',');
        const std::string name = rest.substr(0, comma);
        if (!find_mechanism(name, 1)) {
            std::string known;
            for (const mechanism* m : catalog()) known += (known.empty() ? "" : ", ") + std::string(m->name);
            return fault{fault_kind::invalid, "there is no mechanism " + name, "--mechanisms",
                         "known: " + known + ", or all"};
        }
        args.options.mechanisms.push_back(name);
        if (comma == std::string::npos) return done();
        rest = rest.substr(comma + 1);
    }
}

int synth(synth_arguments& args) {
    if (auto ok = read_mechanisms(args); !ok) return failed(ok.error());
    if (!args.params.empty()) {
        auto text = read_file(args.params, most_parameter_file_bytes);
        if (!text) return failed(text.error());
        auto file = read_parameters(*text, args.params);
        if (!file) return failed(file.error());
        args.options.mechanisms = {std::string(file->of->name)};
        args.options.chosen = file->chosen;
    }
    args.options.hostile = !args.tame;
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(args.out).parent_path(), ignored);
    auto log = store::create(args.out, args.name);
    if (!log) return failed(log.error());
    synth_report report;
    const auto begun = std::chrono::steady_clock::now();
    {
        progress_bar bar("writing epochs");
        auto made = synthesise(**log, args.name, args.options,
                               [&bar](std::uint32_t n, std::uint32_t of) { bar(n, of); });
        if (!made) return failed(made.error());
        report = *made;
    }
    if (auto ok = (*log)->settle(); !ok) return failed(ok.error());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    std::printf(
        "wrote %u epochs, %llu events and %llu payloads to %s in %.1f s\n"
        "  %u epochs withheld their weights, %u crashes were lived through\n",
        report.epochs, static_cast<unsigned long long>(report.events),
        static_cast<unsigned long long>(report.blobs), args.out.c_str(), seconds, report.withheld,
        report.crashes);
    return exit_agrees;
}

int info(const std::string& data) {
    auto log = store::open_read_only(data);
    if (!log) return failed(log.error());
    const head at = (*log)->head();
    std::cout << "events      " << at.size << "\nroot        " << hex(at.root) << "\n";
    if (at.size == 0) return exit_agrees;
    auto p = fold(**log, reading::plain);
    if (!p) return failed(p.error());
    std::cout << "origin      " << printable(p->identity.origin) << "\nkey         "
              << printable(p->identity.verification_key) << "\nnetuid      " << p->identity.netuid
              << "\nmechanism   " << p->mechanism << "@" << p->mechanism_version << "\nwriter      term "
              << p->term << (p->writing ? ", not stopped\n" : ", stopped\n");
    if (p->open)
        std::cout << "open epoch  " << p->open->facts.epoch << ", " << p->open->open_tasks()
                  << " tasks open\n";
    if (p->sealed.epoch)
        std::cout << "sealed      " << p->sealed.epoch << " epochs, the last at event " << p->sealed.at
                  << "\n";
    if (p->pruned_through) std::cout << "pruned      payloads of epochs up to " << p->pruned_through << "\n";
    for (const auto& name : p->alarms) std::cout << "alarm       " << printable(name) << "\n";
    if (auto note = (*log)->newest_checkpoint()) std::cout << "checkpoint\n" << *note;
    return exit_agrees;
}

int check(const std::string& data) {
    store::verified seen;
    {
        progress_bar bar("checking");
        auto whole = store::verify_all(data, [&bar](std::uint64_t n, std::uint64_t of) { bar(n, of); });
        if (!whole) return failed(whole.error());
        seen = *whole;
    }
    auto log = store::open_read_only(data);
    if (!log) return failed(log.error());
    if (auto p = fold(**log, reading::checked); !p) return failed(p.error());
    std::cout << "whole: " << seen.at.size << " events, " << seen.tiles << " tiles, " << seen.blobs << " payloads, "
              << seen.epochs << " epochs, " << seen.checkpoints << " checkpoints; every law of the log is kept\nroot "
              << hex(seen.at.root) << "\n";
    return exit_agrees;
}

int show(const std::string& data, std::uint64_t from, std::uint64_t count) {
    auto log = store::open_read_only(data);
    if (!log) return failed(log.error());
    auto cursor = (*log)->scan(from, from + std::min(count, ~std::uint64_t(0) - from), reading::checked);
    if (!cursor) return failed(cursor.error());
    event_decoder decoder;
    for (;;) {
        auto more = (*cursor)->next();
        if (!more) return failed(more.error());
        if (!*more) return exit_agrees;
        auto event = decoder.check((*cursor)->bytes());
        if (!event) return failed(with_place(event.error(), "event " + std::to_string((*cursor)->number())));
        std::cout << event_json(*event) << "\n";
    }
}

// Names that only epochs up to `through` use; the events stay as they are.
// Carries are never pruned: no event of a task names them.
result<std::pair<std::vector<hash32>, std::uint64_t>> payloads_through(const log_reader& log, std::uint32_t through) {
    std::set<hash32> old, kept;
    auto cursor = log.scan(0, log.head().size, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    std::uint64_t bytes = 0;
    for (;;) {
        auto more = (*cursor)->next();
        if (!more) return more.error();
        if (!*more) break;
        auto event = decoder.check((*cursor)->bytes());
        if (!event) return event.error();
        auto note = [&](schema::BlobRef::Reader ref) {
            if (auto name = as_hash(bytes_of(ref.getSha256()))) {
                const bool fresh = (event->getEpoch() <= through ? old : kept).insert(*name).second;
                if (fresh && event->getEpoch() <= through) bytes += ref.getLength();
            }
        };
        if (event->isReplyRecorded()) note(event->getReplyRecorded().getBody());
        if (event->isTaskOpened()) {
            note(event->getTaskOpened().getPrompt());
            note(event->getTaskOpened().getTruth());
        }
    }
    std::vector<hash32> names;
    for (const hash32& name : old)
        if (!kept.contains(name)) names.push_back(name);
    return std::pair{std::move(names), bytes};
}

int prune(const std::string& data, std::uint32_t through) {
    auto opened = store::open(data);
    if (!opened) return failed(opened.error());
    log_writer& log = *opened->log;
    auto p = fold(log, reading::checked);
    if (!p) return failed(p.error());
    if (through > p->sealed.epoch)
        return failed({fault_kind::refused, "epoch " + std::to_string(through) + " is not sealed", "--through", ""});
    auto names = payloads_through(log, through);
    if (!names) return failed(names.error());
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    // Recorded first: a crash between the two leaves payloads that an event
    // calls pruned, never payloads that are gone without a word.
    std::vector<event_draft> facts;
    if (opened->repaired) {
        auto r = facts.emplace_back().event().initLogRepaired();
        r.initAcknowledged().setSize(opened->repaired->acknowledged.size);
        r.getAcknowledged().setRoot(data_of(opened->repaired->acknowledged.root));
        r.initFound().setSize(opened->repaired->found.size);
        r.getFound().setRoot(data_of(opened->repaired->found.root));
        r.setWhat(opened->repaired->what);
    }
    auto started = facts.emplace_back().event().initWriterStarted();
    started.setProgram("rf-log prune");
    started.setVersion("0.1.0");
    started.setFoldVersion(fold_version);
    auto pruned = facts.emplace_back().event().initBlobsPruned();
    pruned.setThroughEpoch(std::max(through, p->pruned_through));
    pruned.setCount(names->first.size());
    pruned.setBytes(names->second);
    facts.emplace_back().event().initWriterStopped().setReason("pruned");
    for (event_draft& fact : facts) {
        command c{record{std::move(fact), {}}};
        auto decided = decide(*p, stamp{now.count()}, c);
        if (!decided) return failed(decided.error());
        event_decoder decoder;
        auto event = decoder.check(decided->events[0]);
        if (!event) return failed(event.error());
        const appended one[] = {mark_of(decided->events[0], *event)};
        if (auto head = log.append(one, {}); !head) return failed(head.error());
        if (auto ok = apply(*p, *event, blobs_of(log)); !ok) return failed(ok.error());
    }
    auto gone = log.prune(names->first);
    if (!gone) return failed(gone.error());
    std::cout << "pruned " << *gone << " payloads of epochs up to " << through
              << "; the events and their proofs are as they were\n";
    return exit_agrees;
}

int run(int argc, char** argv) {
    CLI::App app{"rf-log: invents, describes, checks and prunes logs"};
    app.set_version_flag("--version", "rf-log 0.1.0, log format 0 (draft)");
    app.require_subcommand(1);
    synth_arguments made;
    auto* s = app.add_subcommand("synth", "write an invented log: the same options give the same bytes");
    s->add_option("--out", made.out, "a new or empty directory")->required();
    s->add_option("--epochs", made.options.epochs, "how many epochs")->capture_default_str();
    s->add_option("--seed", made.options.seed, "what everything follows from")->capture_default_str();
    s->add_option("--miners", made.options.miners, "1 to 1024")->capture_default_str();
    s->add_option("--tasks", made.options.tasks, "a task is asked of every miner")->capture_default_str();
    s->add_option("--mechanisms", made.mechanisms, "names, comma-separated, taken in turn; or all")
        ->capture_default_str();
    s->add_option("--epochs-each", made.options.epochs_each, "epochs before the next mechanism")->capture_default_str();
    s->add_option("--params", made.params, "TOML file with a mechanism and its parameters");
    s->add_option("--reply-bytes", made.options.reply_bytes, "size of a reply's payload; 0 for none")
        ->capture_default_str();
    s->add_option("--batch", made.options.batch, "events a group commit")->capture_default_str();
    s->add_option("--origin", made.name, "the log's name in its checkpoints")->capture_default_str();
    s->add_flag("--tame", made.tame, "no crashes, faults, handovers or reorgs");
    std::string data;
    std::uint64_t from = 0, count = 20;
    std::uint32_t through = 0;
    auto* i = app.add_subcommand("info", "what a data directory holds");
    auto* c = app.add_subcommand("check", "read every byte: events, tiles, payloads, index, laws");
    auto* w = app.add_subcommand("show", "events as JSON lines");
    auto* p = app.add_subcommand("prune", "forget the payloads of old epochs; proofs stay whole");
    for (auto* sub : {i, c, w, p}) sub->add_option("--data", data, "data directory")->required();
    w->add_option("--from", from, "first event")->capture_default_str();
    w->add_option("--count", count, "how many")->capture_default_str();
    p->add_option("--through", through, "the last epoch whose payloads go")->required()->check(CLI::PositiveNumber);
    app.footer(
        "Exit: 0 done, 64 usage; of a data directory: 10 damaged, 11 truncated (acknowledged events are "
        "gone),\n"
        "12 foreign, 13 written by a later format, 14 empty, 15 missing, 16 in use, 17 the system failed, 18 "
        "refused.");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : exit_usage;
    }
    if (s->parsed()) return synth(made);
    if (i->parsed()) return info(data);
    if (c->parsed()) return check(data);
    if (w->parsed()) return show(data, from, count);
    return prune(data, through);
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) { return rf::run(argc, argv); }
