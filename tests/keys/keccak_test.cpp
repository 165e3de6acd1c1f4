#include "events/keccak.hpp"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include "events/result.hpp"

namespace rf {
namespace {

hash32 by_openssl(byte_view data) {
    hash32 out;
    RF_REQUIRE(EVP_Digest(data.data(), data.size(), out.b.data(), nullptr, EVP_sha3_256(), nullptr) == 1);
    return out;
}

TEST_CASE("SHA3-256 is OpenSSL's at every length around the rate") {
    byte_vec data;
    for (unsigned i = 0; i < 300; ++i) {
        CAPTURE(i);
        CHECK(sha3_256(data) == by_openssl(data));
        data.push_back(std::uint8_t(i * 7 + 1));
    }
}

TEST_CASE("SHA3-256 of nothing is FIPS 202's") {
    CHECK(hex(sha3_256(byte_view())) == "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
}

TEST_CASE("parts hash as the whole") {
    const std::string whole(200, 'x');
    CHECK(sha3_256({view(whole).first(135), view(whole).subspan(135, 2), view(whole).subspan(137)}) ==
          sha3_256(view(whole)));
}

}  // namespace
}  // namespace rf
