#include "replay/programs/what_if_command.hpp"

#include <iostream>

#include "replay/audit.hpp"
#include "replay/programs/json_out.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/parameter_text.hpp"
#include "replay/programs/what_if_out.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

int unread(const fault& f, const what_if_arguments& args) {
    if (args.format == table_format::json) {
        json_out j;
        j.object().key("error").value(f.what).key("where").value(f.where).key("advice").value(f.advice).end_object();
        std::cout << j.text() << "\n";
    }
    std::cerr << "rf-replay: " << fault_text(f) << "\n";
    return exit_unread;
}

int misused(const fault& f) {
    std::cerr << "rf-replay: " << fault_text(f) << "\n";
    return exit_usage;
}

struct range {
    std::uint32_t first = 0, last = 0;
};

result<range> epochs_of(const log_reader& log, const what_if_arguments& args) {
    if (args.first != 0) return range{args.first, args.last};
    auto newest = log.last_epoch();
    if (!newest) return newest.error();
    if (!*newest) return fault{fault_kind::missing, "no epoch is sealed in this log yet", args.source, ""};
    std::uint32_t last = (*newest)->sealed ? (*newest)->epoch : (*newest)->epoch - 1;
    if (last == 0) return fault{fault_kind::missing, "no epoch is sealed in this log yet", args.source, ""};
    // A bundle has only its own.
    const bool first_there = log.find_epoch(1).ok();
    return range{first_there ? 1 : last, last};
}

// A stranger's file gets no answer before its note holds; a directory is its
// owner's, and is audited where a key says whose it must be.
status check_notes(const log_reader& log, const range& epochs, const std::optional<verifying_key>& key) {
    const auto* bundled = dynamic_cast<const bundle_reader*>(&log);
    if (!bundled && !key) return done();
    audit_options options;
    options.payloads = options.absent_payloads = bundled != nullptr;
    options.key = key;
    for (std::uint64_t epoch = epochs.first; epoch <= epochs.last; ++epoch) {
        auto a = bundled ? audit_bundle(*bundled, options) : audit_epoch(log, std::uint32_t(epoch), options);
        if (!a) return a.error();
        if (!a->agrees())
            return fault{fault_kind::invalid, "what was recorded does not follow from the epoch's own events",
                         "epoch " + std::to_string(a->epoch) + ", event " + std::to_string(a->first->event),
                         "the audit, without --mechanism and --set, says what differs"};
        if (bundled) break;
    }
    return done();
}

std::string mechanism_text(const mechanism& m) { return std::string(m.name) + "@" + std::to_string(m.version); }

// As the first of the epochs was recorded, where no other is named.
result<const mechanism*> rules_of(const log_reader& log, std::uint32_t epoch) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    auto bytes = log.read(span->opened);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(event.error(), "event " + std::to_string(span->opened));
    if (!event->isEpochOpened())
        return fault{fault_kind::damaged, "the index names this event as the epoch's opening, and it is not",
                     "event " + std::to_string(span->opened), ""};
    auto opening = read_opening(*event);
    if (!opening) return with_place(opening.error(), "event " + std::to_string(span->opened));
    return opening->rules;
}

}  // namespace

int what_if_command(const what_if_arguments& args, std::span<const mechanism* const> known) {
    const mechanism* rules = nullptr;
    if (!args.mechanism.empty()) {
        auto named = read_mechanism(known, args.mechanism);
        if (!named) return misused(with_place(named.error(), "--mechanism"));
        rules = *named;
    }
    std::optional<verifying_key> key;
    if (!args.key.empty()) {
        auto given = decode_verifier(args.key);
        if (!given) return misused(with_place(given.error(), "--key"));
        key = std::move(*given);
    }
    auto log = open_source(args.source);
    if (!log) return unread(log.error(), args);
    auto epochs = epochs_of(**log, args);
    if (!epochs) return unread(epochs.error(), args);
    if (auto ok = check_notes(**log, *epochs, key); !ok) return unread(ok.error(), args);
    if (!rules) {
        auto recorded = rules_of(**log, epochs->first);
        if (!recorded) return unread(recorded.error(), args);
        rules = *recorded;
    }
    parameters set;
    for (const std::string& text : args.set) {
        auto p = read_parameter(*rules, text);
        if (!p) return misused(with_place(p.error(), "--set"));
        set.push_back(std::move(*p));
    }
    if (auto ok = check_set(*rules, set); !ok) return misused(with_place(ok.error(), "--set"));

    progress_bar bar("scoring", !args.quiet && args.format == table_format::table);
    what_if_totals totals;
    const std::string as = mechanism_text(*rules);
    if (args.format == table_format::csv) std::cout << what_if_csv_head();
    const auto each = [&](const what_if_epoch& e) {
        totals.add(e);
        if (args.format == table_format::json) std::cout << what_if_json(e, args, as);
        else if (args.format == table_format::csv) std::cout << what_if_csv(e, args, as);
        else std::cout << what_if_table(e, args, as) << "\n";
    };
    auto ran = what_if(**log, epochs->first, epochs->last, *rules, set, each,
                       [&bar](std::uint64_t done, std::uint64_t of) { bar(done, of); });
    if (!ran) return unread(ran.error(), args);
    if (args.format == table_format::table) std::cout << what_if_summary(totals);
    const bool same = totals.moved == 0 && totals.withheld_more == 0 && totals.withheld_less == 0;
    return same ? exit_agrees : exit_differs;
}

}  // namespace rf
