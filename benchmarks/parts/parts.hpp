// parts: single steps of the hot paths, measured by Google Benchmark.
#pragma once

namespace rf::bench {

void register_event_parts();
void register_replay_parts();

}  // namespace rf::bench
