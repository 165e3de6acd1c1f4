#include "actors/chain/subtensor/extrinsic.hpp"

#include "actors/chain/subtensor/hashers.hpp"

namespace rf::subtensor {
namespace {

constexpr std::uint8_t known_version = 4, signed_bit = 0x80;
constexpr std::size_t signed_whole = 256;  // bytes; longer payloads are signed as their hash

status check_version(const metadata& m) {
    if (m.extrinsic.version == known_version) return done();
    return fault{
        fault_kind::too_new,
        "extrinsics of version " + std::to_string(m.extrinsic.version) + " are not known, only of version 4",
        "metadata", "this program is older than the chain's runtime: look for a newer one"};
}

// An address is the key itself, or one of several kinds of which Id is the key.
result<byte_vec> address_bytes(const metadata& m, const sr25519_public& key) {
    const type_id type = m.extrinsic.address;
    if (m.types.at(m.types.unwrapped(type)).is != type_shape::variant) {
        return encode_value(m.types, type, bytes_of(key));
    }
    const auto v = variant_of(m.types, type, "Id", {bytes_of(key)});
    if (!v) return v.error();
    return encode_value(m.types, type, *v);
}

result<byte_vec> signature_bytes(const metadata& m, byte_view signature) {
    const auto v = variant_of(m.types, m.extrinsic.signature, "Sr25519", {bytes_of(signature)});
    if (!v) return v.error();
    return encode_value(m.types, m.extrinsic.signature, *v);
}

byte_vec with_length(const byte_vec& body) {
    scale_writer w;
    w.sized(body);
    return std::move(w.out);
}

const value* only_part(const metadata& m, const value& v, std::string_view variant) {
    const value& inner = unwrapped(m.types, v);
    return variant_name(m.types, inner) == variant && inner.parts.size() == 1 ? &inner.parts[0] : nullptr;
}

}  // namespace

result<byte_vec> build_call(const metadata& m, std::string_view pallet, std::string_view call,
                            named_values arguments) {
    const std::string place = std::string(pallet) + "." + std::string(call);
    const auto* in = find_pallet(m, pallet);
    const auto* what = in != nullptr && in->calls ? find_variant(m.types.at(*in->calls), call) : nullptr;
    if (what == nullptr) return fault{fault_kind::missing, "this runtime has no such call", place, ""};
    auto fields = in_order(m.types, what->fields, std::move(arguments));
    if (!fields) return with_place(fields.error(), place);
    value inner = list_of(std::move(*fields));
    inner.is = value_kind::variant;
    inner.index = what->index;
    value outer = list_of({std::move(inner)});
    outer.is = value_kind::variant;
    outer.index = in->index;
    auto bytes = encode_value(m.types, m.extrinsic.call, outer);
    if (!bytes) return with_place(bytes.error(), place);
    return bytes;
}

result<byte_vec> signing_payload(const metadata& m, byte_view call, const runtime_identity& runtime,
                                 const signing_choice& choice) {
    const auto extra = extra_bytes(m, choice);
    if (!extra) return extra.error();
    const auto implicit = implicit_bytes(m, runtime, choice);
    if (!implicit) return implicit.error();
    scale_writer w;
    w.raw(call).raw(*extra).raw(*implicit);
    if (w.out.size() <= signed_whole) return std::move(w.out);
    const hash32 h = blake2_256(w.out);
    return byte_vec(h.b.begin(), h.b.end());
}

result<byte_vec> assemble(const metadata& m, const sr25519_public& signer, byte_view signature,
                          byte_view call, const signing_choice& choice) {
    if (auto v = check_version(m); !v) return v.error();
    const auto address = address_bytes(m, signer);
    if (!address) return with_place(address.error(), "address");
    const auto proof = signature_bytes(m, signature);
    if (!proof) return with_place(proof.error(), "signature");
    const auto extra = extra_bytes(m, choice);
    if (!extra) return extra.error();
    scale_writer w;
    w.number(std::uint8_t(known_version | signed_bit)).raw(*address).raw(*proof).raw(*extra).raw(call);
    return with_length(w.out);
}

result<byte_vec> sign_extrinsic(const metadata& m, const sr25519_pair& pair, byte_view call,
                                const runtime_identity& runtime, const signing_choice& choice,
                                const hash32& random) {
    const auto payload = signing_payload(m, call, runtime, choice);
    if (!payload) return payload.error();
    return assemble(m, pair.public_key, sign(pair, *payload, random), call, choice);
}

hash32 extrinsic_hash(byte_view extrinsic) { return blake2_256(extrinsic); }

std::optional<pallet_item> item_of(const type_registry& types, const value& v) {
    const value& outer = unwrapped(types, v);
    if (outer.is != value_kind::variant || outer.parts.size() != 1) return std::nullopt;
    const value& inner = unwrapped(types, outer.parts[0]);
    const std::string_view pallet = variant_name(types, outer), name = variant_name(types, inner);
    if (pallet.empty() || name.empty()) return std::nullopt;
    return pallet_item{pallet, name, &inner};
}

result<read_extrinsic_parts> read_extrinsic(const metadata& m, byte_view bytes) {
    if (auto v = check_version(m); !v) return v.error();
    scale_reader whole(bytes);
    const byte_view body = whole.sized();
    if (auto end = whole.finish(); !end) return with_place(end.error(), "extrinsic");
    scale_reader r(body);
    read_extrinsic_parts out;
    const auto version = r.number<std::uint8_t>();
    if (r.ok() && (version & ~signed_bit) != known_version) {
        r.fail("an extrinsic of version " + std::to_string(version & ~signed_bit));
    }
    out.is_signed = (version & signed_bit) != 0;
    if (out.is_signed) {
        out.address = take_value(m.types, m.extrinsic.address, r);
        out.signature = take_value(m.types, m.extrinsic.signature, r);
        for (const auto& e : m.extrinsic.extensions) out.extras.push_back(take_value(m.types, e.extra, r));
        if (r.ok()) out.choice = choice_of(m, out.extras);
    }
    const byte_view call = body.subspan(r.at());
    out.call_bytes.assign(call.begin(), call.end());
    out.call = take_value(m.types, m.extrinsic.call, r);
    if (auto end = r.finish(); !end) return with_place(end.error(), "extrinsic");
    return out;
}

std::optional<sr25519_public> signer_of(const metadata& m, const read_extrinsic_parts& x) {
    if (!x.is_signed) return std::nullopt;
    const value* id = only_part(m, x.address, "Id");
    const auto bytes = as_bytes(m.types, id != nullptr ? *id : x.address);
    const auto key = bytes ? as_hash(*bytes) : std::nullopt;
    if (!key) return std::nullopt;
    return key->b;
}

std::optional<byte_view> signature_of(const metadata& m, const read_extrinsic_parts& x) {
    const value* of = x.is_signed ? only_part(m, x.signature, "Sr25519") : nullptr;
    return of != nullptr ? as_bytes(m.types, *of) : std::nullopt;
}

}  // namespace rf::subtensor
