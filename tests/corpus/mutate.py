#!/usr/bin/env python3
"""mutate: does the corpus notice when a mechanism is changed?

    ninja -C build/release first_move
    tests/corpus/mutate.py [--build build/release] [--only reasonforge] [--again]

Every mutant of the five mechanisms (mutants.py) is compiled by itself, linked
with first_move and run over tests/golden/corpus until the first bit moves.
Killed: a bundle's score, weight or carry moved; or only figures that are reported
beside them did, or a golden row; or it crashed or did not end.
What cannot be told apart from the original is argued in equivalent.txt and left
out. Run by hand, not in CI: about a second a mutant. docs/mutation.md has the
figures, as `--markdown` prints them.

Results are kept in BUILD/mutation.json; --again runs only what survived, and
--argued what is said to be equivalent.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

from mutants import mutants_of

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
M = "replay/mechanisms/"
# What is mutated: (row of the table, file, the unit that compiles it, bundles and rows that see it).
TARGETS = [
    ("reasonforge", M + "reasonforge_1.cpp", None, ["reasonforge"]),
    ("reasonforge", M + "reasonforge_1_formulas.cpp", None, ["reasonforge"]),
    ("reasonforge", M + "reasonforge_1_formulas.hpp", M + "reasonforge_1.cpp", ["reasonforge"]),
    ("ema_feed", M + "ema_feed_1.cpp", None, ["ema_feed"]),
    ("judge_epm", M + "judge_epm_1.cpp", None, ["judge_epm"]),
    ("aml_ensemble", M + "aml_ensemble_1.cpp", None, ["aml_ensemble"]),
    ("aml_ensemble tiers", M + "aml_ensemble_1_tiers.cpp", None, ["aml_"]),
    ("hetu_consensus", M + "hetu_consensus_1.cpp", None, ["hetu_consensus"]),
    ("emission", "replay/emit.cpp", None, ["emission", "ema_feed", "reasonforge"]),
    ("emission", "replay/run_epoch.cpp", None, ["emission", "aml_ensemble", "ema_feed", "reasonforge"]),
]
SECONDS = 5
AHEAD = ["<algorithm>", "<array>", "<cmath>", "<limits>", "<span>", "<vector>", '"events/sha256.hpp"', '"replay/mechanism.hpp"']
# As the program is compiled, and with the library's own bounds checked: what reads
# beyond a list is found, whatever happens to lie there.
COMPILE = ["-std=c++20", "-O1", "-ffp-contract=off", "-fno-fast-math", "-fPIC", "-w", "-D_GLIBCXX_ASSERTIONS"]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def equivalents():
    """{(path, original, mutated): why}, and the places that cannot be reached at all."""
    found, path, pending = {}, None, []
    for number, line in enumerate(read("tests/corpus/equivalent.txt").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            path = line.strip()
        elif line.strip().startswith("why: "):
            for entry in pending:
                found[entry] = line.strip()[5:]
            pending = []
        elif " => " in line:
            original, mutated = line.strip().split(" => ", 1)
            pending.append((path, original, mutated))
        else:
            sys.exit(f"equivalent.txt:{number}: neither a file, ORIGINAL => MUTATED nor why:")
    if pending:
        sys.exit(f"equivalent.txt: not argued: {pending[0]}")
    return found


class Bench:
    """Compiles, links and runs one mutant after the other in a folder of its own."""

    def __init__(self, build, corpus):
        self.build, self.corpus = os.path.abspath(build), os.path.abspath(corpus)
        line = subprocess.run(["ninja", "-C", self.build, "-t", "commands", "first_move"], capture_output=True, text=True,
                              check=True).stdout.strip().split("\n")[-1]
        self.link = [w for w in shlex.split(line) if w not in (":", "&&")]
        self.place = tempfile.TemporaryDirectory(prefix="rf-mutants-")
        # Copied, so that the tree may be built meanwhile.
        for word in self.link:
            at = os.path.join(self.build, word)
            if not os.path.isabs(word) and os.path.isfile(at) and word != "bin/first_move":
                os.makedirs(os.path.dirname(os.path.join(self.place.name, word)), exist_ok=True)
                shutil.copy(at, os.path.join(self.place.name, word))
        # What every unit includes and no mutant touches, read once.
        self.ahead = os.path.join(self.place.name, "ahead.hpp")
        with open(self.ahead, "w", encoding="utf-8") as file:
            file.write("".join(f"#include {h}\n" for h in AHEAD))
        made = self.run(["g++", *COMPILE, "-I" + ROOT, "-isystem", self.build, "-x", "c++-header", self.ahead], 120)
        if made.returncode:
            sys.exit(made.stderr.decode())

    def run(self, command, seconds, **how):
        return subprocess.run(["nice", *command], capture_output=True, timeout=seconds, **how)

    def judge(self, source, path, unit, prefixes):
        with tempfile.TemporaryDirectory(prefix="rf-mutant-") as place:
            mutated = os.path.join(place, path)
            os.makedirs(os.path.dirname(mutated))
            with open(mutated, "w", encoding="utf-8") as file:
                file.write(source)
            unit = os.path.join(ROOT, unit) if unit else mutated
            compiled = os.path.join(place, "unit.o")
            if self.run(["g++", *COMPILE, "-include", self.ahead, "-I" + place, "-I" + ROOT, "-isystem", self.build, "-c",
                         unit, "-o", compiled],
                        120).returncode:
                return "no program", ""
            out = os.path.join(place, "first_move")
            link = list(self.link)
            link[link.index("-o") + 1] = out
            link.insert(link.index("-o"), compiled)
            linked = self.run(link, 120, cwd=self.place.name)
            if linked.returncode:
                sys.exit("a mutant cannot be linked:\n" + linked.stderr.decode())
            try:
                ran = self.run([out, self.corpus, os.path.join(ROOT, "tests/golden/vectors"), *prefixes], SECONDS)
            except subprocess.TimeoutExpired:
                return "killed: did not end", ""
            said = ran.stdout.decode(errors="replace").strip()
            return {0: "survived", 1: "killed: epoch", 2: "killed: epoch", 3: "killed: reported"}.get(
                ran.returncode, "killed: crashed"), said


def table(results):
    """Of each row: its mutants, and what noticed the killed ones."""
    ways = {"killed: epoch": "epoch", "killed: reported": "reported", "killed: crashed": "stopped",
            "killed: did not end": "stopped"}
    rows, total = {}, Counter()
    for result in results:
        rows.setdefault(result["row"], Counter())[ways.get(result["verdict"], result["verdict"])] += 1
    for n in rows.values():
        total.update(n)
    out = ["| code | mutants | equivalent | an epoch moved | only reported figures moved | crashed or did not end | "
           "survived | killed of the rest |", "|---|--:|--:|--:|--:|--:|--:|--:|"]
    for row, n in [*rows.items(), ("all", total)]:
        killed = n["epoch"] + n["reported"] + n["stopped"]
        rest = killed + n["survived"]
        out.append(f"| {row} | {rest + n['equivalent']} | {n['equivalent']} | {n['epoch']} | {n['reported']} | "
                   f"{n['stopped']} | {n['survived']} | {100 * killed / max(1, rest):.1f} % |")
    out += ["", "| operator | mutants | equivalent | killed | survived |", "|---|--:|--:|--:|--:|"]
    kinds = {}
    for result in results:
        kinds.setdefault(result["operator"], Counter())[result["verdict"].split(":")[0]] += 1
    for kind in sorted(kinds):
        n = kinds[kind]
        out.append(f"| {kind} | {sum(n.values()) - n['no program']} | {n['equivalent']} | {n['killed']} | {n['survived']} |")
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release"))
    parser.add_argument("--corpus", default=os.path.join(ROOT, "tests/golden/corpus"))
    parser.add_argument("--only", default="", help="rows of the table that begin so")
    parser.add_argument("--again", action="store_true", help="run again only what survived")
    parser.add_argument("--argued", action="store_true", help="run what equivalent.txt argues, too: none may be killed")
    parser.add_argument("--list", action="store_true", help="print the mutants and run none")
    parser.add_argument("--markdown", action="store_true", help="print the tables of the results that are kept")
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()

    kept_at = os.path.join(args.build, "mutation.json")
    kept = {}
    if os.path.exists(kept_at):
        with open(kept_at, encoding="utf-8") as file:
            kept = json.load(file)
    sources = {path: read(path) for _, path, _, _ in TARGETS}
    argued, used, results, jobs = equivalents(), set(), [], []
    for row, path, unit, prefixes in TARGETS:
        if not row.startswith(args.only):
            continue
        for mutant in mutants_of(path, sources[path]):
            original, mutated = mutant.key(sources[path])
            name = hashlib.sha256(f"{path}|{mutant.start}|{mutant.end}|{mutant.text}|{sources[path]}".encode()).hexdigest()[:16]
            result = {"row": row, "path": path, "line": mutant.line(sources[path]), "operator": mutant.operator,
                      "original": original, "mutated": mutated, "name": name}
            results.append(result)
            if (path, original, mutated) in argued and not args.argued:
                used.add((path, original, mutated))
                result["verdict"] = "equivalent"
                if kept.get(name, "survived").startswith("killed"):
                    print(f"equivalent.txt argues what was killed: {path}:{result['line']} {mutated}")
            elif (path, original, mutated) in argued:
                used.add((path, original, mutated))
                jobs.append((result, mutant, unit, prefixes))
            elif name in kept and not (args.again and kept[name] == "survived"):
                result["verdict"] = kept[name]
            else:
                jobs.append((result, mutant, unit, prefixes))
    if args.list:
        for r in results:
            print(f"{r['path']}:{r['line']} {r['operator']}: {r['original']} => {r['mutated']}")
        return 0
    if jobs and not args.markdown:
        bench = Bench(args.build, args.corpus)
        for row, path, unit, prefixes in TARGETS:
            if any(job[0]["path"] == path for job in jobs) and bench.judge(sources[path], path, unit, prefixes)[0] != "survived":
                sys.exit(f"{path}: unchanged, it does not give what the corpus expects")

        def work(job):
            result, mutant, unit, prefixes = job
            return result, bench.judge(mutant.apply(sources[mutant.path]), mutant.path, unit, prefixes)

        with concurrent.futures.ThreadPoolExecutor(args.workers) as pool:
            for done, (result, (verdict, _)) in enumerate(pool.map(work, jobs), 1):
                result["verdict"] = kept[result["name"]] = verdict
                if (result["path"], result["original"], result["mutated"]) in argued:
                    result["verdict"] = "equivalent"
                    if verdict != "survived":
                        print(f"equivalent.txt argues what is {verdict}: {result['path']}:{result['line']} {result['mutated']}")
                if sys.stderr.isatty():
                    print(f"\r{done} of {len(jobs)} ", end="", file=sys.stderr)
                if done % 50 == 0 or done == len(jobs):
                    with open(kept_at, "w", encoding="utf-8") as file:
                        json.dump(kept, file)
    results = [r for r in results if r.get("verdict", "no program") != "no program"]
    for entry, why in argued.items():
        if entry not in used and any(entry[0] == path and row.startswith(args.only) for row, path, _, _ in TARGETS):
            print(f"equivalent.txt argues about no mutant: {entry[1]} => {entry[2]}")
    for r in results:
        if r["verdict"] == "survived":
            print(f"survived: {r['path']}:{r['line']} {r['operator']}: {r['original']} => {r['mutated']}")
    print(table(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
