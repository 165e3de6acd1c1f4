#include "actors/sim/claims.hpp"

#include <algorithm>
#include <tuple>

#include "replay/audit.hpp"

namespace rf::sim {
namespace {

using question_key = std::tuple<std::uint32_t, std::uint16_t, std::uint16_t>;  // epoch, task, uid

struct question_told {
    task_id request{};
    std::uint64_t term = 0, sent = 0;  // sent: the event
    std::uint16_t attempt = 0;
    enum class stage : std::uint8_t { sent, ours, ended, answered } at = stage::sent;
};

// One event after the other; the first claim that breaks stays.
class walk {
  public:
    walk(const world& w, log_told& told) : w_(w), told_(told) {}

    void take(event_reader e) {
        switch (e.which()) {
            case event_kind::REQUEST_SENT:
                return sent(e, e.getRequestSent());
            case event_kind::REPLY_RECORDED:
                return recorded(e, e.getReplyRecorded());
            case event_kind::REPLY_VERIFIED:
                return verified(e, e.getReplyVerified());
            case event_kind::EPOCH_SEALED:
                return sealed(e, e.getEpochSealed());
            case event_kind::WEIGHTS_WITHHELD:
                told_.withheld[e.getEpoch()] = text_of(e.getWeightsWithheld().getReason());
                return;
            case event_kind::ROOT_COMMITTED:
                return committed(e, e.getRootCommitted());
            case event_kind::ACTOR_RESTARTED:
                restarted_ = e.getSeq();
                return;
            case event_kind::WEIGHTS_REFUSED:
                if (e.getWeightsRefused().getFinal()) told_.refused_for_good.insert(e.getEpoch());
                return;
            case event_kind::WEIGHTS_SIGNED:
                told_.signed_[e.getEpoch()].push_back(
                    {as_hash(bytes_of(e.getWeightsSigned().getHash())).value_or(hash32{}),
                     e.getWeightsSigned().getCall()});
                return;
            default:
                return;
        }
    }

  private:
    void object(std::string claim, event_reader e, std::string what) {
        if (!told_.broken)
            told_.broken =
                broken_claim{std::move(claim), "event " + std::to_string(e.getSeq()) + ": " + what};
    }
    template <class Body>
    static question_key key_of(event_reader e, Body body) {
        return {e.getEpoch(), body.getTask(), body.getUid()};
    }
    static std::string name_of(const question_key& k) {
        return "the question of epoch " + std::to_string(std::get<0>(k)) + ", task " +
               std::to_string(std::get<1>(k)) + " to uid " + std::to_string(std::get<2>(k));
    }

    void sent(event_reader e, schema::RequestSent::Reader r) {
        const question_key key = key_of(e, r);
        const auto before = questions_.find(key);
        using stage = question_told::stage;
        if (before != questions_.end()) {
            if (before->second.at == stage::answered)
                object("answers kept", e, name_of(key) + " was answered, and is asked again");
            if (before->second.at == stage::ended)
                object("answers kept", e, name_of(key) + " had ended, and is asked again");
            if (before->second.at == stage::sent)
                object("cited", e, name_of(key) + " is asked while it is under way");
        }
        question_told q;
        const auto id = r.getRequestId();
        std::copy_n(id.begin(), std::min<std::size_t>(16, id.size()), q.request.begin());
        q.term = e.getTerm();
        q.sent = e.getSeq();
        q.attempt = r.getAttempt();
        questions_[key] = q;
    }

    void recorded(event_reader e, schema::ReplyRecorded::Reader r) {
        const question_key key = key_of(e, r);
        const auto at = questions_.find(key);
        if (at == questions_.end() || at->second.attempt != r.getAttempt())
            return object("cited", e, name_of(key) + " has an outcome, and that attempt was never sent");
        question_told& q = at->second;
        using stage = question_told::stage;
        const bool spans = q.term != e.getTerm();
        if (q.at == stage::answered)
            object("answers kept", e, name_of(key) + " was answered, and is recorded otherwise");
        if (r.getFault() == schema::Fault::MINER && spans)
            object("not charged for absence", e, name_of(key) + " spans a restart, and the miner is charged");
        if (r.getOutcome() == schema::Outcome::CRASHED) {
            if (!spans && q.sent >= restarted_)
                object("as it came", e, name_of(key) + " is void as if we had crashed, and we had not");
        } else {
            compare(e, key, q, r);
        }
        q.at = r.getFault() == schema::Fault::VALIDATOR      ? stage::ours
               : r.getOutcome() == schema::Outcome::ANSWERED ? stage::answered
                                                             : stage::ended;
        told_.answered += q.at == stage::answered;
        told_.failed += q.at == stage::ended;
        told_.voids += q.at == stage::ours;
    }

    // What the log has of it is what the network dealt.
    void compare(event_reader e, const question_key& key, const question_told& q,
                 schema::ReplyRecorded::Reader r) {
        const auto dealt = w_.network.asked().find(q.request);
        if (dealt == w_.network.asked().end())
            return object("cited", e, name_of(key) + " has an outcome, and its request never left");
        const hash32 body = as_hash(bytes_of(r.getBody().getSha256())).value_or(hash32{});
        if (r.getOutcome() != dealt->second.dealt || r.getLatencyNs() != dealt->second.latency_ns ||
            body != dealt->second.body)
            object("as it came", e, name_of(key) + " is recorded otherwise than it came");
    }

    void verified(event_reader e, schema::ReplyVerified::Reader r) {
        const auto at = questions_.find(key_of(e, r));
        if (at == questions_.end() || at->second.at != question_told::stage::answered)
            object("cited", e, name_of(key_of(e, r)) + " is scored without an answer");
    }

    void committed(event_reader e, schema::RootCommitted::Reader r) {
        placed_root at;
        at.what = {r.getHead().getSize(), as_hash(bytes_of(r.getHead().getRoot())).value_or(hash32{})};
        at.block = r.getBlock();
        at.extrinsic = as_hash(bytes_of(r.getExtrinsic())).value_or(hash32{});
        if (!told_.roots.emplace(e.getEpoch(), at).second)
            object("roots", e, "the root of epoch " + std::to_string(e.getEpoch()) + " is committed twice");
    }

    void sealed(event_reader e, schema::EpochSealed::Reader s) {
        epoch_told t;
        t.epoch = e.getEpoch();
        t.digest = as_hash(bytes_of(s.getDigest())).value_or(hash32{});
        for (const auto each : s.getWeights()) t.weights.emplace_back(each.getUid(), each.getValue());
        t.withheld = text_of(s.getWithheld());
        told_.epochs.push_back(std::move(t));
    }

    const world& w_;
    log_told& told_;
    std::map<question_key, question_told> questions_;
    std::uint64_t restarted_ = 0;  // the event that told last of an actor that failed
};

std::optional<broken_claim> nothing_lost(const world& w) {
    const auto& leaves = w.disk.acknowledged_leaves();
    for (std::uint64_t i = 0; i < leaves.size(); ++i) {
        auto now = w.disk.subtree(0, i);
        if (!now || *now != leaves[i])
            return broken_claim{"nothing lost",
                                "event " + std::to_string(i) + " was acknowledged, and is not in the log"};
    }
    return std::nullopt;
}

std::optional<broken_claim> goes_on(const world& w, const life_end& last) {
    if (last.by == life_end::what::finished) return std::nullopt;
    const std::string so_far = "epoch " + std::to_string(w.looks_on.sealed) + " of " +
                               std::to_string(w.ordered.epochs) + " is sealed, weights of " +
                               std::to_string(w.looks_on.on_their_way.size()) + " are on their way";
    if (last.by == life_end::what::stuck)
        return broken_claim{
            "goes on", "after " + std::to_string(w.clock.now() / second_ns) + " virtual seconds " + so_far};
    return broken_claim{"goes on", "the validator ended by itself: " + last.reason + "; " + so_far};
}

bool is_accepted(const embedded_chain& c, const hash32& extrinsic) {
    const auto at = c.find(extrinsic).at;
    return at == whereabouts::place::included || at == whereabouts::place::finalised;
}

// How many of an epoch's extrinsics are in blocks: those that commit to the
// weights, and those that set or reveal them.
struct arrivals {
    std::uint32_t commits = 0, weights = 0;
};
arrivals arrived(const embedded_chain& c, const std::vector<signed_weights>& extrinsics) {
    arrivals n;
    for (const signed_weights& x : extrinsics)
        if (is_accepted(c, x.extrinsic)) ++(x.call == schema::WeightCall::COMMIT ? n.commits : n.weights);
    return n;
}

// An epoch's weights are in a block once, and never more than that.
std::optional<broken_claim> weights_arrived(world& w, const log_told& told) {
    const embedded_chain& c = w.chain.held();
    std::set<hash32> ours;
    for (const auto& [epoch, extrinsics] : told.signed_) {
        for (const signed_weights& x : extrinsics) ours.insert(x.extrinsic);
        const arrivals n = arrived(c, extrinsics);
        if (n.commits > 1 || n.weights > 1)
            return broken_claim{"one submission", "the weights of epoch " + std::to_string(epoch) +
                                                      " are in more than one extrinsic of the chain"};
    }
    for (const hash32& x : w.chain.submitted())
        if (!ours.contains(x) && is_accepted(c, x))
            return broken_claim{"one submission", "the chain has weights from us that the log does not know"};
    for (const epoch_told& e : told.epochs) {
        if (e.epoch > w.ordered.epochs || !e.withheld.empty() || told.withheld.contains(e.epoch)) continue;
        if (!w.ordered.calm && told.refused_for_good.contains(e.epoch)) continue;
        const auto of = told.signed_.find(e.epoch);
        if (of == told.signed_.end() || arrived(c, of->second).weights == 0)
            return broken_claim{"none missed", "the weights of epoch " + std::to_string(e.epoch) +
                                                   " are on no block, and the chain could be reached"};
    }
    return std::nullopt;
}

// The chain holds a root of this log; where the log knows of the newest, it is
// that one, as the log has it. A calm run is in time for each but the last.
std::optional<broken_claim> roots_hold(world& w, const log_told& told) {
    const auto held = w.chain.held().root_of(w.ordered.settings.validator);
    if (!held) {
        if (told.roots.empty()) return std::nullopt;
        return broken_claim{"roots", "the log says that the chain holds a root, and it holds none"};
    }
    const auto root = root_at(held->what.size, w.disk.tree());
    if (!root || *root != held->what.root) return broken_claim{"roots", "the chain holds a root that is not the log's"};
    if (told.roots.empty()) return std::nullopt;
    const placed_root& last = told.roots.rbegin()->second;
    if (last.what.size > held->what.size)
        return broken_claim{"roots", "the log says that the chain holds a later root than it does"};
    if (last.what == held->what && (last.block != held->block || last.extrinsic != held->extrinsic))
        return broken_claim{"roots", "the log names another block or extrinsic than the chain has"};
    return std::nullopt;
}

std::optional<broken_claim> roots_arrived(world& w, const log_told& told) {
    if (!w.ordered.settings.publish_roots) {
        if (told.roots.empty()) return std::nullopt;
        return broken_claim{"roots", "roots were published, and were not to be"};
    }
    if (auto broken = roots_hold(w, told)) return broken;
    if (!w.ordered.calm) return std::nullopt;
    for (const epoch_told& e : told.epochs)
        if (e.epoch < told.epochs.back().epoch && !told.roots.contains(e.epoch))
            return broken_claim{"roots", "the root of epoch " + std::to_string(e.epoch) +
                                             " is not on the chain, and it could be reached"};
    return std::nullopt;
}

std::optional<broken_claim> audits(const world& w, const log_told& told) {
    std::uint32_t audited = 0;
    std::optional<broken_claim> broken;
    audit_options options;
    auto ok = audit_from_genesis(w.disk, options, [&](const epoch_audit& a) {
        ++audited;
        if (!broken && !a.agrees())
            broken = broken_claim{"audit agrees", "epoch " + std::to_string(a.epoch) + ", event " +
                                                      std::to_string(a.first->event) + ": " + a.first->field +
                                                      " is recorded as " + a.first->recorded +
                                                      ", and computed as " + a.first->computed};
        if (!broken && !a.checkpoint)
            broken = broken_claim{"audit agrees",
                                  "epoch " + std::to_string(a.epoch) + " has no signed checkpoint"};
    });
    if (!broken && !ok) broken = broken_claim{"audit agrees", ok.error().text()};
    if (!broken && audited != told.epochs.size())
        broken = broken_claim{"audit agrees", "not every sealed epoch was audited"};
    return broken;
}

}  // namespace

log_told read_log(const world& w) {
    log_told told;
    walk events(w, told);
    event_decoder decoder;
    auto all = w.disk.scan(0, w.disk.head().size, reading::plain);
    RF_REQUIRE(all.ok());
    for (auto more = (*all)->next(); more && *more; more = (*all)->next()) {
        auto event = decoder.read((*all)->bytes());
        if (event) events.take(*event);
    }
    return told;
}

std::optional<broken_claim> check_claims(world& w, const log_told& told, const life_end& last) {
    if (w.broken) return w.broken;
    if (auto broken = nothing_lost(w)) return broken;
    if (told.broken) return told.broken;
    if (auto broken = goes_on(w, last)) return broken;
    if (auto broken = weights_arrived(w, told)) return broken;
    if (auto broken = roots_arrived(w, told)) return broken;
    return audits(w, told);
}

}  // namespace rf::sim
