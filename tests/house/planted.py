"""planted: every rule of the house is broken on purpose, and must be seen.

    python3 tests/house/planted.py --source . --compiler g++

A plant is one change to the real tree; the checker must then say something it
did not say before, with the plant's file, line and words. Harmless changes
that look like plants must say nothing.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import arrows
import house
import symbols
from plants import HARMLESS, LINKS, OBJECTS, PROGRAMS, TEXTS
from source import load


def planted(tree, path, text):
    """The tree with `text` at the end of `path` (or in place of a new file), and its first line's number."""
    changed = dict(tree)
    before = tree.get(path, "")
    changed[path] = before + text + "\n"
    return changed, before.count("\n") + 1


class Tally:
    def __init__(self):
        self.plants, self.missed = 0, 0

    def expect(self, what, found, path, line, words):
        self.plants += 1
        if not any(f.path == path and f.line == line and words in f.text() for f in found):
            self.missed += 1
            print(f"NOT SEEN: {what}: expected {path}:{line}: ... {words}")
            for f in found:
                print(f"   said instead: {f.text()}")

    def expect_nothing(self, what, found):
        self.plants += 1
        if found:
            self.missed += 1
            print(f"SEEN, THOUGH HARMLESS: {what}")
            for f in found:
                print(f"   said: {f.text()}")


def plant_texts(tree, tally):
    exists = lambda path: False
    clean = set(house.check_tree(tree, exists))
    for path, text, words in TEXTS:
        changed, line = planted(tree, path, text)
        if words.startswith("+"):  # the finding is on a later line of the plant
            offset, words = words[1:].split(" ", 1)
            line += int(offset)
        elif words.startswith("@"):  # on a fixed line of the file
            fixed, words = words[1:].split(" ", 1)
            line = int(fixed)
        tally.expect(text, set(house.check_tree(changed, exists)) - clean, path, line, words)
    for path, text in HARMLESS:
        changed, line = planted(tree, path, text)
        tally.expect_nothing(text, {f for f in set(house.check_tree(changed, exists)) - clean if f.line >= line})


def plant_links(tree, tally):
    for listing, target, words in LINKS:
        targets = arrows.read_links(listing)
        found = arrows.check_links(targets, tree) + arrows.check_kinds(targets, tree)
        folder = next(t[2] for t in targets if t[0] == target)
        at = next((f.line for f in found), 0)
        if words:
            tally.expect(listing, found, os.path.join(folder, "CMakeLists.txt"), at, words)
        else:
            tally.expect_nothing(listing, found)


def plant_objects(compiler, folder, tally):
    libm = symbols.libm_names()

    def look(numbered):
        number, (text, words) = numbered
        source, out = os.path.join(folder, f"plant{number}.cpp"), os.path.join(folder, f"plant{number}.o")
        with open(source, "w", encoding="utf-8") as f:
            f.write(text + "\n")
        subprocess.run([compiler, "-std=c++20", "-O0", "-c", source, "-o", out], check=True)
        return text, words, symbols.check_objects([(out, "replay/plant.cpp")], libm)[0]

    with ThreadPoolExecutor(max_workers=2) as pool:
        for text, words, found in pool.map(look, enumerate(OBJECTS)):
            if words:
                tally.expect(text, found, "replay/plant.cpp", 1, words)
            else:
                tally.expect_nothing(text, found)


def plant_programs(compiler, folder, tally):
    for number, (text, flags, words) in enumerate(PROGRAMS):
        source, out = os.path.join(folder, f"program{number}.cpp"), os.path.join(folder, f"program{number}")
        with open(source, "w", encoding="utf-8") as f:
            f.write(text + "\n")
        subprocess.run([compiler, "-std=c++20", source, "-o", out, *flags], check=True)
        found = symbols.check_program(out)
        if words:
            tally.expect(text, found, "replay/programs/CMakeLists.txt", 1, words)
        else:
            tally.expect_nothing(text, found)


def main():
    options = argparse.ArgumentParser(description="the house's rules, broken on purpose")
    options.add_argument("--source", required=True)
    options.add_argument("--compiler", default="g++")
    given = options.parse_args()
    tree, tally = load(given.source), Tally()
    plant_texts(tree, tally)
    plant_links(tree, tally)
    with tempfile.TemporaryDirectory() as folder:
        plant_objects(given.compiler, folder, tally)
        plant_programs(given.compiler, folder, tally)
    print(f"house: {tally.plants} plants, {tally.missed} of them judged wrongly")
    return 1 if tally.missed else 0


if __name__ == "__main__":
    sys.exit(main())
