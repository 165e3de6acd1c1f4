// alter_bundle: writes bundles as JSON, good and altered, and what rf-replay's
// own audit says of each, for verdicts.py to compare with the second opinion.
//
//     verifier_cases FOLDER [--seed N]
//
// expected.jsonl has a line a bundle: verdict (agrees, differs, refused) and, of
// an audit that came to its end, what it found. Each bundle goes through the bytes
// of its file first, as rf-replay reads it.
#include <bit>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "events/bundle.hpp"
#include "replay/audit.hpp"
#include "replay/export_epoch.hpp"
#include "replay/programs/json_out.hpp"
#include "tests/verifier/alterations.hpp"
#include "tests/verifier/rescored.hpp"

namespace rf {
namespace {

constexpr char origin[] = "synthetic.example/log";

result<epoch_audit> audited(const bundle& b) {
    auto read = read_bundle(write_bundle(b));
    if (!read) return read.error();
    auto opened = open_bundle(std::move(*read));
    if (!opened) return opened.error();
    audit_options options;
    options.absent_payloads = true;
    return audit_bundle(**opened, options);
}

class cases {
  public:
    explicit cases(std::string folder) : folder_(std::move(folder)), expected_(folder_ + "/expected.jsonl") {}

    void add(const std::string& kind, const bundle& b) {
        const std::string name = std::to_string(count_++) + "-" + kind + ".json";
        std::ofstream(folder_ + "/" + name, std::ios::binary) << bundle_json(b);
        json_out j;
        j.object().key("file").value(name).key("kind").value(kind);
        const auto a = audited(b);
        j.key("verdict").value(!a ? "refused" : a->agrees() ? "agrees" : "differs");
        if (a)
            found(j, *a);
        else
            j.key("why").value(a.error().text());
        j.end_object();
        expected_ << j.text() << "\n";
    }
    [[nodiscard]] bool finish() { return bool(expected_.flush()); }
    [[nodiscard]] std::size_t count() const { return count_; }

  private:
    static void found(json_out& j, const epoch_audit& a) {
        j.key("found").object().key("epoch").value(a.epoch).key("mechanism").value(a.mechanism);
        j.key("opened").value(a.opened).key("sealed").value(a.sealed).key("seats").value(a.seats);
        j.key("events").value(a.events).key("replies").value(a.replies).key("tasks").value(a.tasks);
        j.key("score_digest").value(hex(a.digest)).key("carry_in").value(hex(a.carry_in));
        j.key("carry_out")
            .value(hex(a.carry_out))
            .key("weights")
            .value(a.weights)
            .key("withheld")
            .value(a.withheld);
        j.key("payloads").value(a.payloads).key("payloads_pruned").value(a.pruned);
        j.key("tasks_drawn_again")
            .value(a.drawn)
            .key("key")
            .value(a.key)
            .key("key_on_record")
            .value(a.key_on_record);
        j.key("events_withheld").value(a.hidden).key("note_size").value(a.note_size);
        j.key("secret_committed").value(a.committed).key("carry_follows").value(a.carry_follows).end_object();
        if (!a.first) return;
        j.key("first")
            .object()
            .key("event")
            .value(a.first->event)
            .key("field")
            .value(a.first->field)
            .key("uid");
        if (a.first->uid)
            j.value(std::uint32_t(*a.first->uid));
        else
            j.null();
        j.end_object();
    }

    std::string folder_;
    std::ofstream expected_;
    std::size_t count_ = 0;
};

memory_log invented(const synth_options& o) {
    memory_log log;
    auto made = synthesise(log, origin, o);
    if (!made) stop_process(made.error().text(), __FILE__, __LINE__);
    return log;
}

// Worlds that differ in size, hostility and what their parameters are.
std::vector<synth_options> worlds(std::uint64_t seed) {
    std::vector<synth_options> out;
    const auto add = [&](std::uint32_t epochs, std::uint32_t miners, std::uint32_t tasks, bool hostile,
                         parameters chosen) {
        synth_options o;
        o.seed = seed + out.size();
        o.epochs = epochs;
        o.miners = miners;
        o.tasks = tasks;
        o.hostile = hostile;
        o.reply_bytes = out.size() % 2 ? 0 : 24;
        o.chosen = std::move(chosen);
        out.push_back(std::move(o));
    };
    const auto n = [](std::uint64_t v) { return v; };
    add(30, 8, 4, true, {});
    add(25, 12, 6, false, {});
    add(12, 1, 3, true, {});
    add(12, 2, 1, true, {{"tasks.sample", n(1)}});
    add(20, 14, 7, true, {{"emit.max_share", 0.12}, {"peb.ranks", n(3)}, {"peb.streak_cap", n(2)}});
    add(20, 10, 5, true, {{"emit.max_share", 0.3}, {"trap.rate", 0.5}});
    add(20, 10, 3, true, {{"emit.min_count", n(9)}, {"emit.pad", true}, {"tasks.sample", n(3)}});
    add(20, 10, 3, true, {{"emit.min_count", n(8)}, {"tasks.sample", n(4)}, {"similarity.threshold", 0.3}});
    add(20, 9, 6, true,
        {{"emit.max_void_share", 0.0}, {"breakthrough.above", 0.2}, {"breakthrough.factor", 7.5}});
    add(20, 24, 8, true,
        {{"trap.threshold", 0.9}, {"trap.rate", 1.0}, {"cms.quality", 0.1}, {"difficulty.07", 0.3}});
    add(12, 30, 5, true,
        {{"trap.rate", 0.0},
         {"emit.max_share", 0.06},
         {"emit.min_count", n(29)},
         {"emit.pad", true},
         {"tasks.sample", n(11)}});
    add(2, 256, 12, true, {});
    return out;
}

void good_ones(cases& to, std::uint64_t seed) {
    for (const synth_options& o : worlds(seed)) {
        const memory_log log = invented(o);
        for (std::uint32_t e = 1; e <= o.epochs; ++e) {
            auto b = export_epoch(log, e, {.payloads = e % 3 == 0});
            if (!b) stop_process(b.error().text(), __FILE__, __LINE__);
            to.add("good", *b);
        }
    }
    synth_options all;
    all.seed = seed;
    all.epochs = 10;
    all.epochs_each = 1;
    all.miners = 6;
    all.mechanisms = {"reasonforge", "ema_feed", "judge_epm", "aml_ensemble", "hetu_consensus"};
    const memory_log log = invented(all);
    for (std::uint32_t e = 1; e <= all.epochs; ++e)
        if (auto b = export_epoch(log, e, {})) to.add("mechanisms", *b);
}

// Epochs in which numbers are equal that hardly ever are.
void rescored_ones(cases& to, std::uint64_t seed) {
    dice roll(sha256(view("numbers " + std::to_string(seed))));
    const auto add = [&](numbers which, std::uint32_t tasks, parameters chosen) {
        synth_options o;
        o.seed = seed;
        o.epochs = 12;
        o.miners = 14;
        o.tasks = tasks;
        o.reply_bytes = 0;
        o.chosen = std::move(chosen);
        const memory_log log = invented(o);
        for (std::uint32_t e = 1; e <= o.epochs; ++e)
            to.add("good", rescored(forged_log(log, synth_key(origin, seed), e, false), which, roll));
    };
    add(numbers::quarters, 3,
        {{"breakthrough.above", 0.5},
         {"similarity.threshold", 0.5},
         {"trap.threshold", 0.5},
         {"trap.rate", 0.5},
         {"cms.quality", 0.5},
         {"cms.accuracy", 0.25},
         {"cms.novelty", 0.125},
         {"cms.efficiency", 0.125}});
    add(numbers::quarters, 4, {{"emit.max_void_share", 0.02}});
    parameters bare{{"cms.quality", 1.0},    {"cms.accuracy", 0.0}, {"cms.novelty", 0.0},
                    {"cms.efficiency", 0.0}, {"peb.alpha", 0.0},    {"trap.rate", 0.0}};
    for (int d = 1; d <= 10; ++d)
        bare.push_back({(d < 10 ? "difficulty.0" : "difficulty.") + std::to_string(d), 1.0});
    add(numbers::halfway, 1, bare);
    bare.push_back({"emit.min_count", std::uint64_t{9}});
    bare.push_back({"emit.pad", true});
    add(numbers::tiny, 1, bare);
}

// A seal at a size that is a power of two: there the old root is a node of the
// later tree, and begins the consistency proof.
void at_powers_of_two(cases& to, std::uint64_t seed) {
    synth_options o;
    o.seed = seed;
    o.epochs = 5;
    o.miners = 2;
    o.tasks = 1;
    for (unsigned found = 0; found < 2; ++o.seed) {
        const memory_log log = invented(o);
        for (std::uint32_t e = 1; e < o.epochs; ++e) {
            const std::uint64_t size = *log.find_epoch(e)->sealed + 1;
            if (!std::has_single_bit(size)) continue;
            const forged_log honest(log, synth_key(origin, o.seed), e, false);
            to.add("good", honest.sign(size + 1, honest.key));
            to.add("good", honest.sign(honest.events.size(), honest.key));
            ++found;
        }
    }
}

void altered_ones(cases& to, std::uint64_t seed) {
    synth_options o;
    o.seed = seed;
    o.epochs = 6;
    o.miners = 6;
    o.tasks = 4;
    o.reply_bytes = 24;
    const memory_log log = invented(o);
    dice roll(sha256(view("alterations " + std::to_string(seed))));
    for (std::uint32_t e = 1; e <= o.epochs; ++e) {
        if (e < o.epochs / 2 && e != 1) continue;
        const forged_log honest(log, synth_key(origin, o.seed), e, e % 2 == 0);
        for (const altered& a : altered_by_anybody(honest, roll)) to.add(a.name, a.content);
        for (const altered& a : altered_and_signed(honest)) to.add(a.name, a.content);
        const forged_log bare(log, synth_key(origin, o.seed), e, false);
        for (const altered& a : altered_at_random(bare, roll, 90)) to.add(a.name, a.content);
    }
}

int run(int argc, char** argv) {
    std::uint64_t seed = 1;
    if (argc == 4 && std::string_view(argv[2]) == "--seed")
        seed = std::strtoull(argv[3], nullptr, 10);
    else if (argc != 2) {
        std::cerr << "usage: verifier_cases FOLDER [--seed N]\n";
        return 64;
    }
    std::filesystem::create_directories(argv[1]);
    cases to(argv[1]);
    good_ones(to, seed);
    rescored_ones(to, seed + 200);
    at_powers_of_two(to, seed + 300);
    altered_ones(to, seed + 100);
    std::cout << to.count() << " bundles, seed " << seed << "\n";
    return to.finish() ? 0 : 1;
}

}  // namespace
}  // namespace rf

int main(int argc, char** argv) {
    return rf::run(argc, argv);
}
