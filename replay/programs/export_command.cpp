#include "replay/programs/export_command.hpp"

#include <cstdio>
#include <iostream>

#include "replay/audit.hpp"
#include "replay/export_epoch.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

int failed(const fault& f) {
    std::cerr << "rf-replay: export: " << printable(f.text()) << "\n";
    return exit_unread;
}

// The last sealed epoch, where none is named.
result<std::uint32_t> epoch_of(const log_reader& log, std::uint32_t named) {
    if (named) return named;
    auto last = log.last_epoch();
    if (!last) return last.error();
    if (*last && (*last)->sealed) return (*last)->epoch;
    if (*last && (*last)->epoch > 1) return (*last)->epoch - 1;
    return fault{fault_kind::missing, "no epoch is sealed in this log yet", "", ""};
}

result<bundle> from_log(const export_arguments& args) {
    auto log = open_to_read(args.data);
    if (!log) return log.error();
    auto epoch = epoch_of(**log, args.epoch);
    if (!epoch) return epoch.error();
    return export_epoch(**log, *epoch, {.payloads = !args.no_payloads});
}

std::size_t withheld_in(const bundle& b) {
    std::size_t n = 0;
    for (const bundle_leaf& leaf : b.leaves) n += leaf.withheld.has_value();
    return n;
}

}  // namespace

int export_command(const export_arguments& args) {
    auto b = args.bundle.empty() ? from_log(args) : read_bundle_at(args.bundle);
    if (!b) return failed(b.error());
    const byte_vec file = args.json ? byte_vec() : write_bundle(*b);
    const std::string text = args.json ? bundle_json(*b) : std::string();
    const std::string_view bytes = args.json ? std::string_view(text) : chars(file);
    // What we could not read again must not be handed out.
    auto opened = open_bundle(*b);
    if (!opened) return failed(opened.error());
    audit_options as_a_stranger;
    as_a_stranger.absent_payloads = true;
    auto audited = audit_bundle(**opened, as_a_stranger);
    if (!audited) return failed(with_place(audited.error(), "what was exported does not hold by itself"));
    if (!audited->agrees())
        std::cerr << "rf-replay: export: this epoch's bits do not follow from its events; its bundle shows that\n";
    if (auto ok = write_small_file(args.out, bytes); !ok) return failed(ok.error());
    if (args.quiet || args.out.empty()) return exit_agrees;
    std::printf("epoch %u: events %llu to %llu%s, %zu earlier ones with their proofs, %zu blobs; %zu bytes\n", b->epoch,
                static_cast<unsigned long long>(b->before.size), static_cast<unsigned long long>(b->end() - 1),
                b->payloads ? "" : ", no payloads", b->earlier.size(), b->blobs.size(), bytes.size());
    if (const std::size_t n = withheld_in(*b))
        std::printf("%zu events may not be seen: their leaf hashes stand for them\n", n);
    const std::string file_name = printable(args.out);
    if (!args.json)
        std::printf("wrote %s; check it with: rf-replay --bundle %s --key KEY\n", file_name.c_str(), file_name.c_str());
    return exit_agrees;
}

}  // namespace rf
