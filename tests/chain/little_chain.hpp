// little_chain: a small embedded chain with a clock and keys of its own, for tests.
#pragma once

#include <doctest/doctest.h>

#include "actors/chain/embedded/embedded_chain.hpp"
#include "events/sha256.hpp"

namespace rf {

inline account account_of(std::string_view name) {
    account a;
    a.b = sha256(view(name)).b;
    return a;
}

// Anybody can sign for anybody: two hashes over whose key it is and what was said.
inline signature64 test_signature(const account& who, byte_view message) {
    signature64 s{};
    const hash32 a = sha256({view("first"), byte_view(who.b), message});
    const hash32 b = sha256({view("second"), byte_view(who.b), message});
    std::copy(a.b.begin(), a.b.end(), s.begin());
    std::copy(b.b.begin(), b.b.end(), s.begin() + 32);
    return s;
}
inline bool test_verify(const account& who, byte_view message, byte_view signature) {
    const signature64 s = test_signature(who, message);
    return std::equal(s.begin(), s.end(), signature.begin(), signature.end());
}

constexpr std::int64_t birth = 1'700'000'000'000'000'000;

// uid 0 is ours, 1..4 the usual validators, then the miners. A tempo of 19, so
// an epoch of 20 blocks, and few limits.
inline embedded_genesis little_genesis(std::size_t miners = 3) {
    std::vector<dev_miner> m;
    for (std::size_t i = 0; i < miners; ++i)
        m.push_back({account_of("miner " + std::to_string(i)), "127.0.0.1", std::uint16_t(9000 + i)});
    embedded_genesis g = dev_genesis(sha256(view("little")), m, account_of("ours"), usual_validators());
    g.birth_ns = birth;
    g.block_ms = 1000;
    g.rules.tempo = 19;
    g.rules.weights_rate_limit = 5;
    g.rules.immunity_period = 10;
    return g;
}

struct little_chain {
    explicit little_chain(embedded_genesis g = little_genesis()) : from(std::move(g)) { open(0); }

    void open(std::uint64_t at_block) {
        chain.reset();
        auto opened = embedded_chain::open(from, storage, test_verify, time_of(at_block));
        REQUIRE(opened.ok());
        chain = std::move(*opened);
    }
    [[nodiscard]] std::int64_t time_of(std::uint64_t block) const {
        return birth + std::int64_t(block * from.block_ms * 1'000'000);
    }
    void to(std::uint64_t block) { chain->advance(time_of(block)); }

    // A signed call of `who`, alive from now for an era.
    [[nodiscard]] embedded::extrinsic unsigned_call(embedded::weights_call call, const account& who) const {
        embedded::extrinsic x;
        x.signer = who;
        x.nonce = chain->next_nonce(who);
        x.era_from = chain->head();
        x.era_to = x.era_from + from.era_blocks;
        x.call = std::move(call);
        return x;
    }
    [[nodiscard]] byte_vec signed_bytes(embedded::extrinsic x) const {
        x.signature = test_signature(x.signer, embedded::signing_payload(x, chain->identity()));
        return embedded::encode(x);
    }
    [[nodiscard]] byte_vec call(embedded::weights_call c, const account& who = account_of("ours")) const {
        return signed_bytes(unsigned_call(std::move(c), who));
    }
    [[nodiscard]] embedded::weights_call row(std::vector<std::uint16_t> uids, std::vector<std::uint16_t> values) const {
        embedded::weights_call c;
        c.netuid = from.netuid;
        c.uids = std::move(uids);
        c.values = std::move(values);
        c.version_key = from.rules.version_key;
        return c;
    }

    embedded_genesis from;
    memory_chain_storage storage;
    std::unique_ptr<embedded_chain> chain;
};

inline seen_scores scores_of_task(std::uint8_t task, std::vector<std::pair<std::uint16_t, double>> scores) {
    seen_scores s;
    s.validator = account_of("ours");
    s.stake = 4000;
    s.epoch = 1;
    s.task[0] = task;
    s.scores = std::move(scores);
    return s;
}

}  // namespace rf
