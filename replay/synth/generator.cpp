#include "replay/synth/generator.hpp"

#include <algorithm>

#include "replay/wire_values.hpp"

namespace rf {

result<synth_report> generator::run(const synth_progress& progress) {
    RF_TRY(begin());
    for (std::uint32_t epoch = 1; epoch <= options_.epochs; ++epoch) {
        RF_TRY(one_epoch(epoch));
        if (progress) progress(epoch, options_.epochs);
    }
    event_draft stop;
    stop.event().initWriterStopped().setReason("done");
    RF_TRY(journal_.take(std::move(stop)));
    RF_TRY(journal_.flush());
    report_.events = journal_.state().next;
    report_.blobs = journal_.blobs_written();
    report_.epochs = options_.epochs;
    return report_;
}

status generator::begin() {
    event_draft birth;
    auto c = birth.event().initLogCreated();
    c.setFormat(log_format);
    c.setOrigin(key_.name);
    c.setChain(schema::ChainKind::SYNTHETIC);
    c.setGenesis(data_of(sha256(view("synthetic genesis"))));
    c.setNetuid(1);
    c.setVerificationKey(encode_verifier(verifier_of(key_)));
    account validator;
    roll().fill(validator.b.data(), 32);
    const auto who = validator.encoded();
    c.setValidator(data_of(who));
    RF_TRY(journal_.take(std::move(birth)));
    RF_TRY(start_writer());
    event_draft connected;
    connected.event().setStream(schema::StreamKind::CHAIN);
    auto chain = connected.event().initChainConnected();
    chain.setEndpoint("synthetic");
    chain.setGenesis(data_of(sha256(view("synthetic genesis"))));
    return journal_.take(std::move(connected));
}

status generator::start_writer() {
    event_draft started;
    auto w = started.event().initWriterStarted();
    w.setProgram("rf-log synth");
    w.setVersion("0.1.0");
    w.setFoldVersion(fold_version);
    return journal_.take(std::move(started));
}

status generator::choose_mechanism(std::uint32_t epoch) {
    const std::size_t turn = (epoch - 1) / options_.epochs_each % options_.mechanisms.size();
    const std::string& name = options_.mechanisms[turn];
    rules_ = find_mechanism(name, 1);
    RF_REQUIRE(rules_);
    if (journal_.state().mechanism == name) return done();
    event_draft chosen;
    auto set = chosen.event().initParametersSet();
    set.setMechanism(name);
    set.setVersion(1);
    write_parameters(set.initChosen(unsigned(options_.chosen.size())), options_.chosen);
    set.setReason("synthetic");
    return journal_.take(std::move(chosen));
}

status generator::observe_chain() {
    block_ += 360;
    if (sometimes(0.1)) {
        event_draft reorg;
        reorg.event().setStream(schema::StreamKind::CHAIN);
        auto r = reorg.event().initReorgObserved();
        r.setFromNumber(block_ - 360);
        r.setFromHash(data_of(roll().hash()));
        r.setToNumber(block_ - 361);
        r.setToHash(data_of(roll().hash()));
        RF_TRY(journal_.take(std::move(reorg)));
    }
    if (sometimes(0.3)) RF_TRY(hand_over());
    return observe_metagraph();
}

status generator::hand_over() {
    const auto h = world_.replace_one();
    event_draft changed;
    changed.event().setStream(schema::StreamKind::CHAIN);
    auto u = changed.event().initUidHandedOver();
    const auto from = h.from.encoded(), to = h.to.encoded();
    u.setUid(h.uid);
    u.setFrom(data_of(from));
    u.setTo(data_of(to));
    u.setBlock(block_);
    return journal_.take(std::move(changed));
}

status generator::observe_metagraph() {
    constexpr std::size_t a_part = 256;
    const auto& miners = world_.miners();
    const std::size_t parts = std::max<std::size_t>(1, (miners.size() + a_part - 1) / a_part);
    for (std::size_t part = 0; part < parts; ++part) {
        event_draft graph;
        graph.event().setStream(schema::StreamKind::CHAIN);
        auto m = graph.event().initMetagraphObserved();
        m.setBlock(block_);
        m.setPart(std::uint16_t(part));
        m.setParts(std::uint16_t(parts));
        const std::size_t from = part * a_part, to = std::min(miners.size(), from + a_part);
        auto neurons = m.initNeurons(unsigned(to - from));
        for (std::size_t i = from; i < to; ++i) {
            const auto who = miners[i].who.encoded();
            neurons[unsigned(i - from)].setUid(miners[i].uid);
            neurons[unsigned(i - from)].setAccount(data_of(who));
            neurons[unsigned(i - from)].setIp("127.0.0.1");
            neurons[unsigned(i - from)].setPort(std::uint16_t(8091 + i));
        }
        RF_TRY(journal_.take(std::move(graph)));
    }
    return done();
}

status generator::observe_block(std::uint64_t number, const hash32& hash) {
    event_draft block;
    block.event().setStream(schema::StreamKind::CHAIN);
    auto b = block.event().initBlockObserved();
    b.setNumber(number);
    b.setHash(data_of(hash));
    b.setFinalised(true);
    return journal_.take(std::move(block));
}

status generator::open_epoch(std::uint32_t epoch) {
    secret_ = roll().hash();
    event_draft committed;
    committed.event().setEpoch(epoch);
    committed.event().setStream(schema::StreamKind::EPOCH);
    auto c = committed.event().initSecretCommitted();
    c.setSecretHash(data_of(sha256(secret_)));
    c.setBeforeBlock(block_ + 1);
    RF_TRY(journal_.take(std::move(committed)));
    const hash32 block_hash = roll().hash();
    RF_TRY(observe_block(block_ + 1, block_hash));
    open_next_epoch open;
    open.seats = world_.seats();
    open.block = block_ + 1;
    open.block_hash = block_hash;
    open.closes_block = block_ + 350;
    open.tasks = rules_->most_tasks != 0 ? std::min(options_.tasks, rules_->most_tasks) : options_.tasks;
    RF_TRY(journal_.take(command(open)));
    seed_ = draw_seed(secret_, block_hash, 1, *rules_, epoch);
    plan_ = draw_tasks(seed_, *rules_, journal_.state().open->facts.params, open.seats, open.tasks);
    return done();
}

status generator::one_epoch(std::uint32_t epoch) {
    RF_TRY(choose_mechanism(epoch));
    RF_TRY(observe_chain());
    RF_TRY(open_epoch(epoch));
    everybody_fails_ = sometimes(0.04);
    lost_miner_ = sometimes(0.04) ? std::optional(world_.miners()[roll().below(world_.miners().size())].uid)
                                  : std::nullopt;
    const std::uint32_t crash_at = sometimes(0.2) ? std::uint32_t(roll().below(plan_.size())) : ~0u;
    for (std::uint32_t t = 0; t < plan_.size(); ++t) RF_TRY(one_task(epoch, t, t == crash_at));
    if (rules_->name == "judge_epm") RF_TRY(count_traffic(epoch));
    if (rules_->name == "aml_ensemble") RF_TRY(settle_truth(epoch));
    RF_TRY(observe_block(block_ + 350, roll().hash()));
    RF_TRY(journal_.take(command(seal_open_epoch{secret_, block_ + 350})));
    RF_TRY(journal_.flush());
    RF_TRY(cut_checkpoint());
    return send_weights(epoch);
}

status generator::cut_checkpoint() {
    const head at = log_.head();
    checkpoint c;
    c.origin = key_.name;
    c.size = at.size;
    c.root = at.root;
    return log_.put_checkpoint(at.size, sign_checkpoint(c, key_));
}

event_draft generator::of_weights(std::uint32_t epoch) {
    event_draft d;
    d.event().setEpoch(epoch);
    d.event().setStream(schema::StreamKind::CHAIN);
    return d;
}

status generator::send_weights(std::uint32_t epoch) {
    if (journal_.state().sealed.withheld) {
        ++report_.withheld;
        event_draft alarm;
        alarm.event().initAlarmRaised().setName("weights_withheld");
        return journal_.take(std::move(alarm));
    }
    // A uid may have changed hands while the epoch ran: the chain is read again.
    if (sometimes(0.2)) RF_TRY(hand_over());
    RF_TRY(observe_metagraph());
    RF_TRY(journal_.take(command(intend_weights{epoch, schema::WeightCall::SET})));
    if (journal_.state().weights.empty()) return done();  // all accounts lost their uid
    const blob signed_bytes = payload("extrinsic of epoch " + std::to_string(epoch));
    event_draft signed_ = of_weights(epoch);
    auto s = signed_.event().initWeightsSigned();
    s.setHash(data_of(signed_bytes.name));
    s.setNonce(epoch);
    set_blob(s.initPayload(), signed_bytes);
    RF_TRY(journal_.take(std::move(signed_), {signed_bytes}));
    const std::uint32_t tries = sometimes(0.2) ? 2 : 1;
    for (std::uint32_t i = 1; i <= tries; ++i) {
        event_draft sent = of_weights(epoch);
        auto w = sent.event().initWeightsSubmitted();
        w.setHash(data_of(signed_bytes.name));
        w.setEndpoint("synthetic");
        w.setAttempt(i);
        RF_TRY(journal_.take(std::move(sent)));
    }
    event_draft in = of_weights(epoch);
    auto w = in.event().initWeightsIncluded();
    w.setHash(data_of(signed_bytes.name));
    w.setBlock(block_ + 352);
    RF_TRY(journal_.take(std::move(in)));
    event_draft read = of_weights(epoch);
    auto r = read.event().initWeightsReadBack();
    r.setBlock(block_ + 353);
    r.setAgrees(true);
    return journal_.take(std::move(read));
}

}  // namespace rf
