#include "replay/tasks/prompt.hpp"

#include "events/json_text.hpp"

namespace rf {
namespace {

void put(std::string& out, std::string_view name, std::string_view text) {
    out += out.empty() ? "{\"" : ",\"";
    out += name;
    out += "\":";
    put_json_text(out, text);
}

void put_bare(std::string& out, std::string_view name, std::string_view value) {
    out += out.empty() ? "{\"" : ",\"";
    out += name;
    out += "\":";
    out += value;
}

std::string seconds_text(std::uint32_t ms) {
    std::string out = std::to_string(ms / 1000);
    if (ms % 1000 == 0) return out;
    std::string part = std::to_string(1000 + ms % 1000).substr(1);
    while (part.back() == '0') part.pop_back();
    return out + "." + part;
}

void put_optional(std::string& out, std::string_view name, const std::optional<std::string>& text) {
    if (text)
        put(out, name, *text);
    else
        put_bare(out, name, "null");
}

byte_vec bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

}  // namespace

byte_vec encode_prompt(const task_content& content, std::string_view domain, unsigned difficulty,
                       std::uint32_t timeout_ms) {
    std::string out;
    put(out, "problem", content.problem);
    put(out, "domain", domain);
    put_bare(out, "difficulty", std::to_string(difficulty));
    put_bare(out, "timeout_seconds", seconds_text(timeout_ms));
    put_optional(out, "context", content.context);
    put_optional(out, "constraints", content.constraints);
    return bytes(out + "}");
}

byte_vec encode_truth(const hash32& salt, const task_truth& truth) {
    std::string out;
    put(out, "kind", name_of(truth.kind));
    put(out, "value", truth.value);
    put(out, "tolerance", truth.tolerance);
    put_bare(out, "percent", truth.percent ? "true" : "false");
    put(out, "tempting", truth.tempting);
    byte_vec blob(salt.b.begin(), salt.b.end());
    const byte_vec text = bytes(out + "}");
    blob.insert(blob.end(), text.begin(), text.end());
    return blob;
}

}  // namespace rf
