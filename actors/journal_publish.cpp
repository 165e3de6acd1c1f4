#include <algorithm>
#include <iterator>
#include <utility>

#include "actors/epoch_receipts.hpp"
#include "actors/journal.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "replay/mechanisms/reasonforge_1_formulas.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf {
namespace {

using what = agenda_item::what;

question_name name_of(const projection& p, const desk_task& t, const agenda_item& item, std::uint16_t more) {
    const std::size_t at = *p.open->seat(item.uid);
    question_name n;
    n.epoch = item.epoch;
    n.task = t.id;
    n.ordinal = item.task;
    n.uid = item.uid;
    n.attempt = std::uint16_t(p.open->progress[item.task].questions[at].attempts + more);
    n.who = p.open->facts.seats[at].who;
    return n;
}

std::string endpoint_of(const projection& p, const account& who) {
    const auto at = std::lower_bound(p.miners.begin(), p.miners.end(), who,
                                     [](const known_miner& k, const account& a) { return k.who < a; });
    return at != p.miners.end() && at->who == who ? at->endpoint : std::string();
}

std::shared_ptr<const verify_brief> verify_of(const projection& p, const desk_task& t) {
    auto brief = std::make_shared<verify_brief>();
    const epoch_state& e = *p.open;
    brief->epoch = e.facts.epoch;
    brief->task = t;
    brief->domain = e.rules->domains.empty() ? "" : std::string(e.rules->domains[t.domain]);
    brief->params = e.facts.params;
    for (const answered_reply& r : t.answered)
        brief->attempts.push_back(e.progress[t.ordinal].questions[*e.seat(r.uid)].attempts);
    return brief;
}

// Ranks as miners are told them: the highest score is 1, ties go to the lower uid, 0 has none.
epoch_ended results_of(event_reader event, const roster& seats) {
    epoch_ended out;
    out.epoch = event.getEpoch();
    const auto scores = event.getEpochSealed().getScores();
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < seats.size() && i < scores.size(); ++i) {
        out.results.emplace_back(seats[i].who, task_result{out.epoch, seats[i].uid, scores[unsigned(i)], 0});
        if (scores[unsigned(i)] > 0) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return out.results[a].second.score > out.results[b].second.score;
    });
    for (std::size_t place = 0; place < order.size(); ++place)
        out.results[order[place]].second.rank = std::uint32_t(place + 1);
    return out;
}

bool is_of_signed(what due) {
    return due == what::sign_weights || due == what::submit_weights || due == what::confirm_weights ||
           due == what::reveal_weights || due == what::read_back_weights;
}

weights_brief weights_of(const projection& p, const desk& d, std::uint32_t epoch) {
    weights_brief brief;
    const auto w = std::find_if(p.weights.begin(), p.weights.end(),
                                [&](const weights_state& each) { return each.epoch == epoch; });
    RF_REQUIRE(w != p.weights.end());
    brief.order.weights = w->values;
    brief.order.version_key = p.chain.version_key;
    brief.extrinsic = w->extrinsic;
    brief.attempts = w->attempts;
    brief.included = w->at == weights_state::stage::included;
    brief.best = p.chain.best;
    brief.finalised = p.chain.finalised;
    brief.order.call = w->committed ? schema::WeightCall::REVEAL : w->call;
    if (const auto at = d.weights.find(epoch); at != d.weights.end()) {
        brief.refused = w->at == weights_state::stage::intended && at->second.call == brief.order.call;
        brief.payload = at->second.payload;
        brief.era_from = at->second.era_from;
        brief.era_to = at->second.era_to;
    }
    return brief;
}

}  // namespace

seen_scores scores_of(const projection& p, std::uint16_t ordinal) {
    const epoch_facts& facts = p.open->facts;
    const task_facts& task = facts.tasks[ordinal];
    const auto c = reasonforge_1::read(facts.params);
    seen_scores out;
    out.validator = p.identity.validator;
    out.epoch = facts.epoch;
    out.task = task.id;
    for (std::size_t i = 0; i < facts.seats.size(); ++i) {
        if (!counts(task.replies[i].what)) continue;
        double score = 0;
        if (const auto* seen = std::get_if<reasonforge_seen>(&task.replies[i].seen))
            score = reasonforge_1::cms(c, seen->quality, seen->accuracy, seen->novelty, seen->efficiency);
        out.scores.emplace_back(facts.seats[i].uid, score);
    }
    return out;
}

// Due, but not to be done now: by the operator's limits, not by any fact.
bool journal::held(const agenda_item& item) const {
    const bool disk_is_full = free_bytes_ < settings_.stop_free_bytes;
    const bool last_epoch_done = settings_.epochs && sealed_here_ >= *settings_.epochs;
    switch (item.due) {
        case what::ask: return disk_is_full;
        case what::open_task: return disk_is_full || state_.open->open_tasks() >= settings_.tasks_at_once;
        case what::open_epoch: return disk_is_full || last_epoch_done;
        case what::commit_secret: return last_epoch_done;
        default: return false;
    }
}

void journal::tell(event_reader event) {
    std::vector<signed_reply> signed_replies;
    if (event.isEpochSealed()) signed_replies = desk_.signed_replies;
    desk_.take(event);
    world_.on_looker.saw(event, state_);
    if (event.isTaskClosed() && state_.open && state_.open->facts.epoch == event.getEpoch() &&
        state_.open->rules->name == "reasonforge")
        notices_.push_back(std::make_shared<notice>(
            task_scored{scores_of(state_, event.getTaskClosed().getOrdinal())}));
    if (!event.isEpochSealed()) return;
    questions_.clear();
    epoch_ended ended = results_of(event, sealing_);
    if (auto ok = add_receipts(ended, signed_replies, world_.log, state_.identity.origin, world_.key); !ok)
        world_.on_looker.note("journal", ok.error());  // its scores are told all the same
    notices_.push_back(std::make_shared<notice>(std::move(ended)));
}

result<std::shared_ptr<const task_question>> journal::question_of(const desk_task& t) {
    for (const auto& [id, question] : questions_)
        if (id == t.id) return question;
    auto bytes = world_.log.read_blob(t.prompt);
    if (!bytes) return bytes.error();
    auto prompt = decode_prompt(*bytes);
    if (!prompt) return prompt.error();
    auto q = std::make_shared<task_question>();
    q->id = t.id;
    q->problem = std::move(prompt->problem);
    q->domain = std::move(prompt->domain);
    q->difficulty = prompt->difficulty;
    q->timeout_ms = t.timeout_ms;
    q->context = std::move(prompt->context);
    q->constraints = std::move(prompt->constraints);
    questions_.emplace_back(t.id, q);
    return std::shared_ptr<const task_question>(std::move(q));
}

work_ptr journal::compose(const agenda_item& item) {
    auto w = std::make_shared<work>();
    w->item = item;
    const desk_task* t = item.due == what::ask || item.due == what::await_reply || item.due == what::verify_reply ||
                                 item.due == what::close_task
                             ? &desk_.tasks.at(item.task) : nullptr;
    switch (item.due) {
        case what::ask: {
            auto question = question_of(*t);
            if (!question) {
                world_.on_looker.note("journal", question.error());
                break;  // stays due; the deadline ends it void
            }
            const question_name name = name_of(state_, *t, item, 1);
            w->brief = ask_brief{name, endpoint_of(state_, name.who), *question};
            break;
        }
        case what::await_reply: w->brief = lost_brief{name_of(state_, *t, item, 0)}; break;
        case what::close_task:
            w->brief = close_brief{t->id, state_.open->progress[item.task].waiting == 0 ? schema::TaskEnd::COMPLETE
                                                                                        : schema::TaskEnd::DEADLINE};
            break;
        case what::open_task: {
            auto plan = std::make_shared<plan_brief>();
            const epoch_state& e = *state_.open;
            plan->rules = e.rules;
            plan->block = desk_.block;
            plan->block_hash = desk_.block_hash;
            plan->best = state_.chain.best;
            plan->closes_block = e.closes_block;
            plan->params = e.facts.params;
            plan->seats = e.facts.seats;
            plan->tasks = e.tasks_planned;
            w->brief = std::shared_ptr<const plan_brief>(std::move(plan));
            break;
        }
        case what::sign_weights:
        case what::reveal_weights:
        case what::submit_weights:
        case what::confirm_weights:
        case what::read_back_weights: w->brief = weights_of(state_, desk_, item.epoch); break;
        case what::commit_root: {
            // As it was signed: what no checkpoint vouches for is told to nobody.
            auto note = world_.log.read_checkpoint_at(state_.sealed.at + 1);
            auto head = note ? read_checkpoint(*note) : result<checkpoint>(note.error());
            if (head) w->brief = root_brief{{head->size, head->root}};
            else world_.on_looker.note("journal", head.error());
            break;
        }
        default: break;
    }
    return w;
}

void journal::publish(outcome& out) {
    std::vector<agenda_item> now = agenda(state_);
    if (const auto root = settings_.publish_roots ? root_due(state_) : std::nullopt)
        now.insert(std::upper_bound(now.begin(), now.end(), *root), *root);
    std::erase_if(now, [this](const agenda_item& item) { return held(item); });
    std::vector<agenda_item> added;
    std::set_difference(now.begin(), now.end(), agenda_.begin(), agenda_.end(), std::back_inserter(added));
    std::set_difference(agenda_.begin(), agenda_.end(), now.begin(), now.end(), std::back_inserter(out.over));
    // An item that stays may be about other bytes than before.
    for (const weights_state& w : state_.weights) {
        if (told_.try_emplace(w.epoch, w.extrinsic).first->second == w.extrinsic) continue;
        told_[w.epoch] = w.extrinsic;
        for (const agenda_item& item : now)
            if (item.epoch == w.epoch && is_of_signed(item.due) &&
                !std::binary_search(added.begin(), added.end(), item))
                added.insert(std::lower_bound(added.begin(), added.end(), item), item);
    }
    std::erase_if(told_, [this](const auto& each) { return each.first + 16 < state_.sealed.epoch; });
    std::shared_ptr<const verify_brief> verify;  // one for all answers of a task
    for (const agenda_item& item : added) {
        work_ptr w;
        if (item.due == what::verify_reply) {
            if (!verify || verify->task.ordinal != item.task) verify = verify_of(state_, desk_.tasks.at(item.task));
            w = std::make_shared<work>(work{item, verify});
        } else {
            w = compose(item);
        }
        out.due.push_back(std::move(w));
    }
    agenda_ = std::move(now);
    out.notices = std::exchange(notices_, {});
}

}  // namespace rf
