// random_epochs: epochs and formula calls made of integers from a seed, the same
// on every machine; every doubtful corner comes up often.
#pragma once

#include "replay/mechanism.hpp"
#include "replay/vectors/formula_call.hpp"
#include "tests/replay/mechanisms/build.hpp"

namespace rf::test {

// An epoch of `m`, with `in` carried into it.
epoch_facts random_epoch(const mechanism& m, std::uint32_t epoch, const carry& in, dice& d);

// A call of every equation, with arguments that fit it.
formula_call random_call(const formula_shape& shape, dice& d);

}  // namespace rf::test
