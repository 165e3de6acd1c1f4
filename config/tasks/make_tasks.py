#!/usr/bin/env python3
"""make_tasks: writes the task files beside it, the same ones every time.

    python3 config/tasks/make_tasks.py

Truths are computed here in whole numbers and fractions; tests/tasks reads the
files with the C++ reader and solves most of them again by other methods. The
problems that it cannot read are computed here in two ways.
"""
import json
import os
import random

from choices import back_door, ballot, council, counters, drug, effects, jobs, paths, rules, sack, shares
from formal import (bubble, cart, courier, divisible, fraction_sum, half_life, ones, program, residue, resistors,
                    search, zeros)

HERE = os.path.dirname(os.path.abspath(__file__))

DOMAINS = {  # tasks, traps, the most difficult, families; a trap is of a family that tempts
    "mathematics": (100, 15, 10, [residue, divisible, fraction_sum, zeros]),
    "code": (100, 15, 10, [program, bubble, ones, search]),
    "scientific": (80, 12, 10, [cart, courier, half_life, resistors]),
    "strategic": (60, 9, 10, [jobs, sack, counters, ballot]),
    "causal": (60, 9, 10, [back_door, drug, effects, paths]),
    "ethical": (50, 8, 8, [rules, council, shares]),
}


def text(v):
    return None if v is None else str(v)


def task(r, domain, number, families, difficulty, trap, seen):
    while True:
        made = r.choice(families)(r, difficulty)
        truth, tempting = text(made["truth"]), text(made["tempting"])
        if made["problem"] in seen or (trap and tempting in (None, truth)) or truth == "none":
            continue
        seen.add(made["problem"])
        out = {"task_id": f"{domain}-{number:03d}", "problem": made["problem"], "domain": domain,
               "difficulty": difficulty, "timeout_seconds": 60 + 24 * difficulty, "constraints": made["constraints"],
               "ground_truth": truth, "truth_kind": made["truth_kind"]}
        if made.get("percent"):
            out["percent"] = True
        if trap:
            out["tempting"] = tempting
        return {**out, "ground_truth_score": 1.0, "is_trap": trap, "previously_unsolved": False, "source": "benchmark"}


def main():
    for domain, (count, traps, hardest, families) in DOMAINS.items():
        r, seen, tasks = random.Random("tasks of " + domain), set(), []
        trapped = {i * count // traps for i in range(traps)}
        for i in range(count):
            tasks.append(task(r, domain, i + 1, families, 1 + i % hardest, i in trapped, seen))
        os.makedirs(os.path.join(HERE, domain), exist_ok=True)
        with open(os.path.join(HERE, domain, "tasks.json"), "w", encoding="utf-8") as f:
            f.write("[\n" + ",\n".join(json.dumps(t, ensure_ascii=False) for t in tasks) + "\n]\n")


if __name__ == "__main__":
    main()
