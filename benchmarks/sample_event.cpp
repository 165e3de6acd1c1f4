#include "benchmarks/sample_event.hpp"

namespace rf::bench {

event_draft sample_event(std::uint64_t number) {
    event_draft draft;
    auto e = draft.event();
    e.setSeq(number);
    e.setTimeNs(std::int64_t(1'767'225'600'000'000'000 + number * 1'000'003));
    e.setTerm(1);
    e.setEpoch(1);
    e.setStream(schema::StreamKind::TASK);
    std::array<std::uint8_t, 16> task{};
    put_be64(task.data(), number / 256);
    e.setStreamId(data_of(task));

    auto r = e.initReplyVerified();
    r.setTask(std::uint16_t(number / 256 % 12));
    r.setUid(std::uint16_t(number % 256));
    account who;
    put_be64(who.b.data(), number % 256 * 0x9e3779b97f4a7c15u);
    r.setAccount(data_of(who.encoded()));
    auto seen = r.initSeen().initReasonforge();
    const double part = double(number % 1000) / 1000;
    seen.setQuality(part);
    seen.setAccuracy(1 - part);
    seen.setNovelty(part / 2);
    seen.setEfficiency(0.5);
    seen.setSimilarity(part / 3);
    auto check = r.initChecks(1)[0];
    check.setChecker("exact_answer");
    check.setVersion(1);
    return draft;
}

}  // namespace rf::bench
