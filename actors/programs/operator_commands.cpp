#include "actors/programs/operator_commands.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>

#include "actors/keys/hotkey.hpp"
#include "actors/programs/operator_continue.hpp"
#include "actors/programs/operator_copy.hpp"
#include "actors/programs/operator_import.hpp"
#include "actors/programs/operator_key.hpp"
#include "actors/programs/operator_rotate.hpp"
#include "actors/programs/validator_config.hpp"
#include "events/ss58.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr int exit_done = 0;

int failed(const fault& f) {
    std::fprintf(stderr, "rf-validator: %s\n", printable(f.text()).c_str());
    return exit_of(f.kind);
}
int wrong_use(const std::string& what) {
    std::fprintf(stderr, "rf-validator: %s\n", what.c_str());
    return exit_usage;
}
unsigned long long wide(std::uint64_t n) { return n; }

// Parses, then runs; CLI11's own messages for what it refuses.
int parsed(CLI::App& app, int argc, const char* const* argv, const std::function<int()>& run) {
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? exit_done : exit_usage;
    }
    return run();
}

void add_key_options(CLI::App& app, std::string& key_file, std::string& passphrase_file) {
    app.add_option("--key-file", key_file, "the log's signing key; default: log.key in the data directory");
    app.add_option("--passphrase-file", passphrase_file, "a file of mode 0600 with that key's passphrase");
}

// ---- import -------------------------------------------------------------------

struct import_options {
    import_order order;
    std::string config, origin, chain = "subtensor", genesis, validator, mechanism;
    std::uint16_t netuid = 1;
    std::uint8_t mechanism_id = 0;
};

result<account> validator_of(const validator_config& c) {
    if (!c.hotkey.dev.empty()) {
        auto key = hotkey_from_suri(c.hotkey.dev);
        if (!key) return key.error();
        return key->who();
    }
    auto passphrase = read_passphrase(c.hotkey.passphrase_file);
    if (!passphrase) return passphrase.error();
    auto key = load_hotkey(c.hotkey.file, *passphrase);
    if (!key) return key.error();
    return key->who();
}

status take_config(import_options& o, newborn_log& born) {
    auto c = load_config(o.config, this_environment(), {});
    if (!c) return c.error();
    const validator_settings& s = c->settings;
    born.origin = s.origin;
    born.chain = s.chain;
    born.netuid = s.netuid;
    born.mechanism_id = s.mechanism_id;
    if (o.order.directory.empty()) o.order.directory = c->log.directory;
    if (o.order.key_file.empty()) o.order.key_file = c->log.key_file;
    if (o.order.secret_file.empty()) o.order.secret_file = c->log.secret_file;
    if (o.order.passphrase_file.empty()) o.order.passphrase_file = c->log.key_passphrase_file;
    o.order.mechanism = s.mechanism;
    o.order.version = s.mechanism_version;
    o.order.chosen = s.chosen;
    if (!o.validator.empty()) return done();
    auto who = validator_of(*c);
    if (!who) return who.error();
    born.validator = *who;
    return done();
}

status take_options(import_options& o, newborn_log& born) {
    const auto invalid = [](std::string what, const char* where) {
        return fault{fault_kind::invalid, std::move(what), where, ""};
    };
    if (!o.validator.empty()) {
        auto who = account_from_ss58(o.validator);
        if (!who) return with_place(who.error(), "--validator");
        born.validator = *who;
    }
    if (o.config.empty()) {
        born.origin = o.origin;
        born.netuid = o.netuid;
        born.mechanism_id = o.mechanism_id;
        born.chain = o.chain == "embedded" ? schema::ChainKind::EMBEDDED
                     : o.chain == "evm"    ? schema::ChainKind::EVM : schema::ChainKind::SUBTENSOR;
    }
    if (o.mechanism.empty()) return done();
    const auto at = o.mechanism.find('@');
    const std::string name = o.mechanism.substr(0, at);
    unsigned version = 1;
    if (at != o.mechanism.npos && std::sscanf(o.mechanism.c_str() + at, "@%5u", &version) != 1)
        return invalid("a mechanism is name or name@version", "--mechanism");
    if (name != o.order.mechanism || version != o.order.version) o.order.chosen.clear();
    o.order.mechanism = name;
    o.order.version = std::uint16_t(version);
    return done();
}

int run_import(import_options& o) {
    newborn_log born;
    if (!o.config.empty())
        if (auto ok = take_config(o, born); !ok) return failed(ok.error());
    if (auto ok = take_options(o, born); !ok) return failed(ok.error());
    if (o.order.directory.empty()) return wrong_use("--data is needed, or a --config that names it");
    if (!o.genesis.empty()) {
        const auto bytes = from_hex(o.genesis.starts_with("0x") ? o.genesis.substr(2) : o.genesis);
        const auto genesis = bytes ? as_hash(*bytes) : std::nullopt;
        if (!genesis) return wrong_use("--genesis: a hash has 64 hexadecimal digits");
        born.genesis = *genesis;
        if (born.origin.empty() || born.validator == account{})
            return wrong_use("a new log needs --origin and --validator, or a --config that says them");
        o.order.born = born;
    }
    auto did = import_scores(o.order);
    if (!did) return failed(did.error());
    std::printf("imported %zu of %zu hotkeys from %s as the first carry of %s%s\n"
                "  what was zero is left out; who is not registered when the first epoch ends drops out\n",
                did->entries, did->rows, o.order.file.c_str(), did->mechanism.c_str(),
                did->created ? ", into a new log" : "");
    return exit_done;
}

int import_command(int argc, const char* const* argv) {
    CLI::App app{"rf-validator import: begin with the scores another validator had"};
    import_options o;
    app.add_option("--from", o.order.file, "state.npz of a Bittensor template, or .csv or .json")->required();
    app.add_option("--data", o.order.directory, "the data directory; a log is made where there is none");
    app.add_option("--config", o.config, "the validator's configuration: says whose log a new one is");
    app.add_option("--mechanism", o.mechanism,
                   "name or name@version; default: as chosen in the log or configuration");
    app.add_option("--genesis", o.genesis, "of a new log: the chain's genesis hash");
    app.add_option("--origin", o.origin, "of a new log: its name");
    app.add_option("--chain", o.chain, "of a new log")->check(CLI::IsMember({"subtensor", "embedded", "evm"}))
        ->capture_default_str();
    app.add_option("--netuid", o.netuid, "of a new log: the subnet")->capture_default_str();
    app.add_option("--mechanism-id", o.mechanism_id, "of a new log: the chain's number for a sub-mechanism");
    app.add_option("--validator", o.validator, "of a new log: the validator's hotkey, an SS58 address");
    add_key_options(app, o.order.key_file, o.order.passphrase_file);
    app.add_option("--secret-file", o.order.secret_file,
                   "of a new log: its master secret; default: secret beside it");
    app.footer("What a mechanism can begin with:\n"
               "  ema_feed      the score, as the average so far\n"
               "  aml_ensemble  the score, as the only one of its history\n"
               "  reasonforge   the streak, where the file has one; a score is no streak\n"
               "  judge_epm, hetu_consensus carry nothing, and begin as well without");
    return parsed(app, argc, argv, [&] { return run_import(o); });
}

// ---- copies -------------------------------------------------------------------

int copy_command(int argc, const char* const* argv, bool restoring) {
    CLI::App app{restoring ? "rf-validator restore: a copy out of a backup, checked whole"
                           : "rf-validator backup: a copy of the log, also while the validator runs"};
    std::string from, to;
    app.add_option(restoring ? "--from" : "--data", from, restoring ? "the backup" : "the data directory")
        ->required();
    app.add_option(restoring ? "--data" : "--to", to, "a directory that is not there yet, or empty")
        ->required();
    return parsed(app, argc, argv, [&] {
        auto did = copy_log(from, to);
        if (!did) return failed(did.error());
        std::printf("copied %llu events, %llu blobs and %llu notes of %s to %s\n"
                    "  root %s, read back and the same\n",
                    wide(did->at.size), wide(did->blobs), wide(did->notes), did->origin.c_str(), to.c_str(),
                    hex(did->at.root).c_str());
        if (did->pruned != 0)
            std::printf("  %llu payloads were not there: pruned before\n", wide(did->pruned));
        std::printf(
            "  it is a copy: read it, audit it, never write to it; the key and the secret are not in it\n");
        return exit_done;
    });
}

// ---- continue -----------------------------------------------------------------

int continue_command(int argc, const char* const* argv) {
    CLI::App app{"rf-validator continue: a new log that takes over where another one ended"};
    continue_order o;
    app.add_option("--from", o.from, "the old log or a copy of it; it is only read")->required();
    app.add_option("--data", o.directory, "the new data directory: not there yet, or empty")->required();
    app.add_option("--origin", o.origin, "the new log's name: another than the old one's")->required();
    add_key_options(app, o.key_file, o.passphrase_file);
    app.add_option("--secret-file", o.secret_file, "the new log's master secret; default: secret beside it");
    return parsed(app, argc, argv, [&] {
        auto did = continue_log(o);
        if (!did) return failed(did.error());
        std::printf("%s goes on from %s at %llu events, root %s\n", o.origin.c_str(),
                    did->before.origin.c_str(), wide(did->before.at.size), hex(did->before.at.root).c_str());
        if (did->carried != 0)
            std::printf("  it begins with what %zu accounts had after epoch %u, by %s\n", did->carried,
                        did->epoch, did->mechanism.c_str());
        else std::printf("  there was no carry to begin with\n");
        if (!did->lost.empty()) std::printf("  not taken over: %s\n", did->lost.c_str());
        std::printf("  set log.origin = \"%s\" in the configuration before it is started\n",
                    o.origin.c_str());
        return exit_done;
    });
}

// ---- rotate-key ---------------------------------------------------------------

int rotate_command(int argc, const char* const* argv) {
    CLI::App app{"rf-validator rotate-key: another key for the log's notes; stop the validator first"};
    rotate_order o;
    o.reason = "asked to";
    app.add_option("--data", o.directory, "the data directory")->required();
    app.add_option("--reason", o.reason, "written into the log")->capture_default_str();
    add_key_options(app, o.key_file, o.passphrase_file);
    return parsed(app, argc, argv, [&] {
        auto did = rotate_key(o);
        if (!did) return failed(did.error());
        std::printf("%s at event %llu\n  before %s\n  now    %s\n",
                    did->finished_only ? "finished a rotation begun" : "the key was rotated", wide(did->at),
                    did->before.c_str(), did->now.c_str());
        std::printf("  the old key signed the head after it and is gone from the directory\n");
        return exit_done;
    });
}

}  // namespace

const char* operator_commands_text() {
    return "  import      begin with the scores another validator had\n"
           "  backup      a copy of the log, also while the validator runs\n"
           "  restore     a copy out of a backup, checked whole\n"
           "  continue    a new log that takes over where another one ended\n"
           "  rotate-key  another key for the log's notes\n";
}

std::optional<int> run_operator_command(int argc, const char* const* argv) {
    if (argc < 2) return std::nullopt;
    const std::string name = argv[1];
    if (name == "import") return import_command(argc - 1, argv + 1);
    if (name == "backup") return copy_command(argc - 1, argv + 1, false);
    if (name == "restore") return copy_command(argc - 1, argv + 1, true);
    if (name == "continue") return continue_command(argc - 1, argv + 1);
    if (name == "rotate-key") return rotate_command(argc - 1, argv + 1);
    return std::nullopt;
}

}  // namespace rf
