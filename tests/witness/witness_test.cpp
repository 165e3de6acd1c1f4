#include "actors/programs/witness.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "actors/keys/secret_file.hpp"
#include "events/cosignature.hpp"
#include "tests/keys/scratch_folder.hpp"
#include "tests/proofs/grown.hpp"

using namespace rf;
using namespace rf::test;

namespace {

class still_clock final : public clock_port {
  public:
    std::int64_t now_s = 1'800'000'000;
    [[nodiscard]] std::int64_t utc_ns() const override { return now_s * 1'000'000'000; }
    [[nodiscard]] std::uint64_t steady_ns() const override { return 0; }
};

struct stand {
    scratch_folder folder;
    std::string directory = folder.path("state");
    still_clock clock;
    signing_key key = key_from_seed("witness.example/w1", {8});
    grown log{100}, fork{100};
    std::unique_ptr<witness> w;

    stand() {
        fork.tree.leaves[3] = leaf_hash(view("another event"));
        REQUIRE(witness_state::begin(directory, verifier_of(key)).ok());
        start();
    }
    void start() {
        w.reset();
        auto state = witness_state::open(directory, verifier_of(key));
        REQUIRE(state.ok());
        w = std::make_unique<witness>(key, std::vector<verifying_key>{verifier_of(log.key)}, std::move(*state), clock);
    }
    witness_answer ask(const add_checkpoint& r, conflict how = conflict::refused) {
        return w->add_checkpoint(write_add_checkpoint(r), how);
    }
    [[nodiscard]] std::string kept() const { return directory + "/logs/" + origin_hash(log.key.name); }
};

void change(const std::string& path, const std::function<void(std::string&)>& body) {
    std::ifstream in(path, std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    body(text);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace

TEST_CASE("each checkpoint that goes on from the last is signed, and verifies") {
    stand s;
    for (std::uint64_t from = 0; from < 100; from += 10) {
        s.clock.now_s += 5;
        const witness_answer a = s.ask(s.log.growth(from, from + 10));
        REQUIRE(a.status == 200);
        const auto time_s = verify_cosignature(s.log.note(from + 10) + a.body, verifier_of(s.key));
        REQUIRE(time_s.ok());
        CHECK(*time_s == std::uint64_t(s.clock.now_s));
        if (from % 20 == 0) s.start();
    }
    const auto newest = s.w->newest(origin_hash(s.log.key.name));
    REQUIRE(newest);
    CHECK(open_checkpoint(*newest, verifier_of(s.log.key)).value().size == 100);
    CHECK_FALSE(s.w->newest(origin_hash("nobody")));
}

TEST_CASE("a proof from elsewhere is a conflict that says where to begin, at first from nothing") {
    stand s;
    CHECK(s.ask(s.log.growth(10, 20)).status == 409);
    CHECK(s.ask(s.log.growth(10, 20)).body == "0\n");
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    for (std::uint64_t from : {0, 10, 30}) {
        const witness_answer a = s.ask(s.log.growth(from, 40));
        CHECK(a.status == 409);
        CHECK(a.body == "20\n");
    }
    CHECK(s.ask(s.log.growth(5, 10)).status == 409);  // older than what was signed
    CHECK(s.ask(s.log.growth(20, 40)).status == 200);
}

TEST_CASE("the checkpoint signed last is signed again, and no older one") {
    stand s;
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    CHECK(s.ask(s.log.growth(20, 20)).status == 200);
    CHECK(s.ask(s.log.growth(0, 20)).status == 409);  // as C2SP has it
    CHECK(s.ask(s.log.growth(0, 20), conflict::repeated).status == 200);
    REQUIRE(s.ask(s.log.growth(20, 40)).status == 200);
    CHECK(s.ask(s.log.growth(0, 20), conflict::repeated).status == 409);
    CHECK(s.ask(s.fork.growth(0, 40), conflict::repeated).status == 409);
}

TEST_CASE("another history of one size is a fork, and both notes are kept") {
    stand s;
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    const witness_answer a = s.ask(s.fork.growth(20, 20));
    CHECK(a.status == 422);
    CHECK(a.fork);
    const auto before = a.evidence + "/before.note", offered = a.evidence + "/offered.request";
    change(before, [&](std::string& text) { CHECK(open_checkpoint(text, verifier_of(s.log.key)).ok()); });
    change(offered, [&](std::string& text) {
        const auto r = read_add_checkpoint(text);
        REQUIRE(r.ok());
        const auto theirs = open_checkpoint(r->note, verifier_of(s.log.key));
        REQUIRE(theirs.ok());
        CHECK(theirs->size == 20);
        CHECK(theirs->root != s.log.tree.root(20));
    });
    // By another way, and once more: the same evidence.
    CHECK(s.ask(s.fork.growth(0, 20)).status == 409);
    CHECK(s.ask(s.fork.growth(0, 20)).evidence == a.evidence);
    CHECK(s.ask(s.log.growth(20, 30)).status == 200);
}

TEST_CASE("a later fork has no proof, and is kept as unproved") {
    stand s;
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    const witness_answer a = s.ask(s.fork.growth(20, 30));
    CHECK(a.status == 422);
    CHECK_FALSE(a.fork);
    CHECK(std::filesystem::exists(a.evidence + "/offered.request"));
    CHECK(s.ask(s.log.growth(20, 30)).status == 200);
}

TEST_CASE("proofs that lead nowhere fill no folder: the newest is kept of each size signed last, and forks have room") {
    stand s;
    const auto evidence = [&](const std::string& kind) {
        std::size_t n = 0;
        for (const auto& entry : std::filesystem::directory_iterator(s.directory + "/evidence"))
            n += entry.path().filename().string().starts_with(kind);
        return n;
    };
    const auto without_proof = [&](std::uint64_t from, std::uint64_t to) {
        add_checkpoint r = s.log.growth(from, to);
        r.path.assign(1, hash32{});
        return r;
    };
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    for (std::uint64_t to = 21; to <= 30; ++to) {
        const witness_answer a = s.ask(without_proof(20, to));
        REQUIRE(a.status == 422);
        const std::string kept = scratch_folder::text_of(a.evidence + "/offered.request");
        REQUIRE(kept == write_add_checkpoint(without_proof(20, to)));
    }
    CHECK(evidence("unproved-") == 1);
    // And of every size on the way, both; the last of each can be read.
    witness_answer unproved, fork;
    for (std::uint64_t size = 21; size <= 45; ++size) {
        REQUIRE(s.ask(s.log.growth(size - 1, size)).status == 200);
        unproved = s.ask(without_proof(size, 100));
        fork = s.ask(s.fork.growth(size, size));
        REQUIRE(std::filesystem::exists(unproved.evidence + "/offered.request"));
        REQUIRE(std::filesystem::exists(fork.evidence + "/offered.request"));
        REQUIRE(fork.fork);
    }
    CHECK(evidence("unproved-") == most_evidence);
    CHECK(evidence("fork-") == most_evidence);
    CHECK(read_checkpoint(scratch_folder::text_of(unproved.evidence + "/before.note")).value().size == 45);
    CHECK(read_checkpoint(scratch_folder::text_of(fork.evidence + "/before.note")).value().size == 45);
}

TEST_CASE("killed between the checkpoint and the list, it lists the log before it signs again") {
    for (const bool later : {false, true}) {
        stand s;
        const std::string index = s.directory + "/witness", before = scratch_folder::text_of(index);
        REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
        s.w.reset();
        change(index, [&](std::string& text) { text = before; });
        s.start();
        CHECK_FALSE(s.w->newest(origin_hash(s.log.key.name)));  // nobody has its signature yet
        REQUIRE(s.ask(s.log.growth(20, later ? 30 : 20)).status == 200);
        CHECK(s.w->newest(origin_hash(s.log.key.name)));
        CHECK(s.w->state().origins() == std::vector{s.log.key.name});
        std::filesystem::remove(s.kept());
        CHECK(s.ask(s.fork.growth(0, 20)).status == 500);
        s.start();
        CHECK(s.ask(s.fork.growth(0, 20)).status == 500);
    }
}

TEST_CASE("where the list cannot be written no signature leaves, and the next asking writes it") {
    stand s;
    const std::string index = s.directory + "/witness", aside = s.folder.path("aside");
    std::filesystem::rename(index, aside);
    std::filesystem::create_directory(index);  // nothing can take its place
    for (int i = 0; i < 2; ++i) {
        const witness_answer a = s.ask(s.log.growth(0, 20), conflict::repeated);
        CHECK(a.status == 500);
        CHECK(a.body.empty());
        CHECK(std::filesystem::exists(s.kept()));
        CHECK_FALSE(s.w->newest(origin_hash(s.log.key.name)));
    }
    std::filesystem::remove(index);
    std::filesystem::rename(aside, index);
    CHECK(s.ask(s.log.growth(20, 20)).status == 200);
    s.start();
    CHECK(s.w->state().origins() == std::vector{s.log.key.name});
}

TEST_CASE("what a killed process had begun to write hinders nobody, and goes") {
    stand s;
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    const std::string evidence = s.ask(s.fork.growth(20, 20)).evidence;
    s.w.reset();
    std::vector<std::string> leftovers;
    // As this process would name them, were its id in the name, and as it does.
    for (const std::string& tail : {".new." + std::to_string(getpid()), std::string(".new.aB3dE9")})
        for (const std::string& place : {s.directory + "/witness", s.kept(), evidence + "/offered.request"})
            change(leftovers.emplace_back(place + tail), [](std::string& text) { text = "half"; });
    s.start();
    CHECK(s.ask(s.log.growth(20, 30)).status == 200);
    for (const std::string& leftover : leftovers)
        CHECK(std::filesystem::exists(leftover) == !is_unplaced_file(leftover));

    const std::string fresh = s.folder.path("fresh");
    std::filesystem::create_directories(fresh + "/logs");
    change(fresh + "/witness.new.aB3dE9", [](std::string& text) { text = "half"; });
    CHECK(witness_state::begin(fresh, verifier_of(s.key)).ok());
}

TEST_CASE("strangers, other logs and what is no request are told apart") {
    stand s;
    grown stranger(20), other(20);
    stranger.key = log_key(99);
    other.key = key_from_seed("other.example/log", {5});
    CHECK(s.ask(other.growth(0, 20)).status == 404);
    CHECK(s.ask(stranger.growth(0, 20)).status == 403);
    add_checkpoint spoiled = s.log.growth(0, 20);
    spoiled.note[spoiled.note.size() - 6] ^= 1;  // in the signature
    CHECK(s.ask(spoiled).status == 403);
    CHECK(s.w->add_checkpoint("", conflict::refused).status == 400);
    CHECK(s.w->add_checkpoint("old 1\n", conflict::refused).status == 400);
    add_checkpoint backwards = s.log.growth(0, 20);
    backwards.old_size = 21;
    CHECK(s.ask(backwards).status == 400);
    add_checkpoint longer = s.log.growth(0, 20);
    longer.path.push_back(empty_root());
    CHECK(s.ask(longer).status == 422);
    add_checkpoint empty{0, {}, sign_checkpoint({s.log.key.name, 0, s.log.tree.root(1), {}}, s.log.key)};
    CHECK(s.ask(empty).status == 422);
    CHECK(s.w->state().origins().empty());
}

TEST_CASE("lines of strangers under a checkpoint are neither kept nor counted") {
    stand s;
    add_checkpoint r = s.log.growth(0, 20);
    for (int i = 0; i < 99; ++i) r.note += signature_line("x" + std::to_string(i), byte_vec(100));
    const witness_answer a = s.ask(r);
    REQUIRE(a.status == 200);
    CHECK(verify_cosignature(s.log.note(20) + a.body, verifier_of(s.key)).ok());
    change(s.kept(), [&](std::string& text) { CHECK(text == s.log.note(20) + a.body); });
}

TEST_CASE("a damaged state refuses, whichever byte is damaged, and a file that is gone is missed") {
    stand s;
    REQUIRE(s.ask(s.log.growth(0, 20)).status == 200);
    std::string whole;
    change(s.kept(), [&](std::string& text) { whole = text; });
    for (std::size_t at = 0; at < whole.size(); ++at) {
        change(s.kept(), [&](std::string& text) { text = whole, text[at] = char(text[at] ^ 1); });
        INFO("byte " << at);
        REQUIRE(s.ask(s.log.growth(20, 30)).status == 500);
    }
    for (std::size_t length = 0; length < whole.size(); ++length) {
        change(s.kept(), [&](std::string& text) { text = whole.substr(0, length); });
        REQUIRE(s.ask(s.log.growth(0, 30)).status == 500);
    }
    std::filesystem::remove(s.kept());
    CHECK(s.ask(s.log.growth(0, 30)).status == 500);
    s.start();
    CHECK(s.ask(s.log.growth(0, 30)).status == 500);
    std::string index;
    change(s.directory + "/witness", [&](std::string& text) { index = text; });
    s.w.reset();
    for (std::size_t at = 0; at < index.size(); ++at) {
        change(s.directory + "/witness", [&](std::string& text) { text = index, text[at] = char(text[at] ^ 1); });
        const auto opened = witness_state::open(s.directory, verifier_of(s.key));
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().kind == fault_kind::damaged);
    }
}

TEST_CASE("a state is one witness's, in one process, and is begun on purpose") {
    stand s;
    CHECK(witness_state::open(s.directory, verifier_of(s.key)).error().kind == fault_kind::busy);
    s.w.reset();
    CHECK(witness_state::open(s.directory, verifier_of(key_from_seed("w2", {1}))).error().kind == fault_kind::foreign);
    CHECK(witness_state::open(s.folder.path("nowhere"), verifier_of(s.key)).error().kind == fault_kind::missing);
    CHECK(witness_state::begin(s.directory, verifier_of(s.key)).error().kind == fault_kind::refused);
}
