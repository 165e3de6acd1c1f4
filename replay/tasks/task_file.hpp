// task_file: tasks that people wrote, read from JSON, and which of them an epoch uses.
//
// A file is an array of objects in the seed's format (docs/tasks.md). It is
// read strictly: a fault names the file, the element and the field.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "events/result.hpp"
#include "replay/tasks/content.hpp"

namespace rf {

struct file_task {
    std::string task_id;
    std::uint8_t domain = 0;
    std::uint8_t difficulty = 1;
    bool trap = false;
    bool previously_unsolved = false;
    std::uint32_t timeout_ms = 0;  // 0: not given
    double truth_score = 1;        // "ground_truth_score": kept for people, used by no score
    task_content content;
};

constexpr std::size_t most_task_file_bytes = 8u << 20;
constexpr std::size_t most_file_tasks = 20'000;

// `name` is told in faults. Ids are unique within the file.
result<std::vector<file_task>> read_task_file(std::string_view json, std::string_view name);

// Several files as one list, sorted by id, so that the order of a folder does
// not matter. A fault: an id that two tasks have.
result<std::vector<file_task>> join_task_files(std::vector<std::vector<file_task>> files);

// Which planned tasks are taken from files: for each of the plan, the place in
// `files`, or nothing where its content is generated. Each keeps the domain
// and the trap that were planned, with the nearest difficulty there is; no
// task twice. Fewer than `count` where the files have no more that fit.
std::vector<std::optional<std::size_t>> draw_file_tasks(const hash32& epoch_seed,
                                                        const std::vector<planned_task>& plan,
                                                        const std::vector<file_task>& files, std::uint32_t count);

}  // namespace rf
