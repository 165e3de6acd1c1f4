// http_talk: one request and its response on one connection, as coroutines.
//
// Of a response everything is bounded: its headers, each line of its chunks,
// its body. Time is not: whoever waits closes the socket at the deadline.
#pragma once

#include <chrono>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "actors/miner/http_pool.hpp"

namespace rf {

// The lane's own executor by its type: erased, it costs at every step.
using http_executor = boost::asio::io_context::executor_type;
using http_socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, http_executor>;
template <class T>
using http_awaitable = boost::asio::awaitable<T, http_executor>;

struct http_connection {
    http_connection(boost::asio::io_context& io, const http_limits& limits);
    http_socket socket;
    boost::beast::flat_buffer buffer;
    std::chrono::steady_clock::time_point idle_since;

    void close();
    // Nobody has closed it, and nothing came that was not asked for: such
    // bytes would be taken for the next answer.
    [[nodiscard]] bool still_quiet();
    void lie_idle();  // keeps no more memory than the next answer will need
};

using http_failure = boost::system::error_code;

http_awaitable<http_failure> connect(http_connection& c, const http_endpoint& to);

// Into `answer`: status, headers that matter, and without a failure the body.
// `heard`: at least a byte came. What cannot be used again is closed.
http_awaitable<http_failure> talk(http_connection& c, const std::string& request,
                                          const http_limits& limits, http_answer& answer, bool& heard);

}  // namespace rf
