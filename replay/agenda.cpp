#include "replay/agenda.hpp"

#include <algorithm>

#include "replay/decide.hpp"
#include "replay/weights.hpp"

namespace rf {
namespace {

using what = agenda_item::what;

// How long a metagraph without a miner to ask stands before it is read again.
constexpr std::uint64_t patience_blocks = 10;

// A question of the task is on its way, or may yet be.
struct outstanding {
    bool due = false, sent = false, answered = false;
};
outstanding look_at(const task_progress& p) {
    outstanding o;
    for (const question& q : p.questions) {
        o.due |= q.at == question::stage::due;
        o.sent |= q.at == question::stage::sent;
        o.answered |= q.at == question::stage::answered;
    }
    return o;
}

void task_items(const epoch_state& e, std::size_t at_task, std::uint64_t best,
                std::vector<agenda_item>& due) {
    const task_progress& p = e.progress[at_task];
    const std::uint32_t epoch = e.facts.epoch;
    const auto task = std::uint16_t(at_task);
    const bool over = best >= p.deadline_block;
    const outstanding o = look_at(p);
    const bool replies_are_in = !o.sent && (!o.due || over);
    if (replies_are_in && !o.answered) due.push_back({what::close_task, epoch, task, 0});
    for (std::size_t at = 0; at < p.questions.size(); ++at) {
        const std::uint16_t uid = e.facts.seats[at].uid;
        switch (p.questions[at].at) {
            case question::stage::due:
                if (!over) due.push_back({what::ask, epoch, task, uid});
                break;
            case question::stage::sent: due.push_back({what::await_reply, epoch, task, uid}); break;
            case question::stage::answered:
                if (replies_are_in) due.push_back({what::verify_reply, epoch, task, uid});
                break;
            default: break;
        }
    }
}

void epoch_items(const epoch_state& e, std::uint64_t best, std::vector<agenda_item>& due) {
    const std::uint32_t epoch = e.facts.epoch;
    for (std::size_t t = 0; t < e.progress.size(); ++t)
        if (!e.progress[t].closed) task_items(e, t, best, due);
    if (e.facts.tasks.size() < e.tasks_planned)
        due.push_back({what::open_task, epoch, std::uint16_t(e.facts.tasks.size()), 0});
    else if (best >= e.closes_block && e.open_tasks() == 0)
        due.push_back({what::seal_epoch, epoch, 0, 0});
}

void weights_items(const projection& p, const weights_state& w, std::vector<agenda_item>& due) {
    using stage = weights_state::stage;
    switch (w.at) {
        case stage::due:
            due.push_back(
                {metagraph_is_fresh(p, w) ? what::intend_weights : what::read_metagraph, w.epoch, 0, 0});
            break;
        case stage::intended:
            due.push_back({w.committed ? what::reveal_weights : what::sign_weights, w.epoch, 0, 0});
            break;
        case stage::signed_: due.push_back({what::submit_weights, w.epoch, 0, 0}); break;
        case stage::submitted:
        case stage::included: due.push_back({what::confirm_weights, w.epoch, 0, 0}); break;
        case stage::finalised:
            due.push_back(
                {is_bare_commit(w) ? what::reveal_weights : what::read_back_weights, w.epoch, 0, 0});
            break;
        case stage::ended: break;
    }
}

// From no epoch to the next: a metagraph read since the last seal, a secret,
// and a block after it.
void opening_items(const projection& p, std::uint32_t following, std::vector<agenda_item>& due) {
    const chain_state& c = p.chain;
    const bool read_since = c.metagraph_at != 0 && c.metagraph_at > p.sealed.at;
    const bool somebody = read_since && !possible_seats(p).empty();
    const bool read_for_weights = std::any_of(p.weights.begin(), p.weights.end(), [&](const weights_state& w) {
        return w.at == weights_state::stage::due && !metagraph_is_fresh(p, w);
    });
    const bool again = read_since && !somebody && c.best >= c.metagraph_block + patience_blocks;
    if ((!read_since && !read_for_weights) || again)
        due.push_back({what::read_metagraph, 0, 0, 0});
    if (somebody && c.current && p.secret_committed && c.best >= p.secret_before_block &&
        !p.mechanism.empty())
        due.push_back({what::open_epoch, following, 0, 0});
}

}  // namespace

std::string_view name_of(agenda_item::what w) {
    constexpr std::string_view names[] = {
        "start_writer", "connect_chain", "read_metagraph", "commit_secret", "open_epoch", "open_task",
        "ask", "await_reply", "verify_reply", "close_task", "seal_epoch", "intend_weights", "sign_weights",
        "submit_weights", "confirm_weights", "reveal_weights", "read_back_weights", "settle_truth",
        "commit_root"};
    static_assert(std::size(names) == std::size_t(what::commit_root) + 1);
    return names[std::size_t(w)];
}

std::vector<agenda_item> agenda(const projection& p) {
    std::vector<agenda_item> due;
    if (p.next == 0) return due;
    if (!p.writing) return {{what::start_writer, 0, 0, 0}};
    const std::uint32_t following = (p.open ? p.open->facts.epoch : p.sealed.epoch) + 1;
    if (!p.chain.connected) due.push_back({what::connect_chain, 0, 0, 0});
    if (p.chain.current && !p.secret_committed) due.push_back({what::commit_secret, following, 0, 0});
    if (p.open) epoch_items(*p.open, p.chain.best, due);
    else if (p.chain.connected) opening_items(p, following, due);
    for (const auto& w : p.weights) weights_items(p, w, due);
    for (const auto& a : p.awaited) due.push_back({what::settle_truth, a.submitted_epoch, 0, 0});
    std::sort(due.begin(), due.end());
    return due;
}

std::optional<agenda_item> root_due(const projection& p) {
    if (!p.writing || !p.chain.connected || p.sealed.epoch <= p.root_committed) return std::nullopt;
    return agenda_item{what::commit_root, p.sealed.epoch, 0, 0};
}

}  // namespace rf
