#include "replay/audit.hpp"

namespace rf {
namespace {

// What the earlier events say of this epoch: they are under the same root.
status take_earlier(epoch_audit& a, const bundle& b) {
    event_decoder opening, decoder;
    return guarded([&]() -> status {
        auto opened = opening.check(b.leaves.front().bytes);
        if (!opened) return with_place(opened.error(), "event " + std::to_string(b.before.size));
        const auto own = opened->getEpochOpened();
        for (const bundled_event& e : b.earlier) {
            auto event = decoder.check(e.bytes);
            if (!event) return with_place(event.error(), "event " + std::to_string(e.number));
            if (event->getSeq() != e.number)
                return fault{fault_kind::damaged, "the event there says it is number " + std::to_string(event->getSeq()),
                             "event " + std::to_string(e.number), ""};
            if (event->isSecretCommitted()) {
                const auto c = event->getSecretCommitted();
                const bool same = chars(bytes_of(c.getSecretHash())) == chars(bytes_of(own.getSecretHash()));
                a.committed |= same && event->getEpoch() == a.epoch && c.getBeforeBlock() <= own.getBlock();
            }
            if (event->isEpochSealed() && event->getEpoch() + 1 == a.epoch)
                a.carry_follows |= as_hash(bytes_of(event->getEpochSealed().getCarryOut().getSha256())) == a.carry_in;
        }
        return done();
    });
}

}  // namespace

result<epoch_audit> audit_bundle(const bundle_reader& bundle, const audit_options& options) {
    // A stranger's file gets no work before its signature holds.
    if (options.key)
        if (auto opened = open_checkpoint(bundle.content().note, *options.key); !opened)
            return with_place(opened.error(), "the bundle's note");
    audit_options its_note = options;
    its_note.bundle = &bundle;
    auto a = audit_epoch(bundle, bundle.content().epoch, its_note);
    if (!a) return a;
    if (auto ok = take_earlier(*a, bundle.content()); !ok) return ok.error();
    return a;
}

}  // namespace rf
