// codec: between an event's canonical bytes and its Cap'n Proto reader.
//
// The schema is the only definition of an event: facts are built with its
// builders and read with its readers. Stored bytes are copied to aligned
// memory before they are read, because what a store returns seldom is aligned.
//
//   read   trusts that the bytes are an event we once wrote (their hash is in
//          the tree); wrong bytes give a fault, never a crash
//   check  trusts nothing: canonical form and every rule of the schema
//
// A reader lives until its decoder reads the next event.
#pragma once

#include <capnp/message.h>

#include <functional>
#include <memory>
#include <optional>

#include "events/account.hpp"
#include "events/log.hpp"
#include "events/result.hpp"
#include "schemas/event.capnp.h"

namespace rf {

constexpr std::uint16_t log_format = 1;  // 0 was a draft that nothing reads any more
constexpr std::size_t most_seats = 1024;

using event_reader = schema::Event::Reader;
using event_kind = schema::Event::Which;

class event_decoder {
  public:
    event_decoder();
    ~event_decoder();
    event_decoder(const event_decoder&) = delete;
    event_decoder& operator=(const event_decoder&) = delete;

    result<event_reader> read(byte_view bytes);
    result<event_reader> check(byte_view bytes);

  private:
    status copy_in(byte_view bytes);
    struct held;
    std::unique_ptr<held> held_;
};

// A fact on its way into the log: the body is set by whoever knows it, the
// number, term and time by whoever appends.
class event_draft {
  public:
    event_draft();
    schema::Event::Builder event() { return message_->getRoot<schema::Event>(); }
    [[nodiscard]] event_reader reader() const { return message_->getRoot<schema::Event>().asReader(); }

    // Canonical bytes; refuses what breaks a rule of the schema.
    [[nodiscard]] result<byte_vec> encode() const;

  private:
    std::unique_ptr<capnp::MallocMessageBuilder> message_;
};

// Runs `body` over readers of bytes that may be hostile: what Cap'n Proto
// throws becomes a fault.
status guarded(const std::function<status()>& body);

std::string_view kind_name(event_kind kind);             // "reply_recorded"
std::optional<event_kind> kind_from(std::uint16_t number);
std::size_t kinds_known();

// Small readers that every floor needs.
inline byte_view bytes_of(capnp::Data::Reader d) { return {d.begin(), d.size()}; }
inline std::string_view text_of(capnp::Text::Reader t) { return {t.cStr(), t.size()}; }
inline capnp::Data::Reader data_of(byte_view v) { return {v.data(), v.size()}; }

// The mark that the log's epoch index needs for this event.
appended mark_of(byte_view bytes, event_reader event);

}  // namespace rf
