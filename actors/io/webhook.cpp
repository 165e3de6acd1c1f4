#include "actors/io/webhook.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace rf {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;

// One message, from the name to the status: lives until `world` has nothing left of it.
template <class Stream>
class delivery : public std::enable_shared_from_this<delivery<Stream>> {
  public:
    template <class... Rest>
    delivery(asio::io_context& world, const webhook_address& to, std::string json, std::string& became, Rest&... rest)
        : resolver_(world), stream_(world, rest...), to_(to), became_(became) {
        request_.version(11);
        request_.method(http::verb::post);
        request_.target(to.target);
        request_.set(http::field::host, to.host);
        request_.set(http::field::content_type, "application/json");
        request_.set(http::field::user_agent, "rf-validator");
        request_.keep_alive(false);
        request_.body() = std::move(json);
        request_.prepare_payload();
        parser_.header_limit(8192);
        became_ = "its time was over";  // unless something better is known
    }

    void begin() {
        resolver_.async_resolve(to_.host, to_.port, [self = this->shared_from_this()](auto failed, auto found) {
            if (failed) return self->end("the name is not known: " + failed.message());
            beast::get_lowest_layer(self->stream_).async_connect(found, [self](auto refused, const auto&) {
                if (refused) return self->end("no connection: " + refused.message());
                self->secure();
            });
        });
    }

  private:
    void end(std::string how) { became_ = std::move(how); }

    void secure() {
        if constexpr (std::is_same_v<Stream, plain_stream>) {
            write();
        } else {
            if (!SSL_set_tlsext_host_name(stream_.native_handle(), to_.host.c_str())) return end("no TLS");
            stream_.set_verify_mode(asio::ssl::verify_peer);
            stream_.set_verify_callback(asio::ssl::host_name_verification(to_.host));
            stream_.async_handshake(asio::ssl::stream_base::client, [self = this->shared_from_this()](auto failed) {
                if (failed) return self->end("no TLS: " + failed.message());
                self->write();
            });
        }
    }

    void write() {
        http::async_write(stream_, request_, [self = this->shared_from_this()](auto failed, std::size_t) {
            if (failed) return self->end("not sent: " + failed.message());
            http::async_read_header(self->stream_, self->buffer_, self->parser_, [self](auto cut, std::size_t) {
                if (cut) return self->end("no answer: " + cut.message());
                const unsigned status = self->parser_.get().result_int();
                self->end(status / 100 == 2 ? "" : "answered with status " + std::to_string(status));
            });
        });
    }

    tcp::resolver resolver_;
    Stream stream_;
    webhook_address to_;
    std::string& became_;
    http::request<http::string_body> request_;
    http::response_parser<http::empty_body> parser_;
    beast::flat_static_buffer<16 * 1024> buffer_;
};

class beast_webhook final : public webhook {
  public:
    beast_webhook(webhook_address to, webhook_limits limits, asio::ssl::context tls,
                  std::function<void(const fault&)> failed)
        : to_(std::move(to)), limits_(std::move(limits)), tls_(std::move(tls)), failed_(std::move(failed)) {
        thread_ = std::thread([this] { run(); });
    }
    ~beast_webhook() override {
        {
            const std::lock_guard lock(guard_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
    }

    bool post(std::string json) override {
        {
            const std::lock_guard lock(guard_);
            if (waiting_.size() >= limits_.queue) return false;
            waiting_.push_back(std::move(json));
        }
        changed_.notify_all();
        return true;
    }

  private:
    void run() {
        std::unique_lock lock(guard_);
        while (true) {
            changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (stopping_) return;
            std::string json = std::move(waiting_.front());
            waiting_.pop_front();
            lock.unlock();
            std::string how = deliver(std::move(json));
            if (!how.empty() && failed_)
                failed_({fault_kind::unavailable, "an alarm was not delivered: " + how, to_.host + ":" + to_.port, ""});
            lock.lock();
        }
    }

    bool stopping() {
        const std::lock_guard lock(guard_);
        return stopping_;
    }

    // What went wrong; empty where nothing did.
    std::string deliver(std::string json) {
        std::string became;
        asio::io_context world(1);
        if (to_.tls) std::make_shared<delivery<tls_stream>>(world, to_, std::move(json), became, tls_)->begin();
        else std::make_shared<delivery<plain_stream>>(world, to_, std::move(json), became)->begin();
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(limits_.timeout_ms);
        while (!world.stopped() && std::chrono::steady_clock::now() < until && !stopping())
            world.run_for(std::chrono::milliseconds(20));
        return became;
    }

    const webhook_address to_;
    const webhook_limits limits_;
    asio::ssl::context tls_;
    std::function<void(const fault&)> failed_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::deque<std::string> waiting_;
    bool stopping_ = false;
    std::thread thread_;
};

bool all(std::string_view text, bool (*fits)(char)) {
    for (const char c : text)
        if (!fits(c)) return false;
    return true;
}

}  // namespace

result<webhook_address> read_webhook_address(std::string_view url) {
    const fault wrong{fault_kind::invalid, "is no address of a webhook", "", "as https://example.org/path"};
    webhook_address out;
    if (url.size() > 2048 || !all(url, [](char c) { return c > 32 && c < 127; })) return wrong;
    if (url.starts_with("https://")) out.tls = true;
    else if (!url.starts_with("http://")) return wrong;
    url.remove_prefix(out.tls ? 8 : 7);
    const std::size_t path = url.find_first_of("/?#");
    const std::string_view rest = path == url.npos ? "" : url.substr(path);
    out.target = (rest.starts_with("/") ? "" : "/") + std::string(rest.substr(0, rest.find('#')));
    std::string_view authority = url.substr(0, path);
    out.port = out.tls ? "443" : "80";
    const std::size_t bracket = authority.rfind(']'), colon = authority.rfind(':');
    if (colon != authority.npos && (bracket == authority.npos || colon > bracket)) {
        out.port = authority.substr(colon + 1);
        authority = authority.substr(0, colon);
    }
    if (authority.size() > 2 && authority.front() == '[' && authority.back() == ']')
        authority = authority.substr(1, authority.size() - 2);
    out.host = authority;
    const bool digits = all(out.port, [](char c) { return c >= '0' && c <= '9'; });
    if (out.host.empty() || out.port.empty() || out.port.size() > 5 || !digits) return wrong;
    if (!all(out.host, [](char c) { return std::isalnum(std::uint8_t(c)) || c == '.' || c == '-' || c == ':'; }))
        return wrong;
    return out;
}

result<std::unique_ptr<webhook>> webhook::start(std::string_view url, const webhook_limits& limits,
                                                std::function<void(const fault&)> failed) {
    auto to = read_webhook_address(url);
    if (!to) return to.error();
    asio::ssl::context tls(asio::ssl::context::tls_client);
    beast::error_code wrong;
    if (limits.ca_file.empty()) tls.set_default_verify_paths(wrong);
    else tls.load_verify_file(limits.ca_file, wrong);
    if (wrong) return fault{fault_kind::unavailable, "no certificates: " + wrong.message(), limits.ca_file, ""};
    return std::unique_ptr<webhook>(
        std::make_unique<beast_webhook>(std::move(*to), limits, std::move(tls), std::move(failed)));
}

}  // namespace rf
