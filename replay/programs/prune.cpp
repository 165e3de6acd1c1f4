#include "replay/programs/prune.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "replay/decide.hpp"
#include "replay/fold.hpp"
#include "replay/named_blobs.hpp"
#include "replay/programs/open_log.hpp"

namespace rf {
namespace {

struct old_payloads {
    std::vector<hash32> names;
    std::uint64_t bytes = 0;
};

// What only payloads of epochs up to `through` name, and is there.
result<old_payloads> payloads_through(const log_reader& log, std::uint32_t through) {
    std::map<hash32, std::uint64_t> old;
    std::set<hash32> kept;
    auto cursor = log.scan(0, log.head().size, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    for (;;) {
        auto more = (*cursor)->next();
        if (!more) return more.error();
        if (!*more) break;
        auto event = decoder.check((*cursor)->bytes());
        if (!event) return with_place(event.error(), "event " + std::to_string((*cursor)->number()));
        const bool payload = event->isReplyRecorded() || event->isTaskOpened();
        const bool goes = payload && event->getEpoch() <= through;
        each_named_blob(*event, [&](const hash32& name, std::uint64_t length) {
            if (goes) old.emplace(name, length);
            else kept.insert(name);
        });
    }
    old_payloads out;
    for (const auto& [name, length] : old) {
        if (kept.contains(name)) continue;
        auto there = log.has_blob(name);
        if (!there) return there.error();
        if (!*there) continue;
        out.names.push_back(name);
        out.bytes += length;
    }
    return out;
}

event_draft repaired_fact(const store::repair& repair) {
    event_draft fact;
    auto r = fact.event().initLogRepaired();
    r.initAcknowledged().setSize(repair.acknowledged.size);
    r.getAcknowledged().setRoot(data_of(repair.acknowledged.root));
    r.initFound().setSize(repair.found.size);
    r.getFound().setRoot(data_of(repair.found.root));
    r.setWhat(repair.what);
    return fact;
}

status append_fact(log_writer& log, projection& p, event_draft fact) {
    const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    command c{record{std::move(fact), {}}};
    auto decided = decide(p, stamp{now.count()}, c);
    if (!decided) return decided.error();
    event_decoder decoder;
    auto event = decoder.check(decided->events[0]);
    if (!event) return event.error();
    const appended one[] = {mark_of(decided->events[0], *event)};
    if (auto head = log.append(one, {}); !head) return head.error();
    return apply(p, *event, blobs_of(log));
}

}  // namespace

result<pruned_payloads> prune_payloads(const std::string& directory, std::uint32_t through) {
    auto opened = open_to_write(directory);
    if (!opened) return opened.error();
    log_writer& log = *opened->log;
    auto p = fold(log, reading::checked);
    if (!p) return p.error();
    if (through > p->sealed.epoch)
        return fault{fault_kind::refused, "epoch " + std::to_string(through) + " is not sealed", "--through", ""};
    auto old = payloads_through(log, through);
    if (!old) return old.error();
    if (old->names.empty()) return pruned_payloads{};
    std::vector<event_draft> facts;
    if (opened->repaired) facts.push_back(repaired_fact(*opened->repaired));
    auto started = facts.emplace_back().event().initWriterStarted();
    started.setProgram("rf-log prune");
    started.setVersion("0.1.0");
    started.setFoldVersion(fold_version);
    auto pruned = facts.emplace_back().event().initBlobsPruned();
    pruned.setThroughEpoch(std::max(through, p->pruned_through));
    pruned.setCount(old->names.size());
    pruned.setBytes(old->bytes);
    facts.emplace_back().event().initWriterStopped().setReason("pruned");
    // Recorded first: a crash between the two leaves payloads that an event
    // calls pruned, never payloads that are gone without a word.
    for (event_draft& fact : facts)
        if (auto ok = append_fact(log, *p, std::move(fact)); !ok) return ok.error();
    auto gone = log.prune(old->names);
    if (!gone) return gone.error();
    return pruned_payloads{*gone, old->bytes};
}

}  // namespace rf
