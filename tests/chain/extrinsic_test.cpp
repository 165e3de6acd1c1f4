// Extrinsics: their bytes, what is signed, and the commit hash.
#include "actors/chain/embedded/extrinsic.hpp"

#include <doctest/doctest.h>

#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;

namespace {

account counting() {
    account a;
    for (std::size_t i = 0; i < 32; ++i) a.b[i] = std::uint8_t(i);
    return a;
}

extrinsic example(call_kind kind) {
    extrinsic x;
    x.signer = account_of("somebody");
    x.nonce = 7;
    x.era_from = 100;
    x.era_to = 164;
    x.signature.fill(0xaa);
    x.call.kind = kind;
    x.call.netuid = 3;
    if (kind == call_kind::commit) {
        x.call.committed = sha256(view("row"));
        return x;
    }
    x.call.uids = {1, 2, 300};
    x.call.values = {65535, 1, 500};
    if (kind == call_kind::reveal) x.call.salt = {9, 8};
    x.call.version_key = 1;
    return x;
}

}  // namespace

// hashlib.blake2b(digest_size=32) over bytes put together by hand in Python:
//   hotkey 00..1f | 07 00 | 0c 0100 0200 2c01 | 0c ffff 0100 f401 | 10 0900 0800 0700 0600 | 03 00..00
TEST_CASE("the commit hash is the one of the real chain's rules") {
    weights_call c;
    c.netuid = 7;
    c.uids = {1, 2, 300};
    c.values = {65535, 1, 500};
    c.salt = {9, 8, 7, 6};
    c.version_key = 3;
    CHECK(hex(commit_hash(counting(), c)) == "b2982a82c1fe11c91561fe93687dc830804c847468eaf51cf0628bc945bc12d5");
    // mechanism 2, so index 2 * 4096 + 7, and seventy entries: a two-byte length
    weights_call d;
    d.netuid = 7;
    d.mechanism_id = 2;
    for (std::uint16_t i = 0; i < 70; ++i) d.uids.push_back(i);
    d.values = d.uids;
    CHECK(hex(commit_hash(counting(), d)) == "5963a863ebb374ab608e68be8f2ee83f431cebce94e8921c1d3d8b4687e41006");
}

TEST_CASE("every call comes back from its bytes, and its name is the hash of all of them") {
    for (const auto kind : {call_kind::set, call_kind::commit, call_kind::reveal}) {
        const extrinsic x = example(kind);
        const byte_vec bytes = encode(x);
        auto back = decode_extrinsic(bytes);
        REQUIRE(back.ok());
        CHECK(*back == x);
    }
}

TEST_CASE("no prefix and nothing longer is an extrinsic") {
    byte_vec bytes = encode(example(call_kind::reveal));
    for (std::size_t n = 0; n < bytes.size(); ++n) CHECK_FALSE(decode_extrinsic(byte_view(bytes).first(n)).ok());
    bytes.push_back(0);
    CHECK_FALSE(decode_extrinsic(bytes).ok());
}

TEST_CASE("a length of a million in a few bytes takes no memory and is refused") {
    extrinsic x = example(call_kind::set);
    x.call.uids.clear();
    x.call.values.clear();
    byte_vec bytes = encode(x);
    bytes.resize(bytes.size() - 10);                       // both lists and the version key
    bytes.insert(bytes.end(), {0x02, 0x09, 0x3d, 0x00});   // compact of 1,000,000
    CHECK_FALSE(decode_extrinsic(bytes).ok());
}

TEST_CASE("what is signed names the chain, and is a hash once it is long") {
    extrinsic x = example(call_kind::set);
    const hash32 here = sha256(view("here")), there = sha256(view("there"));
    CHECK(signing_payload(x, here) != signing_payload(x, there));
    CHECK(signing_payload(x, here).size() > 32);
    x.signature.fill(1);
    CHECK(signing_payload(x, here) == signing_payload(example(call_kind::set), here));
    for (std::uint16_t i = 0; i < 200; ++i) x.call.uids.push_back(i);
    CHECK(signing_payload(x, here).size() == 32);
}
