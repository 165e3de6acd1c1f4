// drawn_task: a planned task with its content, ready to be opened.
#pragma once

#include "actors/settings.hpp"
#include "actors/work.hpp"
#include "replay/draw.hpp"

namespace rf {

constexpr std::string_view task_generator = "reasoning@1";

// Prompt and truth follow from the epoch's seed, so an audit makes them again.
opened_task draw_content(const validator_settings& s, const plan_brief& plan, const hash32& seed,
                         const planned_task& task, const agenda_item& item);

}  // namespace rf
