#include "tests/subtensor_codec/small_runtime.hpp"

#include <functional>
#include <map>

namespace rf::subtensor {
namespace {

using names = std::vector<std::string>;
struct named_type {
    std::string name, type;
};
struct named_variant {
    std::string name;
    std::uint8_t index = 0;
    std::vector<named_type> fields;
    std::string docs;
};

// Types are named; a name that is not there yet is numbered when it is used.
class registry_writer {
  public:
    registry_writer() {
        primitives();
        plain_types();
        call_types();
        event_types();
        extension_types();
    }
    [[nodiscard]] type_id id(const std::string& name) const {
        RF_REQUIRE(ids_.contains(name));
        return ids_.at(name);
    }
    [[nodiscard]] byte_vec bytes() const {
        scale_writer w;
        w.compact(bodies_.size());
        for (std::size_t i = 0; i < bodies_.size(); ++i) {
            w.compact(i);
            bodies_[i](w, *this);
        }
        return std::move(w.out);
    }

  private:
    using body = std::function<void(scale_writer&, const registry_writer&)>;

    static void text(scale_writer& w, const std::string& s) { w.sized(view(s)); }
    static void lines(scale_writer& w, const names& all) {
        w.compact(all.size());
        for (const auto& each : all) text(w, each);
    }
    static void fields(scale_writer& w, const registry_writer& r, const std::vector<named_type>& all) {
        w.compact(all.size());
        for (const auto& f : all) {
            w.number(std::uint8_t(!f.name.empty()));
            if (!f.name.empty()) text(w, f.name);
            w.compact(r.id(f.type)).number(std::uint8_t(0)).compact(0);
        }
    }
    void add(const std::string& name, names path, body definition, std::vector<named_type> parameters = {}) {
        ids_[name] = type_id(bodies_.size());
        bodies_.push_back([=](scale_writer& w, const registry_writer& r) {
            lines(w, path);
            w.compact(parameters.size());
            for (const auto& p : parameters) {
                text(w, p.name);
                w.number(std::uint8_t(1)).compact(r.id(p.type));
            }
            definition(w, r);
            w.compact(0);
        });
    }
    void composite(const std::string& name, names path, std::vector<named_type> of) {
        add(name, std::move(path), [=](auto& w, auto& r) {
            w.number(std::uint8_t(0));
            fields(w, r, of);
        });
    }
    void variants(const std::string& name, names path, std::vector<named_variant> of) {
        add(name, std::move(path), [=](auto& w, auto& r) {
            w.number(std::uint8_t(1)).compact(of.size());
            for (const auto& v : of) {
                text(w, v.name);
                fields(w, r, v.fields);
                w.number(v.index);
                lines(w, v.docs.empty() ? names{} : names{v.docs});
            }
        });
    }
    void sequence(const std::string& name, const std::string& of) {
        add(name, {}, [=](auto& w, auto& r) { w.number(std::uint8_t(2)).compact(r.id(of)); });
    }
    void array(const std::string& name, std::uint32_t n, const std::string& of) {
        add(name, {}, [=](auto& w, auto& r) { w.number(std::uint8_t(3)).number(n).compact(r.id(of)); });
    }
    void tuple(const std::string& name, names of) {
        add(name, {}, [=](auto& w, auto& r) {
            w.number(std::uint8_t(4)).compact(of.size());
            for (const auto& each : of) w.compact(r.id(each));
        });
    }
    void compact(const std::string& name, const std::string& of) {
        add(name, {}, [=](auto& w, auto& r) { w.number(std::uint8_t(6)).compact(r.id(of)); });
    }

    void primitives() {
        const names all{"bool", "char", "str", "u8",  "u16", "u32",  "u64", "u128",
                        "u256", "i8",   "i16", "i32", "i64", "i128", "i256"};
        for (std::size_t i = 0; i < all.size(); ++i) {
            add(all[i], {}, [=](auto& w, auto&) { w.number(std::uint8_t(5)).number(std::uint8_t(i)); });
        }
    }
    void plain_types() {
        tuple("nothing", {});
        array("[u8; 32]", 32, "u8");
        array("[u8; 64]", 64, "u8");
        array("[u8; 4]", 4, "u8");
        array("[nothing; many]", 0xffffffff, "nothing");
        composite("account", {"sp_core", "crypto", "AccountId32"}, {{"", "[u8; 32]"}});
        composite("hash", {"primitive_types", "H256"}, {{"", "[u8; 32]"}});
        sequence("bytes", "u8");
        sequence("u16s", "u16");
        sequence("hashes", "hash");
        sequence("empties", "nothing");
        compact("compact u32", "u32");
        compact("compact u128", "u128");
        compact("compact nothing", "nothing");
        tuple("weight", {"u16", "u16"});
        sequence("weights", "weight");
        variants("maybe hash", {"Option"}, {{"None", 0, {}, ""}, {"Some", 1, {{"", "hash"}}, ""}});
        variants("maybe bool", {"Option"}, {{"None", 0, {}, ""}, {"Some", 1, {{"", "bool"}}, ""}});
        composite("Lsb0", {"bitvec", "order", "Lsb0"}, {});
        composite("Msb0", {"bitvec", "order", "Msb0"}, {});
        add("bits", {},
            [](auto& w, auto& r) { w.number(std::uint8_t(7)).compact(r.id("u8")).compact(r.id("Lsb0")); });
        add("bits16", {},
            [](auto& w, auto& r) { w.number(std::uint8_t(7)).compact(r.id("u16")).compact(r.id("Msb0")); });
        variants("tree", {"small", "Tree"}, {{"Leaf", 0, {}, ""}, {"Node", 1, {{"", "trees"}}, ""}});
        sequence("trees", "tree");
        composite("endless", {"small", "Endless"}, {{"", "endless"}});
        tuple("entry", {"u16", "u64"});
        sequence("entries", "entry");
        composite("map", {"BTreeMap"}, {{"", "entries"}});
        composite("axon", {"small", "AxonInfo"}, {{"block", "u64"}, {"ip_type", "u8"}, {"balance", "i128"}});
        variants("int or bool", {"small", "IntOrBool"},
                 {{"Int", 0, {{"", "u8"}}, ""}, {"Bool", 1, {{"", "bool"}}, ""}});
        tuple("map keys", {"u16", "account"});
        tuple("three keys", {"u16", "u16", "u16"});
        tuple("compact and bool", {"compact u32", "bool"});
    }
    void call_types() {
        variants(
            "system calls", {"frame_system", "pallet", "Call"},
            {{"remark", 0, {{"remark", "bytes"}}, ""}, {"remark_with_event", 7, {{"remark", "bytes"}}, ""}});
        variants("subnet calls", {"pallet_small", "pallet", "Call"},
                 {{"set_weights",
                   3,
                   {{"netuid", "u16"}, {"dests", "u16s"}, {"weights", "u16s"}, {"version_key", "u64"}},
                   ""},
                  {"batch", 4, {{"calls", "calls"}}, ""},
                  {"note", 5, {{"who", "account"}, {"reason", "maybe hash"}}, ""}});
        variants("call", {"small_runtime", "RuntimeCall"},
                 {{"System", 0, {{"", "system calls"}}, ""}, {"Subnet", 7, {{"", "subnet calls"}}, ""}});
        sequence("calls", "call");
        variants("address", {"sp_runtime", "multiaddress", "MultiAddress"},
                 {{"Id", 0, {{"", "account"}}, ""}, {"Raw", 2, {{"", "bytes"}}, ""}});
        variants("signature", {"sp_runtime", "MultiSignature"},
                 {{"Ed25519", 0, {{"", "[u8; 64]"}}, ""}, {"Sr25519", 1, {{"", "[u8; 64]"}}, ""}});
        add("extrinsic", {"sp_runtime", "generic", "UncheckedExtrinsic"},
            [](auto& w, auto& r) {
                w.number(std::uint8_t(0));
                fields(w, r, {{"", "bytes"}});
            },
            {{"Address", "address"}, {"Call", "call"}, {"Signature", "signature"}, {"Extra", "nothing"}});
    }
    void event_types() {
        variants("subnet errors", {"pallet_small", "pallet", "Error"},
                 {{"TooFast", 0, {}, "Weights were set a moment ago."}, {"NoPermit", 4, {}, ""}});
        variants("token error", {"sp_runtime", "TokenError"},
                 {{"FundsUnavailable", 0, {}, ""}, {"Frozen", 5, {}, ""}});
        composite("module error", {"sp_runtime", "ModuleError"}, {{"index", "u8"}, {"error", "[u8; 4]"}});
        variants("dispatch error", {"sp_runtime", "DispatchError"},
                 {{"Other", 0, {}, ""},
                  {"BadOrigin", 2, {}, ""},
                  {"Module", 3, {{"", "module error"}}, ""},
                  {"Token", 7, {{"", "token error"}}, ""}});
        variants("system events", {"frame_system", "pallet", "Event"},
                 {{"ExtrinsicSuccess", 0, {}, ""},
                  {"ExtrinsicFailed", 1, {{"dispatch_error", "dispatch error"}}, ""}});
        variants("subnet events", {"pallet_small", "pallet", "Event"},
                 {{"WeightsSet", 5, {{"", "u16"}, {"", "u16"}}, ""}});
        variants("event", {"small_runtime", "RuntimeEvent"},
                 {{"System", 0, {{"", "system events"}}, ""}, {"Subnet", 7, {{"", "subnet events"}}, ""}});
        variants("phase", {"frame_system", "Phase"},
                 {{"ApplyExtrinsic", 0, {{"", "u32"}}, ""},
                  {"Finalization", 1, {}, ""},
                  {"Initialization", 2, {}, ""}});
        composite("record", {"frame_system", "EventRecord"},
                  {{"phase", "phase"}, {"event", "event"}, {"topics", "hashes"}});
        sequence("records", "record");
    }
    void extension_types() {
        std::vector<named_variant> eras{{"Immortal", 0, {}, ""}};
        for (int i = 1; i < 256; ++i) {
            eras.push_back({"Mortal" + std::to_string(i), std::uint8_t(i), {{"", "u8"}}, ""});
        }
        variants("era", {"sp_runtime", "generic", "era", "Era"}, eras);
        composite("mortality", {"frame_system", "CheckMortality"}, {{"", "era"}});
        composite("nonce", {"frame_system", "CheckNonce"}, {{"", "compact u32"}});
        composite("tip", {"pallet_transaction_payment", "ChargeTransactionPayment"}, {{"", "compact u128"}});
        composite("tip in assets", {"pallet_asset_tx_payment", "ChargeAssetTxPayment"},
                  {{"tip", "compact u128"}, {"asset_id", "maybe hash"}});
        variants("mode", {"frame_metadata_hash_extension", "Mode"},
                 {{"Disabled", 0, {}, ""}, {"Enabled", 1, {}, ""}});
        composite("metadata hash", {"frame_metadata_hash_extension", "CheckMetadataHash"},
                  {{"mode", "mode"}});
        composite("empty", {"frame_system", "CheckWeight"}, {});
        composite("runtime", {"small_runtime", "Runtime"}, {});
        array("[u64; 4]", 4, "u64");
        composite("U256", {"primitive_types", "U256"}, {{"", "[u64; 4]"}});
    }

    std::map<std::string, type_id> ids_;
    std::vector<body> bodies_;
};

const registry_writer& the_types() {
    static const registry_writer types;
    return types;
}

struct stored_item {
    std::string name;
    storage_modifier modifier;
    std::vector<hasher> hashers;
    std::string key, value;
    byte_vec fallback;
};

void put_text(scale_writer& w, std::string_view s) { w.sized(view(s)); }

void put_storage(scale_writer& w, const std::string& prefix, const std::vector<stored_item>& items) {
    w.number(std::uint8_t(1));
    put_text(w, prefix);
    w.compact(items.size());
    for (const auto& e : items) {
        put_text(w, e.name);
        w.number(std::uint8_t(e.modifier)).number(std::uint8_t(!e.hashers.empty()));
        if (!e.hashers.empty()) {
            w.compact(e.hashers.size());
            for (const auto h : e.hashers) w.number(std::uint8_t(h));
            w.compact(the_types().id(e.key));
        }
        w.compact(the_types().id(e.value)).sized(e.fallback).compact(0);
    }
}

void put_types(scale_writer& w, const names& each) {
    for (const auto& name : each) {
        w.number(std::uint8_t(!name.empty()));
        if (!name.empty()) w.compact(the_types().id(name));
    }
}

void put_pallets(scale_writer& w, std::uint8_t version) {
    using m = storage_modifier;
    w.compact(2);
    put_text(w, "System");
    put_storage(w, "System",
                {{"Events", m::fallback, {}, "", "records", {0}},
                 {"Number", m::required, {}, "", "u32", {0, 0, 0, 0}},
                 {"Account", m::fallback, {hasher::blake2_128_concat}, "account", "u64", byte_vec(8)}});
    put_types(w, {"system calls", "system events"});
    w.compact(1);
    put_text(w, "SS58Prefix");
    w.compact(the_types().id("u16")).sized(byte_vec{42, 0}).compact(0);
    put_types(w, {""});
    w.number(std::uint8_t(0));
    if (version >= 15) w.compact(0);

    put_text(w, "Subnet");
    put_storage(w, "SubnetModule",
                {{"Tempo", m::fallback, {hasher::identity}, "u16", "u16", {100, 0}},
                 {"Uids", m::optional, {hasher::identity, hasher::blake2_128_concat}, "map keys", "u16", {0}},
                 {"Hashed",
                  m::optional,
                  {hasher::twox_64_concat, hasher::blake2_128, hasher::twox_128},
                  "three keys",
                  "u16",
                  {0}},
                 {"Whole", m::optional, {hasher::blake2_256}, "map keys", "weights", {0}},
                 {"Long", m::optional, {hasher::twox_256}, "u16", "bytes", {0}}});
    put_types(w, {"subnet calls", "subnet events"});
    w.compact(0);
    put_types(w, {"subnet errors"});
    w.number(std::uint8_t(7));
    if (version >= 15) w.compact(0);
}

void put_extrinsic(scale_writer& w, const small_runtime_options& options) {
    const auto& types = the_types();
    struct extension {
        std::string identifier, extra, implicit;
    };
    std::vector<extension> all{{"CheckNonZeroSender", "empty", "nothing"},
                               {"CheckSpecVersion", "empty", "u32"},
                               {"CheckTxVersion", "empty", "u32"},
                               {"CheckGenesis", "empty", "hash"},
                               {"CheckMortality", "mortality", "hash"},
                               {"CheckNonce", "nonce", "nothing"},
                               {"CheckWeight", "empty", "nothing"},
                               {"ChargeTransactionPayment", "tip", "nothing"},
                               {"CheckMetadataHash", "metadata hash", "maybe hash"}};
    if (!options.extension.empty()) all.push_back({options.extension, options.extra, options.implicit});
    if (options.version == 14) w.compact(types.id("extrinsic"));
    w.number(options.extrinsic_version);
    if (options.version >= 15) {
        for (const char* each : {"address", "call", "signature", "nothing"}) w.compact(types.id(each));
    }
    w.compact(all.size());
    for (const auto& e : all) {
        put_text(w, e.identifier);
        w.compact(types.id(e.extra)).compact(types.id(e.implicit));
    }
}

void put_apis(scale_writer& w) {
    const auto& types = the_types();
    w.compact(1);
    put_text(w, "SubnetInfoRuntimeApi");
    w.compact(1);
    put_text(w, "get_axon");
    w.compact(1);
    put_text(w, "netuid");
    w.compact(types.id("u16")).compact(types.id("axon")).compact(0).compact(0);
    for (const char* each : {"call", "event", "dispatch error"}) w.compact(types.id(each));
    w.compact(1);
    put_text(w, "answer");
    w.compact(types.id("u8")).sized(byte_vec{42});
}

}  // namespace

byte_vec small_runtime_bytes(const small_runtime_options& options) {
    scale_writer w;
    w.raw(view("meta")).number(options.version).raw(the_types().bytes());
    put_pallets(w, options.version);
    put_extrinsic(w, options);
    w.compact(the_types().id("runtime"));
    if (options.version >= 15) put_apis(w);
    return std::move(w.out);
}

const metadata& small_runtime() {
    static const metadata read = [] {
        auto m = read_metadata(small_runtime_bytes());
        if (!m) std::fprintf(stderr, "%s\n", m.error().text().c_str());
        RF_REQUIRE(m.ok());
        return std::move(*m);
    }();
    return read;
}

type_id small_type(std::string_view name) { return the_types().id(std::string(name)); }

}  // namespace rf::subtensor
