"""house: the test of the house itself.

    python3 tests/house/house.py --source .                        what needs no build
    python3 tests/house/house.py --source . --build build/release  and objects, links, programs

Prints one line a finding, `file:line: rule: what`, and ends with 1 if there
was any. That each rule can fail is shown by planted.py.
"""
import argparse
import os
import sys

import arrows
import lint
import purity
import symbols
import users
from source import code_files, load


def check_source(root):
    tree = load(root)
    if len(code_files(tree)) < 10:
        raise SystemExit(f"house: {root} does not hold this project")
    return tree, check_tree(tree, lambda path: os.path.exists(os.path.join(root, path)))


def check_tree(tree, exists):
    return (arrows.check_includes(tree) + purity.check_text(tree) + users.check_users(tree)
            + users.check_links_of_documents(tree, exists) + lint.check_lint(tree))


def check_build(root, build, tree):
    with open(os.path.join(build, "house-links.txt"), encoding="utf-8") as f:
        targets = arrows.read_links(f.read())
    found = arrows.check_links(targets, tree) + arrows.check_kinds(targets, tree)
    objects = symbols.core_objects(build, root)
    if not objects:
        raise SystemExit(f"house: no objects of the core in {build}")
    more, seen = symbols.check_objects(objects, symbols.libm_names())
    found += more
    programs = [os.path.join(build, "bin", p) for p in ("rf-replay", "rf-log")]
    programs = [p for p in programs if os.path.exists(p)]
    if programs and not sanitized(build):
        for program in programs:
            found += symbols.check_program(program)
    print(f"house: {len(targets)} targets, {len(objects)} objects of the core with {seen} symbols asked for, "
          f"{len(programs)} programs")
    return found


def sanitized(build):
    """A sanitizer's own runtime has sockets; its programs are not ours to judge."""
    with open(os.path.join(build, "CMakeCache.txt"), encoding="utf-8") as f:
        return "-fsanitize=" in f.read()


def main():
    options = argparse.ArgumentParser(description="the test of the house itself")
    options.add_argument("--source", required=True)
    options.add_argument("--build")
    given = options.parse_args()
    tree, found = check_source(given.source)
    print(f"house: {len(tree)} files, {len(code_files(tree))} of them C++")
    if given.build:
        found += check_build(given.source, given.build, tree)
    for finding in sorted(set(found)):
        print(finding.text())
    print(f"house: {len(set(found))} findings")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
