#include "actors/chain/embedded/extrinsic.hpp"

#include <sodium.h>

#include "actors/chain/embedded/wire.hpp"

namespace rf::embedded {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::size_t most_uids = 4096;
constexpr std::size_t signed_whole = 256;  // bytes; longer payloads are signed as their hash

void put_rest(wire_writer& w, const extrinsic& x) {
    const weights_call& c = x.call;
    w.number(x.nonce).number(x.era_from).number(x.era_to);
    w.number(std::uint8_t(c.kind)).number(c.netuid).number(c.mechanism_id);
    if (c.kind == call_kind::commit) {
        w.raw(c.committed);
        return;
    }
    w.list(c.uids).list(c.values);
    if (c.kind == call_kind::reveal) w.list(c.salt);
    w.number(c.version_key);
}

weights_call take_call(wire_reader& r) {
    weights_call c;
    const auto kind = r.number<std::uint8_t>();
    if (kind > std::uint8_t(call_kind::reveal)) r.fail();
    c.kind = call_kind(kind);
    c.netuid = r.number<std::uint16_t>();
    c.mechanism_id = r.number<std::uint8_t>();
    if (c.kind == call_kind::commit) {
        c.committed = r.hash();
        return c;
    }
    c.uids = r.list(most_uids);
    c.values = r.list(most_uids);
    if (c.kind == call_kind::reveal) c.salt = r.list(most_uids);
    c.version_key = r.number<std::uint64_t>();
    return c;
}

}  // namespace

byte_vec encode(const extrinsic& x) {
    wire_writer w;
    w.number(version).raw(x.signer.encoded()).raw(x.signature);
    put_rest(w, x);
    return std::move(w.out);
}

result<extrinsic> decode_extrinsic(byte_view bytes) {
    const fault unread{fault_kind::invalid, "the extrinsic's bytes cannot be read", "", ""};
    if (bytes.size() > most_extrinsic_bytes) return unread;
    wire_reader r(bytes);
    if (r.number<std::uint8_t>() != version) return unread;
    extrinsic x;
    x.signer = r.who();
    const byte_view signature = r.raw(x.signature.size());
    std::copy(signature.begin(), signature.end(), x.signature.begin());
    x.nonce = r.number<std::uint64_t>();
    x.era_from = r.number<std::uint64_t>();
    x.era_to = r.number<std::uint64_t>();
    x.call = take_call(r);
    if (!r.finished() || x.era_to < x.era_from) return unread;
    return x;
}

byte_vec signing_payload(const extrinsic& x, const hash32& genesis) {
    wire_writer w;
    w.raw(genesis).number(version).raw(x.signer.encoded());
    put_rest(w, x);
    if (w.out.size() <= signed_whole) return std::move(w.out);
    const hash32 short_form = blake2b_256(w.out);
    return {short_form.b.begin(), short_form.b.end()};
}

hash32 blake2b_256(byte_view bytes) {
    hash32 h;
    RF_REQUIRE(crypto_generichash_blake2b(h.b.data(), h.b.size(), bytes.data(), bytes.size(), nullptr, 0) == 0);
    return h;
}

hash32 commit_hash(const account& who, const weights_call& revealed) {
    wire_writer w;
    w.raw(byte_view(who.b.data(), who.size()));
    w.number(std::uint16_t(revealed.mechanism_id * 4096u + revealed.netuid));
    w.list(revealed.uids).list(revealed.values).list(revealed.salt).number(revealed.version_key);
    return blake2b_256(w.out);
}

}  // namespace rf::embedded
