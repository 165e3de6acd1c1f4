#include "tests/subtensor_codec/recorded.hpp"

#include <doctest/doctest.h>

#include "actors/chain/subtensor/events.hpp"
#include "actors/chain/subtensor/hashers.hpp"
#include "actors/chain/subtensor/storage_key.hpp"
#include "actors/chain/subtensor/value_text.hpp"
#include "actors/keys/sr25519.hpp"
#include "events/ss58.hpp"

namespace rf::subtensor {
namespace {

runtime_identity identity_of(const recording& r) {
    runtime_identity out;
    out.spec_version = std::uint32_t(std::uint64_t(r.all["spec_version"]));
    out.transaction_version = std::uint32_t(std::uint64_t(r.all["transaction_version"]));
    out.genesis = *as_hash(hex_of(r.all, "genesis"));
    return out;
}

const storage_entry* entry_by_camel_case(const pallet& p, std::string_view name) {
    for (const auto& e : p.storage) {
        if (camel_case(e.name) == name) return &e;
    }
    return nullptr;
}

// A key as @polkadot/api prints it: an address, or a number.
value key_of(std::string_view text) {
    if (const auto who = account_from_ss58(text)) return bytes_of(who->b);
    std::uint64_t n = 0;
    for (const char c : text) {
        if (c != ',') n = 10 * n + std::uint64_t(c - '0');
    }
    return number_of(n);
}

std::vector<value> keys_of(simdjson::dom::element row) {
    std::vector<value> out;
    if (row["args"].is_null()) return out;
    const simdjson::dom::array keys = row["args"].get_array();
    for (auto each : keys) out.push_back(key_of(std::string_view(each)));
    return out;
}

TEST_CASE("the signed extensions of a runtime are those that @polkadot/api found, in their order") {
    for (const auto& r : the_recordings()) {
        std::string ours;
        for (const auto& e : r->runtime.extrinsic.extensions) {
            ours += (ours.empty() ? "\"" : ",\"") + e.identifier + "\"";
        }
        CHECK("[" + ours + "]" == canonical(r->all["signed_extensions"].value()));
    }
}

TEST_CASE("every stored value has the recorded key, meaning and bytes") {
    std::size_t seen = 0;
    for (const auto& r : the_recordings()) {
        const metadata& m = r->runtime;
        for (auto row : r->all["storage"]) {
            const std::string_view name = text_in(row, "item");
            CAPTURE(r->spec);
            CAPTURE(std::string(name));
            ++seen;
            const auto* in = find_pallet(m, text_in(row, "pallet"));
            REQUIRE(in != nullptr);
            const byte_vec stored = hex_of(row, "value");
            if (name == "palletVersion") {  // stored by the framework: no metadata tells of it
                CHECK(storage_prefix(in->storage_prefix, ":__STORAGE_VERSION__:") == hex_of(row, "key"));
                scale_reader number(stored);
                CHECK(number.number<std::uint16_t>() == std::uint64_t(row["decoded"]));
                continue;
            }
            const auto* entry = entry_by_camel_case(*in, name);
            REQUIRE(entry != nullptr);
            const storage_place place{in, entry};
            const auto keys = keys_of(row);
            const auto key = storage_key(m, place, keys);
            REQUIRE(key);
            CHECK(*key == hex_of(row, "key"));
            const auto back = read_storage_key(m, place, *key);
            REQUIRE(back);
            REQUIRE(back->size() == keys.size());
            for (std::size_t i = 0; i < keys.size(); ++i) {
                if (!(*back)[i]) continue;
                const value& got = unwrapped(m.types, *(*back)[i]);
                CHECK(got.number == keys[i].number);
                CHECK(got.bytes == keys[i].bytes);
            }
            const auto v = read_stored(m, *entry, byte_view(stored));
            REQUIRE(v);
            REQUIRE(v->has_value());
            CHECK(canonical(to_json(m.types, **v)) == canonical(row["decoded"].value()));
            const auto again = encode_value(m.types, entry->value, **v);
            REQUIRE(again);
            CHECK(*again == stored);
        }
    }
    if (!the_recordings().empty()) CHECK(seen == 317);
}

TEST_CASE("every recorded event is read with its phase, pallet, name and fields, and written back") {
    std::size_t blocks = 0;
    for (const auto& r : the_recordings()) {
        const metadata& m = r->runtime;
        const auto place = find_storage(m, "System", "Events");
        REQUIRE(place);
        for (auto row : r->all["events"]) {
            CAPTURE(r->spec);
            CAPTURE(std::string(text_in(row, "label")));
            ++blocks;
            const byte_vec raw = hex_of(row, "raw");
            const auto whole = decode_value(m.types, place->entry->value, raw);
            REQUIRE(whole);
            const auto again = encode_value(m.types, place->entry->value, *whole);
            REQUIRE(again);
            CHECK(*again == raw);
            const auto events = read_events(m, raw);
            REQUIRE(events);
            const auto expected = row["decoded"].get_array().value();
            REQUIRE(events->size() == expected.size());
            std::size_t i = 0;
            for (auto want : expected) {
                const chain_event& got = (*events)[i];
                CHECK(camel_case(got.pallet) == text_in(want, "pallet"));
                CHECK(got.name == text_in(want, "name"));
                if (got.extrinsic) {
                    CHECK("{\"applyExtrinsic\":" + std::to_string(*got.extrinsic) + "}" ==
                          text_in(want, "phase"));
                }
                const value& record = whole->parts[i++];
                const auto phase = to_json(m.types, *field_of(m.types, record, "phase"));
                CHECK((got.phase == text_in(want, "phase") ||
                       canonical(phase) == canonical(std::string(text_in(want, "phase")))));
                // The name around the fields is checked above.
                const auto data = canonical(want["data"].value());
                const auto named = canonical(to_human(m.types, got.fields));
                const auto bare = "{\"" + got.name + "\":" + data + "}";
                const auto listed =
                    "[" + named.substr(got.name.size() + 4, named.size() - got.name.size() - 5) + "]";
                CHECK_MESSAGE((named == bare || listed == data), named << " and " << data);
            }
        }
    }
    if (!the_recordings().empty()) CHECK(blocks == 29);
}

TEST_CASE("weights that were refused say so with the error's name and documentation") {
    for (const auto& r : the_recordings()) {
        bool seen = false;
        for (auto row : r->all["events"]) {
            const auto events = read_events(r->runtime, hex_of(row, "raw"));
            REQUIRE(events);
            const auto outcome = outcome_of(r->runtime, *events, 1);
            REQUIRE(outcome);
            if (text_in(row, "label") != "set_weights refused") {
                CHECK_MESSAGE(outcome->success, outcome->failure.text());
                continue;
            }
            seen = true;
            CHECK_FALSE(outcome->success);
            CHECK(outcome->failure.pallet == "SubtensorModule");
            // Sent right after others were set, where five blocks must lie between.
            CHECK(outcome->failure.error == "SettingWeightsTooFast");
            CHECK(outcome->failure.docs.find("weight") != std::string::npos);
        }
        CHECK(seen);
    }
}

TEST_CASE("every signed extrinsic is read, verifies, and is built again from names, byte for byte") {
    std::size_t seen = 0;
    for (const auto& r : the_recordings()) {
        const metadata& m = r->runtime;
        const runtime_identity runtime = identity_of(*r);
        for (auto row : r->all["extrinsics"]) {
            CAPTURE(r->spec);
            CAPTURE(std::string(text_in(row, "label")));
            ++seen;
            const byte_vec bytes = hex_of(row, "extrinsic");
            const auto x = read_extrinsic(m, bytes);
            REQUIRE_MESSAGE(x, x.error().text());
            CHECK(x->is_signed);
            CHECK(x->call_bytes == hex_of(row, "call"));
            const auto signer = signer_of(m, *x);
            REQUIRE(signer);
            CHECK(encode_ss58(*signer) == text_in(row, "signer"));
            const auto signature = signature_of(m, *x);
            REQUIRE(signature);
            CHECK(byte_vec(signature->begin(), signature->end()) == hex_of(row, "signature"));
            CHECK(x->choice.nonce == std::uint64_t(row["nonce"]));
            CHECK(x->choice.tip == 0);
            CHECK(text_in(row, "era") == "immortal");
            CHECK_FALSE(x->choice.lifetime.is_mortal());
            const auto payload = signing_payload(m, x->call_bytes, runtime, x->choice);
            REQUIRE(payload);
            CHECK(verify(*signer, *payload, *signature));
            runtime_identity another = runtime;
            ++another.spec_version;
            const auto foreign = signing_payload(m, x->call_bytes, another, x->choice);
            REQUIRE(foreign);
            CHECK_FALSE(verify(*signer, *foreign, *signature));
            const auto again = assemble(m, *signer, *signature, x->call_bytes, x->choice);
            REQUIRE(again);
            CHECK(*again == bytes);

            const auto item = item_of(m.types, x->call);
            REQUIRE(item);
            const auto* in = find_pallet(m, item->pallet);
            REQUIRE(in != nullptr);
            const auto* called = find_variant(m.types.at(*in->calls), item->name);
            REQUIRE(called != nullptr);
            named_values arguments;
            for (std::size_t i = called->fields.size(); i > 0; --i) {
                arguments.emplace_back(called->fields[i - 1].name, item->fields->parts[i - 1]);
            }
            const auto call = build_call(m, item->pallet, item->name, arguments);
            REQUIRE(call);
            CHECK(*call == x->call_bytes);
        }
    }
    if (!the_recordings().empty()) CHECK(seen == 29);
}

TEST_CASE("set_weights from plain numbers is the recorded call") {
    for (const auto& r : the_recordings()) {
        for (auto row : r->all["extrinsics"]) {
            if (text_in(row, "label") != "set_weights") continue;
            const std::uint64_t netuid = r->all["netuid"];
            const std::vector<std::uint16_t> uids =
                r->spec == 185 ? std::vector<std::uint16_t>{1, 2} : std::vector<std::uint16_t>{2, 3};
            const std::vector<std::uint16_t> weights{100, 300};
            const auto call = build_call(r->runtime, "SubtensorModule", "set_weights",
                                         {{"netuid", number_of(netuid)},
                                          {"dests", numbers_of(uids)},
                                          {"weights", numbers_of(weights)},
                                          {"version_key", number_of(7)}});
            REQUIRE(call);
            CHECK(*call == hex_of(row, "call"));
        }
    }
}

// The payloads are what ExtrinsicPayload of @polkadot/api 16.5.6 gives for the
// same metadata, call and choices: the newest recorded runtime wants a mode and
// a metadata hash too.
TEST_CASE("mortal, tipped payloads of spec 240 are those of @polkadot/api") {
    const std::string whole =
        "07000100080300030008ffffffff0700000000000000750019010bf22fce733a0b00f00000000100000045"
        "45454545454545454545454545454545454545454545454545454545454545bbbbbbbbbbbbbbbbbbbbbbbb"
        "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb00";
    const std::string hashed = "657020f20b2ab8717d11209d30492f9c1cee673597397e08d474b361f3115ab3";
    for (const auto& each : the_metadata()) {
        if (each.name != "metadata_v15_spec240") continue;
        const auto m = read_metadata(each.bytes);
        REQUIRE(m);
        runtime_identity runtime{240, 1, {}};
        runtime.genesis.b.fill(0x45);
        signing_choice choice;
        choice.nonce = 70;
        choice.tip = 12345678901234;
        choice.lifetime = mortal_era(64, 1234567);
        choice.era_block.b.fill(0xbb);
        for (const std::size_t n : {2, 100}) {
            const auto call = build_call(*m, "SubtensorModule", "set_weights",
                                         {{"netuid", number_of(1)},
                                          {"dests", numbers_of(std::vector<unsigned>(n, 3))},
                                          {"weights", numbers_of(std::vector<unsigned>(n, 65535))},
                                          {"version_key", number_of(7)}});
            REQUIRE(call);
            const auto payload = signing_payload(*m, *call, runtime, choice);
            REQUIRE(payload);
            CHECK(hex(*payload) == (n == 2 ? whole : hashed));
        }
    }
}

TEST_CASE("a root of 32 bytes is committed under the runtime's own name for it") {
    for (const auto& each : the_metadata()) {
        const auto m = read_metadata(each.bytes);
        REQUIRE(m);
        CAPTURE(each.name);
        const auto* call =
            find_variant(m->types.at(*find_pallet(*m, "Commitments")->calls), "set_commitment");
        REQUIRE(call != nullptr);
        REQUIRE(call->fields.size() == 2);
        const type_id list = m->types.unwrapped(call->fields[1].type);
        const auto root =
            variant_of(m->types, m->types.at(list).inner, "Sha256", {bytes_of(byte_vec(32, 0xab))});
        REQUIRE(root);
        const auto bytes = build_call(*m, "Commitments", "set_commitment",
                                      {{"netuid", number_of(258)}, {"info", list_of({*root})}});
        REQUIRE_MESSAGE(bytes, bytes.error().text());
        // pallet, call | netuid | one field | Sha256, numbered after None, Raw0 to Raw128, BlakeTwo256
        CHECK(hex(*bytes).substr(4) ==
              "0201"
              "04"
              "83" +
                  hex(byte_vec(32, 0xab)));
    }
}

TEST_CASE("every default and every constant of every runtime is read and written back") {
    for (const auto& each : the_metadata()) {
        const auto m = read_metadata(each.bytes);
        REQUIRE_MESSAGE(m, m.error().text());
        CAPTURE(each.name);
        std::size_t seen = 0;
        for (const auto& p : m->pallets) {
            for (const auto& e : p.storage) {
                CAPTURE(p.name + "." + e.name);
                if (e.modifier != storage_modifier::fallback) continue;
                const auto v = read_stored(*m, e, std::nullopt);
                REQUIRE(v);
                CHECK(*encode_value(m->types, e.value, **v) == e.fallback);
                ++seen;
            }
            for (const auto& c : p.constants) {
                CAPTURE(p.name + "." + c.name);
                const auto v = decode_value(m->types, c.type, c.value);
                REQUIRE(v);
                CHECK(*encode_value(m->types, c.type, *v) == c.value);
                ++seen;
            }
        }
        CHECK(seen > 200);
    }
}

TEST_CASE("version 15 tells the runtime's APIs, version 14 none") {
    for (const auto& each : the_metadata()) {
        const auto m = read_metadata(each.bytes);
        REQUIRE(m);
        if (m->version == 14) {
            CHECK(m->apis.empty());
            continue;
        }
        CHECK(m->version == 15);
        const auto* f = find_method(*m, "NeuronInfoRuntimeApi", "get_neurons_lite");
        REQUIRE(f != nullptr);
        REQUIRE(f->inputs.size() == 1);
        CHECK(m->types.has(f->output));
        CHECK(find_method(*m, "Metadata", "metadata_at_version") != nullptr);
    }
}

}  // namespace
}  // namespace rf::subtensor
