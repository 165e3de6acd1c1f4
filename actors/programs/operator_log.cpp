#include "actors/programs/operator_log.hpp"

#include "actors/io/machine.hpp"
#include "replay/fold.hpp"

namespace rf {
namespace {

command recorded(event_draft fact) { return command(record{std::move(fact), {}}); }

}  // namespace

result<std::unique_ptr<operator_log>> operator_log::open(const std::string& directory) {
    auto opened = store::open(directory);
    if (!opened) return opened.error();
    auto p = fold(*opened->log, reading::checked);
    if (!p) return with_place(p.error(), directory);
    auto named = store::read_origin(directory);
    if (!named) return named.error();
    if (p->next != 0 && *named != p->identity.origin)
        return fault{
            fault_kind::foreign,
            "its format file names the log " + *named + ", and its event 0 the log " + p->identity.origin,
            directory, "the file or the events were copied from elsewhere"};
    return std::unique_ptr<operator_log>(new operator_log(std::move(*opened), std::move(*p)));
}

result<std::unique_ptr<operator_log>> operator_log::create(const std::string& directory,
                                                           const std::string& origin) {
    auto log = store::create(directory, origin);
    if (!log) return log.error();
    return std::unique_ptr<operator_log>(new operator_log({std::move(*log), std::nullopt}, {}));
}

status operator_log::be_born(const newborn_log& as, const signing_key& key) {
    event_draft birth;
    auto c = birth.event().initLogCreated();
    c.setFormat(log_format);
    c.setOrigin(as.origin);
    c.setChain(as.chain);
    c.setGenesis(data_of(as.genesis));
    c.setNetuid(as.netuid);
    c.setMechanismId(as.mechanism_id);
    const auto who = as.validator.encoded();
    c.setValidator(data_of(who));
    c.setVerificationKey(encode_verifier(verifier_of(key)));
    if (as.predecessor) {
        c.initPredecessor().setOrigin(as.predecessor->origin);
        c.getPredecessor().initHead().setSize(as.predecessor->at.size);
        c.getPredecessor().getHead().setRoot(data_of(as.predecessor->at.root));
    }
    return take(recorded(std::move(birth)));
}

status operator_log::begin(std::string_view program) {
    if (opened_.repaired && opened_.repaired->found.size != 0) {
        event_draft repair;
        auto r = repair.event().initLogRepaired();
        r.initAcknowledged().setSize(opened_.repaired->acknowledged.size);
        r.getAcknowledged().setRoot(data_of(opened_.repaired->acknowledged.root));
        r.initFound().setSize(opened_.repaired->found.size);
        r.getFound().setRoot(data_of(opened_.repaired->found.root));
        r.setWhat(opened_.repaired->what);
        if (auto ok = take(recorded(std::move(repair))); !ok) return ok;
    }
    event_draft started;
    auto w = started.event().initWriterStarted();
    w.setProgram(std::string(program));
    w.setVersion("0.1.0");
    w.setFoldVersion(fold_version);
    return take(recorded(std::move(started)));
}

status operator_log::take(command c) {
    auto decided = decide(state_, stamp{machine_clock().utc_ns()}, c);
    if (!decided) return decided.error();
    event_decoder decoder;
    std::vector<appended> batch;
    for (const byte_vec& bytes : decided->events) {
        auto event = decoder.check(bytes);
        if (!event) return event.error();
        batch.push_back(mark_of(bytes, *event));
    }
    if (auto head = log().append(batch, decided->blobs); !head) return head.error();
    for (const byte_vec& bytes : decided->events) {
        auto event = decoder.check(bytes);
        if (auto ok = guarded([&] { return apply(state_, *event, blobs_of(log())); }); !ok) return ok;
    }
    return done();
}

status operator_log::sign_at(std::uint64_t size, const signing_key& key) {
    auto root = root_at(size, log().tree());
    if (!root) return root.error();
    return log().put_checkpoint(size, sign_checkpoint({key.name, size, *root, {}}, key));
}

status operator_log::end(std::string_view why) {
    event_draft stopped;
    stopped.event().initWriterStopped().setReason(std::string(why));
    if (auto ok = take(recorded(std::move(stopped))); !ok) return ok;
    return log().settle();
}

}  // namespace rf
