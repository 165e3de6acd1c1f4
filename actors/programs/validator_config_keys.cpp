#include "actors/programs/validator_config_keys.hpp"

namespace rf {
namespace {

using change = config_change;
using setter = void (*)(validator_config&, const config_value&);

template <class T>
T as(const config_value& v) {
    if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, double> || std::is_same_v<T, std::string>)
        return std::get<T>(v);
    else return T(std::get<std::uint64_t>(v));
}

// A row whose value goes to c.<member> as it is.
#define TO(member) \
    [](validator_config& c, const config_value& v) { c.member = as<std::remove_reference_t<decltype(c.member)>>(v); }

constexpr double most_bytes = 1e15;

config_key count(std::string_view name, std::uint64_t standard, double least, double most, std::string_view unit,
                 change when, std::string_view says, setter put) {
    return {name, standard, least, most, unit, when, says, put};
}
config_key text(std::string_view name, std::string_view standard, double longest, change when, std::string_view says,
                setter put) {
    return {name, std::string(standard), 0, longest, "", when, says, put};
}
config_key choice(std::string_view name, std::string_view standard, std::string_view choices, change when,
                  std::string_view says, setter put) {
    return {name, std::string(standard), 0, 64, choices, when, says, put};
}
config_key yes_no(std::string_view name, bool standard, change when, std::string_view says, setter put) {
    return {name, standard, 0, 0, "", when, says, put};
}
config_key real(std::string_view name, double standard, double least, double most, std::string_view unit, change when,
                std::string_view says, setter put) {
    return {name, standard, least, most, unit, when, says, put};
}

void put_chain_kind(validator_config& c, const config_value&) { c.settings.chain = schema::ChainKind::EMBEDDED; }

// "reasonforge@1"; that it is in the catalog is checked with its parameters.
void put_mechanism(validator_config& c, const config_value& v) {
    const auto& whole = std::get<std::string>(v);
    const std::size_t sign = whole.find('@');
    c.settings.mechanism = whole.substr(0, sign);
    c.settings.mechanism_version = 0;
    if (sign == whole.npos || whole.size() - sign > 6) return;
    std::uint32_t version = 0;
    for (const char digit : whole.substr(sign + 1)) {
        if (digit < '0' || digit > '9') return;
        version = version * 10 + std::uint32_t(digit - '0');
    }
    if (version <= UINT16_MAX) c.settings.mechanism_version = std::uint16_t(version);
}

const std::vector<config_key>& table() {
    static const std::vector<config_key> rows = {
        text("log.directory", "data", 4096, change::restart,
             "The data directory: the log, its secret and its snapshots. Made at the first start\n"
             "(its parent must exist). One writing process at a time. Option --data.", TO(log.directory)),
        text("log.origin", "rf.example/dev", 255, change::restart,
             "The log's name in every checkpoint: yours, for ever, and no other log's.", TO(settings.origin)),
        text("log.key_file", "", 4096, change::restart,
             "The file with the log's signing key (rf-key makes one). Empty: log.key in the data\n"
             "directory, made at the first start.", TO(log.key_file)),
        text("log.key_passphrase_file", "", 4096, change::restart,
             "The file whose first line is that key's passphrase. Empty: it has none.", TO(log.key_passphrase_file)),
        text("log.secret_file", "", 4096, change::restart,
             "The file with the master secret (32 bytes, hexadecimal, mode 0600) that the secrets of\n"
             "epochs are derived from. Empty: secret in the data directory, made at the first start.",
             TO(log.secret_file)),
        count("log.snapshot_every", 100'000, 1, 1e9, "events", change::restart,
              "A snapshot of what the log says, so that a start folds only what came after.",
              TO(settings.snapshot_every)),

        text("hotkey.file", "", 4096, change::restart,
             "The validator's hotkey: a file of rf-key or of Bittensor's wallet, mode 0600. Empty:\n"
             "hotkey.dev, on an embedded chain only.", TO(hotkey.file)),
        text("hotkey.passphrase_file", "", 4096, change::restart,
             "The file whose first line is the hotkey's passphrase. Empty: it has none.", TO(hotkey.passphrase_file)),
        text("hotkey.dev", "//Validator", 64, change::restart,
             "A development key that everybody knows. Never use one where anything is at stake.", TO(hotkey.dev)),

        choice("chain.kind", "embedded", "embedded", change::restart, "The chain that weights are set on.",
               put_chain_kind),
        count("chain.netuid", 1, 0, 65535, "", change::restart, "The subnet.", TO(settings.netuid)),
        count("chain.mechanism_id", 0, 0, 255, "", change::restart, "The chain's number for a sub-mechanism.",
              TO(settings.mechanism_id)),
        count("chain.poll_ms", 1000, 10, 60'000, "milliseconds", change::restart, "How often the chain is looked at.",
              TO(chain.poll_ms)),
        yes_no("chain.publish_roots", false, change::restart,
               "Whether the log's root at each seal is committed to the chain, where everybody sees\n"
               "the same: a log shown differently to somebody is found out by it.", TO(settings.publish_roots)),

        count("chain.embedded.block_ms", 12'000, 20, 600'000, "milliseconds", change::restart,
              "From a block to the next. This and all else of the embedded chain is its identity:\n"
              "changed, it is another chain, and an old log will not open with it.", TO(chain.block_ms)),
        count("chain.embedded.tempo", 360, 1, 65535, "blocks", change::restart, "The chain's own epoch.",
              TO(chain.tempo)),
        count("chain.embedded.weights_rate_limit", 100, 0, 1e6, "blocks", change::restart,
              "Between two settings of weights by one validator.", TO(chain.weights_rate_limit)),
        yes_no("chain.embedded.commit_reveal", false, change::restart,
               "Weights are committed first and revealed later.", TO(chain.commit_reveal)),
        count("chain.embedded.reveal_period", 1, 1, 100, "epochs of the chain", change::restart,
              "From a commit to its reveal.", TO(chain.reveal_period)),
        real("chain.embedded.stake", 10'000, 0, 1e9, "TAO", change::restart, "This validator's own stake.",
             TO(chain.stake)),
        text("chain.embedded.seed", "rf", 255, change::restart, "What other validators' accounts follow from.",
             TO(chain.seed)),
        text("chain.embedded.state_file", "", 4096, change::restart,
             "Where the chain keeps its state. Empty: chain in the data directory.", TO(chain.state_file)),
        text("chain.embedded.metagraph_file", "", 4096, change::restart,
             "A JSON file of the chain's validators, for miners that check who asks. Empty: none.",
             TO(chain.metagraph_file)),

        text("mechanism.name", "reasonforge@1", 64, change::scores,
             "How epochs are scored, as name@version. Its parameters are in [mechanism.parameters].", put_mechanism),

        count("epoch.tasks", 12, 1, 1024, "tasks", change::restart, "Tasks of an epoch.", TO(settings.tasks)),
        count("epoch.tasks_at_once", 4, 1, 1024, "tasks", change::now, "Open at the same time, at most.",
              TO(settings.tasks_at_once)),
        count("epoch.blocks", 360, 4, 1e6, "blocks", change::restart, "From an epoch's opening to its seal.",
              TO(settings.epoch_blocks)),
        count("epoch.task_blocks", 60, 1, 1e6, "blocks", change::restart, "From a task's opening to its deadline.",
              TO(settings.task_blocks)),
        count("epoch.task_timeout_ms", 60'000, 50, 3'600'000, "milliseconds", change::restart,
              "What a miner has for one answer, from the first byte sent to the last received.",
              TO(settings.task_timeout_ms)),
        count("epoch.file_tasks", 0, 0, 1024, "tasks", change::restart,
              "How many of an epoch's tasks come from files; the others are generated.", TO(settings.file_tasks)),
        text("epoch.tasks_directory", "", 4096, change::restart, "Where those files are (config/tasks). Empty: none.",
             TO(settings.tasks_directory)),

        count("miners.asked_at_once", 256, 1, 65'536, "questions", change::restart,
              "Under way at the same time, in all.",
              TO(settings.asked_at_once)),
        count("miners.asked_at_once_each", 2, 1, 64, "questions", change::restart, "Under way to one miner.",
              TO(settings.asked_at_once_each)),
        count("miners.threads", 1, 1, 16, "threads", change::restart, "That speak HTTP with miners.",
              TO(http.threads)),
        count("miners.sockets", 512, 1, 65'536, "sockets", change::restart,
              "Open at once, idle ones among them; never more than asked_at_once.",
              TO(http.sockets)),
        count("miners.sockets_each", 4, 1, 64, "sockets", change::restart, "To one miner.", TO(http.sockets_each)),
        count("miners.waiting", 65'536, 1, 1e6, "questions", change::restart, "That wait for a socket, at most.",
              TO(http.waiting)),
        count("miners.idle_ms", 4000, 0, 600'000, "milliseconds", change::restart,
              "How long an unused connection is kept. Miners close theirs after 5 s: be first.", TO(http.idle_ms)),
        count("miners.header_bytes", 8192, 256, 65'536, "bytes", change::restart, "A reply's header, at most.",
              TO(http.header_bytes)),
        count("miners.body_bytes", 1 << 20, 1024, 16 << 20, "bytes", change::restart, "A reply's body, at most.",
              TO(http.body_bytes)),
        yes_no("miners.signatures", true, change::restart,
               "Whether a miner's signature under its reply is recorded, and a receipt given for it at\n"
               "the seal. Miners need not sign, and no score looks at it.", TO(http.signatures)),
        yes_no("miners.allow_private", false, change::restart,
               "Ask miners at loopback and private addresses too. A miner chooses the address it\n"
               "registers: where this is true, it can make us knock at our own doors.", TO(http.allow_private)),

        count("disk.warn_free_bytes", 2ull << 30, 0, most_bytes, "bytes", change::now,
              "Less free than this raises the alarm disk_low.", TO(settings.warn_free_bytes)),
        count("disk.stop_free_bytes", 512ull << 20, 0, most_bytes, "bytes", change::now,
              "Less than this stops asking; weights are still submitted.", TO(settings.stop_free_bytes)),

        text("listen.address", "127.0.0.1:9092", 64, change::restart,
             "Where /metrics, /health and /ready are served: a literal address and port. Anybody who\n"
             "reaches it may read them. Empty: nowhere.", TO(listen.address)),
        count("listen.connections", 64, 1, 4096, "connections", change::restart, "At once; more are refused.",
              TO(listen.connections)),
        count("listen.timeout_ms", 5000, 100, 60'000, "milliseconds", change::restart,
              "For a request to arrive and for a reply to be taken.", TO(listen.timeout_ms)),

        choice("output.level", "info", "debug|info|warn|error|off", change::now,
               "debug: every request and reply too; info: epochs, tasks, weights; warn: alarms, refusals.",
               TO(output.level)),
        choice("output.format", "auto", "auto|live|json|text", change::restart,
               "auto: a live view on a terminal, else JSON lines. Option --log-format.", TO(output.format)),
        text("output.file", "", 4096, change::restart,
             "Lines go to the end of this file; beside a live view, too. Empty: standard output.", TO(output.file)),

        text("webhook.url", "", 2048, change::now, "Alarms are posted here, as JSON. Empty: nowhere.", TO(webhook.url)),
        text("webhook.url_file", "", 4096, change::now,
             "The file whose first line is that address, where it is a secret.", TO(webhook.url_file)),
        text("webhook.ca_file", "", 4096, change::now,
             "Certificates (PEM) to trust instead of the system's.", TO(webhook.ca_file)),
        count("webhook.timeout_ms", 5000, 100, 60'000, "milliseconds", change::now, "For one alarm, in all.",
              TO(webhook.timeout_ms)),
        count("webhook.queue", 64, 1, 4096, "alarms", change::now, "That wait, at most; more are dropped and said so.",
              TO(webhook.queue)),

        yes_no("metrics.miners", false, change::now,
               "Scores with a uid label, one series a seat. Off: what Prometheus keeps does not grow\n"
               "with the subnet.", TO(metrics.miners)),
    };
    return rows;
}
#undef TO

}  // namespace

std::span<const config_key> config_keys() { return table(); }

const config_key* find_config_key(std::string_view name) {
    for (const config_key& key : table())
        if (key.name == name) return &key;
    return nullptr;
}

}  // namespace rf
