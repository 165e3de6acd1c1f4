// The chain's storage: torn tails heal, damage is refused, one process at a time.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <random>

#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;

namespace {

// A chain with a few inputs of every size, and where each record ends.
struct lived {
    little_chain c;
    std::vector<std::size_t> ends;

    lived() {
        ends.push_back(c.storage.bytes.size());
        for (std::uint8_t i = 0; i < 6; ++i) {
            c.to(3 + i * 7u);
            if (i % 2) REQUIRE(c.chain->submit(c.call(c.row({5}, {1}))).became == submission::what::taken);
            else REQUIRE(c.chain->publish(scores_of_task(i, {{5, 0.5}, {6, 0.25}})).ok());
            ends.push_back(c.storage.bytes.size());
        }
    }
    [[nodiscard]] result<std::unique_ptr<embedded_chain>> open(memory_chain_storage& with) const {
        return embedded_chain::open(c.from, with, test_verify, c.time_of(60));
    }
};

}  // namespace

TEST_CASE("wherever the last write was cut off, the chain before it is there, and goes on") {
    const lived l;
    for (std::size_t size = l.ends[0]; size <= l.ends.back(); ++size) {
        memory_chain_storage storage;
        storage.bytes.assign(l.c.storage.bytes.begin(), l.c.storage.bytes.begin() + std::ptrdiff_t(size));
        auto chain = l.open(storage);
        REQUIRE(chain.ok());
        const auto whole = *std::prev(std::upper_bound(l.ends.begin(), l.ends.end(), size));
        CHECK(storage.bytes.size() == whole);
        REQUIRE((*chain)->publish(scores_of_task(99, {{5, 0.5}})).ok());
        CHECK(l.open(storage).ok());
    }
}

TEST_CASE("a tail of zeros, as a file system leaves it, is torn and not damaged") {
    const lived l;
    for (std::size_t from : {l.ends[2], l.ends[2] + 3, l.ends[2] + 20}) {
        memory_chain_storage storage;
        storage.bytes.assign(l.c.storage.bytes.begin(), l.c.storage.bytes.begin() + std::ptrdiff_t(from));
        storage.bytes.resize(from < l.ends[2] + 8 ? from : l.ends[3], 0);
        auto chain = l.open(storage);
        REQUIRE(chain.ok());
        CHECK(storage.bytes.size() == l.ends[2]);
    }
    memory_chain_storage storage;
    storage.bytes = l.c.storage.bytes;
    storage.bytes.resize(storage.bytes.size() + 4096, 0);
    CHECK(l.open(storage).ok());
}

TEST_CASE("every flipped bit is refused as damage") {
    const lived l;
    std::size_t refused = 0;
    for (std::size_t i = 0; i < l.c.storage.bytes.size(); ++i)
        for (const unsigned bit : {1u, 16u, 128u}) {
            memory_chain_storage storage;
            storage.bytes = l.c.storage.bytes;
            storage.bytes[i] = std::uint8_t(storage.bytes[i] ^ bit);
            auto chain = l.open(storage);
            refused += !chain.ok();
            if (!chain.ok()) CHECK(chain.error().kind == fault_kind::damaged);
        }
    CHECK(refused == 3 * l.c.storage.bytes.size());
}

TEST_CASE("garbage of any kind is a fault or an older chain, never more") {
    const lived l;
    const unsigned seed = 20240607;
    INFO("std::mt19937 seed ", seed);
    std::mt19937 dice(seed);
    for (int trial = 0; trial < 3000; ++trial) {
        memory_chain_storage storage;
        storage.bytes = l.c.storage.bytes;
        const auto any = [&](std::size_t n) { return std::size_t(dice() % n); };
        for (std::size_t n = 1 + any(4); n > 0; --n) {
            const std::size_t at = any(storage.bytes.size());
            switch (any(4)) {
                case 0: storage.bytes[at] = std::uint8_t(dice()); break;
                case 1: storage.bytes.resize(at + 1); break;
                case 2: storage.bytes.erase(storage.bytes.begin() + std::ptrdiff_t(at)); break;
                default: storage.bytes.insert(storage.bytes.begin() + std::ptrdiff_t(at), std::uint8_t(dice()));
            }
        }
        auto chain = l.open(storage);
        if (!chain.ok()) continue;
        // Only whole records of what was written are left.
        REQUIRE(storage.bytes.size() <= l.c.storage.bytes.size() + 64);
        const std::size_t same = std::min(storage.bytes.size(), l.c.storage.bytes.size());
        if (storage.bytes.size() >= l.ends[0])
            CHECK(std::equal(storage.bytes.begin(), storage.bytes.begin() + std::ptrdiff_t(same),
                             l.c.storage.bytes.begin()));
    }
}

TEST_CASE("a record in another's place is damage") {
    const lived l;
    memory_chain_storage storage;
    const auto& b = l.c.storage.bytes;
    auto part = [&](std::size_t i) {
        storage.bytes.insert(storage.bytes.end(), b.begin() + std::ptrdiff_t(i ? l.ends[i - 1] : 0),
                             b.begin() + std::ptrdiff_t(l.ends[i]));
    };
    for (const std::size_t i : {0u, 1u, 3u, 2u}) part(i);
    CHECK_FALSE(l.open(storage).ok());
}

TEST_CASE("a file keeps the chain, for one process at a time") {
    const auto folder = std::filesystem::temp_directory_path() / ("rf_chain_test." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string path = folder / "chain";
    const embedded_genesis g = little_genesis();
    hash32 last;
    {
        auto file = open_chain_file(path);
        REQUIRE(file.ok());
        auto chain = embedded_chain::open(g, **file, test_verify, birth + 5'000'000'000);
        REQUIRE(chain.ok());
        REQUIRE((*chain)->publish(scores_of_task(1, {{5, 0.5}})).ok());
        (*chain)->advance(birth + 40'000'000'000);
        last = (*chain)->block(40)->hash;
        auto second = open_chain_file(path);
        REQUIRE_FALSE(second.ok());
        CHECK(second.error().kind == fault_kind::busy);
    }
    {
        std::FILE* f = std::fopen(path.c_str(), "ab");
        REQUIRE(f);
        std::fputs("\x10", f);  // a torn tail
        std::fclose(f);
    }
    auto file = open_chain_file(path);
    REQUIRE(file.ok());
    auto chain = embedded_chain::open(g, **file, test_verify, birth + 40'000'000'000);
    REQUIRE(chain.ok());
    CHECK((*chain)->block(40)->hash == last);
    REQUIRE((*chain)->publish(scores_of_task(2, {{5, 0.5}})).ok());
    CHECK(embedded_chain::open(g, **file, test_verify, birth + 50'000'000'000).ok());
    std::filesystem::remove_all(folder);
}

namespace {

struct full_disk final : chain_storage {
    memory_chain_storage under;
    bool full = false;
    result<byte_vec> read_all() override { return under.read_all(); }
    status append(byte_view b) override {
        return full ? status(fault{fault_kind::unavailable, "no space", "", ""}) : under.append(b);
    }
    status cut(std::uint64_t n) override { return under.cut(n); }
};

}  // namespace

TEST_CASE("what could not be stored did not happen, and its answer says that nobody knows") {
    full_disk disk;
    little_chain helper;
    auto chain = embedded_chain::open(helper.from, disk, test_verify, birth + 5'000'000'000);
    REQUIRE(chain.ok());
    helper.to(5);
    const byte_vec bytes = helper.call(helper.row({5}, {1}));
    disk.full = true;
    CHECK((*chain)->submit(bytes).became == submission::what::unknown);
    CHECK((*chain)->find(blake2b_256(bytes)).at == whereabouts::place::unknown);
    disk.full = false;
    CHECK((*chain)->submit(bytes).became == submission::what::taken);
}
