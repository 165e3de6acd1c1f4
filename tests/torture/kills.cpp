// A real writer, a real directory, kill -9.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <random>

#include "events/sha256.hpp"
#include "events/store/store.hpp"
#include "tests/torture/trials.hpp"

namespace rf::torture {
namespace {

// Event n and the blob beside it follow from n, so that any prefix can be checked.
byte_vec event_bytes(std::uint64_t n) {
    const std::string text = "event " + std::to_string(n);
    byte_vec out(text.begin(), text.end());
    out.resize(out.size() + n * 37 % 300, std::uint8_t(n));
    return out;
}
blob blob_beside(std::uint64_t n) {
    byte_vec bytes(n * 91 % 5000, std::uint8_t(n));
    put_be64(bytes.insert(bytes.end(), 8, 0).base(), n);
    const hash32 name = sha256(bytes);
    return {name, std::move(bytes)};
}

std::string check_prefix(const log_reader& log, std::uint64_t acknowledged) {
    const std::uint64_t size = log.head().size;
    if (size < acknowledged) {
        return std::to_string(acknowledged) + " events were acknowledged, " + std::to_string(size) +
               " are there";
    }
    auto events = log.scan(0, size, reading::checked);
    if (!events) return events.error().text();
    for (std::uint64_t n = 0; n < size; ++n) {
        auto more = (*events)->next();
        if (!more) return more.error().text();
        const byte_vec expected = event_bytes(n);
        const byte_view found = (*events)->bytes();
        if (!*more || !std::equal(found.begin(), found.end(), expected.begin(), expected.end())) {
            return "event " + std::to_string(n) + " is not the one that was written";
        }
        if (n % 16 == 0) {
            auto there = log.read_blob(blob_beside(n).name);
            if (!there) return there.error().text();
        }
    }
    return "";
}

}  // namespace

int kill_writer(const std::string& directory, std::uint64_t seed) {
    std::mt19937_64 dice(seed);
    auto log = store::open(directory);
    if (!log) {
        std::printf("fault %s\n", log.error().text().c_str());
        return 1;
    }
    for (;;) {
        std::uint64_t n = log->log->head().size;
        std::vector<byte_vec> bytes;
        std::vector<blob> blobs;
        for (auto count = 1 + dice() % 64; count > 0; --count, ++n) {
            bytes.push_back(event_bytes(n));
            if (n % 16 == 0) blobs.push_back(blob_beside(n));
        }
        std::vector<appended> events;
        for (const auto& b : bytes) events.push_back({b});
        auto head = log->log->append(events, blobs);
        if (!head) {
            std::printf("fault %s\n", head.error().text().c_str());
            return 1;
        }
        char line[32];
        const int length =
            std::snprintf(line, sizeof line, "%llu\n", static_cast<unsigned long long>(head->size));
        if (::write(STDOUT_FILENO, line, std::size_t(length)) != length) return 1;
    }
}

verdict kill_trials(std::uint64_t times, std::uint64_t seed, const std::string& program,
                    const std::string& directory) {
    std::mt19937_64 dice(seed);
    verdict v;
    v.again = "kill --times " + std::to_string(times) + " --seed " + std::to_string(seed);
    {
        auto made = store::create(directory, "example.com/kill");
        if (!made) {
            v.wrong = made.error().text();
            return v;
        }
    }
    for (std::uint64_t i = 0; i < times && v.wrong.empty(); ++i) {
        int pipe_ends[2];
        if (::pipe2(pipe_ends, O_CLOEXEC) != 0) return v.wrong = "no pipe", v;
        const std::string child_seed = std::to_string(dice());
        const pid_t child = ::fork();
        if (child == 0) {
            ::dup2(pipe_ends[1], STDOUT_FILENO);
            ::execl(program.c_str(), program.c_str(), "kill-writer", directory.c_str(), child_seed.c_str(),
                    nullptr);
            ::_exit(127);
        }
        ::close(pipe_ends[1]);
        // Mostly while it writes; sometimes while it opens.
        std::string said;
        char piece[4096];
        if (dice() % 4 != 0) {
            const ssize_t n = ::read(pipe_ends[0], piece, sizeof piece);
            if (n > 0) said.append(piece, std::size_t(n));
        }
        ::usleep(useconds_t(dice() % 60000));
        ::kill(child, SIGKILL);
        for (ssize_t n; (n = ::read(pipe_ends[0], piece, sizeof piece)) > 0;)
            said.append(piece, std::size_t(n));
        ::close(pipe_ends[0]);
        ::waitpid(child, nullptr, 0);
        const std::size_t end = said.find_last_of('\n');
        const std::size_t before =
            end == std::string::npos || end == 0 ? std::string::npos : said.find_last_of('\n', end - 1);
        const std::string last = end == std::string::npos ? "" : said.substr(before + 1, end - before - 1);
        if (last.starts_with("fault")) {
            v.wrong = "the writer: " + last;
            break;
        }
        const std::uint64_t acknowledged = last.empty() ? 0 : std::stoull(last);
        ++v.met[last.empty() ? "killed before its first write" : "killed while writing"];
        auto log = store::open_read_only(directory);
        v.wrong = log ? check_prefix(**log, acknowledged) : log.error().text();
        if (log) v.met["events in the end"] = (*log)->head().size;
    }
    return v;
}

}  // namespace rf::torture
