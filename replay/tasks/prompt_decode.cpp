#include "replay/tasks/json_fields.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf {
namespace {

constexpr std::size_t most_depth = 4;
constexpr std::size_t most_answer_bytes = 4096;

// Flat objects of a few fields, so a parser of that size is enough.
result<simdjson::dom::element> parsed(simdjson::dom::parser& parser, byte_view text, std::string_view place) {
    if (text.size() > most_prompt_bytes)
        return fault{fault_kind::invalid, "is longer than " + std::to_string(most_prompt_bytes) + " bytes",
                     std::string(place), ""};
    if (text.empty()) return fault{fault_kind::invalid, "is not JSON: it is empty", std::string(place), ""};
    if (parser.allocate(most_prompt_bytes, most_depth) != simdjson::SUCCESS)
        return fault{fault_kind::unavailable, "no memory for a parser", std::string(place), ""};
    simdjson::dom::element out;
    const auto error = parser.parse(chars(text).data(), text.size()).get(out);
    if (error != simdjson::SUCCESS)
        return fault{fault_kind::invalid, std::string("is not JSON: ") + simdjson::error_message(error),
                     std::string(place), ""};
    return out;
}

fault another_form(std::string_view place) {
    return {fault_kind::invalid, "is not in the one form that its content has", std::string(place), ""};
}

}  // namespace

result<task_prompt> decode_prompt(byte_view blob) {
    simdjson::dom::parser parser;
    auto whole = parsed(parser, blob, "prompt");
    if (!whole) return whole.error();
    json_fields from(*whole, "prompt");
    task_content c;
    task_prompt out;
    out.problem = c.problem = from.text("problem", most_prompt_bytes);
    out.domain = from.text("domain", 64);
    out.difficulty = unsigned(from.whole("difficulty", 0, 255));
    out.timeout_ms = std::uint32_t(from.number("timeout_seconds", 0, 4'000'000) * 1000 + 0.5);
    out.context = c.context = from.text_or_null("context", most_prompt_bytes);
    out.constraints = c.constraints = from.text_or_null("constraints", most_prompt_bytes);
    if (auto ok = from.finish(); !ok) return ok.error();
    if (chars(encode_prompt(c, out.domain, out.difficulty, out.timeout_ms)) != chars(blob))
        return another_form("prompt");
    return out;
}

result<task_truth> decode_truth(byte_view blob) {
    const auto salt = as_hash(blob.first(std::min<std::size_t>(32, blob.size())));
    if (!salt) return fault{fault_kind::invalid, "is shorter than its salt of 32 bytes", "truth", ""};
    simdjson::dom::parser parser;
    auto whole = parsed(parser, blob.subspan(32), "truth");
    if (!whole) return whole.error();
    json_fields from(*whole, "truth");
    task_truth out;
    const auto kind = truth_kind_of(from.text("kind", 64));
    if (!kind) from.refuse("kind", "is not integer, rational, decimal, text or set");
    out.kind = kind.value_or(truth_kind::integer);
    out.value = from.text("value", most_answer_bytes);
    out.tolerance = from.text("tolerance", 64);
    out.percent = from.truth("percent");
    out.tempting = from.text("tempting", most_answer_bytes);
    if (auto ok = from.finish(); !ok) return ok.error();
    if (chars(encode_truth(*salt, out)) != chars(blob)) return another_form("truth");
    return out;
}

}  // namespace rf
