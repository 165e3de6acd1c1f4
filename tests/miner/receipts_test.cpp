// A miner's signatures and the receipts for them, over real sockets.
#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "actors/miner/axon_request.hpp"
#include "actors/miner/server/receipt_file.hpp"
#include "events/sha256.hpp"
#include "tests/miner/asker_world.hpp"

using namespace rf;
using namespace rf::testing;
using schema::Outcome;

namespace {

const signing_key log_key = key_from_seed("sn.example/1", {7});

struct scratch {
    std::string folder;
    scratch() {
        static int number = 0;
        folder = std::filesystem::temp_directory_path() /
                 ("rf-receipts-" + std::to_string(::getpid()) + "-" + std::to_string(number++));
        std::filesystem::create_directory(folder);
    }
    ~scratch() { std::filesystem::remove_all(folder); }
    [[nodiscard]] std::string file() const { return folder + "/receipts.jsonl"; }
    [[nodiscard]] std::vector<std::string> lines() const {
        std::ifstream in(file());
        std::vector<std::string> out;
        for (std::string line; std::getline(in, line);) out.push_back(line);
        return out;
    }
};

struct asked {
    prepared_question question;
    miner_reply reply;
};
asked ask(asker_here& asker, const std::string& endpoint, const account& miner) {
    asked a;
    a.question = asker.port.prepare(task_number(7), miner, endpoint);
    std::promise<miner_reply> replied;
    asker.port.send(a.question, [&](miner_reply r) { replied.set_value(std::move(r)); });
    a.reply = replied.get_future().get();
    return a;
}

reply_receipt receipt_for(const asked& a, std::uint64_t event = 5) {
    reply_receipt r;
    r.origin = "sn.example/1";
    r.epoch = 3;
    r.miner = a.question.miner;
    r.lines.push_back({event, a.question.request_id, sha256(a.reply.body), hash32{}});
    return r;
}

task_result told_with(std::string note, const signing_key& key = log_key) {
    task_result t;
    t.epoch = 3;
    t.uid = 1;
    t.score = 0.5;
    t.receipts.push_back(std::move(note));
    t.receipt_key = encode_verifier(verifier_of(key));
    return t;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("a reply is signed where the miner signs, and only then") {
    for (const bool signs : {false, true})
        for (const bool records : {false, true}) {
            CAPTURE(signs);
            CAPTURE(records);
            auto s = serving({behaviour::elite});
            s.sign = signs;
            const account who = s.miners[0].key.who();
            const auto miners = served(std::move(s));
            asker_settings chosen = near_settings();
            chosen.signatures = records;
            asker_here asker(chosen);
            const asked a = ask(asker, endpoint_of(*miners, 0), who);
            CHECK(a.reply.outcome == Outcome::ANSWERED);
            CHECK(a.reply.detail.empty());
            REQUIRE(a.reply.signature.has_value() == (signs && records));
            if (!a.reply.signature) continue;
            // What the log has of it is enough to check it.
            reply_statement said{validator_key().who(), who, a.question.request_id, a.question.body_hash,
                                 sha256(a.reply.body)};
            CHECK(is_signed_by_miner(said, *a.reply.signature));
            for (auto spoil : {+[](reply_statement& x) { x.reply.b[3] ^= 1; },
                               +[](reply_statement& x) { x.request[0] ^= 1; },
                               +[](reply_statement& x) { x.request_body.b[31] ^= 1; },
                               +[](reply_statement& x) { x.validator.b[0] ^= 1; },
                               +[](reply_statement& x) { x.miner = some_miner(); }}) {
                reply_statement other = said;
                spoil(other);
                CHECK_FALSE(is_signed_by_miner(other, *a.reply.signature));
            }
        }
}

TEST_CASE("a signature of something else harms nothing, and is not recorded") {
    auto s = serving({behaviour::forger});
    s.sign = true;
    const account who = s.miners[0].key.who();
    const auto miners = served(std::move(s));
    asker_here asker;
    const asked a = ask(asker, endpoint_of(*miners, 0), who);
    CHECK(a.reply.outcome == Outcome::ANSWERED);
    CHECK_FALSE(a.reply.signature);
    CHECK(has(a.reply.detail, "its signature is not one of this reply"));
}

TEST_CASE("what is no answer may be signed too") {
    auto s = serving({behaviour::wrong_hash});
    s.sign = true;
    const account who = s.miners[0].key.who();
    const auto miners = served(std::move(s));
    asker_here asker;
    const asked a = ask(asker, endpoint_of(*miners, 0), who);
    CHECK(a.reply.outcome == Outcome::BAD_HASH);
    CHECK(a.reply.signature);
}

TEST_CASE("a receipt is checked and kept; an altered one, another's and a stranger's do not hold") {
    scratch at;
    auto file = receipt_file::open(at.file(), std::nullopt);
    REQUIRE(file.ok());
    auto s = serving({behaviour::elite, behaviour::elite});
    s.sign = true;
    std::vector<bool> held;
    s.keep = [&](const told_receipt& t) { held.push_back((*file)->keep(t).value()); };
    const account who = s.miners[0].key.who(), other = s.miners[1].key.who();
    const auto miners = served(std::move(s));
    asker_here asker;
    const asked a = ask(asker, endpoint_of(*miners, 0), who);
    const std::string good = sign_receipt(receipt_for(a), log_key);
    auto tell = [&](const task_result& t, std::size_t to = 0) {
        CHECK(asker.tell(endpoint_of(*miners, to), t, to == 0 ? who : other));
        return held.back();
    };
    CHECK(tell(told_with(good)));
    std::string altered = good;
    altered[altered.find("\n3\n") + 1] = '4';
    CHECK_FALSE(tell(told_with(altered)));
    CHECK(has(at.lines().back(), "\"why\": \"its signature does not verify\""));
    CHECK_FALSE(tell(told_with(good), 1));
    CHECK(has(at.lines().back(), "another miner's"));
    CHECK_FALSE(tell(told_with("nonsense")));
    // Trust on first use: a second key of the same validator does not hold.
    const signing_key second = key_from_seed("sn.example/1", {8});
    CHECK_FALSE(tell(told_with(sign_receipt(receipt_for(a), second), second)));
    CHECK(has(at.lines().back(), "not by the key that is expected"));
    // A reply that was never sent so.
    asked invented = a;
    invented.reply.body.push_back('x');
    CHECK_FALSE(tell(told_with(sign_receipt(receipt_for(invented), log_key))));
    CHECK(has(at.lines().back(), "\"replies\": 1, \"as_sent\": 0"));
    CHECK(at.lines().size() == 6);
    CHECK(has(at.lines().front(), "\"holds\": true"));
}

TEST_CASE("the file remembers whom it trusts, and a torn last line is passed over") {
    scratch at;
    told_receipt t{"5Validator", "5Miner", encode_verifier(verifier_of(log_key)), "", 1, 1, ""};
    reply_receipt r;
    r.origin = "sn.example/1";
    r.lines.push_back({});
    t.note = sign_receipt(r, log_key);
    {
        auto file = receipt_file::open(at.file(), std::nullopt);
        REQUIRE(file.ok());
        CHECK(*(*file)->keep(t));
    }
    std::ofstream(at.file(), std::ios::app) << R"({"validator": "5Validator", "key": "tor)";
    auto again = receipt_file::open(at.file(), std::nullopt);
    REQUIRE(again.ok());
    told_receipt other = t;
    const signing_key second = key_from_seed("sn.example/1", {8});
    other.key = encode_verifier(verifier_of(second));
    other.note = sign_receipt(r, second);
    CHECK_FALSE(*(*again)->keep(other));
    CHECK(*(*again)->keep(t));
    CHECK(at.lines().size() == 4);
    other.validator = "5Another";
    CHECK(*(*again)->keep(other));

    auto pinned = receipt_file::open(at.file(), verifier_of(second));
    REQUIRE(pinned.ok());
    other.validator = "5Validator";
    CHECK(*(*pinned)->keep(other));
    CHECK_FALSE(*(*pinned)->keep(t));
    CHECK_FALSE(receipt_file::open(at.folder, std::nullopt).ok());  // a folder
}

TEST_CASE("a miner that knows nothing of receipts hears its result all the same") {
    const auto miners = served(serving({behaviour::elite}));
    asker_here asker;
    CHECK(asker.tell(endpoint_of(*miners, 0), told_with("whatever"), key_number(100).who()));
}
