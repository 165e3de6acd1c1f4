#include "replay/synth/journal.hpp"

#include <set>

namespace rf {

status synth_journal::take(command c) {
    time_ns_ += 1'000'003;
    auto decided = decide(state_, stamp{time_ns_}, c);
    if (!decided) return decided.error();
    for (blob& b : decided->blobs) blobs_.push_back(std::move(b));
    const blob_source blobs = [this](const hash32& name) -> result<byte_vec> {
        for (const blob& b : blobs_)
            if (b.name == name) return b.bytes;
        return log_.read_blob(name);
    };
    event_decoder decoder;
    for (byte_vec& bytes : decided->events) {
        auto event = decoder.check(bytes);
        if (!event) return event.error();
        auto taken = guarded([&] { return apply(state_, *event, blobs); });
        if (!taken) return taken;
        events_.push_back(std::move(bytes));
    }
    return events_.size() >= batch_ ? flush() : done();
}

status synth_journal::flush() {
    if (events_.empty()) return done();
    event_decoder decoder;
    std::vector<appended> batch;
    for (const byte_vec& bytes : events_) {
        auto event = decoder.read(bytes);
        if (!event) return event.error();
        batch.push_back(mark_of(bytes, *event));
    }
    std::set<hash32> fresh;
    for (const blob& b : blobs_) {
        auto there = log_.has_blob(b.name);
        if (!there) return there.error();
        if (!*there) fresh.insert(b.name);
    }
    auto head = log_.append(batch, blobs_);
    if (!head) return head.error();
    blobs_written_ += fresh.size();
    events_.clear();
    blobs_.clear();
    return done();
}

}  // namespace rf
