// rf-dispute: why a miner got what it got, proved to whoever doubts it.
//
//   explain      one miner's weight, back to the replies it came from
//   prove        one event's inclusion proof, with the signed checkpoint
//   verify       checks such a proof, without the log
//   consistency  that an older checkpoint is a prefix of the log
//   diff         where two logs or bundles part
//   receipt      what a validator signed that it received, and whether its log says so
//
// It only reads, also while a validator writes.
#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>

#include "replay/programs/dispute_commands.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/parse_failure.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/whole_number.hpp"

namespace rf {

int dispute_failed(const fault& f) {
    std::cerr << "rf-dispute: " << fault_text(f) << "\n";
    return exit_unread;
}

int dispute_misused(const fault& f) {
    std::cerr << "rf-dispute: " << fault_text(f) << "\n";
    return exit_usage;
}

namespace {

void say_key(CLI::App& to, std::string& key) {
    to.add_option("--key", key, "verification key of the notes; default: the log's own word")
        ->check([](const std::string& k) { return k.empty() ? std::string("is empty") : std::string(); }, "KEY");
}

void say_source(CLI::App& to, std::string& source) {
    auto* data = to.add_option("--data", source, "data directory of a log");
    auto* file = to.add_option("--bundle", source, "a file that rf-replay export wrote");
    data->excludes(file);
    // Each would read the other; whoever mixes them up would be told of a log that is none.
    data->check([](const std::string& path) {
        std::error_code none;
        const bool other = std::filesystem::exists(path, none) && !std::filesystem::is_directory(path, none);
        return other ? path + " is a file, not a data directory; a bundle is named with --bundle" : std::string();
    }, "DIR");
    file->check([](const std::string& path) {
        std::error_code none;
        return std::filesystem::is_directory(path, none) ? path + " is a directory; a log is named with --data"
                                                         : std::string();
    }, "FILE");
}

CLI::App* describe_explain(CLI::App& app, explain_arguments& a) {
    auto* c = app.add_subcommand("explain", "one miner's weight, back to the replies it came from");
    say_source(*c, a.source);
    c->add_option("--epoch", a.epoch, "which; default: the last one sealed")->check(whole_number(1, UINT32_MAX));
    c->add_option("--miner", a.miner, "its uid, or its account: SS58, 0x hex, or EVM address")->required();
    c->add_option("--html", a.html, "write one self-contained page, with the figures drawn, to this file");
    c->add_flag("--json", a.json, "one JSON object");
    c->add_flag("--for-miner", a.for_miner, "to be handed to that miner: nothing of other miners' payloads");
    say_key(*c, a.key);
    return c;
}

CLI::App* describe_prove(CLI::App& app, prove_arguments& a) {
    auto* c = app.add_subcommand("prove", "one event's inclusion proof, a C2SP tlog-proof with the signed checkpoint");
    c->add_option("--data", a.data, "data directory of a log")->required();
    c->add_option("--event", a.event, "its number")->required()->check(whole_number(0, UINT64_MAX));
    c->add_option("-o,--out", a.out, "file to write; default: standard output");
    c->add_option("--checkpoint", a.note, "file with the signed checkpoint to prove it under, such as a cosigned one");
    c->add_option("--event-out", a.event_out, "write the event's own bytes to this file");
    return c;
}

CLI::App* describe_verify(CLI::App& app, verify_arguments& a) {
    auto* c = app.add_subcommand("verify", "checks a proof that prove wrote, without the log");
    c->add_option("proof", a.proof, "the tlog-proof")->required();
    auto* event = c->add_option_group("event")->require_option(1);
    event->add_option("--event", a.event, "file with the event's bytes; - is standard input");
    event->add_option("--leaf", a.leaf, "its leaf hash, where its bytes are withheld");
    c->add_option("--key", a.key, "verification key of the log (name+hash+base64)")->required();
    c->add_option("--witness", a.witnesses, "key of a witness that must have cosigned; may be repeated")
        ->allow_extra_args(false);
    c->add_flag("--json", a.json, "one JSON object");
    return c;
}

CLI::App* describe_consistency(CLI::App& app, consistency_arguments& a) {
    auto* c = app.add_subcommand("consistency", "that an older checkpoint is a prefix of the log");
    auto* data = c->add_option("--data", a.data, "data directory of a log: proves");
    c->add_option("--old", a.old_note,
                  "file with the older signed checkpoint; without it, from the empty log, which is what a witness "
                  "wants that has seen nothing of it");
    auto* proof = c->add_option("--proof", a.proof, "checks this file, which consistency wrote, without the log");
    c->add_option("-o,--out", a.out, "file to write; default: standard output");
    c->add_option("--key", a.keys,
                  "verification key of the notes; repeated where it was rotated; default: the log's own word")
        ->allow_extra_args(false);
    data->excludes(proof);
    c->footer("What it writes is the body of a C2SP add-checkpoint request: rf-witness sign takes it as it is.");
    return c;
}

CLI::App* describe_diff(CLI::App& app, diff_arguments& a) {
    auto* c = app.add_subcommand("diff", "where two logs or bundles part, and what that moved");
    c->add_option("a", a.a, "data directory or bundle")->required();
    c->add_option("b", a.b, "data directory or bundle")->required();
    c->add_option("--epochs", a.epochs, "A..B; default: all that both have");
    c->add_flag("--json", a.json, "JSON lines");
    return c;
}

CLI::App* describe_receipt(CLI::App& app, receipt_arguments& a) {
    auto* c = app.add_subcommand("receipt", "what a validator signed that it received, and whether its log says so");
    c->add_option("file", a.file, "receipts that rf-miner --receipts kept, or one bare note; - is standard input")
        ->required();
    c->add_option("--key", a.key, "verification key of the validator's log; default: what the file names");
    say_source(*c, a.source);
    c->add_flag("--json", a.json, "one JSON object a receipt");
    c->footer("Exit 1 also where the log contradicts a receipt that holds.");
    return c;
}

int run(int argc, char** argv) {
    CLI::App app{"rf-dispute: why a miner got what it got, proved to whoever doubts it"};
    app.set_version_flag("--version", "rf-dispute 0.1.0, log format 1");
    app.require_subcommand(1);
    explain_arguments explain;
    prove_arguments prove;
    verify_arguments verify;
    consistency_arguments consistency;
    diff_arguments diff;
    receipt_arguments receipt;
    auto* e = describe_explain(app, explain);
    auto* p = describe_prove(app, prove);
    auto* v = describe_verify(app, verify);
    auto* c = describe_consistency(app, consistency);
    describe_diff(app, diff);
    auto* r = describe_receipt(app, receipt);
    app.footer("Exit: 0 it holds, 1 it does not, or they differ, 2 something cannot be read, 64 usage.\n"
               "Example: rf-dispute explain --data DIR --epoch 42 --miner 7");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parse_failure(app, error);
    }
    if (e->parsed()) return explain_command(explain);
    if (p->parsed()) return prove_command(prove);
    if (v->parsed()) return verify_command(verify);
    if (c->parsed()) return consistency_command(consistency);
    if (r->parsed()) return receipt_command(receipt);
    return diff_command(diff);
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    rf::guard_standard_files();
    return rf::finish_output("rf-dispute", rf::run(argc, argv), rf::exit_unread);
}
