#include "replay/weights.hpp"

#include <algorithm>

namespace rf {

intended_weights weights_to_intend(const projection& p, const weights_state& w) {
    const roster& neurons = p.chain.neurons;  // ascending uid
    intended_weights out;
    roster kept;
    epoch_result r;
    for (std::size_t i = 0; i < w.seats.size(); ++i) {
        const seat& s = w.seats[i];
        const auto at = std::lower_bound(neurons.begin(), neurons.end(), s.uid,
                                         [](const seat& n, std::uint16_t uid) { return n.uid < uid; });
        const bool holds = at != neurons.end() && *at == s;
        (holds ? kept : out.dropped).push_back(s);
        if (holds) r.scores.push_back(w.scores[i]);
    }
    emit(kept, w.params, r);
    out.rows = std::move(r.weights);
    out.withheld = std::move(r.withheld);
    return out;
}

schema::WeightCall call_to_sign(const weights_state& w) { return w.committed ? schema::WeightCall::REVEAL : w.call; }

bool metagraph_is_fresh(const projection& p, const weights_state& w) { return p.chain.metagraph_at > w.sealed_at; }

}  // namespace rf
