#include "actors/validator.hpp"

#include <caf/send.hpp>

#include "replay/fold.hpp"

namespace rf {
namespace {

constexpr std::string_view program = "rf-validator", version = "0.1.0";

record log_created(const validator_world& w, const validator_settings& s, const birth& born) {
    record r;
    auto c = r.fact.event().initLogCreated();
    c.setFormat(log_format);
    c.setOrigin(w.key.name);
    c.setChain(s.chain);
    c.setGenesis(data_of(born.genesis));
    c.setNetuid(s.netuid);
    c.setMechanismId(s.mechanism_id);
    c.setValidator(data_of(s.validator.encoded()));
    c.setVerificationKey(encode_verifier(verifier_of(w.key)));
    if (born.predecessor) {
        auto p = c.initPredecessor();
        p.setOrigin(born.predecessor_origin);
        p.initHead().setSize(born.predecessor->size);
        p.getHead().setRoot(data_of(born.predecessor->root));
    }
    return r;
}

// Decides, appends, then takes in: one fact, before any actor lives.
status write_now(validator_world& w, projection& p, record r) {
    command c(std::move(r));
    auto decided = decide(p, stamp{w.clock.utc_ns()}, c);
    if (!decided) return decided.error();
    event_decoder decoder;
    std::vector<appended> batch;
    for (const byte_vec& bytes : decided->events) batch.push_back(mark_of(bytes, *decoder.read(bytes)));
    if (auto done = w.log.append(batch, decided->blobs); !done) return done.error();
    for (const byte_vec& bytes : decided->events) {
        auto event = decoder.read(bytes);
        if (auto ok = guarded([&] { return apply(p, *event, blobs_of(w.log)); }); !ok) return ok;
        w.on_looker.saw(*event, p);
    }
    return done();
}

fault other_log(std::string what, std::string advice) {
    return {fault_kind::refused, std::move(what), "", std::move(advice)};
}

status same_identity(const validator_world& w, const validator_settings& s, const birth& born, const projection& p) {
    const log_identity& id = p.identity;
    if (id.origin != w.key.name) return other_log("the log is " + id.origin + ", the key is of " + w.key.name, "");
    if (id.verification_key != encode_verifier(verifier_of(w.key)))
        return other_log("the log's signing key is another than the one in force", "see `rf-validator rotate-key`");
    if (id.genesis != born.genesis)
        return other_log("the log is of another chain: its genesis is " + hex(id.genesis).substr(0, 16) +
                         ", the chain's is " + hex(born.genesis).substr(0, 16), "one log, one chain");
    if (id.netuid != s.netuid || id.mechanism_id != s.mechanism_id)
        return other_log("the log is of another subnet", "one log, one subnet");
    if (id.validator != s.validator) return other_log("the log is another validator's", "one log, one hotkey");
    return done();
}

// A crash may come between a seal and its checkpoint.
status cut_missing_checkpoint(validator_world& w, const projection& p) {
    if (p.sealed.epoch == 0 || w.log.read_checkpoint_at(p.sealed.at + 1)) return done();
    auto root = root_at(p.sealed.at + 1, w.log.tree());
    if (!root) return root.error();
    checkpoint c;
    c.origin = w.key.name;
    c.size = p.sealed.at + 1;
    c.root = *root;
    return w.log.put_checkpoint(c.size, sign_checkpoint(c, w.key));
}

}  // namespace

result<prepared_log> prepare_log(validator_world& world, const validator_settings& s, const birth& born,
                                 const std::optional<store::repair>& repaired, std::optional<projection> snapshot) {
    prepared_log out;
    if (snapshot) out.state = std::move(*snapshot);
    const std::uint64_t from = out.state.next, size = world.log.head().size;
    if (auto ok = fold_into(out.state, world.log, size, reading::checked); !ok) return ok.error();
    out.folded = size - from;
    auto table = set_desk(world.log, out.state);
    if (!table) return table.error();
    out.table = std::move(*table);

    projection& p = out.state;
    const bool empty = p.next == 0;
    if (empty) {
        if (auto ok = write_now(world, p, log_created(world, s, born)); !ok) return ok.error();
    } else if (auto ok = same_identity(world, s, born, p); !ok) {
        return ok.error();
    }
    // Of a log whose first event never came there is nothing to tell.
    if (repaired && !empty)
        if (auto ok = write_now(world, p, log_repaired(repaired->acknowledged, repaired->found, repaired->what)); !ok)
            return ok.error();
    if (auto ok = write_now(world, p, writer_started(program, version)); !ok) return ok.error();
    if (p.mechanism != s.mechanism || p.mechanism_version != s.mechanism_version || p.chosen != s.chosen)
        if (auto ok = write_now(world, p, parameters_set(s.mechanism, s.mechanism_version, s.chosen, "configuration"));
            !ok)
            return ok.error();
    if (auto ok = cut_missing_checkpoint(world, p); !ok) return ok.error();
    return out;
}

validator::validator(caf::actor_system& system, validator_world world, validator_settings settings, prepared_log log,
                     std::function<void(ending)> ended)
    : world_(std::move(world)) {
    auto shared = std::make_shared<const validator_settings>(std::move(settings));
    journal_world w{world_.log, world_.clock, world_.on_looker, world_.key, world_.sealed};
    auto it = std::make_shared<journal>(std::move(w), *shared, std::move(log.state), std::move(log.table));
    supervisor_ = system.spawn(supervisor_actor, &world_, shared, std::move(it), std::move(ended));
}

validator::~validator() = default;

void validator::stop(std::string reason) { caf::anon_send(supervisor_, stop_message{std::move(reason)}); }

void validator::change_limits(validator_settings now) {
    caf::anon_send(supervisor_, limits_message{std::make_shared<const validator_settings>(std::move(now))});
}

}  // namespace rf
