#include "events/add_checkpoint.hpp"

#include "events/proof_lines.hpp"

namespace rf {
namespace {

constexpr std::string_view file = "add-checkpoint request";

}  // namespace

std::string write_add_checkpoint(const add_checkpoint& r) {
    RF_REQUIRE(r.old_size <= UINT64_MAX >> 1);
    return "old " + std::to_string(r.old_size) + "\n" + hash_lines(r.path) + r.note;
}

result<add_checkpoint> read_add_checkpoint(std::string_view text) {
    if (text.size() > most_add_checkpoint_bytes)
        return fault{fault_kind::invalid, "it is larger than 96 KiB", std::string(file), ""};
    proof_lines from(text, file);
    auto rest = from.rest("old");
    if (!rest) return rest.error();
    add_checkpoint out{rest->number, std::move(rest->path), std::move(rest->note)};
    if (read_checkpoint(out.note)->size < out.old_size)
        return from.wrong("the checkpoint is older than the size that it is to follow");
    return out;
}

result<checkpoint> verify_add_checkpoint(const add_checkpoint& r, const hash32& old_root,
                                         const verifying_key& key) {
    auto head = open_checkpoint(r.note, key);
    if (!head) return with_place(head.error(), file);
    if (auto holds = verify_consistency(r.old_size, old_root, head->size, head->root, r.path); !holds)
        return with_place(holds.error(), file);
    return head;
}

}  // namespace rf
