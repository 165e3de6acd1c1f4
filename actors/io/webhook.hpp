// webhook: alarms, posted to an address of the operator's, one after the other.
//
// `post` returns at once: whoever raises an alarm never waits for whoever is
// told. The queue is bounded and what does not fit is dropped; each message has
// one deadline from looking up the name to the status line. Nothing is sent
// twice and no redirect is followed. Over https the certificate is checked.
// The address may hold a secret in its path: no fault repeats more than host
// and port.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace rf {

struct webhook_address {
    bool tls = false;
    std::string host, port, target;
};
// "http://host[:port][/path]" or https.
result<webhook_address> read_webhook_address(std::string_view url);

struct webhook_limits {
    std::uint32_t timeout_ms = 5000;
    std::uint32_t queue = 64;
    std::string ca_file;  // empty: the system's certificates
};

class webhook {
  public:
    // `failed` is told on the webhook's own thread what did not arrive, and why.
    static result<std::unique_ptr<webhook>> start(std::string_view url, const webhook_limits& limits,
                                                  std::function<void(const fault&)> failed);
    virtual ~webhook() = default;  // what still waits is dropped
    virtual bool post(std::string json) = 0;  // false: the queue is full

  protected:
    webhook() = default;
};

}  // namespace rf
