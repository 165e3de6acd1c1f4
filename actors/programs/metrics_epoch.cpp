#include "actors/programs/metrics_epoch.hpp"

#include <algorithm>

#include "replay/wire_values.hpp"

namespace rf {
namespace {

constexpr std::size_t most_validators = 64;  // whose published scores are kept
constexpr std::size_t most_published = 16 * 1024;  // scores of one of them

constexpr std::string_view outcome_names[] = {
    "answered",  "timeout",   "bad_hash",     "connect_failed", "disconnected",     "http_error", "redirected",
    "malformed", "oversized", "empty_answer", "wrong_task",     "refused_by_miner", "crashed",    "no_disk",
    "own_network"};
constexpr std::string_view fault_names[] = {"nobody", "miner", "validator"};

byte_vec copy(capnp::Data::Reader d) { return {d.begin(), d.end()}; }

std::array<std::uint8_t, 16> id_of(capnp::Data::Reader d) {
    std::array<std::uint8_t, 16> id{};
    if (d.size() == id.size()) std::copy(d.begin(), d.end(), id.begin());
    return id;
}

}  // namespace

std::string_view outcome_name(schema::Outcome o) {
    return std::size_t(o) < std::size(outcome_names) ? outcome_names[std::size_t(o)] : "unknown";
}
std::string_view fault_name(schema::Fault f) {
    return std::size_t(f) < std::size(fault_names) ? fault_names[std::size_t(f)] : "unknown";
}

void watched_epoch::open(event_reader event) {
    const double stake = own_stake;
    byte_vec self = std::move(self_);
    *this = {};
    own_stake = stake;
    self_ = std::move(self);
    const auto opened = event.getEpochOpened();
    number = event.getEpoch();
    rules = find_mechanism(text_of(opened.getMechanism()), opened.getVersion());
    opened_block = opened.getBlock();
    closes_block = opened.getClosesBlock();
    tasks_planned = opened.getTasks();
    for (const auto s : opened.getSeats())
        if (const auto who = as_account(bytes_of(s.getAccount()))) seats.push_back({*who, s.getUid()});
    if (rules != &reasonforge_1::entry) return;
    if (const auto params = read_parameters(opened.getParameters()); params && check_parameters(*rules, *params))
        constants = reasonforge_1::read(*params);
}

// An epoch that another process opened: its tasks as the fold has them. What
// they were worth so far is not told again.
void watched_epoch::begin(const projection& p) {
    *this = {};
    self_ = p.identity.validator.encoded();
    if (!p.open) return;
    number = p.open->facts.epoch;
    rules = p.open->rules;
    closes_block = p.open->closes_block;
    opened_block = p.chain.best;
    tasks_planned = p.open->tasks_planned;
    seats = p.open->facts.seats;
    if (rules == &reasonforge_1::entry) constants = reasonforge_1::read(p.open->facts.params);
    for (std::size_t i = 0; i < p.open->facts.tasks.size(); ++i) {
        const task_facts& f = p.open->facts.tasks[i];
        watched_task& t = tasks[std::uint16_t(i)];
        t.id = f.id;
        if (f.domain < rules->domains.size()) t.domain = rules->domains[f.domain];
        t.difficulty = f.difficulty;
        t.trap = f.trap;
        t.previously_unsolved = f.previously_unsolved;
        t.closed = p.open->progress[i].closed;
        for (std::size_t k = 0; k < f.replies.size(); ++k) {
            t.asked += p.open->progress[i].questions[k].at != question::stage::unasked;
            t.ended += counts(f.replies[k].what);
            if (f.replies[k].what == outcome::answered) answered.insert(seats[k].uid);
        }
    }
}

const watched_task* watched_epoch::find_task(std::uint16_t ordinal) const {
    const auto at = tasks.find(ordinal);
    return at == tasks.end() ? nullptr : &at->second;
}

std::optional<watched_reply> watched_epoch::take_verified(schema::ReplyVerified::Reader r) {
    const watched_task* task = find_task(r.getTask());
    auto seen = read_observation(r.getSeen());
    if (!task || !constants || !seen) return std::nullopt;
    const auto* dimensions = std::get_if<reasonforge_seen>(&*seen);
    if (!dimensions) return std::nullopt;
    task_facts facts;
    facts.previously_unsolved = task->previously_unsolved;
    const double cms = reasonforge_1::cms_of(*constants, facts, {outcome::answered, *seen});
    cms_sum += cms;
    ++cms_count;
    ours_[{task->id, r.getUid()}] = cms;
    facts.previously_unsolved = false;
    const double plain = reasonforge_1::cms_of(*constants, facts, {outcome::answered, *seen});
    const bool above = plain > constants->breakthrough_above;
    return watched_reply{r.getTask(), r.getUid(), cms, dimensions->similarity > constants->similarity_above,
                         task->previously_unsolved && above};
}

std::optional<watched_reply> watched_epoch::take(event_reader event, const projection& after) {
    switch (event.which()) {
        case event_kind::WRITER_STARTED: begin(after); break;
        case event_kind::LOG_CREATED: self_ = copy(event.getLogCreated().getValidator()); break;
        case event_kind::METAGRAPH_OBSERVED:
            for (const auto n : event.getMetagraphObserved().getNeurons())
                if (bytes_of(n.getAccount()).size() == self_.size() && copy(n.getAccount()) == self_)
                    own_stake = n.getStake();
            break;
        case event_kind::EPOCH_OPENED: open(event); break;
        case event_kind::TASK_OPENED: {
            const auto opened = event.getTaskOpened();
            watched_task& t = tasks[opened.getOrdinal()];
            t = {};
            t.id = id_of(event.getStreamId());
            if (rules && opened.getDomain() < rules->domains.size()) t.domain = rules->domains[opened.getDomain()];
            t.difficulty = opened.getDifficulty();
            t.trap = opened.getTrap();
            t.previously_unsolved = opened.getPreviouslyUnsolved();
            t.opened_ns = event.getTimeNs();
            t.asked = opened.getAsked().size();
            break;
        }
        case event_kind::REPLY_RECORDED: {
            const auto reply = event.getReplyRecorded();
            const auto at = tasks.find(reply.getTask());
            const bool ours = reply.getFault() == schema::Fault::VALIDATOR;  // a void: asked again
            if (at != tasks.end() && !ours) ++at->second.ended;
            if (reply.getOutcome() == schema::Outcome::ANSWERED) answered.insert(reply.getUid());
            else if (!ours) ++cms_count;  // 0 in every dimension
            break;
        }
        case event_kind::REPLY_VERIFIED: return take_verified(event.getReplyVerified());
        case event_kind::TASK_CLOSED:
            if (const auto at = tasks.find(event.getTaskClosed().getOrdinal()); at != tasks.end())
                at->second.closed = true;
            break;
        case event_kind::SCORES_PUBLISHED: {
            const auto said = event.getScoresPublished();
            const byte_vec who = copy(said.getValidator());
            if (who == self_ || (!others_.contains(who) && others_.size() >= most_validators)) break;
            published& p = others_[who];
            p.stake = said.getStake();
            for (const auto s : said.getScores())
                if (p.scores.size() < most_published) p.scores[{id_of(said.getTask()), s.getUid()}] = s.getScore();
            break;
        }
        default: break;
    }
    return std::nullopt;
}

std::vector<double> watched_epoch::agreement() const {
    if (!constants || others_.empty()) return {};
    std::vector<std::vector<double>> given(others_.size() + 1), agreed(others_.size() + 1);
    for (const auto& [about, our_score] : ours_) {
        std::vector<reasonforge_1::staked_score> all{{our_score, own_stake}};
        std::vector<std::size_t> by{0};
        std::size_t i = 0;
        for (const auto& [who, p] : others_) {
            ++i;
            const auto at = p.scores.find(about);
            if (at == p.scores.end()) continue;
            all.push_back({at->second, p.stake});
            by.push_back(i);
        }
        if (all.size() == 1) continue;
        const double consensus = reasonforge_1::consensus(*constants, all);
        for (std::size_t k = 0; k < all.size(); ++k) {
            given[by[k]].push_back(all[k].score);
            agreed[by[k]].push_back(consensus);
        }
    }
    std::vector<double> out;
    for (std::size_t i = 0; i < given.size(); ++i)
        if (!given[i].empty()) out.push_back(reasonforge_1::vas(given[i], agreed[i]));
    return out;
}

}  // namespace rf
