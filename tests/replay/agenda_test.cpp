// An agenda item is there exactly while its order is lawful, and no epoch can be
// wedged by what does not come.
#include "replay/agenda.hpp"

#include <doctest/doctest.h>

#include "tests/replay/driven.hpp"

using namespace rf;
using what = agenda_item::what;

namespace {
constexpr auto ours = schema::Fault::VALIDATOR;
}

TEST_CASE("before anything: a writer, then a chain, then a block of it") {
    driven d;
    CHECK(agenda(d.p).empty());
    REQUIRE(d.create() == "");
    CHECK(agenda(d.p) == std::vector<agenda_item>{{what::start_writer, 0, 0, 0}});
    REQUIRE(d.start() == "");
    CHECK(agenda(d.p) == std::vector<agenda_item>{{what::connect_chain, 0, 0, 0}});
    REQUIRE(d.choose() == "");
    REQUIRE(d.connect() == "");
    CHECK(agenda(d.p) == std::vector<agenda_item>{{what::read_metagraph, 0, 0, 0}});
    REQUIRE(d.block(100) == "");
    CHECK(d.due(what::commit_secret));  // only now is known which block comes next
}

TEST_CASE("an epoch opens once a metagraph shows somebody to ask and a block after the commitment is here") {
    driven d;
    for (const auto& why : {d.create(), d.start(), d.choose(), d.connect(), d.block(100), d.metagraph(2)})
        CHECK(why == "");
    CHECK_FALSE(d.due(what::read_metagraph));
    CHECK_FALSE(d.due(what::open_epoch));
    REQUIRE(d.block(110) == "");
    CHECK(d.due(what::read_metagraph));  // nobody to ask: perhaps by now there is
    REQUIRE(d.metagraph(2) == "");
    REQUIRE(d.miner(0) == "");
    REQUIRE(d.miner(1) == "");
    REQUIRE(d.miner(3, "") == "");
    CHECK(possible_seats(d.p).empty());  // ourselves, a validator, and one without an endpoint
    REQUIRE(d.miner(2) == "");
    CHECK(possible_seats(d.p) == roster{{driven::someone(2), 2}});
    CHECK(d.due(what::commit_secret));
    REQUIRE(d.commit_secret() == "");
    CHECK_FALSE(d.due(what::open_epoch));
    REQUIRE(d.block(111) == "");
    CHECK(d.due(what::open_epoch));
    const open_next_epoch next = next_opening(d.p, 3, 50);
    CHECK(next.block == 111);
    CHECK(next.closes_block == 161);
    REQUIRE(d.take(command(next)) == "");
    CHECK_FALSE(d.due(what::open_epoch));
    CHECK(commitment_block(d.p) == 162);  // the next secret: after the open epoch
    CHECK(d.due(what::commit_secret));
}

TEST_CASE("a new process has no connection, whatever the last one had") {
    driven d;
    d.to_open_epoch(1);
    CHECK_FALSE(d.due(what::connect_chain));
    REQUIRE(d.start() == "");
    CHECK(d.due(what::connect_chain));
    CHECK_FALSE(d.due(what::commit_secret));
    REQUIRE(d.connect() == "");
    CHECK_FALSE(d.due(what::commit_secret));  // blocks have passed meanwhile: which, is not known yet
    REQUIRE(d.block(105) == "");
    CHECK(d.due(what::commit_secret));
}

TEST_CASE("replies of a task are verified together, once none can come any more") {
    driven d;
    d.to_open_epoch(1);
    REQUIRE(d.task(0, 110) == "");
    CHECK(d.how_many(what::ask) == 2);
    REQUIRE(d.ask(0, 2) == "");
    REQUIRE(d.answer(0, 2) == "");
    CHECK(d.how_many(what::verify_reply) == 0);  // uid 3 is not asked yet
    REQUIRE(d.ask(0, 3) == "");
    CHECK(d.how_many(what::await_reply) == 1);
    CHECK(d.how_many(what::verify_reply) == 0);
    REQUIRE(d.answer(0, 3) == "");
    CHECK(d.how_many(what::verify_reply) == 2);
    CHECK_FALSE(d.due(what::close_task));
    REQUIRE(d.verify(0, 2) == "");
    REQUIRE(d.verify(0, 3) == "");
    CHECK(d.due(what::close_task));
    REQUIRE(d.close(0) == "");
    CHECK_FALSE(d.due(what::seal_epoch));
    REQUIRE(d.block(120) == "");
    CHECK(d.due(what::seal_epoch));
    REQUIRE(d.seal() == "");
}

TEST_CASE("at its deadline a task asks nobody, verifies what it has, and closes") {
    driven d;
    d.to_open_epoch(1);
    REQUIRE(d.task(0, 110) == "");
    REQUIRE(d.ask(0, 2) == "");
    REQUIRE(d.answer(0, 2) == "");
    REQUIRE(d.ask(0, 3) == "");
    REQUIRE(d.reply(0, 3, schema::Outcome::CRASHED, ours) == "");
    CHECK(d.how_many(what::ask) == 1);  // again, inside the window
    CHECK(d.how_many(what::verify_reply) == 0);
    REQUIRE(d.ask(0, 3, 2) == "");
    REQUIRE(d.block(110) == "");
    CHECK(d.how_many(what::verify_reply) == 0);  // one is on its way
    REQUIRE(d.reply(0, 3, schema::Outcome::CRASHED, ours, 2) == "");
    CHECK(d.how_many(what::ask) == 0);
    CHECK(d.how_many(what::verify_reply) == 1);
    CHECK_FALSE(d.due(what::close_task));
    REQUIRE(d.verify(0, 2) == "");
    CHECK(d.due(what::close_task));
    CHECK(d.close(0).find("has not ended") != std::string::npos);
    REQUIRE(d.close(0, schema::TaskEnd::DEADLINE) == "");
    REQUIRE(d.block(120) == "");
    REQUIRE(d.seal() == "");
    CHECK(d.p.sealed.withheld);  // uid 3 is left with voids only
}

TEST_CASE("a validator that slept through an epoch opens its tasks, closes them void and seals") {
    driven d;
    d.to_open_epoch(3);
    REQUIRE(d.block(500) == "");
    for (std::uint16_t t = 0; t < 3; ++t) {
        CHECK_FALSE(d.due(what::seal_epoch));
        REQUIRE(d.due(what::open_task));
        CHECK(d.task(t, 121).find("after the epoch's last block") != std::string::npos);
        REQUIRE(d.task(t, 120) == "");
        CHECK(d.how_many(what::ask) == 0);
        CHECK(d.due(what::close_task));
        REQUIRE(d.close(t, schema::TaskEnd::DEADLINE) == "");
    }
    REQUIRE(d.due(what::seal_epoch));
    REQUIRE(d.seal() == "");
    CHECK(d.p.sealed.withheld);
    CHECK(d.p.weights.empty());
    CHECK(d.due(what::read_metagraph));  // who is there may have changed since
}
