#include "actors/programs/metrics_process.hpp"

#include <dirent.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rf {
namespace {

// The numbers of /proc/self/stat after the name, which may hold anything.
bool read_stat(unsigned long long (&out)[50]) {
    char text[2048];
    std::FILE* f = std::fopen("/proc/self/stat", "r");
    if (!f) return false;
    const std::size_t got = std::fread(text, 1, sizeof text - 1, f);
    std::fclose(f);
    text[got] = 0;
    const char* at = std::strrchr(text, ')');
    if (!at || at[1] == 0) return false;
    at += 3;  // past the state's letter
    for (auto& value : out) {
        char* end = nullptr;
        value = std::strtoull(at + 1, &end, 10);
        if (end == at + 1) break;
        at = end;
    }
    return true;
}

double boot_seconds() {
    double boot = 0;
    char line[256];
    std::FILE* f = std::fopen("/proc/stat", "r");
    if (!f) return 0;
    while (std::fgets(line, sizeof line, f))
        if (std::sscanf(line, "btime %lf", &boot) == 1) break;
    std::fclose(f);
    return boot;
}

}  // namespace

process_use read_process_use() {
    process_use out;
    const double ticks = double(sysconf(_SC_CLK_TCK));
    unsigned long long stat[50] = {};
    // Fields are numbered from 1 in proc(5); stat[0] is the fourth.
    if (read_stat(stat)) {
        out.cpu_seconds = double(stat[14 - 4] + stat[15 - 4]) / ticks;
        out.threads = stat[20 - 4];
        out.start_seconds = boot_seconds() + double(stat[22 - 4]) / ticks;
        out.virtual_bytes = stat[23 - 4];
        out.resident_bytes = stat[24 - 4] * std::uint64_t(sysconf(_SC_PAGESIZE));
    }
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) out.most_files = files.rlim_cur;
    if (DIR* d = opendir("/proc/self/fd")) {
        while (const dirent* e = readdir(d)) out.open_files += e->d_name[0] != '.';
        closedir(d);
        out.open_files -= out.open_files > 0;  // the one that counts
    }
    return out;
}

}  // namespace rf
