// zip: the files in a zip archive, as NumPy writes one.
//
// Stored or deflated entries, found by the central directory at the end; each
// checksum is compared. No encryption, no zip64 directory, no second disk. At
// most 64 entries of at most 64 MiB each, and 128 MiB together: what an entry
// says of its own size is never believed beyond that.
#pragma once

#include <string>
#include <vector>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

struct zip_entry {
    std::string name;
    byte_vec bytes;
};

result<std::vector<zip_entry>> read_zip(byte_view archive);

}  // namespace rf
