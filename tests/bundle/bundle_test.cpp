#include "events/bundle.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "events/sha256.hpp"
#include "tests/bundle/invented.hpp"

namespace rf {
namespace {

using namespace tests;

// What became of a bundle: refused with a place, differs, or agrees.
std::string fate(const bundle& b, std::optional<verifying_key> key = {}) {
    audit_options options;
    options.absent_payloads = true;
    options.key = std::move(key);
    auto opened = open_bundle(b);
    if (!opened) return opened.error().what.empty() ? "refused without a reason" : "refused";
    auto a = audit_bundle(**opened, options);
    if (!a) return a.error().what.empty() ? "refused without a reason" : "refused";
    return a->agrees() ? "agrees" : "differs";
}

void change_byte(byte_vec& bytes, std::mt19937_64& dice) {
    if (!bytes.empty()) bytes[dice() % bytes.size()] ^= std::uint8_t(1u << dice() % 8);
}
void change_hash(hash32& h, std::mt19937_64& dice) { h.b[dice() % 32] ^= std::uint8_t(1u << dice() % 8); }

TEST_CASE("a bundle that is written is read again as it was, and its epoch agrees as in the log") {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const auto log = invented_log(seed, 10, five);
        for (std::uint32_t epoch = 1; epoch <= 10; ++epoch) {
            CAPTURE(seed);
            CAPTURE(epoch);
            const bundle b = bundle_of(*log, epoch);
            const auto again = read_bundle(write_bundle(b));
            REQUIRE(again.ok());
            CHECK(*again == b);
            const auto in_log = audit_epoch(*log, epoch, {});
            auto opened = open_bundle(*again);
            REQUIRE(opened.ok());
            const auto alone = audit_bundle(**opened, {});
            REQUIRE(in_log.ok());
            if (!alone) FAIL(alone.error().text());
            CHECK(alone->agrees());
            CHECK(alone->digest == in_log->digest);
            CHECK(alone->events == in_log->events);
            CHECK(alone->payloads == in_log->payloads);
            CHECK(alone->checkpoint);
            CHECK(alone->committed);
            CHECK(fate(bundle_of(*log, epoch, false)) == "agrees");
        }
    }
}

TEST_CASE("any altered byte of a file is refused with what and where") {
    const auto log = invented_log(4, 2, {"hetu_consensus"}, 3, 2);
    const byte_vec file = write_bundle(bundle_of(*log, 2));
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (const int flip : {0x01, 0x80}) {
            byte_vec altered = file;
            altered[at] ^= std::uint8_t(flip);
            const auto read = read_bundle(altered);
            REQUIRE_MESSAGE(!read.ok(), "byte ", at);
            REQUIRE_MESSAGE(!read.error().what.empty(), "byte ", at);
            REQUIRE_MESSAGE(!read.error().where.empty(), "byte ", at);
        }
    }
}

TEST_CASE("a file that is cut or goes on is refused") {
    const auto log = invented_log(5, 1, {"ema_feed"}, 3, 2);
    byte_vec file = write_bundle(bundle_of(*log, 1));
    for (std::size_t length = 0; length < file.size(); ++length)
        REQUIRE_MESSAGE(!read_bundle(byte_view(file).first(length)).ok(), "length ", length);
    file.push_back(0);
    CHECK(!read_bundle(file).ok());
}

TEST_CASE("whatever is changed and packed again is refused, or found to differ") {
    const auto log = invented_log(6, 5, five);
    std::mt19937_64 dice(6);
    for (int round = 0; round < 400; ++round) {
        const bundle whole = bundle_of(*log, std::uint32_t(1 + dice() % 5));
        bundle b = whole;
        const std::size_t at = dice() % b.leaves.size();
        const int what = round % 12;
        if (what == 0) change_byte(b.leaves[at].bytes, dice);
        if (what == 1) b.leaves.erase(b.leaves.begin() + std::ptrdiff_t(at));
        if (what == 2) b.leaves.insert(b.leaves.begin() + std::ptrdiff_t(at), b.leaves[at]);
        if (what == 3) std::swap(b.leaves[at], b.leaves[(at + 1) % b.leaves.size()]);
        if (what == 4) change_hash(b.before.peaks[dice() % b.before.peaks.size()], dice);
        if (what == 5) change_byte(b.earlier[dice() % b.earlier.size()].bytes, dice);
        if (what == 6) {
            auto& path = b.earlier[dice() % b.earlier.size()].path;
            change_hash(path[dice() % path.size()], dice);
        }
        if (what == 7) b.note[dice() % b.note.size()] ^= 1;
        if (what == 8) b.before.size += 1 + dice() % 3;
        if (what == 9) b.epoch += 1;
        if (what == 10) b.earlier.erase(b.earlier.begin());
        if (what == 11) b.leaves[at] = {{}, hash32{}};
        CAPTURE(round);
        REQUIRE(!(b == whole));
        REQUIRE_MESSAGE(fate(b) == "refused", "change ", what);
        const auto again = read_bundle(write_bundle(b));
        if (again) REQUIRE(*again == b);  // what a writer can write, a reader reads as it is
    }
}

TEST_CASE("a payload that was changed is not taken for one that is absent") {
    const auto log = invented_log(16, 2, {"reasonforge"});
    const bundle whole = bundle_of(*log, 2);
    REQUIRE(whole.blobs.size() > 4);
    for (std::size_t at = 0; at < whole.blobs.size(); ++at) {
        bundle b = whole;
        b.blobs[at][b.blobs[at].size() / 2] ^= 1;
        std::sort(b.blobs.begin(), b.blobs.end(),
                  [](const byte_vec& x, const byte_vec& y) { return sha256(x) < sha256(y); });
        CHECK(fate(b) == "refused");
    }
}

TEST_CASE("an event that is withheld shows where the epoch needs it, and only there") {
    const auto log = invented_log(7, 3, {"reasonforge"});
    const bundle whole = bundle_of(*log, 3);
    event_decoder decoder;
    int needed = 0, beside = 0;
    for (std::size_t at = 1; at + 1 < whole.leaves.size(); ++at) {
        const auto event = decoder.check(whole.leaves[at].bytes);
        REQUIRE(event.ok());
        bundle b = whole;
        b.leaves[at] = {{}, leaf_hash(whole.leaves[at].bytes)};
        const bool own = belongs_to_open_epoch(event->which());
        CHECK_MESSAGE(fate(b) == (own ? "refused" : "agrees"), kind_name(event->which()));
        ++(own ? needed : beside);
    }
    CHECK(needed > 10);
    CHECK(beside > 0);
}

TEST_CASE("a note that nobody trusted has signed is refused; a key of the same name is another key") {
    const auto log = invented_log(8, 2, {"reasonforge"});
    bundle b = bundle_of(*log, 2);
    const verifying_key right = verifier_of(synth_key(log_name, 8));
    const signing_key other = synth_key(log_name, 9);
    CHECK(fate(b, right) == "agrees");
    CHECK(fate(b, verifier_of(other)) == "refused");
    sign_again(b, other);
    CHECK(fate(b) == "refused");  // the epoch names the key it must be by
    CHECK(fate(b, right) == "refused");
    sign_again(b, synth_key("another.example/log", 8));
    CHECK(fate(b) == "refused");
}

TEST_CASE("a validator that signs a lie is found out: the bits do not follow") {
    const auto log = invented_log(9, 4, {"reasonforge"});
    const bundle whole = bundle_of(*log, 4);
    event_decoder decoder;
    auto seal = decoder.check(whole.leaves.back().bytes);
    REQUIRE(seal.ok());
    REQUIRE(seal->getEpochSealed().getWeights().size() > 0);
    const auto liar = prefix_of(*log, whole.end() - 1);
    capnp::MallocMessageBuilder lie;
    lie.setRoot(*seal);
    auto first = lie.getRoot<schema::Event>().getEpochSealed().getWeights()[0];
    first.setValue(std::uint16_t(first.getValue() ^ 1));
    const auto words = capnp::canonicalize(lie.getRoot<schema::Event>().asReader());
    const auto bytes = words.asBytes();
    add(*liar, byte_vec(bytes.begin(), bytes.end()), log.get());
    CHECK(liar->put_checkpoint(whole.end(), sign_checkpoint({log_name, whole.end(), liar->head().root, {}},
                                                            synth_key(log_name, 9))).ok());
    add_withheld(*liar, 4);
    const bundle b = bundle_of(*liar, 4);
    CHECK(fate(b, verifier_of(synth_key(log_name, 9))) == "differs");
    bundle mixed = whole;
    mixed.leaves.back() = b.leaves.back();
    CHECK(fate(mixed) == "refused");
}

// The last epoch of a log, as its validator could have written it: `change`
// has each event of it before it is signed.
bundle retold(const memory_log& log, std::uint32_t epoch, std::uint64_t seed,
              const std::function<void(schema::Event::Builder)>& change) {
    const auto span = log.find_epoch(epoch);
    REQUIRE(span.ok());
    const auto liar = prefix_of(log, span->opened);
    event_decoder decoder;
    for (std::uint64_t n = span->opened; n <= *span->sealed; ++n) {
        const auto bytes = log.read(n);
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        capnp::MallocMessageBuilder told;
        told.setRoot(*event);
        change(told.getRoot<schema::Event>());
        const auto words = capnp::canonicalize(told.getRoot<schema::Event>().asReader());
        add(*liar, byte_vec(words.asBytes().begin(), words.asBytes().end()), &log);
    }
    const head at = liar->head();
    const std::string note = sign_checkpoint({log_name, at.size, at.root, {}}, synth_key(log_name, seed));
    REQUIRE(liar->put_checkpoint(at.size, note).ok());
    add_withheld(*liar, epoch);
    return bundle_of(*liar, epoch);
}

result<epoch_audit> audited(const bundle& b) {
    auto opened = open_bundle(b);
    if (!opened) return opened.error();
    audit_options options;
    options.absent_payloads = true;
    return audit_bundle(**opened, options);
}

TEST_CASE("tasks that are called a file's are held against the draw all the same, and it is said where they differ") {
    const auto log = invented_log(13, 3, {"reasonforge"});
    const auto from_file = [](schema::Event::Builder e) {
        if (e.isTaskOpened()) e.getTaskOpened().setSource(schema::TaskSource::FILE);
    };
    const auto honest = audited(retold(*log, 3, 13, from_file));
    REQUIRE(honest.ok());
    CHECK(honest->agrees());
    CHECK(honest->drawn == honest->tasks);
    CHECK(honest->contents == 0);
    const auto chosen = audited(retold(*log, 3, 13, [&](schema::Event::Builder e) {
        from_file(e);
        if (e.isTaskOpened()) e.getTaskOpened().setTrap(!e.getTaskOpened().getTrap());
    }));
    REQUIRE(chosen.ok());
    CHECK(chosen->drawn == 0);  // and so the audit says
}

TEST_CASE("events beside the epoch that a bundle withholds are counted, and the audit says so") {
    const auto log = invented_log(14, 2, {"reasonforge"});
    const bundle whole = bundle_of(*log, 2);
    CHECK(audited(whole)->hidden == 0);
    bundle b = whole;
    event_decoder decoder;
    for (std::size_t at = 1; at + 1 < b.leaves.size(); ++at) {
        const auto event = decoder.check(whole.leaves[at].bytes);
        if (!belongs_to_open_epoch(event->which())) b.leaves[at] = {{}, leaf_hash(whole.leaves[at].bytes)};
    }
    const auto a = audited(b);
    REQUIRE(a.ok());
    CHECK(a->agrees());
    CHECK(a->hidden > 0);
}

TEST_CASE("only the seal of the epoch before says where the carry comes from") {
    const auto log = invented_log(15, 4, {"ema_feed"});
    const bundle b = bundle_of(*log, 4);
    CHECK(audited(b)->carry_follows);
    // The one of epoch 2 in its place, with its own proof: it is earlier, and it is a seal.
    const auto older = log->find_epoch(2);
    const auto path = inclusion_proof(*older->sealed, b.end(), log->tree());
    REQUIRE(path.ok());
    bundle other = b;
    std::erase_if(other.earlier, [&](const bundled_event& e) { return e.number > 0; });
    other.earlier.push_back({*older->sealed, *log->read(*older->sealed), *path});
    const auto a = audited(other);
    REQUIRE(a.ok());
    CHECK(a->agrees());
    CHECK(!a->carry_follows);
    CHECK(!a->committed);
}

// The table as an enemy writes it: its hash fits again.
void seal_table(byte_vec& file) {
    const hash32 named = sha256(byte_view(file).first(320));
    std::copy(named.b.begin(), named.b.end(), file.begin() + 320);
}

TEST_CASE("a table that asks for more than a bundle may have is refused before anything is unpacked") {
    const auto log = invented_log(10, 1, {"ema_feed"}, 3, 2);
    const byte_vec file = write_bundle(bundle_of(*log, 1));
    std::size_t bounds = 0, others = 0;
    for (std::size_t row = 20; row < 320; row += 60) {
        const std::uint64_t most = most_bundle_bytes;
        for (const std::uint64_t raw : {most + 1, most, std::uint64_t(1) << 63, ~std::uint64_t(0)}) {
            byte_vec altered = file;
            put_be64(altered.data() + row + 16, raw);
            seal_table(altered);
            const auto read = read_bundle(altered);
            REQUIRE(!read.ok());
            (read.error().what.find("larger than a bundle may be") != std::string::npos ? bounds : others) += 1;
        }
    }
    CHECK(bounds == 20);
    CHECK(others == 0);
    std::mt19937_64 dice(10);
    for (int round = 0; round < 3000; ++round) {  // whatever the table says, with a hash that fits
        byte_vec altered = file;
        for (int n = 0; n < 3; ++n) altered[16 + dice() % 304] = std::uint8_t(dice());
        seal_table(altered);
        const auto read = read_bundle(altered);
        if (read.ok()) CHECK(altered == file);
    }
}

TEST_CASE("the JSON form names every part, with the bytes themselves as base64") {
    const auto log = invented_log(11, 2, {"reasonforge"});
    bundle b = bundle_of(*log, 2);
    b.leaves[2] = {{}, leaf_hash(b.leaves[2].bytes)};
    const std::string json = bundle_json(b);
    CHECK(json.find("\"format\":\"rf-bundle 1\"") != json.npos);
    CHECK(json.find(base64(b.leaves[1].bytes)) != json.npos);
    CHECK(json.find("{\"withheld\":\"" + base64(*b.leaves[2].withheld) + "\"}") != json.npos);
    for (const hash32& peak : b.before.peaks) CHECK(json.find(base64(peak)) != json.npos);
    for (const byte_vec& blob : b.blobs) CHECK(json.find(base64(blob)) != json.npos);
    CHECK(json.find("\"before\":{\"size\":\"" + std::to_string(b.before.size) + "\"") != json.npos);
}

TEST_CASE("an epoch of 256 miners and 12 tasks takes less than 2 MB without payloads") {
    const auto log = invented_log(12, 1, {"reasonforge"}, 256, 12);
    const byte_vec file = write_bundle(bundle_of(*log, 1, false));
    MESSAGE(file.size(), " bytes");
    CHECK(file.size() < 2'000'000);
}

}  // namespace
}  // namespace rf
