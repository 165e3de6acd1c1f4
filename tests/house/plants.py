"""plants: what planted.py plants, as tables.

Words of the language that this file would otherwise be caught for are built
from pieces.
"""

CORE = "replay/facts.hpp"
FACTS = "events/bytes.cpp"

# (file, text added at its end, what the finding says). "+1 x": on the second
# line of the text; "@1 x": on line 1 of the file.
TEXTS = [
    # arrows
    (FACTS, '#include "replay/facts.hpp"', "events may not include replay"),
    (FACTS, '  #  include "replay/facts.hpp"', "events may not include replay"),
    (FACTS, '/* why */ int a; \n#include "replay/facts.hpp"', "+1 events may not include replay"),
    (CORE, '#include "tests/planted.hpp"', '"tests/planted.hpp" does not exist'),
    (CORE, '#include "bytes.hpp"', "not a path from the root"),
    (CORE, '#include "../events/bytes.hpp"', "not a path from the root"),
    (CORE, "#include FACTS_HEADER", "cannot be read"),
    (CORE, "#include <rocksdb/db.h>", "replay may not include <rocksdb/db.h>"),
    (FACTS, "#include <rocksdb/db.h>", "events may not include <rocksdb/db.h>"),
    ("replay/programs/planted.cpp", "#include <rocksdb/db.h>", "programs may not include <rocksdb/db.h>"),
    (CORE, "#include <caf/fwd.hpp>", "replay may not include <caf/fwd.hpp>"),
    ("events/store/planted.cpp", "#include <caf/fwd.hpp>", "store may not include <caf/fwd.hpp>"),
    ("actors/chain/planted.cpp", "#include <caf/fwd.hpp>", "edges may not include <caf/fwd.hpp>"),
    ("actors/miner/planted.cpp", '#include "replay/mechanism.hpp"', "edges may not include replay"),
    ("actors/planted.cpp", "#include <boost/beast.hpp>", "actors may not include <boost/beast.hpp>"),
    ("replay/programs/planted.cpp", "#include <boost/asio.hpp>", "programs may not include <boost/asio.hpp>"),
    (CORE, "#include <toml++/toml.h>", "replay may not include <toml++/toml.h>"),
    (CORE, "#include <CLI/CLI.hpp>", "replay may not include <CLI/CLI.hpp>"),
    (CORE, "#include <spdlog/spdlog.h>", "replay may not include <spdlog/spdlog.h>"),
    (CORE, "#include <sys/socket.h>", "replay may not include <sys/socket.h>"),
    ("replay/programs/planted.cpp", "#include <sys/socket.h>", "programs may not include <sys/socket.h>"),
    (CORE, "#include <unistd.h>", "replay may not include <unistd.h>"),
    (CORE, "#include <pthread.h>", "only nobody may"),
    (CORE, "#include <newcomer/all.hpp>", "decide in tests/house/floors.py"),
    ("replay/carry_planted.hpp", "#pragma once", "user: nobody includes it"),
    ("planted/new.cpp", "int a;", "lies on no floor"),
    # purity
    (CORE, "#include <chrono>", "<chrono>: the time comes in events"),
    (CORE, "#include <random>", "<random>: every die"),
    (FACTS, "#include <thread>", "<thread>: a fold has one thread"),
    (FACTS, "#include <unordered_map>", "<unordered_map>: its order differs"),
    (FACTS, "#include <iostream>", "<iostream>: the core prints nothing"),
    (FACTS, "#include <filesystem>", "<filesystem>: files are the programs'"),
    (FACTS, "#include <locale>", "<locale>: texts are bytes"),
    (CORE, "inline long now() { return time(nullptr); }", "no clock: time"),
    (CORE, "inline long now() { return ::time (nullptr); }", "no clock: time"),
    (CORE, "inline auto now() { return\n  std::chrono::system_clock::now(); }", "+1 no clock: system_clock"),
    (CORE, "inline auto built = __DATE__;", "no clock: __DATE__"),
    (FACTS, "int die() { return rand(); }", "no randomness: rand"),
    (FACTS, "std::mt19937 die;", "no randomness: mt19937"),
    (FACTS, "auto v = std::getenv(\"HOME\");", "no environment: getenv"),
    (FACTS, "auto v = setlocale(0, \"\");", "no locale: setlocale"),
    (FACTS, "double v = std::stod(\"1\");", "no locale: stod"),
    (FACTS, "bool v = std::isdigit('1');", "no locale: isdigit"),
    (FACTS, "std::unordered_map<int, int> m;", "no unordered container: unordered_map"),
    (CORE, "struct t { std::unordered_set<int> m; };", "no unordered container: unordered_set"),
    (CORE, "inline double f(double x) { return std::pow(x, 2); }", "no libm but sqrt: pow"),
    (CORE, "inline double f(double x) { return x + exp(x); }", "no libm but sqrt: exp"),
    (CORE, "inline double f(double x) { return std::fma(x, x, x); }", "no libm but sqrt: fma"),
    (CORE, "inline double f(double x) { return std::round(x); }", "no libm but sqrt: round"),
    (CORE, "inline auto f(auto v) { return std::reduce(v.begin(), v.end()); }", "no reordered sum: reduce"),
    (CORE, "inline auto f(void* p) { return reinterpret_cast<std::uintptr_t>(p); }", "no address as a value"),
    (CORE, "inline std::thread t;", "no thread: thread"),
    (CORE, "#pragma STDC FP_CONTRACT ON", "no contraction: FP_CONTRACT"),
    (CORE, "inline int f() { return socket(2, 1, 0); }", "no socket: socket"),
    (CORE, "inline auto f() { return fopen(\"a\", \"r\"); }", "no files: fopen"),
    # users
    ("replay/planted.cpp", "int a;", "no CMakeLists.txt names it"),
    ("tests/house/planted_too.py", "A = 1", "nothing names it"),
    ("docs/planted.md", "# Alone", "no document links it"),
    ("docs/planted.md", "# Lost\n[there](nowhere.md)", "+1 nowhere.md leads nowhere"),
    # lint
    (CORE, "int a; ", "space at the end"),
    (CORE, "\tint a;", "a tab"),
    (CORE, "int a;" + " " * 120 + "int b;", "columns"),
    (CORE, "// see /" + "home/me/notes", "path of somebody's machine"),
    ("README.md", "`/" + "work/main/build`", "path of somebody's machine"),
    (CORE, "// TO" + "DO later", "a note to oneself"),
    (FACTS, "using namespace std;", "using namespace std"),
    ("replay/planted.cpp", "int a;\n" * 400, "+400 401 lines"),
    ("replay/round_utils.hpp", "// round_utils: x.\n#pragma once", "'utils' names nothing"),
    ("replay/planted.hpp", "// planted: x.", "no #pragma once"),
    ("replay/planted.hpp", "#pragma once", 'opens without "// planted: "'),
]

HARMLESS = [
    (CORE, "// the time() of a clock, std::pow(x, 2) and <chrono> are not for us"),
    (CORE, "/* rand()\n   getenv(\"x\") */"),
    (CORE, 'inline const char* says = "time(0) and // rand()";'),
    (CORE, 'inline const char* says = R"x(getenv("A") system_clock)x";'),
    (CORE, "struct event_time { long time() const; };"),
    (CORE, "inline auto f(auto e) { return e.time() + e->log(); }"),
    (CORE, "inline int runtime(int x); inline int y = runtime(1'000'000);"),
    (CORE, "inline double f(double x) { return std::sqrt(x); }"),
    (CORE, "// #include <rocksdb/db.h>"),
    (FACTS, "#include <vector>"),
    (FACTS, '#include "schemas/event.capnp.h"'),
]

_CLEAN = "rf_rules|INTERFACE_LIBRARY||\nrf_schemas|STATIC_LIBRARY|schemas|CapnProto::capnp\n" \
         "rf_events|STATIC_LIBRARY|events|rf_rules;rf_schemas;OpenSSL::Crypto\n"

# (links.txt, the target at fault, what the finding says; "" where there is no fault)
LINKS = [
    (_CLEAN, "rf_events", ""),
    (_CLEAN + "rf_store|STATIC_LIBRARY|events/store|rf_rules;rf_events;$<LINK_ONLY:RocksDB::rocksdb-shared>\n",
     "rf_store", ""),
    (_CLEAN + "rf_replay|STATIC_LIBRARY|replay|rf_rules;rf_events;RocksDB::rocksdb-shared\n", "rf_replay",
     "replay may not link RocksDB::rocksdb-shared"),
    (_CLEAN + "rf_replay|STATIC_LIBRARY|replay|$<LINK_ONLY:CAF::core>\n", "rf_replay", "replay may not link CAF::core"),
    (_CLEAN + "rf_a|STATIC_LIBRARY|replay|rf_rules\nrf_b|STATIC_LIBRARY|events|rf_a\n", "rf_b",
     "events may not link replay (rf_a)"),
    (_CLEAN + "rf_s|STATIC_LIBRARY|events/store|rf_rules\nrf_r|STATIC_LIBRARY|replay|rf_s\n", "rf_r",
     "replay may not link store (rf_s)"),
    (_CLEAN + "rf-replay|EXECUTABLE|replay/programs|rf_events;Boost::headers\n", "rf-replay",
     "programs may not link Boost::headers"),
    (_CLEAN + "rf_r|STATIC_LIBRARY|replay|m\n", "rf_r", "m: decide in tests/house/floors.py"),
    (_CLEAN + "rf_r|SHARED_LIBRARY|replay|rf_events\n", "rf_r", "floors are static libraries"),
    (_CLEAN + "rf_x|STATIC_LIBRARY|elsewhere|rf_events\n", "rf_x", "lies on no floor"),
]

_C = 'extern "C" '
# (source of an object, what the finding says; "" where there is no fault)
OBJECTS = [
    ("#include <cmath>\ndouble f(double x) { return std::sqrt(x); }", ""),
    ("#include <vector>\n#include <string>\nstd::string f(std::vector<int> v) { return std::to_string(v.at(0)); }", ""),
    (_C + "double pow(double, double); double f(double x) { return pow(x, 2.5); }", "no libm but sqrt"),
    (_C + "double fma(double, double, double); double f(double x) { return fma(x, x, x); }", "no libm but sqrt"),
    (_C + "double exp(double); double f(double x) { return exp(x); }", "no libm but sqrt"),
    (_C + "double sin(double); double f(double x) { return sin(x); }", "no libm but sqrt"),
    (_C + "double rint(double); double f(double x) { return rint(x); }", "no libm but sqrt"),
    (_C + "long time(long*); long f() { return time(nullptr); }", "no clock"),
    (_C + "int clock_gettime(int, void*); int f() { return clock_gettime(0, nullptr); }", "no clock"),
    ("#include <chrono>\nauto f() { return std::chrono::steady_clock::now(); }", "no clock"),
    (_C + "int rand(); int f() { return rand(); }", "no randomness"),
    (_C + "long getrandom(void*, unsigned long, unsigned); long f() { return getrandom(nullptr, 0, 0); }",
     "no randomness"),
    ("#include <random>\nauto f() { return std::random_device{}(); }", "no randomness"),
    (_C + "char* getenv(const char*); char* f() { return getenv(nullptr); }", "no environment"),
    (_C + "char* setlocale(int, const char*); char* f() { return setlocale(0, nullptr); }", "no locale"),
    ("#include <string>\ndouble f(const std::string& s) { return std::stod(s); }", "no locale"),
    ("#include <sstream>\nint f() { std::stringstream s; return 0; }", "no stream"),
    (_C + "int socket(int, int, int); int f() { return socket(2, 1, 0); }", "no socket"),
    (_C + "int connect(int, const void*, unsigned); int f() { return connect(0, nullptr, 0); }", "no socket"),
    ("#include <thread>\nvoid f() { std::thread t([] {}); t.join(); }", "no thread"),
    ("namespace rocksdb { void close(); } void f() { rocksdb::close(); }", "no RocksDB"),
]

# (source, flags, what the finding says)
PROGRAMS = [
    ("int main() {}", [], ""),
    (_C + "int socket(int, int, int); int main() { return socket(2, 1, 0) < 0; }", [], "asks for socket"),
    (_C + "int getaddrinfo(const char*, const char*, void*, void*);"
     "int main() { return getaddrinfo(nullptr, nullptr, nullptr, nullptr); }", [], "asks for getaddrinfo"),
    ("int main() {}", ["-Wl,--no-as-needed", "-lcaf_core"], "needs libcaf_core"),
    ("int main() {}", ["-Wl,--no-as-needed", "-lssl"], "needs libssl"),
    ("namespace caf { struct actor { void stay(); }; void actor::stay() {} }\n"
     "int main() { caf::actor a; a.stay(); }", [], "holds caf::actor::stay"),
]
