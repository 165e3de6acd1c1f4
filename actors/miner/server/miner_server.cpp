#include "actors/miner/server/miner_server.hpp"

#include <algorithm>
#include <list>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "actors/miner/server/seats.hpp"

namespace rf {
namespace {

namespace net = boost::asio;
namespace http = boost::beast::http;
using net::ip::tcp;
using steady = std::chrono::steady_clock;
using boost::system::error_code;
using std::chrono::milliseconds;
using request_parser = http::request_parser<http::string_body>;

constexpr milliseconds writing_time(10'000);
constexpr milliseconds half_open_time(60'000);  // who reads nothing does not see the caller go
constexpr milliseconds silent_time(600'000);

std::string http_text(const axon_response& r, bool last) {
    std::string out = "HTTP/1.1 " + std::to_string(r.http_status) + " ";
    out.append(http::obsolete_reason(http::int_to_status(r.http_status))).append("\r\n");
    for (const axon_header& h : r.headers) out.append(h.name).append(": ").append(h.value).append("\r\n");
    if (last) out.append("connection: close\r\n");
    return out.append("content-length: ")
        .append(std::to_string(r.body.size()))
        .append("\r\n\r\n")
        .append(r.body);
}

std::vector<header_view> headers_of(const request_parser& parser) {
    std::vector<header_view> headers;
    for (const auto& field : parser.get().base()) {
        headers.push_back({std::string_view(field.name_string()), std::string_view(field.value())});
    }
    return headers;
}

// One miner, its listener and who is with it. Belongs to one lane.
struct counter {
    counter(const served_miner& m, std::size_t at, const desk_settings& d, const miner_server_settings& s)
        : number(at),
          acts(m.acts),
          desk(m.key.who(), d, [&s](const account& a) { return standing_in(s, a); }),
          places(s.thinks_at_once, s.waiting) {}
    static std::optional<caller_standing> standing_in(const miner_server_settings& s, const account& a) {
        const auto at = s.callers.find(a);
        if (at == s.callers.end()) return std::nullopt;
        return at->second;
    }
    std::size_t number;
    behaviour acts;
    miner_desk desk;
    seats places;
    std::size_t connections = 0;
};

// One connection while it lasts; after `until` it is closed.
struct visit {
    visit(tcp::socket s, counter& with, std::list<visit*>& all)
        : socket(std::move(s)), at(with), all_(all), here_(all.insert(all.end(), this)) {
        ++at.connections;
    }
    ~visit() {
        --at.connections;
        all_.erase(here_);
    }
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
    void limit(milliseconds time) { until = steady::now() + time; }
    void close() {
        error_code not_needed;
        socket.close(not_needed);
    }

    tcp::socket socket;
    counter& at;
    steady::time_point until = steady::time_point::max();

  private:
    std::list<visit*>& all_;
    std::list<visit*>::iterator here_;
};

// One thread with some of the miners. Coroutines end when its io_context goes,
// which is first; what they look at goes after.
class lane {
  public:
    lane(const miner_server_settings& settings, const clock_port& clock)
        : settings_(settings), clock_(clock) {}
    ~lane() { stop(); }

    result<std::uint16_t> listen(const served_miner& m, std::size_t number, const desk_settings& d) {
        error_code e;
        const auto address = net::ip::make_address(settings_.address, e);
        const std::string place = settings_.address + ":" + std::to_string(m.port);
        if (e) return fault{fault_kind::invalid, "not a literal address", settings_.address, ""};
        const tcp::endpoint where(address, m.port);
        tcp::acceptor acceptor(*io_);
        acceptor.open(where.protocol(), e);
        if (!e) acceptor.set_option(net::socket_base::reuse_address(true), e);
        if (!e) acceptor.bind(where, e);
        if (!e) acceptor.listen(net::socket_base::max_listen_connections, e);
        if (e)
            return fault{fault_kind::unavailable, "cannot listen: " + e.message(), place,
                         "choose another port"};
        const std::uint16_t port = acceptor.local_endpoint(e).port();
        counter& c = counters_.emplace_back(m, number, d, settings_);
        begin(accept(std::move(acceptor), c));
        return port;
    }

    void start() {
        begin(sweep());
        runs_ = std::thread([this] { io_->run(); });
    }

    void stop() {
        if (!io_) return;
        io_->stop();
        if (runs_.joinable()) runs_.join();
        ending_ = true;
        io_.reset();
    }

  private:
    void begin(net::awaitable<void> work) {
        net::co_spawn(*io_, std::move(work), [](const std::exception_ptr& e) { RF_REQUIRE(!e); });
    }

    net::awaitable<void> accept(tcp::acceptor acceptor, counter& c) {
        for (;;) {
            error_code e;
            tcp::socket socket = co_await acceptor.async_accept(net::redirect_error(net::use_awaitable, e));
            if (e) {
                co_await pause(milliseconds(50));  // out of descriptors, most likely
            } else if (c.connections < settings_.connections) {
                begin(serve(std::make_unique<visit>(std::move(socket), c, visits_)));
            }
        }
    }

    net::awaitable<void> pause(milliseconds time) {
        net::steady_timer timer(*io_, time);
        error_code not_needed;
        co_await timer.async_wait(net::redirect_error(net::use_awaitable, not_needed));
    }

    net::awaitable<void> sweep() {
        for (;;) {
            co_await pause(milliseconds(100));
            const auto now = steady::now();
            for (visit* v : visits_) {
                if (v->until <= now) v->close();
            }
        }
    }

    net::awaitable<void> serve(std::unique_ptr<visit> v) {
        if (v->at.acts == behaviour::half_open) co_return co_await pause(half_open_time);
        error_code e;
        v->socket.set_option(tcp::no_delay(true), e);
        boost::beast::flat_buffer buffer(settings_.header_bytes + (64u << 10));
        for (bool again = true; again;) {
            request_parser parser;
            parser.header_limit(settings_.header_bytes);
            parser.body_limit(settings_.body_bytes);
            v->limit(milliseconds(settings_.idle_ms));
            co_await http::async_read(v->socket, buffer, parser, net::redirect_error(net::use_awaitable, e));
            v->until = steady::time_point::max();
            if (e) {
                // Made before: g++ 12 destroys twice what a co_await makes in braces.
                const std::string why = refusal_text(e);
                if (!why.empty()) co_await say(*v, why);
                co_return;
            }
            again = co_await reply(*v, parser) && parser.keep_alive();
        }
    }

    // Empty: there is nobody to tell.
    static std::string refusal_text(const error_code& e) {
        axon_refusal why{400, e.message()};
        if (e == http::error::body_limit) why.http_status = 413;
        if (e == http::error::end_of_stream || e == http::error::partial_message) return "";
        if (e.category() != error_code(http::error::bad_version).category()) return "";
        return http_text(answer_refusal(why), true);
    }

    // Whether the connection may be used again.
    net::awaitable<bool> reply(visit& v, const request_parser& parser) {
        const auto began = steady::now();
        spoken s;
        if (parser.get().method() == http::verb::post) {
            s = v.at.desk.answer(std::string_view(parser.get().target()), headers_of(parser),
                                 parser.get().body(), clock_.utc_ns());
        } else {
            s.response = answer_refusal({405, "Method Not Allowed"});
        }
        if (s.thinks && !co_await think(v, s))
            s.response = answer_refusal({503, "busy with callers of more stake"});
        if (s.how == spoken::manner::never) {
            tell(v, s, 0, began);
            co_await wait_for_end(v);
            co_return false;
        }
        const bool last = s.closes || !parser.keep_alive();
        const std::string text = http_text(s.response, last && !s.closes);
        const bool said = s.how == spoken::manner::drip ? co_await drip(v, text) : co_await say(v, text);
        tell(v, s, s.response.http_status, began);
        co_return said && !last;
    }

    // False: it was sent away, or waited as long as the caller does.
    net::awaitable<bool> think(visit& v, const spoken& s) {
        net::steady_timer waits(*io_, s.patience);
        bool seated = false;
        seats::ticket mine;
        const seats::guest me{[&] {
                                  seated = true;
                                  waits.cancel();
                              },
                              [&] { waits.cancel(); }};
        const auto place = v.at.places.ask(s.stake, me, mine);
        if (place == seats::place::none) co_return false;
        if (place == seats::place::row) {
            const row_guard row(*this, v.at.places, mine);
            error_code not_needed;
            co_await waits.async_wait(net::redirect_error(net::use_awaitable, not_needed));
            if (!seated) co_return false;
        }
        const seat_guard seat(*this, v.at.places);
        if (s.thinking.count() > 0) co_await pause(s.thinking);
        co_return true;
    }

    struct row_guard {
        row_guard(lane& l, seats& p, const seats::ticket& t) : in(l), places(p), mine(t) {}
        ~row_guard() { places.leave_row(mine); }
        lane& in;
        seats& places;
        const seats::ticket& mine;
    };
    struct seat_guard {
        seat_guard(lane& l, seats& p) : in(l), places(p) {}
        ~seat_guard() {
            if (!in.ending_) places.leave_seat();
        }
        lane& in;
        seats& places;
    };

    net::awaitable<bool> say(visit& v, const std::string& text) {
        error_code e;
        v.limit(writing_time);
        co_await net::async_write(v.socket, net::buffer(text), net::redirect_error(net::use_awaitable, e));
        co_return !e;
    }

    net::awaitable<bool> drip(visit& v, const std::string& text) {
        const std::size_t headers = text.find("\r\n\r\n") + 4;
        error_code e;
        co_await net::async_write(v.socket, net::buffer(text.data(), headers),
                                  net::redirect_error(net::use_awaitable, e));
        for (std::size_t i = headers; i < text.size() && !e; ++i) {
            co_await pause(milliseconds(settings_.drip_ms));
            co_await net::async_write(v.socket, net::buffer(text.data() + i, 1),
                                      net::redirect_error(net::use_awaitable, e));
        }
        co_return !e;
    }

    // Silent until the caller goes away.
    net::awaitable<void> wait_for_end(visit& v) {
        char ignored[512];
        error_code e;
        v.limit(silent_time);
        while (!e) {
            co_await v.socket.async_read_some(net::buffer(ignored),
                                              net::redirect_error(net::use_awaitable, e));
        }
    }

    void tell(const visit& v, const spoken& s, unsigned status, steady::time_point began) const {
        if (!settings_.log) return;
        const double ms = std::chrono::duration<double, std::milli>(steady::now() - began).count();
        settings_.log({v.at.number, s.synapse, s.caller, status, ms});
    }

    const miner_server_settings& settings_;
    const clock_port& clock_;
    std::list<counter> counters_;
    std::list<visit*> visits_;
    bool ending_ = false;
    std::thread runs_;
    std::unique_ptr<net::io_context> io_ = std::make_unique<net::io_context>(1);
};

// The miner that a copycat copies: the nearest before it that thinks for itself.
std::optional<std::size_t> copied_by(const std::vector<served_miner>& all, std::size_t copycat) {
    for (std::size_t back = 1; back < all.size(); ++back) {
        const std::size_t i = (copycat + all.size() - back) % all.size();
        if (is_tier(all[i].acts)) return i;
    }
    return std::nullopt;
}

}  // namespace

struct miner_server::inside {
    explicit inside(miner_server_settings s) : settings(std::move(s)) {}
    miner_server_settings settings;
    std::vector<std::uint16_t> ports;
    std::vector<std::unique_ptr<lane>> lanes;
};

result<std::unique_ptr<miner_server>> miner_server::start(miner_server_settings settings,
                                                          const clock_port& clock) {
    auto in = std::make_unique<inside>(std::move(settings));
    const miner_server_settings& s = in->settings;
    for (unsigned i = 0; i < std::max(s.threads, 1u); ++i)
        in->lanes.push_back(std::make_unique<lane>(s, clock));
    for (std::size_t i = 0; i < s.miners.size(); ++i) {
        desk_settings d{.acts = s.miners[i].acts,
                        .copied = behaviour::weak,
                        .copied_miner = std::nullopt,
                        .solve = s.solve,
                        .pace = s.pace,
                        .least_bytes = s.least_bytes,
                        .gate = s.gate,
                        .signs = s.sign ? std::optional(s.miners[i].key) : std::nullopt,
                        .keep = s.keep};
        if (const auto copied = copied_by(s.miners, i)) {
            d.copied = s.miners[*copied].acts;
            d.copied_miner = s.miners[*copied].key.who();
        }
        auto port = in->lanes[i % in->lanes.size()]->listen(s.miners[i], i, d);
        if (!port) return port.error();
        in->ports.push_back(*port);
    }
    for (auto& each : in->lanes) each->start();
    return std::unique_ptr<miner_server>(new miner_server(std::move(in)));
}

miner_server::miner_server(std::unique_ptr<inside> in) : in_(std::move(in)) {}
miner_server::~miner_server() {
    stop();
}
const std::vector<std::uint16_t>& miner_server::ports() const {
    return in_->ports;
}
void miner_server::stop() {
    for (auto& each : in_->lanes) each->stop();
}

}  // namespace rf
