#include <algorithm>
#include <array>
#include <bit>

#include "events/sha256.hpp"
#include "replay/carry.hpp"
#include "replay/mechanism.hpp"

namespace rf {
namespace {

// The uids that were asked and of which nothing but voids came of it.
std::vector<std::uint16_t> left_with_voids(const epoch_facts& facts) {
    std::vector<bool> voided(facts.seats.size(), false), counted(facts.seats.size(), false);
    for (const task_facts& task : facts.tasks)
        for (std::size_t i = 0; i < task.replies.size(); ++i) {
            if (counts(task.replies[i].what)) counted[i] = true;
            else if (task.replies[i].what == outcome::voided) voided[i] = true;
        }
    std::vector<std::uint16_t> uids;
    for (std::size_t i = 0; i < facts.seats.size(); ++i)
        if (voided[i] && !counted[i]) uids.push_back(facts.seats[i].uid);
    return uids;
}

// Of all questions that were asked of anybody, those that ended void.
struct void_part {
    std::uint64_t voided = 0, asked = 0;
};
void_part void_part_of(const epoch_facts& facts) {
    void_part part;
    for (const task_facts& task : facts.tasks)
        for (const reply_facts& reply : task.replies) {
            part.asked += reply.what != outcome::not_asked;
            part.voided += reply.what == outcome::voided;
        }
    return part;
}

std::string partial(const std::vector<std::uint16_t>& uids) {
    std::string reason = "partial: uid " + std::to_string(uids.front());
    if (uids.size() > 1) reason += " and " + std::to_string(uids.size() - 1) + " more";
    return reason + " asked, and left with voids only";
}

// Why the evidence is too thin to score anybody by; empty where it is not.
std::string why_partial(const epoch_facts& facts) {
    if (const auto uids = left_with_voids(facts); !uids.empty()) return partial(uids);
    const void_part part = void_part_of(facts);
    if (double(part.voided) <= number(facts.params, "emit.max_void_share") * double(part.asked)) return {};
    return "partial: " + std::to_string(part.voided) + " of " + std::to_string(part.asked) +
           " questions ended void, more than emit.max_void_share";
}

// An epoch that is not scored in full leaves the carry as it was, but for ground
// truth: that settles earlier epochs, arrives once, and would be lost for good.
carry carry_of_partial(const epoch_facts& facts, const carry& scored) {
    std::vector<carry_entry> entries = carry_unchanged(facts.in, facts.seats).entries;
    for (const carry_entry& e : scored.entries) {
        if (e.tier3_epoch == 0) continue;
        auto at = std::find_if(entries.begin(), entries.end(), [&](const carry_entry& o) { return o.who == e.who; });
        if (at == entries.end()) {
            carry_entry fresh;
            fresh.who = e.who;
            at = entries.insert(entries.end(), fresh);
        }
        at->tier3 = e.tier3;
        at->tier3_epoch = e.tier3_epoch;
    }
    return as_carry(std::move(entries));
}

void put_be16(byte_vec& to, std::uint16_t v) {
    to.push_back(std::uint8_t(v >> 8));
    to.push_back(std::uint8_t(v & 0xff));
}

}  // namespace

result<epoch_result> run_epoch(const mechanism& m, const epoch_facts& facts) {
    if (auto fits = check_facts(m, facts); !fits) return fits.error();
    auto scored = m.score(facts);
    if (!scored) return scored;

    if (auto reason = why_partial(facts); !reason.empty()) {
        scored->withheld = std::move(reason);
        scored->weights.clear();
        scored->out = carry_of_partial(facts, scored->out);
        return scored;
    }
    emit(facts.seats, facts.params, *scored);
    return scored;
}

hash32 score_digest(const roster& seats, const epoch_result& r) {
    RF_REQUIRE(r.scores.size() == seats.size());
    std::vector<std::size_t> order(seats.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return seats[a].who < seats[b].who; });

    byte_vec bytes;
    bytes.reserve(seats.size() * 45);
    for (const std::size_t i : order) {
        const byte_vec who = seats[i].who.encoded();
        bytes.insert(bytes.end(), who.begin(), who.end());

        std::array<std::uint8_t, 8> score{};
        put_be64(score.data(), std::bit_cast<std::uint64_t>(r.scores[i]));
        bytes.insert(bytes.end(), score.begin(), score.end());

        const auto at = std::lower_bound(r.weights.begin(), r.weights.end(), seats[i].uid,
                                         [](const weight_row& w, std::uint16_t uid) { return w.uid < uid; });
        put_be16(bytes, seats[i].uid);
        put_be16(bytes, at != r.weights.end() && at->uid == seats[i].uid ? at->value : std::uint16_t{0});
    }
    return sha256(bytes);
}

}  // namespace rf
