// The metadata of a runtime, from a node that may lie: refused, or good for all
// that a validator does with it. What is left over of it serves as the node's
// further answers.
#include "actors/chain/subtensor/metadata.hpp"

#include <algorithm>

#include "tests/fuzz/target.hpp"
#include "tests/subtensor_codec/use_metadata.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const rf::byte_view input{data, size};
    const rf::byte_view noise = input.subspan(size - std::min<std::size_t>(size, 200));
    if (const auto m = rf::subtensor::read_metadata(input)) rf::subtensor::use_metadata(*m, noise);
    (void)rf::subtensor::read_metadata_option(input);
    return 0;
}
