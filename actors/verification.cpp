#include "actors/verification.hpp"

#include <algorithm>

#include "actors/world.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

question_name name_of(const verify_brief& b, std::uint16_t uid) {
    const auto& answered = b.task.answered;
    const auto at = std::size_t(std::find_if(answered.begin(), answered.end(),
                                             [&](const answered_reply& r) { return r.uid == uid; }) -
                                answered.begin());
    question_name q;
    q.epoch = b.epoch;
    q.task = b.task.id;
    q.ordinal = b.task.ordinal;
    q.uid = uid;
    q.attempt = b.attempts[at];
    q.who = answered[at].who;
    return q;
}

hash32 salt_for(const hash32& lasting, const question_name& q) {
    std::uint8_t number[8];
    put_be64(number, std::uint64_t(q.ordinal) << 32 | std::uint64_t(q.uid) << 16 | q.attempt);
    return sha256({view("salt of a verdict"), byte_view(lasting), byte_view(number, 8)});
}

std::vector<found_check> found(const std::vector<check_result>& checks) {
    std::vector<found_check> out;
    for (const check_result& c : checks) out.push_back({c.name, c.version, c.value, c.note});
    return out;
}

}  // namespace

std::vector<record> verification::verify(const verify_brief& brief, const std::vector<std::uint16_t>& uids) {
    std::vector<record> out;
    auto wanted = [&](std::uint16_t uid) { return std::find(uids.begin(), uids.end(), uid) != uids.end(); };
    auto gone = [&](std::uint16_t uid, const fault& why) {
        if (wanted(uid)) out.push_back(void_recorded(name_of(brief, uid), schema::Outcome::CRASHED, why.text()));
    };
    std::shared_ptr<const answers_before> earlier;
    {
        const std::lock_guard lock(one_at_a_time_);
        earlier = sealed_.before(brief.epoch);
    }
    const auto verified =
        verify_answers(brief.task, brief.domain, brief.params,
                       [this](const hash32& name) { return log_.read_blob(name); }, earlier->history);
    if (!verified) {
        for (const answered_reply& r : brief.task.answered) gone(r.uid, verified.error());
        return out;
    }
    for (const auto& [uid, why] : verified->unread) gone(uid, why);
    const hash32 lasting = lasting_secret_of(master_, origin_, brief.epoch);
    for (const verdict& v : verified->verdicts) {
        if (!wanted(v.uid)) continue;
        const question_name q = name_of(brief, v.uid);
        out.push_back(reply_verified(q, found(v.checks),
                                     {v.quality, v.accuracy, v.novelty, v.efficiency, v.similarity},
                                     salt_for(lasting, q)));
    }
    return out;
}

}  // namespace rf
