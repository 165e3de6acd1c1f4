// rf-miner: reference miners, many in one process, to try a validator with.
#include <csignal>
#include <cstdio>

#include <sys/resource.h>

#include "actors/io/machine.hpp"
#include "actors/miner/server/receipt_file.hpp"
#include "actors/programs/rf_miner_options.hpp"
#include "events/json_text.hpp"
#include "replay/tasks/solve.hpp"

using namespace rf;

namespace {

// Every miner has a listener and some connections.
void allow_many_files() {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

// Blocked before any thread begins, so that only `wait_for_end` sees them.
sigset_t block_end() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    return ends;
}

void print_request(const served_request& r, const std::vector<served_miner>& miners) {
    std::string line = "{\"miner\": ";
    put_json_text(line, miners[r.miner].key.address);
    put_json_text(line.append(", \"asked\": "), r.synapse);
    put_json_text(line.append(", \"by\": "), r.caller);
    char figures[64];
    std::snprintf(figures, sizeof figures, ", \"status\": %u, \"ms\": %.1f}\n", r.status, r.ms);
    std::fputs(line.append(figures).c_str(), stderr);
}

void keep_receipt(receipt_file& file, const told_receipt& told) {
    const auto holds = file.keep(told);
    if (!holds) std::fprintf(stderr, "rf-miner: a receipt is not kept: %s\n", holds.error().text().c_str());
    else if (!*holds) std::fprintf(stderr, "rf-miner: a receipt does not hold; the file says why\n");
}

int complain(const fault& f) {
    std::fprintf(stderr, "rf-miner: %s\n", f.text().c_str());
    return f.kind == fault_kind::invalid ? 64 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    auto options = read_miner_options(argc, argv);
    if (!options) return complain(options.error());
    if (!*options) return 0;
    const sigset_t ends = block_end();
    allow_many_files();

    miner_server_settings& settings = (*options)->server;
    settings.solve = solve_problem;
    const std::vector<served_miner> miners = settings.miners;
    const std::string address = settings.address;
    if ((*options)->verbose) settings.log = [&miners](const served_request& r) { print_request(r, miners); };
    std::unique_ptr<receipt_file> receipts;
    if (!(*options)->receipts.empty()) {
        auto opened = receipt_file::open((*options)->receipts, (*options)->log_key);
        if (!opened) return complain(opened.error());
        receipts = std::move(*opened);
        settings.keep = [&receipts](const told_receipt& told) { keep_receipt(*receipts, told); };
    }
    const machine_clock clock;
    auto server = miner_server::start(std::move(settings), clock);
    if (!server) return complain(server.error());
    for (std::size_t i = 0; i < miners.size(); ++i) {
        const std::string_view acts = behaviour_name(miners[i].acts);
        std::printf("listening %s:%u %s %.*s\n", address.c_str(), unsigned((*server)->ports()[i]),
                    miners[i].key.address.c_str(), int(acts.size()), acts.data());
    }
    std::fflush(stdout);
    int which = 0;
    sigwait(&ends, &which);
    (*server)->stop();
    return 0;
}
