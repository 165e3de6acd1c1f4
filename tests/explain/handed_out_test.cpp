// rf-dispute on a log whose last epoch is sealed, and its weights not yet known to the chain.
#include <doctest/doctest.h>

#include <sys/wait.h>

#include <cstdio>
#include <filesystem>

#include "events/store/store.hpp"
#include "replay/named_blobs.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;
namespace fs = std::filesystem;

namespace {

struct scratch {
    std::string path = (fs::temp_directory_path() / "handed_out_XXXXXX").string();
    scratch() { REQUIRE(mkdtemp(path.data()) != nullptr); }
    ~scratch() { fs::remove_all(path); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
};

struct said {
    int code = 0;
    std::string out;  // both streams
    [[nodiscard]] bool has(const std::string& text) const { return out.find(text) != std::string::npos; }
};

said dispute(const std::string& arguments) {
    const char* bin = std::getenv("RF_BIN");
    const std::string program = std::string(bin ? bin : "build/dev/bin") + "/rf-dispute ";
    std::FILE* pipe = popen((program + arguments + " 2>&1").c_str(), "r");
    REQUIRE(pipe != nullptr);
    said s;
    char piece[4096];
    for (std::size_t n; (n = std::fread(piece, 1, sizeof piece, pipe)) > 0;) s.out.append(piece, n);
    s.code = WEXITSTATUS(pclose(pipe));
    return s;
}

// Of a log, what comes before that event, with its notes.
void write_store(const memory_log& from, std::uint64_t end, const std::string& path) {
    auto to = store::create(path, "test.example/log");
    REQUIRE(to.ok());
    event_decoder decoder;
    for (std::uint64_t n = 0; n < end; ++n) {
        const auto bytes = from.read(n);
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        std::vector<blob> blobs;
        each_named_blob(*event, [&](const hash32& name, std::uint64_t) {
            if (auto held = from.read_blob(name)) blobs.push_back({name, *held});
        });
        const appended one[] = {mark_of(*bytes, *event)};
        REQUIRE((*to)->append(one, blobs).ok());
        if (auto note = from.read_checkpoint_at(n + 1)) REQUIRE((*to)->put_checkpoint(n + 1, *note).ok());
    }
    REQUIRE((*to)->settle().ok());
}

}  // namespace

TEST_CASE("nothing is handed out of an epoch whose weights the chain does not know") {
    synth_options o = small_world(12);
    o.mechanisms = {"reasonforge"};
    o.epochs = 2;
    o.hostile = false;
    const memory_log log = invent(o);
    const std::uint64_t seal = *log.find_epoch(2)->sealed, before = *log.find_epoch(1)->sealed;
    event_decoder decoder;
    const auto opening = log.read(log.find_epoch(2)->opened);
    const std::string miner = std::to_string(decoder.read(*opening)->getEpochOpened().getSeats()[0].getUid());
    const scratch work;
    const std::string early = work.path + "/early", late = work.path + "/late";
    write_store(log, seal + 1, early);
    write_store(log, log.head().size, late);

    const std::string explain = " --epoch 2 --miner " + miner;
    const said refused = dispute("explain --for-miner --data " + early + explain);
    CHECK(refused.code == 2);
    CHECK_MESSAGE(refused.has("have not been intended for the chain yet"), refused.out);
    CHECK_MESSAGE(refused.has("wait"), refused.out);
    CHECK_FALSE_MESSAGE(refused.has("THE WEIGHT"), refused.out);
    const said warned = dispute("explain --data " + early + explain);
    CHECK(warned.code == 0);
    CHECK_MESSAGE(warned.has("do not hand this out"), warned.out);
    CHECK(warned.has("THE WEIGHT"));
    for (const char* how : {"explain --data ", "explain --for-miner --data "}) {
        const said free = dispute(how + late + explain);
        CHECK(free.code == 0);
        CHECK_FALSE_MESSAGE(free.has("do not hand this out"), free.out);
    }
    CHECK(dispute("explain --for-miner --epoch 1 --data " + early + " --miner " + miner).code == 0);

    const auto prove = [&](const std::string& data, std::uint64_t event, const std::string& more) {
        return dispute("prove --data " + data + " --event " + std::to_string(event) + more + " -o " + work.path + "/p");
    };
    for (const std::string& more : {std::string(), " --event-out " + work.path + "/e"}) {
        const said kept = prove(early, seal, more);
        CHECK(kept.code == 2);
        CHECK_MESSAGE(kept.has("tells the weights of epoch 2"), kept.out);
        CHECK_FALSE(fs::exists(work.path + "/p"));
        CHECK_FALSE(fs::exists(work.path + "/e"));
    }
    CHECK(prove(early, before, " --event-out " + work.path + "/e").code == 0);
    CHECK(prove(late, seal, " --event-out " + work.path + "/e").code == 0);
}
