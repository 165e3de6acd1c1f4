// The checks of a weights call: each by its real name, and in the real order.
#include "actors/chain/embedded/dispatch.hpp"

#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;

namespace {

// A call, and a state it meets, that break as many rules as can be broken
// together: mending them one by one brings up the next error.
struct all_wrong {
    state s;
    subnet in{7, 0, 100, 5, 20};
    weights_call call;
    const account who = account_of("validator");

    all_wrong() {
        s.rules.commit_reveal = true;
        s.rules.version_key = 3;
        s.rules.min_weights = 3;
        s.rules.max_weight = 40000;
        s.neurons.resize(4);
        for (std::size_t i = 0; i < 4; ++i) s.neurons[i].who = account_of(std::to_string(i));
        call.uids = {2, 2, 9, 9, 9};
        call.values = {1, 2};
    }
    std::string error() {
        const auto no = check_call(s, in, who, call);
        return no ? std::string(no->error) : "";
    }
};

}  // namespace

TEST_CASE("what is wrong is said in the real chain's order") {
    all_wrong w;
    CHECK(w.error() == "CommitRevealEnabled");
    w.s.rules.commit_reveal = false;
    CHECK(w.error() == "CanNotSetRootNetworkWeights");
    w.call.netuid = 8;
    CHECK(w.error() == "WeightVecNotEqualSize");
    w.call.values = {1, 2, 3, 4, 5};
    CHECK(w.error() == "MechanismDoesNotExist");
    w.call.netuid = 7;
    CHECK(w.error() == "UidsLengthExceedUidsInSubNet");
    w.call.uids = {2, 2};
    w.call.values = {9, 1};
    CHECK(w.error() == "HotKeyNotRegisteredInSubNet");
    w.s.neurons[0].who = w.who;
    w.s.neurons[0].last_update = 40;
    CHECK(w.error() == "NotEnoughStakeToSetWeights");
    w.s.neurons[0].stake = 1000;
    CHECK(w.error() == "IncorrectWeightVersionKey");
    w.call.version_key = 3;
    CHECK(w.error() == "SettingWeightsTooFast");
    w.s.neurons[0].last_update = 0;
    CHECK(w.error() == "NeuronNoValidatorPermit");
    w.s.neurons[0].permit = true;
    CHECK(w.error() == "DuplicateUids");
    w.call.uids = {2, 9};
    CHECK(w.error() == "UidVecContainInvalidOne");
    w.call.uids = {2, 3};
    CHECK(w.error() == "WeightVecLengthIsLow");
    w.s.rules.min_weights = 2;
    CHECK(w.error() == "MaxWeightExceeded");
    w.call.values = {9, 8};
    CHECK(w.error().empty());
}

TEST_CASE("too soon says how much later") {
    all_wrong w;
    w.s.rules = {};
    w.s.neurons[1].who = w.who;
    w.s.neurons[1].stake = 1000;
    w.s.neurons[1].permit = true;
    w.call = {call_kind::set, 7, 0, {2}, {1}, {}, 1, {}};
    w.s.neurons[1].last_update = 37;  // 63 of 100 blocks have passed
    const auto no = check_call(w.s, w.in, w.who, w.call);
    REQUIRE(no);
    CHECK(no->error == "SettingWeightsTooFast");
    CHECK(no->retry_in_blocks == 37);
    CHECK_FALSE(no->final);
    w.in.block = 137;
    CHECK_FALSE(check_call(w.s, w.in, w.who, w.call));
}

TEST_CASE("a row for oneself alone is free of the limits, as on the real chain") {
    all_wrong w;
    w.s.rules = {};
    w.s.rules.min_weights = 3;
    w.s.neurons[1].who = w.who;
    w.s.neurons[1].stake = 1000;
    w.s.neurons[1].permit = true;
    w.call = {call_kind::set, 7, 0, {1}, {1}, {}, 1, {}};
    CHECK(w.error().empty());
    w.call.uids = {2};
    CHECK(w.error() == "WeightVecLengthIsLow");
}

TEST_CASE("the largest weight becomes 65535 and the others keep their ratio") {
    // 100 / 300 * 65535 = 21845; 1 / 3 * 65535 likewise; 1 / 7 * 65535 = 9362.14
    CHECK(max_upscaled({2, 0}, {100, 300}) == weight_values{{0, 65535}, {2, 21845}});
    CHECK(max_upscaled({0, 1}, {7, 1}) == weight_values{{0, 65535}, {1, 9362}});
    CHECK(max_upscaled({0, 1}, {65535, 1}) == weight_values{{0, 65535}, {1, 1}});
    CHECK(max_upscaled({0, 1}, {0, 0}) == weight_values{{0, 0}, {1, 0}});
    CHECK(max_upscaled({0, 1}, {65535, 65535}) == weight_values{{0, 65535}, {1, 65535}});
    CHECK(max_upscaled({}, {}).empty());
}
