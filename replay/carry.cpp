#include "replay/carry.hpp"

#include <algorithm>

namespace rf {

const carry_entry* carry::find(const account& who) const {
    const auto at = std::lower_bound(entries.begin(), entries.end(), who,
                                     [](const carry_entry& e, const account& a) { return e.who < a; });
    return at != entries.end() && at->who == who ? &*at : nullptr;
}

carry as_carry(std::vector<carry_entry> entries) {
    std::erase_if(entries, [](const carry_entry& e) {
        return e.streak == 0 && e.score == 0 && e.history.empty() && e.tier3 == 0 && e.tier3_epoch == 0;
    });
    std::sort(entries.begin(), entries.end(),
              [](const carry_entry& a, const carry_entry& b) { return a.who < b.who; });
    return {std::move(entries)};
}

carry carry_unchanged(const carry& in, const roster& seats) {
    std::vector<carry_entry> kept;
    for (const seat& s : seats)
        if (const carry_entry* e = in.find(s.who)) kept.push_back(*e);
    return as_carry(std::move(kept));
}

}  // namespace rf
