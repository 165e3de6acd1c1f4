#include "replay/audit_roots.hpp"

namespace rf {

void root_check::differs(std::uint64_t event, const char* field, std::string recorded, std::string computed) {
    if (!audit_.first) audit_.first = difference{event, {}, field, std::move(recorded), std::move(computed)};
}

status root_check::take(event_reader event) {
    if (++seen_ > most_roots)
        return fault{fault_kind::invalid, "more roots are committed than an epoch can have", "", ""};
    const auto head = event.getRootCommitted().getHead();
    const std::uint64_t size = head.getSize(), number = event.getSeq();
    const auto span = log_.find_epoch(event.getEpoch());
    if (!span && span.error().kind != fault_kind::missing) return span.error();
    if (span && (!span->sealed || *span->sealed + 1 != size)) {
        differs(number, "size of the committed root", std::to_string(size),
                span->sealed ? std::to_string(*span->sealed + 1) : "its epoch is not sealed");
        return done();
    }
    if (size > number) {
        differs(number, "size of the committed root", std::to_string(size), "at most " + std::to_string(number));
        return done();
    }
    const auto root = root_at(size, log_.tree());
    if (!root) return root.error().kind == fault_kind::missing ? done() : status(root.error());
    ++audit_.roots;
    if (as_hash(bytes_of(head.getRoot())) != *root)
        differs(number, "committed root", hex(bytes_of(head.getRoot())), hex(*root));
    return done();
}

status root_check::after_seal() {
    std::uint64_t to = log_.head().size;
    const auto following = log_.find_epoch(audit_.epoch + 1);
    if (!following && following.error().kind != fault_kind::missing) return following.error();
    if (following && following->sealed) to = following->opened;
    if (to <= audit_.sealed + 1) return done();
    auto cursor = log_.scan(audit_.sealed + 1, to, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    auto read = guarded([&]() -> status {
        for (;;) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) return done();
            if ((*cursor)->withheld()) continue;
            auto event = decoder.read((*cursor)->bytes());
            if (!event) return event.error();
            if (!event->isRootCommitted()) continue;
            event = decoder.check((*cursor)->bytes());
            if (!event) return event.error();
            if (auto ok = take(*event); !ok) return ok;
        }
    });
    return read ? done() : status(with_place(read.error(), "event " + std::to_string((*cursor)->number())));
}

}  // namespace rf
