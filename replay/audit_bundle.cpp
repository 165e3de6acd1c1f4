#include "replay/audit.hpp"

#include <set>

#include "events/sha256.hpp"
#include "replay/named_blobs.hpp"

namespace rf {
namespace {

// Every event keeps the rules, those beside the epoch too, and every blob is one
// that they name: so a payload that was changed is not taken for an absent one.
status check_content(const bundle& b) {
    std::set<hash32> named;
    event_decoder decoder;
    for (std::size_t i = 0; i < b.leaves.size(); ++i) {
        if (b.leaves[i].withheld) continue;
        auto checked = guarded([&]() -> status {
            auto event = decoder.check(b.leaves[i].bytes);
            if (!event) return event.error();
            each_named_blob(*event, [&](const hash32& name, std::uint64_t) { named.insert(name); });
            return done();
        });
        if (!checked) return with_place(checked.error(), "event " + std::to_string(b.before.size + i));
    }
    for (const byte_vec& bytes : b.blobs)
        if (const hash32 name = sha256(bytes); !named.contains(name))
            return fault{fault_kind::damaged, "no event of the bundle names it", "blob " + hex(name), ""};
    return done();
}

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
                return fault{fault_kind::damaged, "it says it is number " + std::to_string(event->getSeq()),
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
    if (auto ok = check_content(bundle.content()); !ok) return ok.error();
    audit_options its_note = options;
    its_note.bundle = &bundle;
    auto a = audit_epoch(bundle, bundle.content().epoch, its_note);
    if (!a) return a;
    if (auto ok = take_earlier(*a, bundle.content()); !ok) return ok.error();
    return a;
}

}  // namespace rf
