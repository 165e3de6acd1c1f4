"""lint: how a file looks, whatever it says."""
import os
import re
from functools import lru_cache

from source import CODE, Finding

MOST_LINES = 400
MOST_COLUMNS = 120
VAGUE = {"util", "utils", "common", "manager", "helper", "helpers", "misc"}

# Built from pieces, so that this file does not break its own rule.
_PLACES = ("/" + "work/", "/" + "home/", "/" + "root/", "/" + "Users/", "C:" + "\\\\", "/" + "tmp/brief")
_PLACE = re.compile("|".join(r"(?<![\w.~-])" + re.escape(p) for p in _PLACES))
_LEFT = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
_CODE_LIKE = CODE + (".py", ".capnp", ".cmake", ".txt", ".sh", ".go")


def check_lint(tree):
    found = []
    for path, text in tree.items():
        if "/golden/" in path or "/corpus/" in path or path.endswith(".jsonl"):
            continue
        found += _lines(path, text)
        found += _whole(path, text)
    return found


@lru_cache(maxsize=None)
def _lines(path, text):
    found = []
    wide = path.endswith((".md", ".json", ".jsonl", ".txt"))
    for number, line in enumerate(text.split("\n"), 1):
        says = None
        if line.rstrip() != line:
            says = "space at the end of the line"
        elif "\t" in line and not path.endswith(".go"):
            says = "a tab"
        elif not wide and len(line) > MOST_COLUMNS:
            says = f"{len(line)} columns; at most {MOST_COLUMNS}"
        elif _PLACE.search(line):
            says = "the path of somebody's machine"
        elif _LEFT.search(line):
            says = "a note to oneself: do it, or open an issue"
        elif path.endswith(CODE) and re.search(r"\busing\s+namespace\s+std\b", line):
            says = "using namespace std"
        if says:
            found.append(Finding(path, number, "lint", says))
    return found


@lru_cache(maxsize=None)
def _whole(path, text):
    found = []
    count = text.count("\n")
    if text and not text.endswith("\n"):
        found.append(Finding(path, count + 1, "lint", "no newline at the end"))
    if path.endswith(_CODE_LIKE) and count > MOST_LINES:
        found.append(Finding(path, count, "lint", f"{count} lines; at most {MOST_LINES}: one idea a file"))
    words = set(re.split(r"[_.]", os.path.basename(path).lower()))
    if path.endswith(CODE) and words & VAGUE:
        found.append(Finding(path, 1, "lint", f"'{(words & VAGUE).pop()}' names nothing: say what it is"))
    if path.endswith(".hpp"):
        if "#pragma once" not in text:
            found.append(Finding(path, 1, "lint", "no #pragma once"))
        stem = os.path.basename(path)[:-4]
        if not text.startswith(f"// {stem}: "):
            found.append(Finding(path, 1, "lint", f'opens without "// {stem}: " and a sentence saying what it is'))
    return found
