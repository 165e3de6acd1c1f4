// records: the chain's storage as a list of records, torn tails told from damage.
//
//   length u32 | head check 4 | payload | check 8
//
// The check is the first bytes of SHA-256(check of the record before, whole ||
// payload), the head check those of SHA-256(it || length): so a record out of
// its place is seen too. A tail is torn, and may be cut, where the file ends
// before its record does, or where what should be a record is zeros to the
// end, as a file system leaves what it never wrote. Anything else that does
// not fit its check is damage.
#pragma once

#include <functional>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf::embedded {

constexpr std::size_t most_record_bytes = 1 << 20;

class record_chain {
  public:
    // The bytes to append for the next record.
    byte_vec frame(byte_view payload) const;
    // It has been appended.
    void took(byte_view payload);

    // Hands each whole record to `each`; gives how many bytes they are. More
    // than that in `bytes` is a torn tail.
    result<std::uint64_t> read(byte_view bytes, const std::function<status(byte_view payload)>& each);

  private:
    hash32 last_;
};

}  // namespace rf::embedded
