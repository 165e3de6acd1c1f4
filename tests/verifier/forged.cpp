#include "tests/verifier/forged.hpp"

#include <capnp/message.h>

#include <algorithm>

#include "events/checkpoint.hpp"
#include "events/sha256.hpp"
#include "replay/export_epoch.hpp"

namespace rf {
namespace {

// Every complete subtree of a log, by level.
class whole_tree {
  public:
    explicit whole_tree(const std::vector<byte_vec>& events) {
        auto& leaves = levels_.emplace_back();
        for (const byte_vec& e : events) leaves.push_back(leaf_hash(e));
        while (levels_.back().size() > 1) {
            const std::vector<hash32> below = levels_.back();
            auto& row = levels_.emplace_back();
            for (std::size_t i = 0; i + 1 < below.size(); i += 2)
                row.push_back(node_hash(below[i], below[i + 1]));
        }
    }
    [[nodiscard]] subtree_reader reader() const {
        return [this](unsigned level, std::uint64_t index) -> result<hash32> {
            return levels_.at(level).at(index);
        };
    }

  private:
    std::vector<std::vector<hash32>> levels_;
};

}  // namespace

forged_log::forged_log(const memory_log& log, const signing_key& k, std::uint32_t epoch, bool payloads)
    : key(k) {
    const auto span = log.find_epoch(epoch);
    RF_REQUIRE(span.ok() && span->sealed);
    opened = span->opened;
    sealed = *span->sealed;
    for (std::uint64_t n = 0; n < log.head().size; ++n) events.push_back(log.read(n).value());
    auto exported = export_epoch(log, epoch, {.payloads = payloads});
    RF_REQUIRE(exported.ok());
    honest = std::move(*exported);
}

std::optional<std::uint64_t> forged_log::find(event_kind kind,
                                              const std::function<bool(event_reader)>& fits) const {
    event_decoder decoder;
    for (std::uint64_t n = opened; n <= sealed; ++n) {
        auto event = decoder.read(events[n]);
        RF_REQUIRE(event.ok());
        if (event->which() == kind && fits(*event)) return n;
    }
    return std::nullopt;
}

void forged_log::change(std::uint64_t number, const std::function<void(schema::Event::Builder)>& how) {
    event_decoder decoder;
    auto event = decoder.read(events[number]);
    RF_REQUIRE(event.ok());
    capnp::MallocMessageBuilder message;
    message.setRoot(*event);
    how(message.getRoot<schema::Event>());
    const auto words = capnp::canonicalize(message.getRoot<schema::Event>().asReader());
    events[number].assign(words.asBytes().begin(), words.asBytes().end());
}

bundle forged_log::sign(std::uint64_t size, const signing_key& by) const {
    const whole_tree tree(events);
    const auto read = tree.reader();
    bundle b = honest;
    b.before = frontier_at(opened, read).value();
    for (std::size_t i = 0; i < b.leaves.size(); ++i)
        if (!b.leaves[i].withheld) b.leaves[i].bytes = events[opened + i];
    for (bundled_event& e : b.earlier) {
        e.bytes = events[e.number];
        e.path = inclusion_proof(e.number, sealed + 1, read).value();
    }
    checkpoint c;
    c.origin = by.name;
    c.size = size;
    c.root = root_at(size, read).value();
    b.note = sign_checkpoint(c, by);
    b.later = consistency_proof(sealed + 1, size, read).value();
    b.blobs.insert(b.blobs.end(), more_blobs.begin(), more_blobs.end());
    sort_blobs(b);
    return b;
}

void sort_blobs(bundle& b) {
    std::sort(b.blobs.begin(), b.blobs.end(),
              [](const byte_vec& x, const byte_vec& y) { return sha256(x) < sha256(y); });
    b.blobs.erase(std::unique(b.blobs.begin(), b.blobs.end()), b.blobs.end());
}

}  // namespace rf
