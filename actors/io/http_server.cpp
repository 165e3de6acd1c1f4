#include "actors/io/http_server.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_static_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <optional>
#include <thread>

namespace rf {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;

struct serving {
    http_server_limits limits;
    http_pages pages;
    http_posts posts;
    std::uint32_t open = 0;  // connections; touched by the server's thread only
};

class connection : public std::enable_shared_from_this<connection> {
  public:
    connection(tcp::socket socket, serving& how) : stream_(std::move(socket)), how_(how) { ++how_.open; }
    ~connection() { --how_.open; }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    void read() {
        parser_.emplace();
        parser_->header_limit(how_.limits.header_bytes);
        parser_->body_limit(how_.posts ? how_.limits.body_bytes : 0);
        deadline();
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](beast::error_code failed, std::size_t) { self->answer(failed); });
    }

  private:
    void deadline() { stream_.expires_after(std::chrono::milliseconds(how_.limits.timeout_ms)); }

    void answer(beast::error_code failed) {
        if (failed == http::error::header_limit) return reply(431, "text/plain", "the header is too large\n", false);
        if (failed == http::error::body_limit)
            return reply(413, "text/plain", "the body is larger than is read here\n", false);
        if (failed == http::error::end_of_stream || failed == beast::error::timeout) return;
        if (failed.category() == http::make_error_code(http::error::bad_method).category())
            return reply(400, "text/plain", "this is not HTTP/1.1\n", false);
        if (failed) return;
        const auto& request = parser_->get();
        const bool goes_on = request.keep_alive() && ++served_ < how_.limits.requests_each;
        const bool post = request.method() == http::verb::post && how_.posts;
        if (!post && request.method() != http::verb::get && request.method() != http::verb::head)
            return reply(405, "text/plain", std::string("only ") + allowed() + "\n", false);
        std::string path(request.target());
        path.resize(std::min(path.find('?'), path.size()));
        http_page page = post ? how_.posts(path, request.body()) : how_.pages(path);
        reply(page.status, page.type, std::move(page.body), goes_on);
    }

    [[nodiscard]] const char* allowed() const { return how_.posts ? "GET, HEAD and POST" : "GET and HEAD"; }

    void reply(unsigned status, const std::string& type, std::string body, bool goes_on) {
        reply_ = {};
        reply_.version(11);
        reply_.result(status);
        reply_.set(http::field::content_type, type);
        reply_.set(http::field::cache_control, "no-store");
        if (status == 405) reply_.set(http::field::allow, how_.posts ? "GET, HEAD, POST" : "GET, HEAD");
        reply_.keep_alive(goes_on);
        reply_.content_length(body.size());
        if (parser_->get().method() != http::verb::head) reply_.body() = std::move(body);
        deadline();
        sender_.emplace(reply_);
        const auto sent = [self = shared_from_this(), goes_on](beast::error_code failed, std::size_t) {
            if (failed) return;
            if (goes_on) return self->read();
            beast::error_code ignored;
            self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        };
        http::async_write(stream_, *sender_, sent);
    }

    beast::tcp_stream stream_;
    serving& how_;
    beast::flat_static_buffer<16 * 1024> buffer_;
    std::optional<http::request_parser<http::string_body>> parser_;
    http::response<http::string_body> reply_;
    std::optional<http::response_serializer<http::string_body>> sender_;
    std::uint32_t served_ = 0;
};

class beast_server final : public http_server {
  public:
    beast_server(http_server_limits limits, http_pages pages, http_posts posts)
        : how_{limits, std::move(pages), std::move(posts)} {}
    ~beast_server() override {
        world_.stop();
        if (thread_.joinable()) thread_.join();
    }

    beast::error_code listen(const tcp::endpoint& at) {
        beast::error_code failed;
        acceptor_.open(at.protocol(), failed);
        if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
        if (!failed) acceptor_.bind(at, failed);
        if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
        if (!failed) port_ = acceptor_.local_endpoint(failed).port();
        if (failed) return failed;
        accept();
        thread_ = std::thread([this] { world_.run(); });
        return failed;
    }

    [[nodiscard]] std::uint16_t port() const override { return port_; }

  private:
    void accept() {
        acceptor_.async_accept([this](beast::error_code failed, tcp::socket socket) {
            if (!failed && how_.open < how_.limits.connections)
                std::make_shared<connection>(std::move(socket), how_)->read();
            if (failed == asio::error::operation_aborted) return;
            if (!failed) return accept();
            // Out of descriptors, say: trying at once would only spin.
            pause_.expires_after(std::chrono::milliseconds(100));
            pause_.async_wait([this](beast::error_code gone) {
                if (!gone) accept();
            });
        });
    }

    serving how_;  // outlives what is left in world_
    asio::io_context world_{1};
    tcp::acceptor acceptor_{world_};
    asio::steady_timer pause_{world_};
    std::uint16_t port_ = 0;
    std::thread thread_;
};

result<tcp::endpoint> read_address(const std::string& text) {
    const fault wrong{fault_kind::invalid, "is no literal address and port", text, "as 127.0.0.1:9092 or [::1]:9092"};
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos) return wrong;
    std::string host = text.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    else if (host.find(':') != host.npos) return wrong;
    std::uint16_t port = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data() + colon + 1, end, port);
    beast::error_code failed;
    const auto address = asio::ip::make_address(host, failed);
    if (failed || read.ec != std::errc() || read.ptr != end) return wrong;
    return tcp::endpoint(address, port);
}

}  // namespace

result<std::unique_ptr<http_server>> http_server::start(const std::string& address, const http_server_limits& limits,
                                                        http_pages pages, http_posts posts) {
    auto at = read_address(address);
    if (!at) return at.error();
    auto server = std::make_unique<beast_server>(limits, std::move(pages), std::move(posts));
    if (const auto failed = server->listen(*at))
        return fault{fault_kind::unavailable, "cannot serve: " + failed.message(), address, "is it in use already?"};
    return std::unique_ptr<http_server>(std::move(server));
}

}  // namespace rf
