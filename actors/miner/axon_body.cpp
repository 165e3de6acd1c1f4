#include "actors/miner/axon_server.hpp"
#include "replay/answers/json_walk.hpp"

namespace rf {
namespace {

using taken = json_walk::taken;
using maybe_text = std::optional<std::string_view>;
using maybe_number = std::optional<std::int64_t>;

constexpr walk_bounds body_bounds{16, 65'536};
constexpr std::size_t most_key_text = 512;
constexpr std::int64_t most_timeout_s = 86'400;

axon_refusal unprocessable(const std::string& why) { return {422, why}; }

axon_result<axon_question> checked(const axon_call& call, const std::vector<std::string>& hashed,
                                   axon_question q) {
    if (hex(axon_body_hash(hashed)) == call.body_hash) return q;
    return axon_refusal{500, "Internal Server Error: the body is not the one whose hash was signed"};
}

std::optional<std::string> owned(maybe_text text) {
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

axon_result<axon_question> read_task(const axon_call& call, std::string_view body) {
    maybe_text id, problem, domain, context, constraints;
    maybe_number difficulty, timeout;
    json_walk walk(body_bounds);
    const bool read = walk.document(body, [&](std::string_view key, json_walk::value v) {
        maybe_text* const text = key == "task_id"       ? &id
                                 : key == "problem"     ? &problem
                                 : key == "domain"      ? &domain
                                 : key == "context"     ? &context
                                 : key == "constraints" ? &constraints
                                                        : nullptr;
        maybe_number* const number =
            key == "difficulty" ? &difficulty : key == "timeout_seconds" ? &timeout : nullptr;
        if (text != nullptr) return walk.text(v, *text) ? taken::handled : taken::failed;
        if (number != nullptr) return walk.integer(v, *number) ? taken::handled : taken::failed;
        return taken::not_wanted;
    });
    if (!read) return unprocessable(walk.why());
    if (!id || !problem || !domain || !difficulty) {
        return unprocessable("task_id, problem, domain and difficulty are required");
    }
    if (*difficulty < 1 || *difficulty > 10) return unprocessable("difficulty goes from 1 to 10");
    if (timeout && (*timeout < 0 || *timeout > most_timeout_s)) {
        return unprocessable("timeout_seconds goes from 0 to 86400");
    }
    asked_task asked{std::string(*id), std::string(*problem), std::string(*domain), unsigned(*difficulty),
                     std::uint32_t(timeout.value_or(300)), owned(context), owned(constraints)};
    const std::vector<std::string> hashed = {asked.task_id, asked.problem, asked.domain,
                                             std::to_string(*difficulty)};
    return checked(call, hashed, std::move(asked));
}

bool read_receipts(json_walk& walk, json_walk::value v, told_result& told) {
    bool null = false;
    if (!walk.is_null(v, null) || null) return null;
    return walk.array(v, [&](json_walk::value each) {
        maybe_text note;
        if (!walk.text(each, note)) return false;
        if (note && note->size() <= most_note_bytes && told.receipts.size() < most_receipts)
            told.receipts.emplace_back(*note);
        return true;
    });
}

axon_result<axon_question> read_result(const axon_call& call, std::string_view body) {
    maybe_number epoch, uid;
    told_result told;
    json_walk walk(body_bounds);
    const bool read = walk.document(body, [&](std::string_view key, json_walk::value v) {
        if (key == "receipts") return read_receipts(walk, v, told) ? taken::handled : taken::failed;
        if (key == "receipt_key") {
            maybe_text text;
            if (!walk.text(v, text)) return taken::failed;
            told.receipt_key = text.value_or("").substr(0, most_key_text);
            return taken::handled;
        }
        if (key == "s_epoch") return walk.real(v, told.score) ? taken::handled : taken::failed;
        maybe_number* const number =
            key == "epoch_id" ? &epoch : key == "miner_uid" ? &uid : key == "rank" ? &told.rank : nullptr;
        if (number == nullptr) return taken::not_wanted;
        return walk.integer(v, *number) ? taken::handled : taken::failed;
    });
    if (!read) return unprocessable(walk.why());
    if (!epoch || !uid) return unprocessable("epoch_id and miner_uid are required");
    told.epoch = *epoch;
    told.uid = *uid;
    const std::vector<std::string> hashed = {std::to_string(told.epoch), std::to_string(told.uid)};
    return checked(call, hashed, std::move(told));
}

axon_result<axon_question> read_query(const axon_call& call, std::string_view body) {
    maybe_text id;
    task_query query;
    json_walk walk(body_bounds);
    const bool read = walk.document(body, [&](std::string_view key, json_walk::value v) {
        if (key == "task_id") return walk.text(v, id) ? taken::handled : taken::failed;
        if (key == "start_time") return walk.real(v, query.start_time_s) ? taken::handled : taken::failed;
        return taken::not_wanted;
    });
    if (!read) return unprocessable(walk.why());
    query.task_id = owned(id);
    return checked(call, {}, std::move(query));
}

axon_result<axon_question> read_health(const axon_call& call, std::string_view body) {
    json_walk walk(body_bounds);
    if (!walk.document(body, [](std::string_view, json_walk::value) { return taken::not_wanted; })) {
        return unprocessable(walk.why());
    }
    return checked(call, {}, asked_health{});
}

}  // namespace

axon_result<axon_question> read_axon_body(const axon_call& call, std::string_view body) {
    switch (call.kind) {
        case axon_synapse_kind::reasoning_task: return read_task(call, body);
        case axon_synapse_kind::health_check: return read_health(call, body);
        case axon_synapse_kind::task_result: return read_result(call, body);
        case axon_synapse_kind::task_query: return read_query(call, body);
    }
    return unprocessable("no such synapse");
}

}  // namespace rf
