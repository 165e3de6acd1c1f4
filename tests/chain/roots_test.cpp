// Roots of a log on the embedded chain: kept, read back, once, through reorgs
// and through the end of the process.
#include "actors/chain/embedded/port.hpp"
#include "tests/chain/little_chain.hpp"

using namespace rf;

namespace {

const account ours = account_of("ours");

root_commitment root(std::uint64_t n) { return {n, sha256(view("root " + std::to_string(n)))}; }

}  // namespace

TEST_CASE("a root is in the next block, and can be read back with block and extrinsic") {
    little_chain c;
    c.to(10);
    CHECK_FALSE(c.chain->root_of(ours));
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());
    CHECK_FALSE(c.chain->root_of(ours));
    c.to(11);
    const auto placed = c.chain->root_of(ours);
    REQUIRE(placed);
    CHECK(placed->what == root(7));
    CHECK(placed->block == 11);
    CHECK(placed->extrinsic != hash32{});
    CHECK_FALSE(placed->final);
    c.to(11 + c.from.finality_lag);
    CHECK(c.chain->root_of(ours)->final);
}

TEST_CASE("the last root counts, each is another extrinsic, and the same is not taken twice") {
    little_chain c;
    c.to(10);
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());
    const auto stored = c.storage.bytes.size();
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());  // on its way
    c.to(15);
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());  // there
    CHECK(c.storage.bytes.size() == stored);
    const auto first = c.chain->root_of(ours);
    CHECK(first->block == 11);
    REQUIRE(c.chain->commit_root(ours, root(9)).ok());
    c.to(16);
    CHECK(c.chain->root_of(ours)->what == root(9));
    CHECK(c.chain->root_of(ours)->extrinsic != first->extrinsic);
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());  // another time, so another extrinsic
    c.to(17);
    CHECK(c.chain->root_of(ours)->what == root(7));
    CHECK(c.chain->root_of(ours)->extrinsic != first->extrinsic);
    CHECK_FALSE(c.chain->root_of(account_of("miner 0")));
    CHECK_FALSE(c.chain->commit_root(account_of("nobody"), root(1)).ok());
}

TEST_CASE("a chain opened again has the same roots and the same blocks") {
    little_chain c;
    c.to(10);
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());
    c.to(12);
    REQUIRE(c.chain->commit_root(ours, root(8)).ok());
    // The process ends before the block is there.
    c.open(12);
    CHECK(c.chain->root_of(ours)->what == root(7));
    c.to(20);
    const auto placed = c.chain->root_of(ours);
    const auto block = c.chain->block(15);
    CHECK(placed->what == root(8));
    CHECK(placed->block == 13);
    c.open(20);
    CHECK(c.chain->root_of(ours) == placed);
    CHECK(c.chain->block(15)->hash == block->hash);
}

TEST_CASE("a reorg over its block puts a root into the other fork, and the hash of the block hangs on it") {
    little_chain c, without;
    c.to(10);
    REQUIRE(c.chain->commit_root(ours, root(7)).ok());
    c.to(11);
    without.to(11);
    CHECK(c.chain->block(11)->hash != without.chain->block(11)->hash);
    const auto before = c.chain->root_of(ours);
    REQUIRE(c.chain->order_reorg(12, 1).ok());
    c.to(12);
    const auto after = c.chain->root_of(ours);
    REQUIRE(after);
    CHECK(after->what == before->what);
    CHECK(after->block == 11);
    CHECK_FALSE(after->final);
}

TEST_CASE("a port without roots says so") {
    struct plain final : chain_port {
        void connect(chain_listener, chain_answer<chain_identity>) override {}
        void disconnect() override {}
        void poll() override {}
        void read_metagraph(chain_answer<seen_metagraph>) override {}
        void read_hyperparameters(chain_answer<seen_hyperparameters>) override {}
        void read_weights(const account&, chain_answer<weight_values>) override {}
        void sign(const weights_order&, chain_answer<signed_extrinsic>) override {}
        void submit(const byte_vec&, std::function<void(submission)>) override {}
        void find(const hash32&, std::uint64_t, std::uint64_t, chain_answer<whereabouts>) override {}
    } p;
    int told = 0;
    p.commit_root(root(1), [&](const auto& a) { told += a.ok() ? 100 : 1; });
    p.read_root(ours, [&](const auto& a) { told += a.ok() ? 100 : 1; });
    CHECK(told == 2);
}
