#include "tests/torture/story.hpp"

#include <algorithm>
#include <map>

#include "events/memory_log.hpp"
#include "events/sha256.hpp"

namespace rf::torture {

result<std::string> tell_everything(const log_reader& log, const questions& ask) {
    std::string out = "head " + std::to_string(log.head().size) + " " + hex(log.head().root) + "\n";
    auto events = log.scan(0, log.head().size, reading::checked);
    if (!events) return events.error();
    for (;;) {
        auto more = (*events)->next();
        if (!more) return more.error();
        if (!*more) break;
        out += std::to_string((*events)->number()) + " ";
        out += chars((*events)->bytes());
        out += '\n';
    }
    const auto say = [&out](const auto& answer, std::string text) -> std::optional<fault> {
        if (!answer && answer.error().kind != fault_kind::missing) return answer.error();
        out += answer ? text + "\n" : "missing\n";
        return std::nullopt;
    };
    const auto span_text = [](const epoch_span& s) {
        return std::to_string(s.epoch) + " " + std::to_string(s.opened) + " " +
               (s.sealed ? std::to_string(*s.sealed) : "open");
    };
    for (std::uint32_t e = 0; e <= ask.last_epoch + 1; ++e) {
        auto span = log.find_epoch(e);
        if (auto f = say(span, span ? "epoch " + span_text(*span) : "")) return *f;
    }
    auto last = log.last_epoch();
    if (auto f = say(last, last && *last ? "last epoch " + span_text(**last) : "no epoch")) return *f;
    for (const hash32& name : ask.blobs) {
        auto b = log.read_blob(name);
        if (auto f = say(b, b ? "blob " + std::string(chars(*b)) : "")) return *f;
    }
    for (const std::uint64_t size : ask.checkpoints) {
        auto note = log.read_checkpoint_at(size);
        if (auto f = say(note, note ? *note : "")) return *f;
    }
    auto newest = log.newest_checkpoint();
    if (auto f = say(newest, newest ? *newest : "")) return *f;
    for (unsigned level = 0; (log.head().size >> level) != 0; ++level) {
        auto h = log.subtree(level, 0);
        if (auto f = say(h, h ? std::string(chars(*h)) : "")) return *f;
    }
    return out;
}

story::story(std::uint64_t seed) : dice_(seed) {
    key_ = key_from_seed(origin, {1, 2, 3});
}

status story::tell(log_writer& to, const write& w) {
    if (w.what == write::kind::checkpoint) return to.put_checkpoint(w.size, w.note);
    if (w.what == write::kind::prune) {
        auto n = to.prune(w.pruned);
        if (!n) return n.error();
        return done();
    }
    std::vector<appended> events;
    for (std::size_t i = 0; i < w.events.size(); ++i) {
        events.push_back({w.events[i], w.marks[i].first, w.marks[i].second});
    }
    auto h = to.append(events, w.blobs);
    if (!h) return h.error();
    return done();
}

std::optional<fault> story::attempt(store::rocks_writer& log, write w) {
    writes_.push_back(std::move(w));
    auto told = tell(log, writes_.back());
    if (!told) return told.error();
    acknowledged_ = writes_.size();
    return std::nullopt;
}

std::optional<fault> story::append(store::rocks_writer& log, std::size_t events, std::size_t blobs) {
    write w;
    for (std::size_t i = 0; i < events; ++i) {
        const std::string text = "event " + std::to_string(++number_) + " ";
        byte_vec bytes(text.begin(), text.end());
        for (auto left = dice_() % 12; left > 0; --left) bytes.push_back(std::uint8_t(dice_()));
        epoch_mark mark = epoch_mark::none;
        if (dice_() % 16 == 0) {
            mark = epoch_open_ ? epoch_mark::seals : epoch_mark::opens;
            if (!epoch_open_) ask_.last_epoch = ++epoch_;
            epoch_open_ = !epoch_open_;
        }
        w.marks.emplace_back(mark, epoch_);
        all_events_.push_back(bytes);
        w.events.push_back(std::move(bytes));
    }
    for (std::size_t i = 0; i < blobs; ++i) {
        blob b;
        if (!all_blobs_.empty() && dice_() % 4 == 0) {  // one that was there before
            b.bytes = std::next(all_blobs_.begin(), long(dice_() % all_blobs_.size()))->second;
        } else {
            b.bytes.resize(dice_() % 200);
            for (auto& byte : b.bytes) byte = std::uint8_t(dice_());
        }
        b.name = sha256(b.bytes);
        if (all_blobs_.emplace(b.name, b.bytes).second) ask_.blobs.push_back(b.name);
        w.blobs.push_back(std::move(b));
    }
    return attempt(log, std::move(w));
}

std::optional<fault> story::checkpoint(store::rocks_writer& log) {
    write w;
    w.what = write::kind::checkpoint;
    w.size = log.head().size;
    w.note = sign_checkpoint({origin, w.size, log.head().root, {}}, key_);
    ask_.checkpoints.push_back(w.size);
    return attempt(log, std::move(w));
}

std::optional<fault> story::prune(store::rocks_writer& log) {
    write w;
    w.what = write::kind::prune;
    for (const hash32& name : ask_.blobs) {
        if (dice_() % 3 == 0) w.pruned.push_back(name);
    }
    return attempt(log, std::move(w));
}

std::optional<fault> story::go_on(store::rocks_writer& log) {
    const auto kind = dice_() % 20;
    if (kind == 0) return prune(log);
    if (kind < 3) return checkpoint(log);
    if (kind < 6) {
        auto s = log.flush();
        if (!s) return s.error();
        return std::nullopt;
    }
    if (kind == 6) {
        auto s = log.compact();
        if (!s) return s.error();
        return std::nullopt;
    }
    const std::size_t events = dice_() % 8 == 0 ? dice_() % 200 : dice_() % 20;
    return append(log, events, dice_() % 4 == 0 ? 1 + dice_() % 3 : 0);
}

std::string story::expected(std::size_t writes) const {
    memory_log as;
    for (std::size_t i = 0; i < writes; ++i) RF_REQUIRE(tell(as, writes_[i]).ok());
    return tell_everything(as, ask_).value();
}

std::string story::compare(const log_reader& found) {
    auto text = tell_everything(found, ask_);
    if (!text) return "it cannot be read: " + text.error().text();
    for (std::size_t n = acknowledged_; n <= writes_.size(); ++n) {
        if (*text != expected(n)) continue;
        writes_.resize(n);
        acknowledged_ = n;
        // What was never written is forgotten; epochs go on from what is there.
        auto last = found.last_epoch();
        epoch_open_ = *last && !(*last)->sealed;
        epoch_ = *last ? (*last)->epoch : 0;
        return "";
    }
    std::string said = "it holds " + std::to_string(found.head().size) + " events, which is neither the " +
                       std::to_string(acknowledged_) + " acknowledged writes nor one more";
    return said;
}

}  // namespace rf::torture
