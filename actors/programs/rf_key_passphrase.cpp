#include "actors/programs/rf_key_passphrase.hpp"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "actors/keys/secret_file.hpp"

namespace rf {
namespace {

constexpr std::size_t most_line_bytes = 4096, most_message_bytes = 16u << 20;

fault unheard(std::string what, std::string advice = "") {
    return {fault_kind::unavailable, std::move(what), "terminal", std::move(advice)};
}

// The terminal without echo, and as it was when this goes.
class silent_terminal {
  public:
    silent_terminal() : fd_(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {
        if (fd_ < 0 || tcgetattr(fd_, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~tcflag_t(ECHO);
        silenced_ = tcsetattr(fd_, TCSAFLUSH, &silent) == 0;
    }
    ~silent_terminal() {
        if (silenced_) tcsetattr(fd_, TCSAFLUSH, &before_);
        if (fd_ >= 0) close(fd_);
    }
    silent_terminal(const silent_terminal&) = delete;
    silent_terminal& operator=(const silent_terminal&) = delete;
    [[nodiscard]] bool ready() const { return silenced_; }
    [[nodiscard]] int fd() const { return fd_; }
    void say(std::string_view text) const {
        if (write(fd_, text.data(), text.size()) < 0) return;  // then the prompt is not seen
    }

  private:
    int fd_;
    termios before_{};
    bool silenced_ = false;
};

// Byte by byte: what follows the line is not ours.
result<secret_text> read_line(int fd) {
    secret_text out;
    for (char c = 0;;) {
        const ssize_t n = read(fd, &c, 1);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return unheard("it cannot be read");
        if (n == 0 || c == '\n') return out;
        if (out.view().size() == most_line_bytes) return unheard("the line is longer than 4 KiB");
        out.append({&c, 1});
    }
}

result<secret_text> ask(const std::string& prompt) {
    const silent_terminal terminal;
    if (!terminal.ready()) return secret_text();
    terminal.say(prompt + ": ");
    auto line = read_line(terminal.fd());
    terminal.say("\n");
    return line;
}

// From the file or the environment; nothing where neither is there.
result<secret_text> hear_quietly(const passphrase_source& source) {
    secret_text out;
    if (!source.file.empty()) {
        const auto text = read_secret_file(source.file);
        if (!text) return text.error();
        out.append(text->view().substr(0, text->view().find_first_of("\r\n")));
        if (out.empty()) {
            return fault{fault_kind::invalid, "its first line is empty", source.file,
                         "write the passphrase there"};
        }
    } else if (const char* given = std::getenv(source.environment); given != nullptr) {
        out.append(given);
    }
    return out;
}

}  // namespace

result<secret_text> hear_passphrase(const passphrase_source& source) {
    auto quiet = hear_quietly(source);
    if (!quiet || !quiet->empty()) return quiet;
    return ask(source.prompt);
}

result<secret_text> hear_new_passphrase(const passphrase_source& source) {
    auto quiet = hear_quietly(source);
    if (!quiet || !quiet->empty()) return quiet;
    auto once = ask(source.prompt);
    if (!once) return once;
    if (once->empty()) {
        return unheard("no passphrase was given",
                       "name a file that holds it, or set " + std::string(source.environment));
    }
    const auto twice = ask("Once more");
    if (!twice) return twice.error();
    if (once->view() != twice->view()) return unheard("the two passphrases differ", "try again");
    return once;
}

result<secret_text> hear_secret_line(const std::string& prompt) {
    if (isatty(STDIN_FILENO) == 0) return read_line(STDIN_FILENO);
    return ask(prompt);
}

result<std::string> hear_message() {
    std::string out;
    char buffer[16 * 1024];
    while (true) {
        const ssize_t n = read(STDIN_FILENO, buffer, sizeof buffer);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return unheard("stdin cannot be read");
        if (n == 0) return out;
        if (out.size() + std::size_t(n) > most_message_bytes)
            return unheard("the message is longer than 16 MiB");
        out.append(buffer, std::size_t(n));
    }
}

}  // namespace rf
