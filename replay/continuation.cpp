#include "replay/continuation.hpp"

#include "replay/carry_codec.hpp"

namespace rf {
namespace {

fault differs(std::string what, std::string where) {
    return {fault_kind::invalid, std::move(what), std::move(where), ""};
}

// What the beginning of a log says, up to its first epoch.
struct beginning {
    log_predecessor before;
    std::string mechanism;
    std::uint16_t version = 0;
    std::optional<hash32> imported;
    std::uint64_t imported_at = 0;
};

result<beginning> read_beginning(const log_reader& log, projection& p) {
    beginning b;
    auto cursor = log.scan(0, log.head().size, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    const blob_source blobs = blobs_of(log);
    for (;;) {
        auto more = (*cursor)->next();
        if (!more) return more.error();
        if (!*more) break;
        auto event = decoder.check((*cursor)->bytes());
        if (!event) return with_place(event.error(), "event " + std::to_string((*cursor)->number()));
        if (event->isEpochOpened()) break;
        if (auto ok = guarded([&] { return apply(p, *event, blobs); }); !ok)
            return with_place(ok.error(), "event " + std::to_string((*cursor)->number()));
        if (!event->isCarryImported()) continue;
        b.imported = p.imported_carry;
        b.imported_at = event->getSeq();
    }
    if (!p.identity.predecessor)
        return differs("the log names no predecessor", "event 0");
    b.before = *p.identity.predecessor;
    b.mechanism = p.mechanism;
    b.version = p.mechanism_version;
    return b;
}

}  // namespace

result<std::optional<last_carry>> carry_at_head(const log_reader& log, const projection& p) {
    const auto name = next_carry(p);
    if (!name) return std::optional<last_carry>();
    auto bytes = log.read_blob(*name);
    if (!bytes) return bytes.error();
    auto carried = decode_carry(*bytes);
    if (!carried) return with_place(carried.error(), "carry " + hex(*name));
    return std::optional(last_carry{*name, std::move(*bytes), carried->mechanism, carried->version,
                                    carried->value.entries.size()});
}

status check_continuation(const log_reader& now, const log_reader& before) {
    projection fresh, old;
    auto b = read_beginning(now, fresh);
    if (!b) return b.error();
    if (before.head().size < b->before.at.size)
        return differs("the older log has " + std::to_string(before.head().size) +
                           " events, and the newer names its " + "head at " +
                           std::to_string(b->before.at.size),
                       "event 0");
    auto root = root_at(b->before.at.size, before.tree());
    if (!root) return root.error();
    if (*root != b->before.at.root) return differs("the older log has another root at that size", "event 0");
    if (auto ok = fold_into(old, before, b->before.at.size, reading::checked); !ok) return ok;
    if (old.identity.origin != b->before.origin)
        return differs("the older log has another origin", "event 0");
    const log_identity &a = old.identity, &c = fresh.identity;
    if (a.chain != c.chain || a.genesis != c.genesis || a.netuid != c.netuid ||
        a.mechanism_id != c.mechanism_id || a.validator != c.validator)
        return differs("the two logs are of other chains, subnets or validators", "event 0");
    auto carried = carry_at_head(before, old);
    if (!carried) return carried.error();
    const bool due = *carried && (*carried)->mechanism == b->mechanism && (*carried)->version == b->version;
    const std::optional<hash32> expected = due ? std::optional((*carried)->name) : std::nullopt;
    if (b->imported == expected) return done();
    return differs(expected ? "the carry that was imported is not the older log's"
                            : "a carry was imported that the older log does not have",
                   "event " + std::to_string(b->imported_at));
}

}  // namespace rf
