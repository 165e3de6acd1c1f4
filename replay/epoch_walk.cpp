#include "replay/epoch_walk.hpp"

namespace rf {
namespace {

fault damaged(std::string what) { return {fault_kind::damaged, std::move(what), "", ""}; }

class epoch_walk {
  public:
    epoch_walk(const log_reader& log, const epoch_span& span, epoch_visitor& visitor)
        : log_(log), span_(span), visitor_(visitor), number_(span.opened) {}

    status run() {
        auto cursor = log_.scan(span_.opened, *span_.sealed + 1, reading::checked);
        if (!cursor) return cursor.error();
        auto walked = guarded([&]() -> status {
            for (; number_ <= *span_.sealed; ++number_)
                if (auto ok = step(**cursor); !ok) return ok;
            return done();
        });
        return walked ? walked : status(with_place(walked.error(), "event " + std::to_string(number_)));
    }

  private:
    status step(event_cursor& cursor) {
        auto more = cursor.next();
        if (!more) return more.error();
        if (!*more) return fault{fault_kind::missing, "the log ends inside the epoch", "", ""};
        if (cursor.number() != number_) return damaged("the log gives another event in its place");
        const bool ends = number_ == *span_.sealed;
        if (cursor.withheld()) {
            if (number_ == span_.opened || ends) return damaged("the epoch's own opening or seal is withheld");
            visitor_.hidden(number_);
            return done();
        }
        const byte_view bytes = cursor.bytes();
        auto event = decoder_.read(bytes);
        if (!event) return event.error();
        if (event->getSeq() != number_)
            return damaged("the event there says it is number " + std::to_string(event->getSeq()));
        if (number_ == span_.opened) return take_opening(*event, bytes);
        if (event->isEpochOpened()) return damaged("an epoch opens inside another");
        if (!belongs_to_open_epoch(event->which())) return visitor_.beside(*event, bytes);
        if (event->getEpoch() != span_.epoch)
            return damaged("it says it is of epoch " + std::to_string(event->getEpoch()));
        event = decoder_.check(bytes);
        if (!event) return event.error();
        if (event->isEpochSealed() != ends)
            return damaged(ends ? "the index names this event as the epoch's seal, and it is not"
                                : "the epoch is sealed before the event that the index names");
        if (auto ok = lawful(*state_, *event); !ok) return ok;
        if (ends) return visitor_.sealed(*state_, *event);
        if (auto ok = visitor_.met(*state_, *event); !ok) return ok;
        change(*state_, *event);
        return done();
    }

    status take_opening(event_reader event, byte_view bytes) {
        if (!event.isEpochOpened() || event.getEpoch() != span_.epoch)
            return damaged("the index names this event as the epoch's opening, and it is not");
        auto full = decoder_.check(bytes);
        if (!full) return full.error();
        auto opened = open_epoch(*full, [this](const hash32& name) { return log_.read_blob(name); });
        if (!opened) return opened.error();
        state_ = std::move(*opened);
        return visitor_.opened(*state_, *full);
    }

    const log_reader& log_;
    const epoch_span& span_;
    epoch_visitor& visitor_;
    std::uint64_t number_;
    event_decoder decoder_;
    std::optional<epoch_state> state_;
};

}  // namespace

status walk_epoch(const log_reader& log, const epoch_span& span, epoch_visitor& visitor) {
    if (!span.sealed)
        return fault{fault_kind::refused, "epoch " + std::to_string(span.epoch) + " is not sealed yet", "", ""};
    return epoch_walk(log, span, visitor).run();
}

}  // namespace rf
