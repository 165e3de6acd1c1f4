// judge_thread: does what takes long, so that the threads that time replies do not.
//
// Runs what it is given, in order. Nothing runs once `stop` has returned.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace rf {

class judge_thread {
  public:
    judge_thread() : runs_([this] { run(); }) {}
    ~judge_thread() { stop(); }
    judge_thread(const judge_thread&) = delete;
    judge_thread& operator=(const judge_thread&) = delete;

    void give(std::function<void()> work) {
        {
            const std::lock_guard guard(lock_);
            if (stopped_) return;
            given_.push_back(std::move(work));
        }
        woken_.notify_one();
    }

    void stop() {
        {
            const std::lock_guard guard(lock_);
            stopped_ = true;
        }
        woken_.notify_one();
        if (runs_.joinable()) runs_.join();
        given_.clear();
    }

  private:
    void run() {
        std::unique_lock guard(lock_);
        for (;;) {
            woken_.wait(guard, [this] { return stopped_ || !given_.empty(); });
            if (stopped_) return;
            std::function<void()> work = std::move(given_.front());
            given_.pop_front();
            guard.unlock();
            work();
            work = nullptr;
            guard.lock();
        }
    }

    std::mutex lock_;
    std::condition_variable woken_;
    std::deque<std::function<void()>> given_;
    bool stopped_ = false;
    std::thread runs_;
};

}  // namespace rf
