#include "benchmarks/child.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/measure.hpp"

namespace rf::bench {

child::child(const std::vector<std::string>& command) : name_(command.at(0)) {
    std::vector<char*> words;
    for (const std::string& w : command) words.push_back(const_cast<char*>(w.c_str()));
    words.push_back(nullptr);
    int ends[2];
    if (::pipe(ends) != 0) stop("no pipe");
    process_ = ::fork();
    if (process_ < 0) stop("cannot fork");
    if (process_ == 0) {
        (void)::dup2(ends[1], STDOUT_FILENO);
        (void)::close(ends[0]);
        (void)::close(ends[1]);
        (void)::execvp(words[0], words.data());
        ::_exit(127);
    }
    (void)::close(ends[1]);
    output_ = ends[0];
}

child::~child() {
    if (process_ != 0) kill_now();
    (void)::close(output_);
}

std::string child::read_line() {
    std::string line;
    for (char c = 0; ::read(output_, &c, 1) == 1;) {
        if (c == '\n') return line;
        line += c;
    }
    stop(name_ + " ended without an answer");
}

void child::kill_now() {
    (void)::kill(process_, SIGKILL);
    (void)::waitpid(process_, nullptr, 0);
    process_ = 0;
}

void child::wait_for_success() {
    int how = 0;
    (void)::waitpid(process_, &how, 0);
    process_ = 0;
    if (!WIFEXITED(how) || WEXITSTATUS(how) != 0) stop(name_ + " failed");
}

}  // namespace rf::bench
