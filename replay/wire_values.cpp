// The two directions of what an event holds of parameters and observations.
#include "replay/wire_values.hpp"

#include <cmath>
#include <cstring>

namespace rf {
namespace {

// A list of zeros takes no bytes, so the size of an event bounds no list.
constexpr unsigned most_results = 256, most_alerts = 4096;

fault malformed(std::string why) { return {fault_kind::invalid, std::move(why), "", ""}; }

}  // namespace

result<observation> read_observation(schema::Observation::Reader from) {
    switch (from.which()) {
        case schema::Observation::NONE: return observation{};
        case schema::Observation::REASONFORGE: {
            const auto f = from.getReasonforge();
            return observation{reasonforge_seen{f.getQuality(), f.getAccuracy(), f.getNovelty(), f.getEfficiency(),
                                                f.getSimilarity()}};
        }
        case schema::Observation::EMA_FEED: {
            ema_feed_seen seen;
            if (from.getEmaFeed().getResults().size() > most_results) return malformed("more than 256 feed results");
            for (auto r : from.getEmaFeed().getResults()) {
                if (r.getState() > schema::FeedState::PENDING) return malformed("a feed result's state is not known");
                seen.results.push_back({feed_result::state(r.getState()), r.getMs(), r.getQuality()});
            }
            return observation{std::move(seen)};
        }
        case schema::Observation::JUDGE_EPM: {
            const auto criteria = from.getJudgeEpm().getCriteria();
            if (criteria.size() != 7) return malformed("a verdict has seven criteria");
            judge_epm_seen seen;
            for (unsigned i = 0; i < 7; ++i) seen.criteria[i] = criteria[i];
            return observation{seen};
        }
        case schema::Observation::AML_ENSEMBLE: {
            const auto f = from.getAmlEnsemble();
            if (f.getScores().size() > most_alerts) return malformed("more than 4096 alert scores");
            aml_ensemble_seen seen{f.getTier1(), f.getTier2(), {}};
            for (auto s : f.getScores()) seen.scores.push_back({s.getAlert(), s.getScore()});
            return observation{std::move(seen)};
        }
        case schema::Observation::HETU_CONSENSUS: {
            const auto answer = as_hash(bytes_of(from.getHetuConsensus().getAnswer()));
            if (!answer) return malformed("an answer is named by 32 bytes");
            return observation{hetu_consensus_seen{*answer}};
        }
    }
    return fault{fault_kind::too_new, "an observation that this program does not know", "", ""};
}

result<parameters> read_parameters(capnp::List<schema::Parameter>::Reader from) {
    if (from.size() > 256) return malformed("more than 256 parameters");
    parameters out;
    for (auto p : from) {
        parameter to;
        to.name = text_of(p.getName());
        switch (p.which()) {
            case schema::Parameter::NUMBER:
                if (!std::isfinite(p.getNumber())) return malformed("parameter " + to.name + " is not finite");
                to.value = p.getNumber();
                break;
            case schema::Parameter::INTEGER: to.value = p.getInteger(); break;
            case schema::Parameter::FLAG: to.value = p.getFlag(); break;
            case schema::Parameter::TEXT: to.value = std::string(text_of(p.getText())); break;
            default: return malformed("parameter " + to.name + " has a type that this program does not know");
        }
        out.push_back(std::move(to));
    }
    return out;
}

void write_parameters(capnp::List<schema::Parameter>::Builder to, const parameters& from) {
    for (unsigned i = 0; i < from.size(); ++i) {
        to[i].setName(from[i].name);
        if (auto* v = std::get_if<double>(&from[i].value)) to[i].setNumber(*v);
        if (auto* v = std::get_if<std::uint64_t>(&from[i].value)) to[i].setInteger(*v);
        if (auto* v = std::get_if<bool>(&from[i].value)) to[i].setFlag(*v);
        if (auto* v = std::get_if<std::string>(&from[i].value)) to[i].setText(*v);
    }
}

}  // namespace rf
