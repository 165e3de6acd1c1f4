#include "replay/fold.hpp"

namespace rf {
namespace {
constexpr std::uint64_t report_every = 65536;
}

blob_source blobs_of(const log_reader& log) {
    return [&log](const hash32& name) { return log.read_blob(name); };
}

status fold_into(projection& p, const log_reader& log, std::uint64_t to, reading how, const progress_report& report,
                 trust in) {
    const std::uint64_t end = std::min(to, log.head().size);
    auto cursor = log.scan(p.next, end, how);
    if (!cursor) return cursor.error();
    const blob_source blobs = blobs_of(log);
    event_decoder decoder;
    const std::uint64_t from = p.next;
    auto folded = guarded([&]() -> status {
        for (;;) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) break;
            if ((*cursor)->withheld())
                return fault{fault_kind::missing, "the event is withheld, and a fold needs every one",
                             "event " + std::to_string((*cursor)->number()), ""};
            const byte_view bytes = (*cursor)->bytes();
            auto event = in == trust::ours ? decoder.read(bytes) : decoder.check(bytes);
            status taken = event ? apply(p, *event, blobs) : status(event.error());
            if (!taken) return with_place(taken.error(), "event " + std::to_string((*cursor)->number()));
            if (report && (p.next - from) % report_every == 0) report(p.next - from, end - from);
        }
        if (p.next < end)
            return fault{fault_kind::damaged, "the log ends before its head", "event " + std::to_string(p.next), ""};
        if (report) report(p.next - from, end - from);
        return done();
    });
    // What Cap'n Proto threw does not know where it was.
    if (!folded && folded.error().where.empty())
        return with_place(folded.error(), "event " + std::to_string(p.next));
    return folded;
}

result<projection> fold(const log_reader& log, reading how, const progress_report& report, trust in) {
    projection p;
    if (auto ok = fold_into(p, log, log.head().size, how, report, in); !ok) return ok.error();
    return p;
}

}  // namespace rf
