// A type of a runtime (two bytes, taken modulo what there is), and a value of
// it: what is read is written back as the very bytes, and can be printed.
#include "tests/fuzz/target.hpp"
#include "tests/subtensor_codec/small_runtime.hpp"
#include "tests/subtensor_codec/use_metadata.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rf::pieces from({data, size});
    const rf::subtensor::metadata& m = rf::subtensor::small_runtime();
    const auto type = rf::subtensor::type_id(from.number(2) % m.types.size());
    rf::subtensor::use_value(m.types, type, from.rest());
    return 0;
}
