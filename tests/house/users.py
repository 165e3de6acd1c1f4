"""users: no file without a user.

A source file belongs to a target, a header is included by somebody besides its
own source, a script or a data file is named by what uses it, and a document is
linked from another.
"""
import os
import re
from functools import lru_cache

from floors import floor_of
from source import Finding, code_files, includes


def check_users(tree):
    included = {}
    for path in code_files(tree):
        for _, quoted, _, _ in includes(tree[path]):
            if quoted:
                included.setdefault(quoted, set()).add(path)
    found = []
    for path in tree:
        if floor_of(path) is None and not path.startswith(("docs/", "config/", "docker/")):
            continue
        if path.endswith(".hpp"):
            users = included.get(path, set()) - {path, path[:-4] + ".cpp"}
            if not users:
                found.append(Finding(path, 1, "user", "nobody includes it besides its own source"))
        elif path.endswith(".cpp") and not _in_cmake(tree, path):
            found.append(Finding(path, 1, "user", "no CMakeLists.txt names it"))
        elif path.endswith((".capnp", ".py", ".sh", ".go")) and not _named(tree, path):
            found.append(Finding(path, 1, "user", "nothing names it"))
        elif path.endswith(".md") and not _linked(tree, path):
            found.append(Finding(path, 1, "user", "no document links it"))
    return found


def _in_cmake(tree, path):
    """Named in a CMakeLists.txt or what it includes, relative to its folder; or in a script that compiles by itself."""
    for other, text in tree.items():
        if other.endswith(("CMakeLists.txt", ".cmake")):
            if _word(os.path.relpath(path, os.path.dirname(other)), _spoken(text)):
                return True
        elif other.endswith(".sh") and _word(path, text):
            return True
    return False


@lru_cache(maxsize=None)
def _spoken(listing):
    return re.sub(r"#[^\n]*", "", listing)


def _word(name, text):
    """The name itself, or its stem where a function of the listing adds the ending."""
    names = [name, name.rsplit(".", 1)[0]] if "}.cpp" in text else [name]
    return any(re.search(r"(?<![\w./-])" + re.escape(n) + r"(?![\w./-])", text) for n in names)


def _named(tree, path):
    name = os.path.basename(path)
    stem = name.rsplit(".", 1)[0]
    for other, text in tree.items():
        if other == path:
            continue
        if other.endswith(".py") and path.endswith(".py"):
            if re.search(rf"^(from|import) {stem}\b", text, re.M):
                return True
        if (other == "dev" or other.endswith(("CMakeLists.txt", ".sh", ".cmake", ".cpp", ".md"))
                or "." not in os.path.basename(other)) and name in text:
            return True
    return False


def _linked(tree, path):
    """A Markdown link from another document, by a path relative to it."""
    for other, text in tree.items():
        if other == path or not other.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            if os.path.normpath(os.path.join(os.path.dirname(other), target)) == path:
                return True
    return False


def check_links_of_documents(tree, exists):
    """Every relative link of a document leads somewhere."""
    found = []
    for path, text in tree.items():
        if not path.endswith(".md"):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            for target in re.findall(r"\]\(([^)#\s]+)", line):
                if ":" in target:
                    continue
                there = os.path.normpath(os.path.join(os.path.dirname(path), target))
                if there not in tree and not exists(there):
                    found.append(Finding(path, number, "link", f"{target} leads nowhere"))
    return found
