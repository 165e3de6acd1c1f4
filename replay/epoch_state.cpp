#include "replay/epoch_state.hpp"

#include <cstring>

#include "events/sha256.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

fault unlawful(std::string why) { return {fault_kind::invalid, std::move(why), "", ""}; }

constexpr unsigned most_checks = 64;
constexpr double least_window_minutes = 1.0 / 60, most_window_minutes = 1e6;

template <class Body>
status names_seat(const epoch_state& e, event_reader event, const Body& body, std::size_t& at) {
    if (body.getTask() >= e.facts.tasks.size()) return unlawful("no such task in this epoch");
    if (e.progress[body.getTask()].closed) return unlawful("the task is closed");
    const auto id = event.getStreamId();
    if (id.size() != 16 || std::memcmp(id.begin(), e.facts.tasks[body.getTask()].id.data(), 16) != 0)
        return unlawful("the stream is not that of the task");
    const auto seat = e.seat(body.getUid());
    if (!seat) return unlawful("uid " + std::to_string(body.getUid()) + " has no seat in this epoch");
    at = *seat;
    // The account is compared in place: this is on the path of every event.
    const account& who = e.facts.seats[at].who;
    const auto bytes = body.getAccount();
    if (bytes.size() != who.size() + 1 || bytes[0] != std::uint8_t(who.type) ||
        std::memcmp(bytes.begin() + 1, who.b.data(), who.size()) != 0)
        return unlawful("the account is not the one that holds uid " + std::to_string(body.getUid()));
    return done();
}

outcome outcome_of(schema::ReplyRecorded::Reader reply) {
    if (reply.getFault() == schema::Fault::VALIDATOR) return outcome::voided;
    switch (reply.getOutcome()) {
        case schema::Outcome::ANSWERED: return outcome::answered;
        case schema::Outcome::TIMEOUT: return outcome::timeout;
        case schema::Outcome::BAD_HASH: return outcome::bad_hash;
        default: return outcome::failed;
    }
}

// Whose fault an outcome can be. A miner is never charged for what only we can
// have done, and we take nothing upon us that only it can have done.
schema::Fault fault_of(schema::Outcome what) {
    switch (what) {
        case schema::Outcome::ANSWERED: return schema::Fault::NOBODY;
        case schema::Outcome::CRASHED:
        case schema::Outcome::NO_DISK:
        case schema::Outcome::OWN_NETWORK: return schema::Fault::VALIDATOR;
        default: return schema::Fault::MINER;
    }
}

status lawful_task(const epoch_state& e, event_reader event) {
    const auto task = event.getTaskOpened();
    if (event.getStreamId().size() != 16) return unlawful("a task id has 16 bytes");
    if (task.getOrdinal() != e.facts.tasks.size()) return unlawful("tasks are not opened in their order");
    if (e.facts.tasks.size() >= e.tasks_planned) return unlawful("the epoch has all its tasks");
    if (task.getDifficulty() < 1 || task.getDifficulty() > 10) return unlawful("a difficulty is 1 to 10");
    if (!e.rules->domains.empty() && task.getDomain() >= e.rules->domains.size())
        return unlawful("the mechanism has no such domain");
    if (task.getDeadlineBlock() > e.closes_block)
        return unlawful("a task's deadline is after the epoch's last block");
    std::int32_t last = -1;
    for (std::uint16_t uid : task.getAsked()) {
        if (uid <= last || !e.seat(uid)) return unlawful("the asked uids are not ascending seats of this epoch");
        last = uid;
    }
    return done();
}

void open_task(epoch_state& e, event_reader event) {
    const auto from = event.getTaskOpened();
    task_facts facts;
    std::memcpy(facts.id.data(), event.getStreamId().begin(), 16);
    facts.domain = from.getDomain();
    facts.difficulty = from.getDifficulty();
    facts.trap = from.getTrap();
    facts.previously_unsolved = from.getPreviouslyUnsolved();
    facts.replies.resize(e.facts.seats.size());
    task_progress progress;
    progress.timeout_ms = from.getTimeoutMs();
    progress.deadline_block = from.getDeadlineBlock();
    progress.questions.resize(e.facts.seats.size());
    for (std::uint16_t uid : from.getAsked()) {
        const std::size_t at = *e.seat(uid);
        progress.questions[at].at = question::stage::due;
        facts.replies[at].what = outcome::open;
        ++progress.waiting;
    }
    e.facts.tasks.push_back(std::move(facts));
    e.progress.push_back(std::move(progress));
}

// The three kinds that make up nearly all of a log. Each law also gives the
// seat that it found, so that the change that follows need not look again.
status lawful_request(const epoch_state& e, event_reader event, schema::RequestSent::Reader r, std::size_t& at) {
    if (auto ok = names_seat(e, event, r, at); !ok) return ok;
    const question& q = e.progress[r.getTask()].questions[at];
    if (q.at == question::stage::unasked) return unlawful("the miner is not in this task's sample");
    if (q.at != question::stage::due) return unlawful("the miner has been asked already");
    if (r.getAttempt() != q.attempts + 1) return unlawful("attempts are counted from 1 without a gap");
    return done();
}

void change(epoch_state& e, schema::RequestSent::Reader r, std::size_t at) {
    question& q = e.progress[r.getTask()].questions[at];
    q.at = question::stage::sent;
    q.attempts = r.getAttempt();
}

status lawful_reply(const epoch_state& e, event_reader event, schema::ReplyRecorded::Reader r, std::size_t& at) {
    if (auto ok = names_seat(e, event, r, at); !ok) return ok;
    const question& q = e.progress[r.getTask()].questions[at];
    const bool ours = r.getFault() == schema::Fault::VALIDATOR;
    if (r.getOutcome() > schema::Outcome::OWN_NETWORK) return unlawful("an outcome that this program does not know");
    if (r.getFault() != fault_of(r.getOutcome())) return unlawful("the outcome cannot be the fault of whom it names");
    // What was never sent, or was answered and could not be verified, can only
    // end void: nobody may be charged for it.
    const bool may_be_void = q.at == question::stage::due || q.at == question::stage::answered;
    if (q.at != question::stage::sent && !(may_be_void && ours))
        return unlawful("no reply of this miner is awaited");
    if (r.getAttempt() != q.attempts) return unlawful("the attempt is not the one that was made");
    return done();
}

void change(epoch_state& e, schema::ReplyRecorded::Reader r, std::size_t at) {
    task_progress& p = e.progress[r.getTask()];
    const outcome what = outcome_of(r);
    e.facts.tasks[r.getTask()].replies[at].what = what;
    question& q = p.questions[at];
    if (what == outcome::answered) {
        q.at = question::stage::answered;
    } else if (what == outcome::voided) {
        ++p.voids;
        q.at = question::stage::due;  // asked again inside the window
    } else {
        q.at = question::stage::ended;
        --p.waiting;
    }
}

status lawful_verdict(const epoch_state& e, event_reader event, schema::ReplyVerified::Reader r, std::size_t& at,
                      observation& seen) {
    if (auto ok = names_seat(e, event, r, at); !ok) return ok;
    if (e.progress[r.getTask()].questions[at].at != question::stage::answered)
        return unlawful("there is no answer to verify, or it is verified");
    if (r.getChecks().size() > most_checks) return unlawful("more than 64 checks of one reply");
    auto read = read_observation(r.getSeen());
    if (!read) return read.error();
    seen = std::move(*read);
    return check_observation(*e.rules, seen);
}

void change(epoch_state& e, schema::ReplyVerified::Reader r, std::size_t at, observation seen) {
    task_progress& p = e.progress[r.getTask()];
    e.facts.tasks[r.getTask()].replies[at].seen = std::move(seen);
    p.questions[at].at = question::stage::ended;
    --p.waiting;
}

// A task may close over questions that were not asked, or were asked in vain by
// our own fault: they end void. Nobody's answer may be lost by it.
status lawful_close(const task_progress& p, schema::TaskEnd why) {
    if (p.waiting == 0) return done();
    if (why == schema::TaskEnd::COMPLETE) return unlawful("a question of the task has not ended");
    for (const question& q : p.questions)
        if (q.at == question::stage::sent || q.at == question::stage::answered)
            return unlawful("a reply of the task is awaited or not verified");
    return done();
}

void close_task(epoch_state& e, std::uint16_t ordinal) {
    task_progress& p = e.progress[ordinal];
    p.closed = true;
    p.waiting = 0;
    for (std::size_t at = 0; at < p.questions.size(); ++at) {
        if (p.questions[at].at != question::stage::due) continue;
        p.questions[at].at = question::stage::ended;
        e.facts.tasks[ordinal].replies[at].what = outcome::voided;
    }
}

template <class Seen>
bool reads(const mechanism& m) {
    return observation(Seen{}).index() == m.observation_index;
}

status lawful_seal(const epoch_state& e, event_reader event) {
    const auto seal = event.getEpochSealed();
    if (e.open_tasks() != 0) return unlawful("a task is open");
    if (e.facts.tasks.size() != e.tasks_planned) return unlawful("not all planned tasks were opened");
    if (seal.getScores().size() != e.facts.seats.size()) return unlawful("there must be one score a seat");
    if (seal.getCarryOut().getSha256().size() != 32) return unlawful("a seal names its carry-out");
    const auto secret = bytes_of(seal.getSecret());
    if (secret.size() != 32 || sha256(secret) != e.secret_hash)
        return unlawful("the revealed secret is not the one committed to");
    std::vector<std::uint32_t> told(e.kinds.size(), 0);
    std::int32_t last = -1;
    for (auto k : seal.getKinds()) {
        if (k.getKind() >= told.size()) return unlawful("a kind that this program does not know is counted");
        if (k.getKind() <= last) return unlawful("the counted kinds are not in ascending order");
        last = k.getKind();
        told[k.getKind()] = k.getCount();
    }
    for (std::size_t k = 0; k < told.size(); ++k)
        if (told[k] != e.kinds[k])
            return unlawful("the seal counts " + std::to_string(told[k]) + " events of kind " +
                            std::string(kind_name(event_kind(k))) + ", the epoch has " + std::to_string(e.kinds[k]));
    return done();
}

}  // namespace

bool belongs_to_open_epoch(event_kind kind) {
    switch (kind) {
        case event_kind::EPOCH_SEALED:
        case event_kind::TASK_OPENED:
        case event_kind::REQUEST_SENT:
        case event_kind::REPLY_RECORDED:
        case event_kind::REPLY_VERIFIED:
        case event_kind::TASK_CLOSED:
        case event_kind::TRAFFIC_COUNTED:
        case event_kind::GROUND_TRUTH_ARRIVED: return true;
        default: return false;
    }
}

std::optional<std::size_t> epoch_state::seat(std::uint16_t uid) const {
    if (uid >= seat_of_uid.size() || seat_of_uid[uid] == no_seat) return std::nullopt;
    return seat_of_uid[uid];
}

std::size_t epoch_state::open_tasks() const {
    std::size_t open = 0;
    for (const auto& p : progress) open += !p.closed;
    return open;
}

bool operator==(const epoch_state& a, const epoch_state& b) {
    return a.rules == b.rules && a.opened_at == b.opened_at && a.closes_block == b.closes_block &&
           a.tasks_planned == b.tasks_planned && a.secret_hash == b.secret_hash && a.carry_in == b.carry_in &&
           a.facts == b.facts && a.progress == b.progress && a.kinds == b.kinds && a.seat_of_uid == b.seat_of_uid;
}

status lawful(const epoch_state& e, event_reader event) {
    std::size_t at = 0;
    observation seen;
    switch (event.which()) {
        case event_kind::REQUEST_SENT: return lawful_request(e, event, event.getRequestSent(), at);
        case event_kind::REPLY_RECORDED: return lawful_reply(e, event, event.getReplyRecorded(), at);
        case event_kind::REPLY_VERIFIED: return lawful_verdict(e, event, event.getReplyVerified(), at, seen);
        case event_kind::TASK_OPENED: return lawful_task(e, event);
        case event_kind::TASK_CLOSED: {
            const auto ordinal = event.getTaskClosed().getOrdinal();
            if (ordinal >= e.progress.size() || e.progress[ordinal].closed) return unlawful("no such open task");
            if (chars(bytes_of(event.getStreamId())) != chars(e.facts.tasks[ordinal].id))
                return unlawful("the stream is not that of the task");
            return lawful_close(e.progress[ordinal], event.getTaskClosed().getWhy());
        }
        case event_kind::TRAFFIC_COUNTED: {
            const auto t = event.getTrafficCounted();
            if (!reads<judge_epm_seen>(*e.rules)) return unlawful("the mechanism counts no traffic");
            if (e.facts.counted.window_minutes != 0) return unlawful("traffic is counted once an epoch");
            if (!(t.getWindowMinutes() >= least_window_minutes && t.getWindowMinutes() <= most_window_minutes))
                return unlawful("a traffic window is a second to a million minutes");
            for (auto count : t.getEdges())
                if (!e.seat(count.getUid())) return unlawful("traffic of a uid without a seat");
            return done();
        }
        case event_kind::GROUND_TRUTH_ARRIVED: {
            const auto g = event.getGroundTruthArrived();
            if (!reads<aml_ensemble_seen>(*e.rules)) return unlawful("the mechanism knows no ground truth");
            const double most = number(e.facts.params, "tier3.roc") + number(e.facts.params, "tier3.pr");
            for (auto s : g.getSettled())
                if (!as_account(bytes_of(s.getAccount())) || !(s.getTier3() >= 0 && s.getTier3() <= most))
                    return unlawful("a settled score is an account's, from 0 to the most that tier 3 gives");
            return done();
        }
        case event_kind::EPOCH_SEALED: return lawful_seal(e, event);
        default: return done();
    }
}

void change(epoch_state& e, event_reader event) {
    ++e.kinds[std::size_t(event.which())];
    switch (event.which()) {
        case event_kind::REQUEST_SENT: {
            const auto r = event.getRequestSent();
            change(e, r, *e.seat(r.getUid()));
            break;
        }
        case event_kind::REPLY_RECORDED: {
            const auto r = event.getReplyRecorded();
            change(e, r, *e.seat(r.getUid()));
            break;
        }
        case event_kind::REPLY_VERIFIED: {
            const auto r = event.getReplyVerified();
            change(e, r, *e.seat(r.getUid()), std::move(*read_observation(r.getSeen())));
            break;
        }
        case event_kind::TASK_OPENED: open_task(e, event); break;
        case event_kind::TASK_CLOSED: close_task(e, event.getTaskClosed().getOrdinal()); break;
        case event_kind::TRAFFIC_COUNTED: {
            const auto t = event.getTrafficCounted();
            e.facts.counted.window_minutes = t.getWindowMinutes();
            e.facts.counted.edges.assign(e.facts.seats.size(), 0);
            for (auto count : t.getEdges()) e.facts.counted.edges[*e.seat(count.getUid())] = count.getEdges();
            break;
        }
        case event_kind::GROUND_TRUTH_ARRIVED: {
            const auto g = event.getGroundTruthArrived();
            for (auto s : g.getSettled())
                e.facts.settled.push_back({*as_account(bytes_of(s.getAccount())), g.getSubmittedEpoch(), s.getTier3()});
            break;
        }
        default: break;
    }
}

status take(epoch_state& e, event_reader event) {
    std::size_t at = 0;
    switch (event.which()) {
        case event_kind::REQUEST_SENT: {
            const auto r = event.getRequestSent();
            if (auto ok = lawful_request(e, event, r, at); !ok) return ok;
            change(e, r, at);
            break;
        }
        case event_kind::REPLY_RECORDED: {
            const auto r = event.getReplyRecorded();
            if (auto ok = lawful_reply(e, event, r, at); !ok) return ok;
            change(e, r, at);
            break;
        }
        case event_kind::REPLY_VERIFIED: {
            const auto r = event.getReplyVerified();
            observation seen;
            if (auto ok = lawful_verdict(e, event, r, at, seen); !ok) return ok;
            change(e, r, at, std::move(seen));
            break;
        }
        default: {
            if (auto ok = lawful(e, event); !ok) return ok;
            change(e, event);
            return done();
        }
    }
    ++e.kinds[std::size_t(event.which())];
    return done();
}

}  // namespace rf
