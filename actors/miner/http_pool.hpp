// http_pool: one request to one literal endpoint, over connections that are kept.
//
// Every order is answered exactly once, by one of the pool's own threads, with
// what was seen on the wire: whether the status or the body are any good is
// not judged here. One deadline covers everything from the first packet of the
// connection to the last byte of the body, so that dripping is cut like
// silence. An order that finds no free socket waits, the endpoints in turn; one
// that waited as long as it may take was never sent, and that is our fault.
//
// A kept connection may be closed by the peer just as it is used. If not one
// byte of a response came, the request is made anew and sent once more over a
// fresh connection, within the same deadline, and the time still counts from
// the first sending: whoever closes on purpose gains nothing.
//
// Nothing is answered once `stop` has returned; what was under way is dropped.
// `stop` waits for the pool's threads, so no callback may call it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "actors/miner/http_endpoint.hpp"
#include "actors/ports/clock.hpp"
#include "events/bytes.hpp"
#include "schemas/event.capnp.h"

namespace rf {

// "0x" and 128 digits (events/receipt.hpp); without it a reply is as good.
constexpr std::string_view reply_signature_header = "rf-reply-signature";

struct http_limits {
    unsigned threads = 1;           // an endpoint belongs to one of them
    std::size_t sockets = 512;      // open at once, idle ones among them
    std::size_t sockets_each = 4;   // of one endpoint
    std::size_t waiting = 65'536;   // orders without a socket
    std::uint32_t idle_ms = 4'000;  // axons close after 5 s: be first
    std::uint32_t header_bytes = 8'192;
    std::uint64_t body_bytes = 1 << 20;
};

struct http_order {
    http_endpoint to;
    std::chrono::milliseconds time{0};
    std::function<std::string()> request;  // all its bytes; called each time they are sent
};

struct http_answer {
    schema::Outcome outcome = schema::Outcome::TIMEOUT;  // `answered`: a whole response, whatever it says
    std::uint64_t latency_ns = 0;                        // from the first byte sent to the last received
    std::uint16_t status = 0;
    std::string content_type, content_encoding;
    std::string reply_signature;  // a miner may sign what it sends
    byte_vec body;
    std::string detail;
};

class http_pool {
  public:
    http_pool(const http_limits& limits, const clock_port& clock);
    ~http_pool();
    http_pool(const http_pool&) = delete;
    http_pool& operator=(const http_pool&) = delete;

    void send(http_order order, std::function<void(http_answer)> done);
    void stop();

  private:
    class lane;
    std::vector<std::unique_ptr<lane>> lanes_;
};

}  // namespace rf
