// rf-witness: cosigns the checkpoints of logs, each only if it goes on from the
// one before.
//
//   key    a random key for a witness
//   init   begins a witness's state, in a folder of its own
//   sign   one request from a file
//   serve  requests over HTTP, as C2SP tlog-witness has it
//   show   what was signed last
#include <CLI/CLI.hpp>
#include <iostream>

#include "actors/programs/witness_commands.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/parse_failure.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr const char* examples =
    "Examples:\n"
    "  rf-witness key --name witness.example/w1 witness.key     prints the key that others verify with\n"
    "  rf-witness init --state DIR --key witness.key\n"
    "  rf-dispute consistency --data LOG --old DIR/logs/HASH -o request     the log's side; at first without --old\n"
    "  rf-witness sign --state DIR --key witness.key --log VKEY request      DIR/logs/HASH is then the cosigned note\n"
    "  rf-dispute prove --data LOG --event N --checkpoint DIR/logs/HASH -o proof.tlog-proof --event-out FILE\n"
    "  rf-dispute verify proof.tlog-proof --event FILE --key VKEY --witness WITNESS_VKEY\n"
    "  rf-witness serve --state DIR --key witness.key --log VKEY --listen 127.0.0.1:8090\n"
    "\n"
    "Over HTTP: POST /add-checkpoint answers 200 and the cosignature, 400 for what is no request, 403 for a\n"
    "checkpoint that no known key has signed, 404 for an unknown log, 409 and the size signed last where the\n"
    "proof begins elsewhere, 413 over 96 KiB, 422 for a proof that does not hold, 500 where the state cannot be\n"
    "read or written. GET /<SHA-256 of the origin>/checkpoint gives what was signed last.\n"
    "The state must never be restored from an older copy: what was signed since would be forgotten.\n"
    "\n"
    "Exit: 0 signed, 1 a fork or a proof that does not hold, 2 not signed for another reason, 64 usage; of files:\n"
    "10 damaged, 12 another witness's, 15 missing, 16 another process is at work, 17 the system failed, 18 refused.";

void describe_state(CLI::App& to, witness_options& o) {
    to.add_option("--state", o.state, "the witness's folder")->required();
    to.add_option("--key", o.key, "its key file")->required();
}
void describe_signing(CLI::App& to, witness_options& o) {
    describe_state(to, o);
    to.add_option("--log", o.logs, "verification key of a log that it witnesses; repeated for each")
        ->required()
        ->allow_extra_args(false);
}

int run(int argc, char** argv) {
    CLI::App app{"rf-witness: cosigns checkpoints that go on from those before"};
    app.set_version_flag("--version", "rf-witness 0.1.0, state 1");
    app.require_subcommand(1);
    app.footer(examples);
    witness_options o;
    auto* key = app.add_subcommand("key", "make a random key and print what others verify with");
    key->add_option("FILE", o.key, "the key file to make, of mode 0600")->required();
    key->add_option("--name", o.name, "the witness's name, such as witness.my.org/w1")->required();
    auto* init = app.add_subcommand("init", "begin a witness's state in an empty folder");
    describe_state(*init, o);
    auto* sign = app.add_subcommand("sign", "sign one add-checkpoint request, and print the signature's line");
    describe_signing(*sign, o);
    sign->add_option("REQUEST", o.request, "file that rf-dispute consistency wrote; - is standard input")->required();
    auto* serve = app.add_subcommand("serve", "answer add-checkpoint requests over HTTP");
    describe_signing(*serve, o);
    serve->add_option("--listen", o.listen, "address and port, such as 127.0.0.1:8090; port 0 takes a free one")
        ->required();
    auto* show = app.add_subcommand("show", "what was signed last, of every log");
    describe_state(*show, o);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return parse_failure(app, e);
    }
    const auto does = key->parsed()     ? make_witness_key
                      : init->parsed()  ? begin_witness
                      : sign->parsed()  ? sign_request
                      : serve->parsed() ? serve_witness
                                        : show_witness;
    const auto done = does(o);
    if (done) return *done;
    std::cerr << "rf-witness: " << printable(done.error().text()) << "\n";
    return exit_of(done.error().kind);
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    rf::guard_standard_files();
    return rf::finish_output("rf-witness", rf::run(argc, argv), rf::exit_of(rf::fault_kind::unavailable));
}
