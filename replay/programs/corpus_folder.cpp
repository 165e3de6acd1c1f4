#include "replay/programs/corpus_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "replay/programs/open_log.hpp"
#include "replay/programs/small_file.hpp"

namespace rf {
namespace {

namespace fs = std::filesystem;

constexpr const char* accepted_file = "/expected.txt";
constexpr const char* trace_file = "/trace.txt";

bool is_plain(std::string_view name) {
    return std::none_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < 32) || c == 127; });
}

result<std::vector<std::string>> bundles_below(const std::string& directory) {
    std::error_code bad;
    std::vector<std::string> names;
    fs::recursive_directory_iterator at(directory, bad), end;
    for (; !bad && at != end; at.increment(bad)) {
        std::error_code ignored;
        if (at->path().extension() != ".rfb" || !at->is_regular_file(ignored)) continue;
        names.push_back(at->path().lexically_relative(directory).generic_string());
        if (!is_plain(names.back()))
            return fault{fault_kind::invalid, "a bundle's name has a control character", directory,
                         "rename it"};
        if (names.size() > most_corpus_bundles)
            return fault{fault_kind::invalid,
                         "has more than " + std::to_string(most_corpus_bundles) + " bundles", directory,
                         "replay its folders one by one"};
    }
    if (bad)
        return fault{fault_kind::missing, "cannot be read: " + bad.message(), directory,
                     "name a folder of bundles"};
    if (names.empty())
        return fault{fault_kind::missing, "holds no bundle (*.rfb), so there is nothing to compare",
                     directory, "rf-replay export writes bundles; docs/ci.md tells how a corpus grows"};
    std::sort(names.begin(), names.end());
    return names;
}

// Nothing where there is no such file.
template <class Content>
status read_beside(const std::string& path, result<Content> (*read)(std::string_view), Content& into) {
    std::error_code ignored;
    if (!fs::exists(path, ignored)) return done();
    auto text = read_small_file(path, most_corpus_text);
    if (!text) return text.error();
    auto content = read(*text);
    if (!content) return with_place(content.error(), path);
    into = std::move(*content);
    return done();
}

// A file that would not change is left alone; one that would be empty goes.
status write_beside(const std::string& path, const std::string& text) {
    std::error_code bad;
    if (text.empty()) {
        fs::remove(path, bad);
        return bad ? status(fault{fault_kind::unavailable, "cannot be removed: " + bad.message(), path, ""})
                   : done();
    }
    if (fs::exists(path, bad))
        if (auto there = read_small_file(path, most_corpus_text); there && *there == text) return done();
    return write_small_file(path, text);
}

}  // namespace

result<corpus_folder> read_corpus_folder(const std::string& directory) {
    auto names = bundles_below(directory);
    if (!names) return names.error();
    corpus_folder folder;
    folder.names = std::move(*names);
    if (auto ok = read_beside(directory + accepted_file, read_accepted, folder.accepted); !ok)
        return ok.error();
    if (auto ok = read_beside(directory + trace_file, read_traces, folder.figures); !ok) return ok.error();
    return folder;
}

corpus_bundle replay_in_folder(const std::string& directory, const corpus_folder& folder,
                               const std::string& name, const corpus_options& options) {
    corpus_bundle out;
    out.name = name;
    auto bundle = open_bundle_at(directory + "/" + name);
    if (!bundle) {
        out.unread = bundle.error();
        return out;
    }
    const auto accepted = folder.accepted.find(name);
    const auto figures = folder.figures.find(name);
    auto e = replay_bundle(**bundle, accepted == folder.accepted.end() ? nullptr : &accepted->second,
                           figures == folder.figures.end() ? nullptr : &figures->second, options);
    if (e)
        out.epoch = std::move(*e);
    else
        out.unread = e.error();
    return out;
}

std::size_t corpus_run::unread() const {
    return std::size_t(
        std::count_if(bundles.begin(), bundles.end(), [](const auto& b) { return b.unread.has_value(); }));
}

std::size_t corpus_run::moved() const {
    return std::size_t(std::count_if(bundles.begin(), bundles.end(),
                                     [](const auto& b) { return !b.unread && !b.epoch.agrees(); }));
}

std::size_t corpus_run::reported_moved() const {
    return std::size_t(std::count_if(bundles.begin(), bundles.end(), [](const auto& b) {
        return !b.unread && b.epoch.agrees() && b.epoch.reported_moved;
    }));
}

corpus_run replay_folder(const std::string& directory, const corpus_folder& folder,
                         const progress_report& report, const corpus_options& options) {
    corpus_run run;
    for (const std::string& name : folder.names) {
        run.bundles.push_back(replay_in_folder(directory, folder, name, options));
        run.accepted += run.bundles.back().epoch.accepted;
        if (report) report(run.bundles.size(), folder.names.size());
    }
    // Whoever takes a bundle out says so with --accept: a check that has nothing
    // left to look at would hold.
    std::set<std::string> told_of;
    for (const auto& [name, change] : folder.accepted) told_of.insert(name);
    for (const auto& [name, trace] : folder.figures) told_of.insert(name);
    std::set_difference(told_of.begin(), told_of.end(), folder.names.begin(), folder.names.end(),
                        std::back_inserter(run.gone));
    return run;
}

result<std::size_t> accept_run(const std::string& directory, const corpus_run& run,
                               const corpus_options& options) {
    accepted_changes accepted;
    traces figures;
    for (const corpus_bundle& b : run.bundles) {
        if (b.unread)
            return fault{fault_kind::refused, "nothing is accepted while a bundle cannot be read", b.name,
                         "mend it or take it out"};
        if (auto change = accept(b.epoch); !change.empty()) accepted.emplace(b.name, std::move(change));
        auto bundle = open_bundle_at(directory + "/" + b.name);
        if (!bundle) return bundle.error();
        auto trace = trace_of(**bundle, options);
        if (!trace) return with_place(trace.error(), b.name);
        figures.emplace(b.name, std::move(*trace));
    }
    if (auto ok = write_beside(directory + accepted_file, write_accepted(accepted)); !ok) return ok.error();
    if (auto ok = write_beside(directory + trace_file, write_traces(figures)); !ok) return ok.error();
    return accepted.size();
}

}  // namespace rf
