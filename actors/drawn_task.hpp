// drawn_task: a planned task with its content, ready to be opened.
#pragma once

#include "actors/settings.hpp"
#include "actors/work.hpp"
#include "replay/draw.hpp"
#include "replay/tasks/task_file.hpp"

namespace rf {

// Generated content follows from the epoch's seed, so an audit makes it again;
// content from a file is on record only. The seed is everybody's after the seal,
// so it salts the truths that follow from it, and no others: those of files stay
// unguessable by `lasting`, which is never revealed.
opened_task draw_content(const validator_settings& s, const plan_brief& plan, const hash32& seed,
                         const hash32& lasting, const planned_task& task, const agenda_item& item,
                         const file_task* from_file);

}  // namespace rf
