#include "actors/programs/metrics.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <sstream>

#include "actors/programs/metrics_epoch.hpp"
#include "tests/metrics/shown.hpp"

using namespace rf;

namespace {

// "name{labels}" -> value, of Prometheus' text.
std::map<std::string, double> series(const std::string& text) {
    std::map<std::string, double> out;
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line)) {
        if (line.empty() || line[0] == '#') continue;
        const std::size_t space = line.rfind(' ');
        out[line.substr(0, space)] = std::stod(line.substr(space + 1));
    }
    return out;
}

double sum_of(const std::map<std::string, double>& all, const std::string& prefix) {
    double sum = 0;
    for (const auto& [name, value] : all)
        if (name.starts_with(prefix)) sum += value;
    return sum;
}

}  // namespace

TEST_CASE("what is counted is what the log holds") {
    const auto log = invented_log(11, 6);
    const auto metrics = validator_metrics::make({});
    double tasks = 0, epochs = 0, traps = 0, replies = 0, failures = 0, top = 0;
    std::map<std::string, double> of_outcome;
    std::map<unsigned, bool> trap;
    std::set<std::pair<unsigned, unsigned>> open;
    projection last;
    show(*log, [&](event_reader e, const projection& p) {
        metrics->saw(e, p);
        last = p;
        tasks += e.isTaskClosed();
        epochs += e.isEpochSealed();
        if (e.isTaskOpened()) trap[e.getTaskOpened().getOrdinal()] = e.getTaskOpened().getTrap();
        if (e.isTaskClosed()) traps += trap[e.getTaskClosed().getOrdinal()];
        replies += e.isReplyRecorded();
        failures += e.isWeightsRefused() || e.isWeightsWithheld() ||
                    (e.isEpochSealed() && e.getEpochSealed().getWithheld().size() > 0);
        if (e.isEpochSealed()) {
            top = 0;
            for (const double s : e.getEpochSealed().getScores()) top = std::max(top, s);
        }
        if (e.isReplyRecorded())
            of_outcome[std::string(outcome_name(e.getReplyRecorded().getOutcome()))] += 1;
    });
    REQUIRE(tasks > 0);
    REQUIRE(traps > 0);
    const auto all = series(metrics->text());
    CHECK(sum_of(all, "reasonforge_validator_tasks_total{") == tasks);
    CHECK(all.at("reasonforge_validator_epochs_total") == epochs);
    CHECK(all.at("reasonforge_validator_traps_total") == traps);
    CHECK(all.at("reasonforge_validator_weight_failures_total") == failures);
    CHECK(all.at("reasonforge_validator_top_miner_score") == doctest::Approx(top));
    CHECK(sum_of(all, "rf_replies_total{") == replies);
    for (const auto& each : of_outcome) {
        const std::string name_of = each.first;
        const double count = each.second;
        double shown = 0;
        for (const auto& [name, value] : all)
            if (name.starts_with("rf_replies_total{") && name.find('"' + name_of + '"') != name.npos) shown += value;
        CHECK_MESSAGE(shown == count, name_of);
    }
    CHECK(all.at("rf_log_size") == double(last.next));
    CHECK(all.at("rf_chain_best_block") == double(last.chain.best));
    CHECK(all.at("reasonforge_validator_current_epoch") == last.sealed.epoch);
    CHECK(all.at("rf_requests_in_flight") == 0);
    CHECK(all.at("process_resident_memory_bytes") > 1e6);
    CHECK(all.at("process_open_fds") >= 3);
    CHECK(all.at("process_start_time_seconds") > 1.5e9);
}

TEST_CASE("while a task is open its page does not tell that it is a trap") {
    const auto log = invented_log(11, 4);
    const auto metrics = validator_metrics::make({});
    std::size_t opened = 0;
    show(*log, [&](event_reader e, const projection& p) {
        const bool trap = e.isTaskOpened() && e.getTaskOpened().getTrap();
        const double before = trap ? series(metrics->text()).at("reasonforge_validator_traps_total") : 0;
        metrics->saw(e, p);
        if (!trap) return;
        ++opened;
        CHECK(series(metrics->text()).at("reasonforge_validator_traps_total") == before);
    });
    CHECK(opened > 0);
}

TEST_CASE("every name of the platform's list is there") {
    const auto log = invented_log(3, 3);
    metrics_settings with;
    with.tao_per_block = 1;
    with.free_bytes = [] { return std::uint64_t(12345); };
    const auto metrics = validator_metrics::make(with);
    show(*log, [&](event_reader e, const projection& p) { metrics->saw(e, p); });
    metrics->appended(3, 2'000'000);
    const std::string text = metrics->text();
    for (const char* name :
         {"tasks_total", "epochs_total", "traps_total", "breakthroughs_total", "plagiarism_total",
          "weight_failures_total", "task_latency_seconds", "cms_score", "vas_score", "current_epoch", "active_miners",
          "avg_cms", "total_emission_tao", "top_miner_score"})
        CHECK_MESSAGE(text.find(std::string("# TYPE reasonforge_validator_") + name + " ") != text.npos, name);
    const auto all = series(text);
    CHECK(all.at("rf_disk_free_bytes") == 12345);
    CHECK(all.at("rf_log_events_total") == 3);
    CHECK(all.at("rf_log_append_seconds_sum") == doctest::Approx(0.002));
    CHECK(all.at("reasonforge_validator_cms_score_count") > 0);
}

TEST_CASE("labels do not grow with miners or with what they say") {
    const auto series_with = [](std::uint32_t miners) {
        const auto log = invented_log(5, 2, miners);
        auto metrics = validator_metrics::make({});
        show(*log, [&](event_reader e, const projection& p) { metrics->saw(e, p); });
        return metrics;
    };
    const auto few = series_with(20), many = series_with(200);
    CHECK(many->text().find("uid=") == std::string::npos);
    // A series more only where an outcome, a domain or a difficulty was not seen before.
    CHECK(series(many->text()).size() < series(few->text()).size() + 40);

    const auto metrics = validator_metrics::make({});
    projection p;
    for (int i = 0; i < 1000; ++i) {
        event_draft draft;
        draft.event().initAlarmRaised().setName("alarm" + std::to_string(i));
        metrics->saw(draft.reader(), p);
        metrics->note("miner " + std::to_string(i), {});
        metrics->note("someone" + std::to_string(i), {});
    }
    const auto all = series(metrics->text());
    std::size_t alarms = 0;
    for (const auto& [name, value] : all) alarms += name.starts_with("rf_alarms{");
    CHECK(alarms <= 33);
    CHECK(all.at("rf_refusals_total{actor=\"miner\"}") == 1000);
    CHECK(all.at("rf_refusals_total{actor=\"other\"}") == 1000);
}

TEST_CASE("seats have series of their own only where that is wanted, and old ones go") {
    const auto log = invented_log(5, 3, 16);
    metrics_settings with;
    with.miners = true;
    const auto metrics = validator_metrics::make(with);
    std::size_t seats = 0;
    show(*log, [&](event_reader e, const projection& p) {
        metrics->saw(e, p);
        if (e.isEpochOpened()) seats = e.getEpochOpened().getSeats().size();
    });
    const auto count = [&] {
        std::size_t n = 0;
        for (const auto& [name, value] : series(metrics->text()))
            n += name.starts_with("reasonforge_validator_miner_score{uid=");
        return n;
    };
    CHECK(count() == seats);
    metrics->show_miners(false);
    show(*log, [&](event_reader e, const projection& p) { metrics->saw(e, p); });
    CHECK(count() == 0);
}

TEST_CASE("an alarm is 1 until it is cleared, also one that another process raised") {
    const auto metrics = validator_metrics::make({});
    projection p;
    p.alarms = {"chain_lost"};
    event_draft low, cleared;
    low.event().initAlarmRaised().setName("disk_low");
    cleared.event().initAlarmCleared().setName("chain_lost");
    metrics->saw(low.reader(), p);
    auto all = series(metrics->text());
    CHECK(all.at("rf_alarms{name=\"disk_low\"}") == 1);
    CHECK(all.at("rf_alarms{name=\"chain_lost\"}") == 1);
    metrics->saw(cleared.reader(), p);
    all = series(metrics->text());
    CHECK(all.at("rf_alarms{name=\"chain_lost\"}") == 0);
}

TEST_CASE("validators that agree with the consensus have a VAS of 1, those who do not have less") {
    watched_epoch epoch;
    projection p;
    const account us{account_type::sr25519, {1}}, them{account_type::sr25519, {2}}, others{account_type::sr25519, {3}};
    p.identity.validator = us;
    event_draft started, opened, task, seen;
    started.event().initWriterStarted();
    epoch.take(started.reader(), p);

    auto graph_draft = event_draft();
    auto neurons = graph_draft.event().initMetagraphObserved().initNeurons(1);
    neurons[0].setAccount(data_of(us.encoded()));
    neurons[0].setStake(100);
    epoch.take(graph_draft.reader(), p);
    CHECK(epoch.own_stake == 100);

    const mechanism* m = find_mechanism("reasonforge", 1);
    REQUIRE(m);
    const auto params = complete_parameters(*m, {});
    REQUIRE(params);
    opened.event().setEpoch(1);
    auto o = opened.event().initEpochOpened();
    o.setMechanism("reasonforge");
    o.setVersion(1);
    auto list = o.initParameters(unsigned(params->size()));
    for (unsigned i = 0; i < params->size(); ++i) {
        const parameter& from = (*params)[i];
        list[i].setName(from.name);
        if (const auto* n = std::get_if<double>(&from.value)) list[i].setNumber(*n);
        else if (const auto* w = std::get_if<std::uint64_t>(&from.value)) list[i].setInteger(*w);
        else if (const auto* b = std::get_if<bool>(&from.value)) list[i].setFlag(*b);
        else list[i].setText(std::get<std::string>(from.value));
    }
    epoch.take(opened.reader(), p);
    REQUIRE(epoch.constants);
    const byte_vec id(16, 4);
    task.event().setStreamId(data_of(id));
    task.event().initTaskOpened();
    epoch.take(task.reader(), p);
    auto v = seen.event().initReplyVerified();
    v.setUid(5);
    auto found = v.getSeen().initReasonforge();
    found.setQuality(0.5);  // CMS = 0.40*0.5 + 0.30*0.5 + 0.15*0.5 + 0.15*0.5 = 0.5
    found.setAccuracy(0.5);
    found.setNovelty(0.5);
    found.setEfficiency(0.5);
    const auto reply = epoch.take(seen.reader(), p);
    REQUIRE(reply);
    CHECK(reply->cms == doctest::Approx(0.5));
    CHECK(epoch.agreement().empty());  // nobody else has published

    const auto publish = [&](const account& who, double stake, double score) {
        event_draft draft;
        auto s = draft.event().initScoresPublished();
        s.setValidator(data_of(who.encoded()));
        s.setStake(stake);
        s.setTask(data_of(id));
        auto scores = s.initScores(1);
        scores[0].setUid(5);
        scores[0].setScore(score);
        epoch.take(draft.reader(), p);
    };
    publish(them, 100, 0.5);
    CHECK(epoch.agreement() == std::vector<double>{1, 1});
    // Two halves of 0.5 and a third of stake at 0.8: consensus 0.6, VAS 0.9, 0.9 and 0.8.
    publish(others, 100, 0.8);
    const auto vas = epoch.agreement();
    REQUIRE(vas.size() == 3);
    CHECK(vas[0] == doctest::Approx(0.9));
    CHECK(vas[1] == doctest::Approx(0.9));
    CHECK(vas[2] == doctest::Approx(0.8));
}
