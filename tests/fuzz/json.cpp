// The first byte picks a kind of golden file, the rest is its text: rows that
// cannot be read are failures of the report, never of the process, and the same
// text gives the same report.
#include <algorithm>
#include <array>
#include <string>

#include "replay/vectors/check.hpp"
#include "tests/fuzz/target.hpp"

namespace rf {
namespace {

constexpr std::array<std::string_view, 6> kinds = {
    "reasonforge_epochs.jsonl", "reasonforge_formulas.jsonl", "ema_feed.jsonl",
    "judge_epm.jsonl",          "aml_ensemble.jsonl",         "hetu_consensus.jsonl"};

std::string told(const vector_report& r) {
    return std::to_string(r.agreed) + " of " + std::to_string(r.rows) + (r.first ? r.first->text() : "");
}

void check_text(byte_view input) {
    if (input.empty()) return;
    const std::string_view name = kinds[input[0] % kinds.size()];
    const std::string_view text = chars(input.subspan(1));
    const vector_report report = check_vector_file(name, text);
    RF_REQUIRE(report.agreed <= report.rows);
    RF_REQUIRE(report.first.has_value() == (report.agreed < report.rows || report.rows == 0));
    if (report.first && report.rows > 0) RF_REQUIRE(report.first->line >= 1 && report.first->line <= report.rows);
    RF_REQUIRE(told(check_vector_file(name, text)) == told(report));
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rf::check_text({data, size});
    return 0;
}
