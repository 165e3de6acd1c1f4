// rf-digest: one SHA-256 over everything the mechanisms compute, for facts from
// a file and for epochs made from fixed seeds.
//
//     rf-digest FACTS        prints the digest
//
// Two builds agree in every bit if and only if they print the same line.
#include <bit>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "events/sha256.hpp"
#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "tests/replay/determinism/flat.hpp"
#include "tests/replay/determinism/random_epochs.hpp"

namespace rf::test {
namespace {

constexpr std::uint64_t seed = 20250101;
constexpr int random_epochs = 1000;
constexpr int random_calls = 1000;

// What has been computed so far, as one hash.
class digest {
  public:
    void number(std::uint64_t v) {
        std::uint8_t b[8];
        put_be64(b, v);
        bytes_.insert(bytes_.end(), b, b + 8);
    }
    void real(double v) {
        RF_REQUIRE(v == v);  // a NaN has no one bit pattern
        number(std::bit_cast<std::uint64_t>(v));
    }
    void reals(std::span<const double> all) {
        number(all.size());
        for (const double v : all) real(v);
    }
    void text(std::string_view v) {
        number(v.size());
        bytes_.insert(bytes_.end(), v.begin(), v.end());
    }
    void bytes(byte_view v) { text(chars(v)); }
    hash32 close() {
        sofar_ = sha256({sofar_, bytes_});
        bytes_.clear();
        return sofar_;
    }

  private:
    hash32 sofar_;
    byte_vec bytes_;
};

void add(digest& d, const carry& c) {
    d.number(c.entries.size());
    for (const auto& e : c.entries) {
        d.bytes(e.who.encoded());
        d.number(e.streak);
        d.real(e.score);
        d.reals(e.history);
        d.real(e.tier3);
        d.number(e.tier3_epoch);
    }
}

void add(digest& d, const roster& seats, const epoch_result& r) {
    d.reals(r.scores);
    for (const auto& w : r.weights) {
        d.number(w.uid);
        d.real(w.share);
        d.number(w.value);
    }
    d.text(r.withheld);
    add(d, r.out);
    for (const auto& column : r.detail) {
        d.text(column.name);
        d.reals(column.values);
    }
    d.bytes(score_digest(seats, r));
}

// What is computed beside an epoch's result: reply by reply, round by round.
void add_parts(digest& d, const mechanism& m, const epoch_facts& f, const epoch_result& r) {
    for (const task_facts& task : f.tasks) {
        if (&m == &hetu_consensus_1::entry) {
            const auto round = hetu_consensus_1::consensus_round(hetu_consensus_1::read(f.params), task);
            for (const auto v : {round.agree, round.responses, round.share, round.penalty}) d.number(v);
        }
        if (&m == &aml_ensemble_1::entry)
            for (const auto& s :
                 aml_ensemble_1::ensemble_scores(r.detail[aml_ensemble_1::col_ensemble_weight].values, task))
                d.real(s.score);
        const aml_ensemble_seen* earlier = nullptr;
        for (const reply_facts& reply : task.replies) {
            if (const auto* e = std::get_if<ema_feed_seen>(&reply.seen))
                d.real(ema_feed_1::reward_of(ema_feed_1::read(f.params), *e));
            if (&m == &reasonforge_1::entry && counts(reply.what))
                d.real(reasonforge_1::cms_of(reasonforge_1::constants{}, task, reply));
            const auto* a = std::get_if<aml_ensemble_seen>(&reply.seen);
            if (!a) continue;
            const auto c = aml_ensemble_1::read(f.params);
            d.real(aml_ensemble_1::tier2(c, a->scores, 1));
            if (earlier) d.real(aml_ensemble_1::compare(a->scores, earlier->scores).pearson);
            earlier = a;
            std::vector<aml_ensemble_1::labelled_score> labelled;
            for (const auto& s : a->scores) labelled.push_back({s.score, s.alert % 3 == 0});
            d.real(aml_ensemble_1::tier3(c, labelled));
        }
    }
}

carry add_epoch(digest& d, const mechanism& m, const epoch_facts& f) {
    auto r = run_epoch(m, f);
    if (!r) std::fprintf(stderr, "%s: %s\n", std::string(m.name).c_str(), r.error().text().c_str());
    RF_REQUIRE(r.ok());
    add(d, f.seats, *r);
    add_parts(d, m, f, *r);
    (void)d.close();
    return std::move(r->out);
}

void add_call(digest& d, const formula_call& call) {
    const auto out = evaluate(call);
    RF_REQUIRE(out.ok());
    d.reals(*out);
    (void)d.close();
}

int run(const char* path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        std::fprintf(stderr, "%s: cannot be read\n", path);
        return 2;
    }
    digest d;
    std::size_t epochs = 0, calls = 0;
    for (flat_reader facts({std::istreambuf_iterator<char>(in), {}}); !facts.at_end();) {
        const flat_record r = facts.next();
        if (r.of) add_epoch(d, *r.of, r.facts), ++epochs;
        else add_call(d, r.call), ++calls;
    }
    dice die(seed);
    std::vector<carry> carried(catalog().size());
    for (int i = 0; i < random_epochs; ++i, ++epochs) {
        const std::size_t k = std::size_t(i) % catalog().size();
        const mechanism& m = *catalog()[k];
        carried[k] = add_epoch(d, m, random_epoch(m, std::uint32_t(i + 1), carried[k], die));
    }
    for (int i = 0; i < random_calls; ++i, ++calls)
        add_call(d, random_call(formula_shapes()[std::size_t(i) % formula_shapes().size()], die));
    std::printf("%s  %zu epochs, %zu equations\n", hex(d.close()).c_str(), epochs, calls);
    return 0;
}

}  // namespace
}  // namespace rf::test

int main(int argc, char** argv) {
    if (argc == 2) return rf::test::run(argv[1]);
    std::fprintf(stderr, "usage: rf-digest FACTS\n");
    return 64;
}
