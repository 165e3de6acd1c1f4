// seeds FOLDER: what fuzzers start from. One canonical event of every kind for
// the codec's, built by walking the schema, so that a new kind has a seed at
// once; and for the bundles', an epoch of every mechanism.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "events/memory_log.hpp"
#include "replay/audit.hpp"
#include "replay/export_epoch.hpp"
#include "tests/events/every_kind.hpp"
#include "tests/fuzz/bundle_parts.hpp"

namespace rf {
namespace {

int write_seeds(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "codec");
    for (auto kind : capnp::Schema::from<schema::Event>().getUnionFields()) {
        const auto bytes = event_of(kind).encode();
        const std::string name = kind.getProto().getName().cStr();
        if (!bytes) {
            std::fprintf(stderr, "no seed for %s: %s\n", name.c_str(), bytes.error().text().c_str());
            return 1;
        }
        std::ofstream out(folder / "codec" / name, std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes->data()), std::streamsize(bytes->size()));
        if (!out.flush()) return 2;
    }
    return 0;
}

bool write_seed(const std::filesystem::path& path, byte_view bytes) {
    std::ofstream out(path, std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()), std::streamsize(bytes.size()));
    return bool(out.flush());
}

int write_bundle_seeds(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "bundle");
    memory_log log;
    constexpr std::uint32_t epochs = 5;
    if (!synthesise(log, liar_name, liar_options(epochs))) return 1;
    for (std::uint32_t epoch = 1; epoch <= epochs; ++epoch) {
        auto b = export_epoch(log, epoch, {.payloads = false});
        if (!b) return 1;
        byte_vec file = write_bundle(*b);
        file.insert(file.begin(), 0);
        const std::string name = "epoch-" + std::to_string(epoch);
        if (!write_seed(folder / "bundle" / name, file)) return 2;
        const byte_vec honest = honest_input(*b);
        const std::size_t length = std::size_t(honest[4]) << 16 | std::size_t(honest[5]) << 8 | honest[6];
        // That it is one: what a liar packs from honest leaves must agree.
        auto again = lying_bundle(b->before.size, epoch, byte_view(honest).subspan(7).first(length),
                                  byte_view(honest).subspan(7 + length));
        if (!again) return 1;
        auto opened = open_bundle(std::move(*again));
        audit_options options;
        options.absent_payloads = true;
        auto a = opened ? audit_bundle(**opened, options) : result<epoch_audit>(opened.error());
        if (!a || !a->agrees()) {
            std::fprintf(stderr, "the seed of epoch %u is no honest bundle: %s\n", epoch,
                         a ? "it differs" : a.error().text().c_str());
            return 1;
        }
        if (!write_seed(folder / "bundle" / (name + "-leaves"), honest)) return 2;
    }
    return 0;
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 64;
    }
    if (const int code = rf::write_seeds(argv[1])) return code;
    return rf::write_bundle_seeds(argv[1]);
}
