// receipt: what a validator signed that it received, and whether its log says the same.
#include <iostream>

#include "events/account_name.hpp"
#include "replay/answers/json_walk.hpp"
#include "replay/programs/dispute_commands.hpp"
#include "replay/programs/json_out.hpp"
#include "replay/programs/open_log.hpp"
#include "replay/programs/small_file.hpp"
#include "replay/receipt_check.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr std::size_t most_file_bytes = 64u << 20;

struct kept_note {
    std::size_t place = 1;  // its line in the file
    std::string note, key;
};

// Lines as rf-miner writes them, or one bare note.
result<std::vector<kept_note>> notes_of(const std::string& file, const std::string& path) {
    if (file.starts_with("rf-receipt/")) return std::vector<kept_note>{{1, file, {}}};
    std::vector<kept_note> out;
    std::size_t place = 0;
    for (std::size_t from = 0; from < file.size();) {
        const std::size_t end = std::min(file.find('\n', from), file.size());
        const std::string_view line = std::string_view(file).substr(from, end - from);
        from = end + 1;
        ++place;
        if (line.empty()) continue;
        std::optional<std::string_view> note, key;
        json_walk walk({4, 64});
        const bool read = walk.document(line, [&](std::string_view name, json_walk::value v) {
            if (name != "receipt" && name != "key") return json_walk::taken::not_wanted;
            return walk.text(v, name == "key" ? key : note) ? json_walk::taken::handled : json_walk::taken::failed;
        });
        if (!read && end == file.size()) break;  // torn: the miner died as it wrote
        if (!read || !note)
            return fault{fault_kind::invalid, read ? "there is no receipt in it" : walk.why(),
                         path + ", line " + std::to_string(place), "give the file of rf-miner --receipts, or a note"};
        out.push_back({place, std::string(*note), std::string(key.value_or(""))});
    }
    return out;
}

struct told {
    kept_note from;
    std::optional<reply_receipt> receipt;  // where it is one, and by the key
    std::string why_not;
    std::string key;                       // that it was checked with
    std::vector<checked_line> lines;       // with a log
    std::optional<fault> other_log;

    [[nodiscard]] std::uint64_t count(checked_line::found what) const {
        std::uint64_t n = 0;
        for (const checked_line& l : lines) n += l.what == what;
        return n;
    }
    [[nodiscard]] bool contradicted() const {
        return count(checked_line::found::otherwise) + count(checked_line::found::beyond) != 0;
    }
};

std::string where(const checked_line& l) {
    return l.what == checked_line::found::beyond ? "nothing: it ends before" : l.why;
}

void say(const told& t, bool with_log) {
    std::cout << "line " << t.from.place << ": ";
    if (!t.receipt) {
        std::cout << "does not hold: " << printable(t.why_not) << "\n";
        return;
    }
    std::cout << "holds: " << t.receipt->lines.size() << " replies of " << name_of_account(t.receipt->miner)
              << " in epoch " << t.receipt->epoch << "\n  log         " << printable(t.receipt->origin)
              << "\n  signed by   " << printable(t.key) << "\n";
    if (t.other_log) std::cout << "  not checked " << printable(t.other_log->text()) << "\n";
    if (!with_log || t.other_log) return;
    using found = checked_line::found;
    std::uint64_t is_signed = 0, verified = 0;
    for (const checked_line& l : t.lines) {
        is_signed += l.miner_signed;
        verified += l.miner_verified;
    }
    std::cout << "  in the log  " << t.count(found::as_said) << " of " << t.lines.size()
              << " are the very replies that it names\n";
    if (const auto n = t.count(found::elsewhere)) std::cout << "              " << n << " are not in this bundle\n";
    if (is_signed != 0)
        std::cout << "  by miner    " << verified << " of " << is_signed << " signatures of the miner verify\n";
    for (const checked_line& l : t.lines)
        if (l.what == found::otherwise || l.what == found::beyond)
            std::cout << "  CONTRADICTS at event " << l.line.event << " the log has " << printable(where(l)) << "\n";
    if (t.contradicted())
        std::cout << "Receipt and log contradict each other. The receipt is signed by that key; so is the log's\n"
                     "checkpoint (rf-replay verifies it): whoever holds both can show that the log was changed.\n";
}

void say_json(const told& t) {
    json_out j;
    j.object().key("line").value(std::uint64_t(t.from.place)).key("holds").value(t.receipt.has_value());
    if (!t.receipt) {
        j.key("why").value(t.why_not).end_object();
        std::cout << j.text() << "\n";
        return;
    }
    j.key("origin").value(t.receipt->origin).key("epoch").value(t.receipt->epoch);
    j.key("miner").value(name_of_account(t.receipt->miner)).key("signed_by").value(t.key);
    if (t.other_log) j.key("not_checked").value(t.other_log->text());
    j.key("contradicted").value(t.contradicted()).key("replies").array();
    for (std::size_t i = 0; i < t.receipt->lines.size(); ++i) {
        const received_line& r = t.receipt->lines[i];
        j.object().key("event").value(r.event).key("request").value(hex(byte_view(r.request)));
        j.key("reply").value(hex(r.reply)).key("leaf").value(hex(r.leaf));
        if (i < t.lines.size()) {
            constexpr std::string_view names[] = {"as_said", "elsewhere", "beyond", "otherwise"};
            const checked_line& l = t.lines[i];
            j.key("log").value(names[std::size_t(l.what)]).key("why").value(l.why);
            j.key("miner_signed").value(l.miner_signed).key("miner_verified").value(l.miner_verified);
        }
        j.end_object();
    }
    j.end_array().end_object();
    std::cout << j.text() << "\n";
}

void check(told& t, const receipt_arguments& args, const std::optional<verifying_key>& given) {
    t.key = given ? args.key : t.from.key;
    auto key = given ? result<verifying_key>(*given) : decode_verifier(t.key);
    if (!key) {
        t.why_not = "there is no key to check it with: " + key.error().text();
        return;
    }
    auto opened = open_receipt(t.from.note, *key);
    if (opened) t.receipt = std::move(*opened);
    else t.why_not = opened.error().text();
}

}  // namespace

int receipt_command(const receipt_arguments& args) {
    std::optional<verifying_key> key;
    if (!args.key.empty()) {
        auto given = decode_verifier(args.key);
        if (!given) return dispute_misused(with_place(given.error(), "--key"));
        key = *given;
    }
    auto file = read_small_file(args.file, most_file_bytes);
    if (!file) return dispute_failed(file.error());
    auto notes = notes_of(*file, args.file);
    if (!notes) return dispute_failed(notes.error());
    if (notes->empty()) return dispute_failed({fault_kind::missing, "there is no receipt in it", args.file, ""});
    std::unique_ptr<log_reader> log;
    if (!args.source.empty()) {
        auto opened = open_source(args.source);
        if (!opened) return dispute_failed(opened.error());
        log = std::move(*opened);
    }
    bool all_hold = true;
    std::size_t looked_up = 0;
    for (kept_note& note : *notes) {
        told t;
        t.from = std::move(note);
        check(t, args, key);
        if (t.receipt && log) {
            auto lines = check_receipt(*log, *t.receipt);
            if (lines) t.lines = std::move(*lines);
            else if (lines.error().kind == fault_kind::refused) t.other_log = lines.error();
            else return dispute_failed(lines.error());
            looked_up += !t.other_log;
        }
        all_hold = all_hold && t.receipt && !t.contradicted();
        if (args.json) say_json(t);
        else say(t, log != nullptr);
    }
    if (log && all_hold && looked_up == 0)
        return dispute_failed({fault_kind::refused, "no receipt is of this log", args.source, ""});
    if (!args.json && key == std::nullopt)
        std::cout << "The keys are those that the file names: compare them with what you know of the validator\n"
                     "(--key).\n";
    return all_hold ? exit_agrees : exit_differs;
}

}  // namespace rf
