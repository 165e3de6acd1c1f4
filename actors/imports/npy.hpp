// npy: one NumPy array of numbers or of texts, in NumPy's own file format.
//
//     "\x93NUMPY" major u8 · minor u8 · length u16 (version 1) or u32 · header · data
//     header   a Python dict: {'descr': '<f4', 'fortran_order': False, 'shape': (256,), }
//
// Little-endian floats and integers, and texts of UCS-4 that are ASCII; arrays
// of one dimension or none. Arrays of Python objects are refused: they are
// pickles, and reading one would run it.
#pragma once

#include <string>
#include <vector>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

constexpr std::size_t most_npy_elements = 1 << 20;

// A value without a dimension is a list of one.
result<std::vector<double>> npy_numbers(byte_view file);
result<std::vector<std::string>> npy_texts(byte_view file);

}  // namespace rf
