#include "actors/desk.hpp"

#include <algorithm>

namespace rf {
namespace {

hash32 blob_name(schema::BlobRef::Reader b) { return as_hash(bytes_of(b.getSha256())).value_or(hash32{}); }

void forget_epoch(desk& d) {
    d.tasks.clear();
    d.asked.clear();
    d.signed_replies.clear();
}

}  // namespace

void desk::take(event_reader event) {
    switch (event.which()) {
        case event_kind::EPOCH_OPENED:
            epoch = event.getEpoch();
            block = event.getEpochOpened().getBlock();
            block_hash = *as_hash(bytes_of(event.getEpochOpened().getBlockHash()));
            forget_epoch(*this);
            break;
        case event_kind::EPOCH_SEALED:
            epoch = 0;
            forget_epoch(*this);
            break;
        case event_kind::REQUEST_SENT: {
            const auto sent = event.getRequestSent();
            auto& id = asked[{sent.getTask(), sent.getUid()}];
            std::copy_n(sent.getRequestId().begin(), id.size(), id.begin());
            break;
        }
        case event_kind::TASK_OPENED:
            tasks.push_back({opened_task_of(event), event.getTaskOpened().getDeadlineBlock()});
            break;
        case event_kind::REPLY_RECORDED: {
            const auto reply = event.getReplyRecorded();
            take_reply(tasks.at(reply.getTask()), reply);
            if (reply.getMinerSignature().size() != 0)
                signed_replies.push_back({event.getSeq(), *as_account(bytes_of(reply.getAccount())),
                                          asked[{reply.getTask(), reply.getUid()}], blob_name(reply.getBody())});
            break;
        }
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
