// Blocks by the clock: how many, their hashes, who has which uid, and what a
// chain is after it was away.
#include <bit>
#include <chrono>
#include <limits>

#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;

namespace {

// All that an outsider can see, as text.
std::string seen(const embedded_chain& c) {
    std::string out = std::to_string(c.head()) + " " + hex(c.block(c.head())->hash);
    for (const auto& n : c.neurons()) {
        out += "\n" + hex(n.who.b).substr(0, 8) + " " + std::to_string(n.last_update) + " " +
               std::to_string(n.registered) + (n.permit ? " p" : " -") + (n.active ? "a" : "-");
        for (const double v : {n.stake, n.incentive, n.dividends, n.consensus, n.trust, n.emission})
            out += " " + std::to_string(std::bit_cast<std::uint64_t>(v));
        for (const auto& [uid, value] : n.row) out += " " + std::to_string(uid) + ":" + std::to_string(value);
        for (const auto& [uid, value] : n.bonds) out += " " + std::to_string(std::bit_cast<std::uint64_t>(value));
    }
    return out;
}

// A life with a bit of everything, looked at in steps of `step` blocks.
std::string life(std::uint64_t step, bool reopen) {
    little_chain c;
    auto go = [&](std::uint64_t to) {
        for (std::uint64_t b = c.chain->head(); b < to;) {
            b = std::min(b + step, to);
            c.to(b);
            if (reopen) c.open(b);
        }
    };
    go(7);
    (void)c.chain->submit(c.call(c.row({5, 6, 7}, {3, 2, 1})));
    REQUIRE(c.chain->publish(scores_of_task(1, {{5, 0.9}, {6, 0.5}, {7, 0.0}})).ok());
    go(30);
    REQUIRE(c.chain->publish(scores_of_task(2, {{5, 0.1}, {6, 0.5}, {7, 0.8}})).ok());
    REQUIRE(c.chain->register_neuron({account_of("late"), 0, "127.0.0.1", 1, validator_profile::none}).ok());
    REQUIRE(c.chain->order_reorg(33, 2).ok());
    (void)c.chain->submit(c.call(c.row({5, 7}, {1, 2})));
    go(41);
    REQUIRE(c.chain->set_stake(account_of("ours"), 100).ok());
    chain_rules rules = c.chain->rules();
    rules.tempo = 29;
    go(90);
    REQUIRE(c.chain->set_rules(rules).ok());
    go(500);
    return seen(*c.chain);
}

}  // namespace

TEST_CASE("block n is there from birth + n * block_ms on, and time never goes back") {
    little_chain c;
    CHECK(c.chain->head() == 0);
    c.chain->advance(birth + 2'999'999'999);
    CHECK(c.chain->head() == 2);
    c.chain->advance(birth + 3'000'000'000);
    CHECK(c.chain->head() == 3);
    c.chain->advance(birth - 5);
    CHECK(c.chain->head() == 3);
    CHECK(c.chain->finalised() == 1);
    CHECK(c.chain->time_of(7) == birth + 7'000'000'000);
    CHECK_FALSE(c.chain->block(4));
}

TEST_CASE("every block has its own hash, and another chain another") {
    little_chain c;
    c.to(50);
    CHECK(c.chain->block(49)->hash != c.chain->block(50)->hash);
    CHECK(c.chain->block(48)->finalised);
    CHECK_FALSE(c.chain->block(49)->finalised);
    embedded_genesis g = little_genesis();
    g.seed.b[0] ^= 1;
    little_chain other(g);
    other.to(50);
    CHECK(other.chain->block(50)->hash != c.chain->block(50)->hash);
}

TEST_CASE("an extrinsic changes the hash of its block and of all after it") {
    little_chain a, b;
    a.to(10);
    b.to(10);
    CHECK(a.chain->block(10)->hash == b.chain->block(10)->hash);
    REQUIRE(a.chain->submit(a.call(a.row({5}, {1}))).became == submission::what::taken);
    a.to(13);
    b.to(13);
    CHECK(a.chain->block(10)->hash == b.chain->block(10)->hash);
    for (std::uint64_t n = 11; n <= 13; ++n) CHECK(a.chain->block(n)->hash != b.chain->block(n)->hash);
}

TEST_CASE("how often one looks, and whether the process was away between, changes nothing") {
    const std::string once = life(1000, false);
    CHECK(life(1, false) == once);
    CHECK(life(7, false) == once);
    CHECK(life(1, true) == once);
    CHECK(life(13, true) == once);
}

TEST_CASE("the genesis is the chain: every field of it is in its hash") {
    const embedded_genesis g = little_genesis();
    std::vector<embedded_genesis> others(30, g);
    std::size_t i = 0;
    others[i++].seed.b[31] ^= 1;
    others[i++].birth_ns += 1;
    others[i++].block_ms += 1;
    others[i++].netuid += 1;
    others[i++].mechanism_id += 1;
    others[i++].spec_version += 1;
    others[i++].finality_lag += 1;
    others[i++].era_blocks += 1;
    others[i++].rules.tempo += 1;
    others[i++].rules.weights_rate_limit += 1;
    others[i++].rules.version_key += 1;
    others[i++].rules.min_weights += 1;
    others[i++].rules.max_weight -= 1;
    others[i++].rules.commit_reveal = true;
    others[i++].rules.reveal_period += 1;
    others[i++].rules.immunity_period += 1;
    others[i++].rules.activity_cutoff += 1;
    others[i++].rules.max_neurons += 1;
    others[i++].rules.max_validators += 1;
    others[i++].rules.min_stake += 1;
    others[i++].rules.kappa += 1;
    others[i++].rules.bonds_alpha += 0.1;
    others[i++].rules.emission_per_block += 1;
    others[i++].neurons[5].who.b[0] ^= 1;
    others[i++].neurons[1].stake += 1;
    others[i++].neurons[5].ip += "0";
    others[i++].neurons[5].port += 1;
    others[i++].neurons[1].plays = validator_profile::lazy;
    others[i++].neurons.pop_back();
    std::swap(others[i].neurons[5], others[i].neurons[6]);
    REQUIRE(++i == others.size());
    std::vector<hash32> hashes{genesis_hash(g)};
    for (const auto& o : others) hashes.push_back(genesis_hash(o));
    std::sort(hashes.begin(), hashes.end());
    CHECK(std::adjacent_find(hashes.begin(), hashes.end()) == hashes.end());
}

TEST_CASE("a genesis that cannot be is refused with the field's name") {
    embedded_genesis g = little_genesis();
    g.rules.tempo = 0;
    CHECK(check_genesis(g).error().where == "genesis, tempo");
    g = little_genesis();
    g.neurons.push_back(g.neurons[2]);
    CHECK_FALSE(check_genesis(g).ok());
    g = little_genesis();
    g.neurons[0].stake = std::numeric_limits<double>::infinity();
    CHECK_FALSE(check_genesis(g).ok());
}

TEST_CASE("a birth left open is that of the first opening, and stays so") {
    embedded_genesis g = little_genesis();
    g.birth_ns = 0;
    memory_chain_storage storage;
    auto first = embedded_chain::open(g, storage, test_verify, birth);
    REQUIRE(first.ok());
    const hash32 identity = (*first)->identity();
    auto again = embedded_chain::open(g, storage, test_verify, birth + 60'000'000'000);
    REQUIRE(again.ok());
    CHECK((*again)->identity() == identity);
    CHECK((*again)->head() == 60);
    memory_chain_storage elsewhere;
    auto other = embedded_chain::open(g, elsewhere, test_verify, birth + 1);
    CHECK((*other)->identity() != identity);
}

TEST_CASE("a chain in its stead is refused by name") {
    little_chain c;
    c.from.rules.tempo = 30;
    auto other = embedded_chain::open(c.from, c.storage, test_verify, birth);
    REQUIRE_FALSE(other.ok());
    CHECK(other.error().kind == fault_kind::foreign);
}

TEST_CASE("who comes to a full subnet takes the uid of the least paid that is not immune") {
    embedded_genesis g = little_genesis(3);  // uids 0..7
    g.rules.max_neurons = 9;
    g.neurons[0].stake = 20000;  // over half: its row alone decides
    little_chain c(g);
    c.to(2);
    const genesis_neuron first{account_of("first"), 0, "10.0.0.1", 1, validator_profile::none};
    REQUIRE(c.chain->register_neuron(first).ok());
    CHECK(c.chain->neurons().size() == 8);
    c.to(3);
    REQUIRE(c.chain->neurons().size() == 9);
    CHECK(c.chain->neurons()[8].who == first.who);
    CHECK(c.chain->neurons()[8].last_update == 3);
    CHECK_FALSE(c.chain->register_neuron(first).ok());  // has one already

    const genesis_neuron second{account_of("second"), 0, "10.0.0.2", 1, validator_profile::none};
    CHECK(c.chain->register_neuron(second).error().what.starts_with("NoNeuronIdAvailable"));  // all immune

    // Ours pays 5 and 7, so 6 earns nothing; so do 8, which is younger, and
    // those of the others whose rows are empty.
    REQUIRE(c.chain->submit(c.call(c.row({5, 7}, {1, 1}))).became == submission::what::taken);
    c.to(19);
    for (const std::size_t uid : {1u, 2u, 3u, 4u}) CHECK(c.chain->neurons()[uid].emission == 0);
    CHECK(c.chain->neurons()[0].emission > 0);
    CHECK(c.chain->neurons()[5].emission > 0);
    REQUIRE(c.chain->register_neuron(second).ok());
    c.to(20);
    CHECK(c.chain->neurons()[1].who == second.who);  // the lowest of those who earn nothing
    CHECK(c.chain->neurons()[1].registered == 20);
    CHECK(c.chain->neurons()[1].stake == 0);
}

TEST_CASE("a uid in new hands earns nothing until somebody weighs its new holder") {
    std::vector<dev_miner> miners;
    for (const char* name : {"a", "b", "c"}) miners.push_back({account_of(name), "127.0.0.1", 9000});
    embedded_genesis g = little_genesis();
    g.neurons = dev_genesis(g.seed, miners, account_of("ours"), {}).neurons;
    g.rules.max_neurons = 4;
    little_chain c(g);
    c.to(5);
    REQUIRE(c.chain->submit(c.call(c.row({1, 2, 3}, {3, 1, 3}))).became == submission::what::taken);
    c.to(20);
    CHECK(c.chain->neurons()[2].incentive == doctest::Approx(1. / 7));
    REQUIRE(c.chain->register_neuron({account_of("new"), 0, "", 1, validator_profile::none}).ok());
    c.to(38);
    REQUIRE(c.chain->neurons()[2].who == account_of("new"));
    CHECK(c.chain->neurons()[2].incentive == 0);
    CHECK(c.chain->neurons()[1].incentive == doctest::Approx(1. / 2));
    REQUIRE(c.chain->submit(c.call(c.row({1, 2, 3}, {3, 1, 3}))).became == submission::what::taken);
    c.to(58);
    CHECK(c.chain->neurons()[2].incentive == doctest::Approx(1. / 7));
}

TEST_CASE("the shortest epochs have their rows and their ends") {
    for (const std::uint32_t tempo : {1u, 2u, 3u, 9u}) {
        embedded_genesis g = little_genesis();
        g.rules.tempo = tempo;
        little_chain c(g);
        c.to(5);
        REQUIRE(c.chain->publish(scores_of_task(1, {{5, 0.9}, {6, 0.5}})).ok());
        c.to(30);
        for (const std::size_t uid : {1u, 2u, 3u, 4u})
            CHECK(c.chain->neurons()[uid].last_update >= 30 - 2 * (tempo + 1));
        CHECK(c.chain->neurons()[5].incentive > c.chain->neurons()[6].incentive);
    }
}

TEST_CASE("a pause holds the head, and the chain is behind by as much ever after") {
    little_chain c;
    c.to(10);
    REQUIRE(c.chain->order_pause(5).ok());
    c.to(12);
    CHECK(c.chain->head() == 10);
    c.to(15);
    CHECK(c.chain->head() == 10);
    c.to(16);
    CHECK(c.chain->head() == 11);
    c.open(30);
    CHECK(c.chain->head() == 25);
}

TEST_CASE("millions of missed blocks are made up in a moment, and exactly") {
    auto lived = [](std::uint64_t step) {
        embedded_genesis g = little_genesis(200);
        g.rules.tempo = 359;
        little_chain c(g);
        std::vector<std::pair<std::uint16_t, double>> scores;
        for (std::uint16_t uid = 5; uid < 205; ++uid) scores.emplace_back(uid, double(uid % 17) / 17);
        c.to(100);
        REQUIRE(c.chain->publish(scores_of_task(1, scores)).ok());
        for (std::uint64_t b = 100; b < 400'000;) c.to(b += step);
        return seen(*c.chain);
    };
    CHECK(lived(399'900) == lived(1333));

    little_chain c;
    c.to(5);
    REQUIRE(c.chain->publish(scores_of_task(1, {{5, 0.9}, {6, 0.5}})).ok());
    const auto began = std::chrono::steady_clock::now();
    c.to(3'000'000);  // 150,000 epochs
    const auto took = std::chrono::steady_clock::now() - began;
    MESSAGE("three million blocks in ", std::chrono::duration_cast<std::chrono::milliseconds>(took).count(), " ms");
    CHECK(c.chain->head() == 3'000'000);
    CHECK(c.chain->neurons()[1].last_update > 2'999'900);
    CHECK(c.chain->neurons()[1].active);
    CHECK(took < std::chrono::seconds(20));
}
