// A bundle from an enemy: refused, found to differ, or an epoch that agrees;
// never a crash, and never more memory than its bounds.
//
//     byte 0 even: the rest is a file
//     byte 0 odd:  size of the tree before 2, epoch 1, length of the leaves 3,
//                  leaves, blobs: packed, proved and signed here, as by a
//                  validator that lies
#include "events/bundle_file.hpp"
#include "replay/audit.hpp"
#include "tests/fuzz/bundle_parts.hpp"
#include "tests/fuzz/target.hpp"

namespace rf {
namespace {

void audit(bundle b) {
    auto opened = open_bundle(std::move(b));
    if (!opened) return;
    audit_options options;
    options.absent_payloads = true;
    auto a = audit_bundle(**opened, options);
    if (a) RF_REQUIRE(a->checkpoint);
}

void from_file(byte_view file) {
    auto b = read_bundle(file);
    if (!b) return;
    RF_REQUIRE(read_bundle(write_bundle(*b)).ok());
    audit(std::move(*b));
}

void from_liar(pieces& from) {
    const auto before = 1 + from.number(2);
    const auto epoch = std::uint32_t(from.number(1));
    const std::size_t length = from.number(3);
    const byte_view rest = from.rest();
    const byte_view leaves = rest.first(std::min(length, rest.size()));
    if (auto b = lying_bundle(before, epoch, leaves, rest.subspan(leaves.size()))) audit(std::move(*b));
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    if (data[0] % 2 == 0) {
        rf::from_file({data + 1, size - 1});
    } else {
        rf::pieces from({data + 1, size - 1});
        rf::from_liar(from);
    }
    return 0;
}
