#include "events/store/anchor_keeper.hpp"

#include <chrono>

namespace rf::store {

constexpr auto longest_wait = std::chrono::milliseconds(100);

anchor_keeper::anchor_keeper(anchor_file file, const tally& written, bool inline_writes)
    : file_(std::move(file)), inline_(inline_writes), posted_(written), on_disk_(written.changes) {
    if (!inline_) thread_ = std::thread([this] { run(); });
}

anchor_keeper::~anchor_keeper() {
    if (inline_) return;
    {
        const std::lock_guard hold(m_);
        closing_ = true;
    }
    wake_.notify_all();
    thread_.join();
}

void anchor_keeper::write_begins() {
    if (inline_) return;
    {
        const std::lock_guard hold(m_);
        if (posted_.changes == on_disk_) return;
        urgent_ = true;
    }
    wake_.notify_one();
}

status anchor_keeper::post(const tally& t) {
    std::unique_lock hold(m_);
    if (stopped_) return *stopped_;
    const bool was_idle = posted_.changes == on_disk_;
    posted_ = t;
    if (!inline_) {
        hold.unlock();
        if (was_idle) wake_.notify_one();
        return done();
    }
    auto wrote = file_.write(t);
    if (!wrote)
        stopped_ = wrote.error();
    else
        on_disk_ = t.changes;
    return wrote;
}

status anchor_keeper::settle() {
    std::unique_lock hold(m_);
    if (!inline_ && !stopped_ && on_disk_ != posted_.changes) {
        const std::uint64_t needed = posted_.changes;
        urgent_ = true;
        wake_.notify_one();
        written_.wait(hold, [&] { return stopped_ || on_disk_ >= needed; });
    }
    if (stopped_) return *stopped_;
    return done();
}

std::optional<fault> anchor_keeper::stopped() {
    const std::lock_guard hold(m_);
    return stopped_;
}

void anchor_keeper::give_up() {
    const std::lock_guard hold(m_);
    if (!stopped_) stopped_ = fault{fault_kind::unavailable, "the store has failed", "", ""};
}

void anchor_keeper::run() {
    std::unique_lock hold(m_);
    const auto waiting = [&] { return !stopped_ && posted_.changes != on_disk_; };
    for (;;) {
        wake_.wait(hold, [&] { return closing_ || waiting(); });
        if (!waiting()) return;
        wake_.wait_for(hold, longest_wait, [&] { return closing_ || urgent_ || stopped_; });
        if (!waiting()) continue;
        urgent_ = false;
        const tally t = posted_;
        hold.unlock();
        auto wrote = file_.write(t);
        hold.lock();
        if (wrote)
            on_disk_ = t.changes;
        else if (!stopped_)
            stopped_ = wrote.error();
        if (on_disk_ == posted_.changes) urgent_ = false;
        written_.notify_all();
    }
}

}  // namespace rf::store
