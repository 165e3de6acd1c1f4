// invented: invented logs, and their epochs as bundles, for tests of bundles.
#pragma once

#include "events/memory_log.hpp"
#include "replay/audit.hpp"
#include "replay/export_epoch.hpp"
#include "replay/synth/synth.hpp"

namespace rf::tests {

inline const std::vector<std::string> five{"aml_ensemble", "ema_feed", "hetu_consensus", "judge_epm", "reasonforge"};
inline const std::string log_name = "bundles.example/log";

std::unique_ptr<memory_log> invented_log(std::uint64_t seed, std::uint32_t epochs, const std::vector<std::string>& of,
                                         std::uint32_t miners = 5, std::uint32_t tasks = 3);
bundle bundle_of(const log_reader& log, std::uint32_t epoch, bool payloads = true);

// A log as it was at that size.
std::unique_ptr<memory_log> prefix_of(const memory_log& log, std::uint64_t size);
// Appends an event; the blobs that it names are taken from the other log.
void add(memory_log& log, const byte_vec& event, const log_reader* blobs_of = nullptr);
// Appends a fact that was filled in: its number is set here.
void add(memory_log& log, event_draft& fact);
void add_withheld(memory_log& log, std::uint32_t epoch);

// Signed anew over what is in it, as its validator could: with `key`.
void sign_again(bundle& b, const signing_key& key);

}  // namespace rf::tests
