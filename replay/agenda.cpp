#include "replay/agenda.hpp"

#include <algorithm>

#include "replay/weights.hpp"

namespace rf {
namespace {

using what = agenda_item::what;

void epoch_items(const epoch_state& e, std::vector<agenda_item>& due) {
    const std::uint32_t epoch = e.facts.epoch;
    for (std::size_t t = 0; t < e.progress.size(); ++t) {
        const task_progress& p = e.progress[t];
        if (p.closed) continue;
        const auto task = std::uint16_t(t);
        if (p.waiting == 0) due.push_back({what::close_task, epoch, task, 0});
        for (std::size_t at = 0; at < p.questions.size(); ++at) {
            const std::uint16_t uid = e.facts.seats[at].uid;
            switch (p.questions[at].at) {
                case question::stage::due: due.push_back({what::ask, epoch, task, uid}); break;
                case question::stage::sent: due.push_back({what::await_reply, epoch, task, uid}); break;
                case question::stage::answered: due.push_back({what::verify_reply, epoch, task, uid}); break;
                default: break;
            }
        }
    }
    if (e.facts.tasks.size() < e.tasks_planned)
        due.push_back({what::open_task, epoch, std::uint16_t(e.facts.tasks.size()), 0});
    else if (e.open_tasks() == 0)
        due.push_back({what::seal_epoch, epoch, 0, 0});
}

void weights_items(const projection& p, const weights_state& w, std::vector<agenda_item>& due) {
    using stage = weights_state::stage;
    switch (w.at) {
        case stage::due:
            due.push_back({metagraph_is_fresh(p, w) ? what::intend_weights : what::read_metagraph, w.epoch, 0, 0});
            break;
        case stage::intended: due.push_back({what::sign_weights, w.epoch, 0, 0}); break;
        case stage::signed_: due.push_back({what::submit_weights, w.epoch, 0, 0}); break;
        case stage::submitted:
        case stage::included: due.push_back({what::confirm_weights, w.epoch, 0, 0}); break;
        case stage::finalised: due.push_back({what::read_back_weights, w.epoch, 0, 0}); break;
        case stage::ended: break;
    }
}

}  // namespace

std::string_view name_of(agenda_item::what w) {
    constexpr std::string_view names[] = {
        "start_writer", "connect_chain", "read_metagraph", "commit_secret", "open_epoch", "open_task",
        "ask", "await_reply", "verify_reply", "close_task", "seal_epoch", "intend_weights", "sign_weights",
        "submit_weights", "confirm_weights", "read_back_weights", "settle_truth"};
    return names[std::size_t(w)];
}

std::vector<agenda_item> agenda(const projection& p) {
    std::vector<agenda_item> due;
    if (p.next == 0) return due;
    if (!p.writing) return {{what::start_writer, 0, 0, 0}};
    if (!p.chain.connected) due.push_back({what::connect_chain, 0, 0, 0});
    else if (p.chain.metagraph_block == 0) due.push_back({what::read_metagraph, 0, 0, 0});
    const std::uint32_t following = (p.open ? p.open->facts.epoch : p.sealed.epoch) + 1;
    if (!p.secret_committed) due.push_back({what::commit_secret, following, 0, 0});
    if (p.open) epoch_items(*p.open, due);
    else if (p.secret_committed && !p.mechanism.empty()) due.push_back({what::open_epoch, following, 0, 0});
    for (const auto& w : p.weights) weights_items(p, w, due);
    for (const auto& a : p.awaited) due.push_back({what::settle_truth, a.submitted_epoch, 0, 0});
    std::sort(due.begin(), due.end());
    return due;
}

}  // namespace rf
