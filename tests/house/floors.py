"""floors: the law of the house, as tables. docs/architecture.md is its picture.

A change here is a change to the architecture: it comes with a record in
docs/decisions/.
"""

# Folder -> floor; the longest prefix decides. What is in no folder here has no
# floor, and a source file without a floor is a finding.
FOLDERS = {
    "schemas": "schemas",
    "events": "events",
    "events/store": "store",
    "replay": "replay",
    "replay/answers": "answers",
    "replay/terminal": "terminal",
    "replay/programs": "programs",
    "actors": "actors",
    "actors/chain": "edges",
    "actors/miner": "edges",
    "actors/feed": "edges",
    "actors/gateway": "edges",
    "actors/imports": "edges",
    "actors/io": "edges",
    "actors/keys": "edges",
    "actors/ports": "edges",
    "tests": "tests",
    "benchmarks": "benchmarks",
}

# Floor -> the floors it may include and link, besides itself.
MAY_USE = {
    "schemas": (),
    "events": ("schemas",),
    "store": ("events", "schemas"),
    "answers": ("events", "schemas"),
    "replay": ("answers", "events", "schemas"),
    "terminal": ("events", "schemas"),
    "programs": ("terminal", "replay", "answers", "store", "events", "schemas"),
    "edges": ("answers", "events", "schemas"),
    "actors": ("edges", "terminal", "replay", "answers", "store", "events", "schemas"),
    "tests": ("actors", "edges", "terminal", "programs", "replay", "answers", "store", "events", "schemas"),
    "benchmarks": ("actors", "edges", "terminal", "programs", "replay", "answers", "store", "events", "schemas"),
}

# The floors whose results must be repeatable: no clock, randomness,
# environment, locale, threads or unordered iteration.
PURE = ("events", "answers", "replay")

EVERY = tuple(MAY_USE)
OUTSIDE = ("store", "terminal", "programs", "edges", "actors", "tests", "benchmarks")

# Include prefix -> the floors that may name it. A library that is not here is
# a finding: where it may be used is decided once, in this table.
LIBRARIES = {
    "caf/": ("actors", "tests"),
    "rocksdb/": ("store", "tests", "benchmarks"),
    "boost/": ("edges", "tests", "benchmarks"),
    "spdlog/": ("programs", "actors"),
    "prometheus/": ("actors",),
    "CLI/": ("terminal", "programs", "actors", "tests", "benchmarks"),
    "kj/": ("schemas", "events", "tests"),
    "openssl/": ("events", "edges", "tests", "benchmarks"),
    "capnp/": ("schemas", "events", "store", "replay", "programs", "edges", "actors", "tests", "benchmarks"),
    "sodium.h": ("events", "edges", "tests"),
    "cpuid.h": ("events",),  # has it SHA instructions? The hashes are the same (0002-tiles-and-tail.md)
    "immintrin.h": ("events",),
    "zstd.h": ("events", "store", "tests", "benchmarks"),
    "simdjson.h": ("answers", "replay", "edges", "tests"),
    "zlib.h": ("edges",),
    "xxhash.h": ("edges",),  # twox, in the storage keys of Substrate chains
    "toml++/": ("programs", "actors", "tests"),
    "doctest/": ("tests",),
    "benchmark/": ("benchmarks",),
    "sqlite3.h": ("benchmarks",),
    "sys/": OUTSIDE,
    "unistd.h": OUTSIDE,
    "fcntl.h": OUTSIDE,
    "dirent.h": OUTSIDE,
    "signal.h": OUTSIDE,
    "sys/socket.h": ("edges",),
    "netinet/": ("edges",),
    "arpa/": ("edges",),
    "netdb.h": ("edges",),
    "poll.h": ("edges",),
    "termios.h": ("actors",),  # a passphrase is typed unseen
    "pthread.h": (),
}

# What a link line may name, beside our own targets (those follow MAY_USE).
LINKS = {
    "rf_rules": EVERY,
    "rf_test_main": ("tests",),
    "CapnProto::": ("schemas", "events"),
    "OpenSSL::Crypto": ("events", "edges", "tests", "benchmarks"),
    "OpenSSL::SSL": ("edges", "tests"),
    "PkgConfig::sodium": ("events", "edges", "tests"),
    "PkgConfig::xxhash": ("edges",),
    "PkgConfig::libzstd": ("events", "store", "tests", "benchmarks"),
    "RocksDB::": ("store", "tests", "benchmarks"),
    "ZLIB::": ("edges",),
    "simdjson::": ("answers", "replay", "edges", "tests"),
    "tomlplusplus::": ("programs", "actors", "tests"),
    "Threads::Threads": OUTSIDE,
    "CLI11::": ("programs", "actors", "tests", "benchmarks"),
    "doctest::": ("tests",),
    "benchmark::": ("benchmarks",),
    "sqlite3": ("benchmarks",),
    "SQLite::": ("benchmarks",),
    "PkgConfig::sqlite": ("benchmarks",),
    "CAF::": ("actors", "tests"),
    "Boost::": ("edges", "tests", "benchmarks"),
    "spdlog::": ("programs", "actors"),
    "prometheus-cpp::": ("actors",),
}


def floor_of(path):
    """The floor of a file or folder, or None."""
    best = ""
    for folder in FOLDERS:
        if (path == folder or path.startswith(folder + "/")) and len(folder) > len(best):
            best = folder
    return FOLDERS.get(best)


def longest(table, name):
    """The entry of the longest key that `name` begins with, or None."""
    keys = [k for k in table if name == k or (k.endswith(("/", ":")) and name.startswith(k))]
    return table[max(keys, key=len)] if keys else None


def may_use(floor, other):
    return floor == other or other in MAY_USE[floor]
