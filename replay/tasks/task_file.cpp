#include "replay/tasks/task_file.hpp"

#include <algorithm>

#include "replay/dice.hpp"
#include "replay/tasks/json_fields.hpp"

namespace rf {
namespace {

constexpr std::size_t most_depth = 4;
constexpr std::size_t most_text_bytes = 16 * 1024;
constexpr std::size_t most_answer_bytes = 4096;

std::optional<std::uint8_t> domain_of(std::string_view name) {
    for (std::uint8_t i = 0; i < task_domains; ++i)
        if (domain_name(i) == name) return i;
    return std::nullopt;
}

task_truth read_truth(json_fields& from) {
    task_truth out;
    out.value = from.text("ground_truth", most_answer_bytes);
    out.kind = truth_kind::text;
    if (from.has("truth_kind")) {
        const auto kind = truth_kind_of(from.text("truth_kind", 64));
        if (!kind) from.refuse("truth_kind", "is not integer, rational, decimal, text or set");
        out.kind = kind.value_or(truth_kind::text);
    }
    if (from.has("tolerance")) out.tolerance = from.text("tolerance", 64);
    if (from.has("percent")) out.percent = from.truth("percent");
    if (from.has("tempting")) out.tempting = from.text("tempting", most_answer_bytes);
    if (out.value.empty())
        from.refuse("ground_truth", "is empty", "a task needs an answer that can be checked");
    if ((out.kind == truth_kind::decimal) == out.tolerance.empty())
        from.refuse("tolerance", "belongs to a decimal truth, and a decimal truth needs one");
    return out;
}

// What people keep for themselves; it is checked and let go.
void read_remarks(json_fields& from) {
    if (from.has("tags")) from.texts("tags", 32, 64);
    for (const auto* each : {"source", "author", "created_at"})
        if (from.has(each)) from.text(each, 256);
}

result<file_task> read_task(simdjson::dom::element value, const std::string& place) {
    json_fields from(value, place);
    file_task out;
    out.task_id = from.text("task_id", 128);
    if (out.task_id.empty()) from.refuse("task_id", "is empty");
    out.content.problem = from.text("problem", most_text_bytes);
    if (out.content.problem.empty()) from.refuse("problem", "is empty");
    const std::string domain = from.text("domain", 64);
    if (!domain_of(domain))
        from.refuse("domain", "is none of mathematics, code, scientific, strategic, causal, ethical");
    out.domain = domain_of(domain).value_or(0);
    out.difficulty = std::uint8_t(from.whole("difficulty", 1, 10));
    if (from.has("timeout_seconds"))
        out.timeout_ms = std::uint32_t(from.whole("timeout_seconds", 1, 86'400) * 1000);
    if (from.has("ground_truth_score")) out.truth_score = from.number("ground_truth_score", 0, 1);
    if (from.has("is_trap")) out.trap = from.truth("is_trap");
    if (from.has("previously_unsolved")) out.previously_unsolved = from.truth("previously_unsolved");
    if (from.has("context")) out.content.context = from.text_or_null("context", most_text_bytes);
    if (from.has("constraints")) out.content.constraints = from.text_or_null("constraints", most_text_bytes);
    out.content.truth = read_truth(from);
    read_remarks(from);
    if (auto ok = from.finish(); !ok) return ok.error();
    return out;
}

fault twice(const std::string& id, std::string where) {
    return {fault_kind::invalid, "two tasks have the id " + id, std::move(where), "rename one of them"};
}

}  // namespace

result<std::vector<file_task>> read_task_file(std::string_view json, std::string_view name) {
    if (json.size() > most_task_file_bytes)
        return fault{fault_kind::invalid, "is longer than " + std::to_string(most_task_file_bytes) + " bytes",
                     std::string(name), "make several files of it"};
    if (json.empty()) return fault{fault_kind::invalid, "is not JSON: it is empty", std::string(name), ""};
    simdjson::dom::parser parser;
    if (parser.allocate(most_task_file_bytes, most_depth) != simdjson::SUCCESS)
        return fault{fault_kind::unavailable, "no memory for a parser", std::string(name), ""};
    simdjson::dom::element whole;
    if (const auto error = parser.parse(json.data(), json.size()).get(whole); error != simdjson::SUCCESS)
        return fault{fault_kind::invalid, std::string("is not JSON: ") + simdjson::error_message(error),
                     std::string(name), ""};
    simdjson::dom::array list;
    if (whole.get(list) != simdjson::SUCCESS)
        return fault{fault_kind::invalid, "is not a list of tasks", std::string(name), "begin it with ["};
    std::vector<file_task> out;
    for (const auto each : list) {
        const std::string place = std::string(name) + ", element " + std::to_string(out.size());
        if (out.size() == most_file_tasks)
            return fault{fault_kind::invalid, "has more than " + std::to_string(most_file_tasks) + " tasks",
                         std::string(name), ""};
        auto task = read_task(each, place);
        if (!task) return task.error();
        out.push_back(std::move(*task));
    }
    std::vector<std::string_view> ids;
    for (const auto& t : out) ids.push_back(t.task_id);
    std::sort(ids.begin(), ids.end());
    if (const auto same = std::adjacent_find(ids.begin(), ids.end()); same != ids.end())
        return twice(std::string(*same), std::string(name));
    return out;
}

result<std::vector<file_task>> join_task_files(std::vector<std::vector<file_task>> files) {
    std::vector<file_task> all;
    for (auto& each : files)
        for (auto& task : each) all.push_back(std::move(task));
    std::sort(all.begin(), all.end(),
              [](const file_task& a, const file_task& b) { return a.task_id < b.task_id; });
    for (std::size_t i = 1; i < all.size(); ++i)
        if (all[i - 1].task_id == all[i].task_id) return twice(all[i].task_id, "");
    return all;
}

std::vector<std::optional<std::size_t>> draw_file_tasks(const hash32& epoch_seed,
                                                        const std::vector<planned_task>& plan,
                                                        const std::vector<file_task>& files,
                                                        std::uint32_t count) {
    dice d(sha256({view("tasks from files"), byte_view(epoch_seed)}));
    std::vector<std::size_t> places(plan.size()), order(files.size());
    for (std::size_t i = 0; i < places.size(); ++i) places[i] = i;
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    d.shuffle(places);
    d.shuffle(order);
    std::vector<std::optional<std::size_t>> out(plan.size());
    std::vector<bool> used(files.size());
    auto distance = [](unsigned a, unsigned b) { return a > b ? a - b : b - a; };
    for (const std::size_t at : places) {
        if (count == 0) break;
        std::optional<std::size_t> best;
        for (const std::size_t i : order) {
            if (used[i] || files[i].domain != plan[at].domain || files[i].trap != plan[at].trap) continue;
            if (!best || distance(files[i].difficulty, plan[at].difficulty) <
                             distance(files[*best].difficulty, plan[at].difficulty))
                best = i;
        }
        if (!best) continue;
        used[*best] = true;
        out[at] = best;
        --count;
    }
    return out;
}

}  // namespace rf
