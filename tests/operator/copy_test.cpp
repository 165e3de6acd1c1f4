#include "actors/programs/operator_copy.hpp"

#include <thread>

#include "tests/operator/place.hpp"

using namespace rf;
using namespace rf::test;

namespace {
namespace files = std::filesystem;

byte_vec any_event(std::uint64_t n) {
    event_draft d;
    d.event().setSeq(n);
    d.event().setTerm(1);
    d.event().initAlarmRaised().setName("alarm " + std::to_string(n));
    return d.encode().value();
}

}  // namespace

TEST_CASE("a copy has every event, blob and note of the log, its root, and no key") {
    const place p;
    make_log(p.at("log"));
    auto did = copy_log(p.at("log"), p.at("copy"));
    if (!did) FAIL(did.error().text());
    CHECK(did->at == head_of(p.at("log")));
    CHECK(head_of(p.at("copy")) == head_of(p.at("log")));
    CHECK(did->notes == 3);
    CHECK(did->pruned == 0);
    CHECK(audited(p.at("copy")) == 3);
    CHECK_FALSE(files::exists(p.at("copy") + "/log.key"));
    CHECK_FALSE(files::exists(p.at("copy.part")));
    CHECK(store::verify_all(p.at("copy"))->blobs == store::verify_all(p.at("log"))->blobs);
}

TEST_CASE("a copy opens for nobody who would write, and says what to do") {
    const place p;
    make_log(p.at("log"));
    REQUIRE(copy_log(p.at("log"), p.at("copy")).ok());
    auto opened = operator_log::open(p.at("copy"));
    REQUIRE_FALSE(opened.ok());
    CHECK(opened.error().kind == fault_kind::refused);
    CHECK(opened.error().advice.find("rf-validator continue") != std::string::npos);
    CHECK(slurp(p.at("copy") + "/copy-of").find(origin) != std::string::npos);
    // What is restored from it is a copy again.
    REQUIRE(copy_log(p.at("copy"), p.at("restored")).ok());
    CHECK(head_of(p.at("restored")) == head_of(p.at("log")));
    CHECK_FALSE(operator_log::open(p.at("restored")).ok());
    CHECK(operator_log::open(p.at("log")).ok());
}

TEST_CASE("a copy made while a writer appends is the log as it was at one moment") {
    const place p;
    auto log = store::create(p.at("log"), origin);
    REQUIRE(log.ok());
    std::atomic<bool> over = false;
    std::atomic<std::uint64_t> written = 0;
    std::thread writer([&] {
        for (std::uint64_t n = 0; !over; ++n) {
            const byte_vec bytes = any_event(n);
            const appended one[] = {{bytes, epoch_mark::none, 0}};
            if (!(*log)->append(one, {}).ok()) std::abort();
            written = n + 1;
        }
    });
    std::uint64_t last = 0;
    for (int i = 0; i < 4; ++i) {
        while (written <= last) std::this_thread::yield();
        const std::string to = p.at("copy" + std::to_string(i));
        auto did = copy_log(p.at("log"), to);
        if (!did) {
            over = true;
            writer.join();
            FAIL(did.error().text());
        }
        CHECK(did->at.size > last);
        last = did->at.size;
    }
    over = true;
    writer.join();
    // Each has the root that the log had at that size.
    for (int i = 0; i < 4; ++i) {
        const head at = head_of(p.at("copy" + std::to_string(i)));
        CHECK(root_at(at.size, (*log)->tree()).value() == at.root);
    }
}

TEST_CASE("a log with a damaged event gives no copy") {
    const place p;
    make_log(p.at("log"));
    // A flipped byte in the middle of RocksDB's newest data.
    std::string victim;
    std::uintmax_t most = 0;
    for (const auto& f : files::directory_iterator(p.at("log") + "/db"))
        if ((f.path().extension() == ".log" || f.path().extension() == ".sst") && f.file_size() > most) {
            most = f.file_size();
            victim = f.path().string();
        }
    std::string bytes = slurp(victim);
    bytes[bytes.size() / 2] = char(bytes[bytes.size() / 2] ^ 1);
    std::ofstream(victim, std::ios::binary) << bytes;
    CHECK_FALSE(copy_log(p.at("log"), p.at("copy")).ok());
    CHECK_FALSE(files::exists(p.at("copy")));
}

TEST_CASE("a copy takes no other's place") {
    const place p;
    make_log(p.at("log"));
    files::create_directory(p.at("full"));
    std::ofstream(p.at("full") + "/something") << "x";
    CHECK(copy_log(p.at("log"), p.at("full")).error().what.find("not empty") != std::string::npos);
    files::create_directory(p.at("half.part"));
    CHECK(copy_log(p.at("log"), p.at("half")).error().what.find("not finished") != std::string::npos);
    files::create_directory(p.at("empty"));
    CHECK(copy_log(p.at("log"), p.at("empty")).ok());
    CHECK(copy_log(p.at("nowhere"), p.at("copy")).error().kind == fault_kind::missing);
}

TEST_CASE("payloads that were pruned are counted, and everything else is there") {
    const place p;
    make_log(p.at("log"));
    {
        auto log = operator_log::open(p.at("log"));
        REQUIRE(log.ok());
        REQUIRE((*log)->begin("test").ok());
        event_draft fact;
        fact.event().initBlobsPruned().setThroughEpoch(1);
        REQUIRE((*log)->take(command(record{std::move(fact), {}})).ok());
        REQUIRE((*log)->end("pruned").ok());
        event_decoder d;
        for (std::uint64_t n = 0; n < (*log)->log().head().size; ++n) {
            const byte_vec bytes = (*log)->log().read(n).value();
            auto event = d.read(bytes).value();
            if (!event.isReplyRecorded() || event.getEpoch() != 1) continue;
            const hash32 name[] = {*as_hash(bytes_of(event.getReplyRecorded().getBody().getSha256()))};
            REQUIRE((*log)->log().prune(name).value() == 1);
            break;
        }
    }
    auto did = copy_log(p.at("log"), p.at("copy"));
    REQUIRE(did.ok());
    CHECK(did->pruned == 1);
    CHECK(audited(p.at("copy")) == 3);
}
