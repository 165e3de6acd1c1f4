// bundle_verify_ms: what a stranger waits for: rf-replay --bundle on an epoch
// of 256 miners and 12 tasks without payloads, from the start of the process to
// its end. The second of the pair is one millisecond.
#include <filesystem>
#include <fstream>

#include "benchmarks/child.hpp"
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scratch.hpp"
#include "events/memory_log.hpp"
#include "replay/export_epoch.hpp"

namespace rf::bench {

namespace {

std::string beside_us(const char* name) {
    return (std::filesystem::read_symlink("/proc/self/exe").parent_path() / name).string();
}

}  // namespace

rounds bundle_verify_ms(const settings& how) {
    const std::string file = how.directory + "/epoch.rfb";
    memory_log log;
    synth_options o;
    o.epochs = 2;
    o.miners = how.quick ? 16 : 256;
    o.reply_bytes = 0;
    o.hostile = false;
    must(synthesise(log, origin, o));
    const byte_vec bytes = write_bundle(must(export_epoch(log, 2, {.payloads = false})));
    std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()),
                                                std::streamsize(bytes.size()));
    const auto verify = [&] {
        return 1000 * timed([&] { child({beside_us("rf-replay"), "--bundle", file, "--quiet"}).wait_for_success(); });
    };
    const rounds r = in_turn(how, verify, [] { return 1.0; });
    remove_all(file);
    return r;
}

}  // namespace rf::bench
