#include "replay/export_epoch.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "events/sha256.hpp"
#include "replay/covering_note.hpp"
#include "replay/disclosure.hpp"
#include "replay/epoch_state.hpp"
#include "replay/named_blobs.hpp"

namespace rf {
namespace {

fault not_yet(std::string what, std::string advice) {
    return {fault_kind::refused, std::move(what), "", std::move(advice)};
}

// Reads events [from, to) until `use` gives false.
status each_event(const log_reader& log, std::uint64_t from, std::uint64_t to,
                  const std::function<result<bool>(event_reader, byte_view)>& use) {
    auto cursor = log.scan(from, to, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    return guarded([&]() -> status {
        for (;;) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) return done();
            if ((*cursor)->withheld()) continue;
            const std::string place = "event " + std::to_string((*cursor)->number());
            auto event = decoder.check((*cursor)->bytes());
            if (!event) return with_place(event.error(), place);
            auto go_on = use(*event, (*cursor)->bytes());
            if (!go_on) return with_place(go_on.error(), place);
            if (!*go_on) return done();
        }
    });
}

class epoch_export {
  public:
    epoch_export(const log_reader& log, std::uint32_t epoch, const export_options& options)
        : log_(log), options_(options), disclosed_(log) {
        out_.epoch = epoch;
        out_.payloads = options.payloads;
    }

    result<bundle> run() {
        if (auto ok = check_time(); !ok) return ok.error();
        if (auto ok = take_leaves(); !ok) return ok.error();
        if (auto ok = take_earlier(); !ok) return ok.error();
        if (auto ok = take_note(); !ok) return ok.error();
        if (auto ok = take_blobs(); !ok) return ok.error();
        return std::move(out_);
    }

  private:
    status check_time() {
        const std::string name = "epoch " + std::to_string(out_.epoch);
        auto span = log_.find_epoch(out_.epoch);
        if (!span) return span.error();
        if (!span->sealed) return not_yet(name + " is not sealed yet", "its tasks must not be seen before it is");
        opened_ = span->opened;
        sealed_ = *span->sealed;
        if (sealed_ - opened_ >= most_bundle_leaves)
            return fault{fault_kind::invalid, name + " has more events than a bundle may hold", "", ""};
        return disclosed_.may_be_told(out_.epoch);
    }

    // What tells hidden weights, of this or an older epoch, carries no salt: its
    // bare leaf could be tried out.
    result<bool> may_be_shown(event_reader e) {
        auto ok = disclosed_.may_be_shown(e);
        if (!ok && (ok.error().kind != fault_kind::refused || e.getSalt().size() == 0)) return ok.error();
        return ok.ok();
    }

    status take_leaves() {
        auto before = frontier_at(opened_, log_.tree());
        if (!before) return before.error();
        out_.before = std::move(*before);
        auto read = each_event(log_, opened_, sealed_ + 1, [&](event_reader e, byte_view bytes) -> result<bool> {
            auto seen = may_be_shown(e);
            if (!seen) return seen.error();
            if (*seen) out_.leaves.push_back({{bytes.begin(), bytes.end()}, {}});
            else out_.leaves.push_back({{}, leaf_hash(bytes)});
            if (e.getCause() < opened_ && cited_.size() < most_bundle_earlier / 2) cited_.insert(e.getCause());
            if (*seen) note_blobs(e);
            return true;
        });
        if (!read) return read;
        if (out_.leaves.size() == sealed_ + 1 - opened_) return done();
        return fault{fault_kind::missing, "the log withholds events of the epoch", "", ""};
    }

    void note_blobs(event_reader e) {
        if (e.isEpochOpened()) carries_.push_back(*as_hash(bytes_of(e.getEpochOpened().getCarryIn().getSha256())));
        if (e.isEpochSealed()) carries_.push_back(*as_hash(bytes_of(e.getEpochSealed().getCarryOut().getSha256())));
        if (!options_.payloads || !belongs_to_open_epoch(e.which())) return;
        std::optional<hash32> kept_back;  // only a drawn task's truth follows from what the seal reveals
        if (e.isTaskOpened() && e.getTaskOpened().getSource() != schema::TaskSource::DRAWN)
            kept_back = as_hash(bytes_of(e.getTaskOpened().getTruth().getSha256()));
        if (e.isGroundTruthArrived()) kept_back = as_hash(bytes_of(e.getGroundTruthArrived().getTruth().getSha256()));
        each_named_blob(e, [&](const hash32& name, std::uint64_t) {
            if (kept_back != name) payloads_.insert(name);
        });
    }

    status take_earlier() {
        if (auto ok = find_commitment(); !ok) return ok;
        cited_.insert(0);
        for (const std::uint64_t number : cited_) {
            auto bytes = log_.read(number);
            if (!bytes) return bytes.error();
            event_decoder decoder;
            auto event = decoder.check(*bytes);
            if (!event) return with_place(event.error(), "event " + std::to_string(number));
            auto seen = may_be_shown(*event);
            if (!seen) return seen.error();
            if (!*seen) continue;
            auto path = inclusion_proof(number, sealed_ + 1, log_.tree());
            if (!path) return path.error();
            out_.earlier.push_back({number, std::move(*bytes), std::move(*path)});
        }
        return done();
    }

    // The commitment to this epoch's secret and the seal before it: both since
    // the epoch before was opened.
    status find_commitment() {
        std::uint64_t from = 0;
        for (std::uint32_t before = out_.epoch; before-- > 1;) {
            auto span = log_.find_epoch(before);
            if (!span && span.error().kind == fault_kind::missing) continue;
            if (!span) return span.error();
            from = span->opened;
            if (span->sealed) cited_.insert(*span->sealed);
            break;
        }
        std::optional<std::uint64_t> committed;
        auto read = each_event(log_, from, opened_, [&](event_reader e, byte_view) -> result<bool> {
            if (e.isSecretCommitted()) committed = e.getSeq();
            return true;
        });
        if (!read) return read;
        if (committed) cited_.insert(*committed);
        return done();
    }

    status take_note() {
        const std::uint64_t size = sealed_ + 1;
        auto covering = note_covering(log_, sealed_);
        if (!covering && covering.error().kind == fault_kind::refused)
            return not_yet("no checkpoint was signed at the seal of the epoch or after it",
                           "a running validator signs one at every seal");
        if (!covering) return covering.error();
        out_.note = std::move(covering->note);
        if (covering->head.size == size) return done();
        auto later = consistency_proof(size, covering->head.size, log_.tree());
        if (!later) return later.error();
        out_.later = std::move(*later);
        return done();
    }

    status take_blobs() {
        std::map<hash32, byte_vec> blobs;
        std::uint64_t whole = 0;
        const auto take = [&](const hash32& name, bool needed) -> status {
            if (blobs.contains(name)) return done();
            auto bytes = log_.read_blob(name);
            if (!bytes && bytes.error().kind == fault_kind::missing && !needed) return done();  // pruned
            if (!bytes) return bytes.error();
            whole += bytes->size();
            if (whole > most_bundle_bytes)
                return fault{fault_kind::invalid, "the epoch's payloads are more than a bundle may hold", "",
                             "export it with --no-payloads"};
            blobs.emplace(name, std::move(*bytes));
            return done();
        };
        for (const hash32& name : carries_)
            if (auto ok = take(name, true); !ok) return ok;
        for (const hash32& name : payloads_)
            if (auto ok = take(name, false); !ok) return ok;
        for (auto& [name, bytes] : blobs) out_.blobs.push_back(std::move(bytes));
        return done();
    }

    const log_reader& log_;
    const export_options options_;
    disclosures disclosed_;
    bundle out_;
    std::uint64_t opened_ = 0, sealed_ = 0;
    std::set<std::uint64_t> cited_;
    std::vector<hash32> carries_;
    std::set<hash32> payloads_;
};

}  // namespace

result<bundle> export_epoch(const log_reader& log, std::uint32_t epoch, const export_options& options) {
    return epoch_export(log, epoch, options).run();
}

}  // namespace rf
