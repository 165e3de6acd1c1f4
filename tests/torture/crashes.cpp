// Power losses and failing calls, on a disk in memory.
#include "events/store/store.hpp"
#include "tests/torture/breaking_disk.hpp"
#include "tests/torture/story.hpp"
#include "tests/torture/trials.hpp"

namespace rf::torture {
namespace {

constexpr const char* where = "/log";

// One machine: a disk with a log on it, between two crashes.
class machine {
  public:
    machine(std::shared_ptr<breaking_disk> files, const store::planted_mistakes& planted)
        : files_(std::move(files)), on_(std::make_shared<store::disk>(files_)) {
        on_->planted = planted;
        how_ = {on_, true, 1 << 20};
    }
    ~machine() { log_.reset(); }
    breaking_disk& files() { return *files_; }
    [[nodiscard]] const store::options& how() const { return how_; }
    [[nodiscard]] bool has_log() const { return log_ != nullptr; }
    store::rocks_writer& log() { return static_cast<store::rocks_writer&>(*log_); }

    std::optional<fault> create() {
        auto made = store::create(where, story::origin, how_);
        if (!made) return made.error();
        log_ = std::move(*made);
        return std::nullopt;
    }
    std::optional<fault> open() {
        log_.reset();
        auto opened = store::open(where, how_);
        if (!opened) return opened.error();
        log_ = std::move(opened->log);
        repaired = std::move(opened->repaired);
        return std::nullopt;
    }
    std::shared_ptr<breaking_disk> power_loss(std::uint64_t seed) {
        auto left = files_->after_power_loss(seed);
        log_.reset();
        return left;
    }
    std::shared_ptr<breaking_disk> kill() {
        auto left = files_->after_kill();
        log_.reset();
        return left;
    }
    std::optional<store::repair> repaired;

  private:
    std::shared_ptr<breaking_disk> files_;
    std::shared_ptr<store::disk> on_;
    store::options how_;
    std::unique_ptr<log_writer> log_;
};

// Both ways to open must give what the story says, and a repair that was made
// must be told until it is recorded.
std::string check_found(machine& m, story& told, verdict& v) {
    auto reader = store::open_read_only(where, m.how());
    if (!reader) return "reading: " + reader.error().text();
    std::string wrong = told.compare(**reader);
    if (!wrong.empty()) return "reading: " + wrong;
    reader->reset();
    if (auto f = m.open()) {
        if (m.files().broke()) return "";
        return "opening: " + f->text();
    }
    const auto repaired = m.repaired;
    wrong = told.compare(m.log());
    if (!wrong.empty()) return "opened: " + wrong;
    if (!repaired) return "";
    ++v.met["torn tails cut"];
    if (repaired->found != m.log().head()) return "the repair tells of another head than there is";
    if (auto f = m.open()) return m.files().broke() ? "" : "opening after a repair: " + f->text();
    return m.repaired ? "" : "a repair was forgotten before it was recorded";
}

// Whether a writer that has told of a failure takes another event.
bool writes_again(store::rocks_writer& log) {
    const byte_vec bytes = {1};
    const appended event{bytes};
    return log.append({&event, 1}, {}).ok() || log.settle().ok();
}

}  // namespace

void verdict::add(const verdict& other) {
    if (wrong.empty()) {
        wrong = other.wrong;
        again = other.again;
    }
    for (const auto& [what, n] : other.met) met[what] += n;
}

verdict power_trial(std::uint64_t seed, const store::planted_mistakes& planted) {
    std::mt19937_64 dice(seed ^ 0x9e3779b97f4a7c15ull);
    verdict v;
    story told(dice());
    bool created = false;
    auto disk = std::make_shared<breaking_disk>();
    for (int round = 0; round < 3 && v.wrong.empty(); ++round) {
        machine m(disk, planted);
        // The power goes at some call; opening and creating have their share.
        disk->plan(1 + dice() % (dice() % 2 == 0 ? 60 : 400), breaking::power, dice());
        std::optional<fault> f = created ? m.open() : m.create();
        if (!f && !created) created = true;
        if (f && !disk->broke()) {
            v.wrong = "opening: " + f->text();
            break;
        }
        const auto steps = dice() % 40;
        for (std::uint64_t i = 0; i < steps && !f; ++i) f = told.go_on(m.log());
        if (f && !disk->broke()) {
            v.wrong = "writing: " + f->text();
            break;
        }
        ++v.met[disk->broke() ? "power lost at a call" : "power lost between calls"];
        disk = m.power_loss(dice());
        if (!created) {
            ++v.met["power lost while creating"];
            if (store::read_origin(where, {std::make_shared<store::disk>(disk), true}).ok()) created = true;
        }
        if (!created) continue;
        machine after(disk, planted);
        v.wrong = check_found(after, told, v);
        if (v.wrong.empty() && dice() % 2 == 0) {
            for (auto i = dice() % 5; i > 0; --i) {
                if ((f = told.go_on(after.log()))) v.wrong = "writing after a crash: " + f->text();
            }
            // The journal would record a repair in its very next append.
            if (v.wrong.empty() && (f = told.append(after.log(), 1, 0))) v.wrong = "appending: " + f->text();
        }
        disk = dice() % 2 == 0 ? after.kill() : after.power_loss(dice());
    }
    v.again = "power --seeds " + std::to_string(seed) + ".." + std::to_string(seed + 1);
    return v;
}

verdict error_trials(const store::planted_mistakes& planted) {
    verdict v;
    v.again = "errors";
    for (const breaking how : {breaking::eio_once, breaking::eio_always, breaking::enospc_once,
                               breaking::enospc_always, breaking::power}) {
        for (std::uint64_t n = 1; v.wrong.empty(); ++n) {
            auto disk = std::make_shared<breaking_disk>();
            machine m(disk, planted);
            story told(n);
            disk->plan(n, how, n);
            bool created = false;
            std::optional<fault> f = m.create();
            created = !f;
            const auto then = [&](auto&& step) {
                if (!f) f = step();
            };
            const auto flush = [&]() -> std::optional<fault> {
                auto s = m.log().flush();
                if (!s) return s.error();
                return std::nullopt;
            };
            const auto compact = [&]() -> std::optional<fault> {
                auto s = m.log().compact();
                if (!s) return s.error();
                return std::nullopt;
            };
            for (int part = 0; part < 2; ++part) {
                then([&] { return told.append(m.log(), 150, 2); });
                then([&] { return told.append(m.log(), 3, 1); });
                then([&] { return told.checkpoint(m.log()); });
                then(flush);
                then([&] { return told.append(m.log(), 20, 1); });
                then([&] { return told.prune(m.log()); });
                if (part == 0) then([&] { return m.open(); });
            }
            then(flush);
            then(compact);
            then([&] { return told.append(m.log(), 1, 0); });
            const bool broke = disk->broke();
            const std::string place =
                "call " + std::to_string(n) + " failing in way " + std::to_string(int(how));
            if (f && !broke) v.wrong = place + ": " + f->text();
            if (f)
                ++v.met["calls whose failure was told"];
            else if (broke)
                ++v.met["calls whose failure did no harm"];
            if (f && m.has_log() && writes_again(m.log())) v.wrong = place + ": written after a failed write";
            for (const bool power : {false, true}) {
                if (!v.wrong.empty()) break;
                auto left = power ? disk->after_power_loss(n) : disk->copy();
                machine after(left, planted);
                if (!created && !store::read_origin(where, after.how()).ok()) {
                    if (auto again = after.create()) v.wrong = place + ": creating again: " + again->text();
                    ++v.met["creations repeated"];
                    continue;
                }
                story same = told;
                v.wrong = check_found(after, same, v);
                if (!v.wrong.empty()) v.wrong = place + (power ? ", then a power loss: " : ": ") + v.wrong;
            }
            if (!broke) break;
        }
    }
    return v;
}

}  // namespace rf::torture
