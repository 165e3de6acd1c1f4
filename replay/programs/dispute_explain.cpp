// explain: one miner's weight, back to the replies it came from, and audited
// before it is told.
#include <bit>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <variant>

#include "events/account_name.hpp"
#include "replay/disclosure.hpp"
#include "replay/programs/dispute_commands.hpp"
#include "replay/programs/explain_out.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

// A log, and what it is besides where it was read from a bundle.
struct source {
    std::unique_ptr<log_reader> log;
    const bundle_reader* bundle = nullptr;
};

result<source> open(const std::string& path) {
    std::error_code ignored;
    source s;
    if (std::filesystem::is_directory(path, ignored)) {
        auto log = open_to_read(path);
        if (!log) return log.error();
        s.log = std::move(*log);
        return s;
    }
    auto log = open_bundle_at(path);
    if (!log) return log.error();
    s.bundle = log->get();
    s.log = std::move(*log);
    return s;
}

result<std::uint32_t> epoch_of(const source& s, std::uint32_t asked) {
    if (asked != 0) return asked;
    if (s.bundle) return s.bundle->content().epoch;
    auto last = s.log->last_epoch();
    if (!last) return last.error();
    if (*last && (*last)->sealed) return (*last)->epoch;
    if (*last && (*last)->epoch > 1) return (*last)->epoch - 1;
    return fault{fault_kind::missing, "no epoch is sealed in this log yet", "", ""};
}

// A uid in plain digits, or an account in any spelling.
using miner_name = std::variant<std::uint16_t, account>;

result<miner_name> read_miner(const std::string& text) {
    std::uint16_t uid = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, uid);
    if (read.ec == std::errc() && read.ptr == end) return miner_name(uid);
    auto who = account_of_name(text);
    if (!who)
        return fault{fault_kind::invalid, "neither a uid nor an account: " + who.error().what,
                     "--miner " + text, "a uid is 0 to 65535; an account is SS58, or 0x and 64 or 40 digits"};
    return miner_name(*who);
}

result<account> miner_of(const log_reader& log, std::uint32_t epoch, const miner_name& name) {
    if (const auto* uid = std::get_if<std::uint16_t>(&name)) return account_of_uid(log, epoch, *uid);
    return std::get<account>(name);
}

bool same_bits(const figures& a, const figures& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (std::bit_cast<std::uint64_t>(a[i].value) != std::bit_cast<std::uint64_t>(b[i].value))
            return false;
    return true;
}

// A bundle was made to be shown; of a log, not every epoch may be yet.
status may_be_handed_out(const source& s, std::uint32_t epoch) {
    return s.bundle ? done() : disclosures(*s.log).may_be_told(epoch);
}

result<explained> explain_from(const source& s, const explain_arguments& args, const miner_name& miner,
                               const audit_options& options) {
    auto epoch = epoch_of(s, args.epoch);
    if (!epoch) return epoch.error();
    auto who = miner_of(*s.log, *epoch, miner);
    if (!who) return who.error();
    explained e;
    auto x = explain(*s.log, *epoch, *who);
    if (!x) return x.error();
    if (auto may = may_be_handed_out(s, *epoch); !may) {
        if (may.error().kind != fault_kind::refused || args.for_miner) return may.error();
        std::cerr << "rf-dispute: for your eyes only: " << printable(may.error().what)
                  << "; do not hand this out before\n";
    }
    e.x = std::move(*x);
    e.for_miner = args.for_miner;
    e.bundled = s.bundle != nullptr;
    e.key_given = options.key.has_value();
    auto audited = s.bundle ? audit_bundle(*s.bundle, options) : audit_epoch(*s.log, *epoch, options);
    if (audited) e.audit = std::move(*audited);
    else e.unaudited = audited.error();
    auto alone = fold_listed(*s.log, e.x.events, *who);
    if (!alone) return alone.error();
    e.enough = same_bits(*alone, e.x.before_ranking);
    return e;
}

int misused(const std::string& why) {
    std::cerr << "rf-dispute: " << printable(why) << "\n";
    return exit_usage;
}

}  // namespace

int explain_command(const explain_arguments& args) {
    if (args.source.empty()) return misused("there is nothing to read; give --data DIR or --bundle FILE");
    auto miner = read_miner(args.miner);
    if (!miner) return misused(miner.error().text());
    audit_options options;
    if (!args.key.empty()) {
        auto key = decode_verifier(args.key);
        if (!key) return misused("--key: " + key.error().text());
        options.key = *key;
    }
    auto s = open(args.source);
    if (!s) return dispute_failed(s.error());
    options.absent_payloads = s->bundle != nullptr;
    auto e = explain_from(*s, args, *miner, options);
    if (!e) return dispute_failed(e.error());
    if (!args.html.empty())
        if (auto ok = write_small_file(args.html, explain_html(*e)); !ok) return dispute_failed(ok.error());
    if (args.json) std::cout << explain_json(*e) << "\n";
    else if (args.html.empty()) std::cout << explain_text(*e);
    else std::cout << printable(verdict_words(*e)) << "\nwritten to " << printable(args.html) << "\n";
    if (e->holds()) return exit_agrees;
    std::cerr << "rf-dispute: " << printable(verdict_words(*e)) << "\n";
    return e->unaudited ? exit_unread : exit_differs;
}

}  // namespace rf
