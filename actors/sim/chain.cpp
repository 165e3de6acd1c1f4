#include "actors/sim/chain.hpp"

#include <algorithm>
#include <stdexcept>

namespace rf::sim {
namespace {

constexpr std::uint64_t answer_ns = 20'000'000;
constexpr std::uint64_t slowest_answer_ns = 3'000'000'000;

bool verify_plainly(const account& who, byte_view message, byte_view signature) {
    const signature64 expected = sign_plainly(who, message);
    return std::equal(expected.begin(), expected.end(), signature.begin(), signature.end());
}

submission too_soon(std::uint64_t blocks) {
    submission s;
    s.became = submission::what::refused;
    s.reason = "Custom error: 6";
    s.pallet = "SubtensorModule";
    s.error = "SettingWeightsTooFast";
    s.retry_in_blocks = blocks;
    return s;
}

}  // namespace

std::string_view name_of(enum mood::what w) {
    constexpr std::string_view names[] = {"refuses",     "loses_taken", "loses",  "delays",   "disconnects",
                                          "reorganises", "forgets",     "pauses", "registers"};
    return names[std::size_t(w)];
}

signature64 sign_plainly(const account& who, byte_view message) {
    signature64 out{};
    const hash32 first = sha256({byte_view(who.b), message}), second = sha256({message, byte_view(who.b)});
    std::copy(first.b.begin(), first.b.end(), out.begin());
    std::copy(second.b.begin(), second.b.end(), out.begin() + 32);
    return out;
}

chain::chain(std::uint64_t seed, const account& self, embedded_genesis genesis, const world_clock& clock,
             queue& world, const disk& log, network::objection object)
    : seed_(seed),
      clock_(clock),
      world_(world),
      log_(log),
      object_(std::move(object)),
      self_(self),
      slowness_(dice_for(seed, "chain answers")) {
    auto opened = embedded_chain::open(genesis, storage_, verify_plainly, clock.utc_ns());
    RF_REQUIRE(opened.ok());
    chain_ = std::move(*opened);
}

void chain::power_on() {
    // A new process knows of no answer that the one before had.
    for (const hash32& name : submitted_)
        if (!refused_.contains(name)) in_doubt_.insert(name);
    port_ = std::make_unique<embedded_port>(
        *chain_, clock_, self_, [this](byte_view m) -> result<signature64> { return sign_plainly(self_, m); },
        faults_);
}
void chain::power_off() {
    port_.reset();
}

hash32 chain::hash_of(std::uint64_t number, const hash32& real) const {
    if (!pure_hashes) return real;
    std::uint8_t of[8];
    put_be64(of, number);
    return seed_for(seed_, "block", {byte_view(of, 8)});
}

void chain::have(const mood& m) {
    using what = enum mood::what;
    switch (m.what) {
        case what::refuses:
            faults_.refuse_next = too_soon(m.amount);
            break;
        case what::loses_taken:
            faults_.lose_next = chain_faults::loss::taken;
            break;
        case what::loses:
            faults_.lose_next = chain_faults::loss::not_taken;
            break;
        case what::delays:
            faults_.delay_next = m.amount;
            break;
        case what::disconnects:
            faults_.lose_connection(chain_->head(), m.amount);
            break;
        case what::reorganises:
            (void)chain_->order_reorg(chain_->head() + 1, m.amount, false);
            break;
        case what::forgets:
            (void)chain_->order_reorg(chain_->head() + 1, m.amount, true);
            break;
        case what::pauses:
            (void)chain_->order_pause(m.amount);
            break;
        case what::registers: {
            genesis_neuron n;
            n.who.b = seed_for(seed_, "newcomer", {byte_view(storage_.bytes)}).b;
            n.ip = "10.0.1.1";
            n.port = 9000;
            (void)chain_->register_neuron(n);
            break;
        }
    }
}

bool chain::begin() {
    if (!port_) return false;
    if (throws.contains(calls_++)) throw std::runtime_error("an answer that the connection breaks over");
    return true;
}

void chain::have_moods() {
    chain_->advance(clock_.utc_ns());
    while (next_mood_ < moods.size() && moods[next_mood_].at <= chain_->head()) have(moods[next_mood_++]);
}

template <class T>
std::function<void(T)> chain::later(std::function<void(T)> done) {
    const std::uint64_t wait = slow_answers ? slowness_.below(slowest_answer_ns) : answer_ns;
    return [this, wait, done = std::move(done)](T answer) {
        auto held = std::make_shared<T>(std::move(answer));
        world_.add(clock_.now() + wait, self_, [done, held] { done(*held); });
    };
}

void chain::connect(chain_listener listener, chain_answer<chain_identity> done) {
    if (!begin()) return;
    have_moods();
    if (pure_hashes) {
        listener.on_block = [this, on = listener.on_block](seen_block b) {
            b.hash = hash_of(b.number, b.hash);
            on(b);
        };
    }
    port_->connect(std::move(listener), later(std::move(done)));
}
void chain::disconnect() {
    if (port_) port_->disconnect();
}
void chain::poll() {
    if (!port_) return;
    have_moods();
    port_->poll();
}
void chain::read_metagraph(chain_answer<seen_metagraph> done) {
    if (begin()) port_->read_metagraph(later(std::move(done)));
}
void chain::read_hyperparameters(chain_answer<seen_hyperparameters> done) {
    if (begin()) port_->read_hyperparameters(later(std::move(done)));
}
void chain::read_weights(const account& validator, chain_answer<weight_values> done) {
    if (begin()) port_->read_weights(validator, later(std::move(done)));
}
void chain::sign(const weights_order& order, chain_answer<signed_extrinsic> done) {
    if (!begin()) return;
    last_order_ = order;
    port_->sign(order, later(std::move(done)));
}

void chain::submit(const byte_vec& bytes, std::function<void(submission)> done) {
    if (!begin()) return;
    const hash32 name = embedded::blake2b_256(bytes);
    submitted_.push_back(name);
    refused_.erase(name);
    if (!in_doubt_.insert(name).second)
        object_("asks first", "an extrinsic was sent again, and the chain was not asked where it is");
    if (!log_.has_submission(name))
        object_("durable first", "an extrinsic left before it was signed and submitted on disk");
    have_moods();
    port_->submit(bytes, later<submission>([this, name, done = std::move(done)](submission told) {
                      if (told.became == submission::what::refused) {
                          in_doubt_.erase(name);
                          refused_.insert(name);
                      }
                      done(std::move(told));
                  }));
    if (!submits_twice || !last_order_) return;
    port_->sign(*last_order_, [this](result<signed_extrinsic> again) {
        if (!again) return;
        submitted_.push_back(again->hash);
        port_->submit(again->bytes, [](const submission&) {});
    });
}

void chain::find(const hash32& extrinsic, std::uint64_t era_from, std::uint64_t era_to,
                 chain_answer<whereabouts> done) {
    if (!begin()) return;
    port_->find(extrinsic, era_from, era_to,
                later<result<whereabouts>>([this, extrinsic, done = std::move(done)](auto at) {
                    if (at) in_doubt_.erase(extrinsic);
                    if (at && at->block != 0) at->block_hash = hash_of(at->block, at->block_hash);
                    done(std::move(at));
                }));
}

void chain::publish_scores(const seen_scores& ours) {
    if (port_) port_->publish_scores(ours);
}

void chain::commit_root(const root_commitment& ours, chain_answer<nothing> done) {
    if (!begin()) return;
    const auto now = log_.head();
    const auto root = ours.size <= now.size ? root_at(ours.size, log_.tree()) : result<hash32>(empty_root());
    if (!root || *root != ours.root) object_("roots", "a root leaves that is not the log's");
    root_commitment sent = ours;
    if (commits_another) sent.root.b[0] ^= 1;
    port_->commit_root(sent, later(std::move(done)));
}

void chain::read_root(const account& of, chain_answer<std::optional<placed_root>> done) {
    if (begin()) port_->read_root(of, later(std::move(done)));
}

}  // namespace rf::sim
