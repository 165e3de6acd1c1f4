#include <algorithm>

#include "actors/facts_parts.hpp"

namespace rf {

using namespace drafts;

record chain_connected(const chain_identity& to) {
    record r = of_chain();
    auto body = r.fact.event().initChainConnected();
    body.setEndpoint(to.endpoint);
    body.setGenesis(data_of(to.genesis));
    body.setSpecVersion(to.spec_version);
    return r;
}

record chain_disconnected(std::string_view endpoint, std::string_view reason) {
    record r = of_chain();
    auto body = r.fact.event().initChainDisconnected();
    body.setEndpoint(bounded_text(endpoint, most_detail));
    body.setReason(bounded_text(reason, most_detail));
    return r;
}

record block_observed(const seen_block& b) {
    record r = of_chain();
    auto body = r.fact.event().initBlockObserved();
    body.setNumber(b.number);
    body.setHash(data_of(b.hash));
    body.setFinalised(b.finalised);
    return r;
}

record reorg_observed(const seen_block& from, const seen_block& to) {
    record r = of_chain();
    auto body = r.fact.event().initReorgObserved();
    body.setFromNumber(from.number);
    body.setFromHash(data_of(from.hash));
    body.setToNumber(to.number);
    body.setToHash(data_of(to.hash));
    return r;
}

record hyperparameters_observed(const seen_hyperparameters& h) {
    record r = of_chain();
    auto body = r.fact.event().initHyperparametersObserved();
    body.setBlock(h.block);
    body.setTempo(h.tempo);
    body.setWeightsRateLimit(h.weights_rate_limit);
    body.setVersionKey(h.version_key);
    body.setMinWeights(h.min_weights);
    body.setMaxWeight(h.max_weight);
    body.setCommitReveal(h.commit_reveal);
    body.setRevealPeriod(h.reveal_period);
    return r;
}

record runtime_changed(std::uint32_t from, std::uint32_t to) {
    record r = of_chain();
    auto body = r.fact.event().initRuntimeChanged();
    body.setFromSpec(from);
    body.setToSpec(to);
    return r;
}

record weight_row_observed(const seen_weights& w) {
    record r = of_chain();
    auto body = r.fact.event().initWeightRowObserved();
    body.setBlock(w.block);
    body.setValidator(data_of(w.validator.encoded()));
    body.setStake(w.stake);
    put_row(body.initRow(unsigned(w.row.size())), w.row);
    return r;
}

record scores_published(const seen_scores& s) {
    record r = of_chain(s.epoch);
    auto body = r.fact.event().initScoresPublished();
    body.setValidator(data_of(s.validator.encoded()));
    body.setStake(s.stake);
    body.setTask(data_of(s.task));
    auto to = body.initScores(unsigned(s.scores.size()));
    for (unsigned i = 0; i < s.scores.size(); ++i) {
        to[i].setUid(s.scores[i].first);
        to[i].setScore(s.scores[i].second);
    }
    return r;
}

std::vector<record> metagraph_observed(const seen_metagraph& m) {
    constexpr std::size_t a_part = 256;
    const std::size_t parts = std::max<std::size_t>(1, (m.neurons.size() + a_part - 1) / a_part);
    std::vector<record> out;
    for (std::size_t part = 0; part < parts; ++part) {
        record r = of_chain();
        auto body = r.fact.event().initMetagraphObserved();
        body.setBlock(m.block);
        body.setPart(std::uint16_t(part));
        body.setParts(std::uint16_t(parts));
        const std::size_t from = part * a_part, to = std::min(m.neurons.size(), from + a_part);
        auto neurons = body.initNeurons(unsigned(to - from));
        for (std::size_t i = from; i < to; ++i) {
            const seen_neuron& n = m.neurons[i];
            auto each = neurons[unsigned(i - from)];
            each.setUid(n.uid);
            each.setAccount(data_of(n.who.encoded()));
            each.setStake(n.stake);
            each.setPermit(n.permit);
            each.setIp(bounded_text(n.ip, 64));
            each.setPort(n.port);
            each.setLastUpdate(n.last_update);
        }
        out.push_back(std::move(r));
    }
    return out;
}

record miner_seen(const account& who, std::uint16_t uid, std::string_view endpoint, std::string_view protocol) {
    record r = of_miner(who);
    auto body = r.fact.event().initMinerSeen();
    body.setAccount(data_of(who.encoded()));
    body.setUid(uid);
    body.setEndpoint(bounded_text(endpoint, 80));
    body.setProtocol(bounded_text(protocol, 40));
    return r;
}

record uid_handed_over(std::uint16_t uid, const account& from, const account& to, std::uint64_t block) {
    record r = of_chain();
    auto body = r.fact.event().initUidHandedOver();
    body.setUid(uid);
    body.setFrom(data_of(from.encoded()));
    body.setTo(data_of(to.encoded()));
    body.setBlock(block);
    return r;
}

record miner_health_changed(const account& who, schema::MinerHealth health, std::string_view reason) {
    record r = of_miner(who);
    auto body = r.fact.event().initMinerHealthChanged();
    body.setAccount(data_of(who.encoded()));
    body.setHealth(health);
    body.setReason(bounded_text(reason, most_detail));
    return r;
}

record result_notified(std::uint32_t epoch, const account& who, bool delivered) {
    record r = of_miner(who, epoch);
    auto body = r.fact.event().initResultNotified();
    body.setAccount(data_of(who.encoded()));
    body.setDelivered(delivered);
    return r;
}

record secret_committed(std::uint32_t epoch, const hash32& secret_hash, std::uint64_t before_block) {
    record r = on(schema::StreamKind::EPOCH, epoch);
    auto body = r.fact.event().initSecretCommitted();
    body.setSecretHash(data_of(secret_hash));
    body.setBeforeBlock(before_block);
    return r;
}

record weights_signed(std::uint32_t epoch, schema::WeightCall call, const signed_extrinsic& x) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initWeightsSigned();
    body.setCall(call);
    keep_blob(r, body.initPayload(), x.bytes);
    body.setHash(data_of(x.hash));
    body.setNonce(x.nonce);
    body.setEraFrom(x.era_from);
    body.setEraTo(x.era_to);
    return r;
}

record weights_submitted(std::uint32_t epoch, const hash32& extrinsic, std::string_view endpoint,
                         std::uint32_t attempt) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initWeightsSubmitted();
    body.setHash(data_of(extrinsic));
    body.setEndpoint(bounded_text(endpoint, most_detail));
    body.setAttempt(attempt);
    return r;
}

record weights_included(std::uint32_t epoch, const hash32& extrinsic, const whereabouts& at) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initWeightsIncluded();
    body.setHash(data_of(extrinsic));
    body.setBlock(at.block);
    body.setBlockHash(data_of(at.block_hash));
    body.setIndex(at.index);
    return r;
}

record weights_finalised(std::uint32_t epoch, const hash32& extrinsic, const whereabouts& at) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initWeightsFinalised();
    body.setHash(data_of(extrinsic));
    body.setBlock(at.block);
    body.setBlockHash(data_of(at.block_hash));
    return r;
}

record weights_refused(std::uint32_t epoch, const hash32& extrinsic, std::string_view reason, std::string_view pallet,
                       std::string_view error, bool final) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initWeightsRefused();
    body.setHash(data_of(extrinsic));
    body.setReason(bounded_text(reason, most_detail));
    body.setPallet(bounded_text(pallet, 80));
    body.setError(bounded_text(error, 80));
    body.setFinal(final);
    return r;
}

record weights_read_back(std::uint32_t epoch, std::uint64_t block, const weight_values& row, bool agrees) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initWeightsReadBack();
    body.setBlock(block);
    body.setAgrees(agrees);
    put_row(body.initRow(unsigned(row.size())), row);
    return r;
}

record weights_withheld(std::uint32_t epoch, std::string_view reason) {
    record r = of_chain(epoch);
    r.fact.event().initWeightsWithheld().setReason(bounded_text(reason, most_detail));
    return r;
}

record root_committed(std::uint32_t epoch, const placed_root& at) {
    record r = of_chain(epoch);
    auto body = r.fact.event().initRootCommitted();
    body.initHead().setSize(at.what.size);
    body.getHead().setRoot(data_of(at.what.root));
    body.setBlock(at.block);
    body.setExtrinsic(data_of(at.extrinsic));
    return r;
}

}  // namespace rf
