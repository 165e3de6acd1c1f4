// storage: where an embedded chain's own records are kept, apart from any log.
//
// `append` returns once the bytes survive a crash; a crash within it may leave
// any part of them. Whoever reads tells a torn tail from damage (records.hpp).
#pragma once

#include <algorithm>
#include <memory>
#include <string>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

class chain_storage {
  public:
    virtual ~chain_storage() = default;
    virtual result<byte_vec> read_all() = 0;
    virtual status append(byte_view bytes) = 0;
    virtual status cut(std::uint64_t size) = 0;  // forgets what is after so many bytes
};

// For a simulator: survives whoever uses it.
class memory_chain_storage final : public chain_storage {
  public:
    result<byte_vec> read_all() override { return bytes; }
    status append(byte_view more) override {
        bytes.insert(bytes.end(), more.begin(), more.end());
        return done();
    }
    status cut(std::uint64_t size) override {
        bytes.resize(std::min<std::uint64_t>(size, bytes.size()));
        return done();
    }
    byte_vec bytes;
};

// One file, one process: a second gets `busy`. Made where it is missing, with
// its folder synced; a failed sync is final, because the kernel may have
// dropped what it could not write.
result<std::unique_ptr<chain_storage>> open_chain_file(const std::string& path);

}  // namespace rf
