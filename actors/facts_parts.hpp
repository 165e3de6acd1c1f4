// facts_parts: what every draft begins with.
#pragma once

#include "actors/facts.hpp"

namespace rf::drafts {

record on(schema::StreamKind stream, std::uint32_t epoch);
record of_log();
record of_chain(std::uint32_t epoch = 0);
record of_task(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id);
record of_miner(const account& who, std::uint32_t epoch = 0);

// Names the blob in the event, and gives it along.
void keep_blob(record& r, schema::BlobRef::Builder to, byte_vec bytes);
void put_row(capnp::List<schema::WeightEntry>::Builder to, const weight_values& row);

}  // namespace rf::drafts
