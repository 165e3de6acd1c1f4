#include "replay/audit_content.hpp"

#include "events/sha256.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf {

recorded_content recorded_content_of(schema::TaskOpened::Reader opened) {
    recorded_content out;
    out.generator = std::string(text_of(opened.getGenerator()));
    out.timeout_ms = opened.getTimeoutMs();
    out.prompt = as_hash(bytes_of(opened.getPrompt().getSha256())).value_or(hash32{});
    out.truth = as_hash(bytes_of(opened.getTruth().getSha256())).value_or(hash32{});
    return out;
}

std::optional<content_blobs> blobs_again(const hash32& epoch_seed, std::uint32_t ordinal, const planned_task& task,
                                         const recorded_content& recorded) {
    if (!knows_generator(recorded.generator) || task.domain >= task_domains) return std::nullopt;
    const task_content content = make_content(recorded.generator, epoch_seed, ordinal, task);
    return content_blobs{encode_prompt(content, domain_name(task.domain), task.difficulty, recorded.timeout_ms),
                         encode_truth(truth_salt(epoch_seed, ordinal), content.truth)};
}

std::optional<content_hashes> content_again(const hash32& epoch_seed, std::uint32_t ordinal,
                                            const planned_task& task, const recorded_content& recorded) {
    const auto blobs = blobs_again(epoch_seed, ordinal, task, recorded);
    if (!blobs) return std::nullopt;
    return content_hashes{sha256(blobs->prompt), sha256(blobs->truth)};
}

}  // namespace rf
