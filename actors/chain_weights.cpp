#include "actors/chain_weights.hpp"

#include <algorithm>

namespace rf {
namespace {

using what = agenda_item::what;

bool is_of_weights(const agenda_item& item) {
    switch (item.due) {
        case what::read_metagraph: return item.epoch != 0;
        case what::intend_weights:
        case what::sign_weights:
        case what::submit_weights:
        case what::confirm_weights:
        case what::reveal_weights:
        case what::read_back_weights: return true;
        default: return false;
    }
}
bool is_signed(what due) {
    return due == what::submit_weights || due == what::confirm_weights || due == what::reveal_weights ||
           due == what::read_back_weights;
}

// The newest epoch whose weights are on their way, if it is newer than this one:
// older weights must not replace newer ones on the chain.
std::optional<std::uint32_t> superseded_by(chain_self self, std::uint32_t epoch) {
    std::optional<std::uint32_t> newer;
    for (const auto& [item, w] : self->state.due)
        if (is_of_weights(item) && item.epoch > newer.value_or(epoch)) newer = item.epoch;
    return newer;
}

// One epoch's weights at a time: two signed at once would share a nonce.
bool waits_for_older(chain_self self, std::uint32_t epoch) {
    for (const auto& [item, w] : self->state.due)
        if (item.epoch < epoch && is_signed(item.due)) return true;
    return false;
}

// One thing at a time about one epoch's weights.
bool begin(chain_self self, std::uint32_t epoch) {
    auto& s = self->state;
    if (s.best < s.not_before[epoch] || waits_for_older(self, epoch)) return false;
    return !std::exchange(s.busy[epoch], true);
}
void end(chain_self self, std::uint32_t epoch) { self->state.busy.erase(epoch); }

std::string superseded(std::uint32_t newer) { return "superseded by the weights of epoch " + std::to_string(newer); }

void record_and_end(chain_self self, std::uint32_t epoch, record r) {
    place_order(self, self->state.journal, order_of(std::move(r)),
                [self, epoch](const order_answer&) { end(self, epoch); });
}

void intend(chain_self self, std::uint32_t epoch) {
    place_order(self, self->state.journal, intend_weights_now{epoch},
                [self, epoch](const order_answer&) { end(self, epoch); });
}

void sign(chain_self self, std::uint32_t epoch, weights_order o) {
    auto& s = self->state;
    if (o.call != schema::WeightCall::SET) o.salt = salt_of(s.world->master_secret, s.world->key.name, epoch);
    const schema::WeightCall call = o.call;
    s.world->chain.sign(o, in_actor<result<signed_extrinsic>>(self, [self, epoch, call](const auto& x) {
        if (x) return record_and_end(self, epoch, weights_signed(epoch, call, *x));
        self->state.world->on_looker.note("chain", x.error());
        end(self, epoch);
    }));
}

void take_submission(chain_self self, std::uint32_t epoch, const hash32& extrinsic, const submission& told) {
    if (told.became != submission::what::refused) return end(self, epoch);  // taken, or ask the chain
    self->state.not_before[epoch] = self->state.best + std::max<std::uint64_t>(1, told.retry_in_blocks);
    record_and_end(self, epoch, weights_refused(epoch, extrinsic, told.reason, told.pallet, told.error, told.final));
}

// The attempt is on disk, with the anchor, before a byte leaves.
void submit(chain_self self, std::uint32_t epoch, const weights_brief& brief) {
    auto& s = self->state;
    auto bytes = s.world->log.read_blob(brief.payload);
    if (!bytes) {
        s.world->on_looker.note("chain", bytes.error());
        return end(self, epoch);
    }
    auto send = [self, epoch, extrinsic = brief.extrinsic, payload = std::move(*bytes)](const order_answer& a) {
        if (!a.accepted()) return end(self, epoch);
        self->state.world->chain.submit(payload, in_actor<submission>(self, [self, epoch, extrinsic](const auto& told) {
            take_submission(self, epoch, extrinsic, told);
        }));
    };
    auto& attempts = s.attempts[epoch];
    attempts = std::max(attempts, brief.attempts) + 1;
    place_order(self, s.journal, order_of(weights_submitted(epoch, brief.extrinsic, s.endpoint, attempts)),
                std::move(send));
}

// What the chain says of the bytes that were signed last. Bytes that it refused
// but that may still be valid go again; others are signed only where these are
// dead for certain: failed in a block, or their era over.
void take_whereabouts(chain_self self, const work_ptr& w, const whereabouts& at) {
    auto& s = self->state;
    const auto& brief = std::get<weights_brief>(w->brief);
    const std::uint32_t epoch = w->item.epoch;
    using place = whereabouts::place;
    switch (at.at) {
        case place::pool: return end(self, epoch);
        case place::included:
            // Asked again until it is final; told again only after a reorg.
            if (brief.included || s.included_in[epoch] == at.block_hash) return end(self, epoch);
            s.included_in[epoch] = at.block_hash;
            return record_and_end(self, epoch, weights_included(epoch, brief.extrinsic, at));
        case place::finalised:
            return record_and_end(self, epoch, weights_finalised(epoch, brief.extrinsic, at));
        case place::failed:
            if (brief.refused) return sign(self, epoch, brief.order);
            s.not_before[epoch] = s.best + std::max<std::uint64_t>(1, at.retry_in_blocks);
            return record_and_end(self, epoch,
                                  weights_refused(epoch, brief.extrinsic, at.reason, at.pallet, at.error, at.final));
        case place::unknown: break;
    }
    if (s.finalised > brief.era_to) {  // dead for certain
        if (const auto newer = superseded_by(self, epoch))
            return record_and_end(self, epoch,
                                  weights_refused(epoch, brief.extrinsic, superseded(*newer), "", "", true));
        return sign(self, epoch, brief.order);
    }
    if (s.best > brief.era_to) return end(self, epoch);                     // nearly
    s.not_before[epoch] = s.best + std::min<std::uint64_t>(1ull << std::min(s.attempts[epoch], 4u), 16);
    submit(self, epoch, brief);
}

void confirm(chain_self self, const work_ptr& w) {
    const auto& brief = std::get<weights_brief>(w->brief);
    self->state.world->chain.find(brief.extrinsic, brief.era_from, brief.era_to,
                                  in_actor<result<whereabouts>>(self, [self, w](const auto& at) {
                                      if (at) return take_whereabouts(self, w, *at);
                                      self->state.world->on_looker.note("chain", at.error());
                                      end(self, w->item.epoch);
                                  }));
}

void take_row(chain_self self, const work_ptr& w, const result<weight_values>& row) {
    const std::uint32_t epoch = w->item.epoch;
    if (!row) {
        self->state.world->on_looker.note("chain", row.error());
        return end(self, epoch);
    }
    const bool agrees = *row == std::get<weights_brief>(w->brief).order.weights;
    record_and_end(self, epoch, weights_read_back(epoch, self->state.best, *row, agrees));
}

void read_back(chain_self self, const work_ptr& w) {
    auto& s = self->state;
    auto taken = in_actor<result<weight_values>>(self, [self, w](const auto& row) { take_row(self, w, row); });
    s.world->chain.read_weights(s.settings->validator, std::move(taken));
}

}  // namespace

void carry_out_weights(chain_self self, const work_ptr& w) {
    const std::uint32_t epoch = w->item.epoch;
    if (!begin(self, epoch)) return;
    const auto* brief = std::get_if<weights_brief>(&w->brief);
    const auto newer = superseded_by(self, epoch);
    if (newer && (w->item.due == what::intend_weights || w->item.due == what::sign_weights))
        return record_and_end(self, epoch, weights_withheld(epoch, superseded(*newer)));
    switch (w->item.due) {
        case what::intend_weights: return intend(self, epoch);
        case what::reveal_weights: {
            if (brief->refused) return confirm(self, w);
            weights_order reveal = brief->order;
            reveal.call = schema::WeightCall::REVEAL;
            return sign(self, epoch, std::move(reveal));
        }
        case what::sign_weights: return brief->refused ? confirm(self, w) : sign(self, epoch, brief->order);
        case what::submit_weights:
            if (self->state.finalised > brief->era_to) return sign(self, epoch, brief->order);
            return submit(self, epoch, *brief);
        case what::confirm_weights: return confirm(self, w);
        case what::read_back_weights: return read_back(self, w);
        default: return end(self, epoch);
    }
}

}  // namespace rf
