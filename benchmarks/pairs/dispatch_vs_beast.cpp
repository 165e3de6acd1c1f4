// dispatch_vs_beast: what a question costs, against a bare Beast client.
//
// 256 reference miners in another process answer 12 tasks each, with about
// 4 KiB. First: a client as Beast's examples have it, one kept connection a
// miner, requests built and signed before the clock starts, and whatever comes
// back is thrown away. Second: ours, which prepares, signs, queues, bounds,
// parses, checks the submission hash and classifies. The same bytes go to the
// same miners. Counted is the processor time of this process, all threads.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <filesystem>
#include <future>

#include "actors/io/machine.hpp"
#include "actors/keys/ss58.hpp"
#include "actors/miner/axon_request.hpp"
#include "actors/miner/http_asker.hpp"
#include "benchmarks/child.hpp"
#include "benchmarks/measure.hpp"

namespace rf::bench {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using net::ip::tcp;
using bare_request = http::request<http::string_body>;

constexpr const char* reasoning_bytes = "2200";  // then a whole reply has 4 KiB
constexpr std::chrono::seconds patience(12);

double cpu_seconds() {
    rusage used{};
    (void)::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return double(t.tv_sec) + double(t.tv_usec) * 1e-6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

struct asked_miner {
    std::string endpoint;
    std::uint16_t port = 0;
    account who;
};

// rf-miner, beside this program.
struct miners_apart {
    explicit miners_apart(std::size_t count, const hotkey& caller)
        : process({(std::filesystem::read_symlink("/proc/self/exe").parent_path() / "rf-miner").string(),
                   "--many", std::to_string(count), "--base-port", "0", "--pace", "0", "--behaviours",
                   "elite", "--reply-bytes", reasoning_bytes, "--allow", caller.address + "=1000"}) {
        for (std::size_t i = 0; i < count; ++i) all.push_back(read(process.read_line()));
    }
    // "listening 127.0.0.1:8101 5Grw... elite"
    static asked_miner read(const std::string& line) {
        const auto from = line.find(' ') + 1, to = line.find(' ', from), end = line.find(' ', to + 1);
        asked_miner m;
        m.endpoint = line.substr(from, to - from);
        m.port = std::uint16_t(std::stoul(m.endpoint.substr(m.endpoint.find(':') + 1)));
        m.who = must(account_from_ss58(line.substr(to + 1, end - to - 1)));
        return m;
    }
    child process;
    std::vector<asked_miner> all;
};

std::vector<std::shared_ptr<const task_question>> some_tasks(std::size_t count) {
    std::vector<std::shared_ptr<const task_question>> tasks;
    for (std::size_t i = 0; i < count; ++i) {
        auto t = std::make_shared<task_question>();
        t->id.fill(std::uint8_t(i + 1));
        t->problem =
            "What is " + std::to_string(1000 + i) + " times 17, modulo 23? Show each step and say why.";
        t->domain = "mathematics";
        t->difficulty = 6;
        t->timeout_ms = std::uint32_t(std::chrono::milliseconds(patience).count());
        tasks.push_back(std::move(t));
    }
    return tasks;
}

bare_request bare(const axon_request& r, const std::string& host) {
    bare_request out(http::verb::post, r.target, 11);
    out.set(http::field::host, host);
    for (const auto& h : r.headers) out.set(h.name, h.value);
    out.set(http::field::content_type, "application/json");
    out.body() = r.body;
    out.prepare_payload();
    return out;
}

net::awaitable<void> ask_one(std::uint16_t port, const std::vector<bare_request>& requests,
                             std::size_t& answered) {
    beast::tcp_stream stream(co_await net::this_coro::executor);
    beast::flat_buffer buffer;
    stream.expires_after(patience);
    co_await stream.async_connect(tcp::endpoint(net::ip::address_v4::loopback(), port), net::use_awaitable);
    for (const bare_request& r : requests) {
        stream.expires_after(patience);
        co_await http::async_write(stream, r, net::use_awaitable);
        http::response<http::string_body> response;
        co_await http::async_read(stream, buffer, response, net::use_awaitable);
        answered += response.result_int() == 200;
    }
}

}  // namespace

rounds dispatch_vs_beast(const settings& how) {
    const std::size_t miners = how.quick ? 16 : 256, tasks = how.quick ? 2 : 12;
    const machine_clock clock;
    machine_entropy entropy;
    const hotkey caller = must(hotkey_from_suri("//Bench"));
    const miners_apart there(miners, caller);
    const auto questions = some_tasks(tasks);
    const double asked = double(miners * tasks);

    const auto theirs = [&] {
        std::vector<axon_synapse> synapses;
        for (const auto& q : questions) synapses.push_back(reasoning_synapse(*q));
        std::vector<std::vector<bare_request>> requests(miners);
        for (std::size_t i = 0; i < miners; ++i) {
            for (const axon_synapse& s : synapses) {
                axon_envelope e;
                e.miner_ip = "127.0.0.1";
                e.miner_port = there.all[i].port;
                e.miner_address = ss58_of(there.all[i].who);
                e.caller_ip = "0.0.0.0";
                e.nonce = std::uint64_t(clock.utc_ns());
                e.uuid = uuid_text(make_uuid(clock.utc_ns(), entropy.hash()));
                e.timeout_s = double(patience.count());
                requests[i].push_back(
                    bare(make_axon_request(s, e, caller, entropy.hash()), there.all[i].endpoint));
            }
        }
        std::size_t answered = 0;
        const double before = cpu_seconds();
        net::io_context io(1);
        for (std::size_t i = 0; i < miners; ++i) {
            net::co_spawn(io, ask_one(there.all[i].port, requests[i], answered), net::detached);
        }
        io.run();
        const double used = cpu_seconds() - before;
        if (double(answered) != asked) stop("the bare client was not answered");
        return used / asked * 1e6;
    };
    const auto ours = [&] {
        asker_settings chosen;
        chosen.allow_private = true;
        chosen.http.sockets_each = 1;
        http_asker asker(caller, chosen, clock, entropy);
        std::atomic<std::size_t> left = miners * tasks, answered = 0;
        std::promise<void> all;
        const double before = cpu_seconds();
        for (const auto& q : questions) {
            for (const asked_miner& m : there.all) {
                asker.send(asker.prepare(q, m.who, m.endpoint), [&](const miner_reply& r) {
                    answered += r.outcome == schema::Outcome::ANSWERED;
                    if (--left == 0) all.set_value();
                });
            }
        }
        all.get_future().get();
        const double used = cpu_seconds() - before;
        if (double(answered) != asked) stop("our client was not answered");
        return used / asked * 1e6;
    };
    return in_turn(how, theirs, ours);
}

}  // namespace rf::bench
