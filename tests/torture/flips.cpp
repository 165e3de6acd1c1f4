// Every bit of a store, flipped once: the same is read, or a fault says where.
#include <algorithm>
#include <atomic>
#include <thread>

#include "events/sha256.hpp"
#include "events/store/store.hpp"
#include "tests/torture/breaking_disk.hpp"
#include "tests/torture/story.hpp"
#include "tests/torture/trials.hpp"

namespace rf::torture {
namespace {

constexpr const char* where = "/log";

// A small store with all that a store can have: several epochs, a full tile,
// blobs put and pruned, checkpoints, files of two flushes and a log that is not
// flushed yet.
struct sample {
    std::shared_ptr<breaking_disk> disk = std::make_shared<breaking_disk>();
    story told{42};
    std::string text;

    explicit sample(const store::planted_mistakes& planted) {
        auto on = std::make_shared<store::disk>(disk);
        on->planted = planted;
        const store::options how{on, true, 1 << 20};
        auto log = store::create(where, story::origin, how);
        RF_REQUIRE(log.ok());
        write(static_cast<store::rocks_writer&>(**log));
        log->reset();
        // Opening again moves RocksDB's log into files, table by table: records
        // of the MANIFEST that may be lost one without the other.
        auto again = store::open(where, how);
        RF_REQUIRE(again.ok());
        write_more(static_cast<store::rocks_writer&>(*again->log));
        again->log.reset();
        disk = disk->copy();
        text = read(disk, told.asked(), planted).value();
    }

    void write(store::rocks_writer& log) {
        RF_REQUIRE(!told.append(log, 200, 4) && !told.checkpoint(log) && log.flush().ok());
        RF_REQUIRE(!told.append(log, 70, 3) && !told.prune(log) && log.flush().ok());
        RF_REQUIRE(!told.append(log, 40, 2) && !told.checkpoint(log));
    }
    void write_more(store::rocks_writer& log) {
        RF_REQUIRE(!told.append(log, 10, 2) && !told.checkpoint(log) && !told.append(log, 3, 1));
    }

    static result<std::string> read(const std::shared_ptr<breaking_disk>& from, const questions& ask,
                                    const store::planted_mistakes& planted) {
        auto on = std::make_shared<store::disk>(from);
        on->planted = planted;
        const store::options how{on, true, 1 << 20};
        auto origin = store::read_origin(where, how);
        if (!origin) return origin.error();
        auto log = store::open_read_only(where, how);
        if (!log) return log.error();
        auto all = tell_everything(**log, ask);
        if (!all) return all.error();
        return *origin + "\n" + *all;
    }
};

struct byte_place {
    std::string file;
    std::size_t offset = 0;
    std::string name;  // of the event, tile or blob it lies in; empty elsewhere
};

// Names for the bytes of rows, found by looking for what was written.
void name_rows(std::vector<byte_place>& places, const byte_vec& in, byte_view row, const std::string& name) {
    if (row.size() < 8) return;
    for (auto at = in.begin(); (at = std::search(at, in.end(), row.begin(), row.end())) != in.end(); ++at) {
        for (std::size_t i = 0; i < row.size(); ++i) places[std::size_t(at - in.begin()) + i].name = name;
    }
}

std::vector<byte_place> all_places(const sample& s, const flip_plan& plan) {
    std::vector<byte_place> out;
    byte_vec tile;
    for (std::size_t n = 0; n < 256; ++n) {
        const hash32 leaf = leaf_hash(s.told.events()[n]);
        tile.insert(tile.end(), leaf.b.begin(), leaf.b.end());
    }
    for (const auto& [path, bytes] : s.disk->contents()) {
        std::vector<byte_place> places;
        for (std::size_t i = 0; i < bytes.size(); ++i) places.push_back({path, i, ""});
        if (path.ends_with(".sst")) {
            for (std::size_t n = 0; n < s.told.events().size(); ++n) {
                name_rows(places, bytes, s.told.events()[n], "event " + std::to_string(n));
            }
            for (const auto& [name, b] : s.told.blobs()) name_rows(places, bytes, b, "blob " + hex(name));
            name_rows(places, bytes, tile, "tile/0/000");
        }
        if (path.find(plan.file) == std::string::npos) continue;
        for (std::size_t i = 0; i < places.size(); i += plan.only_each) {
            if (plan.offset < 0 || std::size_t(plan.offset) == i) out.push_back(places[i]);
        }
    }
    return out;
}

std::string short_name(const std::string& path) {
    return path.substr(std::string_view(where).size() + 1);
}

// Empty if the flip is reported as it should be, or changes nothing.
std::string judge(const sample& s, const byte_place& at, const result<std::string>& got, verdict& v) {
    if (got) {
        ++v.met["without effect"];
        return *got == s.text ? "" : "other bytes are read, and nothing is reported";
    }
    ++v.met[at.name.empty() ? "reported by file" : "reported by name"];
    const std::string& place = got.error().where;
    if (got.error().kind == fault_kind::missing) return "reported as missing: " + got.error().text();
    const bool named = at.name.empty() ? place.find("file " + short_name(at.file)) != std::string::npos
                                       : (place + ",").find(at.name + ",") != std::string::npos;
    return named ? "" : "reported elsewhere: " + got.error().text();
}

}  // namespace

verdict flip_trials(const flip_plan& plan, const store::planted_mistakes& planted,
                    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    const sample s(planted);
    const auto places = all_places(s, plan);
    std::atomic<std::size_t> next = 0;
    std::mutex m;
    verdict all;
    all.met["bytes"] = places.size();
    const auto work = [&] {
        auto disk = s.disk->copy();
        verdict v;
        for (std::size_t i; (i = next++) < places.size() && v.wrong.empty();) {
            const byte_place& at = places[i];
            for (unsigned bit = 0; bit < 8; ++bit) {
                if (!plan.every_bit && bit != (at.offset * 7 + at.offset / 8) % 8) continue;
                disk->flip(at.file, at.offset, bit);
                const std::string wrong = judge(s, at, sample::read(disk, s.told.asked(), planted), v);
                disk->flip(at.file, at.offset, bit);
                ++v.met["flips"];
                if (wrong.empty()) continue;
                v.wrong = at.file + ", byte " + std::to_string(at.offset) + ", bit " + std::to_string(bit) +
                          ": " + wrong + (at.name.empty() ? "" : "; it lies in " + at.name);
                v.again = "flips --file " + short_name(at.file) + " --byte " + std::to_string(at.offset) +
                          (plan.every_bit ? " --every-bit" : "");
                next = places.size();
                break;
            }
            if (progress && i % 256 == 0) progress(i, places.size());
        }
        const std::lock_guard hold(m);
        all.add(v);
    };
    std::vector<std::thread> workers;
    for (unsigned i = 1; i < std::min(4u, std::max(1u, std::thread::hardware_concurrency())); ++i)
        workers.emplace_back(work);
    work();
    for (auto& w : workers) w.join();
    return all;
}

}  // namespace rf::torture
