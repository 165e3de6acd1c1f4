// seeds FOLDER: one canonical event of every kind, as a start for the codec's
// fuzzer. Built by walking the schema, so that a new kind has a seed at once.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/events/every_kind.hpp"

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

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: fuzz_seeds FOLDER\n");
        return 64;
    }
    return rf::write_seeds(argv[1]);
}
