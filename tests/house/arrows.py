"""arrows: which floor includes and links which."""
import os
import re

from floors import LIBRARIES, LINKS, floor_of, longest, may_use
from source import Finding, code_files, includes, line_of

_STANDARD = re.compile(r"^[a-z_]+$")  # <vector>; a name with a dot or slash is a library's


def check_includes(tree):
    found = []
    for path in code_files(tree):
        floor = floor_of(path)
        if floor is None:
            found.append(Finding(path, 1, "floor", "lies on no floor of the house (tests/house/floors.py)"))
            continue
        for line, quoted, angled, other in includes(tree[path]):
            says = None
            if quoted:
                says = _own(tree, floor, quoted)
            elif angled:
                says = _library(floor, angled)
            else:
                says = f"the include of {other} cannot be read: name the file"
            if says:
                found.append(Finding(path, line, "arrow", says))
        found += _own_header_first(tree, path)
    return found


def _own(tree, floor, name):
    other = floor_of(name)
    if other is None or "/" not in name or ".." in name:
        return f'"{name}" is not a path from the root of the repository'
    if name not in tree and not name.endswith(".capnp.h"):
        return f'"{name}" does not exist'
    if not may_use(floor, other):
        return f"{floor} may not include {other} ({name})"
    return None


def _library(floor, name):
    if _STANDARD.match(name):
        return None
    allowed = longest(LIBRARIES, name)
    if allowed is None:
        return f"<{name}>: decide in tests/house/floors.py which floors may use this library"
    if floor not in allowed:
        return f"{floor} may not include <{name}>: only {', '.join(allowed) or 'nobody'} may"
    return None


def _own_header_first(tree, path):
    own = re.sub(r"\.cpp$", ".hpp", path)
    if own == path or own not in tree:
        return []
    seen = includes(tree[path])
    if seen and seen[0][1] != own:
        return [Finding(path, seen[0][0], "arrow", f'its own header "{own}" must be included first')]
    return []


def read_links(text):
    """links.txt, written by CMake: target|type|folder|what it links; ..."""
    targets = []
    for line in text.splitlines():
        name, kind, folder, links = line.split("|")
        targets.append((name, kind, folder, [plain(x) for x in links.split(";") if x]))
    return targets


def plain(link):
    """A link without CMake's wrapping: $<LINK_ONLY:x> is x, and so is a scoped ::@."""
    inner = re.fullmatch(r"\$<(?:LINK_ONLY|BUILD_INTERFACE):(.*)>", link)
    return inner.group(1) if inner else link


def check_links(targets, tree):
    found = []
    home = {name: folder for name, _, folder, _ in targets}
    for name, _, folder, links in targets:
        floor = floor_of(folder)
        if folder == "":  # the root declares only the rules
            floor = "tests" if name != "rf_rules" else "events"
        if floor is None:
            found.append(_at(tree, folder, name, "lies on no floor"))
            continue
        for link in links:
            if link.startswith("::@") or link == "":
                continue
            says = _link(floor, link, home)
            if says:
                found.append(_at(tree, folder, name, says))
    return found


def _link(floor, link, home):
    allowed = longest(LINKS, link)
    if allowed is not None:
        return None if floor in allowed else f"{floor} may not link {link}: only {', '.join(allowed)} may"
    if link in home:
        other = floor_of(home[link])
        if other is None or not may_use(floor, other):
            return f"{floor} may not link {other} ({link})"
        return None
    return f"{link}: decide in tests/house/floors.py which floors may link it"


def _at(tree, folder, target, says):
    """A finding at the line of the folder's CMakeLists.txt that makes the target."""
    place = os.path.join(folder, "CMakeLists.txt")
    match = re.search(rf"\(\s*{re.escape(target)}\b", tree.get(place, ""))
    line = line_of(tree[place], match.start(0)) if match else 1
    return Finding(place, line, "link", f"target {target}: {says}")


def check_kinds(targets, tree):
    """A core floor is a static library, so that a link line is an arrow."""
    return [_at(tree, folder, name, f"a {kind.lower()}; floors are static libraries")
            for name, kind, folder, _ in targets
            if floor_of(folder) in ("schemas", "events", "store", "replay")
            and kind not in ("STATIC_LIBRARY", "UTILITY", "INTERFACE_LIBRARY")]
