// What a parameter file is taken for, the catalog takes as well, and its values
// are finite and in order.
#include <algorithm>
#include <cmath>
#include <string>

#include "replay/programs/parameter_file.hpp"
#include "tests/fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto read = rf::read_parameters(rf::chars({data, size}), "input.toml");
    if (!read) {
        RF_REQUIRE(!read.error().what.empty() && read.error().where.starts_with("input.toml"));
        return 0;
    }
    RF_REQUIRE(read->of != nullptr);
    RF_REQUIRE(std::ranges::is_sorted(read->chosen, {}, &rf::parameter::name));
    for (const rf::parameter& p : read->chosen) {
        if (const auto* number = std::get_if<double>(&p.value)) RF_REQUIRE(std::isfinite(*number));
    }
    return 0;
}
