// asking: one question through a pool, waited for.
#pragma once

#include <future>

#include "actors/io/machine.hpp"
#include "actors/miner/http_pool.hpp"
#include "tests/miner/raw_miner.hpp"

namespace rf::testing {

inline const machine_clock world;
inline const std::string question = "POST /ReasoningTask HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";

inline http_order order_to(const std::string& endpoint,
                           std::chrono::milliseconds time = std::chrono::milliseconds(5000)) {
    return {read_endpoint(endpoint, true).value(), time, [] { return question; }};
}

inline http_answer ask(http_pool& pool, http_order order) {
    std::promise<http_answer> answered;
    pool.send(std::move(order), [&](http_answer a) { answered.set_value(std::move(a)); });
    return answered.get_future().get();
}

inline http_answer ask(http_pool& pool, const raw_miner& miner,
                       std::chrono::milliseconds time = std::chrono::milliseconds(5000)) {
    return ask(pool, order_to(miner.endpoint(), time));
}

}  // namespace rf::testing
