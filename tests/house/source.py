"""source: the project's files as text, and what a checker says about them.

A tree is a dict from path to text, so that a planted violation is a changed
copy of the real tree and needs no folder of its own.
"""
import os
import re
from functools import lru_cache
from typing import NamedTuple

TEXT = (".hpp", ".cpp", ".capnp", ".py", ".md", ".txt", ".cmake", ".json", ".toml", ".sh", ".go", ".jsonl")
CODE = (".hpp", ".cpp")
LEFT_OUT = {"build", ".git", "__pycache__"}


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    says: str

    def text(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.says}"


def load(root):
    """Every text file below root but build products, by path from root."""
    tree = {}
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in LEFT_OUT)
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root)
            if not name.endswith(TEXT) and not is_script(path):
                continue
            with open(os.path.join(root, path), encoding="utf-8", errors="replace", newline="") as f:
                tree[path] = f.read()
    return tree


def is_script(path):
    return path in ("dev", ".ci/run") or (path.startswith("tests/") and "." not in os.path.basename(path)
                                          and "/corpus/" not in path and "/golden/" not in path)


def code_files(tree):
    return [p for p in tree if p.endswith(CODE)]


# A comment, a raw string, a string or a character; digit separators are none.
_TOKENS = re.compile(
    r'//(?:[^\n\\]|\\.|\\\n)*|/\*.*?\*/|R"([^()\s\\]{0,16})\(.*?\)\1"|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9A-Za-z_])'(?:[^'\\\n]|\\.)+'", re.S)


def _blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


@lru_cache(maxsize=None)
def bare(text):
    """The text with comments and literals blanked; lines stay where they are."""
    return _TOKENS.sub(_blank, text)


@lru_cache(maxsize=None)
def uncommented(text):
    """Comments blanked, literals kept."""
    return _TOKENS.sub(lambda m: _blank(m) if m.group(0)[0] == "/" else m.group(0), text)


_INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>|(\S+))', re.M)


@lru_cache(maxsize=None)
def includes(text):
    """(line, quoted name or None, angled name or None, anything else) of every include."""
    clean = uncommented(text)
    return tuple((line_of(clean, m.start(0)), m[1], m[2], m[3]) for m in _INCLUDE.finditer(clean))


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
