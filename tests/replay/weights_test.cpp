// The weights of an epoch on their way to a chain, step by step: what may follow,
// what is due, and what never may.
#include "replay/weights.hpp"

#include <doctest/doctest.h>

#include "tests/replay/driven.hpp"

using namespace rf;
using what = agenda_item::what;
using call = schema::WeightCall;

namespace {

struct on_their_way : driven {
    on_their_way() {
        to_open_epoch(1);
        run_task(0);
        RF_REQUIRE(block(120).empty() && seal().empty());
    }
    std::string intend(call c) { return take(command(intend_weights{1, c})); }
    template <class Body>
    std::string step(const Body& body) { return fact(schema::StreamKind::CHAIN, 1, body); }
    static hash32 named(const char* text) { return sha256(view(text)); }
    std::string sign(call c, const char* text, std::uint64_t era_to = 200) {
        return step([&](auto e) {
            auto s = e.initWeightsSigned();
            s.setCall(c);
            s.setHash(data_of(named(text)));
            s.setEraTo(era_to);
        });
    }
    std::string submit(const char* text) {
        return step([&](auto e) { e.initWeightsSubmitted().setHash(data_of(named(text))); });
    }
    std::string include(const char* text) {
        return step([&](auto e) { e.initWeightsIncluded().setHash(data_of(named(text))); });
    }
    std::string finalise(const char* text) {
        return step([&](auto e) { e.initWeightsFinalised().setHash(data_of(named(text))); });
    }
    std::string refuse(const char* text, bool final = false) {
        return step([&](auto e) {
            e.initWeightsRefused().setHash(data_of(named(text)));
            e.getWeightsRefused().setFinal(final);
        });
    }
    std::string read_back() { return step([](auto e) { e.initWeightsReadBack().setAgrees(true); }); }
    // Of the weights, what is due.
    std::string_view next() const {
        for (const auto& i : agenda(p))
            if (i.epoch == 1 && i.due >= what::read_metagraph && i.due != what::commit_secret)
                return name_of(i.due);
        return "";
    }
};

bool says(const std::string& refusal, const char* text) { return refusal.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("weights set outright: metagraph, intent, signature, submission, block, finality, read back") {
    on_their_way w;
    CHECK(w.next() == "read_metagraph");
    CHECK(w.how_many(what::read_metagraph) == 1);  // the next epoch opens from it too
    REQUIRE(w.metagraph(2) == "");
    CHECK(w.next() == "intend_weights");
    CHECK(says(w.intend(call::REVEAL), "revealed after a commit only"));
    REQUIRE(w.intend(call::SET) == "");
    CHECK(w.next() == "sign_weights");
    CHECK(says(w.sign(call::COMMIT, "a"), "another call than was intended"));
    CHECK(says(w.sign(call::REVEAL, "a"), "nothing is revealed"));
    REQUIRE(w.sign(call::SET, "a") == "");
    CHECK(w.next() == "submit_weights");
    CHECK(says(w.submit("b"), "not of what was signed last"));
    REQUIRE(w.submit("a") == "");
    CHECK(w.next() == "confirm_weights");
    REQUIRE(w.include("a") == "");
    CHECK(w.next() == "confirm_weights");
    REQUIRE(w.finalise("a") == "");
    CHECK(w.next() == "read_back_weights");
    CHECK(says(w.sign(call::SET, "b"), "final on the chain"));
    REQUIRE(w.read_back() == "");
    CHECK(w.next() == "");
    CHECK(w.p.weights.empty());
}

TEST_CASE("the same bytes may go again; others only after a refusal or once their era is over") {
    on_their_way w;
    REQUIRE(w.metagraph(2) == "");
    REQUIRE(w.intend(call::SET) == "");
    REQUIRE(w.sign(call::SET, "a", 200) == "");
    REQUIRE(w.submit("a") == "");
    REQUIRE(w.submit("a") == "");
    CHECK(says(w.sign(call::SET, "b"), "era is not provably over"));
    REQUIRE(w.block(200) == "");
    CHECK(says(w.sign(call::SET, "b"), "era is not provably over"));
    REQUIRE(w.block(201, false) == "");
    CHECK(says(w.sign(call::SET, "b"), "era is not provably over"));  // that block may yet be taken back
    REQUIRE(w.block(201, true) == "");
    REQUIRE(w.sign(call::SET, "b", 300) == "");
    CHECK(says(w.submit("a"), "not of what was signed last"));
    REQUIRE(w.submit("b") == "");
    REQUIRE(w.refuse("b") == "");
    CHECK(w.next() == "sign_weights");
    REQUIRE(w.sign(call::SET, "c", 300) == "");
    REQUIRE(w.submit("c") == "");
    REQUIRE(w.refuse("c", true) == "");
    CHECK(w.p.weights.empty());
}

TEST_CASE("what a pool refused may be sent again, or turn out to be in a block") {
    on_their_way w;
    REQUIRE(w.metagraph(2) == "");
    REQUIRE(w.intend(call::COMMIT) == "");
    CHECK(says(w.submit("a"), "not of what was signed last"));  // nothing was
    REQUIRE(w.sign(call::COMMIT, "a") == "");
    REQUIRE(w.refuse("a") == "");
    REQUIRE(w.submit("a") == "");
    REQUIRE(w.refuse("a") == "");
    REQUIRE(w.include("a") == "");
    REQUIRE(w.sign(call::REVEAL, "r") == "");  // it is on the chain after all
}

TEST_CASE("an extrinsic that a reorg took out of the chain is sent again, or signed anew after its era") {
    on_their_way w;
    REQUIRE(w.metagraph(2) == "");
    REQUIRE(w.intend(call::SET) == "");
    REQUIRE(w.sign(call::SET, "a", 200) == "");
    REQUIRE(w.submit("a") == "");
    REQUIRE(w.include("a") == "");
    CHECK(says(w.sign(call::SET, "b"), "era is not provably over"));
    REQUIRE(w.submit("a") == "");
    CHECK(w.next() == "confirm_weights");
    REQUIRE(w.include("a") == "");
    REQUIRE(w.block(201) == "");
    REQUIRE(w.sign(call::SET, "b", 300) == "");
    CHECK(w.next() == "submit_weights");
}

TEST_CASE("a commit is revealed once it is on the chain, and only then can weights be read back") {
    on_their_way w;
    REQUIRE(w.metagraph(2) == "");
    REQUIRE(w.intend(call::COMMIT) == "");
    CHECK(w.next() == "sign_weights");
    CHECK(call_to_sign(w.p.weights[0]) == call::COMMIT);
    CHECK(says(w.sign(call::SET, "c"), "another call than was intended"));
    CHECK(says(w.sign(call::REVEAL, "c"), "nothing is revealed"));
    REQUIRE(w.sign(call::COMMIT, "c") == "");
    CHECK(says(w.sign(call::REVEAL, "r"), "nothing is revealed"));
    REQUIRE(w.submit("c") == "");
    CHECK(says(w.sign(call::REVEAL, "r"), "nothing is revealed"));
    CHECK(says(w.read_back(), "not revealed"));
    REQUIRE(w.include("c") == "");
    CHECK(w.next() == "confirm_weights");
    CHECK(says(w.read_back(), "not revealed"));
    CHECK(says(w.sign(call::COMMIT, "d"), "era is not provably over"));
    REQUIRE(w.finalise("c") == "");
    CHECK(w.next() == "reveal_weights");
    CHECK(says(w.read_back(), "not revealed"));
    CHECK(call_to_sign(w.p.weights[0]) == call::REVEAL);
    REQUIRE(w.sign(call::REVEAL, "r", 300) == "");  // the commit's era is no hindrance
    CHECK(w.next() == "submit_weights");
    REQUIRE(w.submit("r") == "");
    CHECK(says(w.sign(call::REVEAL, "s"), "era is not provably over"));
    REQUIRE(w.refuse("r") == "");
    CHECK(w.next() == "reveal_weights");  // too early, say: the commit stands
    CHECK(says(w.sign(call::COMMIT, "d"), "their reveal is signed next"));
    REQUIRE(w.sign(call::REVEAL, "s", 300) == "");
    REQUIRE(w.submit("s") == "");
    REQUIRE(w.include("s") == "");
    REQUIRE(w.finalise("s") == "");
    CHECK(w.next() == "read_back_weights");
    REQUIRE(w.read_back() == "");
    CHECK(w.p.weights.empty());
}

TEST_CASE("a commit that is refused, or taken out of the chain again, leaves nothing to reveal") {
    on_their_way w;
    REQUIRE(w.metagraph(2) == "");
    REQUIRE(w.intend(call::COMMIT) == "");
    REQUIRE(w.sign(call::COMMIT, "c", 200) == "");
    REQUIRE(w.refuse("c") == "");
    CHECK(w.next() == "sign_weights");
    REQUIRE(w.sign(call::COMMIT, "d", 200) == "");
    REQUIRE(w.submit("d") == "");
    REQUIRE(w.include("d") == "");
    REQUIRE(w.submit("d") == "");
    CHECK(says(w.sign(call::REVEAL, "r"), "nothing is revealed"));
    REQUIRE(w.include("d") == "");
    REQUIRE(w.sign(call::REVEAL, "r") == "");  // lawful from the block on
}

TEST_CASE("a time-locked commit reveals itself: it is read back without a reveal of ours") {
    on_their_way w;
    REQUIRE(w.metagraph(2) == "");
    REQUIRE(w.intend(call::COMMIT_TIMELOCKED) == "");
    REQUIRE(w.sign(call::COMMIT_TIMELOCKED, "c") == "");
    REQUIRE(w.submit("c") == "");
    REQUIRE(w.finalise("c") == "");
    CHECK(w.next() == "read_back_weights");
    CHECK(says(w.sign(call::REVEAL, "r"), "nothing is revealed"));
    REQUIRE(w.read_back() == "");
}

TEST_CASE("weights on their way survive a fold of the log at every step") {
    on_their_way w;
    for (const auto& why : {w.metagraph(2), w.intend(call::COMMIT), w.sign(call::COMMIT, "c"), w.submit("c"),
                            w.include("c"), w.sign(call::REVEAL, "r"), w.submit("r"), w.refuse("r")})
        CHECK(why == "");
    auto again = fold(w.log);
    REQUIRE(again.ok());
    CHECK(*again == w.p);
}
