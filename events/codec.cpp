#include "events/codec.hpp"

#include <capnp/any.h>
#include <capnp/serialize.h>
#include <kj/exception.h>

#include <algorithm>
#include <cstring>

#include "events/rules.hpp"

namespace rf {
namespace {

constexpr std::size_t most_words = most_event_bytes / sizeof(capnp::word);

// Reading an event twice over is plenty; a message that makes a reader walk
// the same bytes again and again is an attack.
capnp::ReaderOptions limits() {
    capnp::ReaderOptions options;
    options.traversalLimitInWords = 8 * most_words;
    options.nestingLimit = 16;
    return options;
}

fault from_exception(const kj::Exception& e) {
    return {fault_kind::invalid, "not a well-formed event: " + std::string(e.getDescription().cStr()), "", ""};
}

}  // namespace

struct event_decoder::held {
    alignas(8) std::array<capnp::word, most_words> words;
    kj::ArrayPtr<const capnp::word> segment;
    std::optional<capnp::SegmentArrayMessageReader> message;
};

event_decoder::event_decoder() : held_(new held) {}
event_decoder::~event_decoder() = default;

status event_decoder::copy_in(byte_view bytes) {
    if (bytes.empty() || bytes.size() % 8 != 0 || bytes.size() > most_event_bytes)
        return fault{
            fault_kind::invalid,
            "an event has 8 to 65536 bytes, a multiple of 8; this has " + std::to_string(bytes.size()), "",
            ""};
    std::memcpy(held_->words.data(), bytes.data(), bytes.size());
    held_->segment = kj::arrayPtr(held_->words.data(), bytes.size() / sizeof(capnp::word));
    held_->message.emplace(kj::arrayPtr(&held_->segment, 1), limits());
    return done();
}

result<event_reader> event_decoder::read(byte_view bytes) {
    if (auto copied = copy_in(bytes); !copied) return copied.error();
    try {
        return held_->message->getRoot<schema::Event>();
    } catch (const kj::Exception& e) {
        return from_exception(e);
    }
}

result<event_reader> event_decoder::check(byte_view bytes) {
    if (auto copied = copy_in(bytes); !copied) return copied.error();
    try {
        if (!held_->message->isCanonical())
            return fault{fault_kind::invalid, "the event is not in canonical form", "", ""};
        event_reader event = held_->message->getRoot<schema::Event>();
        if (auto kept = check_rules(event); !kept) return kept.error();
        // isCanonical of Cap'n Proto 0.9 takes an empty list's pointer at any
        // offset: only writing it again tells.
        const auto again = capnp::canonicalize(event);
        if (!std::ranges::equal(again.asBytes(), bytes))
            return fault{fault_kind::invalid, "the event is not in canonical form", "", ""};
        return event;
    } catch (const kj::Exception& e) {
        return from_exception(e);
    }
}

event_draft::event_draft() : message_(std::make_unique<capnp::MallocMessageBuilder>(256)) {
    message_->initRoot<schema::Event>();
}

result<byte_vec> event_draft::encode() const {
    byte_vec out;
    auto built = guarded([&]() -> status {
        event_reader event = reader();
        if (auto kept = check_rules(event); !kept) return kept;
        if (event.totalSize().wordCount > most_words)
            return fault{fault_kind::invalid, "an event is at most 65536 bytes; put the large part in a blob", "", ""};
        auto words = capnp::canonicalize(event);
        auto bytes = words.asBytes();
        out.assign(bytes.begin(), bytes.end());
        return done();
    });
    if (!built) return built.error();
    if (out.size() > most_event_bytes)
        return fault{fault_kind::invalid, "an event is at most 65536 bytes; put the large part in a blob", "", ""};
    return out;
}

status guarded(const std::function<status()>& body) {
    try {
        return body();
    } catch (const kj::Exception& e) {
        return from_exception(e);
    }
}

appended mark_of(byte_view bytes, event_reader event) {
    appended a{bytes, epoch_mark::none, event.getEpoch()};
    if (event.which() == event_kind::EPOCH_OPENED) a.mark = epoch_mark::opens;
    if (event.which() == event_kind::EPOCH_SEALED) a.mark = epoch_mark::seals;
    return a;
}

}  // namespace rf
