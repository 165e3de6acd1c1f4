// Of a task from a file the truth stays with the validator, also after the seal.
#include <doctest/doctest.h>

#include <set>

#include "events/sha256.hpp"
#include "replay/audit_deep.hpp"
#include "replay/disclosure.hpp"
#include "replay/tasks/prompt.hpp"
#include "tests/deep/lived_log.hpp"

using namespace rf;
using namespace rf::test;

namespace {

constexpr std::uint32_t epochs = 2;

// Four tasks of a file for each domain, and as many traps.
std::vector<file_task> written_tasks() {
    std::vector<file_task> out;
    const hash32 theirs = sha256(view("tasks that people wrote"));
    for (std::uint32_t n = 0; n < 8 * task_domains; ++n) {
        planned_task plan;
        plan.domain = std::uint8_t(n % task_domains);
        plan.difficulty = std::uint8_t(3 + n / task_domains % 4 * 2);
        plan.trap = n >= 4 * task_domains;
        file_task t;
        t.task_id = "task-" + std::to_string(100 + n);
        t.domain = plan.domain;
        t.difficulty = plan.difficulty;
        t.trap = plan.trap;
        t.content = make_content(newest_generator, theirs, n, plan);
        out.push_back(std::move(t));
    }
    return out;
}

// Half of its tasks are from files; lived once.
const sim::world& mixed() {
    static sim::plan p = [] {
        sim::plan made = sim::calm_plan(11, epochs);
        made.settings.file_tasks = made.settings.tasks / 2;
        made.task_files = std::make_shared<const std::vector<file_task>>(written_tasks());
        return made;
    }();
    static const auto w = lived(p);
    return *w;
}

struct recorded_task {
    bool drawn = false;
    hash32 salt;
    task_truth truth;
};

// By ordinal.
std::vector<recorded_task> tasks_of(const log_reader& log, std::uint32_t epoch) {
    std::vector<recorded_task> out;
    event_decoder decoder;
    for (const std::uint64_t n : events_of(log, epoch, event_kind::TASK_OPENED)) {
        const auto bytes = log.read(n);
        const auto t = decoder.read(*bytes)->getTaskOpened();
        const auto blob = log.read_blob(*as_hash(bytes_of(t.getTruth().getSha256())));
        REQUIRE(blob.ok());
        const auto truth = decode_truth(*blob);
        REQUIRE(truth.ok());
        recorded_task each{t.getSource() == schema::TaskSource::DRAWN, {}, *truth};
        std::copy_n(blob->begin(), each.salt.b.size(), each.salt.b.begin());
        out.push_back(std::move(each));
    }
    return out;
}

// What everybody knows once the epoch is sealed.
hash32 seed_after_the_seal(const log_reader& log, std::uint32_t epoch) {
    const auto span = log.find_epoch(epoch);
    event_decoder decoder;
    const auto seal_bytes = log.read(*span->sealed), birth_bytes = log.read(0), opening_bytes = log.read(span->opened);
    const hash32 secret = *as_hash(bytes_of(decoder.read(*seal_bytes)->getEpochSealed().getSecret()));
    const std::uint16_t netuid = decoder.read(*birth_bytes)->getLogCreated().getNetuid();
    const hash32 block = *as_hash(bytes_of(decoder.read(*opening_bytes)->getEpochOpened().getBlockHash()));
    return draw_seed(secret, block, netuid, *find_mechanism("reasonforge", 1), epoch);
}

}  // namespace

TEST_CASE("the salt of a file's truth does not follow from what the seal reveals") {
    unsigned drawn = 0, from_files = 0;
    for (std::uint32_t epoch = 1; epoch <= epochs; ++epoch) {
        const hash32 seed = seed_after_the_seal(mixed().disk, epoch);
        const auto tasks = tasks_of(mixed().disk, epoch);
        for (std::uint32_t i = 0; i < tasks.size(); ++i) {
            CHECK((tasks[i].salt == truth_salt(seed, i)) == tasks[i].drawn);
            ++(tasks[i].drawn ? drawn : from_files);
        }
    }
    CHECK(drawn > 0);
    CHECK(from_files > 0);
}

TEST_CASE("notes tell the truths of drawn tasks, and of files' none; a deep audit makes both again") {
    unsigned told = 0, kept = 0;
    event_decoder decoder;
    for (std::uint32_t epoch = 1; epoch <= epochs; ++epoch) {
        const auto tasks = tasks_of(mixed().disk, epoch);
        for (const std::uint64_t n : events_of(mixed().disk, epoch, event_kind::REPLY_VERIFIED)) {
            const auto bytes = mixed().disk.read(n);
            const auto v = decoder.read(*bytes)->getReplyVerified();
            const recorded_task& task = tasks.at(v.getTask());
            for (const auto c : v.getChecks()) {
                const std::string note(text_of(c.getNote()));
                const bool spelled = note.find("not " + task.truth.value) != note.npos ||
                                     note.find("not {" + task.truth.value) != note.npos ||
                                     note.find("of " + task.truth.value) != note.npos;
                if (!task.drawn) CHECK_MESSAGE(!spelled, note);
                told += task.drawn && spelled;
                kept += !task.drawn && note.find("the expected answer") != note.npos;
            }
        }
        const auto r = deep_audit(mixed().disk, epoch);
        REQUIRE(r.ok());
        CHECK_MESSAGE(r->agrees(), r->first->field, ": ", r->first->recorded, " / ", r->first->computed);
        CHECK(r->repeated == r->verdicts);
        CHECK(r->on_record.empty());
    }
    CHECK(told > 0);
    CHECK(kept > 0);
}

TEST_CASE("a verdict is shown after the seal and not before, and its salt is its own") {
    const log_reader& log = mixed().disk;
    std::set<hash32> salts;
    event_decoder decoder;
    const auto verdicts = events_of(log, 1, event_kind::REPLY_VERIFIED);
    memory_log unsealed;
    for (std::uint64_t n = 0; n < *log.find_epoch(1)->sealed; ++n) {
        const auto bytes = log.read(n);
        const appended one[] = {mark_of(*bytes, *decoder.read(*bytes))};
        REQUIRE(unsealed.append(one, {}).ok());
    }
    for (const std::uint64_t n : verdicts) {
        const auto bytes = log.read(n);
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        CHECK(event->getDisclosure() == schema::Disclosure::AFTER_SEAL);
        salts.insert(*as_hash(bytes_of(event->getSalt())));
        CHECK(disclosures(unsealed).may_be_shown(*event).error().kind == fault_kind::refused);
        CHECK(disclosures(log).may_be_shown(*event).ok());
    }
    CHECK(verdicts.size() > 10);
    CHECK(salts.size() == verdicts.size());
}
