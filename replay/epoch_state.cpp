#include "replay/epoch_state.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "events/sha256.hpp"
#include "replay/carry_codec.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

fault unlawful(std::string why) { return {fault_kind::invalid, std::move(why), "", ""}; }

constexpr std::uint16_t no_seat = 0xffff;

template <class Body>
status names_seat(const epoch_state& e, const Body& body, std::size_t& at) {
    if (body.getTask() >= e.facts.tasks.size()) return unlawful("no such task in this epoch");
    if (e.progress[body.getTask()].closed) return unlawful("the task is closed");
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

status lawful_task(const epoch_state& e, event_reader event) {
    const auto task = event.getTaskOpened();
    if (event.getStreamId().size() != 16) return unlawful("a task id has 16 bytes");
    if (task.getOrdinal() != e.facts.tasks.size()) return unlawful("tasks are not opened in their order");
    if (e.facts.tasks.size() >= e.tasks_planned) return unlawful("the epoch has all its tasks");
    if (task.getDifficulty() < 1 || task.getDifficulty() > 10) return unlawful("a difficulty is 1 to 10");
    if (!e.rules->domains.empty() && task.getDomain() >= e.rules->domains.size())
        return unlawful("the mechanism has no such domain");
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
status lawful_request(const epoch_state& e, schema::RequestSent::Reader r, std::size_t& at) {
    if (auto ok = names_seat(e, r, at); !ok) return ok;
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

status lawful_reply(const epoch_state& e, schema::ReplyRecorded::Reader r, std::size_t& at) {
    if (auto ok = names_seat(e, r, at); !ok) return ok;
    const question& q = e.progress[r.getTask()].questions[at];
    const bool ours = r.getFault() == schema::Fault::VALIDATOR;
    // A question never sent can only end void: nobody may be charged for it.
    if (q.at != question::stage::sent && !(q.at == question::stage::due && ours))
        return unlawful("no reply of this miner is awaited");
    if (r.getOutcome() > schema::Outcome::OWN_NETWORK || r.getFault() > schema::Fault::VALIDATOR)
        return unlawful("an outcome or fault that this program does not know");
    if (r.getOutcome() == schema::Outcome::ANSWERED && r.getFault() != schema::Fault::NOBODY)
        return unlawful("an answer is nobody's fault");
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

status lawful_verdict(const epoch_state& e, schema::ReplyVerified::Reader r, std::size_t& at, observation& seen) {
    if (auto ok = names_seat(e, r, at); !ok) return ok;
    if (e.progress[r.getTask()].questions[at].at != question::stage::answered)
        return unlawful("there is no answer to verify, or it is verified");
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
    for (auto k : seal.getKinds()) {
        if (k.getKind() >= told.size()) return unlawful("a kind that this program does not know is counted");
        told[k.getKind()] = k.getCount();
    }
    for (std::size_t k = 0; k < told.size(); ++k)
        if (told[k] != e.kinds[k])
            return unlawful("the seal counts " + std::to_string(told[k]) + " events of kind " +
                            std::string(kind_name(event_kind(k))) + ", the epoch has " + std::to_string(e.kinds[k]));
    return done();
}

}  // namespace

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

result<epoch_state> open_epoch(event_reader event, const blob_source& blobs) {
    const auto opened = event.getEpochOpened();
    epoch_state e;
    const std::string name(text_of(opened.getMechanism()));
    e.rules = find_mechanism(name, opened.getVersion());
    if (!e.rules)
        return fault{fault_kind::too_new,
                     "this program has no mechanism " + name + "@" + std::to_string(opened.getVersion()), "",
                     "use a program that has it"};
    if (opened.getFoldVersion() != fold_version)
        return fault{fault_kind::too_new, "the epoch pins fold version " + std::to_string(opened.getFoldVersion()) +
                     ", this program has " + std::to_string(fold_version), "", "use a program that has it"};
    auto pinned = read_parameters(opened.getParameters());
    if (!pinned) return pinned.error();
    if (auto all = check_parameters(*e.rules, *pinned); !all) return all.error();
    e.facts.params = std::move(*pinned);

    if (opened.getSeats().size() > most_seats) return unlawful("an epoch has at most 1024 seats");
    for (auto from : opened.getSeats()) {
        const auto who = as_account(bytes_of(from.getAccount()));
        if (!who) return unlawful("a seat's account is not an account");
        if (!e.facts.seats.empty() && from.getUid() <= e.facts.seats.back().uid)
            return unlawful("seats are not in ascending uid");
        e.seat_of_uid.resize(std::size_t(from.getUid()) + 1, no_seat);
        e.seat_of_uid[from.getUid()] = std::uint16_t(e.facts.seats.size());
        e.facts.seats.push_back({*who, from.getUid()});
    }
    std::vector<account> accounts;
    for (const auto& s : e.facts.seats) accounts.push_back(s.who);
    std::sort(accounts.begin(), accounts.end());
    if (std::adjacent_find(accounts.begin(), accounts.end()) != accounts.end())
        return unlawful("an account has two seats");

    const auto secret_hash = as_hash(bytes_of(opened.getSecretHash()));
    const auto carry_name = as_hash(bytes_of(opened.getCarryIn().getSha256()));
    if (!secret_hash || !carry_name) return unlawful("an epoch names its secret's hash and its carry-in");
    e.secret_hash = *secret_hash;
    e.carry_in = *carry_name;
    auto bytes = blobs(*carry_name);
    if (!bytes) return with_place(bytes.error(), "carry-in of epoch " + std::to_string(event.getEpoch()));
    auto carried = decode_carry(*bytes);
    if (!carried) return with_place(carried.error(), "carry-in of epoch " + std::to_string(event.getEpoch()));
    e.facts.in = std::move(carried->value);

    e.facts.epoch = event.getEpoch();
    e.opened_at = event.getSeq();
    e.closes_block = opened.getClosesBlock();
    e.tasks_planned = opened.getTasks();
    if (e.tasks_planned > 65535) return unlawful("an epoch has at most 65535 tasks");
    if (e.rules->most_tasks != 0 && e.tasks_planned > e.rules->most_tasks)
        return unlawful("the mechanism allows " + std::to_string(e.rules->most_tasks) + " task(s) an epoch");
    e.kinds.resize(kinds_known(), 0);
    ++e.kinds[std::size_t(event_kind::EPOCH_OPENED)];
    return e;
}

status lawful(const epoch_state& e, event_reader event) {
    std::size_t at = 0;
    observation seen;
    switch (event.which()) {
        case event_kind::REQUEST_SENT: return lawful_request(e, event.getRequestSent(), at);
        case event_kind::REPLY_RECORDED: return lawful_reply(e, event.getReplyRecorded(), at);
        case event_kind::REPLY_VERIFIED: return lawful_verdict(e, event.getReplyVerified(), at, seen);
        case event_kind::TASK_OPENED: return lawful_task(e, event);
        case event_kind::TASK_CLOSED: {
            const auto ordinal = event.getTaskClosed().getOrdinal();
            if (ordinal >= e.progress.size() || e.progress[ordinal].closed) return unlawful("no such open task");
            return lawful_close(e.progress[ordinal], event.getTaskClosed().getWhy());
        }
        case event_kind::TRAFFIC_COUNTED: {
            const auto t = event.getTrafficCounted();
            if (e.facts.counted.window_minutes != 0) return unlawful("traffic is counted once an epoch");
            if (!(t.getWindowMinutes() > 0 && std::isfinite(t.getWindowMinutes())))
                return unlawful("a traffic window is longer than nothing");
            for (auto count : t.getEdges())
                if (!e.seat(count.getUid())) return unlawful("traffic of a uid without a seat");
            return done();
        }
        case event_kind::GROUND_TRUTH_ARRIVED: {
            const auto g = event.getGroundTruthArrived();
            if (g.getSubmittedEpoch() == 0 || g.getSubmittedEpoch() > e.facts.epoch)
                return unlawful("a ground truth belongs to this epoch or an earlier one");
            for (auto s : g.getSettled())
                if (!as_account(bytes_of(s.getAccount())) || !(s.getTier3() >= 0 && s.getTier3() <= 0.5))
                    return unlawful("a settled score is an account's, within 0 and 0.5");
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
            if (auto ok = lawful_request(e, r, at); !ok) return ok;
            change(e, r, at);
            break;
        }
        case event_kind::REPLY_RECORDED: {
            const auto r = event.getReplyRecorded();
            if (auto ok = lawful_reply(e, r, at); !ok) return ok;
            change(e, r, at);
            break;
        }
        case event_kind::REPLY_VERIFIED: {
            const auto r = event.getReplyVerified();
            observation seen;
            if (auto ok = lawful_verdict(e, r, at, seen); !ok) return ok;
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
