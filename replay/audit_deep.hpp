// audit_deep: do the recorded verdicts follow from the stored payloads?
//
// An ordinary audit takes what verifiers found on record. This one runs the
// repeatable checkers again over prompt, truth and answers, with the answers of
// sealed epochs before for finding copies, and compares every check and every
// field of the observation in all bits. It is beside the ordinary audit, not
// instead of it: that one proves what follows from the verdicts.
//
// Where miners signed their replies, the signatures are verified too.
//
// What cannot be repeated is taken on record, and counted by its reason: an
// outside judge, a checker that this program has not, a payload that is not
// there. A drawn task's prompt and truth are made again where they are not.
#pragma once

#include <map>

#include "replay/audit.hpp"

namespace rf {

class sealed_answers;

struct deep_report {
    std::uint32_t epoch = 0;
    std::string mechanism;
    std::uint64_t verdicts = 0;     // reply_verified events
    std::uint64_t repeated = 0;     // of them, those of which nothing is taken on record
    std::uint64_t checks = 0, checks_repeated = 0;
    std::uint64_t fields = 0, fields_repeated = 0;  // of observations
    std::uint64_t made_again = 0;   // tasks whose prompt or truth was made from the secret
    std::uint64_t answers_before = 0;               // of sealed epochs, with which answers were compared
    std::uint64_t signatures = 0;   // of replies, by their miners; each verified again
    std::map<std::string, std::uint64_t> on_record;  // reason -> checks and fields
    std::uint64_t differing = 0;    // verdicts and signatures
    std::optional<difference> first;
    [[nodiscard]] bool agrees() const { return !first; }
};

// One sealed epoch after the other; ascending ones share what they read.
class deep_auditor {
  public:
    explicit deep_auditor(const log_reader& log);
    ~deep_auditor();
    deep_auditor(const deep_auditor&) = delete;
    deep_auditor& operator=(const deep_auditor&) = delete;

    // A fault: the data cannot be read, or breaks the log's laws; it names the
    // event. A payload with other bytes than its name says is one.
    result<deep_report> audit(std::uint32_t epoch, const progress_report& report = {});

  private:
    const log_reader& log_;
    std::unique_ptr<sealed_answers> sealed_;
};

result<deep_report> deep_audit(const log_reader& log, std::uint32_t epoch, const progress_report& report = {});

}  // namespace rf
