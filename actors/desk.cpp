#include "actors/desk.hpp"

#include <algorithm>
#include <cstring>

namespace rf {
namespace {

hash32 blob_name(schema::BlobRef::Reader b) { return as_hash(bytes_of(b.getSha256())).value_or(hash32{}); }

void open_task(desk& d, event_reader event) {
    const auto from = event.getTaskOpened();
    desk_task t;
    std::memcpy(t.id.data(), event.getStreamId().begin(), 16);
    t.ordinal = from.getOrdinal();
    t.domain = from.getDomain();
    t.difficulty = from.getDifficulty();
    t.trap = from.getTrap();
    t.timeout_ms = from.getTimeoutMs();
    t.deadline_block = from.getDeadlineBlock();
    t.prompt = blob_name(from.getPrompt());
    t.truth = blob_name(from.getTruth());
    d.tasks.push_back(std::move(t));
}

void take_reply(desk& d, schema::ReplyRecorded::Reader r) {
    auto& answered = d.tasks.at(r.getTask()).answered;
    std::erase_if(answered, [&](const desk_reply& each) { return each.uid == r.getUid(); });
    if (r.getOutcome() != schema::Outcome::ANSWERED) return;  // a void after an answer takes it back
    answered.push_back({r.getUid(), *as_account(bytes_of(r.getAccount())), r.getLatencyNs(), blob_name(r.getBody())});
}

}  // namespace

void desk::take(event_reader event) {
    switch (event.which()) {
        case event_kind::EPOCH_OPENED:
            epoch = event.getEpoch();
            block = event.getEpochOpened().getBlock();
            block_hash = *as_hash(bytes_of(event.getEpochOpened().getBlockHash()));
            tasks.clear();
            break;
        case event_kind::EPOCH_SEALED:
            epoch = 0;
            tasks.clear();
            break;
        case event_kind::TASK_OPENED: open_task(*this, event); break;
        case event_kind::REPLY_RECORDED: take_reply(*this, event.getReplyRecorded()); break;
        case event_kind::WEIGHTS_SIGNED: {
            const auto s = event.getWeightsSigned();
            weights[event.getEpoch()] = {s.getCall(), blob_name(s.getPayload()), s.getEraFrom(), s.getEraTo()};
            break;
        }
        case event_kind::WEIGHTS_WITHHELD:
        case event_kind::WEIGHTS_READ_BACK: weights.erase(event.getEpoch()); break;
        case event_kind::WEIGHTS_REFUSED:
            if (event.getWeightsRefused().getFinal()) weights.erase(event.getEpoch());
            break;
        default: break;
    }
}

result<desk> set_desk(const log_reader& log, const projection& p) {
    desk d;
    std::uint64_t from = p.next;
    if (p.open) from = std::min(from, p.open->opened_at);
    for (const auto& w : p.weights) from = std::min(from, w.sealed_at);
    auto events = log.scan(from, p.next, reading::checked);
    if (!events) return events.error();
    event_decoder decoder;
    const std::uint64_t opened = p.open ? p.open->opened_at : p.next;
    for (;;) {
        auto more = (*events)->next();
        if (!more) return more.error();
        if (!*more) return d;
        auto event = decoder.read((*events)->bytes());
        if (!event) return event.error();
        // Of epochs sealed since, only their weights are unfinished.
        if (belongs_to_open_epoch(event->which()) && (*events)->number() < opened) continue;
        d.take(*event);
    }
}

}  // namespace rf
