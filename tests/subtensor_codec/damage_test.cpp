// Metadata and values from an enemy: nothing crashes, hangs or grows.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "actors/chain/subtensor/value_text.hpp"
#include "tests/subtensor_codec/recorded.hpp"
#include "tests/subtensor_codec/small_runtime.hpp"
#include "tests/subtensor_codec/use_metadata.hpp"

namespace rf::subtensor {
namespace {

std::uint64_t the_seed() {
    const char* given = std::getenv("RF_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("seed %llu; again with RF_SEED=%llu\n", static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(seed));
    return seed;
}

std::vector<metadata_bytes> all_metadata() {
    std::vector<metadata_bytes> out{{"small, 14", small_runtime_bytes()},
                                    {"small, 15", small_runtime_bytes({.version = 15})}};
    for (const auto& each : the_metadata()) out.push_back(each);
    return out;
}

TEST_CASE("metadata that ends early is refused, wherever it ends") {
    for (const auto& each : all_metadata()) {
        CAPTURE(each.name);
        const std::size_t all = each.bytes.size();
        // Of a long one every length near both ends, and some between.
        const std::size_t near = 20, step = all < 20000 ? 1 : all / 40;
        for (std::size_t n = 0; n < all;
             n += n < near || n + near > all ? 1 : std::min(step, all - near - n + 1)) {
            CHECK_FALSE(read_metadata(byte_view(each.bytes).first(n)).ok());
        }
    }
}

TEST_CASE("metadata with any byte changed is refused or used without harm") {
    std::mt19937_64 dice(the_seed());
    std::size_t read = 0;
    for (const auto& each : all_metadata()) {
        CAPTURE(each.name);
        byte_vec noise(200);
        for (auto& b : noise) b = std::uint8_t(dice() % 4);
        const int tries = each.bytes.size() < 20000 ? 1500 : 60;
        for (int i = 0; i < tries; ++i) {
            byte_vec bytes = each.bytes;
            const std::size_t changes = 1 + dice() % 3;
            for (std::size_t c = 0; c < changes; ++c) {
                bytes[5 + dice() % (bytes.size() - 5)] = std::uint8_t(dice() % 3 == 0 ? 0xff : dice());
            }
            const auto m = read_metadata(bytes);
            if (!m) continue;
            ++read;
            use_metadata(*m, noise);
        }
    }
    CHECK(read > 50);  // most texts may say anything
}

TEST_CASE("random bytes of any type are refused, or written back as they were") {
    std::mt19937_64 dice(the_seed());
    std::size_t read = 0;
    for (const auto& each : all_metadata()) {
        const auto m = read_metadata(each.bytes);
        REQUIRE(m);
        CAPTURE(each.name);
        for (int i = 0; i < 20000; ++i) {
            const auto type = type_id(dice() % m->types.size());
            byte_vec bytes(dice() % 40);
            for (auto& b : bytes) b = std::uint8_t(dice() % 2 == 0 ? dice() % 5 : dice());
            scale_reader r(bytes);
            const value v = take_value(m->types, type, r);
            if (!r.ok()) continue;
            ++read;
            const byte_view taken = r.between(0, r.at());
            const auto again = encode_value(m->types, type, v);
            REQUIRE_MESSAGE(again, again.error().text());
            CHECK(*again == byte_vec(taken.begin(), taken.end()));
            CHECK(canonical(to_json(m->types, v)).find("no JSON") == std::string::npos);
            CHECK(canonical(to_human(m->types, v)).find("no JSON") == std::string::npos);
        }
    }
    CHECK(read > 5000);
}

}  // namespace
}  // namespace rf::subtensor
