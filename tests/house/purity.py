"""purity: what the core's text may not name.

The core gives the same bits on every machine and in every run, so nothing that
differs between machines or runs may reach it. Symbols are checked as well
(symbols.py); the text is checked because inlining hides symbols.
"""
import re
from functools import lru_cache

from floors import PURE, floor_of
from source import Finding, bare, code_files, includes, line_of

HEADERS = {
    "chrono": "the time comes in events",
    "ctime": "the time comes in events",
    "random": "every die is cast from a recorded seed",
    "thread": "a fold has one thread",
    "mutex": "a fold has one thread",
    "shared_mutex": "a fold has one thread",
    "condition_variable": "a fold has one thread",
    "future": "a fold has one thread",
    "atomic": "a fold has one thread",
    "stop_token": "a fold has one thread",
    "execution": "sums run left to right",
    "locale": "texts are bytes",
    "clocale": "texts are bytes",
    "codecvt": "texts are bytes",
    "regex": "it reads the locale",
    "iostream": "the core prints nothing",
    "ostream": "it reads the locale; build a string",
    "sstream": "it reads the locale; use std::to_chars",
    "iomanip": "it reads the locale; use std::to_chars",
    "fstream": "files are the programs' business",
    "filesystem": "files are the programs' business, and a folder's order is the disk's",
    "csignal": "the core knows no process",
    "unordered_map": "its order differs between libraries",
    "unordered_set": "its order differs between libraries",
}

# Words of the language of machines and runs. A call is a name before "(", not
# a member: `x.time()` is somebody's own field.
CALLS = {
    "no clock": "time clock clock_gettime gettimeofday localtime gmtime mktime strftime sleep usleep nanosleep",
    "no randomness": "rand srand rand_r random srandom drand48 getrandom getentropy arc4random randombytes "
                     "randombytes_buf randombytes_random",
    "no environment": "getenv secure_getenv setenv putenv gethostname getpid getcwd system popen",
    "no locale": "setlocale localeconv strtod strtof strtold atof stod stof stold tolower toupper isalpha isdigit "
                 "isspace isalnum isupper islower isprint ispunct isxdigit strcoll",
    "no files": "fopen open creat opendir readdir mmap",
    "no socket": "socket connect bind listen accept getaddrinfo gethostbyname sendto recvfrom",
    "no libm but sqrt": "exp exp2 expm1 log log2 log10 log1p pow cbrt hypot sin cos tan asin acos atan atan2 sinh "
                        "cosh tanh asinh acosh atanh erf erfc tgamma lgamma fma fmod remainder round lround llround "
                        "nearbyint rint lrint llrint trunc floor ceil fdim frexp ldexp scalbn modf logb nextafter",
    "no reordered sum": "reduce transform_reduce",
}
WORDS = {
    "no clock": "system_clock steady_clock high_resolution_clock utc_clock __DATE__ __TIME__ __TIMESTAMP__",
    "no randomness": "random_device mt19937 mt19937_64 default_random_engine uniform_int_distribution "
                     "uniform_real_distribution",
    "no thread": "thread jthread async atomic mutex",
    "no unordered container": "unordered_map unordered_set unordered_multimap unordered_multiset",
    "no address as a value": "uintptr_t intptr_t",
    "no contraction": "FP_CONTRACT float_t double_t",
    "no wider float": "__float128",
    "no stream": "cout cerr clog cin",
    "no address as an order": "owner_less",
}
_STANDARD_ONLY = {"thread", "async", "atomic", "mutex", "reduce"}  # common words: only as std::word


def _pattern(words, call):
    plain = [w for w in words.split() if w not in _STANDARD_ONLY]
    scoped = [w for w in words.split() if w in _STANDARD_ONLY]
    parts = []
    if plain:
        scope = r"(?<![\w.>:])(?:std\s*::\s*|::\s*)?" if call else ""
        parts.append(scope + r"\b(" + "|".join(plain) + r")\b")
    if scoped:
        parts.append(r"\bstd\s*::\s*(" + "|".join(scoped) + r")\b")
    return re.compile("(?:" + "|".join(parts) + ")" + (r"\s*\(" if call else ""))


_RULES = [(rule, _pattern(words, True)) for rule, words in CALLS.items()] + \
         [(rule, _pattern(words, False)) for rule, words in WORDS.items()]
# A declaration of a function of one's own is no call: `hash32 open(...)`.
_DECLARES = re.compile(r"[\w>&*\]]\s+[&*]?$")
_NO_TYPE = ("return", "else", "throw", "case", "co_return", "and", "or", "not", "in")


def check_text(tree):
    found = []
    for path in code_files(tree):
        if floor_of(path) not in PURE:
            continue
        for line, _, angled, _ in includes(tree[path]):
            if angled in HEADERS:
                found.append(Finding(path, line, "purity", f"<{angled}>: {HEADERS[angled]}"))
        found += _words(path, tree[path])
    return found


@lru_cache(maxsize=None)
def _words(path, raw):
    text, found = bare(raw), []
    for rule, pattern in _RULES:
        for m in pattern.finditer(text):
            word = next(g for g in m.groups() if g)
            if m.group(0).endswith("(") and _is_declaration(text, m.start(0), m.group(0)):
                continue
            found.append(Finding(path, line_of(text, m.start(0)), "purity", f"{rule}: {word}"))
    return found


def _is_declaration(text, at, matched):
    if "::" in matched:
        return False
    before = text[max(0, text.rfind("\n", 0, at)):at]
    if not _DECLARES.search(before):
        return False
    return before.split()[-1].lstrip("*&") not in _NO_TYPE
