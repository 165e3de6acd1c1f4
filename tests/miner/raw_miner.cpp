#include "tests/miner/raw_miner.hpp"

#include <algorithm>
#include <list>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

namespace rf::testing {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;
using std::chrono::milliseconds;

}  // namespace

struct raw_miner::inside {
    struct one final : raw_connection {
        one(tcp::socket s, const std::atomic<bool>& over) : socket(std::move(s)), over_(over) {}
        std::string read_request() override {
            for (;;) {
                const auto end = taken_.find("\r\n\r\n");
                if (end != std::string::npos) {
                    const std::size_t whole = end + 4 + announced(end);
                    if (taken_.size() >= whole) {
                        std::string request = taken_.substr(0, whole);
                        taken_.erase(0, whole);
                        return request;
                    }
                }
                if (!take()) return "";
            }
        }
        void say(std::string_view bytes) override {
            error_code e;
            net::write(socket, net::buffer(bytes), e);
        }
        void wait(milliseconds time) override {
            const auto until = std::chrono::steady_clock::now() + time;
            while (!over_ && std::chrono::steady_clock::now() < until)
                std::this_thread::sleep_for(milliseconds(1));
        }
        void wait_for_end() override {
            while (!over_ && take()) {
            }
        }
        void reset() override {
            error_code e;
            socket.set_option(net::socket_base::linger(true, 0), e);
            socket.close(e);
        }
        bool take() {
            char some[4096];
            error_code e;
            const std::size_t got = socket.read_some(net::buffer(some), e);
            taken_.append(some, got);
            return !e;
        }
        [[nodiscard]] std::size_t announced(std::size_t end) const {
            std::string lower = taken_.substr(0, end);
            std::transform(lower.begin(), lower.end(), lower.begin(),
                           [](char c) { return char(c >= 'A' && c <= 'Z' ? c + 32 : c); });
            const auto at = lower.find("content-length:");
            return at == std::string::npos ? 0 : std::stoul(lower.substr(at + 15));
        }
        tcp::socket socket;
        const std::atomic<bool>& over_;
        std::string taken_;
    };

    explicit inside(script s) : what(std::move(s)) {
        accepts = std::thread([this] {
            for (;;) {
                error_code e;
                tcp::socket socket = acceptor.accept(e);
                if (e || over) return;
                const std::lock_guard guard(lock);
                open.emplace_back(std::move(socket), over);
                one& c = open.back();
                scripts.emplace_back([this, &c, number = count++] {
                    what(c, number);
                    error_code not_needed;
                    c.socket.shutdown(tcp::socket::shutdown_both, not_needed);
                    const std::lock_guard closing(lock);
                    c.socket.close(not_needed);
                });
            }
        });
    }
    ~inside() {
        over = true;
        error_code e;
        tcp::socket wakes(io);
        wakes.connect(acceptor.local_endpoint(), e);
        accepts.join();
        {
            const std::lock_guard guard(lock);
            for (one& c : open) {
                if (c.socket.is_open()) c.socket.shutdown(tcp::socket::shutdown_both, e);
            }
        }
        for (auto& s : scripts) s.join();
    }

    script what;
    std::atomic<bool> over = false;
    std::atomic<int> count = 0;
    net::io_context io;
    tcp::acceptor acceptor{io, {net::ip::address_v4::loopback(), 0}};
    std::mutex lock;
    std::list<one> open;
    std::list<std::thread> scripts;
    std::thread accepts;
};

raw_miner::raw_miner(script what) : in_(std::make_unique<inside>(std::move(what))) {}
raw_miner::~raw_miner() = default;
std::uint16_t raw_miner::port() const {
    return in_->acceptor.local_endpoint().port();
}
int raw_miner::connections() const {
    return in_->count;
}

std::string response(std::string_view status, std::string_view body, std::string_view content_type,
                     std::string_view more_headers) {
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(content_type) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more_headers) +
           "\r\n" + std::string(body);
}

}  // namespace rf::testing
