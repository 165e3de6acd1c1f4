#include "actors/sim/network.hpp"

#include <algorithm>
#include <stdexcept>

#include "actors/facts.hpp"

namespace rf::sim {
namespace {

// As the log keeps a reply's bytes: whole only where they are an answer.
hash32 name_of_kept(const miner_reply& reply) {
    if (reply.body.empty()) return {};
    std::size_t kept = reply.body.size();
    if (reply.outcome != schema::Outcome::ANSWERED) kept = std::min(kept, most_kept_of_failures);
    return sha256(byte_view(reply.body).first(kept));
}

constexpr std::uint64_t refused_after_ns = 150'000'000;
constexpr std::uint64_t notice_ns = 40'000'000;

}  // namespace

network::network(std::uint64_t seed, const world_clock& clock, queue& world, const disk& log,
                 objection object)
    : seed_(seed),
      clock_(clock),
      world_(world),
      log_(log),
      object_(std::move(object)),
      ids_(dice_for(seed, "request ids")) {}

void network::power_on(std::uint64_t life) {
    on_ = true;
    ids_ = seeded_entropy(dice_for(seed_, "request ids", life));
}

// One number for everything that left: two runs of a seed must agree on it.
void network::remember(std::string_view what, byte_view of) {
    std::uint8_t at[8];
    put_be64(at, clock_.now());
    digest_ = sha256({byte_view(digest_), byte_view(at, 8), view(what), of});
}

bool network::is_out() const {
    return std::any_of(outages.begin(), outages.end(), [this](const outage& o) {
        return clock_.now() >= o.from_ns && clock_.now() < o.until_ns;
    });
}

prepared_question network::prepare(std::shared_ptr<const task_question> task, const account& miner,
                                   const std::string& endpoint) {
    if (throws.contains(prepared_++)) throw std::runtime_error("a question that an actor breaks over");
    prepared_question q;
    q.task = std::move(task);
    q.miner = miner;
    q.endpoint = endpoint;
    ids_.fill(q.request_id.data(), q.request_id.size());
    q.body_hash = sha256({view(q.task->problem), byte_view(q.request_id)});
    return q;
}

miner_reply network::deal(const prepared_question& q) {
    if (is_out()) {
        miner_reply none;
        none.outcome = schema::Outcome::OWN_NETWORK;
        none.latency_ns = refused_after_ns;
        none.detail = "no route from here";
        return none;
    }
    const std::uint64_t before = times_[{q.task->id, q.miner}]++;
    return fate_of(seed_ + (fate_by_attempt ? before : 0), *q.task, q.miner, first_miner, least_reply_bytes);
}

void network::send(const prepared_question& q, std::function<void(miner_reply)> done) {
    if (!on_) return;
    if (!log_.has_request(q.request_id))
        object_("durable first", "a question left before its request_sent was on disk");
    if (asked_.contains(q.request_id)) object_("durable first", "a request id was used twice");
    miner_reply reply = deal(q);
    remember("asked", byte_view(q.request_id));
    asked_[q.request_id] = {q.task->id,       q.miner,
                            clock_.now(),     reply.outcome,
                            reply.latency_ns, name_of_kept(reply)};
    world_.add(clock_.now() + reply.latency_ns, q.miner,
               [reply = std::move(reply), done = std::move(done)] { done(reply); });
}

void network::check_health(const account& miner, const std::string&,
                           std::function<void(miner_health_answer)> done) {
    if (!on_) return;
    world_.add(clock_.now() + notice_ns, miner, [done = std::move(done)] { done({true, notice_ns, ""}); });
}

void network::notify(const account& miner, const std::string&, const task_result& told,
                     std::function<void(bool delivered)> done) {
    if (!on_) return;
    remember("told", byte_view(miner.b));
    const bool heard = nature_of(seed_, miner).failing < 0.3 && told.epoch != 0 && !is_out();
    world_.add(clock_.now() + notice_ns, miner, [heard, done = std::move(done)] { done(heard); });
}

}  // namespace rf::sim
