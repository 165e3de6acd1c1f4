// rf-dispute diff, as it is called: on directories and bundles.
#include <doctest/doctest.h>

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "events/store/store.hpp"
#include "replay/carry_codec.hpp"
#include "replay/epoch_record.hpp"
#include "replay/export_epoch.hpp"
#include "replay/hexfloat.hpp"
#include "replay/named_blobs.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;
namespace fs = std::filesystem;

namespace {

struct scratch {
    std::string path = (fs::temp_directory_path() / "dispute_diff_XXXXXX").string();
    scratch() { REQUIRE(mkdtemp(path.data()) != nullptr); }
    ~scratch() { fs::remove_all(path); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    [[nodiscard]] std::string operator/(const std::string& name) const { return path + "/" + name; }
};

struct said {
    int code = 0;
    std::string out;  // both streams
};

said diff(const std::string& a, const std::string& b, const std::string& options = "") {
    const char* bin = std::getenv("RF_BIN");
    const std::string program = std::string(bin ? bin : "build/dev/bin") + "/rf-dispute";
    std::FILE* pipe = popen((program + " diff " + a + " " + b + " " + options + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    said s;
    char piece[4096];
    for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) s.out.append(piece, n);
    s.code = WEXITSTATUS(pclose(pipe));
    return s;
}

bool says(const said& s, const std::string& text) {
    if (s.out.find(text) != std::string::npos) return true;
    MESSAGE(s.out);
    return false;
}

memory_log one_epoch(std::uint64_t seed) {
    synth_options o = small_world(seed);
    o.mechanisms = {"reasonforge"};
    o.epochs = 1;
    o.hostile = false;
    return invent(o);
}

std::string origin_in(const log_reader& log) {
    event_decoder decoder;
    const auto bytes = log.read(0);
    return std::string(text_of(decoder.read(*bytes)->getLogCreated().getOrigin()));
}

void write_store(const memory_log& from, const std::string& path) {
    auto to = store::create(path, origin_in(from));
    REQUIRE(to.ok());
    event_decoder decoder;
    for (std::uint64_t n = 0; n < from.head().size; ++n) {
        const auto bytes = from.read(n);
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        std::vector<blob> blobs;
        each_named_blob(*event, [&](const hash32& name, std::uint64_t) {
            if (auto held = from.read_blob(name)) blobs.push_back({name, *held});
        });
        const appended one[] = {mark_of(*bytes, *event)};
        REQUIRE((*to)->append(one, blobs).ok());
    }
    REQUIRE((*to)->settle().ok());
}

// The log of another validator, who saw all that this one did but one verdict,
// and sealed what follows from that.
memory_log another_validators(const memory_log& log, std::uint64_t verdict) {
    const memory_log other = rewritten(
        rewritten(log, 0, [](auto e) { e.getLogCreated().setOrigin("other.example/log"); }), verdict, [](auto e) {
            auto found = e.getReplyVerified().getSeen().getReasonforge();
            found.setQuality(found.getQuality() > 0.5 ? 0.125 : 0.875);
        });
    const auto facts = read_epoch(other, 1);
    REQUIRE(facts.ok());
    const auto r = run_epoch(*facts->rules, facts->facts);
    REQUIRE(r.ok());
    const byte_vec out = encode_carry("reasonforge", 1, r->out);
    return rewritten(other, facts->sealed, [&](schema::Event::Builder e) {
        auto seal = e.getEpochSealed();
        for (unsigned i = 0; i < r->scores.size(); ++i) seal.getScores().set(i, r->scores[i]);
        auto weights = seal.initWeights(unsigned(r->weights.size()));
        for (unsigned i = 0; i < weights.size(); ++i) {
            weights[i].setUid(r->weights[i].uid);
            weights[i].setValue(r->weights[i].value);
        }
        seal.setDigest(data_of(score_digest(facts->facts.seats, *r)));
        seal.getCarryOut().setSha256(data_of(sha256(out)));
        seal.getCarryOut().setLength(out.size());
    }, {{sha256(out), out}});
}

}  // namespace

TEST_CASE("copies of one log: the same, one the beginning of the other, or parted at an event") {
    const scratch dir;
    const memory_log log = one_epoch(1);
    const std::uint64_t reply = find_event(log, event_kind::REPLY_RECORDED, 1);
    write_store(log, dir / "a");
    write_store(rewritten(log, reply, [](auto e) { e.getReplyRecorded().setLatencyNs(12345); }), dir / "b");
    write_store(rewritten(log, UINT64_MAX, {}, {}, reply), dir / "short");

    auto same = diff(dir / "a", dir / "a");
    CHECK(same.code == 0);
    CHECK(says(same, "The same, to the last of " + std::to_string(log.head().size) + " events."));

    auto parted = diff(dir / "a", dir / "b");
    CHECK(parted.code == 1);
    CHECK(says(parted, "They part at event " + std::to_string(reply) + " ("));
    CHECK(says(parted, "  replyRecorded.latencyNs\n    A \""));
    CHECK(says(parted, "    B \"12345\"\n"));
    parted = diff(dir / "a", dir / "b", "--json");
    CHECK(parted.code == 1);
    CHECK(says(parted, "\"relation\":\"parts\""));
    CHECK(says(parted, "\"event\":\"" + std::to_string(reply) + "\""));

    auto shorter = diff(dir / "short", dir / "a");
    CHECK(shorter.code == 1);
    CHECK(says(shorter, "A is the beginning of B: it ends before event " + std::to_string(reply)));
    CHECK(says(diff(dir / "a", dir / "short", "--json"), "\"relation\":\"b_is_prefix\""));

    // The epochs too, where they are asked for: the latency scored nothing.
    CHECK(says(diff(dir / "a", dir / "b", "--epochs 1..1"), "1 epoch compared, 1 the same"));
}

TEST_CASE("a bundle agrees with its log, and tells on a log that is another") {
    const scratch dir;
    const memory_log log = one_epoch(2);
    const std::uint64_t opened = find_event(log, event_kind::TASK_OPENED, 1);
    write_store(log, dir / "a");
    write_store(rewritten(log, opened, [](auto e) { e.setTimeNs(e.getTimeNs() + 1); }), dir / "b");
    auto exported = export_epoch(log, 1, {});
    REQUIRE(exported.ok());
    const byte_vec bytes = write_bundle(*exported);
    std::ofstream(dir / "one.rfb", std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()),
                                                           std::streamsize(bytes.size()));
    CHECK(diff(dir / "a", dir / "one.rfb").code == 0);
    CHECK(diff(dir / "one.rfb", dir / "one.rfb").code == 0);
    const auto other = diff(dir / "one.rfb", dir / "b");
    CHECK(other.code == 1);
    CHECK(says(other, "They part at event " + std::to_string(opened) + " ("));
    CHECK(says(other, "  timeNs\n"));
}

TEST_CASE("of two validators, the one verdict that differs is told with what it moved") {
    const scratch dir;
    for (std::uint64_t seed = 3; seed < 7; ++seed) {
        CAPTURE(seed);
        const memory_log log = one_epoch(seed);
        const std::uint64_t verdict = find_event(log, event_kind::REPLY_VERIFIED, 1);
        const memory_log other = another_validators(log, verdict);
        const std::string a = dir / ("a" + std::to_string(seed)), b = dir / ("b" + std::to_string(seed));
        write_store(log, a);
        write_store(other, b);
        const auto text = diff(a, b);
        CHECK(text.code == 1);
        CHECK(says(text, "Two logs: aligned by epoch, task content and account."));
        CHECK(says(text, "14 the same, 1 differ"));
        const std::string event = std::to_string(verdict);
        CHECK(says(text, "other findings (events " + event + " and " + event + ")"));
        CHECK(says(text, "replyVerified.seen.reasonforge.quality  A 0."));
        CHECK(text.out.find("does not follow") == std::string::npos);
        // What it moved, and to where, is what the other validator sealed.
        event_decoder decoder;
        const auto bytes = log.read(verdict);
        const std::uint16_t uid = decoder.read(*bytes)->getReplyVerified().getUid();
        const auto sealed = read_epoch(other, 1);
        REQUIRE(sealed.ok());
        std::string score;
        for (std::size_t i = 0; i < sealed->scores.size(); ++i)
            if (sealed->facts.seats[i].uid == uid) score = to_hexfloat(sealed->scores[i]);
        const auto json = diff(a, b, "--json");
        CHECK(says(json, "\"differ\":[\"findings\"]"));
        CHECK(says(json, "\"score_to\":\"" + score + "\""));
        CHECK(std::count(json.out.begin(), json.out.end(), '\n') == 2);
    }
}

TEST_CASE("what cannot be read or asked is said, with its exit code") {
    const scratch dir;
    write_store(one_epoch(8), dir / "a");
    const auto gone = diff(dir / "a", dir / "nothing");
    CHECK(gone.code == 2);
    CHECK(says(gone, "rf-dispute: B"));
    CHECK(diff(dir / "a", dir / "a", "--epochs 2..1").code == 64);
    CHECK(diff(dir / "a", dir / "a", "--epochs 9..9").code == 2);
    std::ofstream(dir / "noise.rfb") << std::string(1000, 'x');
    CHECK(diff(dir / "noise.rfb", dir / "a").code == 2);
}
