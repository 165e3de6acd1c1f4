#include "actors/sim/run.hpp"

#include <algorithm>

#include "actors/sim/plants.hpp"

namespace rf::sim {
namespace {

std::string_view name_of(enum life_end::what by) {
    constexpr std::string_view names[] = {"finished",    "crashed", "stopped",
                                          "disk failed", "gave up", "stuck"};
    return names[std::size_t(by)];
}

void say_end(const world& w, std::uint64_t life, const life_end& end, const print_line& print) {
    if (!print) return;
    print("process " + std::to_string(life + 1) + " " + std::string(name_of(end.by)) + " after " +
          std::to_string(w.clock.now() / 1'000'000) + " ms with " + std::to_string(w.disk.head().size) +
          " events" + (end.reason.empty() ? "" : ": " + end.reason));
}

hash32 trace_of(const world& w, std::uint64_t messages) {
    std::uint8_t numbers[16];
    put_be64(numbers, w.clock.now());
    put_be64(numbers + 8, messages);
    const hash32 root = w.disk.head().root;
    return sha256({byte_view(root), byte_view(w.network.digest()), byte_view(numbers, 16)});
}

}  // namespace

run_told run(const plan& p, const plant* planted, const print_line& print) {
    world w(p);
    w.looks_on.print = print;
    memory_change forget;
    if (planted && planted->in_world) planted->in_world(w);
    if (planted) forget = planted->in_memory;
    run_told told;
    life_end end;
    for (;; ++told.lives) {
        const bool last = told.lives >= p.lives.size();
        end = live(w, told.lives, last ? std::nullopt : std::optional(p.lives[told.lives]),
                   told.lives == 0 ? memory_change{} : forget);
        told.messages += end.messages;
        told.crashes += end.by == life_end::what::crashed;
        say_end(w, told.lives, end, print);
        const bool as_ordered = end.by == life_end::what::crashed || end.by == life_end::what::stopped ||
                                end.by == life_end::what::disk_failed;
        if (!as_ordered || w.broken) break;
        w.go_to(w.clock.now() + p.lives[told.lives].down_ns);
    }
    ++told.lives;
    log_told log = read_log(w);
    told.broken = check_claims(w, log, end);
    std::erase_if(log.epochs, [&](const epoch_told& e) { return e.epoch > p.epochs; });
    told.epochs = std::move(log.epochs);
    told.trace = trace_of(w, told.messages);
    told.events = w.disk.head().size;
    told.boundaries = w.disk.boundaries();
    told.virtual_ns = w.clock.now();
    told.answered = log.answered;
    told.failed = log.failed;
    told.voids = log.voids;
    return told;
}

}  // namespace rf::sim
