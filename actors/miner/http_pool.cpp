#include "actors/miner/http_pool.hpp"

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "actors/miner/http_faults.hpp"
#include "actors/miner/http_talk.hpp"

namespace rf {
namespace {

namespace net = boost::asio;
using steady = std::chrono::steady_clock;
using schema::Outcome;

// A deadline noticed this much too late says that we stood still, not the peer.
constexpr auto stood_still = std::chrono::seconds(1);

struct host;

// One order, from `send` to its answer.
struct ticket {
    http_order order;
    std::function<void(http_answer)> done;
    host* to = nullptr;
    std::unique_ptr<http_connection> through;  // none: it waits for a socket
    std::multimap<steady::time_point, ticket*>::iterator deadline;
    bool expired = false, late = false;  // its time is over; and was so for long when that was noticed
    bool heard = false;                  // at least a byte of a response
    std::uint64_t began_ns = 0;          // 0: nothing was sent
    http_answer answer;
};

struct kept {
    host* of;
    std::unique_ptr<http_connection> held;
};

// What this lane knows of one endpoint while it has to do with it.
struct host {
    http_endpoint where;
    std::deque<std::unique_ptr<ticket>> waiting;
    std::vector<std::list<kept>::iterator> idle;  // oldest first
    std::size_t in_use = 0;
    bool in_turn = false;
};

http_answer our_fault(const char* why) {
    http_answer a;
    a.outcome = Outcome::OWN_NETWORK;
    a.detail = why;
    return a;
}

// Who has reached somebody within this time has a network.
constexpr std::uint64_t lately_ns = 60'000'000'000;

}  // namespace
// One thread with its endpoints, sockets and deadlines; nothing is shared.
class http_pool::lane {
  public:
    lane(const http_limits& limits, const clock_port& clock)
        : limits_(limits), clock_(clock), alarm_(io_), sweep_(io_), runs_([this] { io_.run(); }) {}

    void send(std::unique_ptr<ticket> t) {
        net::post(io_, [this, moved = std::move(t)]() mutable { take(std::move(moved)); });
    }

    void stop() {
        RF_REQUIRE(std::this_thread::get_id() != runs_.get_id());
        if (!runs_.joinable()) return;
        net::post(io_, [this] { let_go(); });
        runs_.join();
    }

  private:
    void take(std::unique_ptr<ticket> t) {
        if (stopped_) return;
        host& h = hosts_[t->order.to];
        h.where = t->order.to;
        t->to = &h;
        if (waiting_ >= limits_.waiting) {
            forget_if_done(h);
            return t->done(our_fault("too many questions wait for a socket"));
        }
        limit_time(*t);
        h.waiting.push_back(std::move(t));
        ++waiting_;
        give_turn(h);
        start_waiting();
    }

    void give_turn(host& h) {
        if (h.in_turn || h.waiting.empty() || h.in_use >= limits_.sockets_each) return;
        h.in_turn = true;
        turns_.push_back(&h);
    }

    void start_waiting() {
        while (in_use_ < limits_.sockets && !turns_.empty()) {
            host& h = *turns_.front();
            turns_.pop_front();
            h.in_turn = false;
            if (h.waiting.empty()) {
                forget_if_done(h);
                continue;
            }
            std::unique_ptr<ticket> t = std::move(h.waiting.front());
            h.waiting.pop_front();
            --waiting_;
            start(std::move(t));
            give_turn(h);
        }
    }

    void start(std::unique_ptr<ticket> t) {
        ++in_use_;
        ++t->to->in_use;
        deadlines_.erase(t->deadline);
        limit_time(*t);
        t->through = take_idle(*t->to);
        const bool reused = t->through != nullptr;
        if (!reused) t->through = fresh();
        ticket& running = *t.release();  // `finish` takes it back
        net::co_spawn(io_, carry(running, reused), [](const std::exception_ptr& e) { RF_REQUIRE(!e); });
    }

    std::unique_ptr<http_connection> take_idle(host& h) {
        while (!h.idle.empty()) {
            std::unique_ptr<http_connection> c = std::move(h.idle.back()->held);
            idle_.erase(h.idle.back());
            h.idle.pop_back();
            if (c->still_quiet()) return c;
        }
        return nullptr;
    }

    std::unique_ptr<http_connection> fresh() {
        while (!idle_.empty() && in_use_ + idle_.size() > limits_.sockets) close_oldest();
        return std::make_unique<http_connection>(io_, limits_);
    }

    http_awaitable<void> carry(ticket& t, bool reused) {
        http_failure e;
        for (;;) {
            if (!reused) e = co_await join(t);
            if (!e) e = co_await ask(t);
            if (!reused || t.heard || t.expired || stopped_ || !peer_closed(e)) break;
            reused = false;
            t.answer = {};
            t.through = fresh();
        }
        finish(std::unique_ptr<ticket>(&t), e);
    }

    http_awaitable<http_failure> join(ticket& t) {
        if (t.expired || stopped_) co_return net::error::operation_aborted;  // else a new socket would open
        const http_failure e = co_await connect(*t.through, t.order.to);
        const std::uint64_t now = clock_.steady_ns();
        if (!e) {
            reached_ns_ = now;
            co_return e;
        }
        t.answer.outcome = fault_of_connecting(e, reached_ns_ != 0 && now - reached_ns_ < lately_ns);
        t.answer.detail = t.expired ? "no connection within the time" : "connecting: " + e.message();
        co_return e;
    }

    http_awaitable<http_failure> ask(ticket& t) {
        const std::string request = t.order.request();
        if (t.began_ns == 0) t.began_ns = clock_.steady_ns();
        http_answer& a = t.answer;
        const http_failure e = co_await talk(*t.through, request, limits_, a, t.heard);
        const std::uint64_t now = clock_.steady_ns();
        if (t.heard) reached_ns_ = now;
        a.latency_ns = now - t.began_ns;
        a.outcome = !e ? Outcome::ANSWERED : t.expired ? Outcome::TIMEOUT : fault_of_talking(e);
        if (e) {
            a.detail = !t.expired ? e.message()
                       : t.heard  ? "the response was not complete within the time"
                                  : "no response within the time";
        }
        co_return e;
    }

    // The answer goes out last: by then the lane is in order again.
    void finish(std::unique_ptr<ticket> t, const http_failure& e) {
        host& h = *t->to;
        --in_use_;
        --h.in_use;
        deadlines_.erase(t->deadline);
        if (stopped_) return;
        if (!e && t->through->socket.is_open()) {
            keep(h, std::move(t->through));
        } else {
            t->through->close();
        }
        give_turn(h);
        forget_if_done(h);  // before others start, who may forget it, too
        start_waiting();
        http_answer& a = t->answer;
        const bool too_late = std::chrono::nanoseconds(a.latency_ns) > t->order.time + stood_still;
        if (t->late || (a.outcome == Outcome::ANSWERED && too_late)) {
            a = our_fault("this validator stood still while the question was under way");
        }
        t->done(std::move(a));
    }

    void keep(host& h, std::unique_ptr<http_connection> c) {
        c->lie_idle();
        idle_.push_back({&h, std::move(c)});
        h.idle.push_back(std::prev(idle_.end()));
        if (!sweeping_) sweep_later();
    }

    void close_oldest() {
        host& h = *idle_.front().of;
        h.idle.erase(h.idle.begin());
        idle_.pop_front();
        forget_if_done(h);
    }

    void sweep_later() {
        sweeping_ = true;
        sweep_.expires_after(std::chrono::milliseconds(std::min(limits_.idle_ms, 500u)));
        sweep_.async_wait([this](const http_failure& e) {
            sweeping_ = false;
            if (e) return;
            const auto old = steady::now() - std::chrono::milliseconds(limits_.idle_ms);
            while (!idle_.empty() && idle_.front().held->idle_since <= old) close_oldest();
            if (!idle_.empty()) sweep_later();
        });
    }

    void forget_if_done(host& h) {
        if (h.in_use == 0 && !h.in_turn && h.waiting.empty() && h.idle.empty()) hosts_.erase(h.where);
    }

    void limit_time(ticket& t) {
        t.deadline = deadlines_.emplace(steady::now() + t.order.time, &t);
        set_alarm(t.deadline->first);
    }

    void set_alarm(steady::time_point when) {
        if (alarm_at_ <= when) return;
        alarm_at_ = when;
        alarm_.expires_at(when);
        alarm_.async_wait([this](const http_failure& e) {
            if (!e && !stopped_) ring();
        });
    }

    void ring() {
        alarm_at_ = steady::time_point::max();
        const auto now = steady::now();
        std::vector<std::unique_ptr<ticket>> unsent;
        for (auto i = deadlines_.begin(); i != deadlines_.end() && i->first <= now;) {
            ticket& t = *i->second;
            if (!t.expired) expire(t, now - i->first > stood_still, unsent);
            i = t.through ? std::next(i) : deadlines_.erase(i);
        }
        if (const auto next = deadlines_.upper_bound(now); next != deadlines_.end()) set_alarm(next->first);
        for (auto& t : unsent) {
            t->done(our_fault("no socket was free within the time"));
        }
    }

    void expire(ticket& t, bool late, std::vector<std::unique_ptr<ticket>>& unsent) {
        t.expired = true;
        t.late = late;
        if (t.through) return t.through->close();  // its coroutine goes on with an error
        auto& row = t.to->waiting;
        const auto place = std::find_if(row.begin(), row.end(), [&](const auto& w) { return w.get() == &t; });
        unsent.push_back(std::move(*place));
        row.erase(place);
        --waiting_;
        forget_if_done(*t.to);
    }

    // Every coroutine ends with an error, then the thread has nothing to do.
    void let_go() {
        stopped_ = true;
        for (auto& [when, t] : deadlines_) {
            if (t->through) t->through->close();
        }
        for (auto& [where, h] : hosts_) {
            for (auto& t : h.waiting) deadlines_.erase(t->deadline);
            h.waiting.clear();
            h.idle.clear();
        }
        idle_.clear();
        alarm_.cancel();
        sweep_.cancel();
        stays_.reset();
    }

    const http_limits limits_;
    const clock_port& clock_;
    net::io_context io_{1};
    net::executor_work_guard<net::io_context::executor_type> stays_{io_.get_executor()};
    net::steady_timer alarm_, sweep_;
    steady::time_point alarm_at_ = steady::time_point::max();
    std::map<http_endpoint, host> hosts_;
    std::deque<host*> turns_;
    std::list<kept> idle_;  // oldest first
    std::multimap<steady::time_point, ticket*> deadlines_;
    std::size_t in_use_ = 0, waiting_ = 0;
    bool stopped_ = false, sweeping_ = false;
    std::uint64_t reached_ns_ = 0;  // when anybody was, last
    std::thread runs_;  // last: it uses all the others
};

http_pool::http_pool(const http_limits& limits, const clock_port& clock) {
    const unsigned lanes = std::max(limits.threads, 1u);
    http_limits each = limits;
    each.sockets = std::max<std::size_t>(limits.sockets / lanes, 1);
    each.waiting = std::max<std::size_t>(limits.waiting / lanes, 1);
    for (unsigned i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<lane>(each, clock));
}

http_pool::~http_pool() {
    stop();
}

void http_pool::send(http_order order, std::function<void(http_answer)> done) {
    std::size_t of = order.to.port;
    for (const std::uint8_t b : order.to.address) of = of * 31 + b;
    auto t = std::make_unique<ticket>();
    t->order = std::move(order);
    t->done = std::move(done);
    lanes_[of % lanes_.size()]->send(std::move(t));
}

void http_pool::stop() {
    for (auto& each : lanes_) each->stop();
}

}  // namespace rf
