#include "actors/chain/subtensor/metadata.hpp"

namespace rf::subtensor {
namespace {

template <class Parts>
auto* named(Parts& parts, std::string_view name) {
    for (auto& p : parts) {
        if (p.name == name) return &p;
    }
    return static_cast<decltype(&parts.front())>(nullptr);
}

}  // namespace

const pallet* find_pallet(const metadata& m, std::string_view name) { return named(m.pallets, name); }

const pallet* find_pallet(const metadata& m, std::uint8_t index) {
    for (const auto& p : m.pallets) {
        if (p.index == index) return &p;
    }
    return nullptr;
}

const pallet_constant* find_constant(const pallet& p, std::string_view name) {
    return named(p.constants, name);
}

const api_method* find_method(const metadata& m, std::string_view api, std::string_view method) {
    const auto* found = named(m.apis, api);
    return found == nullptr ? nullptr : named(found->methods, method);
}

result<storage_place> find_storage(const metadata& m, std::string_view pallet, std::string_view item) {
    const std::string place = std::string(pallet) + "." + std::string(item);
    const auto* in = find_pallet(m, pallet);
    if (in == nullptr) return fault{fault_kind::missing, "this runtime has no such pallet", place, ""};
    const auto* entry = named(in->storage, item);
    if (entry == nullptr) return fault{fault_kind::missing, "this runtime stores no such item", place, ""};
    return storage_place{in, entry};
}

}  // namespace rf::subtensor
