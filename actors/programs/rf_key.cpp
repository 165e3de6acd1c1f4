// rf-key: makes, shows and uses the keys of a validator or miner, and a log's.
//
//   new         a random hotkey
//   import      a hotkey from a phrase, a secret URI or a Bittensor file
//   log-key     a random key with which a log's checkpoints are signed
//   show        what a key file says
//   sign        signs a message with a hotkey
//   verify      checks a signature
//   address     one address or public key, written another way
//   passphrase  sets, changes or takes away a key file's passphrase
#include <CLI/CLI.hpp>
#include <iostream>

#include "actors/programs/rf_key_commands.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/parse_failure.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/whole_number.hpp"

namespace rf {
namespace {

constexpr const char* examples =
    "Examples:\n"
    "  rf-key new validator.key --seal              a hotkey under a passphrase; prints its address\n"
    "  rf-key import dev.key --suri //Alice         a development key that everybody knows\n"
    "  rf-key import my.key < phrase.txt            from 12 to 24 words, or a secret URI\n"
    "  rf-key import my.key --bittensor ~/.bittensor/wallets/default/hotkeys/default\n"
    "  rf-key log-key log.key --name my.org/sn1     prints the verifier that auditors need\n"
    "  rf-key sign my.key --message hello\n"
    "  rf-key verify 5Grw... 0x12ab... --message hello\n"
    "\n"
    "A passphrase comes from --passphrase-file (its first line), else from RF_KEY_PASSPHRASE, else\n"
    "from the terminal. `rf-key passphrase` hears the new one from --new-passphrase-file, else from\n"
    "RF_KEY_NEW_PASSPHRASE, else from the terminal.\n"
    "Key files have mode 0600; others are refused. A file in the way is kept unless --force.\n"
    "\n"
    "Exit: 0 done or good, 1 a bad signature, 64 usage; of a file: 10 damaged, 12 not a key file,\n"
    "13 written by a later program, 14 empty, 15 missing, 17 the system failed, 18 refused.";

using command = result<int> (*)(const key_options&);

void describe_making(CLI::App& sub, key_options& o) {
    sub.add_option("FILE", o.file, "the key file to make")->required();
    sub.add_flag("--seal", o.seal, "seal it with a passphrase");
    sub.add_option("--passphrase-file", o.passphrase_file, "seal it with the first line of this file");
    sub.add_flag("--force", o.force, "replace a file that is there: its key is lost");
}

void describe_using(CLI::App& sub, key_options& o) {
    sub.add_option("FILE", o.file, "a key file, or a Bittensor hotkey file")->required();
    sub.add_option("--passphrase-file", o.passphrase_file, "its passphrase is the first line of this file");
}

int run(int argc, char** argv) {
    CLI::App app{"rf-key: makes, shows and uses keys"};
    app.set_version_flag("--version", "rf-key 0.1.0, key file 1");
    app.require_subcommand(1);
    app.footer(examples);
    key_options o;
    std::vector<std::pair<CLI::App*, command>> commands;
    const auto add = [&](const char* name, const char* what, command does) -> CLI::App& {
        commands.emplace_back(app.add_subcommand(name, what), does);
        return *commands.back().first;
    };

    auto& made = add("new", "make a random hotkey and print its address", new_key);
    describe_making(made, o);
    made.add_option("--words", o.words, "words of its phrase")->check(CLI::IsMember({12, 15, 18, 21, 24}));
    made.add_flag("--show-phrase", o.show_secret, "print the phrase too: the only time it can be seen");

    auto& imported =
        add("import", "make a hotkey file of a secret: from stdin, unless an option says", import_key);
    describe_making(imported, o);
    auto* suri =
        imported.add_option("--suri", o.suri, "a secret URI; others see it in the list of processes");
    imported.add_option("--bittensor", o.bittensor_file, "a hotkey file of Bittensor's wallet")
        ->excludes(suri);

    auto& log_key = add("log-key", "make a random key for a log and print its verifier", new_log_key);
    describe_making(log_key, o);
    log_key.add_option("--name", o.log_name, "the log's origin, such as my.org/sn1")->required();

    auto& shown = add("show", "the public part of a key file", show_key);
    describe_using(shown, o);
    shown.add_flag("--json", o.json, "as JSON");
    shown.add_flag("--secret", o.show_secret, "print the secret too");

    auto& signing = add("sign", "sign a message with a hotkey and print 0x and the signature", sign_message);
    describe_using(signing, o);
    auto* signed_message =
        signing.add_option("--message", o.message, "the message; otherwise stdin, to the last byte");

    auto& verifying = add("verify", "check a signature: exit 0 if it is good, 1 if not", verify_message);
    verifying.add_option("ADDRESS", o.address, "SS58, or 0x and the public key")->required();
    verifying.add_option("SIGNATURE", o.signature, "128 hexadecimal digits")->required();
    auto* verified_message = verifying.add_option("--message", o.message, "the message; otherwise stdin");

    auto& address =
        add("address", "write an address for another network, and as hexadecimal", convert_address);
    address.add_option("ADDRESS", o.address, "SS58, or 0x and the public key")->required();
    address.add_option("--network", o.network, "SS58 prefix")
        ->check(whole_number(0, 16'383))
        ->capture_default_str();

    auto& changed = add("passphrase", "set, change or take away a key file's passphrase", change_passphrase);
    describe_using(changed, o);
    auto* fresh =
        changed.add_option("--new-passphrase-file", o.new_passphrase_file, "the new one, its first line");
    changed.add_flag("--plain", o.plain, "take the passphrase away")->excludes(fresh);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return parse_failure(app, e);
    }
    o.message_given = signed_message->count() + verified_message->count() != 0;
    for (const auto& [sub, does] : commands) {
        if (!sub->parsed()) continue;
        const auto done = does(o);
        if (done) return *done;
        std::cerr << "rf-key: " << printable(done.error().text()) << "\n";
        return exit_of(done.error().kind);
    }
    return exit_usage;
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    rf::guard_standard_files();
    return rf::finish_output("rf-key", rf::run(argc, argv), rf::exit_of(rf::fault_kind::unavailable));
}
