#include "actors/programs/live_view.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace rf {
namespace {

constexpr auto frame = std::chrono::milliseconds(200);
constexpr std::string_view enter = "\x1b[?1049h\x1b[?25l\x1b[2J";  // another screen, no cursor
constexpr std::string_view leave = "\x1b[?25h\x1b[?1049l";

void put(std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(STDOUT_FILENO, text.data(), text.size());
        if (n <= 0) return;  // a terminal that is gone is nobody's loss
        text.remove_prefix(std::size_t(n));
    }
}

// So that the last words of a process that stops can be read.
void give_back(int number) {
    put(leave);
    ::raise(number);  // the default action is in place again: SA_RESETHAND
}

class drawn_view final : public live_view {
  public:
    drawn_view(const clock_port& clock, account_name name) : clock_(clock), name_(std::move(name)) {
        struct sigaction last_words {};
        last_words.sa_handler = give_back;
        last_words.sa_flags = int(SA_RESETHAND);
        for (const int number : {SIGABRT, SIGSEGV, SIGBUS}) ::sigaction(number, &last_words, nullptr);
        put(enter);
        thread_ = std::thread([this] { run(); });
    }
    ~drawn_view() override {
        {
            const std::lock_guard lock(guard_);
            stopping_ = true;
        }
        changed_.notify_all();
        thread_.join();
        put(leave);
        put(render(model_, 100, 200, clock_.utc_ns()) + "\n");
    }

    void saw(event_reader event, const projection& after) override {
        const std::lock_guard lock(guard_);
        model_.take(event, after, name_);
    }
    void note(std::string_view actor, const fault& what) override {
        const std::lock_guard lock(guard_);
        model_.take_note(actor, what);
    }

  private:
    void run() {
        std::unique_lock lock(guard_);
        while (!stopping_) {
            winsize size{};  // asked each time: windows are resized
            if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
                size = {24, 80, 0, 0};
            const std::string text = render(model_, size.ws_col, size.ws_row, clock_.utc_ns());
            lock.unlock();
            draw(text);
            lock.lock();
            changed_.wait_for(lock, frame, [this] { return stopping_; });
        }
    }

    static void draw(const std::string& text) {
        std::string out = "\x1b[H";
        for (const char c : text) out += c == '\n' ? "\x1b[K\r\n" : std::string(1, c);
        put(out + "\x1b[K\x1b[J");
    }

    const clock_port& clock_;
    const account_name name_;
    std::mutex guard_;
    std::condition_variable changed_;
    live_model model_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace

std::unique_ptr<live_view> live_view::open(const clock_port& clock, account_name name) {
    return std::make_unique<drawn_view>(clock, std::move(name));
}

}  // namespace rf
