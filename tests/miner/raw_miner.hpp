// raw_miner: a listener on 127.0.0.1 that says exactly the bytes a test wants.
//
// Each connection is handed to the test's script in a thread of its own, with
// its number from 0; it is closed when the script returns. A script that waits
// is woken when the raw_miner is destroyed.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace rf::testing {

class raw_connection {
  public:
    virtual ~raw_connection() = default;
    // Headers and as much body as they announce; empty once the peer has closed.
    virtual std::string read_request() = 0;
    virtual void say(std::string_view bytes) = 0;
    virtual void wait(std::chrono::milliseconds time) = 0;  // ends early when the test ends
    virtual void wait_for_end() = 0;                        // until the test or the peer ends
    virtual void reset() = 0;                               // closes with a RST
};

class raw_miner {
  public:
    using script = std::function<void(raw_connection&, int number)>;
    explicit raw_miner(script what);
    ~raw_miner();
    raw_miner(const raw_miner&) = delete;
    raw_miner& operator=(const raw_miner&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string endpoint() const { return "127.0.0.1:" + std::to_string(port()); }
    [[nodiscard]] int connections() const;

  private:
    struct inside;
    std::unique_ptr<inside> in_;
};

// A whole response with this body.
std::string response(std::string_view status, std::string_view body,
                     std::string_view content_type = "application/json", std::string_view more_headers = "");

}  // namespace rf::testing
