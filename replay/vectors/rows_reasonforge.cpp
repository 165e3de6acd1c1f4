#include <algorithm>

#include "events/sha256.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "replay/vectors/rows.hpp"

namespace rf {
namespace {

namespace rfm = reasonforge_1;

outcome outcome_of(const json_value& v) {
    const std::string_view text = v.text();
    if (text == "ok") return outcome::answered;
    if (text == "timeout") return outcome::timeout;
    if (text == "bad_hash") return outcome::bad_hash;
    v.broken("is no outcome");
    return outcome::not_asked;
}

std::uint8_t domain_of(const json_value& v) {
    const auto& names = rfm::entry.domains;
    const auto at = std::find(names.begin(), names.end(), v.text());
    if (at != names.end()) return std::uint8_t(at - names.begin());
    v.broken("is no domain");
    return 0;
}

std::array<std::uint8_t, 16> id_of(std::string_view name) {
    std::array<std::uint8_t, 16> id;
    std::copy_n(sha256(view(name)).b.begin(), id.size(), id.begin());
    return id;
}

task_facts read_task(const json_value& row, const roster& seats) {
    task_facts task;
    task.id = id_of(row["task"].text());
    task.domain = domain_of(row["domain"]);
    task.difficulty = std::uint8_t(row["difficulty"].whole(10));
    task.trap = row["trap"].truth();
    task.previously_unsolved = row["previously_unsolved"].truth();
    task.replies.resize(seats.size());
    for (const json_value& given : row["responses"].items()) {
        const std::size_t i = place_of(seats, given["uid"].uid(), given["uid"]);
        if (!given.ok()) break;
        reply_facts& reply = task.replies[i];
        if (reply.what != outcome::not_asked) given.broken("is this miner's second response");
        reply.what = outcome_of(given["outcome"]);
        const reasonforge_seen seen{given["quality"].real(), given["accuracy"].real(),
                                    given["novelty"].real(), given["efficiency"].real(),
                                    given["similarity"].real()};
        if (reply.what == outcome::answered) reply.seen = seen;
    }
    return task;
}

void compare_epoch(const json_value& row, const epoch_facts& facts, const epoch_result& r) {
    const rfm::constants c = rfm::read(facts.params);
    const auto tasks = row["tasks"].items(facts.tasks.size());
    for (std::size_t t = 0; t < tasks.size(); ++t)
        for (const json_value& given : tasks[t]["responses"].items()) {
            const std::size_t i = place_of(facts.seats, given["uid"].uid(), given["uid"]);
            if (!given.ok()) return;
            given["cms"].expect(rfm::cms_of(c, facts.tasks[t], facts.tasks[t].replies[i]));
        }
    const auto miners = row["miners"].items(facts.seats.size());
    for (std::size_t i = 0; i < miners.size(); ++i) {
        miners[i]["s_epoch"].expect(r.detail[rfm::col_s_epoch].values[i]);
        miners[i]["trap_penalty"].expect(r.detail[rfm::col_trap_penalty].values[i]);
        miners[i]["rank"].expect_whole(std::uint64_t(r.detail[rfm::col_rank].values[i]));
        miners[i]["streak"].expect_whole(std::uint64_t(r.detail[rfm::col_streak].values[i]));
        miners[i]["peb"].expect(r.detail[rfm::col_peb].values[i]);
    }
    compare_weights(row, facts.seats, r);
}

// What equation 11 and 12 are called with is written by name in a row.
void read_objective(const json_value& in, formula_call& call) {
    const std::size_t domain = domain_of(in["domain"]);
    const json_value checks = in["checks"];
    std::vector<double> present, values;
    std::size_t known = 0;
    for (const std::string_view name : checks_of(domain)) {
        present.push_back(0);
        values.push_back(0);
        for (const auto& [key, value] : checks.fields()) {
            if (key != name) continue;
            present.back() = 1;
            values.back() = value.real();
            ++known;
        }
    }
    if (known != checks.fields().size()) checks.broken("names a check that the domain has not, or one twice");
    call.args = {{double(domain)}, std::move(present), std::move(values)};
}

void read_arguments(const json_value& in, const formula_shape& shape, formula_call& call) {
    if (call.fn == "objective") return read_objective(in, call);
    if (call.fn == "consensus") {
        call.args.resize(2);
        for (const json_value& given : in.items()) {
            const auto pair = given.items(2);
            call.args[0].push_back(pair[0].real());
            call.args[1].push_back(pair[1].real());
        }
        return;
    }
    if (shape.args.size() == 1) {
        call.args = {in.reals()};
        return;
    }
    for (const formula_argument& a : shape.args) {
        const json_value value = in[a.name];
        if (a.list) call.args.push_back(value.reals());
        else if (a.name == "previously_unsolved") call.args.push_back({value.truth() ? 1.0 : 0.0});
        else call.args.push_back({value.real()});
    }
}

}  // namespace

row_checker reasonforge_epochs_rows(const vector_witness& witness) {
    return [witness, carried = carry{}](const json_value& row, row_check& check) mutable {
        epoch_facts facts;
        facts.epoch = std::uint32_t(row["epoch"].whole(UINT32_MAX));
        std::vector<std::uint16_t> uids;
        for (const json_value& m : row["miners"].items()) uids.push_back(m["uid"].uid());
        facts.seats = vector_roster(uids, row["miners"]);
        facts.params = vector_parameters(rfm::entry, {}, check);
        for (const json_value& t : row["tasks"].items()) facts.tasks.push_back(read_task(t, facts.seats));
        facts.in = carried;

        const auto r = run_row(rfm::entry, facts, witness, check);
        if (!r) return;
        compare_epoch(row, facts, *r);
        carried = r->out;
    };
}

row_checker reasonforge_formulas_rows(const vector_witness& witness) {
    return [witness](const json_value& row, row_check& check) {
        formula_call call{std::string(row["fn"].text()), {}};
        const formula_shape* shape = find_formula(call.fn);
        if (!shape) row["fn"].broken("is no equation of reasonforge@1");
        if (!check.ok()) return;
        read_arguments(row["in"], *shape, call);
        if (!check.ok()) return;
        const auto out = evaluate(call);
        if (!out) return check.broken("in", out.error().text());
        if (witness.formula) witness.formula(call);

        const bool list = call.fn == "miner_emission" || call.fn == "validator_emission";
        if (!list) return row["out"].expect(out->front());
        const auto expected = row["out"].items(out->size());
        for (std::size_t i = 0; i < expected.size(); ++i) expected[i].expect((*out)[i]);
    };
}

}  // namespace rf
