#include "replay/programs/corpus_command.hpp"

#include <iostream>

#include "replay/programs/corpus_report.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

int failed(const fault& f) {
    std::cerr << "rf-replay: corpus: " << printable(f.text()) << "\n";
    return exit_unread;
}

std::string report_of(const corpus_run& run, std::string_view format) {
    if (format == "markdown") return corpus_markdown(run);
    if (format == "json") return corpus_json(run);
    if (format == "junit") return corpus_junit(run);
    return corpus_text(run);
}

}  // namespace

int corpus_command(const corpus_arguments& args) {
    auto folder = read_corpus_folder(args.directory);
    if (!folder) return failed(folder.error());
    corpus_run run;
    {
        progress_bar bar("replaying", !args.quiet);
        run =
            replay_folder(args.directory, *folder, [&bar](std::uint64_t n, std::uint64_t of) { bar(n, of); });
    }
    const std::size_t moved = run.moved(), unread = run.unread();
    const bool gone = !run.gone.empty();
    if (!args.quiet || !args.out.empty() || moved > 0 || unread > 0 || gone)
        if (auto ok = write_small_file(args.out, report_of(run, args.format)); !ok) return failed(ok.error());
    if (args.accept) {
        auto accepted = accept_run(args.directory, run);
        if (!accepted) return failed(accepted.error());
        // Beside a report that a machine reads, people are told on stderr.
        if (!args.quiet)
            std::cerr << "accepted: " << moved << " moved; expected.txt now tells of " << *accepted
                      << " that are not as their seals record\n";
        return exit_agrees;
    }
    if (unread > 0) return exit_unread;
    return moved > 0 || gone ? exit_differs : exit_agrees;
}

}  // namespace rf
