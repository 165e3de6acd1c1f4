#include "actors/programs/composition.hpp"

#include <caf/actor_system_config.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "actors/chain/embedded/metagraph_json.hpp"
#include "actors/keys/secret_file.hpp"
#include "actors/programs/operator_key.hpp"
#include "actors/snapshots.hpp"
#include "events/sha256.hpp"
#include "events/ss58.hpp"

namespace rf {
namespace {

namespace fs = std::filesystem;

bool there(const std::string& path) {
    std::error_code failed;
    return fs::exists(path, failed);
}

std::string or_in(const std::string& chosen, const std::string& directory, const char* name) {
    return chosen.empty() ? directory + "/" + name : chosen;
}

result<hotkey> open_hotkey(const validator_config& c) {
    if (c.hotkey.file.empty()) return hotkey_from_suri(c.hotkey.dev);
    auto passphrase = read_passphrase(c.hotkey.passphrase_file);
    if (!passphrase) return passphrase.error();
    return load_hotkey(c.hotkey.file, *passphrase);
}

fault lost(std::string what, const std::string& path) {
    return {fault_kind::missing, std::move(what), path,
            "bring it back from a backup, or go on with a successor log: rf-validator continue"};
}

result<hash32> open_secret(const std::string& path, bool log_is_new, entropy_port& entropy) {
    if (!there(path)) {
        if (!log_is_new) return lost("the master secret of epochs is not there", path);
        const hash32 made = entropy.hash();
        if (auto ok = write_secret_file(path, hex(made) + "\n", existing_file::keep); !ok) return ok.error();
        return made;
    }
    auto text = read_secret_file(path);
    if (!text) return text.error();
    std::string_view line = text->view();
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    const auto bytes = from_hex(line);
    const auto secret = bytes ? as_hash(*bytes) : std::nullopt;
    if (!secret) return fault{fault_kind::damaged, "a master secret is 64 hexadecimal digits", path, ""};
    return *secret;
}

result<account> account_named(const std::string& text, const std::string& from) {
    if (text.starts_with("//")) {
        auto key = hotkey_from_suri(text);
        if (!key) return with_place(key.error(), from);
        return key->who();
    }
    auto who = account_from_ss58(text);
    if (!who) return with_place(who.error(), from);
    return *who;
}

validator_profile profile_named(std::string_view name) {
    if (name == "good") return validator_profile::good;
    if (name == "lazy") return validator_profile::lazy;
    return name == "malicious" ? validator_profile::malicious : validator_profile::honest;
}

result<embedded_genesis> genesis_of(const validator_config& c) {
    std::vector<dev_miner> miners;
    for (const config_miner& m : c.chain.miners) {
        auto who = account_named(m.hotkey, m.from);
        if (!who) return who.error();
        miners.push_back({*who, m.ip, m.port});
    }
    std::vector<dev_validator> others;
    for (const config_other_validator& v : c.chain.validators) others.push_back({profile_named(v.profile), v.stake});
    embedded_genesis g = dev_genesis(sha256(view(c.chain.seed)), miners, c.settings.validator, others);
    g.neurons[0].stake = c.chain.stake;
    for (std::size_t i = 0; i < miners.size(); ++i)
        g.neurons[1 + others.size() + i].stake = c.chain.miners[i].stake;
    g.block_ms = c.chain.block_ms;
    g.netuid = c.settings.netuid;
    g.mechanism_id = c.settings.mechanism_id;
    g.rules.tempo = c.chain.tempo;
    g.rules.weights_rate_limit = c.chain.weights_rate_limit;
    g.rules.commit_reveal = c.chain.commit_reveal;
    g.rules.reveal_period = c.chain.reveal_period;
    return g;
}

bool verified_by(const account& who, byte_view message, byte_view signature) {
    return who.type == account_type::sr25519 && verify(who.b, message, signature);
}

}  // namespace

status composition::open_log(const validator_config& c) {
    auto opened = store::open(directory_);
    if (opened) {
        opened_ = std::move(*opened);
        return done();
    }
    const fault_kind kind = opened.error().kind;
    if (kind != fault_kind::missing && kind != fault_kind::empty) return opened.error();
    auto made = store::create(directory_, c.settings.origin);
    if (!made) return made.error();
    opened_.log = std::move(*made);
    return done();
}

status composition::open_keys(const validator_config& c) {
    const bool log_is_new = opened_.log->head().size == 0;
    const std::string key_path = log_key_file(directory_, c.log.key_file);
    if (!there(key_path) && !log_is_new) return lost("the log's signing key is not there", key_path);
    auto key = there(key_path) ? open_log_key(key_path, c.log.key_passphrase_file)
                               : make_log_key(key_path, c.settings.origin, c.log.key_passphrase_file);
    if (!key) return key.error();
    if (key->name != c.settings.origin)
        return fault{fault_kind::refused, "the signing key is of " + key->name + ", the log of " + c.settings.origin,
                     key_path, "a log keeps its origin for ever"};
    log_key_ = std::move(*key);
    auto secret = open_secret(or_in(c.log.secret_file, directory_, "secret"), log_is_new, entropy_);
    if (!secret) return secret.error();
    master_secret_ = *secret;
    return done();
}

status composition::open_chain(const validator_config& c) {
    auto genesis = genesis_of(c);
    if (!genesis) return genesis.error();
    if (auto ok = check_genesis(*genesis); !ok) return ok;
    auto storage = open_chain_file(or_in(c.chain.state_file, directory_, "chain"));
    if (!storage) return storage.error();
    chain_storage_ = std::move(*storage);
    auto chain = embedded_chain::open(*genesis, *chain_storage_, verified_by, clock_.utc_ns());
    if (!chain) return chain.error();
    chain_ = std::move(*chain);
    sign_bytes signer = [this](byte_view message) -> result<signature64> {
        return sign(hotkey_.pair, message, entropy_.hash());
    };
    chain_port_ = std::make_unique<embedded_port>(*chain_, clock_, hotkey_.who(), std::move(signer), no_faults_);
    if (c.chain.metagraph_file.empty()) return done();
    status written = done();
    chain_port_->read_metagraph([&](const result<seen_metagraph>& seen) {
        written = seen ? write_metagraph_json(c.chain.metagraph_file, *seen, ss58_of) : status(seen.error());
    });
    return written;
}

// All *.json below the directory; their order does not matter.
status composition::open_tasks(const validator_config& c) {
    if (c.settings.file_tasks == 0 || c.settings.tasks_directory.empty()) return done();
    std::vector<fs::path> paths;
    std::error_code failed;
    for (auto at = fs::recursive_directory_iterator(c.settings.tasks_directory, failed);
         !failed && at != fs::recursive_directory_iterator(); at.increment(failed))
        if (at->path().extension() == ".json") paths.push_back(at->path());
    if (failed) return fault{fault_kind::unavailable, failed.message(), c.settings.tasks_directory, ""};
    std::sort(paths.begin(), paths.end());
    std::vector<std::vector<file_task>> files;
    for (const fs::path& path : paths) {
        std::ifstream in(path, std::ios::binary);
        const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        auto tasks = read_task_file(text, path.string());
        if (!tasks) return tasks.error();
        files.push_back(std::move(*tasks));
    }
    auto all = join_task_files(std::move(files));
    if (!all) return all.error();
    if (all->empty())
        return fault{fault_kind::missing, "no task files", c.settings.tasks_directory,
                     "epoch.file_tasks asks for some"};
    task_files_ = std::make_shared<const std::vector<file_task>>(std::move(*all));
    return done();
}

void composition::keep_snapshot_now(const projection& p) {
    if (p.next < snapshot_at_ + settings_.snapshot_every) return;
    snapshot_at_ = p.next;
    if (auto kept = keep_snapshot(directory_ + "/snapshots", p, opened_.log->head()); !kept)
        on_looker_->note("snapshots", kept.error());
}

result<std::unique_ptr<composition>> composition::make(const validator_config& c, watcher& on_looker) {
    const mechanism* rules = find_mechanism(c.settings.mechanism, c.settings.mechanism_version);
    if (!rules || rules->protocol != "axon")
        return fault{fault_kind::invalid, "this validator cannot ask the miners of " + c.settings.mechanism + " yet",
                     "mechanism.name", "it speaks the Axon protocol: reasonforge@1"};
    std::unique_ptr<composition> it(new composition);
    it->on_looker_ = &on_looker;
    it->directory_ = c.log.directory;
    it->poll_ms_ = c.chain.poll_ms;
    auto key = open_hotkey(c);
    if (!key) return key.error();
    it->hotkey_ = std::move(*key);
    validator_config with_account = c;
    with_account.settings.validator = it->hotkey_.who();
    it->settings_ = with_account.settings;
    for (auto step : {&composition::open_log, &composition::open_keys, &composition::open_chain,
                      &composition::open_tasks})
        if (auto ok = ((*it).*step)(with_account); !ok) return ok.error();
    asker_settings asking;
    asking.http.threads = c.http.threads;
    asking.http.sockets = std::min<std::size_t>(c.http.sockets, c.settings.asked_at_once);
    asking.http.sockets_each = c.http.sockets_each;
    asking.http.waiting = c.http.waiting;
    asking.http.idle_ms = c.http.idle_ms;
    asking.http.header_bytes = c.http.header_bytes;
    asking.http.body_bytes = c.http.body_bytes;
    asking.allow_private = c.http.allow_private;
    asking.signatures = c.http.signatures;
    it->asker_ = std::make_unique<http_asker>(it->hotkey_, asking, it->clock_, it->entropy_);
    it->free_bytes_ = [directory = it->directory_]() -> std::uint64_t {
        std::error_code failed;
        const auto room = fs::space(directory, failed);
        return failed ? UINT64_MAX : std::uint64_t(room.available);
    };
    return it;
}

void composition::start(std::function<void(ending)> ended) {
    RF_REQUIRE(!validator_);
    validator_world world{*opened_.log, clock_, entropy_, *asker_, *chain_port_, *on_looker_, log_key_, master_secret_,
                          task_files_, free_bytes_, [this](const projection& p) { keep_snapshot_now(p); }, poll_ms_,
                          true};
    birth born;
    born.genesis = chain_->identity();
    auto snapshot = load_snapshot(directory_ + "/snapshots", *opened_.log);
    if (snapshot) snapshot_at_ = snapshot->next;
    auto prepared = prepare_log(world, settings_, born, opened_.repaired, std::move(snapshot));
    if (!prepared) return ended({prepared.error().what, prepared.error()});
    folded_ = prepared->folded;
    actors_config_ = std::make_unique<caf::actor_system_config>();
    actors_ = std::make_unique<caf::actor_system>(*actors_config_);
    validator_ = std::make_unique<validator>(*actors_, std::move(world), settings_, std::move(*prepared),
                                             std::move(ended));
}

void composition::stop(std::string reason) {
    if (validator_) validator_->stop(std::move(reason));
}

void composition::change_limits(const validator_settings& now) {
    if (validator_) validator_->change_limits(now);
}

composition::~composition() {
    if (asker_) asker_->stop();
    actors_.reset();  // waits for the last actor
    validator_.reset();
}

}  // namespace rf
