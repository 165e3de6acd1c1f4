#include "actors/miner/http_talk.hpp"

#include <cerrno>

#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/vector_body.hpp>

namespace rf {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;

constexpr net::use_awaitable_t<http_executor> use_awaitable;
constexpr std::size_t first_read_bytes = 8'192;   // so that most replies need one
constexpr std::size_t most_unparsed = 64u << 10;  // beyond the headers
constexpr std::size_t most_text = 200;            // of a header that is kept

tcp::endpoint dialled(const http_endpoint& e) {
    if (e.v6) return {net::ip::address_v6(e.address), e.port};
    return {net::ip::address_v4({e.address[0], e.address[1], e.address[2], e.address[3]}), e.port};
}

std::string bounded(std::string_view text) {
    return std::string(text.substr(0, most_text));
}

}  // namespace

http_connection::http_connection(net::io_context& io, const http_limits& limits) : socket(io) {
    buffer.reserve(first_read_bytes);
    buffer.max_size(limits.header_bytes + most_unparsed);
}

void http_connection::close() {
    http_failure not_needed;
    socket.close(not_needed);
}

bool http_connection::still_quiet() {
    char one = 0;
    const auto got = ::recv(socket.native_handle(), &one, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void http_connection::lie_idle() {
    idle_since = std::chrono::steady_clock::now();
    if (buffer.capacity() <= 4 * first_read_bytes) return;
    buffer.shrink_to_fit();
    buffer.reserve(first_read_bytes);
}

http_awaitable<http_failure> connect(http_connection& c, const http_endpoint& to) {
    http_failure e, not_needed;
    co_await c.socket.async_connect(dialled(to), net::redirect_error(use_awaitable, e));
    if (!e) c.socket.set_option(tcp::no_delay(true), not_needed);
    co_return e;
}

http_awaitable<http_failure> talk(http_connection& c, const std::string& request, const http_limits& limits,
                                  http_answer& answer, bool& heard) {
    http_failure e;
    co_await net::async_write(c.socket, net::buffer(request), net::redirect_error(use_awaitable, e));
    if (e) co_return e;
    http::response_parser<http::vector_body<std::uint8_t>> parser;
    parser.header_limit(limits.header_bytes);
    parser.body_limit(limits.body_bytes);
    co_await http::async_read(c.socket, c.buffer, parser, net::redirect_error(use_awaitable, e));
    heard = parser.got_some() || c.buffer.size() > 0;
    if (parser.is_header_done()) {
        answer.status = std::uint16_t(parser.get().result_int());
        answer.content_type = bounded(parser.get()[http::field::content_type]);
        answer.content_encoding = bounded(parser.get()[http::field::content_encoding]);
        answer.reply_signature = bounded(parser.get()[reply_signature_header]);
    }
    if (e) co_return e;
    answer.body = std::move(parser.get().body());
    const bool spoke_on = c.buffer.size() > 0 || answer.status < 200;
    if (!parser.keep_alive() || spoke_on) c.close();
    co_return e;
}

}  // namespace rf
