#include <algorithm>
#include <charconv>
#include <cmath>

#include "actors/miner/axon_server.hpp"

namespace rf {
namespace {

constexpr std::size_t most_value_bytes = 256;  // of a header that is looked at

bool same_name(std::string_view name, std::string_view lower) {
    return std::equal(name.begin(), name.end(), lower.begin(), lower.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b; });
}

std::optional<axon_synapse_kind> kind_of(std::string_view target) {
    constexpr std::pair<std::string_view, axon_synapse_kind> known[] = {
        {"/ReasoningTask", axon_synapse_kind::reasoning_task},
        {"/HealthCheck", axon_synapse_kind::health_check},
        {"/TaskResult", axon_synapse_kind::task_result},
        {"/TaskQuerySynapse", axon_synapse_kind::task_query}};
    for (const auto& [path, kind] : known) {
        if (path == target) return kind;
    }
    return std::nullopt;
}

axon_refusal unreadable(std::string_view name) {
    return {500, "Internal Server Error: the header " + std::string(name) + " cannot be read"};
}

template <class Number>
bool read_number(std::string_view text, Number& to) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, to);
    return read.ptr == end && read.ec == std::errc();
}

// A float as Python writes one; not negative, not infinite.
bool read_seconds(std::string_view text, double& to) {
    return read_number(text, to) && std::isfinite(to) && to >= 0;
}

// What the call takes of one header.
struct place {
    std::string_view name;
    std::string* text = nullptr;
    std::optional<std::uint64_t>* number = nullptr;
    double* seconds = nullptr;
    bool seen = false;
};

bool put(place& p, std::string_view value) {
    if (p.text != nullptr) {
        *p.text = value;
        return value.size() <= most_value_bytes;
    }
    if (p.seconds != nullptr) return read_seconds(value, *p.seconds);
    std::uint64_t n = 0;
    if (!read_number(value, n)) return false;
    *p.number = n;
    return true;
}

}  // namespace

axon_result<axon_call> read_axon_call(std::string_view target, std::span<const header_view> headers) {
    std::size_t bytes = 0;
    for (const auto& h : headers) bytes += h.name.size() + h.value.size();
    if (headers.size() > most_axon_headers || bytes > most_axon_header_bytes) {
        return axon_refusal{400, "Bad Request: too many headers"};
    }
    axon_call out;
    if (const auto kind = kind_of(target)) {
        out.kind = *kind;
    } else {
        return axon_refusal{
            404, "Not Found: this axon knows ReasoningTask, HealthCheck, TaskResult and TaskQuerySynapse"};
    }
    place places[] = {{"timeout", nullptr, nullptr, &out.timeout_s},
                      {"bt_header_dendrite_version", nullptr, &out.version},
                      {"bt_header_dendrite_nonce", nullptr, &out.nonce},
                      {"bt_header_dendrite_uuid", &out.uuid},
                      {"bt_header_dendrite_hotkey", &out.caller_address},
                      {"bt_header_axon_hotkey", &out.addressed_to},
                      {"bt_header_dendrite_signature", &out.signature},
                      {"computed_body_hash", &out.body_hash}};
    for (const auto& h : headers) {
        for (place& p : places) {
            if (!same_name(h.name, p.name)) continue;
            if (p.seen || !put(p, h.value)) return unreadable(p.name);
            p.seen = true;
        }
    }
    return out;
}

}  // namespace rf
