"""symbols: what the core's objects ask of the system, and what rf-replay is made of.

The text says what was meant; the objects say what the compiler made of it.
"""
import json
import os
import re
import subprocess

from floors import floor_of
from source import Finding

DENIED = {
    "no clock": "time clock clock_gettime clock_nanosleep gettimeofday localtime localtime_r gmtime gmtime_r mktime "
                "strftime nanosleep usleep sleep "
                "std::chrono::_V2::system_clock::now() std::chrono::_V2::steady_clock::now()",
    "no randomness": "rand srand rand_r random srandom drand48 getrandom getentropy arc4random randombytes "
                     "randombytes_buf randombytes_random randombytes_uniform RAND_bytes RAND_priv_bytes "
                     "std::random_device::_M_getval()",
    "no environment": "getenv secure_getenv setenv putenv gethostname uname getpid getcwd system popen sysconf",
    "no locale": "setlocale localeconv newlocale uselocale strtod strtof strtold atof tolower toupper isalpha "
                 "isdigit __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc strcoll",
    "no files": "fopen fopen64 open open64 openat creat opendir readdir readdir64 mmap mmap64",
    "no socket": "socket connect bind listen accept accept4 getaddrinfo gethostbyname send sendto sendmsg recv "
                 "recvfrom recvmsg poll epoll_wait select",
    "no thread": "pthread_create std::thread::_M_start_thread",
}
_DENIED = {name: rule for rule, names in DENIED.items() for name in names.split()}
# Classes and families, by how a demangled name begins.
_FAMILIES = [
    ("no locale", re.compile(r"std::(__cxx11::)?(locale|basic_regex|collate|ctype|num_(get|put))\b")),
    ("no stream", re.compile(r"std::(__cxx11::)?(basic_[io]?fstream|basic_[io]?stringstream|c(out|err|in|log)$)")),
    ("no clock", re.compile(r"std::chrono::.*::now\(\)")),
    ("no randomness", re.compile(r"std::random_device|std::mersenne_twister")),
    ("no thread", re.compile(r"std::(j?thread|condition_variable|future|async)\b")),
    ("no RocksDB", re.compile(r"rocksdb(::|_)")),
    ("no CAF", re.compile(r"caf::")),
    ("no network", re.compile(r"boost::asio|boost::beast|SSL_|BIO_(s_)?connect|kj::(Network|AsyncIo)")),
]
_LIBM_ALLOWED = {"sqrt", "sqrtf", "sqrtl"}
SOCKETS = set(DENIED["no socket"].split())
NEEDED_DENIED = re.compile(r"libcaf|libboost|libssl|libcurl|libnghttp|libwebsocket|libkj-async|libkj-http|libcapnp-rpc"
                           r"|libprometheus|libcivetweb|libresolv|libnsl")


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libm_names(compiler="cc"):
    """Every function that libm exports: what the core may not ask for, but sqrt."""
    path = run(compiler, "-print-file-name=libm.so.6").strip()
    names = {line.split()[-1].split("@")[0] for line in run("nm", "-D", "--defined-only", path).splitlines()}
    names -= _LIBM_ALLOWED
    if not {"exp", "log", "pow", "fma", "sin", "floor"} <= names:
        raise SystemExit(f"house: the names in {path} are not those of a libm")
    return names


def core_objects(build, source):
    """(object, source path) of every core floor's object in this build."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as f:
        commands = json.load(f)
    found = []
    for c in commands:
        file = os.path.realpath(os.path.join(c["directory"], c["file"]))
        path = os.path.relpath(file, os.path.realpath(source))
        if path.startswith(".."):
            path = os.path.relpath(file, os.path.realpath(build))
        elif path.startswith(os.path.relpath(os.path.realpath(build), os.path.realpath(source)) + "/"):
            path = os.path.relpath(file, os.path.realpath(build))  # generated from schemas/
        if floor_of(path) in ("schemas", "events", "answers", "replay"):
            out = re.search(r"\s-o\s+(\S+)", c.get("command", "")).group(1)
            found.append((os.path.join(c["directory"], out), path))
    return found


def check_objects(objects, libm):
    """Findings, and how many objects and symbols were looked at."""
    found, symbols = [], 0
    for file, path in objects:
        if not os.path.exists(file):
            found.append(Finding(path, 1, "symbol", f"{os.path.basename(file)} is not built: build all first"))
            continue
        for line in run("nm", "-uC", file).splitlines():
            name = line.strip().split(" ", 1)[-1].strip()
            symbols += 1
            rule = judge(name, libm)
            if rule:
                found.append(Finding(path, 1, "symbol", f"{rule}: its object asks for {name}"))
    return found, symbols


def judge(name, libm):
    name = name.split("@")[0]
    if name in _DENIED:
        return _DENIED[name]
    if name in libm:
        return "no libm but sqrt"
    for rule, pattern in _FAMILIES:
        if pattern.match(name):
            return rule
    return None


def check_program(program, path="replay/programs/CMakeLists.txt"):
    """A program that only reads: no CAF, no network, by what it needs and asks for."""
    name = os.path.basename(program)
    found = []
    for needed in re.findall(r"\(NEEDED\).*\[(.+)\]", run("readelf", "-d", program)):
        if NEEDED_DENIED.match(needed):
            found.append(Finding(path, 1, "symbol", f"{name} needs {needed}: it may cause no effect in the world"))
    for line in run("nm", "-D", "-u", program).splitlines():
        asked = line.split()[-1].split("@")[0]
        if asked in SOCKETS - {"poll", "select"}:
            found.append(Finding(path, 1, "symbol", f"{name} asks for {asked}: it may open no socket"))
    for line in run("nm", "-C", "--defined-only", program).splitlines():
        if re.search(r" (caf::|boost::asio|boost::beast)", line):
            found.append(Finding(path, 1, "symbol", f"{name} holds {line.split(' ', 2)[-1]}"))
            break
    return found
