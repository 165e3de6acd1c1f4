// The detector is fired on purpose: every recorded result of a row is changed
// in its last place, one at a time, and each change must be found and named.
#include <doctest/doctest.h>

#include "tests/replay/vectors/golden.hpp"

using namespace rf;
using namespace rf::test;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

// The last bit of the hexadecimal float, or the last digit of the number, that
// follows `key` for the n-th time; empty where there is no such place.
std::string plant(const std::string& line, const std::string& key, int n) {
    std::size_t at = 0;
    for (int i = 0; i <= n; ++i) {
        at = line.find(key, at);
        if (at == std::string::npos) return "";
        at += key.size();
    }
    std::string changed = line;
    const std::size_t hexadecimal = line.find_first_of("\"0123456789-n", at);
    if (hexadecimal == std::string::npos) return "";
    if (line[hexadecimal] == '"' && line.compare(hexadecimal + 1, 2, "0x") == 0) {
        const std::size_t p = line.find('p', hexadecimal);
        char& last = changed[p - 1];
        if (line.compare(hexadecimal + 1, 8, "0x0.0p+0") == 0)
            changed.replace(hexadecimal + 1, 8, "0x0.0000000000001p-1022");
        else
            last = last == 'f' ? 'e' : last == '9' ? '8' : char(last + 1);
        return changed;
    }
    if (line[hexadecimal] < '0' || line[hexadecimal] > '9') return "";
    std::size_t end = hexadecimal;
    while (line[end] >= '0' && line[end] <= '9') ++end;
    char& last = changed[end - 1];
    last = last == '9' ? '8' : char(last + 1);
    return changed;
}

struct planted {
    std::string file, key, field;  // `field` must occur in the path that is named
};

// Every kind of result that the files record.
const std::vector<planted> places = {
    {"aml_ensemble.jsonl", "\"performance\":", "performance"},
    {"aml_ensemble.jsonl", "\"ensemble_weights\":[[", "ensemble_weights"},
    {"aml_ensemble.jsonl", "\"ensemble\":{\"a0\":", "ensemble.a0"},
    {"aml_ensemble.jsonl", "\"score\":", "score"},
    {"aml_ensemble.jsonl", "\"weights\":[[", "weights"},
    {"aml_ensemble.jsonl", "\"emit_u16\":[[", "emit_u16"},
    {"ema_feed.jsonl", "\"reward\":", "reward"},
    {"ema_feed.jsonl", "\"weights\":[[", "weights"},
    {"ema_feed.jsonl", "\"emit_u16\":[[", "emit_u16"},
    {"hetu_consensus.jsonl", "\"validator_pool\":", "validator_pool"},
    {"hetu_consensus.jsonl", "\"agree\":", "agree"},
    {"hetu_consensus.jsonl", "\"responses\":", "responses"},
    {"hetu_consensus.jsonl", "\"weights\":[[", "weights"},
    {"judge_epm.jsonl", "\"final\":", "final"},
    {"judge_epm.jsonl", "\"raw\":", "raw"},
    {"judge_epm.jsonl", "\"scaled\":", "scaled"},
    {"judge_epm.jsonl", "\"epm\":", "epm"},
    {"reasonforge_epochs.jsonl", "\"cms\":", "cms"},
    {"reasonforge_epochs.jsonl", "\"s_epoch\":", "s_epoch"},
    {"reasonforge_epochs.jsonl", "\"trap_penalty\":", "trap_penalty"},
    {"reasonforge_epochs.jsonl", "\"rank\":", "rank"},
    {"reasonforge_epochs.jsonl", "\"streak\":", "streak"},
    {"reasonforge_epochs.jsonl", "\"peb\":", "peb"},
    {"reasonforge_epochs.jsonl", "\"weights\":[[", "weights"},
    {"reasonforge_epochs.jsonl", "\"emit_u16\":[[", "emit_u16"},
    {"reasonforge_formulas.jsonl", "\"out\":", "out"},
};

}  // namespace

TEST_CASE("a wrong bit in any kind of result is reported with file, line, field and both values") {
    for (const planted& p : places) {
        const auto lines = lines_of(golden(p.file));
        int fired = 0;
        for (std::size_t row = 0; row < lines.size() && fired < 6; ++row)
            for (int n = 0; n < 2; ++n) {
                const std::string changed = plant(lines[row], p.key, n);
                if (changed.empty()) continue;
                std::string text;
                for (std::size_t i = 0; i < row; ++i) text += lines[i] + "\n";  // state crosses rows
                text += changed + "\n";
                const auto report = check_vector_file(p.file, text);
                CAPTURE(p.file);
                CAPTURE(p.key);
                CAPTURE(row);
                REQUIRE(report.first);
                CHECK(report.agreed == report.rows - 1);
                CHECK(report.first->line == row + 1);
                INFO(report.first->text());
                CHECK(report.first->field.find(p.field) != std::string::npos);
                CHECK(report.first->problem.empty());
                CHECK(report.first->expected.starts_with("0x"));
                CHECK(report.first->computed.starts_with("0x"));
                CHECK(report.first->expected != report.first->computed);
                ++fired;
            }
        INFO(p.file << " " << p.key);
        CHECK(fired >= 2);
    }
}
