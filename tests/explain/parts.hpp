// parts: a sealed epoch's events in memory, to be folded with some left out.
#pragma once

#include <bit>
#include <memory>

#include "replay/explain.hpp"

namespace rf {

inline bool same_bits(const figures& a, const figures& b) {
    if (a.size() != b.size() || a.empty()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (a[i].name != b[i].name ||
            std::bit_cast<std::uint64_t>(a[i].value) != std::bit_cast<std::uint64_t>(b[i].value))
            return false;
    return true;
}

class epoch_parts {
  public:
    epoch_parts(const log_reader& log, std::uint32_t epoch) : log_(log) {
        const auto span = log.find_epoch(epoch);
        RF_REQUIRE(span.ok() && span->sealed.has_value());
        first_ = span->opened;
        for (std::uint64_t n = span->opened; n <= *span->sealed; ++n) {
            auto bytes = log.read(n);
            RF_REQUIRE(bytes.ok());
            decoders_.push_back(std::make_unique<event_decoder>());
            auto event = decoders_.back()->check(*bytes);
            RF_REQUIRE(event.ok());
            events_.push_back(*event);
        }
        auto e = read_epoch(log, epoch);
        RF_REQUIRE(e.ok());
        facts = std::move(e->facts);
        rules = e->rules;
        auto scored = run_epoch(*rules, facts);
        RF_REQUIRE(scored.ok());
        whole_ = std::move(*scored);
    }

    const mechanism* rules = nullptr;
    epoch_facts facts;

    [[nodiscard]] std::uint64_t first() const { return first_; }
    [[nodiscard]] std::uint64_t end() const { return first_ + events_.size(); }
    // As the full epoch, with every law checked, gives it.
    [[nodiscard]] figures whole(std::size_t seat) const { return before_ranking(*rules, whole_, seat); }

    // The scores from all events but those for which `left_out` is true.
    template <class LeftOut>
    result<epoch_result> without(const LeftOut& left_out) const {
        auto folded = partial_fold::begin(events_[0], blobs_of(log_));
        RF_REQUIRE(folded.ok());
        for (std::size_t i = 1; i < events_.size(); ++i)
            if (!left_out(first_ + i))
                if (auto ok = folded->take(events_[i]); !ok) return ok.error();
        return folded->score();
    }

  private:
    const log_reader& log_;
    std::uint64_t first_ = 0;
    std::vector<std::unique_ptr<event_decoder>> decoders_;
    std::vector<event_reader> events_;
    epoch_result whole_;
};

}  // namespace rf
