#include "actors/io/webhook.hpp"

#include <doctest/doctest.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

using namespace rf;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

// What happens on other threads, waited for.
struct heard {
    std::mutex guard;
    std::condition_variable changed;
    std::vector<std::string> lines;
    void say(std::string line) {
        const std::lock_guard lock(guard);
        lines.push_back(std::move(line));
        changed.notify_all();
    }
    std::vector<std::string> wait_for(std::size_t count) {
        std::unique_lock lock(guard);
        changed.wait_for(lock, std::chrono::seconds(10), [&] { return lines.size() >= count; });
        return lines;
    }
};

// Takes `times` connections, reads what comes until the body's end, answers.
struct receiver {
    asio::io_context world;
    tcp::acceptor acceptor{world, {asio::ip::address_v4::loopback(), 0}};
    heard requests;
    std::thread thread;

    explicit receiver(std::string answer, int times = 1, asio::ssl::context* tls = nullptr) {
        thread = std::thread([this, answer = std::move(answer), times, tls] {
            for (int i = 0; i < times; ++i) {
                boost::system::error_code failed;
                tcp::socket socket = acceptor.accept(world, failed);
                if (failed) return;
                if (!tls) {
                    talk(socket, answer);
                    continue;
                }
                asio::ssl::stream<tcp::socket> stream(std::move(socket), *tls);
                stream.handshake(asio::ssl::stream_base::server, failed);
                if (!failed) talk(stream, answer);
            }
        });
    }
    ~receiver() {
        boost::system::error_code ignored;
        tcp::socket wake(world);
        wake.connect(acceptor.local_endpoint(), ignored);  // whoever still waits
        wake.close(ignored);
        thread.join();
    }
    template <class Stream>
    void talk(Stream& s, const std::string& answer) {
        std::string got;
        boost::system::error_code failed;
        asio::read_until(s, asio::dynamic_buffer(got), "}", failed);
        if (got.empty()) return;
        requests.say(got);
        if (answer.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(600));
        asio::write(s, asio::buffer(answer), failed);
    }
    std::string url(const std::string& scheme = "http", const std::string& host = "127.0.0.1") {
        return scheme + "://" + host + ":" + std::to_string(acceptor.local_endpoint().port()) + "/hidden?t=1";
    }
};

constexpr const char* fine = "HTTP/1.1 204 No Content\r\n\r\n";

std::unique_ptr<webhook> hook(const std::string& url, heard& failures, webhook_limits limits = {}) {
    auto w = webhook::start(url, limits, [&](const fault& f) { failures.say(f.text()); });
    REQUIRE(w);
    return std::move(*w);
}

}  // namespace

TEST_CASE("an alarm is posted as JSON to the path it was given") {
    heard failures;
    receiver r(fine);
    const auto w = hook(r.url(), failures);
    CHECK(w->post("{\"alarm\":1}"));
    const auto got = r.requests.wait_for(1);
    REQUIRE(got.size() == 1);
    CHECK(got[0].starts_with("POST /hidden?t=1 HTTP/1.1\r\n"));
    CHECK(got[0].find("Content-Type: application/json\r\n") != got[0].npos);
    CHECK(got[0].ends_with("\r\n\r\n{\"alarm\":1}"));
}

TEST_CASE("what is not taken is told, without the path") {
    heard failures;
    receiver r("HTTP/1.1 500 no\r\nContent-Length: 0\r\n\r\n");
    const auto w = hook(r.url(), failures);
    CHECK(w->post("{}"));
    const auto told = failures.wait_for(1);
    REQUIRE(told.size() == 1);
    CHECK(told[0].find("answered with status 500") != told[0].npos);
    CHECK(told[0].find("hidden") == told[0].npos);
}

TEST_CASE("a redirect is not followed") {
    heard failures;
    receiver other(fine);
    receiver r("HTTP/1.1 302 go\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n");
    const auto w = hook(r.url(), failures);
    CHECK(w->post("{}"));
    const auto told = failures.wait_for(1);
    REQUIRE(told.size() == 1);
    CHECK(told[0].find("302") != told[0].npos);
    CHECK(other.requests.lines.empty());
}

TEST_CASE("who does not answer costs its deadline, and what does not fit the queue is dropped at once") {
    heard failures;
    receiver r("", 1);
    webhook_limits limits;
    limits.timeout_ms = 150;
    limits.queue = 2;
    const auto w = hook(r.url(), failures, limits);
    const auto begun = std::chrono::steady_clock::now();
    int taken = 0;
    for (int i = 0; i < 10; ++i) taken += w->post("{}");
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(100));
    CHECK(taken >= 2);
    CHECK(taken <= 3);
    const auto told = failures.wait_for(1);
    REQUIRE(told.size() >= 1);
    CHECK(told[0].find("its time was over") != told[0].npos);
}

TEST_CASE("nobody there is told, and stopping in the middle does not wait") {
    heard failures;
    std::uint16_t port = 0;
    {
        asio::io_context world;
        tcp::acceptor free(world, {asio::ip::address_v4::loopback(), 0});
        port = free.local_endpoint().port();
    }
    const auto w = hook("http://127.0.0.1:" + std::to_string(port), failures);
    CHECK(w->post("{}"));
    const auto told = failures.wait_for(1);
    REQUIRE(told.size() == 1);
    CHECK(told[0].find("no connection") != told[0].npos);

    receiver silent("", 1);
    const auto begun = std::chrono::steady_clock::now();
    {
        const auto waiting = hook(silent.url(), failures);
        CHECK(waiting->post("{}"));
        silent.requests.wait_for(1);
    }
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds(400));
}

TEST_CASE("over https only a certificate that is trusted, and of that host, will do") {
    const auto folder = std::filesystem::temp_directory_path() / ("rf_webhook_" + std::to_string(std::rand()));
    std::filesystem::create_directory(folder);
    const std::string key = folder / "key.pem", certificate = folder / "certificate.pem";
    const std::string make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
                             "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
                             key + " -out " + certificate + " 2>/dev/null";
    if (std::system(make.c_str()) != 0) {
        MESSAGE("skipped: there is no openssl to make a certificate with");
        return;
    }
    asio::ssl::context tls(asio::ssl::context::tls_server);
    tls.use_certificate_chain_file(certificate);
    tls.use_private_key_file(key, asio::ssl::context::pem);
    webhook_limits trusting;
    trusting.ca_file = certificate;
    {
        heard failures;
        receiver r(fine, 1, &tls);
        const auto w = hook(r.url("https", "localhost"), failures, trusting);
        CHECK(w->post("{}"));
        CHECK(r.requests.wait_for(1).size() == 1);
    }
    const auto refused = [&](const std::string& host, const webhook_limits& limits) {
        heard failures;
        receiver r(fine, 1, &tls);
        const auto w = hook(r.url("https", host), failures, limits);
        CHECK(w->post("{}"));
        const auto told = failures.wait_for(1);
        return !told.empty() && told[0].find("no TLS") != told[0].npos && r.requests.lines.empty();
    };
    CHECK(refused("127.0.0.1", trusting));  // trusted, but another name
    CHECK(refused("localhost", {}));        // that name, but nobody vouches for it
    std::filesystem::remove_all(folder);
}

TEST_CASE("addresses are read, and what is none is refused") {
    const auto plain = read_webhook_address("http://a.example");
    REQUIRE(plain);
    CHECK(plain->port == "80");
    CHECK(plain->target == "/");
    const auto full = read_webhook_address("https://[::1]:8443/x/y?z#no");
    REQUIRE(full);
    CHECK(full->tls);
    CHECK(full->host == "::1");
    CHECK(full->port == "8443");
    CHECK(full->target == "/x/y?z");
    for (const char* wrong : {"", "ftp://a", "http://", "http://a:b", "http://a:", "http://u:p@a/", "http://a b",
                              "http://a\r\nX: 1", "http:///x", "http://a:123456"})
        CHECK_FALSE_MESSAGE(read_webhook_address(wrong), wrong);
}
