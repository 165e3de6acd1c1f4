#include "actors/drawn_task.hpp"

#include "replay/tasks/prompt.hpp"

namespace rf {

opened_task draw_content(const validator_settings& s, const plan_brief& plan, const hash32& seed,
                         const hash32& lasting, const planned_task& task, const agenda_item& item,
                         const file_task* from_file) {
    opened_task t;
    t.epoch = item.epoch;
    t.ordinal = item.task;
    t.id = task.id;
    t.domain = task.domain;
    t.difficulty = task.difficulty;
    t.trap = task.trap;
    t.timeout_ms = s.task_timeout_ms;
    t.deadline_block = std::min(plan.best + s.task_blocks, plan.closes_block);
    t.asked = task.asked;
    task_content content;
    if (from_file) {
        t.source = schema::TaskSource::FILE;
        t.difficulty = from_file->difficulty;
        t.previously_unsolved = from_file->previously_unsolved;
        if (from_file->timeout_ms != 0) t.timeout_ms = std::min(t.timeout_ms, from_file->timeout_ms);
        content = from_file->content;
    } else {
        t.generator = newest_generator;
        content = make_content(newest_generator, seed, item.task, task);
    }
    t.prompt = encode_prompt(content, domain_name(task.domain), t.difficulty, t.timeout_ms);
    t.truth = encode_truth(truth_salt(from_file ? lasting : seed, item.task), content.truth);
    return t;
}

}  // namespace rf
