#include "actors/facts_parts.hpp"

#include "events/sha256.hpp"

namespace rf {
namespace drafts {

record on(schema::StreamKind stream, std::uint32_t epoch) {
    record r;
    r.fact.event().setStream(stream);
    r.fact.event().setEpoch(epoch);
    return r;
}
record of_log() { return on(schema::StreamKind::LOG, 0); }
record of_chain(std::uint32_t epoch) { return on(schema::StreamKind::CHAIN, epoch); }
record of_task(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id) {
    record r = on(schema::StreamKind::TASK, epoch);
    r.fact.event().setStreamId(data_of(id));
    return r;
}
record of_miner(const account& who, std::uint32_t epoch) {
    record r = on(schema::StreamKind::MINER, epoch);
    r.fact.event().setStreamId(data_of(who.encoded()));
    return r;
}

void keep_blob(record& r, schema::BlobRef::Builder to, byte_vec bytes) {
    const hash32 name = sha256(bytes);
    to.setSha256(data_of(name));
    to.setLength(bytes.size());
    r.blobs.push_back({name, std::move(bytes)});
}

void put_row(capnp::List<schema::WeightEntry>::Builder to, const weight_values& row) {
    for (unsigned i = 0; i < row.size(); ++i) {
        to[i].setUid(row[i].first);
        to[i].setValue(row[i].second);
    }
}

}  // namespace drafts

}  // namespace rf
