// http_server: a few pages for machines that look after this one.
//
// GET and HEAD, and POST only where somebody takes it; bounded headers and
// bodies, a deadline for every request and reply, and no more connections than
// it was told: one more is closed at once, so that nobody can use up descriptors
// that the asking needs. It serves on a thread of its own; pages are made there,
// one after the other, so they must not wait for more than a disk.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "events/result.hpp"

namespace rf {

struct http_server_limits {
    std::uint32_t connections = 64;
    std::uint32_t timeout_ms = 5000;       // for a request to arrive, and for a reply to be taken
    std::uint32_t header_bytes = 8192;
    std::uint32_t requests_each = 1000;    // of one connection, then it is closed
    std::uint32_t body_bytes = 0;          // of a POST
};

struct http_page {
    unsigned status = 200;
    std::string type = "application/json";
    std::string body;
};
// By path ("/metrics"), without the query. status 404 where there is no such page.
using http_pages = std::function<http_page(const std::string& path)>;
using http_posts = std::function<http_page(const std::string& path, const std::string& body)>;

class http_server {
  public:
    // `address`: "127.0.0.1:9092" or "[::1]:0", a literal; port 0 takes a free one.
    static result<std::unique_ptr<http_server>> start(const std::string& address, const http_server_limits& limits,
                                                      http_pages pages, http_posts posts = {});
    virtual ~http_server() = default;  // stops it, and waits for its thread
    [[nodiscard]] virtual std::uint16_t port() const = 0;

  protected:
    http_server() = default;
};

}  // namespace rf
