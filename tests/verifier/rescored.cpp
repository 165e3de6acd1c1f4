#include "tests/verifier/rescored.hpp"

#include <algorithm>
#include <set>

#include "events/sha256.hpp"
#include "replay/carry_codec.hpp"
#include "replay/epoch_state.hpp"

namespace rf {
namespace {

double some_number(numbers which, dice& roll) {
    if (which == numbers::quarters) return double(roll.below(5)) / 4;
    if (which == numbers::tiny) return roll.chance(0.5) ? 0 : double(roll.below(4)) * 1e-7;
    // Times 65535, and rounded once: a whole number and a half.
    return (double(roll.below(65535)) + 0.5) / 65535;
}

// Every second uid gets an EVM account.
byte_vec account_of(std::uint16_t uid, capnp::Data::Reader was) {
    byte_vec out(was.begin(), was.end());
    if (uid % 2 == 0) return out;
    out[0] = 2;
    out.resize(21);
    return out;
}

template <class Body>
void rename(Body body) {
    const byte_vec who = account_of(body.getUid(), body.getAccount().asReader());
    body.setAccount(data_of(who));
}

class rescoring {
  public:
    rescoring(forged_log log, numbers which, dice& roll) : log_(std::move(log)), which_(which), roll_(roll) {}

    bundle run() {
        change_opening();
        choose_unasked();
        for (std::uint64_t n = log_.opened + 1; n < log_.sealed; ++n) change_event(n);
        seal_again();
        bundle b = log_.sign();
        std::erase_if(b.blobs, [&](const byte_vec& blob) { return !carries_.contains(sha256(blob)); });
        return b;
    }

  private:
    void name_carry(schema::BlobRef::Builder to, const carry& c) {
        log_.more_blobs.push_back(encode_carry("reasonforge", 1, c));
        const hash32 name = sha256(log_.more_blobs.back());
        carries_.insert(name);
        to.setSha256(data_of(name));
        to.setLength(log_.more_blobs.back().size());
    }

    void change_opening() {
        log_.change(log_.opened, [&](schema::Event::Builder e) {
            auto o = e.getEpochOpened();
            carry in;
            for (auto seat : o.getSeats()) {
                rename(seat);
                if (roll_.chance(0.3)) continue;
                auto& entry = in.entries.emplace_back();
                entry.who = *as_account(bytes_of(seat.getAccount().asReader()));
                entry.streak = roll_.chance(0.1) ? UINT32_MAX : std::uint32_t(1 + roll_.below(12));
            }
            std::sort(in.entries.begin(), in.entries.end(), [](auto& a, auto& b) { return a.who < b.who; });
            name_carry(o.initCarryIn(), in);
        });
    }

    // Of the first task, the questions of some miners whose reply was no answer:
    // none of their events happens, and the task is closed at its deadline.
    void choose_unasked() {
        event_decoder decoder;
        std::set<std::uint16_t> answered, failed;
        for (std::uint64_t n = log_.opened; n <= log_.sealed; ++n) {
            const auto e = decoder.read(log_.events[n]).value();
            if (!e.isReplyRecorded() || e.getReplyRecorded().getTask() != 0) continue;
            const auto r = e.getReplyRecorded();
            (r.getOutcome() == schema::Outcome::ANSWERED ? answered : failed).insert(r.getUid());
        }
        for (const std::uint16_t uid : failed)
            if (!answered.contains(uid) && roll_.chance(0.5)) unasked_.insert(uid);
    }

    template <class Body>
    bool never_happened(schema::Event::Builder e, Body body) {
        if (body.getTask() != 0 || !unasked_.contains(body.getUid())) return false;
        e.initClockObserved();
        return true;
    }

    void change_event(std::uint64_t number) {
        log_.change(number, [&](schema::Event::Builder e) {
            if (e.isRequestSent() && !never_happened(e, e.getRequestSent())) rename(e.getRequestSent());
            if (e.isReplyRecorded() && !never_happened(e, e.getReplyRecorded())) rename(e.getReplyRecorded());
            if (e.isTaskClosed() && e.getTaskClosed().getOrdinal() == 0 && !unasked_.empty())
                e.getTaskClosed().setWhy(schema::TaskEnd::DEADLINE);
            if (e.isTaskOpened()) e.getTaskOpened().setPreviouslyUnsolved(roll_.chance(0.5));
            if (!e.isReplyVerified()) return;
            rename(e.getReplyVerified());
            auto seen = e.getReplyVerified().getSeen().initReasonforge();
            const bool top = which_ != numbers::quarters && !topped_++;
            seen.setQuality(top ? 1 : some_number(which_, roll_));
            seen.setAccuracy(some_number(which_, roll_));
            seen.setNovelty(some_number(which_, roll_));
            seen.setEfficiency(some_number(which_, roll_));
            seen.setSimilarity(which_ == numbers::quarters ? some_number(which_, roll_) : 0);
        });
    }

    void seal_again() {
        event_decoder decoder;
        const auto blobs = [&](const hash32& name) -> result<byte_vec> {
            for (const byte_vec& blob : log_.more_blobs)
                if (sha256(blob) == name) return blob;
            return fault{fault_kind::missing, "no such blob", "", ""};
        };
        auto e = open_epoch(decoder.check(log_.events[log_.opened]).value(), blobs);
        RF_REQUIRE(e.ok());
        for (std::uint64_t n = log_.opened + 1; n < log_.sealed; ++n) {
            const auto event = decoder.check(log_.events[n]).value();
            if (belongs_to_open_epoch(event.which())) RF_REQUIRE(take(*e, event).ok());
        }
        const auto r = run_epoch(*e->rules, e->facts);
        RF_REQUIRE(r.ok());
        log_.change(log_.sealed,
                    [&](schema::Event::Builder event) { write_seal(event.getEpochSealed(), *e, *r); });
    }

    void write_seal(schema::EpochSealed::Builder seal, const epoch_state& e, const epoch_result& r) {
        auto scores = seal.initScores(unsigned(r.scores.size()));
        for (unsigned i = 0; i < scores.size(); ++i) scores.set(i, r.scores[i]);
        auto weights = seal.initWeights(unsigned(r.weights.size()));
        for (unsigned i = 0; i < weights.size(); ++i) {
            weights[i].setUid(r.weights[i].uid);
            weights[i].setValue(r.weights[i].value);
        }
        seal.setWithheld(r.withheld);
        const hash32 digest = score_digest(e.facts.seats, r);
        seal.setDigest(data_of(digest));
        name_carry(seal.initCarryOut(), r.out);
        unsigned there = 0;
        for (const std::uint32_t n : e.kinds) there += n > 0;
        auto kinds = seal.initKinds(there);
        for (std::size_t k = 0, to = 0; k < e.kinds.size(); ++k) {
            if (e.kinds[k] == 0) continue;
            kinds[unsigned(to)].setKind(std::uint16_t(k));
            kinds[unsigned(to++)].setCount(e.kinds[k]);
        }
    }

    forged_log log_;
    numbers which_;
    dice& roll_;
    std::set<hash32> carries_;
    std::set<std::uint16_t> unasked_;
    unsigned topped_ = 0;
};

}  // namespace

bundle rescored(forged_log log, numbers which, dice& roll) {
    return rescoring(std::move(log), which, roll).run();
}

}  // namespace rf
