// diff: of one log, the event at which two copies part; of two validators'
// logs, what differs epoch by epoch and what that moved.
#include <iostream>

#include "replay/programs/diff_out.hpp"
#include "replay/programs/dispute_commands.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/terminal/epoch_range.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

result<log_origin> origin_of(const log_reader& log, const std::string& path) {
    auto bytes = log.read(0);
    if (!bytes) return with_place(bytes.error(), path);
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(with_place(event.error(), "event 0"), path);
    if (!event->isLogCreated())
        return fault{fault_kind::invalid, "the log does not begin with its creation", path + ", event 0", ""};
    const auto created = event->getLogCreated();
    const auto validator = bytes_of(created.getValidator());
    return log_origin{path, std::string(text_of(created.getOrigin())),
                      validator.empty() ? "" : "0x" + hex(validator.subspan(1)), created.getNetuid(), log.head().size};
}

// The sealed epochs that it has: a bundle's own, or all of a log's from the first.
result<epoch_range> sealed_epochs(const log_reader& log, const std::string& path) {
    auto newest = log.last_epoch();
    if (!newest) return with_place(newest.error(), path);
    std::uint32_t last = !*newest ? 0 : (*newest)->sealed ? (*newest)->epoch : (*newest)->epoch - 1;
    if (last == 0) return fault{fault_kind::missing, "no epoch is sealed in it", path, ""};
    return epoch_range{log.find_epoch(1).ok() ? 1 : last, last};
}

result<epoch_range> shared_epochs(const log_reader& a, const log_reader& b, const diff_arguments& args) {
    auto of_a = sealed_epochs(a, args.a);
    if (!of_a) return of_a;
    auto of_b = sealed_epochs(b, args.b);
    if (!of_b) return of_b;
    const epoch_range both{std::max(of_a->first, of_b->first), std::min(of_a->last, of_b->last)};
    const auto text = [](const epoch_range& r) { return std::to_string(r.first) + " to " + std::to_string(r.last); };
    if (both.first <= both.last) return both;
    return fault{fault_kind::missing, "they have no sealed epoch in common", "",
                 "A has " + text(*of_a) + ", B has " + text(*of_b)};
}

result<bool> compare_all(const log_reader& a, const log_reader& b, const diff_arguments& args,
                         const std::optional<epoch_range>& asked) {
    auto epochs = asked ? result<epoch_range>(*asked) : shared_epochs(a, b, args);
    if (!epochs) return epochs.error();
    progress_bar bar("comparing", !args.json);
    std::uint64_t same = 0, all = 0;
    for (std::uint64_t epoch = epochs->first; epoch <= epochs->last; ++epoch) {
        const std::string name = "epoch " + std::to_string(epoch);
        auto of_a = read_epoch(a, std::uint32_t(epoch));
        if (!of_a) return with_place(of_a.error(), of_a.error().where == name ? "A" : "A, " + name);
        auto of_b = read_epoch(b, std::uint32_t(epoch));
        if (!of_b) return with_place(of_b.error(), of_b.error().where == name ? "B" : "B, " + name);
        auto found = compare_epochs(*of_a, *of_b);
        if (!found) return with_place(found.error(), name);
        const compared_epoch shown{*of_a, *of_b, *found, a, b};
        std::cout << (args.json ? epoch_json(shown) : epoch_text(shown));
        same += found->same();
        ++all;
        bar(epoch - epochs->first + 1, std::uint64_t(epochs->last) - epochs->first + 1);
    }
    if (!args.json)
        std::cout << all << (all == 1 ? " epoch" : " epochs") << " compared, " << same << " the same\n";
    return same == all;
}

// A bundle ends where its epoch does, and nothing is amiss.
bool ends_as_a_bundle(const log_reader& a, const log_reader& b, log_parting::how what) {
    if (what == log_parting::how::a_ends) return dynamic_cast<const bundle_reader*>(&a) != nullptr;
    return what == log_parting::how::b_ends && dynamic_cast<const bundle_reader*>(&b) != nullptr;
}

result<bool> compare_logs(const diff_arguments& args, const std::optional<epoch_range>& asked) {
    auto a = open_source(args.a);
    if (!a) return with_place(a.error(), "A");
    auto b = open_source(args.b);
    if (!b) return with_place(b.error(), "B");
    auto of_a = origin_of(**a, args.a);
    if (!of_a) return of_a.error();
    auto of_b = origin_of(**b, args.b);
    if (!of_b) return of_b.error();
    auto one_log = same_birth(**a, **b);
    if (!one_log) return one_log.error();
    std::cout << (args.json ? origins_json(*of_a, *of_b, *one_log) : origins_text(*of_a, *of_b, *one_log));
    if (!*one_log) return compare_all(**a, **b, args, asked);
    auto parting = find_parting(**a, **b);
    if (!parting) return parting.error();
    std::cout << (args.json ? parting_json(*parting) : parting_text(*parting));
    const bool same = parting->what == log_parting::how::same || ends_as_a_bundle(**a, **b, parting->what);
    if (!asked) return same;
    auto epochs_same = compare_all(**a, **b, args, asked);
    if (!epochs_same) return epochs_same;
    return same && *epochs_same;
}

}  // namespace

int diff_command(const diff_arguments& args) {
    std::optional<epoch_range> asked;
    if (!args.epochs.empty()) {
        asked = parse_range(args.epochs);
        if (!asked) {
            std::cerr << "rf-dispute: --epochs wants A..B, from 1, A not after B\n";
            return exit_usage;
        }
    }
    auto same = compare_logs(args, asked);
    if (!same) return dispute_failed(same.error());
    return *same ? exit_agrees : exit_differs;
}

}  // namespace rf
