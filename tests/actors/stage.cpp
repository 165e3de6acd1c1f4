#include "tests/actors/stage.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf::test {

stage::stage() {
    settings.validator = person(9);
    settings.tasks = 1;
    settings.epoch_blocks = 10;
    genesis.b.fill(7);
    restart();
}

void stage::restart() {
    validator_world world{log, clock, entropy, asker, chain, watcher, key, hash32{}, {}, {}, {}, 1000, false};
    birth born;
    born.genesis = genesis;
    auto prepared = prepare_log(world, settings, born, std::nullopt);
    REQUIRE_MESSAGE(prepared.ok(), (prepared.ok() ? std::string() : prepared.error().text()));
    it = std::make_unique<journal>(journal_world{log, clock, watcher, key, {}}, settings, std::move(prepared->state),
                                   std::move(prepared->table));
}

void stage::change_settings(const std::function<void(validator_settings&)>& how) {
    how(settings);
    restart();
}

journal::outcome stage::block(std::uint64_t number) {
    seen_block b;
    b.number = number;
    b.hash.b.fill(std::uint8_t(number));
    b.finalised = true;
    return say(block_observed(b));
}

void stage::open_an_epoch() {
    chain_identity to;
    to.endpoint = "here";
    to.genesis = genesis;
    say(chain_connected(to));
    block(100);
    seen_metagraph m;
    m.block = 100;
    for (std::uint8_t i = 1; i <= 2; ++i) {
        seen_neuron n;
        n.uid = i;
        n.who = person(i);
        n.ip = "127.0.0.1";
        n.port = std::uint16_t(8100 + i);
        m.neurons.push_back(n);
    }
    CHECK(commit(record_metagraph{m}).answers[0].accepted());
    CHECK(commit(commit_to_secret{1, sha256(secret_of(hash32{}, key.name, 1))}).answers[0].accepted());
    CHECK(is_due(block(101), agenda_item::what::open_epoch));
    const auto opened = commit(open_epoch_now{1});
    REQUIRE(opened.answers[0].accepted());
    CHECK(is_due(opened, agenda_item::what::open_task) == (settings.tasks != 0));
}

journal::outcome stage::open_a_task() {
    opened_task t;
    t.epoch = 1;
    t.id.fill(5);
    t.difficulty = 3;
    t.timeout_ms = 1000;
    t.deadline_block = 108;
    t.asked = {1, 2};
    task_content content;
    content.problem = "What is 2+2?";
    t.prompt = encode_prompt(content, "mathematics", 3, 1000);
    t.truth.assign(40, 1);
    return say(task_opened(t, genesis));
}

question_name stage::question(std::uint16_t uid, std::uint16_t attempt) const {
    question_name q;
    q.epoch = 1;
    q.task.fill(5);
    q.uid = uid;
    q.attempt = attempt;
    q.who = person(std::uint8_t(uid));
    return q;
}

bool is_due(const journal::outcome& out, agenda_item::what what, std::uint16_t uid) {
    for (const work_ptr& w : out.due)
        if (w->item.due == what && w->item.uid == uid) return true;
    return false;
}

}  // namespace rf::test
