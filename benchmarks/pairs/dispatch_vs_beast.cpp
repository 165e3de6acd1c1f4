// dispatch_vs_beast: what a question costs, against a bare Beast client.
//
// 256 reference miners in another process answer 12 tasks each, with about
// 4 KiB. First: a client as Beast's examples have it, one kept connection a
// miner; it builds and signs each request, since no axon answers another, and
// throws away what comes back. Second: ours, with the log (asked_epoch.hpp).
// The same questions go to the same miners in the same bytes. Counted is the
// processor time of this process, all threads.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <filesystem>

#include "actors/io/machine.hpp"
#include "actors/miner/axon_request.hpp"
#include "actors/miner/http_asker.hpp"
#include "benchmarks/asked_epoch.hpp"
#include "benchmarks/child.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scratch.hpp"
#include "events/ss58.hpp"

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

// Beast as its examples use it, and the SDK's wire.
struct bare_client {
    const clock_port& clock;
    entropy_port& entropy;
    const hotkey& caller;
    std::vector<axon_synapse> synapses;
    std::size_t answered = 0;

    bare_request request(const axon_synapse& synapse, const asked_miner& miner) {
        axon_envelope e;
        e.miner_ip = "127.0.0.1";
        e.miner_port = miner.port;
        e.miner_address = ss58_of(miner.who);
        e.caller_ip = "0.0.0.0";
        e.nonce = std::uint64_t(clock.utc_ns());
        e.uuid = uuid_text(make_uuid(clock.utc_ns(), entropy.hash()));
        e.timeout_s = double(patience.count());
        const axon_request r = make_axon_request(synapse, e, caller, entropy.hash());
        bare_request out(http::verb::post, r.target, 11);
        out.set(http::field::host, miner.endpoint);
        for (const auto& h : r.headers) out.set(h.name, h.value);
        out.set(http::field::content_type, "application/json");
        out.body() = r.body;
        out.prepare_payload();
        return out;
    }

    net::awaitable<void> ask(const asked_miner& miner) {
        const tcp::endpoint to(net::ip::address_v4::loopback(), miner.port);
        beast::tcp_stream stream(co_await net::this_coro::executor);
        beast::flat_buffer buffer;
        stream.expires_after(patience);
        co_await stream.async_connect(to, net::use_awaitable);
        for (const axon_synapse& s : synapses) {
            const bare_request r = request(s, miner);
            stream.expires_after(patience);
            co_await http::async_write(stream, r, net::use_awaitable);
            http::response<http::string_body> response;
            co_await http::async_read(stream, buffer, response, net::use_awaitable);
            answered += response.result_int() == 200;
        }
    }
};

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
        bare_client client{clock, entropy, caller, {}};
        for (const auto& q : questions) client.synapses.push_back(reasoning_synapse(*q));
        const double before = cpu_seconds();
        net::io_context io(1);
        for (const asked_miner& m : there.all) net::co_spawn(io, client.ask(m), net::detached);
        io.run();
        const double used = cpu_seconds() - before;
        if (double(client.answered) != asked) stop("the bare client was not answered");
        return used / asked * 1e6;
    };
    const auto ours = [&] {
        const scratch files(how.directory, "dispatch");
        asker_settings chosen;
        chosen.allow_private = true;
        chosen.http.sockets_each = 1;
        http_asker asker(caller, chosen, clock, entropy);
        asked_epoch epoch(files.path("log"), there.all, questions, clock, entropy, asker);
        const double before = cpu_seconds();
        const std::size_t answered = epoch.ask_all(miners);
        const double used = cpu_seconds() - before;
        asker.stop();
        if (double(answered) != asked) stop("our client was not answered");
        return used / asked * 1e6;
    };
    return in_turn(how, theirs, ours);
}

}  // namespace rf::bench
