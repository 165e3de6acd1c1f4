// rf-replay: rebuilds what a log recorded, and says whether every bit agrees.
//
// It only reads: it links no network, no wallet and no actor, and opens the
// log without a lock, also while a validator writes.
#include <CLI/CLI.hpp>
#include <iostream>

#include "replay/programs/audit_command.hpp"
#include "replay/programs/check_vectors.hpp"
#include "replay/programs/corpus_command.hpp"
#include "replay/programs/export_command.hpp"
#include "replay/programs/what_if_command.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/parse_failure.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/whole_number.hpp"

namespace rf {
namespace {

CLI::App* describe_export(CLI::App& app, export_arguments& a) {
    auto* c = app.add_subcommand("export", "write an epoch as one file that anybody can check without the log");
    auto* data = c->add_option("--data", a.data, "data directory of a log");
    auto* bundled = c->add_option("--bundle", a.bundle, "a bundle instead, to be written in the JSON form");
    auto* epoch = c->add_option("--epoch", a.epoch, "which; default: the last one sealed")
                      ->check(whole_number(1, UINT32_MAX));
    auto* none = c->add_flag("--no-payloads", a.no_payloads, "leave out prompts, replies and truths");
    c->add_flag("--json", a.json, "the JSON form, for verifiers in other languages (docs/bundle.md)");
    c->add_option("-o,--out", a.out, "file to write; default: standard output");
    c->add_flag("--quiet", a.quiet, "only errors");
    for (auto* of_a_log : {data, epoch, none}) bundled->excludes(of_a_log);
    c->callback([&a] {
        if (a.data.empty() && a.bundle.empty()) throw CLI::RequiredError("--data or --bundle");
    });
    return c;
}

// Old facts under other rules: these options turn an audit into that question.
void describe_what_if(CLI::App& app, what_if_arguments& a) {
    const std::string group = "What would have happened";
    app.add_option("--mechanism", a.mechanism, "score the epochs as this version would have: name@version")
        ->group(group);
    app.add_option("--set", a.set, "with this parameter instead of the recorded one: name=value; may be repeated")
        ->group(group);
    app.add_flag("--only-changed", a.only_changed, "leave out the miners that would not have moved")->group(group);
    app.add_option("--rows", a.rows, "miners an epoch in the table; default: 20")
        ->check(whole_number(1, 1024))->group(group);
    app.add_flag("--csv", [&a](std::int64_t) { a.format = table_format::csv; }, "a row a miner")->group(group);
}

// What does not go with these options, and what only goes with them; empty: nothing is wrong.
std::string what_if_misuse(const CLI::App& app, const what_if_arguments& a) {
    const auto given = [&app](const char* option) { return app.count(option) > 0; };
    if (a.mechanism.empty() && a.set.empty()) {
        for (const char* option : {"--csv", "--only-changed", "--rows"})
            if (given(option)) return std::string(option) + " goes with --mechanism or --set";
        return {};
    }
    for (const char* option : {"--deep", "--from-genesis", "--reported", "--vectors", "--witness"})
        if (given(option)) return std::string("--mechanism and --set: not with ") + option;
    return given("--csv") && given("--json") ? "--csv or --json, not both" : "";
}

int ask_what_if(const audit_arguments& asked, const std::optional<epoch_range>& range, what_if_arguments& a) {
    a.source = asked.bundle.empty() ? asked.data : asked.bundle;
    if (asked.epoch) a.first = a.last = asked.epoch;
    if (range) {
        a.first = range->first;
        a.last = range->last;
    }
    if (asked.json) a.format = table_format::json;
    a.key = asked.key;
    a.quiet = asked.quiet;
    return what_if_command(a);
}

CLI::App* describe_corpus(CLI::App& app, corpus_arguments& a) {
    auto* c = app.add_subcommand("corpus", "replay a folder of bundles with this program and show what moved");
    c->add_option("folder", a.directory, "folder of bundles (*.rfb), searched with all below it")->required();
    c->add_option("--format", a.format, "markdown for a pull request, json, junit or text")
        ->check(CLI::IsMember({"markdown", "json", "junit", "text"}))
        ->capture_default_str();
    c->add_flag("--accept", a.accept, "take what moved for right: written to expected.txt and trace.txt in the folder");
    c->add_option("-o,--out", a.out, "file to write the report to; default: standard output");
    c->add_flag("--quiet", a.quiet, "only what moved and errors");
    c->footer("Exit: 0 nothing moved or it was accepted, 1 some bit moved or a bundle is gone, "
              "2 a bundle cannot be read (docs/ci.md)");
    return c;
}

int run(int argc, char** argv) {
    audit_arguments args;
    std::string golden;
    CLI::App app{"rf-replay: rebuilds epochs from a log and compares every bit with what was recorded"};
    app.set_version_flag("--version", "rf-replay 0.1.0, log format 1");
    app.require_subcommand(0, 1);
    export_arguments taken;
    auto* exported = describe_export(app, taken);
    corpus_arguments regression;
    auto* corpus = describe_corpus(app, regression);
    auto* data = app.add_option("--data", args.data,
                                "data directory of a log; only read, also while a validator writes");
    auto* bundled = app.add_option("--bundle", args.bundle,
                                   "audit a bundle that export wrote, without the log; -: standard input");
    auto* epoch = app.add_option("--epoch", args.epoch, "audit one epoch, from its recorded carry-in")
                      ->check(whole_number(1, UINT32_MAX));
    auto* epochs = app.add_option("--epochs", args.epochs, "audit epochs A..B and the carry between them");
    auto* all = app.add_flag("--all", args.all, "audit every sealed epoch and the carry between them");
    auto* genesis = app.add_flag("--from-genesis", args.from_genesis,
                                 "as --all, and fold the whole log from event 0 with every law checked");
    auto* vectors = app.add_option("--vectors", golden, "check a folder of golden vectors instead of a log");
    auto* key = app.add_option("--key", args.key,
                               "verification key of the log's notes (name+hash+base64); default: its own word");
    auto* witness = app.add_option("--witness", args.witnesses,
                                   "with --bundle: key of a witness that must have cosigned its note; may be repeated");
    auto* payloads = app.add_flag("--no-payloads", args.no_payloads,
                                  "do not read the payloads that events name");
    auto* deep = app.add_flag("--deep", args.deep,
                              "also make every verdict again from the stored payloads, and compare");
    auto* reported = app.add_flag("--reported", args.reported,
                                  "with --data and --epoch: also what reasonforge@1 reports of others");
    auto* json = app.add_flag("--json", args.json,
                              "one JSON object a line; u64 as strings, floats as hexadecimal bits");
    auto* quiet = app.add_flag("--quiet", args.quiet, "only differences and errors");
    what_if_arguments instead;
    describe_what_if(app, instead);
    // One of these says what to audit; golden vectors have nothing of a log.
    CLI::Option* const modes[] = {bundled, epoch, epochs, all, genesis, vectors};
    for (auto* one : modes)
        for (auto* other : modes)
            if (one != other) one->excludes(other);
    bundled->excludes(data);
    witness->needs(bundled);
    for (auto* of_a_log : {data, key, payloads, reported, deep, json, quiet}) vectors->excludes(of_a_log);
    deep->excludes(payloads);
    app.footer("Exit: 0 all bits agree, 1 they differ, 2 the data cannot be read, 64 usage.\n"
               "Example: rf-replay --data build/run/log --epoch 42");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return parse_failure(app, e);
    }
    if (*key && args.key.empty()) {
        std::cerr << "rf-replay: --key is empty; leave it out to take the log's own word\n";
        return exit_usage;
    }
    auto usage = [&](const std::string& why) {
        std::cerr << "rf-replay: " << why << "; see rf-replay --help\n";
        return exit_usage;
    };
    if (exported->parsed()) return export_command(taken);
    if (corpus->parsed()) return corpus_command(regression);
    if (const std::string wrong = what_if_misuse(app, instead); !wrong.empty()) return usage(wrong);
    if (*vectors) return check_vectors(golden, std::cout);
    if (*reported && !*epoch) return usage("--reported goes with --data and --epoch: it needs the epochs before");
    const bool asks_what_if = !instead.mechanism.empty() || !instead.set.empty();
    if (*bundled) return asks_what_if ? ask_what_if(args, {}, instead) : audit_command(args);
    if (args.data.empty()) return usage("--data, --bundle or --vectors is needed");
    if (!*epoch && !*epochs && !*all && !*genesis)
        return usage("say what to audit: --epoch N, --epochs A..B, --all or --from-genesis");
    if (*epochs && !parse_range(args.epochs)) return usage("--epochs wants A..B, from 1, A not after B");
    if (asks_what_if) return ask_what_if(args, parse_range(args.epochs), instead);
    return audit_command(args);
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    rf::guard_standard_files();
    return rf::finish_output("rf-replay", rf::run(argc, argv), rf::exit_unread);
}
