// explain_out: an explanation in words and numbers: as text, JSON, and one page
// of HTML.
//
// Texts of miners, validators and files are hostile until they are printed
// safely. For a miner, nothing of others is shown but uid, score and weight.
#pragma once

#include "replay/audit.hpp"
#include "replay/explain.hpp"

namespace rf {

struct explained {
    explanation x;
    bool for_miner = false;
    bool bundled = false;           // read from a bundle, which ends at the seal
    epoch_audit audit;              // of the whole epoch
    bool key_given = false;         // the note had to be by a key that the reader brought
    std::optional<fault> unaudited; // the audit could not be carried through, and why
    bool enough = false;            // folding only x.events gave the same bits
    [[nodiscard]] bool holds() const { return !unaudited && audit.agrees() && enough; }
};

std::string explain_text(const explained& e);
std::string explain_json(const explained& e);
std::string explain_html(const explained& e);

// ---- words that all of them use (explain_words.cpp) --------------------------

std::string decimal(double v);  // six significant digits
std::string number_ranges(const std::vector<std::uint64_t>& ascending);  // "12-15, 18"
std::string seat_words(const explained& e,
                       const seat& s);  // "uid 7 (5F...)"; for a miner, others by uid alone
std::string verdict_words(const explained& e);
std::string outcome_words(schema::Outcome o);
std::string attempt_words(const explained_attempt& a);  // what came of it, and whose fault
std::string check_words(const explained_check& c);
std::string body_words(const payload_text& p);          // "412 bytes, SHA-256 ..."
std::string payload_begin(const payload_text& p);       // as it came: hostile
std::string refused_begin(const payload_text& p);       // of what is no reply: what is not printable as \xHH
std::string cut_words(const shown_text& t, std::size_t most);  // " ..." where there is more: hostile
std::string one_line(std::string text);
std::string count_of(std::uint64_t n, std::string_view one, std::string_view many);  // "1 trap"
std::string signature_words(reply_signature s);         // empty where there is none
std::string zero_words(const explanation& x);           // one sentence; empty where the weight is not 0
std::string task_words(const explanation& x, const explained_task& t);  // one sentence: what became of it
std::string after_words(const explained& e, const weights_event& w);
std::string_view outcome_name(schema::Outcome o);
std::string_view fault_name(schema::Fault f);
std::string_view zero_name(zero_reason z);

// ---- by mechanism (explain_formulas.cpp) -------------------------------------

std::string mechanism_name(const explanation& x);
std::vector<std::string> task_lines(const explanation& x, const explained_task& t);  // its working
std::vector<std::string> working_lines(const explanation& x);  // from the tasks to the score
// What a task's contribution is a part of: "S", "the score".
std::string_view contribution_of(const explanation& x);

// The numbers on the way from the tasks to the score, to be drawn as bars.
struct stage {
    std::string label;
    double value = 0;
};
std::vector<stage> stages(const explanation& x);

double figure_named(const figures& all, std::string_view name);  // 0 where there is none

}  // namespace rf
