#include "tests/replay/determinism/flat.hpp"

#include <bit>

namespace rf::test {

void flat_writer::number(std::uint64_t v) {
    for (int i = 0; i < 8; ++i, v >>= 8) bytes_ += char(v & 0xff);
}

void flat_writer::real(double v) { number(std::bit_cast<std::uint64_t>(v)); }

void flat_writer::text(std::string_view v) {
    number(v.size());
    bytes_ += v;
}

void flat_writer::who(const account& a) { text(chars(a.encoded())); }

void flat_writer::reply(const reply_facts& r) {
    number(std::uint64_t(r.what));
    number(r.seen.index());
    if (const auto* s = std::get_if<reasonforge_seen>(&r.seen)) {
        for (const double v : {s->quality, s->accuracy, s->novelty, s->efficiency, s->similarity}) real(v);
    } else if (const auto* e = std::get_if<ema_feed_seen>(&r.seen)) {
        number(e->results.size());
        for (const auto& f : e->results) {
            number(std::uint64_t(f.status));
            number(f.ms);
            real(f.quality);
        }
    } else if (const auto* j = std::get_if<judge_epm_seen>(&r.seen)) {
        for (const double v : j->criteria) real(v);
    } else if (const auto* a = std::get_if<aml_ensemble_seen>(&r.seen)) {
        number(a->tier1);
        real(a->tier2);
        number(a->scores.size());
        for (const auto& given : a->scores) {
            number(given.alert);
            real(given.score);
        }
    } else if (const auto* h = std::get_if<hetu_consensus_seen>(&r.seen)) {
        text(chars(h->answer));
    }
}

void flat_writer::epoch(const mechanism& m, const epoch_facts& f) {
    number(0);
    text(m.name);
    number(m.version);
    number(f.epoch);
    number(f.seats.size());
    for (const auto& s : f.seats) {
        number(s.uid);
        who(s.who);
    }
    number(f.params.size());
    for (const auto& p : f.params) {
        text(p.name);
        number(p.value.index());
        if (const auto* n = std::get_if<double>(&p.value)) real(*n);
        else if (const auto* i = std::get_if<std::uint64_t>(&p.value)) number(*i);
        else if (const auto* b = std::get_if<bool>(&p.value)) number(*b);
        else text(std::get<std::string>(p.value));
    }
    number(f.in.entries.size());
    for (const auto& e : f.in.entries) {
        who(e.who);
        number(e.streak);
        real(e.score);
        number(e.history.size());
        for (const double h : e.history) real(h);
        real(e.tier3);
        number(e.tier3_epoch);
    }
    number(f.tasks.size());
    for (const auto& t : f.tasks) {
        for (const std::uint64_t v : {std::uint64_t(t.domain), std::uint64_t(t.difficulty),
                                      std::uint64_t(t.trap), std::uint64_t(t.previously_unsolved)})
            number(v);
        number(t.replies.size());
        for (const auto& r : t.replies) reply(r);
    }
    real(f.counted.window_minutes);
    number(f.counted.edges.size());
    for (const auto e : f.counted.edges) number(e);
    number(f.settled.size());
    for (const auto& s : f.settled) {
        who(s.who);
        number(s.submitted_epoch);
        real(s.tier3);
    }
}

void flat_writer::formula(const formula_call& call) {
    number(1);
    text(call.fn);
    number(call.args.size());
    for (const auto& arg : call.args) {
        number(arg.size());
        for (const double v : arg) real(v);
    }
}

std::uint64_t flat_reader::number() {
    RF_REQUIRE(bytes_.size() - at_ >= 8);
    std::uint64_t v = 0;
    for (int i = 7; i >= 0; --i) v = v << 8 | std::uint8_t(bytes_[at_ + std::size_t(i)]);
    at_ += 8;
    return v;
}

std::size_t flat_reader::length() {
    const std::uint64_t n = number();
    RF_REQUIRE(n <= bytes_.size() - at_);
    return std::size_t(n);
}

double flat_reader::real() { return std::bit_cast<double>(number()); }

std::string flat_reader::text() {
    const std::size_t n = length();
    at_ += n;
    return bytes_.substr(at_ - n, n);
}

account flat_reader::who() {
    const std::string encoded = text();
    const auto a = as_account(view(encoded));
    RF_REQUIRE(a.has_value());
    return *a;
}

reply_facts flat_reader::reply() {
    reply_facts r;
    r.what = outcome(number());
    const std::uint64_t index = number();
    if (index == 1) {
        reasonforge_seen s;
        for (double* v : {&s.quality, &s.accuracy, &s.novelty, &s.efficiency, &s.similarity}) *v = real();
        r.seen = s;
    } else if (index == 2) {
        ema_feed_seen e;
        e.results.resize(length());
        for (auto& f : e.results) {
            f.status = feed_result::state(number());
            f.ms = number();
            f.quality = real();
        }
        r.seen = std::move(e);
    } else if (index == 3) {
        judge_epm_seen j;
        for (double& v : j.criteria) v = real();
        r.seen = j;
    } else if (index == 4) {
        aml_ensemble_seen a;
        a.tier1 = number() != 0;
        a.tier2 = real();
        a.scores.resize(length());
        for (auto& s : a.scores) {
            s.alert = std::uint32_t(number());
            s.score = real();
        }
        r.seen = std::move(a);
    } else if (index == 5) {
        const std::string answer = text();
        r.seen = hetu_consensus_seen{as_hash(view(answer)).value()};
    }
    return r;
}

epoch_facts flat_reader::facts() {
    epoch_facts f;
    f.epoch = std::uint32_t(number());
    f.seats.resize(length());
    for (auto& s : f.seats) {
        s.uid = std::uint16_t(number());
        s.who = who();
    }
    f.params.resize(length());
    for (auto& p : f.params) {
        p.name = text();
        switch (number()) {
            case 0: p.value = real(); break;
            case 1: p.value = number(); break;
            case 2: p.value = number() != 0; break;
            default: p.value = text();
        }
    }
    f.in.entries.resize(length());
    for (auto& e : f.in.entries) {
        e.who = who();
        e.streak = std::uint32_t(number());
        e.score = real();
        e.history.resize(length());
        for (double& h : e.history) h = real();
        e.tier3 = real();
        e.tier3_epoch = std::uint32_t(number());
    }
    f.tasks.resize(length());
    for (auto& t : f.tasks) {
        t.domain = std::uint8_t(number());
        t.difficulty = std::uint8_t(number());
        t.trap = number() != 0;
        t.previously_unsolved = number() != 0;
        t.replies.resize(length());
        for (auto& r : t.replies) r = reply();
    }
    f.counted.window_minutes = real();
    f.counted.edges.resize(length());
    for (auto& e : f.counted.edges) e = number();
    f.settled.resize(length());
    for (auto& s : f.settled) {
        s.who = who();
        s.submitted_epoch = std::uint32_t(number());
        s.tier3 = real();
    }
    return f;
}

flat_record flat_reader::next() {
    flat_record r;
    if (number() == 1) {
        r.call.fn = text();
        r.call.args.resize(length());
        for (auto& arg : r.call.args) {
            arg.resize(length());
            for (double& v : arg) v = real();
        }
        return r;
    }
    const std::string name = text();
    r.of = find_mechanism(name, std::uint16_t(number()));
    RF_REQUIRE(r.of != nullptr);
    r.facts = facts();
    return r;
}

}  // namespace rf::test
