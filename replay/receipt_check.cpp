#include "replay/receipt_check.hpp"

#include <map>
#include <tuple>

#include "events/codec.hpp"

namespace rf {
namespace {

using found = checked_line::found;

struct asked_reply {
    request_uuid request{};
    hash32 body;
};
// Of one miner in one epoch, by task, uid and attempt.
using asked_replies = std::map<std::tuple<std::uint16_t, std::uint16_t, std::uint16_t>, asked_reply>;

struct log_name {
    std::string origin;
    account validator;
};
result<log_name> name_of(const log_reader& log) {
    auto bytes = log.read(0);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto created = decoder.check(*bytes);
    if (!created) return with_place(created.error(), "event 0");
    if (!created->isLogCreated()) return fault{fault_kind::damaged, "it is not log_created", "event 0", ""};
    const auto c = created->getLogCreated();
    return log_name{std::string(text_of(c.getOrigin())), *as_account(bytes_of(c.getValidator()))};
}

// Where the log has not the epoch there is nothing to find.
result<asked_replies> requests_of(const log_reader& log, const reply_receipt& receipt) {
    asked_replies out;
    auto span = log.find_epoch(receipt.epoch);
    if (!span) return span.error().kind == fault_kind::missing ? result<asked_replies>(out) : span.error();
    auto events = log.scan(span->opened, span->sealed.value_or(log.head().size), reading::plain);
    if (!events) return events.error();
    event_decoder decoder;
    for (;;) {
        auto more = (*events)->next();
        if (!more) return more.error();
        if (!*more) return out;
        if ((*events)->withheld()) continue;
        auto event = decoder.read((*events)->bytes());
        if (!event) return with_place(event.error(), "event " + std::to_string((*events)->number()));
        if (!event->isRequestSent()) continue;
        event = decoder.check((*events)->bytes());
        if (!event) return with_place(event.error(), "event " + std::to_string((*events)->number()));
        const auto sent = event->getRequestSent();
        if (as_account(bytes_of(sent.getAccount())) != receipt.miner) continue;
        auto& asked = out[{sent.getTask(), sent.getUid(), sent.getAttempt()}];
        std::copy_n(sent.getRequestId().begin(), asked.request.size(), asked.request.begin());
        asked.body = as_hash(bytes_of(sent.getBodyHash())).value_or(hash32{});
    }
}

class line_check {
  public:
    line_check(const log_reader& log, const reply_receipt& receipt, const log_name& name, const asked_replies& asked)
        : log_(log), receipt_(receipt), name_(name), asked_(asked) {}

    result<checked_line> check(const received_line& line) const {
        checked_line out;
        out.line = line;
        if (line.event >= log_.head().size) return is(out, found::beyond);
        auto leaf = log_.subtree(0, line.event);
        if (!leaf && leaf.error().kind == fault_kind::missing) return is(out, found::elsewhere);
        if (!leaf) return leaf.error();
        if (*leaf != line.leaf) return otherwise(out, "another event, with the leaf hash " + base64(byte_view(*leaf)));
        auto bytes = log_.read(line.event);
        if (!bytes && bytes.error().kind == fault_kind::missing)
            return otherwise(out, "an event that is withheld, and a reply never is once its epoch is sealed");
        if (!bytes) return bytes.error();
        if (leaf_hash(*bytes) != *leaf)
            return fault{fault_kind::damaged, "the event's bytes are not those of its leaf",
                         "event " + std::to_string(line.event), ""};
        auto read = guarded([&] { return compare(out, *bytes); });
        if (!read) return with_place(read.error(), "event " + std::to_string(line.event));
        return out;
    }

  private:
    static checked_line is(checked_line& c, found what) {
        c.what = what;
        return c;
    }
    static checked_line otherwise(checked_line& c, std::string why) {
        c.why = std::move(why);
        return is(c, found::otherwise);
    }

    status compare(checked_line& out, byte_view bytes) const {
        event_decoder decoder;
        auto event = decoder.check(bytes);
        if (!event) return event.error();
        auto differs = [&](std::string why) {
            otherwise(out, std::move(why));
            return done();
        };
        if (!event->isReplyRecorded()) return differs(std::string(kind_name(event->which())) + ", which is no reply");
        const auto r = event->getReplyRecorded();
        if (as_account(bytes_of(r.getAccount())) != receipt_.miner) return differs("another miner's reply");
        if (event->getEpoch() != receipt_.epoch) return differs("a reply of another epoch");
        const auto body = as_hash(bytes_of(r.getBody().getSha256()));
        if (body != out.line.reply) return differs("another reply of this miner");
        const auto asked = asked_.find({r.getTask(), r.getUid(), r.getAttempt()});
        if (asked == asked_.end()) return done();  // withheld
        if (asked->second.request != out.line.request) return differs("a reply to another request");
        out.miner_signed = r.getMinerSignature().size() != 0;
        out.miner_verified = is_signed_by_miner(
            {name_.validator, receipt_.miner, asked->second.request, asked->second.body, *body},
            bytes_of(r.getMinerSignature()));
        return done();
    }

    const log_reader& log_;
    const reply_receipt& receipt_;
    const log_name& name_;
    const asked_replies& asked_;
};

}  // namespace

result<std::vector<checked_line>> check_receipt(const log_reader& log, const reply_receipt& receipt) {
    auto name = name_of(log);
    if (!name) return name.error();
    if (name->origin != receipt.origin)
        return fault{fault_kind::refused,
                     "the receipt is of the log " + receipt.origin + ", and this is " + name->origin,
                     "receipt", "name the log that the validator wrote when it gave it"};
    auto asked = requests_of(log, receipt);
    if (!asked) return asked.error();
    const line_check one(log, receipt, *name, *asked);
    std::vector<checked_line> out;
    for (const received_line& line : receipt.lines) {
        auto checked = one.check(line);
        if (!checked) return checked.error();
        out.push_back(std::move(*checked));
    }
    return out;
}

}  // namespace rf
