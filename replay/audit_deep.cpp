#include "replay/audit_deep.hpp"

#include <algorithm>
#include <bit>

#include "events/receipt.hpp"
#include "events/sha256.hpp"
#include "replay/audit_content.hpp"
#include "replay/epoch_walk.hpp"
#include "replay/hexfloat.hpp"
#include "replay/verify/sealed_answers.hpp"
#include "replay/verify/task_answers.hpp"

namespace rf {
namespace {

constexpr std::uint64_t reasonforge_fields = 5;
// A task's answers change between its verdicts only where one was lost and
// asked for again; an enemy's log may have them change without end.
constexpr unsigned most_judgings = 16;

std::string bits(double v) {
    std::uint8_t raw[8];
    put_be64(raw, std::bit_cast<std::uint64_t>(v));
    return hex(byte_view(raw, 8)) + " (" + to_hexfloat(v) + ")";
}
bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

std::string named(std::string_view checker, unsigned version) {
    return std::string(checker) + "@" + std::to_string(version);
}

// A task as the walk has it so far, and the verdicts that follow from that.
struct deep_task {
    answered_task answers;
    recorded_content recorded;
    schema::TaskSource source = schema::TaskSource::DRAWN;
    std::uint64_t opened_at = 0;
    std::map<std::uint16_t, std::uint64_t> replied_at;  // by uid: the event
    std::optional<content_blobs> made;                  // from the secret; tried once
    bool tried = false, counted = false;
    unsigned judged = 0;
    bool current = false;  // `verdicts` are those of `answers` as they are now
    std::optional<task_verdicts> verdicts;
    std::string not_there;  // why there are none
};

struct log_birth {
    std::uint16_t netuid = 0;
    account validator;
};

class deep_walk final : public epoch_visitor {
  public:
    deep_walk(const log_reader& log, const log_birth& birth, const hash32& secret, const answers_before& earlier,
              deep_report& report, const progress_report& told)
        : log_(log), birth_(birth), secret_(secret), earlier_(earlier), report_(report), told_(told) {}

    status opened(const epoch_state& e, event_reader event) override {
        report_.mechanism = std::string(e.rules->name) + "@" + std::to_string(e.rules->version);
        ours_ = e.rules->name == "reasonforge" && e.rules->version == 1;
        block_hash_ = as_hash(bytes_of(event.getEpochOpened().getBlockHash())).value_or(hash32{});
        return done();
    }

    status met(const epoch_state& e, event_reader event) override {
        if (event.isTaskOpened()) open_task(event);
        if (event.isRequestSent()) {
            const auto sent = event.getRequestSent();
            auto& s = said_[{sent.getTask(), sent.getUid()}];
            std::copy_n(sent.getRequestId().begin(), s.request.size(), s.request.begin());
            s.request_body = as_hash(bytes_of(sent.getBodyHash())).value_or(hash32{});
        }
        if (event.isReplyRecorded()) {
            const auto reply = event.getReplyRecorded();
            if (reply.getMinerSignature().size() != 0) check_signature(event);
            deep_task& t = tasks_[reply.getTask()];
            take_reply(t.answers, reply);
            t.replied_at[reply.getUid()] = event.getSeq();
            t.current = false;
        }
        if (event.isReplyVerified()) return verified(e, event);
        if (event.isTaskClosed() && told_) told_(++closed_, e.tasks_planned);
        return done();
    }

    status sealed(const epoch_state&, event_reader) override { return done(); }

  private:
    void open_task(event_reader event) {
        deep_task t;
        t.answers = opened_task_of(event);
        t.recorded = recorded_content_of(event.getTaskOpened());
        t.source = event.getTaskOpened().getSource();
        t.opened_at = event.getSeq();
        tasks_.push_back(std::move(t));
    }

    // Over what the log has of request and reply; nothing else of it is believed.
    void check_signature(event_reader event) {
        const auto reply = event.getReplyRecorded();
        reply_statement s = said_[{reply.getTask(), reply.getUid()}];
        s.validator = birth_.validator;
        s.miner = *as_account(bytes_of(reply.getAccount()));
        s.reply = as_hash(bytes_of(reply.getBody().getSha256())).value_or(hash32{});
        ++report_.signatures;
        at_ = event.getSeq();
        uid_ = reply.getUid();
        differs_ = false;
        const byte_view signature = bytes_of(reply.getMinerSignature());
        same(is_signed_by_miner(s, signature), "miner's signature", hex(signature),
             "none of this miner under this reply");
        report_.differing += differs_;
    }

    void on_record(const std::string& reason, std::uint64_t count) {
        if (count != 0) report_.on_record[reason] += count;
    }

    // A payload as stored; a drawn task's own are made again where they are not there.
    result<byte_vec> payload(const epoch_state& e, deep_task& t, const hash32& name) {
        auto bytes = log_.read_blob(name);
        if (bytes || bytes.error().kind != fault_kind::missing) return bytes;
        if (t.source != schema::TaskSource::DRAWN || (name != t.answers.prompt && name != t.answers.truth))
            return bytes;
        if (!t.tried) {
            t.tried = true;
            if (!plan_) {
                seed_ = draw_seed(secret_, block_hash_, birth_.netuid, *e.rules, e.facts.epoch);
                plan_ = draw_tasks(seed_, *e.rules, e.facts.params, e.facts.seats, e.tasks_planned);
            }
            const std::uint32_t ordinal = t.answers.ordinal;
            if (ordinal < plan_->size()) t.made = blobs_again(seed_, ordinal, (*plan_)[ordinal], t.recorded);
        }
        if (!t.made) return bytes;
        const byte_vec& again = name == t.answers.prompt ? t.made->prompt : t.made->truth;
        if (sha256(again) != name) return bytes;  // the ordinary audit says so
        if (!t.counted) ++report_.made_again;
        t.counted = true;
        return again;
    }

    // What follows from the task's answers so far. A fault: a payload is damaged.
    status judge(const epoch_state& e, deep_task& t) {
        if (t.current) return done();
        t.current = true;
        t.verdicts.reset();
        if (++t.judged > most_judgings) {
            t.not_there = "the answers of a task changed too often between its verdicts";
            return done();
        }
        const auto domain = t.answers.domain < e.rules->domains.size() ? e.rules->domains[t.answers.domain] : "";
        std::optional<fault> refused;  // another reason than that it is not there
        auto read = [&](const hash32& name) {
            auto bytes = payload(e, t, name);
            if (!bytes && bytes.error().kind != fault_kind::missing && !refused) {
                refused = with_place(bytes.error(), "event " + std::to_string(event_of(t, name)));
            }
            return bytes;
        };
        auto made = verify_answers(t.answers, domain, e.facts.params, read, earlier_.history);
        if (refused) return *refused;
        if (made) {
            t.verdicts = std::move(*made);
        } else if (made.error().kind != fault_kind::missing) {
            t.not_there = "the prompt or the truth is not written as this program writes it";
        } else if (t.source == schema::TaskSource::FILE) {
            t.not_there = "the prompt or the truth of a task from a file is not there: pruned, or private";
        } else {
            t.not_there = "the prompt or the truth is not there and cannot be made again";
        }
        return done();
    }

    static std::uint64_t event_of(const deep_task& t, const hash32& name) {
        for (const answered_reply& r : t.answers.answered)
            if (r.body == name) return t.replied_at.at(r.uid);
        return t.opened_at;
    }

    status verified(const epoch_state& e, event_reader event) {
        const auto r = event.getReplyVerified();
        ++report_.verdicts;
        at_ = event.getSeq();
        uid_ = r.getUid();
        differs_ = false;
        const std::uint64_t checks = r.getChecks().size();
        const bool ours = ours_ && r.getSeen().isReasonforge();
        const std::uint64_t fields = ours ? reasonforge_fields : 1;
        report_.checks += checks;
        report_.fields += fields;
        auto nothing_repeated = [&](const std::string& why) {
            on_record(why, checks + fields);
            return done();
        };
        if (!ours) return nothing_repeated("found by a verifier outside this program, for " + report_.mechanism);
        deep_task& t = tasks_[r.getTask()];
        if (auto ok = judge(e, t); !ok) return ok;
        if (!t.verdicts) return nothing_repeated(t.not_there);
        const auto& found = t.verdicts->verdicts;
        const auto v = std::find_if(found.begin(), found.end(), [&](const verdict& each) { return each.uid == uid_; });
        if (v == found.end()) return nothing_repeated("the answer is not there: pruned, or withheld");
        compare(r, *v, t.verdicts->unread.empty() && earlier_.unread.empty());
        report_.differing += differs_;
        return done();
    }

    void same(bool agrees, const std::string& field, std::string recorded, std::string computed) {
        if (agrees) return;
        differs_ = true;
        if (!report_.first) report_.first = difference{at_, uid_, field, std::move(recorded), std::move(computed)};
    }

    // `all_there`: every answer with which this one was compared is there.
    void compare(schema::ReplyVerified::Reader r, const verdict& v, bool all_there) {
        const std::uint64_t taken_before = report_.checks_repeated + report_.fields_repeated;
        const auto recorded = r.getChecks();
        std::vector<bool> met(v.checks.size());
        bool foreign = false, told_time = false, told_similarity = false;
        for (const auto c : recorded) {
            const std::string_view name = text_of(c.getChecker());
            if (!knows_checker(name, c.getVersion())) {
                foreign = true;
                on_record("checker " + named(name, c.getVersion()) + ": this program has none such", 1);
                continue;
            }
            told_time |= name == "time";
            told_similarity |= name == "similarity";
            std::size_t at = 0;
            while (at < v.checks.size() && (met[at] || v.checks[at].name != name)) ++at;
            if (at == v.checks.size()) {
                same(false, "check " + named(name, c.getVersion()), bits(c.getValue()), "no such check");
                continue;
            }
            met[at] = true;
            compare_check(c, v.checks[at], all_there);
        }
        bool whole = !foreign;
        for (std::size_t i = 0; i < met.size(); ++i) {
            whole = whole && met[i];
            if (!met[i] && !foreign)
                same(false, "check " + named(v.checks[i].name, v.checks[i].version), "not recorded",
                     bits(v.checks[i].value));
        }
        compare_fields(r.getSeen().getReasonforge(), v, !foreign, told_time, told_similarity, all_there);
        const std::uint64_t taken = report_.checks_repeated + report_.fields_repeated - taken_before;
        report_.repeated += whole && taken == recorded.size() + reasonforge_fields;
    }

    void compare_check(schema::Check::Reader c, const check_result& computed, bool all_there) {
        const std::string field = "check " + named(computed.name, computed.version);
        if (computed.name == "similarity" && !all_there) return compare_similarity(field, c.getValue(), computed.value);
        ++report_.checks_repeated;
        same(same_bits(c.getValue(), computed.value), field, bits(c.getValue()), bits(computed.value));
        same(text_of(c.getNote()) == computed.note, field + " note", std::string(text_of(c.getNote())), computed.note);
    }

    // Likeness is the greatest of many: of some of them, it is at least theirs.
    void compare_similarity(const std::string& field, double recorded, double at_least) {
        on_record("similarity: answers with which it was compared are not there; no less than with those that are", 1);
        same(recorded >= at_least, field, bits(recorded), "at least " + bits(at_least));
    }

    // What rests on a checker that is not ours stays on record.
    void compare_fields(schema::Observation::Reasonforge::Reader seen, const verdict& v, bool all_ours,
                        bool told_time, bool told_similarity, bool all_there) {
        auto field = [&](const char* name, double recorded, double computed, bool repeatable) {
            if (!repeatable) return on_record("observed beside a checker that this program has not", 1);
            ++report_.fields_repeated;
            same(same_bits(recorded, computed), std::string("observation ") + name, bits(recorded), bits(computed));
        };
        field("quality", seen.getQuality(), v.quality, all_ours);
        field("accuracy", seen.getAccuracy(), v.accuracy, all_ours);
        field("novelty", seen.getNovelty(), v.novelty, all_ours);
        field("efficiency", seen.getEfficiency(), v.efficiency, all_ours || told_time);
        if ((all_ours || told_similarity) && !all_there)
            return compare_similarity("observation similarity", seen.getSimilarity(), v.similarity);
        field("similarity", seen.getSimilarity(), v.similarity, all_ours || told_similarity);
    }

    const log_reader& log_;
    const log_birth birth_;
    const hash32 secret_;
    const answers_before& earlier_;
    deep_report& report_;
    const progress_report& told_;
    bool ours_ = false;
    hash32 block_hash_, seed_;
    std::optional<std::vector<planned_task>> plan_;
    std::vector<deep_task> tasks_;  // by ordinal
    std::uint64_t closed_ = 0;
    std::map<std::pair<std::uint16_t, std::uint16_t>, reply_statement> said_;  // by task and uid, the last request
    // The verdict at hand.
    std::uint64_t at_ = 0;
    std::uint16_t uid_ = 0;
    bool differs_ = false;
};

// From an event that nobody checked yet.
result<log_birth> birth_of(const log_reader& log) {
    auto bytes = log.read(0);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto created = decoder.check(*bytes);
    if (!created) return with_place(created.error(), "event 0");
    if (!created->isLogCreated()) return fault{fault_kind::damaged, "it is not log_created", "event 0", ""};
    const auto c = created->getLogCreated();
    return log_birth{c.getNetuid(), *as_account(bytes_of(c.getValidator()))};
}

result<hash32> secret_at(const log_reader& log, std::uint64_t seal) {
    auto bytes = log.read(seal);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto sealed = decoder.check(*bytes);
    const std::string place = "event " + std::to_string(seal);
    if (!sealed) return with_place(sealed.error(), place);
    if (!sealed->isEpochSealed()) return fault{fault_kind::damaged, "it is no seal of an epoch", place, ""};
    return as_hash(bytes_of(sealed->getEpochSealed().getSecret())).value_or(hash32{});
}

}  // namespace

deep_auditor::deep_auditor(const log_reader& log) : log_(log), sealed_(std::make_unique<sealed_answers>(log)) {}
deep_auditor::~deep_auditor() = default;

result<deep_report> deep_auditor::audit(std::uint32_t epoch, const progress_report& report) {
    auto span = log_.find_epoch(epoch);
    if (!span) return span.error();
    if (!span->sealed)
        return fault{fault_kind::refused, "epoch " + std::to_string(epoch) + " is not sealed yet", "", ""};
    auto birth = birth_of(log_);
    if (!birth) return birth.error();
    auto secret = secret_at(log_, *span->sealed);
    if (!secret) return secret.error();
    const auto earlier = sealed_->before(epoch);
    deep_report out;
    out.epoch = epoch;
    out.answers_before = earlier->history.size();
    deep_walk walk(log_, *birth, *secret, *earlier, out, report);
    if (auto ok = walk_epoch(log_, *span, walk); !ok) return ok.error();
    return out;
}

result<deep_report> deep_audit(const log_reader& log, std::uint32_t epoch, const progress_report& report) {
    return deep_auditor(log).audit(epoch, report);
}

}  // namespace rf
