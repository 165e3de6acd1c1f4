// What the pool takes, what it refuses and in which words; commits and reveals.
#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;
using place = whereabouts::place;

TEST_CASE("a row goes from the pool into the next block, and is final after the lag") {
    little_chain c;
    c.to(10);
    const byte_vec bytes = c.call(c.row({5, 6}, {100, 300}));
    const hash32 name = blake2b_256(bytes);
    CHECK(c.chain->find(name).at == place::unknown);
    CHECK(c.chain->submit(bytes).became == submission::what::taken);
    CHECK(c.chain->find(name).at == place::pool);
    CHECK(c.chain->next_nonce(account_of("ours")) == 1);
    c.to(11);
    auto at = c.chain->find(name);
    CHECK(at.at == place::included);
    CHECK(at.block == 11);
    CHECK(at.index == 0);
    CHECK(at.block_hash == c.chain->block(11)->hash);
    CHECK(c.chain->neurons()[0].row == weight_values{{5, 21845}, {6, 65535}});
    CHECK(c.chain->neurons()[0].last_update == 11);
    c.to(13);
    CHECK(c.chain->find(name).at == place::finalised);
}

TEST_CASE("the pool refuses in a real pool's words") {
    little_chain c;
    c.to(10);
    extrinsic x = c.unsigned_call(c.row({5}, {1}), account_of("ours"));

    SUBCASE("bytes that are nothing") {
        const auto told = c.chain->submit(view("hello"));
        CHECK(told.became == submission::what::refused);
        CHECK(told.final);
    }
    SUBCASE("a signature of something else") {
        byte_vec bytes = c.signed_bytes(x);
        bytes[40] ^= 1;
        const auto told = c.chain->submit(bytes);
        CHECK(told.error == "BadProof");
        CHECK(told.reason == "1010: Invalid Transaction: Transaction has a bad signature");
    }
    SUBCASE("the same again") {
        const byte_vec bytes = c.signed_bytes(x);
        CHECK(c.chain->submit(bytes).reason.empty());
        const auto told = c.chain->submit(bytes);
        CHECK(told.became == submission::what::taken);
        CHECK(told.reason.starts_with("1013"));
        c.to(11);
        CHECK(c.chain->neurons()[0].last_update == 11);
        CHECK(c.chain->submit(bytes).error == "Stale");  // it is in a block now
    }
    SUBCASE("another with the same nonce") {
        CHECK(c.chain->submit(c.signed_bytes(x)).became == submission::what::taken);
        x.call.values = {2};
        CHECK(c.chain->submit(c.signed_bytes(x)).error == "TooLowPriority");
    }
    SUBCASE("an era that is over, and one not begun") {
        const byte_vec bytes = c.signed_bytes(x);
        x.era_from = 11;
        CHECK(c.chain->submit(c.signed_bytes(x)).error == "BadProof");
        c.to(10 + c.from.era_blocks - 1);
        CHECK(c.chain->submit(bytes).became == submission::what::taken);
        c.to(10 + c.from.era_blocks);
        CHECK(c.chain->find(blake2b_256(bytes)).at == place::included);
    }
    SUBCASE("an era that is over") {
        const byte_vec bytes = c.signed_bytes(x);
        c.to(10 + c.from.era_blocks);
        const auto told = c.chain->submit(bytes);
        CHECK(told.error == "AncientBirthBlock");
        CHECK_FALSE(told.final);
    }
    SUBCASE("too soon after the last") {
        CHECK(c.chain->submit(c.signed_bytes(x)).became == submission::what::taken);
        c.to(11);
        const auto told = c.chain->submit(c.call(c.row({5}, {1})));
        CHECK(told.became == submission::what::refused);
        CHECK(told.pallet == "SubtensorModule");
        CHECK(told.error == "SettingWeightsTooFast");
        CHECK(told.retry_in_blocks == 4);  // set in 11, the next block is 12, the limit 5
        CHECK(told.reason.find("Custom error: 6") != std::string::npos);
        c.to(11 + told.retry_in_blocks);
        CHECK(c.chain->submit(c.call(c.row({5}, {1}))).became == submission::what::taken);
    }
    SUBCASE("a stranger") {
        const auto told = c.chain->submit(c.call(c.row({5}, {1}), account_of("nobody")));
        CHECK(told.error == "HotKeyNotRegisteredInSubNet");
        CHECK_FALSE(told.final);
    }
}

TEST_CASE("what only a block finds wrong is failed once that block is final, and pooled before") {
    little_chain c;
    c.to(10);
    const byte_vec bytes = c.call(c.row({5, 5}, {1, 1}));
    CHECK(c.chain->submit(bytes).became == submission::what::taken);
    c.to(12);
    CHECK(c.chain->find(blake2b_256(bytes)).at == place::pool);
    c.to(13);
    const auto at = c.chain->find(blake2b_256(bytes));
    CHECK(at.at == place::failed);
    CHECK(at.block == 11);
    CHECK(at.error == "DuplicateUids");
    CHECK(at.final);
    CHECK(c.chain->neurons()[0].row.empty());
    CHECK(c.chain->next_nonce(account_of("ours")) == 1);  // it was spent
}

TEST_CASE("a nonce ahead waits for those before it, and dies with its era") {
    little_chain c;
    c.to(10);
    extrinsic x = c.unsigned_call(c.row({5}, {1}), account_of("ours"));
    x.nonce = 1;
    const byte_vec later = c.signed_bytes(x);
    CHECK(c.chain->submit(later).became == submission::what::taken);
    c.to(20);
    CHECK(c.chain->find(blake2b_256(later)).at == place::pool);
    CHECK(c.chain->next_nonce(account_of("ours")) == 0);
    SUBCASE("until it comes") {
        CHECK(c.chain->submit(c.call(c.row({6}, {1}))).became == submission::what::taken);
        c.to(21);
        CHECK(c.chain->find(blake2b_256(later)).at == place::pool);  // placed, and failed: too fast
        c.to(23);
        CHECK(c.chain->find(blake2b_256(later)).error == "SettingWeightsTooFast");
    }
    SUBCASE("for ever") {
        c.to(x.era_to + 1);
        CHECK(c.chain->find(blake2b_256(later)).at == place::unknown);
    }
}

TEST_CASE("a delayed submission is in the pool until its time") {
    little_chain c;
    c.to(10);
    const byte_vec bytes = c.call(c.row({5}, {1}));
    CHECK(c.chain->submit(bytes, 3).became == submission::what::taken);
    c.to(13);
    CHECK(c.chain->find(blake2b_256(bytes)).at == place::pool);
    c.to(14);
    CHECK(c.chain->find(blake2b_256(bytes)).block == 14);
}

namespace {

struct committed {
    little_chain c;
    weights_call row;
    hash32 commit;

    static embedded_genesis genesis() {
        embedded_genesis g = little_genesis();
        g.rules.commit_reveal = true;
        return g;
    }
    // Epochs of 20 blocks; netuid 1, so they begin with blocks 18, 38, 58, ...
    committed() : c(genesis()) {
        c.to(24);
        row = c.row({5, 6}, {1, 2});
        row.kind = call_kind::reveal;
        row.salt = {1, 2, 3};
        weights_call call;
        call.kind = call_kind::commit;
        call.netuid = 1;
        call.committed = commit_hash(account_of("ours"), row);
        const byte_vec bytes = c.call(call);
        commit = blake2b_256(bytes);
        REQUIRE(c.chain->submit(bytes).became == submission::what::taken);
        c.to(25);
        REQUIRE(c.chain->find(commit).at == place::included);
    }
};

}  // namespace

TEST_CASE("with commit-reveal a row is set by its reveal, in the epoch after its commit and in no other") {
    committed k;
    CHECK(k.c.chain->neurons()[0].last_update == 25);
    CHECK(k.c.chain->submit(k.c.call(k.row)).retry_in_blocks == 38 - 26);
    CHECK(k.c.chain->submit(k.c.call(k.row)).error == "RevealTooEarly");
    SUBCASE("in time") {
        k.c.to(37);
        CHECK(k.c.chain->submit(k.c.call(k.row)).became == submission::what::taken);
        k.c.to(38);
        CHECK(k.c.chain->neurons()[0].row == weight_values{{5, 32768}, {6, 65535}});
        CHECK(k.c.chain->neurons()[0].last_update == 25);  // of the commit
        CHECK(k.c.chain->submit(k.c.call(k.row)).error == "NoWeightsCommitFound");
    }
    SUBCASE("too late") {
        k.c.to(58);
        const auto told = k.c.chain->submit(k.c.call(k.row));
        CHECK(told.error == "ExpiredWeightCommit");
        CHECK(told.final);
    }
    SUBCASE("with another salt") {
        k.c.to(40);
        k.row.salt = {1, 2, 4};
        CHECK(k.c.chain->submit(k.c.call(k.row)).error == "InvalidRevealCommitHashNotMatch");
    }
}

TEST_CASE("with commit-reveal plain rows are refused, and commits without it") {
    committed k;
    weights_call plain = k.row;
    plain.kind = call_kind::set;
    plain.salt.clear();
    const byte_vec bytes = k.c.call(plain);
    CHECK(k.c.chain->submit(bytes).became == submission::what::taken);
    k.c.to(28);
    CHECK(k.c.chain->find(blake2b_256(bytes)).error == "CommitRevealEnabled");

    little_chain without;
    without.to(5);
    weights_call commit;
    commit.kind = call_kind::commit;
    commit.netuid = 1;
    const byte_vec told = without.call(commit);
    CHECK(without.chain->submit(told).became == submission::what::taken);
    without.to(8);
    CHECK(without.chain->find(blake2b_256(told)).error == "CommitRevealDisabled");
}

TEST_CASE("at most ten commits wait to be revealed") {
    embedded_genesis g = committed::genesis();
    g.rules.weights_rate_limit = 0;
    g.rules.tempo = 100;
    little_chain c(g);
    c.to(2);
    weights_call call;
    call.kind = call_kind::commit;
    call.netuid = 1;
    byte_vec last;
    for (std::uint8_t i = 0; i < 11; ++i) {
        call.committed.b[0] = i;
        last = c.call(call);
        REQUIRE(c.chain->submit(last).became == submission::what::taken);
        c.to(3u + i);
    }
    c.to(20);
    CHECK(c.chain->find(blake2b_256(last)).error == "TooManyUnrevealedCommits");
}
