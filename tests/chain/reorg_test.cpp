// Reorgs that were ordered: other hashes, and nothing lost that was not to be.
#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;
using place = whereabouts::place;

TEST_CASE("a reorg replaces exactly its blocks, and puts their extrinsics back into the pool") {
    little_chain c;
    c.to(10);
    const byte_vec bytes = c.call(c.row({5}, {1}));
    REQUIRE(c.chain->submit(bytes).became == submission::what::taken);
    c.to(11);
    const auto ten = c.chain->block(10)->hash, eleven = c.chain->block(11)->hash;
    REQUIRE(c.chain->find(blake2b_256(bytes)).block == 11);
    REQUIRE(c.chain->order_reorg(12, 1).ok());
    c.to(12);
    CHECK(c.chain->block(10)->hash == ten);
    CHECK(c.chain->block(11)->hash != eleven);
    const auto at = c.chain->find(blake2b_256(bytes));
    CHECK(at.at == place::included);
    CHECK(at.block == 12);
    CHECK(c.chain->neurons()[0].last_update == 12);
    CHECK(c.chain->next_nonce(account_of("ours")) == 1);

    const auto news = c.chain->news_after(0);
    REQUIRE(news.size() == 1);
    const auto& told = std::get<chain_reorg>(news[0].what);
    CHECK(told.from.number == 11);
    CHECK(told.from.hash == eleven);
    CHECK(told.to.number == 12);
    CHECK(told.to.hash == c.chain->block(12)->hash);
}

TEST_CASE("a reorg that loses extrinsics leaves no trace of them, and the same bytes can go again") {
    little_chain c;
    c.to(10);
    const byte_vec bytes = c.call(c.row({5}, {1}));
    REQUIRE(c.chain->submit(bytes).became == submission::what::taken);
    c.to(11);
    REQUIRE(c.chain->order_reorg(13, 2, true).ok());
    c.to(13);
    CHECK(c.chain->find(blake2b_256(bytes)).at == place::unknown);
    CHECK(c.chain->neurons()[0].row.empty());
    CHECK(c.chain->next_nonce(account_of("ours")) == 0);
    CHECK(c.chain->submit(bytes).became == submission::what::taken);
    c.to(14);
    CHECK(c.chain->find(blake2b_256(bytes)).block == 14);
}

TEST_CASE("an epoch's end that is orphaned comes again, as it was") {
    // Block 18 ends an epoch: one chain is reorganised over it, the other is not.
    auto after = [](bool reorg) {
        little_chain c;
        c.to(5);
        REQUIRE(c.chain->submit(c.call(c.row({5, 6}, {1, 3}))).became == submission::what::taken);
        REQUIRE(c.chain->publish(scores_of_task(1, {{5, 0.9}, {6, 0.5}})).ok());
        c.to(18);
        if (reorg) REQUIRE(c.chain->order_reorg(19, 2).ok());
        c.to(40);
        std::vector<double> earned;
        for (const auto& n : c.chain->neurons()) earned.push_back(n.emission);
        return std::pair(earned, c.chain->block(40)->hash);
    };
    CHECK(after(true).first == after(false).first);
    CHECK(after(true).second != after(false).second);
}

TEST_CASE("what was ordered stays on the new fork") {
    little_chain c;
    c.to(10);
    REQUIRE(c.chain->register_neuron({account_of("late"), 0, "", 1, validator_profile::none}).ok());
    c.to(11);
    REQUIRE(c.chain->find_neuron(account_of("late")));
    REQUIRE(c.chain->order_reorg(12, 1).ok());
    c.to(12);
    REQUIRE(c.chain->find_neuron(account_of("late")));
    CHECK(c.chain->find_neuron(account_of("late"))->registered == 11);
    CHECK(c.chain->neurons().size() == 9);
}

TEST_CASE("final blocks are never replaced: such a reorg is refused, and one in the past") {
    little_chain c;
    c.to(10);
    CHECK_FALSE(c.chain->order_reorg(12, 3).ok());  // the lag is 2
    CHECK_FALSE(c.chain->order_reorg(10, 1).ok());
    CHECK_FALSE(c.chain->order_reorg(12, 0).ok());
    CHECK(c.chain->order_reorg(12, 2).ok());
}

TEST_CASE("reorgs one upon the other, with an extrinsic that must survive them all") {
    little_chain c;
    c.to(10);
    const byte_vec bytes = c.call(c.row({5}, {1}));
    REQUIRE(c.chain->submit(bytes).became == submission::what::taken);
    for (std::uint64_t at = 12; at < 20; ++at) REQUIRE(c.chain->order_reorg(at, 1 + at % 2).ok());
    std::vector<std::optional<seen_block>> final;
    for (std::uint64_t b = 11; b < 25; ++b) {
        c.to(b);
        // What was final stays what it was.
        for (const auto& f : final) CHECK(c.chain->block(f->number)->hash == f->hash);
        final.push_back(c.chain->block(c.chain->finalised()));
    }
    CHECK(c.chain->find(blake2b_256(bytes)).at == place::finalised);
    CHECK(c.chain->neurons()[0].row == weight_values{{5, 65535}});
}
