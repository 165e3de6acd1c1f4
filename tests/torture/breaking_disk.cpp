#include "tests/torture/breaking_disk.hpp"

#include <algorithm>

namespace rf::torture {
namespace {

constexpr std::size_t page = 512;

// What the platter has of a file that is `now` and was last synced as `synced`.
byte_vec survivor(const byte_vec& now, const byte_vec& synced, std::mt19937_64& dice) {
    if (now == synced) return now;
    switch (dice() % 4) {
        case 0:
            return synced;
        case 1:
            return now;
        default:
            break;
    }
    const std::size_t low = std::min(now.size(), synced.size()), high = std::max(now.size(), synced.size());
    byte_vec out(dice() % 2 == 0 ? now.size() : low + dice() % (high - low + 1));
    const bool rubbish = dice() % 4 == 0;
    for (std::size_t at = 0; at < out.size(); at += page) {
        const std::size_t end = std::min(at + page, out.size());
        const auto kind = dice() % 4;  // old, new, or torn between them
        const std::size_t tear = kind == 0 ? at : kind == 1 ? end : at + dice() % (end - at + 1);
        for (std::size_t i = at; i < end; ++i) {
            const bool fresh = kind == 3 ? i >= tear : i < tear;
            const byte_vec& from = fresh ? now : synced;
            if (i < from.size())
                out[i] = from[i];
            else
                out[i] = rubbish ? std::uint8_t(dice()) : 0;
        }
    }
    return out;
}

}  // namespace

void breaking_disk::plan(std::uint64_t n, breaking how, std::uint64_t seed) {
    const std::lock_guard hold(m_);
    break_at_ = calls_ + n;
    how_ = how;
    broke_ = false;
    dice_.seed(seed);
}
std::uint64_t breaking_disk::calls() const {
    const std::lock_guard hold(m_);
    return calls_;
}
bool breaking_disk::broke() const {
    const std::lock_guard hold(m_);
    return broke_;
}

breaking_disk::io breaking_disk::step(bool* spoilt) {
    if (dead_) return io::IOError("the power is off");
    const bool now = ++calls_ == break_at_ && how_ != breaking::never;
    broke_ = broke_ || now;
    const bool always = how_ == breaking::eio_always || how_ == breaking::enospc_always;
    if (!now && !(always && broke_)) return io::OK();
    if (spoilt != nullptr) *spoilt = true;
    if (how_ == breaking::power) {
        dead_ = true;
        return io::IOError("the power went off");
    }
    const bool full = how_ == breaking::enospc_once || how_ == breaking::enospc_always;
    return full ? io::NoSpace("planned: no space left on device")
                : io::IOError("planned: input/output error");
}

void breaking_disk::apply(names& to, const change& c) {
    if (!c.renamed_from.empty()) to.erase(c.renamed_from);
    if (c.to)
        to[c.name] = c.to;
    else
        to.erase(c.name);
}

void breaking_disk::record(const std::string& directory, change c) {
    apply(now_, c);
    unsynced_[directory].push_back(std::move(c));
}

breaking_disk::file_ptr breaking_disk::find(const std::string& f) const {
    const auto at = now_.find(f);
    return at == now_.end() ? nullptr : at->second;
}

breaking_disk::io breaking_disk::write(file& f, std::size_t at, byte_view bytes) {
    const std::lock_guard hold(m_);
    bool spoilt = false;
    const io s = step(&spoilt);
    if (!s.ok() && !spoilt) return s;
    if (spoilt) bytes = bytes.first(dice_() % (bytes.size() + 1));
    if (f.now.size() < at + bytes.size()) f.now.resize(at + bytes.size());
    std::copy(bytes.begin(), bytes.end(), f.now.begin() + long(at));
    return s;
}

breaking_disk::io breaking_disk::sync(file& f) {
    const std::lock_guard hold(m_);
    const io s = step();
    if (!s.ok())
        f.sync_failed = true;
    else if (!f.sync_failed)
        f.synced = f.now;
    return s;
}

breaking_disk::io breaking_disk::truncate(file& f, std::size_t size) {
    const std::lock_guard hold(m_);
    const io s = step();
    if (s.ok()) f.now.resize(size);
    return s;
}

breaking_disk::io breaking_disk::sync_names(const std::string& directory) {
    const std::lock_guard hold(m_);
    const io s = step();
    if (!s.ok()) return s;
    for (const change& c : unsynced_[directory]) apply(synced_, c);
    unsynced_.erase(directory);
    return s;
}

std::size_t breaking_disk::read(const file& f, std::size_t at, std::size_t n, char* to) const {
    const std::lock_guard hold(m_);
    if (at >= f.now.size()) return 0;
    n = std::min(n, f.now.size() - at);
    std::memcpy(to, f.now.data() + at, n);
    return n;
}

std::shared_ptr<breaking_disk> breaking_disk::after_power_loss(std::uint64_t seed) {
    const std::lock_guard hold(m_);
    dead_ = true;
    std::mt19937_64 dice(seed);
    names left = synced_;
    for (const auto& [directory, changes] : unsynced_) {
        const auto kind = dice() % 4;  // none, all, the first so many, any
        const std::size_t first = dice() % (changes.size() + 1);
        for (std::size_t i = 0; i < changes.size(); ++i) {
            if (kind == 0 || (kind == 2 && i >= first) || (kind == 3 && dice() % 2 == 0)) continue;
            apply(left, changes[i]);
        }
    }
    auto next = std::make_shared<breaking_disk>();
    next->directories_ = directories_;
    for (const auto& [name, f] : left) {
        auto fresh = std::make_shared<file>();
        fresh->now = fresh->synced = survivor(f->now, f->synced, dice);
        next->now_[name] = fresh;
    }
    next->synced_ = next->now_;
    return next;
}

std::shared_ptr<breaking_disk> breaking_disk::copy() const {
    const std::lock_guard hold(m_);
    auto next = std::make_shared<breaking_disk>();
    next->directories_ = directories_;
    for (const auto& [name, f] : now_) {
        auto fresh = std::make_shared<file>();
        fresh->now = fresh->synced = f->now;
        next->now_[name] = fresh;
    }
    next->synced_ = next->now_;
    return next;
}

std::shared_ptr<breaking_disk> breaking_disk::after_kill() {
    auto next = copy();
    const std::lock_guard hold(m_);
    dead_ = true;
    return next;
}

std::map<std::string, byte_vec> breaking_disk::contents() const {
    const std::lock_guard hold(m_);
    std::map<std::string, byte_vec> out;
    for (const auto& [name, f] : now_) out[name] = f->now;
    return out;
}
void breaking_disk::flip(const std::string& path, std::size_t byte, unsigned bit) {
    const std::lock_guard hold(m_);
    now_.at(path)->now.at(byte) ^= std::uint8_t(1u << bit);
}
void breaking_disk::put(const std::string& path, byte_view bytes) {
    const std::lock_guard hold(m_);
    auto f = std::make_shared<file>();
    f->now.assign(bytes.begin(), bytes.end());
    f->synced = f->now;
    now_[path] = synced_[path] = f;
}
void breaking_disk::remove(const std::string& path) {
    const std::lock_guard hold(m_);
    now_.erase(path);
    synced_.erase(path);
}

}  // namespace rf::torture
