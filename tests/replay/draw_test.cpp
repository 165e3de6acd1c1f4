#include "replay/draw.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "replay/dice.hpp"

using namespace rf;

namespace {
hash32 filled(std::uint8_t with) {
    hash32 h;
    h.b.fill(with);
    return h;
}
}  // namespace

TEST_CASE("the seed and the dice are what their definitions say") {
    // Computed apart, with Python's hashlib, from the definitions in draw.hpp and dice.hpp.
    const hash32 seed = draw_seed(filled(1), filled(2), 7, *find_mechanism("reasonforge", 1), 42);
    CHECK(hex(seed) == "0cfb6e14b08ace99c2a12763a69a0bda135e89e7c39fb3a1f9a5a71f8bf904e2");
    dice d(seed);
    CHECK(d.next() == 15121397630027755313ull);
    for (int i = 0; i < 4; ++i) d.next();
    CHECK(d.next() == 11702747422552917152ull);
}

TEST_CASE("an epoch's tasks are balanced over domains and difficulties, with the traps asked for") {
    const mechanism& m = *find_mechanism("reasonforge", 1);
    const auto params = *complete_parameters(m, {});
    roster seats;
    for (std::uint16_t uid = 0; uid < 20; ++uid)
        seats.push_back({account{account_type::sr25519, filled(std::uint8_t(uid)).b}, uid});
    for (std::uint8_t s = 0; s < 50; ++s) {
        const auto tasks = draw_tasks(filled(s), m, params, seats, 60);
        int domains[6] = {}, difficulties[11] = {}, traps = 0;
        for (const auto& t : tasks) {
            ++domains[t.domain];
            ++difficulties[t.difficulty];
            traps += t.trap;
            CHECK(t.asked.size() == seats.size());
        }
        for (int n : domains) CHECK(n == 10);
        for (int d = 1; d <= 10; ++d) CHECK(difficulties[d] == 6);
        CHECK(traps == 9);  // 15 % of 60
    }
    CHECK(draw_tasks(filled(1), m, params, seats, 12)[0].id != draw_tasks(filled(2), m, params, seats, 12)[0].id);
}
