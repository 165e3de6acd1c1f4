#include "actors/chain/subtensor/extensions.hpp"

namespace rf::subtensor {
namespace {

enum class part {
    nothing, era, nonce, tip, metadata_mode, spec, transaction, genesis, era_block, metadata_hash
};

struct known_extension {
    std::string_view identifier;
    part extra, implicit;
};
constexpr known_extension known[] = {
    {"CheckSpecVersion", part::nothing, part::spec},
    {"CheckTxVersion", part::nothing, part::transaction},
    {"CheckGenesis", part::nothing, part::genesis},
    {"CheckMortality", part::era, part::era_block},
    {"CheckEra", part::era, part::era_block},
    {"CheckNonce", part::nonce, part::nothing},
    {"ChargeTransactionPayment", part::tip, part::nothing},
    {"ChargeTransactionPaymentWrapper", part::tip, part::nothing},
    {"ChargeAssetTxPayment", part::tip, part::nothing},
    {"CheckMetadataHash", part::metadata_mode, part::metadata_hash},
};

known_extension known_as(std::string_view identifier) {
    for (const auto& k : known) {
        if (k.identifier == identifier) return k;
    }
    return {identifier, part::nothing, part::nothing};
}

result<byte_vec> era_bytes(const type_registry& types, type_id type, const era& e) {
    scale_writer w;
    put_era(w, e);
    // That the runtime, too, reads an era there.
    auto read = decode_value(types, type, w.out);
    if (!read) return read.error();
    return std::move(w.out);
}

// A tip alone, or with the asset it is paid in: the chain's own.
result<value> tip_value(const type_registry& types, type_id type, uint128 tip) {
    const type_def& t = types.at(types.unwrapped(type));
    if (t.is != type_shape::composite) return number_of(tip);
    auto fields = in_order(types, t.fields, {{"tip", number_of(tip)}});
    if (!fields) return fields.error();
    return list_of(std::move(*fields));
}

result<value> value_for(const type_registry& types, type_id type, part p, const runtime_identity& runtime,
                        const signing_choice& choice) {
    switch (p) {
        case part::nonce: return number_of(choice.nonce);
        case part::tip: return tip_value(types, type, choice.tip);
        case part::metadata_mode: return variant_of(types, type, "Disabled");
        case part::spec: return number_of(runtime.spec_version);
        case part::transaction: return number_of(runtime.transaction_version);
        case part::genesis: return bytes_of(runtime.genesis);
        case part::era_block:
            return bytes_of(choice.lifetime.is_mortal() ? choice.era_block : runtime.genesis);
        case part::metadata_hash: return variant_of(types, type, "None");
        case part::nothing:
        case part::era: break;
    }
    return list_of({});
}

result<byte_vec> part_bytes(const type_registry& types, type_id type, part p, const runtime_identity& runtime,
                            const signing_choice& choice) {
    if (p == part::era) return era_bytes(types, type, choice.lifetime);
    if (p == part::nothing) {
        if (types.is_empty(type)) return byte_vec{};
        return fault{fault_kind::refused, "this signed extension needs bytes that are not known", "",
                     "this program is older than the chain's runtime: look for a newer one"};
    }
    const auto v = value_for(types, type, p, runtime, choice);
    if (!v) return v.error();
    return encode_value(types, type, *v);
}

result<byte_vec> all_parts(const metadata& m, bool implicit, const runtime_identity& runtime,
                           const signing_choice& choice) {
    byte_vec out;
    for (const auto& e : m.extrinsic.extensions) {
        const known_extension k = known_as(e.identifier);
        const auto bytes = part_bytes(m.types, implicit ? e.implicit : e.extra,
                                      implicit ? k.implicit : k.extra, runtime, choice);
        if (!bytes) return with_place(bytes.error(), "signed extension " + e.identifier);
        out.insert(out.end(), bytes->begin(), bytes->end());
    }
    return out;
}

}  // namespace

result<byte_vec> extra_bytes(const metadata& m, const signing_choice& choice) {
    return all_parts(m, false, {}, choice);
}

result<byte_vec> implicit_bytes(const metadata& m, const runtime_identity& runtime,
                                const signing_choice& choice) {
    return all_parts(m, true, runtime, choice);
}

signing_choice choice_of(const metadata& m, const std::vector<value>& extras) {
    signing_choice out;
    for (std::size_t i = 0; i < extras.size() && i < m.extrinsic.extensions.size(); ++i) {
        const signed_extension& e = m.extrinsic.extensions[i];
        const value& v = unwrapped(m.types, extras[i]);
        switch (known_as(e.identifier).extra) {
            case part::nonce: out.nonce = as_u64(m.types, v).value_or(0); break;
            case part::tip: {
                const value* tip = v.is == value_kind::number ? &v : field_of(m.types, v, "tip");
                if (tip != nullptr) out.tip = unwrapped(m.types, *tip).number;
                break;
            }
            case part::era: {
                const auto bytes = encode_value(m.types, e.extra, extras[i]);
                scale_reader r(bytes ? byte_view(*bytes) : byte_view());
                out.lifetime = take_era(r);
                break;
            }
            default: break;
        }
    }
    return out;
}

}  // namespace rf::subtensor
