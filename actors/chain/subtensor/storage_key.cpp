#include "actors/chain/subtensor/storage_key.hpp"

#include <algorithm>

#include "actors/chain/subtensor/hashers.hpp"

namespace rf::subtensor {
namespace {

byte_vec hashed(hasher by, byte_view b) {
    const auto of = [](const auto& h) { return byte_vec(h.begin(), h.end()); };
    switch (by) {
        case hasher::blake2_128:
        case hasher::blake2_128_concat: return of(blake2_128(b));
        case hasher::blake2_256: return of(blake2_256(b).b);
        case hasher::twox_128: return of(twox_128(b));
        case hasher::twox_256: return of(twox_256(b));
        case hasher::twox_64_concat: return of(twox_64(b));
        case hasher::identity: return {};
    }
    return {};
}

bool keeps_key(hasher by) {
    return by == hasher::identity || by == hasher::blake2_128_concat || by == hasher::twox_64_concat;
}

type_id key_type(const metadata& m, const storage_entry& e, std::size_t i) {
    return e.hashers.size() == 1 ? e.key : m.types.at(e.key).fields[i].type;
}

std::string place_text(const storage_place& p) { return p.in->name + "." + p.entry->name; }

}  // namespace

byte_vec storage_prefix(std::string_view pallet_prefix, std::string_view item) {
    const auto first = twox_128(view(pallet_prefix)), second = twox_128(view(item));
    byte_vec out(first.begin(), first.end());
    out.insert(out.end(), second.begin(), second.end());
    return out;
}

result<byte_vec> storage_key(const metadata& m, const storage_place& place, const std::vector<value>& keys) {
    const storage_entry& e = *place.entry;
    if (keys.size() > e.hashers.size()) {
        return fault{fault_kind::invalid,
                     std::to_string(keys.size()) + " keys are given and " + std::to_string(e.hashers.size()) +
                         " are taken",
                     place_text(place), ""};
    }
    byte_vec out = storage_prefix(place.in->storage_prefix, e.name);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto key = encode_value(m.types, key_type(m, e, i), keys[i]);
        if (!key) return with_place(key.error(), place_text(place) + ", key " + std::to_string(i));
        const byte_vec hash = hashed(e.hashers[i], *key);
        out.insert(out.end(), hash.begin(), hash.end());
        if (keeps_key(e.hashers[i])) out.insert(out.end(), key->begin(), key->end());
    }
    return out;
}

result<byte_vec> storage_key(const metadata& m, std::string_view pallet, std::string_view item,
                             const std::vector<value>& keys) {
    const auto place = find_storage(m, pallet, item);
    if (!place) return place.error();
    return storage_key(m, *place, keys);
}

result<std::vector<std::optional<value>>> read_storage_key(const metadata& m, const storage_place& place,
                                                           byte_view key) {
    const storage_entry& e = *place.entry;
    const byte_vec prefix = storage_prefix(place.in->storage_prefix, e.name);
    scale_reader r(key);
    if (!std::ranges::equal(r.raw(prefix.size()), prefix)) r.fail("it is another item's key");
    std::vector<std::optional<value>> out;
    for (std::size_t i = 0; i < e.hashers.size() && r.ok(); ++i) {
        const hasher by = e.hashers[i];
        const byte_view hash = r.raw(hashed(by, {}).size());
        if (!keeps_key(by)) {
            out.emplace_back();
            continue;
        }
        const std::size_t from = r.at();
        value v = take_value(m.types, key_type(m, e, i), r);
        if (r.ok() && !std::ranges::equal(hashed(by, r.between(from, r.at())), hash)) {
            r.fail("the hash is not that of the key after it");
        }
        out.emplace_back(std::move(v));
    }
    if (auto end = r.finish(); !end) return with_place(end.error(), place_text(place));
    return out;
}

result<std::optional<value>> read_stored(const metadata& m, const storage_entry& entry,
                                         std::optional<byte_view> stored) {
    if (!stored && entry.modifier == storage_modifier::optional) return std::optional<value>();
    if (!stored && entry.modifier == storage_modifier::required) {
        return fault{fault_kind::missing, "nothing is stored where there must be something", entry.name, ""};
    }
    auto v = decode_value(m.types, entry.value, stored ? *stored : byte_view(entry.fallback));
    if (!v) return with_place(v.error(), entry.name);
    return std::optional<value>(std::move(*v));
}

}  // namespace rf::subtensor
