#include "actors/sim/disk.hpp"

namespace rf::sim {
namespace {

fault gone() {
    return {fault_kind::unavailable, "the machine is off", "", ""};
}

fault failure_of(disk_failure how) {
    return how == disk_failure::full ? fault{fault_kind::unavailable, "No space left on device", "log",
                                             "make room, then start again"}
                                     : fault{fault_kind::unavailable, "Input/output error", "log",
                                             "look at the disk, then start again"};
}

}  // namespace

void disk::power_on() {
    off_ = crashed_ = failed_ = false;
    crash_at_.reset();
    fail_at_.reset();
    early_.reset();
}

disk::moment disk::reach() {
    const std::uint64_t now = boundaries_++;
    if (crash_at_ == now) {
        off_ = crashed_ = true;
        return moment::dies;
    }
    if (fail_at_ == now) {
        off_ = failed_ = true;
        return moment::fails;
    }
    return moment::ordinary;
}

disk::batch disk::as_written(std::span<const appended> events, std::span<const blob> blobs) const {
    batch b;
    b.blobs.assign(blobs.begin(), blobs.end());
    event_decoder decoder;
    for (const appended& each : events) {
        std::optional<byte_vec> other;
        if (tamper)
            if (auto event = decoder.read(each.bytes)) other = tamper(*event);
        b.events.push_back(other ? std::move(*other) : byte_vec(each.bytes.begin(), each.bytes.end()));
    }
    for (std::size_t i = 0; i < events.size(); ++i)
        b.marks.push_back({b.events[i], events[i].mark, events[i].epoch});
    return b;
}

status disk::keep(const batch& b) {
    if (forgets_the_last) before_last_ = seen_;
    auto head = seen_.append(b.marks, b.blobs);
    if (!head) return head.error();
    return done();
}

void disk::note_durable(const batch& b) {
    event_decoder decoder;
    for (const byte_vec& bytes : b.events) {
        auto event = decoder.read(bytes);
        if (!event) continue;
        if (event->isRequestSent()) {
            std::array<std::uint8_t, 16> id{};
            const auto from = event->getRequestSent().getRequestId();
            std::copy_n(from.begin(), std::min<std::size_t>(16, from.size()), id.begin());
            requests_.insert(id);
        } else if (event->isWeightsSigned()) {
            signed_.insert(as_hash(bytes_of(event->getWeightsSigned().getHash())).value_or(hash32{}));
        } else if (event->isWeightsSubmitted()) {
            const auto name = as_hash(bytes_of(event->getWeightsSubmitted().getHash())).value_or(hash32{});
            if (signed_.contains(name)) submissions_.insert(name);
        }
    }
}

result<head> disk::append(std::span<const appended> events, std::span<const blob> blobs) {
    if (off_) return gone();
    const moment now = reach();
    if (now == moment::fails) return failure_of(failure_);
    batch b = as_written(events, blobs);
    if (now == moment::dies && how_ != crash::after) {
        torn_ = how_ == crash::torn;
        if (forgets_the_last && before_last_) seen_ = *before_last_;
        return gone();
    }
    if (auto ok = keep(b); !ok) return ok.error();
    if (acknowledges_early) {
        if (early_) note_durable(*early_);
        early_ = std::move(b);
    } else {
        note_durable(b);
    }
    if (now == moment::dies) return gone();
    acknowledged_ = seen_.head();
    for (std::uint64_t i = leaves_.size(); i < acknowledged_.size; ++i)
        leaves_.push_back(seen_.subtree(0, i).value());
    return acknowledged_;
}

status disk::put_checkpoint(std::uint64_t size, std::string_view note) {
    if (off_) return gone();
    const moment now = reach();
    if (now == moment::fails) return failure_of(failure_);
    if (now == moment::dies && how_ != crash::after) return gone();
    if (auto ok = seen_.put_checkpoint(size, note); !ok) return ok;
    return now == moment::dies ? status(gone()) : done();
}

status disk::settle() {
    if (off_) return gone();
    const moment now = reach();
    if (now == moment::fails) return failure_of(failure_);
    return now == moment::dies ? status(gone()) : done();
}

}  // namespace rf::sim
