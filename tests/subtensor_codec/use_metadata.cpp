#include "tests/subtensor_codec/use_metadata.hpp"

#include <algorithm>

#include "actors/chain/subtensor/events.hpp"
#include "actors/chain/subtensor/storage_key.hpp"
#include "actors/chain/subtensor/value_text.hpp"

namespace rf::subtensor {

void use_metadata(const metadata& m, byte_view noise) {
    for (const auto& p : m.pallets) {
        for (const auto& e : p.storage) {
            (void)storage_key(m, {&p, &e}, {});
            (void)read_storage_key(m, {&p, &e}, noise);
            (void)read_stored(m, e, std::nullopt);
            use_value(m.types, e.value, e.fallback);
            use_value(m.types, e.value, noise);
        }
        for (const auto& c : p.constants) use_value(m.types, c.type, c.value);
    }
    (void)signing_payload(m, noise, {}, {});
    (void)assemble(m, {}, byte_vec(64), noise, {});
    (void)read_extrinsic(m, noise);
    const auto events = read_events(m, noise);
    if (events) (void)outcome_of(m, *events, 0);
    (void)build_call(m, "Subnet", "set_weights", {});
}

bool use_value(const type_registry& types, type_id type, byte_view bytes) {
    scale_reader r(bytes);
    const value v = take_value(types, type, r);
    if (!r.ok()) return false;
    const auto again = encode_value(types, type, v);
    RF_REQUIRE(again.ok() && std::ranges::equal(*again, r.between(0, r.at())));
    RF_REQUIRE(!to_json(types, v).empty() && !to_human(types, v).empty());
    return true;
}

}  // namespace rf::subtensor
