#include "replay/verify/sealed_answers.hpp"

#include <algorithm>

#include "replay/tasks/prompt.hpp"
#include "replay/verify/task_answers.hpp"

namespace rf {
namespace {

// One sealed epoch's tasks, each with its answers by (latency, account).
result<std::vector<answered_task>> answers_of(const log_reader& log, std::uint32_t epoch) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    auto events = log.scan(span->opened, span->sealed.value_or(log.head().size), reading::plain);
    if (!events) return events.error();
    event_decoder decoder;
    std::vector<answered_task> out;
    auto read = guarded([&]() -> status {
        for (;;) {
            auto more = (*events)->next();
            if (!more) return more.error();
            if (!*more) return done();
            if ((*events)->withheld()) continue;
            auto event = decoder.check((*events)->bytes());
            if (!event) return event.error();
            if (event->isTaskOpened()) out.push_back(opened_task_of(*event));
            if (!event->isReplyRecorded()) continue;
            const auto reply = event->getReplyRecorded();
            if (reply.getTask() >= out.size())
                return fault{fault_kind::damaged, "a reply to a task that is not open", "", ""};
            take_reply(out[reply.getTask()], reply);
        }
    });
    if (!read) return read.error();
    for (answered_task& t : out)
        std::sort(t.answered.begin(), t.answered.end(), [](const answered_reply& a, const answered_reply& b) {
            return a.latency_ns != b.latency_ns ? a.latency_ns < b.latency_ns : a.who < b.who;
        });
    return out;
}

// How many could not be read.
std::uint64_t remember(similarity_history& h, const log_reader& log, std::uint32_t epoch) {
    auto tasks = answers_of(log, epoch);
    if (!tasks) return 1;
    std::uint64_t unread = 0;
    for (const answered_task& t : *tasks) {
        if (t.answered.empty()) continue;
        auto bytes = log.read_blob(t.prompt);
        auto prompt = bytes ? decode_prompt(*bytes) : result<task_prompt>(bytes.error());
        if (!prompt) {
            unread += t.answered.size();
            continue;
        }
        for (const answered_reply& r : t.answered) {
            auto body = log.read_blob(r.body);
            if (body) h.add(epoch, r.who, prompt->problem, *body);
            else ++unread;
        }
    }
    return unread;
}

}  // namespace

std::shared_ptr<const answers_before> sealed_answers::before(std::uint32_t epoch) {
    if (of_ == epoch) return kept_;
    const std::uint32_t from = epoch > history_epochs ? epoch - history_epochs : 1;
    auto next = std::make_shared<answers_before>();
    std::uint32_t first = from;
    if (of_ != 0 && of_ < epoch && of_ >= from) {
        *next = *kept_;
        next->history.forget_before(from);
        next->unread.erase(next->unread.begin(), next->unread.lower_bound(from));
        first = of_;
    }
    for (std::uint32_t e = first; e < epoch; ++e)
        if (const std::uint64_t unread = remember(next->history, log_, e)) next->unread[e] = unread;
    of_ = epoch;
    kept_ = std::move(next);
    return kept_;
}

}  // namespace rf
