#include "actors/programs/witness_commands.hpp"

#include <csignal>
#include <fstream>
#include <iostream>

#include "actors/io/http_server.hpp"
#include "actors/io/machine.hpp"
#include "actors/keys/secret_file.hpp"
#include "actors/programs/witness.hpp"
#include "events/add_checkpoint.hpp"
#include "events/cosignature.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/utc_text.hpp"

namespace rf {
namespace {

result<signing_key> read_key(const std::string& path) {
    const auto text = read_secret_file(path);
    if (!text) return text.error();
    auto key = decode_signer(text->view().substr(0, text->view().find('\n')), key_use::cosignatures);
    if (!key) return with_place(key.error(), path);
    return key;
}

result<std::vector<verifying_key>> read_logs(const std::vector<std::string>& texts) {
    std::vector<verifying_key> out;
    for (const std::string& text : texts) {
        auto key = decode_verifier(text);
        if (!key) return with_place(key.error(), "--log");
        out.push_back(std::move(*key));
    }
    return out;
}

result<witness> open_witness(const witness_options& o, const clock_port& clock) {
    auto key = read_key(o.key);
    if (!key) return key.error();
    auto logs = read_logs(o.logs);
    if (!logs) return logs.error();
    auto state = witness_state::open(o.state, verifier_of(*key));
    if (!state) return state.error();
    return witness(std::move(*key), std::move(*logs), std::move(*state), clock);
}

result<std::string> read_request(const std::string& path) {
    std::ifstream file;
    if (path != "-") file.open(path, std::ios::binary);
    std::istream& in = path == "-" ? std::cin : file;
    if (!in) return fault{fault_kind::missing, "no file that can be read", path, ""};
    std::string out(most_add_checkpoint_bytes + 1, '\0');
    in.read(out.data(), std::streamsize(out.size()));
    if (in.bad()) return fault{fault_kind::unavailable, "it cannot be read", path, ""};
    out.resize(std::size_t(in.gcount()));
    return out;
}

void say_refusal(const witness_answer& answer) {
    std::cerr << "rf-witness: " << printable(answer.why.text()) << "\n";
    if (answer.evidence.empty()) return;
    if (answer.fork)
        std::cerr << "rf-witness: FORK: the log has signed two histories of one size\n";
    else
        std::cerr << "rf-witness: the log has signed this checkpoint, and nothing proves that it goes on from the one "
                     "signed before\n";
    std::cerr << "rf-witness: both signed notes are in " << printable(answer.evidence)
              << "\nrf-witness: show them to anybody who relies on this log: rf-dispute consistency --proof "
                 "offered.request --old before.note --key VKEY\n";
    if (!answer.fork)
        std::cerr << "rf-witness: first ask the log for a proof: one that holds clears it, a fork has none\n";
}

int exit_of_answer(const witness_answer& answer) {
    if (answer.status == 200) return exit_agrees;
    return answer.status == 422 || !answer.evidence.empty() ? exit_differs : exit_unread;
}

http_page page_of(const witness_answer& answer) {
    if (answer.status == 200) return {200, "text/plain; charset=utf-8", answer.body};
    if (answer.status == 409) return {409, "text/x.tlog.size", answer.body};
    // A fault of this machine is its operator's matter.
    const std::string why = answer.status == 500 ? "the witness cannot sign now" : answer.why.what;
    return {answer.status, "text/plain; charset=utf-8", printable(why) + "\n"};
}

// Blocked before the server's thread begins, so that only `wait_for_end` sees them.
sigset_t block_end() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ends;
}

}  // namespace

result<int> make_witness_key(const witness_options& o) {
    if (!is_key_name(o.name))
        return fault{fault_kind::invalid, "a witness's name has no space and no plus sign", "--name", ""};
    machine_entropy source;
    secret_bytes<32> seed;
    source.fill(seed.data(), seed.size());
    const signing_key key = key_from_seed(o.name, seed.array());
    const secret_text secret(encode_signer(key, key_use::cosignatures) + "\n");
    if (auto ok = write_secret_file(o.key, secret.view(), existing_file::keep); !ok) return ok.error();
    std::cout << encode_verifier(verifier_of(key), key_use::cosignatures) << "\n";
    return exit_agrees;
}

result<int> begin_witness(const witness_options& o) {
    auto key = read_key(o.key);
    if (!key) return key.error();
    if (auto ok = witness_state::begin(o.state, verifier_of(*key)); !ok) return ok.error();
    std::cout << encode_verifier(verifier_of(*key), key_use::cosignatures) << "\n";
    return exit_agrees;
}

result<int> sign_request(const witness_options& o) {
    const machine_clock clock;
    auto w = open_witness(o, clock);
    if (!w) return w.error();
    auto request = read_request(o.request);
    if (!request) return request.error();
    const witness_answer answer = w->add_checkpoint(*request, conflict::repeated);
    if (answer.status == 200) std::cout << answer.body;
    else say_refusal(answer);
    return exit_of_answer(answer);
}

result<int> serve_witness(const witness_options& o) {
    const machine_clock clock;
    auto w = open_witness(o, clock);
    if (!w) return w.error();
    const sigset_t ends = block_end();
    http_server_limits limits;
    limits.body_bytes = most_add_checkpoint_bytes;
    const http_page nothing_there{404, "text/plain",
                                  "POST /add-checkpoint, or GET /<SHA-256 of an origin>/checkpoint\n"};
    const auto posts = [&](const std::string& path, const std::string& body) -> http_page {
        if (path != "/add-checkpoint") return nothing_there;
        const witness_answer answer = w->add_checkpoint(body, conflict::refused);
        if (answer.status == 500 || !answer.evidence.empty()) say_refusal(answer);
        return page_of(answer);
    };
    const auto pages = [&](const std::string& path) -> http_page {
        constexpr std::string_view last = "/checkpoint";
        if (path.size() != 1 + 64 + last.size() || !path.ends_with(last)) return nothing_there;
        auto note = w->newest(path.substr(1, 64));
        return note ? http_page{200, "text/plain; charset=utf-8", std::move(*note)} : nothing_there;
    };
    auto server = http_server::start(o.listen, limits, pages, posts);
    if (!server) return server.error();
    std::cout << "listening " << o.listen.substr(0, o.listen.rfind(':')) << ":" << (*server)->port() << std::endl;
    int which = 0;
    sigwait(&ends, &which);
    return exit_agrees;
}

result<int> show_witness(const witness_options& o) {
    const machine_clock clock;
    auto key = read_key(o.key);
    if (!key) return key.error();
    auto state = witness_state::open(o.state, verifier_of(*key));
    if (!state) return state.error();
    for (const std::string& origin : (*state)->origins()) {
        auto last = (*state)->last(origin);
        if (!last) return last.error();
        RF_REQUIRE(*last);
        const std::uint64_t time_s = *verify_cosignature((*last)->note, verifier_of(*key));
        std::cout << printable(origin) << "  " << (*last)->head.size << " events, root " << hex((*last)->head.root)
                  << ", " << utc_text(time_s) << "\n  " << (*state)->path_of(origin) << "\n";
    }
    return exit_agrees;
}

}  // namespace rf
