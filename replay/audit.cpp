#include "replay/audit.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "events/sha256.hpp"
#include "replay/audit_content.hpp"
#include "replay/audit_keys.hpp"
#include "replay/audit_roots.hpp"
#include "replay/carry_codec.hpp"
#include "replay/draw.hpp"
#include "replay/epoch_walk.hpp"
#include "replay/hexfloat.hpp"

namespace rf {
namespace {

std::string bits(double v) {
    std::uint8_t raw[8];
    put_be64(raw, std::bit_cast<std::uint64_t>(v));
    return hex(byte_view(raw, 8)) + " (" + to_hexfloat(v) + ")";
}

std::string bits(std::uint16_t v) {
    const std::uint8_t raw[2] = {std::uint8_t(v >> 8), std::uint8_t(v)};
    return hex(byte_view(raw, 2)) + " (" + std::to_string(v) + ")";
}

// Collects the first difference only: what follows one is seldom of interest.
class comparison {
  public:
    comparison(epoch_audit& a, std::uint64_t event) : audit_(a), event_(event) {}

    void same(std::string field, std::optional<std::uint16_t> uid, std::string recorded, std::string computed) {
        if (audit_.first || recorded == computed) return;
        audit_.first = difference{event_, uid, std::move(field), std::move(recorded), std::move(computed)};
    }
    void at_event(std::uint64_t event) { event_ = event; }

  private:
    epoch_audit& audit_;
    std::uint64_t event_;
};

// Up to which epoch payloads were pruned: what the newest blobs_pruned says.
// Looked for backwards from the head, once, and only where a payload is absent.
class prune_record {
  public:
    explicit prune_record(const log_reader& log) : log_(log) {}

    result<std::uint32_t> through() {
        constexpr std::uint64_t piece = 4096;
        for (std::uint64_t end = log_.head().size; !known_ && end > 0;) {
            const std::uint64_t from = end > piece ? end - piece : 0;
            if (auto ok = look(from, end); !ok) return ok.error();
            end = from;
        }
        if (!known_) known_ = 0;
        return *known_;
    }

  private:
    status look(std::uint64_t from, std::uint64_t end) {
        auto cursor = log_.scan(from, end, reading::checked);
        if (!cursor) return cursor.error();
        event_decoder decoder;
        for (;;) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) return done();
            auto event = decoder.check((*cursor)->bytes());
            if (!event) return with_place(event.error(), "event " + std::to_string((*cursor)->number()));
            if (event->isBlobsPruned()) known_ = event->getBlobsPruned().getThroughEpoch();
        }
    }
    const log_reader& log_;
    std::optional<std::uint32_t> known_;
};

// The payloads an epoch's events name. Absent ones are pruned only where a
// later event says so; else they are lost.
class payload_check {
  public:
    payload_check(const log_reader& log, epoch_audit& a) : log_(log), audit_(a) {}

    status named(std::uint64_t event, schema::BlobRef::Reader ref) {
        const auto name = as_hash(bytes_of(ref.getSha256()));
        if (!name) return done();
        ++audit_.payloads;
        auto length = length_of(*name);
        if (!length) return with_place(length.error(), "event " + std::to_string(event));
        if (*length == ref.getLength()) return done();
        if (*length)
            return fault{fault_kind::damaged, "a payload's length is not the one recorded", place(event, *name), ""};
        if (!first_absent_) first_absent_ = {event, *name};
        ++audit_.pruned;
        return done();
    }

    status finish(prune_record& pruned) {
        if (!first_absent_) return done();
        auto through = pruned.through();
        if (!through) return through.error();
        if (*through >= audit_.epoch) return done();
        return fault{fault_kind::missing, "a payload is gone, and no event says that it was pruned",
                     place(first_absent_->first, first_absent_->second), ""};
    }

  private:
    // Each is read once, however often it is named. Nothing: it is not there.
    result<std::optional<std::uint64_t>> length_of(const hash32& name) {
        if (const auto known = lengths_.find(name); known != lengths_.end()) return known->second;
        auto bytes = log_.read_blob(name);
        if (!bytes && bytes.error().kind != fault_kind::missing) return bytes.error();
        std::optional<std::uint64_t> length;
        if (bytes) length = bytes->size();
        return lengths_[name] = length;
    }
    static std::string place(std::uint64_t event, const hash32& name) {
        return "event " + std::to_string(event) + ", blob " + hex(name);
    }
    const log_reader& log_;
    epoch_audit& audit_;
    std::optional<std::pair<std::uint64_t, hash32>> first_absent_;
    std::map<hash32, std::optional<std::uint64_t>> lengths_;
};

status check_payloads(payload_check& check, event_reader event) {
    const auto n = event.getSeq();
    if (event.isReplyRecorded()) return check.named(n, event.getReplyRecorded().getBody());
    if (event.isTaskOpened()) {
        if (auto ok = check.named(n, event.getTaskOpened().getPrompt()); !ok) return ok;
        return check.named(n, event.getTaskOpened().getTruth());
    }
    if (event.isGroundTruthArrived()) return check.named(n, event.getGroundTruthArrived().getTruth());
    return done();
}

std::string list_of(const std::vector<std::uint16_t>& uids) {
    std::string out;
    for (auto uid : uids) out += (out.empty() ? "" : ",") + std::to_string(uid);
    return out;
}

// What only the opening event says and a seal's comparison needs.
struct opening {
    hash32 block_hash;
    std::uint16_t netuid = 0;
    std::vector<schema::TaskSource> sources;   // by task
    std::vector<std::uint64_t> opened_at;      // by task: its event
    std::vector<recorded_content> contents;    // by task
};

void compare_draw(comparison& c, epoch_audit& a, const epoch_state& e, const opening& o, const hash32& secret) {
    const hash32 seed = draw_seed(secret, o.block_hash, o.netuid, *e.rules, e.facts.epoch);
    const auto plan = draw_tasks(seed, *e.rules, e.facts.params, e.facts.seats, e.tasks_planned);
    for (std::size_t t = 0; t < e.facts.tasks.size() && t < plan.size(); ++t) {
        const task_facts& was = e.facts.tasks[t];
        std::vector<std::uint16_t> asked;
        for (std::size_t at = 0; at < was.replies.size(); ++at)
            if (was.replies[at].what != outcome::not_asked) asked.push_back(e.facts.seats[at].uid);
        if (o.sources[t] != schema::TaskSource::DRAWN) {
            // A task from a file brings its difficulty and content; where it is asked
            // as the draw has it, that is counted. No law says that it must be.
            a.drawn += o.sources[t] == schema::TaskSource::FILE && was.id == plan[t].id &&
                       was.domain == plan[t].domain && was.trap == plan[t].trap && asked == plan[t].asked;
            continue;
        }
        const std::string task = "task " + std::to_string(t) + " ";
        c.at_event(o.opened_at[t]);
        c.same(task + "id", {}, hex(was.id), hex(plan[t].id));
        c.same(task + "domain", {}, std::to_string(was.domain), std::to_string(plan[t].domain));
        c.same(task + "difficulty", {}, std::to_string(was.difficulty), std::to_string(plan[t].difficulty));
        c.same(task + "trap", {}, std::to_string(was.trap), std::to_string(plan[t].trap));
        c.same(task + "asked", {}, list_of(asked), list_of(plan[t].asked));
        ++a.drawn;
        const auto content = content_again(seed, std::uint32_t(t), plan[t], o.contents[t]);
        if (!content) continue;
        c.same(task + "prompt", {}, hex(o.contents[t].prompt), hex(content->prompt));
        c.same(task + "truth", {}, hex(o.contents[t].truth), hex(content->truth));
        ++a.contents;
    }
    c.at_event(a.sealed);
}

status compare_seal(epoch_audit& a, const epoch_state& e, const opening& o, schema::EpochSealed::Reader seal) {
    auto computed = run_epoch(*e.rules, e.facts);
    if (!computed) return computed.error();
    comparison c(a, a.sealed);
    compare_draw(c, a, e, o, *as_hash(bytes_of(seal.getSecret())));
    const auto scores = seal.getScores();
    for (unsigned i = 0; i < scores.size(); ++i)
        if (std::bit_cast<std::uint64_t>(double(scores[i])) != std::bit_cast<std::uint64_t>(computed->scores[i]))
            c.same("score", e.facts.seats[i].uid, bits(scores[i]), bits(computed->scores[i]));
    c.same("withheld", {}, std::string(text_of(seal.getWithheld())), computed->withheld);
    const auto& sent = computed->weights;  // zeros are dropped already
    const auto weights = seal.getWeights();
    for (unsigned i = 0; i < std::min<std::size_t>(weights.size(), sent.size()); ++i) {
        c.same("weight's uid", {}, std::to_string(weights[i].getUid()), std::to_string(sent[i].uid));
        c.same("weight", weights[i].getUid(), bits(weights[i].getValue()), bits(sent[i].value));
    }
    c.same("number of weights", {}, std::to_string(weights.size()), std::to_string(sent.size()));
    const byte_vec carried = encode_carry(e.rules->name, e.rules->version, computed->out);
    c.same("carry-out", {}, hex(bytes_of(seal.getCarryOut().getSha256())), hex(sha256(carried)));
    c.same("score digest", {}, hex(bytes_of(seal.getDigest())), hex(score_digest(e.facts.seats, *computed)));
    a.weights = sent.size();
    a.withheld = computed->withheld;
    a.digest = *as_hash(bytes_of(seal.getDigest()));
    a.carry_out = *as_hash(bytes_of(seal.getCarryOut().getSha256()));
    return done();
}

void take_opening(epoch_audit& a, opening& o, const epoch_state& e, event_reader event) {
    a.epoch = event.getEpoch();
    a.mechanism = std::string(e.rules->name) + "@" + std::to_string(e.rules->version);
    a.opened = event.getSeq();
    a.seats = e.facts.seats.size();
    a.carry_in = e.carry_in;
    o.block_hash = as_hash(bytes_of(event.getEpochOpened().getBlockHash())).value_or(hash32{});
}

void take_event(epoch_audit& a, opening& o, event_reader event) {
    ++a.events;
    if (event.isReplyRecorded()) ++a.replies;
    if (!event.isTaskOpened()) return;
    ++a.tasks;
    o.sources.push_back(event.getTaskOpened().getSource());
    o.opened_at.push_back(event.getSeq());
    o.contents.push_back(recorded_content_of(event.getTaskOpened()));
}

struct log_birth {
    verifying_key key;
    std::uint16_t netuid = 0;
};
result<log_birth> birth_of(const log_reader& log) {
    auto bytes = log.read(0);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto created = decoder.check(*bytes);
    if (!created) return with_place(created.error(), "event 0");
    auto key = key_of_birth(*created);
    if (!key) return with_place(key.error(), "event 0");
    return log_birth{*key, created->getLogCreated().getNetuid()};
}

class auditor final : public epoch_visitor {
  public:
    auditor(const log_reader& log, const audit_options& options, const log_birth& birth)
        : log_(log), options_(options), payloads_(log, audit_), keys_(birth.key, options.key), roots_(log, audit_) {
        opening_.netuid = birth.netuid;
    }

    status opened(const epoch_state& e, event_reader event) override {
        if (auto ok = keys_.take(event); !ok) return ok;
        take_opening(audit_, opening_, e, event);
        ++audit_.events;
        return done();
    }

    status met(const epoch_state&, event_reader event) override {
        take_event(audit_, opening_, event);
        return options_.payloads ? check_payloads(payloads_, event) : done();
    }

    status sealed(const epoch_state& e, event_reader event) override {
        take_event(audit_, opening_, event);
        audit_.sealed = event.getSeq();
        if (auto ok = compare_seal(audit_, e, opening_, event.getEpochSealed()); !ok) return ok;
        auto carried = log_.read_blob(audit_.carry_out);
        return carried ? done() : status(with_place(carried.error(), "carry-out"));
    }

    status beside(event_reader event, byte_view bytes) override {
        if (!event.isKeyRotated() && !event.isRootCommitted()) return done();
        event_decoder decoder;
        auto full = decoder.check(bytes);
        if (!full) return full.error();
        return event.isKeyRotated() ? keys_.take(*full) : roots_.take(*full);
    }

    void hidden(std::uint64_t) override { ++audit_.hidden; }

    result<epoch_audit> finish(prune_record& pruned) {
        if (!options_.absent_payloads)
            if (auto ok = payloads_.finish(pruned); !ok) return ok.error();
        auto by = options_.bundle ? keys_.check_seal(*options_.bundle, audit_) : keys_.check_seal(log_, audit_);
        if (!by) return by.error();
        if (auto ok = roots_.after_seal(); !ok) return ok.error();
        return std::move(audit_);
    }

  private:
    const log_reader& log_;
    const audit_options& options_;
    epoch_audit audit_;
    opening opening_;
    payload_check payloads_;
    key_watch keys_;
    root_check roots_;
};

result<epoch_audit> audit_one(const log_reader& log, const epoch_span& span, const audit_options& options,
                              const log_birth& birth, prune_record& pruned) {
    auditor a(log, options, birth);
    if (auto ok = walk_epoch(log, span, a); !ok) return ok.error();
    return a.finish(pruned);
}

}  // namespace

result<epoch_audit> audit_epoch(const log_reader& log, std::uint32_t epoch, const audit_options& options) {
    auto birth = birth_of(log);
    if (!birth) return birth.error();
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    prune_record pruned(log);
    return audit_one(log, *span, options, *birth, pruned);
}

status audit_chain(const log_reader& log, std::uint32_t first, std::uint32_t last, const audit_options& options,
                   const std::function<void(const epoch_audit&)>& each) {
    auto birth = birth_of(log);
    if (!birth) return birth.error();
    std::optional<hash32> carried;
    prune_record pruned(log);
    for (std::uint32_t epoch = first; epoch <= last; ++epoch) {
        auto span = log.find_epoch(epoch);
        if (!span) return span.error();
        auto a = audit_one(log, *span, options, *birth, pruned);
        if (!a) return a.error();
        if (carried && a->agrees() && a->carry_in != *carried)
            a->first = difference{a->opened, {}, "carry-in", hex(a->carry_in), hex(*carried)};
        carried = a->carry_out;
        each(*a);
        if (options.report) options.report(epoch - first + 1, last - first + 1);
        if (!a->agrees()) return done();
    }
    return done();
}

status audit_from_genesis(const log_reader& log, const audit_options& options,
                          const std::function<void(const epoch_audit&)>& each) {
    projection whole;
    if (auto ok = fold_into(whole, log, log.head().size, reading::checked, options.report, trust::nobodys);
        !ok)
        return ok;
    if (auto ok = check_rotations(log, whole, options.key); !ok) return ok;
    if (whole.sealed.epoch == 0) return done();
    const bool rotated = !whole.rotations.empty();
    audit_options keys_proved = options;
    if (options.key && !rotated) keys_proved.key = options.key;  // one key for all of it
    else keys_proved.key.reset();
    return audit_chain(log, 1, whole.sealed.epoch, keys_proved, [&](epoch_audit a) {
        a.key_on_record = false;
        each(a);
    });
}

}  // namespace rf
