#include "actors/miner/axon_request.hpp"

#include <algorithm>

#include "events/keccak.hpp"
#include "actors/miner/axon_python.hpp"

namespace rf {
namespace {

constexpr std::uint64_t sdk_version = 10'002'000;  // 10.2.0

// Appends members of a JSON object in the form of json.dumps.
class members {
  public:
    members& null(std::string_view name) { return raw(name, "null"); }
    members& text(std::string_view name, std::string_view value) {
        key(name);
        put_python_text(out_, value);
        return *this;
    }
    members& text_or_null(std::string_view name, const std::optional<std::string>& value) {
        return value ? text(name, *value) : null(name);
    }
    members& number(std::string_view name, std::uint64_t value) { return raw(name, std::to_string(value)); }
    members& real(std::string_view name, double value) { return raw(name, python_float(value)); }
    members& raw(std::string_view name, std::string_view value) {
        key(name);
        out_ += value;
        return *this;
    }
    [[nodiscard]] std::string take() { return std::move(out_); }

  private:
    void key(std::string_view name) { ((out_ += ", \"") += name) += "\": "; }
    std::string out_;
};

std::string hex_hash(const std::vector<std::string>& values) { return hex(axon_body_hash(values)); }

std::vector<std::string> hashed_values(const task_question& task) {
    return {uuid_text(task.id), task.problem, task.domain, std::to_string(task.difficulty)};
}

std::string body_of(const axon_synapse& synapse, const axon_envelope& e, std::string_view caller,
                    std::string_view signature) {
    std::string out;
    out.reserve(900 + synapse.fields.size());
    ((out += "{\"name\": \"") += synapse.name) += "\", \"timeout\": ";
    (out += python_float(e.timeout_s)) += ", \"total_size\": ";
    (out += std::to_string(e.total_size)) += ", \"header_size\": 0, \"dendrite\": {\"status_code\": null, "
        "\"status_message\": null, \"process_time\": null, \"ip\": ";
    put_python_text(out, e.caller_ip);
    (out += ", \"port\": null, \"version\": ") += std::to_string(sdk_version);
    (out += ", \"nonce\": ") += std::to_string(e.nonce);
    put_python_text(out += ", \"uuid\": ", e.uuid);
    put_python_text(out += ", \"hotkey\": ", caller);
    put_python_text(out += ", \"signature\": ", signature);
    out += "}, \"axon\": {\"status_code\": null, \"status_message\": null, \"process_time\": null";
    put_python_text(out += ", \"ip\": ", e.miner_ip);
    (out += ", \"port\": ") += std::to_string(e.miner_port);
    out += ", \"version\": null, \"nonce\": null, \"uuid\": null, \"hotkey\": ";
    put_python_text(out, e.miner_address);
    out += ", \"signature\": null}, \"computed_body_hash\": \"\"";
    return (out += synapse.fields) += '}';
}

}  // namespace

std::string uuid_text(const uuid_bytes& id) {
    std::string out = hex(id);
    for (const std::size_t at : {8, 13, 18, 23}) out.insert(at, 1, '-');
    return out;
}

std::optional<uuid_bytes> uuid_from_text(std::string_view text) {
    if (text.size() != 36) return std::nullopt;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return std::nullopt;
        if (!dash) digits += text[i];
    }
    const auto bytes = from_hex(digits);
    if (!bytes) return std::nullopt;
    uuid_bytes out{};
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
}

uuid_bytes make_uuid(std::int64_t utc_ns, const hash32& random) {
    // 100 ns since October 1582, the low part first.
    const std::uint64_t ticks = std::uint64_t(utc_ns) / 100 + 0x01b21dd213814000;
    uuid_bytes out{};
    const auto put = [&](std::size_t at, std::size_t bytes, std::uint64_t v) {
        for (std::size_t i = bytes; i-- > 0; v >>= 8) out[at + i] = std::uint8_t(v);
    };
    put(0, 4, ticks);
    put(4, 2, ticks >> 32);
    put(6, 2, (ticks >> 48 & 0x0fff) | 0x1000);
    std::copy_n(random.b.begin(), 8, out.begin() + 8);
    out[8] = std::uint8_t((out[8] & 0x3f) | 0x80);
    out[10] |= 1;  // a random node is marked as no network card's
    return out;
}

hash32 axon_body_hash(const std::vector<std::string>& values) {
    std::string all;
    all.reserve(64 * values.size());
    for (const auto& v : values) all += hex(sha3_256(view(v)));
    return sha3_256(view(all));
}

hash32 reasoning_body_hash(const task_question& task) { return axon_body_hash(hashed_values(task)); }

axon_synapse reasoning_synapse(const task_question& task) {
    members m;
    m.raw("required_hash_fields", R"(["task_id", "problem", "domain", "difficulty"])")
        .text("task_id", uuid_text(task.id)).text("problem", task.problem).text("domain", task.domain)
        .number("difficulty", task.difficulty).number("timeout_seconds", (task.timeout_ms + 999) / 1000)
        .text_or_null("context", task.context).text_or_null("constraints", task.constraints);
    for (const char* name : {"reasoning_steps", "final_answer", "proof_status", "proof_artifact",
                             "code_artifact", "time_taken_ms", "submission_hash"}) {
        m.null(name);
    }
    return {"ReasoningTask", m.take(), hex_hash(hashed_values(task))};
}

axon_synapse health_synapse() {
    members m;
    m.raw("required_hash_fields", "[]")
        .null("status")
        .null("supported_domains")
        .null("model_info")
        .null("version");
    return {"HealthCheck", m.take(), hex_hash({})};
}

axon_synapse result_synapse(const task_result& told) {
    members m;
    m.raw("required_hash_fields", R"(["epoch_id", "miner_uid"])").number("epoch_id", told.epoch)
        .number("miner_uid", told.uid).null("scores").real("s_epoch", told.score);
    if (told.rank == 0) m.null("rank");
    else m.number("rank", told.rank);
    m.null("total_tao");
    if (!told.receipts.empty()) {
        std::string notes = "[";
        for (const std::string& each : told.receipts) put_python_text(notes += notes.size() == 1 ? "" : ", ", each);
        m.raw("receipts", notes += ']').text("receipt_key", told.receipt_key);
    }
    return {"TaskResult", m.take(), hex_hash({std::to_string(told.epoch), std::to_string(told.uid)})};
}

axon_synapse query_synapse(const std::optional<std::string>& task_id, std::optional<double> start_time_s) {
    members m;
    m.text_or_null("task_id", task_id);
    if (start_time_s) m.real("start_time", *start_time_s);
    else m.null("start_time");
    m.null("tasks");
    return {"TaskQuerySynapse", m.take(), hex_hash({})};
}

std::string axon_sign_message(std::uint64_t nonce, std::string_view caller, std::string_view miner,
                              std::string_view uuid, std::string_view body_hash) {
    std::string out = std::to_string(nonce);
    for (const std::string_view part : {caller, miner, uuid, body_hash}) (out += '.') += part;
    return out;
}

axon_request make_axon_request(const axon_synapse& synapse, const axon_envelope& e, const hotkey& caller,
                               const hash32& random) {
    const std::string message =
        axon_sign_message(e.nonce, caller.address, e.miner_address, e.uuid, synapse.body_hash);
    const std::string signature = "0x" + hex(sign(caller.pair, view(message), random));
    return {"/" + synapse.name,
            {{"name", synapse.name},
             {"timeout", python_float(e.timeout_s)},
             {"bt_header_axon_ip", e.miner_ip},
             {"bt_header_axon_port", std::to_string(e.miner_port)},
             {"bt_header_axon_hotkey", e.miner_address},
             {"bt_header_dendrite_ip", e.caller_ip},
             {"bt_header_dendrite_version", std::to_string(sdk_version)},
             {"bt_header_dendrite_nonce", std::to_string(e.nonce)},
             {"bt_header_dendrite_uuid", e.uuid},
             {"bt_header_dendrite_hotkey", caller.address},
             {"bt_header_dendrite_signature", signature},
             {"header_size", std::to_string(e.header_size)},
             {"total_size", std::to_string(e.total_size)},
             {"computed_body_hash", synapse.body_hash}},
            body_of(synapse, e, caller.address, signature)};
}

}  // namespace rf
