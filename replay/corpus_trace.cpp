#include <algorithm>
#include <bit>

#include "events/sha256.hpp"
#include "replay/corpus_parts.hpp"
#include "replay/what_if_causes.hpp"

namespace rf {
namespace {

// After how many tasks the figures are looked at: 0 first, all of them last. An
// epoch of more than most_prefixes tasks is walked in steps.
std::vector<std::size_t> prefixes_of(std::size_t tasks) {
    const std::size_t step = std::max<std::size_t>(1, (tasks + most_prefixes - 1) / most_prefixes);
    std::vector<std::size_t> at{0};
    while (at.back() < tasks) at.push_back(std::min(tasks, at.back() + step));
    return at;
}

std::uint32_t mark_of_figures(const std::vector<std::uint64_t>& figures) {
    byte_vec bytes(figures.size() * 8);
    for (std::size_t i = 0; i < figures.size(); ++i) put_be64(bytes.data() + 8 * i, figures[i]);
    return std::uint32_t(get_be64(sha256(bytes).b.data()) >> 32);
}

// One mark a prefix, for each seat.
result<std::vector<std::vector<std::uint32_t>>> marks_of(const epoch_facts& facts, const mechanism& rules) {
    std::vector<std::vector<std::uint32_t>> marks(facts.seats.size());
    scored_prefix scored(rules, facts, facts.in);
    for (const std::size_t k : prefixes_of(facts.tasks.size())) {
        if (auto ok = scored.grow(k); !ok) return ok.error();
        for (std::size_t i = 0; i < marks.size(); ++i) marks[i].push_back(mark_of_figures(scored.own(i)));
    }
    return marks;
}

// The prefix after which a seat's figures are first not as they were.
std::optional<std::size_t> first_parting(const epoch_trace& trace, std::uint16_t uid,
                                         const std::vector<std::uint32_t>& now) {
    const auto was = trace.figures.find(uid);
    if (was == trace.figures.end() || was->second.size() != now.size()) return std::nullopt;
    const auto parted = std::mismatch(was->second.begin(), was->second.end(), now.begin()).first;
    if (parted == was->second.end()) return std::nullopt;
    return std::size_t(parted - was->second.begin());
}

struct mover {
    std::uint16_t uid = 0, task = 0;
    std::uint64_t event = no_event;
    bool by_task = false;
};

mover moved_at(const epoch_record& e, std::size_t seat, std::size_t prefix) {
    mover m;
    m.uid = e.facts.seats[seat].uid;
    m.event = e.opened;
    if (prefix == 0) return m;
    const auto at = prefixes_of(e.facts.tasks.size());
    std::size_t task = at[prefix] - 1;
    for (std::size_t t = at[prefix - 1]; t < task; ++t)  // in a step of many: the first that counts
        if (counts(e.facts.tasks[t].replies[seat].what)) task = t;
    m.by_task = true;
    m.task = std::uint16_t(task);
    m.event = deciding_event(e.tasks[task], seat);
    return m;
}

}  // namespace

hash32 reported_digest(const epoch_result& r) {
    byte_vec bytes;
    const auto put = [&bytes](double v) {
        std::uint8_t raw[8];
        put_be64(raw, std::bit_cast<std::uint64_t>(v));
        bytes.insert(bytes.end(), raw, raw + 8);
    };
    for (const column& c : r.detail) {
        bytes.insert(bytes.end(), c.name.begin(), c.name.end());
        bytes.push_back(0);
        for (const double v : c.values) put(v);
    }
    for (const weight_row& w : r.weights) put(w.share);
    return sha256(bytes);
}

status find_movers(const epoch_record& e, const mechanism& rules, const epoch_trace& trace,
                   std::vector<moved_score>& moved) {
    auto marks = marks_of(e.facts, rules);
    if (!marks) return marks.error();
    std::map<std::uint16_t, mover> movers;
    std::optional<mover> first;
    for (std::size_t i = 0; i < e.facts.seats.size(); ++i) {
        const auto prefix = first_parting(trace, e.facts.seats[i].uid, (*marks)[i]);
        if (!prefix) continue;
        const mover m = moved_at(e, i, *prefix);
        movers.emplace(m.uid, m);
        if (!first || m.event < first->event) first = m;
    }
    for (moved_score& m : moved) {
        const auto own = movers.find(m.uid);
        if (own != movers.end()) {
            m.why = own->second.by_task ? moved_by::event : moved_by::opening;
            m.task = own->second.task;
            m.event = own->second.event;
            continue;
        }
        m.why = first ? moved_by::others : moved_by::ranking;
        m.event = first ? first->event : e.sealed;
        if (first) m.through = first->uid;
    }
    return done();
}

result<epoch_trace> trace_of(const bundle_reader& bundle, const corpus_options& options) {
    auto e = read_epoch(bundle, bundle.content().epoch);
    if (!e) return e.error();
    const mechanism* other = options.instead ? options.instead(*e->rules) : nullptr;
    const mechanism& rules = other ? *other : *e->rules;
    auto whole = run_epoch(rules, e->facts);
    if (!whole) return whole.error();
    auto marks = marks_of(e->facts, rules);
    if (!marks) return marks.error();
    epoch_trace t;
    t.sealed_digest = e->digest;
    t.reported = reported_digest(*whole);
    for (std::size_t i = 0; i < e->facts.seats.size(); ++i)
        t.figures[e->facts.seats[i].uid] = std::move((*marks)[i]);
    return t;
}

}  // namespace rf
