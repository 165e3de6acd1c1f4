#include "actors/chain/subtensor/value.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "actors/chain/subtensor/value_text.hpp"
#include "tests/subtensor_codec/small_runtime.hpp"

namespace rf::subtensor {
namespace {

const type_registry& types() { return small_runtime().types; }

result<value> read(const char* type, const char* bytes) {
    return decode_value(types(), small_type(type), *from_hex(bytes));
}
std::string encoded(const char* type, const value& v) {
    const auto bytes = encode_value(types(), small_type(type), v);
    return bytes ? hex(*bytes) : bytes.error().text();
}
std::string json(const char* type, const char* bytes) {
    const auto v = read(type, bytes);
    return v ? to_json(types(), *v) : v.error().text();
}
std::string human(const char* type, const char* bytes) {
    const auto v = read(type, bytes);
    return v ? to_human(types(), *v) : v.error().text();
}

// The examples of the SCALE specification, each with what it means.
TEST_CASE("values of the specification's examples are read, spelled and written back") {
    const struct {
        const char *type, *bytes, *means;
    } examples[] = {
        {"bool", "00", "false"},
        {"bool", "01", "true"},
        {"u16", "2a00", "42"},
        {"u32", "ffffff00", "16777215"},
        {"i8", "45", "69"},
        {"i8", "bb", "-69"},
        {"u16s", "18040008000f00100017002a00", "[4,8,15,16,23,42]"},
        {"str", "1848616d6c6574", "\"Hamlet\""},
        {"compact and bool", "0c00", "[3,false]"},
        {"int or bool", "002a", "{\"int\":42}"},
        {"int or bool", "0101", "{\"bool\":true}"},
        {"maybe bool", "00", "null"},
        {"maybe bool", "0101", "true"},
        {"maybe bool", "0100", "false"},
        {"bytes", "0c010204", "\"0x010204\""},
        {"bits", "287d02", "\"0x7d02\""},
        {"char", "45000000", "69"},
        {"nothing", "", "null"},
        {"compact nothing", "", "null"},
        {"empties", "0c", "[null,null,null]"},
        {"map", "08010002000000000000000300ffffffffffffffff", "{\"1\":2,\"3\":\"0xffffffffffffffff\"}"},
        {"tree", "0108000100", "{\"node\":[{\"leaf\":null},{\"node\":[]}]}"},
    };
    for (const auto& e : examples) {
        CAPTURE(e.type);
        const auto v = read(e.type, e.bytes);
        REQUIRE_MESSAGE(v, v.error().text());
        CHECK(to_json(types(), *v) == e.means);
        CHECK(encoded(e.type, *v) == e.bytes);
    }
}

TEST_CASE("numbers of every width and sign keep their value and their bounds") {
    const struct {
        const char *type, *least, *most, *says_least, *says_most;
    } widths[] = {
        {"u8", "00", "ff", "0", "255"},
        {"u64", "0000000000000000", "ffffffffffffffff", "0", "\"0xffffffffffffffff\""},
        {"u128", "00000000000000000000000000000000", "ffffffffffffffffffffffffffffffff", "0",
         "\"0xffffffffffffffffffffffffffffffff\""},
        {"i8", "80", "7f", "-128", "127"},
        {"i16", "0080", "ff7f", "-32768", "32767"},
        {"i32", "00000080", "ffffff7f", "-2147483648", "2147483647"},
        {"i64", "0000000000000080", "ffffffffffffff7f", "\"0x8000000000000000\"", "\"0x7fffffffffffffff\""},
    };
    for (const auto& w : widths) {
        CAPTURE(w.type);
        for (const char* bytes : {w.least, w.most}) {
            const auto v = read(w.type, bytes);
            REQUIRE(v);
            CHECK(encoded(w.type, *v) == bytes);
        }
        CHECK(json(w.type, w.least) == w.says_least);
        CHECK(json(w.type, w.most) == w.says_most);
    }
    CHECK(encoded("i8", signed_of(-128)) == "80");
    CHECK(encoded("i8", signed_of(-129)) == "a number does not fit into 1 bytes");
    CHECK(encoded("i8", number_of(128)) == "a number does not fit into 1 bytes");
    CHECK(encoded("u8", signed_of(-1)) == "a number does not fit into 1 bytes");
    CHECK(encoded("u8", number_of(256)) == "a number does not fit into 1 bytes");
    CHECK(encoded("compact u32", number_of(uint128(1) << 32)) == "a number does not fit into 4 bytes");
    CHECK(encoded("bool", number_of(2)) == "a number does not fit into 1 bytes");
    CHECK(encoded("u256", number_of(258)) == "0201" + std::string(60, '0'));
    CHECK(encoded("i256", signed_of(-2)) == "fe" + std::string(62, 'f'));
    CHECK(encoded("i64", signed_of(std::numeric_limits<std::int64_t>::min())) == "0000000000000080");
}

TEST_CASE("people read numbers with commas, texts as texts, addresses as addresses") {
    const char* alice = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
    CHECK(json("account", alice) == "\"5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY\"");
    CHECK(json("hash", alice) == "\"0x" + std::string(alice) + "\"");
    CHECK(human("u64", "40420f0000000000") == "\"1,000,000\"");
    CHECK(human("i32", "18fcffff") == "\"-1,000\"");
    CHECK(human("bytes", "1048692121") == "\"Hi!!\"");
    CHECK(human("bytes", "0400") == "\"0x00\"");
    CHECK(human("bits", "287d02") == "\"0b10111110_01000000\"");
    CHECK(json("axon", "1a0000000000000004ffffffffffffffffffffffffffffffff") ==
          "{\"block\":26,\"ipType\":4,\"balance\":-1}");
    CHECK(human("tree",
                "0104"
                "00") == "{\"Node\":[\"Leaf\"]}");
}

TEST_CASE("numbers of 256 bits are one number, whatever they are made of") {
    const std::string most(64, 'f');
    const char* spelled =
        "\"115,792,089,237,316,195,423,570,985,008,687,907,853,269,984,665,640,564,039,457,584,007,913,129,"
        "639,935\"";
    for (const char* type : {"u256", "U256"}) {
        CHECK(json(type, most.c_str()) == "\"0x" + most + "\"");
        CHECK(human(type, most.c_str()) == spelled);
        CHECK(human(type, ("00c817a804" + std::string(54, '0')).c_str()) == "\"20,000,000,000\"");
        CHECK(human(type, std::string(64, '0').c_str()) == "\"0\"");
    }
}

TEST_CASE("names turn into camel case as other tools turn them") {
    CHECK(camel_case("ip_type") == "ipType");
    CHECK(camel_case("NetworksAdded") == "networksAdded");
    CHECK(camel_case("RAORecycledForRegistration") == "raoRecycledForRegistration");
    CHECK(camel_case("SS58Prefix") == "ss58Prefix");
    CHECK(camel_case("UUID64") == "uuid64");
    CHECK(camel_case("NFTOrder") == "nftOrder");
    CHECK(camel_case("placeholder1") == "placeholder1");
    CHECK(camel_case("_") == "");
}

TEST_CASE("values made by hand pass through what only wraps, and only there") {
    const byte_vec key(32, 7);
    const std::string bytes = hex(key);
    CHECK(encoded("account", bytes_of(key)) == bytes);
    CHECK(encoded("account", bytes_of(byte_view(key).first(31))) == "31 parts where 32 belong");
    CHECK(encoded("map", list_of({list_of({number_of(1), number_of(2)})})) == "0401000200000000000000");
    CHECK(encoded("weights", list_of({numbers_of(std::vector{1, 2}), numbers_of(std::vector{3, 4})})) ==
          "080100020003000400");
    CHECK(encoded("axon", numbers_of(std::vector{1, 2})) == "2 fields where 3 belong");
    CHECK(encoded("axon", list_of({number_of(1), number_of(256), number_of(0)})) ==
          "ip_type: a number does not fit into 1 bytes");
    CHECK(encoded("u16s", text_of("a")) == "a list is needed");
    CHECK(encoded("str", text_of("\xff")) == "the text is not UTF-8");
    const auto of_another = read("u8", "01");
    CHECK(encoded("u16", *of_another).find("where one of type") != std::string::npos);
}

TEST_CASE("variants and fields are named, and a wrong name is refused by name") {
    const auto some = variant_of(types(), small_type("maybe hash"), "Some", {bytes_of(byte_vec(32, 1))});
    REQUIRE(some);
    CHECK(encoded("maybe hash", *some) == "01" + hex(byte_vec(32, 1)));
    CHECK(variant_of(types(), small_type("maybe hash"), "Few").error().what ==
          "this runtime knows no variant Few");
    CHECK_FALSE(variant_of(types(), small_type("u8"), "None").ok());
    const auto& fields = types().at(small_type("tip in assets")).fields;
    const auto given = in_order(types(), fields, {{"tip", number_of(5)}});
    REQUIRE(given);
    CHECK(encoded("tip in assets", list_of(*given)) == "1400");
    CHECK(in_order(types(), fields, {}).error().text() == "tip: this field is not given");
    CHECK(in_order(types(), fields, {{"tip", number_of(5)}, {"top", number_of(5)}}).error().text() ==
          "top: there is no such field");
}

TEST_CASE("what was read is found by the names of its fields") {
    const auto axon = read("axon", "1a0000000000000004ffffffffffffffffffffffffffffffff");
    REQUIRE(axon);
    CHECK(as_u64(types(), *field_of(types(), *axon, "block")) == 26);
    CHECK(as_u64(types(), *field_of(types(), *axon, "balance")) == std::nullopt);
    CHECK(field_of(types(), *axon, "port") == nullptr);
    const auto none = read("maybe hash", "00");
    REQUIRE(as_option(types(), *none).has_value());
    CHECK(*as_option(types(), *none) == nullptr);
    CHECK_FALSE(as_option(types(), *axon).has_value());
    CHECK(variant_name(types(), *none) == "None");
    CHECK(variant_name(types(), *axon).empty());
    CHECK(as_bytes(types(), *read("account", hex(byte_vec(32, 3)).c_str()))->size() == 32);
}

TEST_CASE("bytes that are no value are refused where they break") {
    CHECK(json("bool", "02") == "byte 1: neither 0 nor 1 but 2");
    CHECK(json("u16", "2a0000") == "byte 2: 1 bytes are left over");
    CHECK(json("u16", "2a") == "byte 0: 2 bytes are needed and 1 are left");
    CHECK(json("char", "00d80000") == "byte 4: a character that is none");
    CHECK(json("char", "00001100") == "byte 4: a character that is none");
    CHECK(json("maybe hash", "02") == "byte 1: variant 2 of Option is unknown");
    CHECK(json("str", "08c328") == "byte 3: a text is not UTF-8");
    CHECK(json("bits", "feffffff") == "byte 4: 134217728 bytes are needed and 0 are left");
    CHECK(json("u16s", "feffffff0100") == "byte 6: 2 bytes are needed and 0 are left");
}

TEST_CASE("no bytes make many values, deep values, or no end of them") {
    CHECK(json("empties", "feffffff").find("more values than the bytes can hold") != std::string::npos);
    CHECK(json("[nothing; many]", "").find("more values than the bytes can hold") != std::string::npos);
    CHECK(json("endless", "00").find("nested more than") != std::string::npos);
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "0104";
    CHECK(json("tree", deep.c_str()).find("nested more than") != std::string::npos);
    std::string flat = "01fe";
    flat += "ff0f00";  // 2^18 - 1 leaves
    for (int i = 0; i < (1 << 18) - 1; ++i) flat += "00";
    CHECK(json("tree", flat.c_str()).size() > 1000000);
}

}  // namespace
}  // namespace rf::subtensor
