#include "actors/journal.hpp"

#include <algorithm>
#include <utility>

namespace rf {
namespace {

constexpr std::int64_t notable_jump_ns = 5'000'000'000;

command as_command(record r) { return command(std::move(r)); }

std::optional<alarm_change> alarm_of(event_reader event) {
    auto change = [](std::string name, bool raised, std::string_view detail) {
        return alarm_change{std::move(name), raised, std::string(detail)};
    };
    switch (event.which()) {
        case event_kind::EPOCH_SEALED: {
            const auto withheld = text_of(event.getEpochSealed().getWithheld());
            return change("weights_withheld", !withheld.empty(), withheld);
        }
        case event_kind::WEIGHTS_WITHHELD:
            return change("weights_withheld", true, text_of(event.getWeightsWithheld().getReason()));
        case event_kind::WEIGHTS_REFUSED:
            return change("weights_refused", true, text_of(event.getWeightsRefused().getReason()));
        case event_kind::WEIGHTS_INCLUDED: return change("weights_refused", false, "");
        case event_kind::WEIGHTS_READ_BACK:
            return change("weights_differ", !event.getWeightsReadBack().getAgrees(), "the chain holds another row");
        case event_kind::CHAIN_DISCONNECTED:
            return change("chain_lost", true, text_of(event.getChainDisconnected().getReason()));
        case event_kind::CHAIN_CONNECTED: return change("chain_lost", false, "");
        default: return std::nullopt;
    }
}

}  // namespace

journal::journal(journal_world world, validator_settings settings, projection state, desk table)
    : world_(std::move(world)), settings_(std::move(settings)), state_(std::move(state)), desk_(std::move(table)) {
    last_utc_ = seen_utc_ = world_.clock.utc_ns();
    last_steady_ = world_.clock.steady_ns();
}

void journal::change_limits(const validator_settings& now) {
    settings_.tasks_at_once = now.tasks_at_once;
    settings_.warn_free_bytes = now.warn_free_bytes;
    settings_.stop_free_bytes = now.stop_free_bytes;
}

// Into the projection at once, so that the next order of the batch is decided
// after it; nobody sees the projection before the batch is on disk.
std::optional<fault> journal::admit(command c) {
    auto decided = decide(state_, stamp{last_utc_}, c);
    if (!decided) return decided.error();
    for (blob& b : decided->blobs) blobs_.push_back(std::move(b));
    const blob_source blobs = [this](const hash32& name) -> result<byte_vec> {
        for (const blob& b : blobs_)
            if (b.name == name) return b.bytes;
        return world_.log.read_blob(name);
    };
    event_decoder decoder;
    for (byte_vec& bytes : decided->events) {
        auto event = decoder.read(bytes);
        RF_REQUIRE(event.ok());
        auto taken = guarded([&] { return apply(state_, *event, blobs); });
        if (!taken) return taken.error();  // of a carry that cannot be read; nothing was taken in
        if (auto change = alarm_of(*event)) alarms_.push_back(std::move(*change));
        events_.push_back(std::move(bytes));
    }
    return std::nullopt;
}

std::optional<fault> journal::admit_all(std::vector<record>& facts) {
    std::optional<fault> first;
    for (record& r : facts) {
        const event_kind kind = r.fact.reader().which();
        leaves_for_the_world_ |= kind == event_kind::WEIGHTS_SIGNED || kind == event_kind::WEIGHTS_SUBMITTED;
        auto refused = admit(as_command(std::move(r)));
        if (refused && !first) first = with_place(*refused, kind_name(kind));
    }
    return first;
}

std::optional<fault> journal::take_metagraph(const seen_metagraph& m) {
    const roster before = state_.chain.neurons;
    auto parts = metagraph_observed(m);
    if (auto refused = admit_all(parts)) return refused;
    for (const seen_neuron& n : m.neurons) {
        const auto old = std::lower_bound(before.begin(), before.end(), n.uid,
                                          [](const seat& s, std::uint16_t uid) { return s.uid < uid; });
        if (old != before.end() && old->uid == n.uid && old->who != n.who)
            if (auto refused = admit(as_command(uid_handed_over(n.uid, old->who, n.who, m.block)))) return refused;
        const std::string endpoint = n.port == 0 ? std::string() :
            (n.ip.find(':') == std::string::npos ? n.ip : "[" + n.ip + "]") + ":" + std::to_string(n.port);
        const auto known = std::lower_bound(state_.miners.begin(), state_.miners.end(), n.who,
                                            [](const known_miner& k, const account& a) { return k.who < a; });
        const bool news = known == state_.miners.end() || known->who != n.who
                              ? n.port != 0 : known->uid != n.uid || known->endpoint != endpoint;
        if (!news) continue;
        if (auto refused = admit(as_command(miner_seen(n.who, n.uid, endpoint, "axon")))) return refused;
    }
    return std::nullopt;
}

std::optional<fault> journal::carry_out(order& o) {
    if (auto* facts = std::get_if<record_facts>(&o)) return admit_all(facts->facts);
    if (auto* graph = std::get_if<record_metagraph>(&o)) return take_metagraph(graph->seen);
    if (auto* commit = std::get_if<commit_to_secret>(&o))
        return admit(as_command(secret_committed(commit->epoch, commit->secret_hash, commitment_block(state_))));
    if (std::get_if<open_epoch_now>(&o))
        return admit(command(next_opening(state_, settings_.tasks, settings_.epoch_blocks)));
    if (auto* seal = std::get_if<seal_epoch_now>(&o)) {
        if (state_.open) sealing_ = state_.open->facts.seats;
        return admit(command(seal_open_epoch{seal->secret, state_.chain.best}));
    }
    if (auto* intend = std::get_if<intend_weights_now>(&o))
        return admit(command(intend_weights{intend->epoch, state_.chain.commit_reveal ? schema::WeightCall::COMMIT
                                                                                      : schema::WeightCall::SET}));
    if (auto* disk = std::get_if<note_free_bytes>(&o)) {
        free_bytes_ = disk->bytes;
        const std::string left = std::to_string(free_bytes_ >> 20) + " MiB free";
        alarm("disk_low", free_bytes_ < settings_.warn_free_bytes, left);
        alarm("disk_full", free_bytes_ < settings_.stop_free_bytes, left + ": no new questions are asked");
        return std::nullopt;
    }
    return admit(as_command(writer_stopped(std::get<stop_writing>(o).reason)));
}

void journal::alarm(std::string_view name, bool raised, std::string_view detail) {
    const bool is = std::binary_search(state_.alarms.begin(), state_.alarms.end(), std::string(name));
    if (is == raised) return;
    auto refused = admit(as_command(raised ? alarm_raised(name, detail) : alarm_cleared(name)));
    if (refused) world_.on_looker.note("journal", *refused);
}

void journal::sound_alarms() {
    const auto changes = std::exchange(alarms_, {});
    for (const alarm_change& c : changes) alarm(c.name, c.raised, c.detail);
    alarms_.clear();  // an alarm raises none
}

// A clock that jumps expires nothing by itself, but is a fact.
void journal::watch_clock() {
    const std::int64_t utc = world_.clock.utc_ns();
    const std::uint64_t steady = world_.clock.steady_ns();
    const std::int64_t expected = seen_utc_ + std::int64_t(steady - last_steady_);
    const std::int64_t jump = utc - expected;
    last_steady_ = steady;
    seen_utc_ = utc;
    last_utc_ = std::max(last_utc_, utc);
    if (jump > -notable_jump_ns && jump < notable_jump_ns) return;
    if (state_.writing) (void)admit(as_command(clock_observed(last_utc_, jump)));
}

status journal::flush() {
    if (events_.empty()) return done();
    event_decoder decoder;
    std::vector<appended> batch;
    batch.reserve(events_.size());
    for (const byte_vec& bytes : events_) {
        auto event = decoder.read(bytes);
        RF_REQUIRE(event.ok());
        batch.push_back(mark_of(bytes, *event));
    }
    const std::uint64_t began = world_.clock.steady_ns();
    auto head = world_.log.append(batch, blobs_);
    if (!head) return head.error();
    if (leaves_for_the_world_)
        if (auto settled = world_.log.settle(); !settled) return settled;
    leaves_for_the_world_ = false;
    world_.on_looker.appended(batch.size(), world_.clock.steady_ns() - began);
    for (const byte_vec& bytes : events_) tell(*decoder.read(bytes));
    events_.clear();
    blobs_.clear();
    return done();
}

status journal::cut_checkpoint() {
    const head at = world_.log.head();
    checkpoint c;
    c.origin = world_.key.name;
    c.size = at.size;
    c.root = at.root;
    return world_.log.put_checkpoint(at.size, sign_checkpoint(c, world_.key));
}

journal::outcome journal::commit(std::span<order> orders) {
    outcome out;
    watch_clock();
    auto fail = [&](const fault& f) {
        out.answers.clear();  // what was accepted a moment ago is not on disk
        out.broken = f;
        world_.on_looker.note("journal", f);
        return std::move(out);
    };
    for (order& o : orders) {
        const bool seals = std::holds_alternative<seal_epoch_now>(o);
        auto refused = carry_out(o);
        if (refused) world_.on_looker.note("journal", *refused);
        if (seals && !refused) {
            // The checkpoint is cut exactly here.
            if (auto ok = flush(); !ok) return fail(ok.error());
            if (auto ok = cut_checkpoint(); !ok) return fail(ok.error());
            ++sealed_here_;
            if (world_.sealed) world_.sealed(state_);
        }
        sound_alarms();
        out.answers.push_back({std::move(refused)});
    }
    if (auto ok = flush(); !ok) return fail(ok.error());
    world_.on_looker.worked();
    publish(out);
    return out;
}

}  // namespace rf
