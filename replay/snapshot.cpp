// Bytes: "rfsnap\n" 0x01 | state schema u16 | fold version u16 | catalog hash 32 |
//        size u64 | root 32 | SHA-256 of the body 32 | body (archive.hpp)
#include "replay/snapshot.hpp"

#include <algorithm>

#include "events/sha256.hpp"
#include "replay/archive.hpp"

namespace rf {
namespace {

constexpr std::array<std::uint8_t, 8> magic{'r', 'f', 's', 'n', 'a', 'p', '\n', 1};
constexpr std::size_t header_bytes = 8 + 2 + 2 + 32 + 8 + 32 + 32;

hash32 catalog_hash() {
    sha256_stream all;
    for (const mechanism* m : catalog()) {
        const std::string line = std::string(m->name) + "@" + std::to_string(m->version) + "\n";
        all.add(view(line));
    }
    return all.finish();
}

}  // namespace

template <class A>
void visit(A& a, account& v) {
    visit(a, v.type);
    visit(a, v.b);
}
template <class A>
void visit(A& a, seat& v) {
    visit(a, v.who);
    visit(a, v.uid);
}
template <class A>
void visit(A& a, parameter& v) {
    visit(a, v.name);
    visit(a, v.value);
}
template <class A>
void visit(A& a, reasonforge_seen& v) {
    for (double* d : {&v.quality, &v.accuracy, &v.novelty, &v.efficiency, &v.similarity}) visit(a, *d);
}
template <class A>
void visit(A& a, feed_result& v) {
    visit(a, v.status);
    visit(a, v.ms);
    visit(a, v.quality);
}
template <class A>
void visit(A& a, ema_feed_seen& v) { visit(a, v.results); }
template <class A>
void visit(A& a, judge_epm_seen& v) { visit(a, v.criteria); }
template <class A>
void visit(A& a, alert_score& v) {
    visit(a, v.alert);
    visit(a, v.score);
}
template <class A>
void visit(A& a, aml_ensemble_seen& v) {
    visit(a, v.tier1);
    visit(a, v.tier2);
    visit(a, v.scores);
}
template <class A>
void visit(A& a, hetu_consensus_seen& v) { visit(a, v.answer); }
template <class A>
void visit(A& a, reply_facts& v) {
    visit(a, v.what);
    visit(a, v.seen);
}
template <class A>
void visit(A& a, task_facts& v) {
    visit(a, v.id);
    visit(a, v.domain);
    visit(a, v.difficulty);
    visit(a, v.trap);
    visit(a, v.previously_unsolved);
    visit(a, v.replies);
}
template <class A>
void visit(A& a, carry_entry& v) {
    visit(a, v.who);
    visit(a, v.streak);
    visit(a, v.score);
    visit(a, v.history);
    visit(a, v.tier3);
    visit(a, v.tier3_epoch);
}
template <class A>
void visit(A& a, settled_score& v) {
    visit(a, v.who);
    visit(a, v.submitted_epoch);
    visit(a, v.tier3);
}
template <class A>
void visit(A& a, epoch_facts& v) {
    visit(a, v.epoch);
    visit(a, v.seats);
    visit(a, v.params);
    visit(a, v.in.entries);
    visit(a, v.tasks);
    visit(a, v.counted.window_minutes);
    visit(a, v.counted.edges);
    visit(a, v.settled);
}
template <class A>
void visit(A& a, question& v) {
    visit(a, v.at);
    visit(a, v.attempts);
}
template <class A>
void visit(A& a, task_progress& v) {
    visit(a, v.closed);
    visit(a, v.waiting);
    visit(a, v.voids);
    visit(a, v.timeout_ms);
    visit(a, v.deadline_block);
    visit(a, v.questions);
}
template <class A>
void visit(A& a, epoch_state& v) {
    std::string name = v.rules ? std::string(v.rules->name) : std::string();
    std::uint16_t version = v.rules ? v.rules->version : std::uint16_t(0);
    visit(a, name);
    visit(a, version);
    if constexpr (A::reading) {
        v.rules = find_mechanism(name, version);
        if (!v.rules) a.failed = true;
    }
    visit(a, v.opened_at);
    visit(a, v.closes_block);
    visit(a, v.tasks_planned);
    visit(a, v.secret_hash);
    visit(a, v.carry_in);
    visit(a, v.facts);
    visit(a, v.progress);
    visit(a, v.kinds);
    visit(a, v.seat_of_uid);
}
template <class A>
void visit(A& a, log_predecessor& v) {
    visit(a, v.origin);
    visit(a, v.at.size);
    visit(a, v.at.root);
}
template <class A>
void visit(A& a, log_identity& v) {
    visit(a, v.predecessor);
    visit(a, v.origin);
    visit(a, v.chain);
    visit(a, v.genesis);
    visit(a, v.netuid);
    visit(a, v.mechanism_id);
    visit(a, v.validator);
    visit(a, v.verification_key);
}
template <class A>
void visit(A& a, chain_state& v) {
    visit(a, v.connected);
    visit(a, v.current);
    visit(a, v.endpoint);
    visit(a, v.spec_version);
    visit(a, v.best);
    visit(a, v.finalised);
    visit(a, v.best_hash);
    visit(a, v.metagraph_block);
    visit(a, v.metagraph_at);
    visit(a, v.neurons);
    visit(a, v.permitted);
    visit(a, v.parts_seen);
    visit(a, v.parts);
    visit(a, v.arriving_block);
    visit(a, v.arriving);
    visit(a, v.arriving_permitted);
    visit(a, v.tempo);
    visit(a, v.weights_rate_limit);
    visit(a, v.version_key);
    visit(a, v.commit_reveal);
}
template <class A>
void visit(A& a, weights_state& v) {
    visit(a, v.at);
    visit(a, v.epoch);
    visit(a, v.values);
    visit(a, v.seats);
    visit(a, v.scores);
    visit(a, v.params);
    visit(a, v.sealed_at);
    visit(a, v.call);
    visit(a, v.signed_call);
    visit(a, v.committed);
    visit(a, v.extrinsic);
    visit(a, v.era_to);
    visit(a, v.attempts);
}
template <class A>
void visit(A& a, key_rotation& v) {
    visit(a, v.at);
    visit(a, v.from);
}
template <class A>
void visit(A& a, known_miner& v) {
    visit(a, v.who);
    visit(a, v.uid);
    visit(a, v.endpoint);
    visit(a, v.protocol);
    visit(a, v.health);
}
template <class A>
void visit(A& a, awaited_truth& v) {
    visit(a, v.task);
    visit(a, v.submitted_epoch);
}
template <class A>
void visit(A& a, sealed_epoch& v) {
    visit(a, v.epoch);
    visit(a, v.at);
    visit(a, v.carry_out);
    visit(a, v.digest);
    visit(a, v.withheld);
}
template <class A>
void visit(A& a, projection& v) {
    visit(a, v.next);
    visit(a, v.term);
    visit(a, v.writing);
    visit(a, v.identity);
    visit(a, v.rotations);
    visit(a, v.mechanism);
    visit(a, v.mechanism_version);
    visit(a, v.chosen);
    visit(a, v.imported_carry);
    visit(a, v.secret_committed);
    visit(a, v.secret_before_block);
    visit(a, v.open);
    visit(a, v.sealed);
    visit(a, v.weights);
    visit(a, v.chain);
    visit(a, v.miners);
    visit(a, v.awaited);
    visit(a, v.alarms);
    visit(a, v.pruned_through);
    visit(a, v.root_committed);
}

byte_vec take_snapshot(const projection& p, const head& at) {
    RF_REQUIRE(p.next == at.size);
    archive_writer body;
    visit(body, const_cast<projection&>(p));
    archive_writer out;
    out.raw(magic.data(), magic.size());
    std::uint16_t schema = state_schema, folds = fold_version;
    hash32 mechanisms = catalog_hash(), root = at.root, sum = sha256(body.bytes);
    std::uint64_t size = at.size;
    visit(out, schema);
    visit(out, folds);
    visit(out, mechanisms);
    visit(out, size);
    visit(out, root);
    visit(out, sum);
    out.bytes.insert(out.bytes.end(), body.bytes.begin(), body.bytes.end());
    return std::move(out.bytes);
}

result<projection> restore_snapshot(byte_view bytes, const head& at) {
    auto dropped = [](std::string why) {
        return fault{fault_kind::refused, std::move(why), "snapshot", "it is only a cache: fold without it"};
    };
    if (bytes.size() < header_bytes || !std::equal(magic.begin(), magic.end(), bytes.begin()))
        return dropped("not a snapshot");
    archive_reader in(bytes.subspan(magic.size()));
    std::uint16_t schema = 0, folds = 0;
    hash32 mechanisms, root, sum;
    std::uint64_t size = 0;
    visit(in, schema);
    visit(in, folds);
    visit(in, mechanisms);
    visit(in, size);
    visit(in, root);
    visit(in, sum);
    if (schema != state_schema || folds != fold_version || mechanisms != catalog_hash())
        return dropped("taken by a program with other state, fold or mechanisms");
    if (size != at.size || root != at.root) return dropped("taken of another log, or at another place");
    if (sha256(in.rest) != sum) return dropped("its bytes are damaged");
    projection p;
    visit(in, p);
    if (in.failed || !in.rest.empty() || p.next != size) return dropped("its bytes are not a projection");
    return p;
}

std::optional<found_snapshot> newest_snapshot(const std::vector<byte_vec>& candidates, const log_reader& log) {
    std::optional<found_snapshot> best;
    for (const byte_vec& bytes : candidates) {
        if (bytes.size() < header_bytes) continue;
        archive_reader in(byte_view(bytes).subspan(8 + 2 + 2 + 32));
        head at;
        visit(in, at.size);
        if (at.size > log.head().size || (best && at.size <= best->at.size)) continue;
        auto root = root_at(at.size, log.tree());
        if (!root) continue;
        at.root = *root;
        if (auto p = restore_snapshot(bytes, at)) best = found_snapshot{std::move(*p), at};
    }
    return best;
}

}  // namespace rf
