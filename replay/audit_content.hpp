// audit_content: a drawn task's prompt and truth, made again from the epoch's seed.
//
// The salt before a truth follows from the seed too, so both blobs are exact:
// their hashes are compared, and neither blob need be there.
#pragma once

#include "events/codec.hpp"
#include "replay/draw.hpp"

namespace rf {

// What task_opened says of its content.
struct recorded_content {
    std::string generator;  // empty: none is named
    std::uint32_t timeout_ms = 0;
    hash32 prompt, truth;
};
recorded_content recorded_content_of(schema::TaskOpened::Reader opened);

struct content_blobs {
    byte_vec prompt, truth;
};
struct content_hashes {
    hash32 prompt, truth;
};
// Nothing where this program does not know the generator: then the content is
// taken on record.
std::optional<content_blobs> blobs_again(const hash32& epoch_seed, std::uint32_t ordinal, const planned_task& task,
                                         const recorded_content& recorded);
std::optional<content_hashes> content_again(const hash32& epoch_seed, std::uint32_t ordinal,
                                            const planned_task& task, const recorded_content& recorded);

}  // namespace rf
