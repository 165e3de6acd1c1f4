// sha256: the one hash of the log, by OpenSSL's EVP with a digest fetched once.
#pragma once

#include <initializer_list>
#include <memory>

#include "events/bytes.hpp"

namespace rf {

hash32 sha256(byte_view data);
hash32 sha256(std::initializer_list<byte_view> parts);

// For input that arrives in pieces.
class sha256_stream {
  public:
    sha256_stream();
    ~sha256_stream();
    sha256_stream(const sha256_stream&) = delete;
    sha256_stream& operator=(const sha256_stream&) = delete;
    void add(byte_view piece);
    hash32 finish();  // and is ready for the next input

  private:
    void* context_;
};

}  // namespace rf
