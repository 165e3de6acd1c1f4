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

std::string bounded_text(std::string_view from, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < from.size();) {
        const auto lead = std::uint8_t(from[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3
                                 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        bool whole = size != 0 && i + size <= from.size() && lead != 0;
        for (std::size_t k = 1; whole && k < size; ++k) whole = (std::uint8_t(from[i + k]) & 0xc0) == 0x80;
        if (out.size() + (whole ? size : 1) > most) break;
        if (whole) out.append(from.substr(i, size));
        else out += '?';
        i += whole ? size : 1;
    }
    return out;
}

}  // namespace rf
