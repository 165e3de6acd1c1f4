#!/usr/bin/env python3
"""formulas: what mechanisms compute beside scores, in plain Python.

    tests/corpus/formulas.py > tests/golden/corpus/formulas.txt
    tests/corpus/formulas.py --check tests/golden/corpus/formulas.txt

Equations of reasonforge@1 and checks of aml_ensemble@1 that no epoch's score
shows: written here once more from the rules, with the same order of operations,
so that every result has its one bit pattern. A row is

    FUNCTION PARAMETER=VALUE... | LIST | LIST ... | RESULTS

with all numbers as float.hex() writes them; parameters not named are at their
defaults. tests/corpus/formula_rows.cpp evaluates the same by the mechanisms.
"""
import math
import random
import sys

DEFAULTS = {
    "cms.accuracy": .30, "cms.efficiency": .15, "cms.novelty": .15, "cms.quality": .40, "consensus.trim": .10,
    "consensus.trim_from": 5, "emission.miner": .90, "emission.validator": .10, "final.consensus": .40,
    "final.objective": .60, "peb.alpha": .20, "peb.ranks": 10, "peb.streak_cap": 10, "breakthrough.above": .8,
    "breakthrough.factor": 2, "trap.threshold": .30, "slash.gamma": .05, "slash.threshold": .60, "slash.window": 7,
    "reputation.above": .80, "reputation.cap": 1.5, "reputation.slope": .5, "reputation.span": .20,
    "reputation.window": 30, "aml.alpha": 2, "aml.history": 30, "tier1.latency_ms": 100.0, "tier1.repeat": 1e-6,
    "tier2.most": .3, "tier2.variance": .001, "tier2.variance_cost": .1, "tier2.trap_cost": .05,
    "tier2.median_low": .1, "tier2.median_high": .9, "tier2.median_cost": .05, "plagiarism.above": .95,
    "plagiarism.common": 10, "tier3.roc": .3, "tier3.pr": .2, "tier3.samples": 10,
}
CHECKS = [[("proof", .60), ("steps", .25), ("numerical", .15)], [("tests", .50), ("static_analysis", .20), ("formal", .30)],
          [("simulation", .40), ("statistics", .35), ("citations", .25)],
          [("solver", .50), ("constraints", .30), ("equilibrium", .20)],
          [("docalculus", .40), ("bootstrap", .35), ("dag", .25)], [("coverage", .30), ("logic", .70)]]
DOMAINS = ["mathematics", "code", "scientific", "strategic", "causal", "ethical"]
for domain, checks in zip(DOMAINS, CHECKS):
    for check, weight in checks:
        DEFAULTS[f"checks.{domain}.{check}"] = weight
WHOLE = {name for name, value in DEFAULTS.items() if isinstance(value, int)} - {"breakthrough.factor"}

roll = random.Random(4)
rows = []


def total(values):
    out = 0.0
    for v in values:
        out += v
    return out


def mean(values):
    return total(values) / len(values)


# --- reasonforge@1 -----------------------------------------------------------

def emission_pools(p, emission):
    return [emission[0] * p["emission.miner"], emission[0] * p["emission.validator"]]


def divide(parts, pool):
    whole = total(parts)
    return [pool / len(parts) if whole <= 0 else x / whole * pool for x in parts]


def miner_emission(p, s, peb, pool):
    return divide([a * (1 + b) for a, b in zip(s, peb)], pool[0])


def validator_emission(p, vas, stake, reputation, pool):
    return divide([a * b * c for a, b, c in zip(vas, stake, reputation)], pool[0])


def s_epoch(p, cms, difficulty, penalty):
    return [total(a * b for a, b in zip(cms, difficulty)) / len(cms) * penalty[0] if cms else 0.0]


def peb(p, rank, streak):
    if rank[0] < 1 or rank[0] > p["peb.ranks"] or streak[0] == 0:
        return [0.0]
    return [p["peb.alpha"] * (1 / rank[0]) * math.sqrt(min(streak[0], p["peb.streak_cap"]))]


def vas(p, given, consensus):
    if not given:
        return [1.0]
    return [max(0.0, 1 - total(abs(a - b) for a, b in zip(given, consensus)) / len(given))]


def trap_penalty(p, scores):
    if not scores:
        return [1.0]
    average = mean(scores)
    return [1.0 if average >= p["trap.threshold"] else max(0.0, average / p["trap.threshold"])]


def slash(p, stake, vas_7d):
    if vas_7d[0] >= p["slash.threshold"]:
        return [0.0]
    d = p["slash.threshold"] - vas_7d[0]
    return [p["slash.gamma"] * stake[0] * (d * d)]


def recent(history, window):
    last = history[-window:]
    return mean(last) if last else 1.0


def vas_7d(p, history):
    return [recent(history, p["slash.window"])]


def reputation(p, history):
    m = recent(history, p["reputation.window"])
    if m <= p["reputation.above"]:
        return [1.0]
    return [min(p["reputation.cap"], 1 + p["reputation.slope"] * (m - p["reputation.above"]) / p["reputation.span"])]


def objective(p, domain, present, checks):
    names = [f"checks.{DOMAINS[int(domain[0])]}.{c}" for c, _ in CHECKS[int(domain[0])]]
    return [total(p[n] * (c if here > 0 else 0.0) for n, here, c in zip(names, present, checks))]


def consensus(p, scores, stakes):
    whole = total(stakes)
    if whole <= 0:
        return [0.0]
    given = sorted(zip(scores, [s / whole for s in stakes]), key=lambda g: g[0])  # stable
    if len(given) >= p["consensus.trim_from"]:
        cut = max(1, int(len(given) * p["consensus.trim"]))
        if len(given) <= 2 * cut:
            return [0.0]
        given = given[cut:len(given) - cut]
    weight = total(w for _, w in given)
    if weight <= 0:
        return [total(s for s, _ in given) / len(given)]
    return [total(s * w for s, w in given) / weight]


def final(p, obj, cons):
    return [p["final.objective"] * obj[0] + p["final.consensus"] * cons[0]]


# --- aml_ensemble@1 ----------------------------------------------------------

PASSED, MISSING, UNKNOWN, TWICE, OUT_OF_RANGE, SLOW, NOT_REPEATABLE = range(7)


def tier1(p, alerts, named, scores, again, again_scores, total_ms):
    n, seen = int(alerts[0]), {}
    for alert, score in zip(named, scores):
        if alert >= n:
            return [UNKNOWN]
        if not 0 <= score <= 1:
            return [OUT_OF_RANGE]
        if alert in seen:
            return [TWICE]
        seen[alert] = score
    if len(named) != n:
        return [MISSING]
    if n > 0 and total_ms[0] / n > p["tier1.latency_ms"]:
        return [SLOW]
    for alert, score in zip(again, again_scores):
        if alert >= n:
            return [UNKNOWN]
        if not abs(score - seen[alert]) <= p["tier1.repeat"]:
            return [NOT_REPEATABLE]
    return [PASSED]


def tier2(p, scores, traps):
    if not scores:
        return [0.0]
    middle = mean(scores)
    left = p["tier2.most"]
    if total((s - middle) * (s - middle) for s in scores) / len(scores) < p["tier2.variance"]:
        left -= p["tier2.variance_cost"]
    left -= p["tier2.trap_cost"] * traps[0]
    ordered, half = sorted(scores), len(scores) // 2
    median = ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
    if median < p["tier2.median_low"] or median > p["tier2.median_high"]:
        left -= p["tier2.median_cost"]
    return [max(0.0, left)]


def likeness(p, mine_at, mine, earlier_at, earlier):
    a, b = dict(zip(mine_at, mine)), dict(zip(earlier_at, earlier))
    both = [alert for alert in mine_at if alert in b]
    x, y = [a[k] for k in both], [b[k] for k in both]
    pearson = 0.0
    if both:
        mx, my = mean(x), mean(y)
        xx, yy = total((v - mx) * (v - mx) for v in x), total((v - my) * (v - my) for v in y)
        if xx > 0 and yy > 0:
            pearson = total((v - mx) * (w - my) for v, w in zip(x, y)) / (math.sqrt(xx) * math.sqrt(yy))
    copied = len(both) >= p["plagiarism.common"] and pearson > p["plagiarism.above"]
    return [pearson, float(len(both)), float(copied)]


def auc_roc(p, scores, labels):
    up, down = [s for s, l in zip(scores, labels) if l], [s for s, l in zip(scores, labels) if not l]
    if not up or not down:
        return [0.0]
    halves = sum(2 if a > b else 1 if a == b else 0 for a in up for b in down)
    return [halves / (2 * len(up) * len(down))]


def auc_pr(p, scores, labels):
    positives = sum(1 for l in labels if l)
    if positives in (0, len(labels)):
        return [0.0]
    out, hits, seen = 0.0, 0, 0
    for threshold in sorted(set(scores), reverse=True):
        here = [l for s, l in zip(scores, labels) if s == threshold]
        fresh = sum(1 for l in here if l)
        hits, seen = hits + fresh, seen + len(here)
        out += hits / seen * fresh
    return [out / positives]


def tier3(p, scores, labels):
    if len(scores) < p["tier3.samples"] or len({bool(l) for l in labels}) < 2:
        return [0.0]
    return [p["tier3.roc"] * auc_roc(p, scores, labels)[0] + p["tier3.pr"] * auc_pr(p, scores, labels)[0]]


def performance(p, history):
    return [mean(history[-p["aml.history"]:]) if history else 0.0]


def power(x, n):
    out = x
    for _ in range(1, n):
        out *= x
    return out


def ensemble_weights(p, performances):
    whole = total(power(x, p["aml.alpha"]) for x in performances if x > 0)
    if not whole > 0:
        return [1 / len(performances)] * len(performances)
    return [power(x, p["aml.alpha"]) / whole if x > 0 else 0.0 for x in performances]


def ensemble_scores(p, weights, *replies):
    """Replies as pairs of lists; a pair of empty lists for a miner that gave none."""
    answers = [dict(zip(replies[i], replies[i + 1])) for i in range(0, len(replies), 2)]
    out = []
    for alert in sorted({a for answer in answers for a in answer}):
        given = [(w, answer[alert]) for w, answer in zip(weights, answers) if alert in answer and w > 0]
        weight = total(w for w, _ in given)
        if weight > 0:
            out += [alert, total(w * s for w, s in given) / weight]
    return out


# --- judge_epm@1 -------------------------------------------------------------

def edges_per_minute(p, edges, minutes):
    return [edges[0] / minutes[0] if minutes[0] > 0 else 0.0]


# --- rows --------------------------------------------------------------------

def row(function, chosen, *arguments):
    lists = [[float(v) for v in (a if isinstance(a, (list, tuple)) else [a])] for a in arguments]
    p = {**DEFAULTS, **chosen}
    head = " ".join([function.__name__] + [f"{n}={float(v).hex()}" for n, v in sorted(chosen.items())])
    results = [float(v) for v in function(p, *lists)]
    groups = [head] + [" ".join(v.hex() for v in values) for values in [*lists, results]]
    rows.append(" | ".join(groups).replace("  ", " ").rstrip())


def part():
    return roll.choice([0.0, 1.0, roll.random(), roll.random(), roll.randrange(101) / 100])


def parts(n):
    return [part() for _ in range(n)]


def others(prefix, most=2):
    """Every parameter of a prefix off its default."""
    out = {}
    for name, value in DEFAULTS.items():
        if name.startswith(prefix):
            out[name] = roll.randrange(2, 12) if name in WHOLE else roll.randrange(1, 64) / 64 * min(1, value * most)
    return out


def beside(v):
    return [v, math.nextafter(v, 2), math.nextafter(v, -1)]


def reasonforge_rows():
    for _ in range(6):
        row(emission_pools, others("emission."), roll.random() * 1000)
        n = roll.randrange(1, 8)
        row(miner_emission, {}, parts(n), parts(n), roll.random() * 9)
        row(validator_emission, {}, parts(n), [s * 1000 for s in parts(n)], parts(n), roll.random() * 9)
        row(s_epoch, {}, parts(n), parts(n), part())
        row(vas, {}, parts(n), parts(n))
        row(final, others("final."), part(), part())
    for zeros in ([0.0], [0.0] * 3):
        row(miner_emission, {}, zeros, zeros, 5)
        row(validator_emission, {}, zeros, zeros, zeros, 5)
    for s in ([.25, .5], [.5, .5], [1e-300, 2e-300], [.75, .75]):
        row(miner_emission, {}, s, [0.0, 0.0], 3)
    row(s_epoch, {}, [], [], 1)
    row(vas, {}, [], [])
    row(vas, {}, [1, 1, 1], [0, 0, 0])
    row(vas, {}, [5.0], [0.5])
    row(vas, {}, [.25, .75], [.75, .25])
    for count in (0, 1, 2, 3, 6, 7, 8, 20, 29, 30, 31, 45):
        history = parts(count)
        row(vas_7d, {}, history)
        row(reputation, {}, history)
        row(vas_7d, {"slash.window": 3}, history)
        row(reputation, {"reputation.window": 2, "reputation.above": .125, "reputation.cap": 3.5, "reputation.slope": .75,
                         "reputation.span": .375}, history)
    for m in beside(.8) + [.85, .9, .95, 1.0, 0.0]:
        row(reputation, {}, [m])
        row(reputation, {"reputation.cap": 1.25, "reputation.slope": 2.5}, [m])
    for m in beside(.75):
        row(reputation, {"reputation.cap": .5, "reputation.above": .75}, [m])
    for v in beside(.6) + [0.0, .1, .59, .61, 1.0]:
        row(slash, {}, 1000.0, v)
        row(slash, {"slash.gamma": .375, "slash.threshold": .75}, 321.0, v)
    for domain, checks in enumerate(CHECKS):
        names = [f"checks.{DOMAINS[domain]}.{c}" for c, _ in checks]
        for k in range(len(checks)):
            row(objective, {n: (j + 2) / 32 for j, n in enumerate(names)}, domain, [float(j == k) for j in range(len(checks))],
                parts(len(checks)))
        row(objective, {}, domain, [1.0] * len(checks), parts(len(checks)))
        row(objective, {n: roll.random() for n in names}, domain, [1.0] * len(checks), [.5, .25, .75][:len(checks)])
    row(objective, {}, 3, [], [])
    row(objective, {}, 5, [1.0] * 3, [.5, .25, .75])  # a third check of a domain that has two
    for n in (1, 2, 3, 4, 5, 6, 9, 10, 15, 19, 20, 21, 30, 40):
        row(consensus, {}, parts(n), [roll.choice([0.0, 1.0, 10.0, roll.random()]) for _ in range(n)])
        row(consensus, {"consensus.trim": roll.choice([.0, .2, .25, .4, .5]), "consensus.trim_from": roll.choice([1, 3, 4, 6])},
            parts(n), [roll.random() * 100 for _ in range(n)])
    row(consensus, {}, [.5, .25], [0.0, 0.0])
    row(consensus, {}, [.5, .25], [.25, .5])
    row(consensus, {"consensus.trim_from": 3}, [.5, .25, .125], [.25, .0625, .5])
    row(consensus, {}, [], [])
    row(consensus, {"consensus.trim": 1 / 3, "consensus.trim_from": 3}, [.1, .5, .75], [1, 2, 5])
    row(consensus, {"consensus.trim": .5, "consensus.trim_from": 2}, [.1, .5], [1, 2])
    row(consensus, {"consensus.trim_from": 2}, [.1, .5, .75], [1, 0, 5])     # those left have no stake
    row(consensus, {"consensus.trim_from": 3}, [.1, .5, .25, .75], [1, 0, 0, 5])
    row(consensus, {"consensus.trim_from": 3}, [.3, .3, .3, .1, .9], [1, 2, 4, 8, 16])  # ties keep their order
    for rank in (0, 1, 2, 9, 10, 11):
        for streak in (0, 1, 9, 10, 11, 400):
            row(peb, {}, rank, streak)
    for scores in ([], [.3], [.299], [.301], [0.0], [.2, .4], [1, 0, 0], [.05, .2]):
        row(trap_penalty, {}, scores)
        row(trap_penalty, {"trap.threshold": .75}, scores)


def aml_rows():
    def batch(n):
        return list(range(n)), parts(n)

    for n in (1, 2, 5):
        at, scores = batch(n)
        row(tier1, {}, n, at, scores, [], [], 10 * n)
        row(tier1, {}, n, at[::-1], scores, at, scores[::-1], 100 * n)
        row(tier1, {}, n, at, scores, [], [], 100 * n + 1)
        row(tier1, {"tier1.latency_ms": 7.5}, n, at, scores, [], [], 15 * n // 2)
        row(tier1, {"tier1.latency_ms": 7.5}, n, at, scores, [], [], 8 * n)
        row(tier1, {}, n + 1, at, scores, [], [], 0)
        row(tier1, {}, n, at[:-1] + [n], scores, [], [], 0)
        row(tier1, {}, n, at[:-1] + [n + 1], scores, [], [], 0)
        row(tier1, {}, n, at + [0], scores + [.5], [], [], 0)
        row(tier1, {}, n, at, scores, [n], [.5], 0)
        row(tier1, {}, n, at, [.5] * n, [n - 1], [.75], 0)
        for bad in (-.1, 1.1, math.nextafter(1, 2), -5e-324, 0.0, 1.0):
            row(tier1, {}, n, at, scores[:-1] + [bad], [], [], 0)
    for apart in beside(.125) + [-.125, math.nextafter(-.125, -1), math.nextafter(-.125, 1), 0.0]:
        row(tier1, {"tier1.repeat": .125}, 2, [0, 1], [.25, .5], [1, 0], [.5, .25 + apart], 0)
        row(tier1, {"tier1.repeat": .125}, 2, [0, 1], [.25, .5], [0], [.25 + apart], 0)
    for first in (0.0, 1.0):
        row(tier1, {}, 2, [0, 0], [first, .5], [], [], 0)
        row(tier1, {}, 1, [0, 0], [first, .5], [], [], 0)
    row(tier1, {}, 0, [], [], [], [], 50)
    row(tier1, {}, 0, [], [], [], [], 0)
    row(tier1, {}, 0, [0], [.5], [], [], 0)
    row(tier1, {}, 2, [1, 0], [0.0, 1.0], [0, 1], [1.0, 0.0], 200)
    row(tier1, {}, 2, [0, 1], [1.0, .5], [0, 1, 1], [1.0, .5, .5], 200)

    for n in (0, 1, 2, 3, 4, 7):
        for traps in (0, 1, 3, 9):
            row(tier2, {}, parts(n), traps)
            row(tier2, others("tier2."), parts(n), traps)
    spread = {"tier2.variance": .0625, "tier2.variance_cost": .0625}
    for half in beside(.25):
        row(tier2, spread, [.5 - half, .5 + half], 0)
    for middle in beside(.25) + beside(.75):
        for scores in ([middle], [0.0, middle, 1.0], [1.0, middle, 0.0, middle]):
            row(tier2, {"tier2.median_low": .25, "tier2.median_high": .75, "tier2.most": .875, "tier2.median_cost": .125},
                scores, 1)
    row(tier2, {"tier2.most": .5, "tier2.trap_cost": .25}, [.1, .9, .5], 2)
    row(tier2, {}, [0.0, .3, .2, 1.0], 0)
    row(tier2, {}, [.9, .1, .4, .3, .8, .2], 0)

    for a, b in ((12, 12), (12, 11), (10, 10), (9, 9), (3, 2), (1, 1), (0, 4), (4, 0)):
        first, second = sorted(roll.sample(range(14), a)), sorted(roll.sample(range(14), b))
        row(likeness, {}, first, parts(a), second, parts(b))
        row(likeness, {"plagiarism.common": 2, "plagiarism.above": .125}, first, parts(a), second, parts(b))
    for common in (9, 10, 11):
        at = list(range(common))
        rising = [k / 16 for k in at]
        row(likeness, {}, at, rising, at, [v / 2 for v in rising])
        row(likeness, {}, at, rising, at, [1 - v for v in rising])
        row(likeness, {}, at, rising, at, [.5] * common)
        row(likeness, {}, at, [.5] * common, at, rising)
        row(likeness, {"plagiarism.above": 1.0}, at, rising, at, rising)
    x, y = [0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0]
    pearson = likeness(DEFAULTS, range(4), x, range(4), y)[0]
    for edge in beside(pearson):
        row(likeness, {"plagiarism.above": edge, "plagiarism.common": 4}, [0, 1, 2, 3], x, [0, 1, 2, 3], y)
    row(likeness, {}, [0, 2, 4, 6], [.1, .2, .3, .9], [1, 2, 3, 6, 7], [.5, .6, .7, .8, .9])

    for n in (0, 1, 2, 9, 10, 11, 16):
        for _ in range(3):
            scores = [roll.choice([0.0, .25, .5, .75, 1.0, roll.random()]) for _ in range(n)]
            labels = [float(roll.random() < .5) for _ in range(n)]
            for function in (auc_roc, auc_pr):
                row(function, {}, scores, labels)
            row(tier3, {}, scores, labels)
            row(tier3, {"tier3.roc": .625, "tier3.pr": .25, "tier3.samples": max(2, n)}, scores, labels)
            row(tier3, {"tier3.roc": .125, "tier3.pr": .75, "tier3.samples": n + 2}, scores, labels)
    for label in (0.0, 1.0):
        for function in (auc_roc, auc_pr, tier3):
            row(function, {}, [k / 16 for k in range(12)], [label] * 12)

    for n in (0, 1, 2, 5, 29, 30, 31, 40):
        row(performance, {}, parts(n))
        row(performance, {"aml.history": 3}, parts(n))
    for alpha in (1, 2, 3, 8):
        for n in (1, 2, 5):
            row(ensemble_weights, {"aml.alpha": alpha}, [v + .01 for v in parts(n)])
        row(ensemble_weights, {"aml.alpha": alpha}, [0.0, .5, .75, 0.0])
        row(ensemble_weights, {"aml.alpha": alpha}, [0.0, 0.0, 0.0])
    for _ in range(8):
        n = roll.randrange(1, 5)
        replies = []
        for _ in range(n):
            at = sorted(roll.sample(range(8), roll.randrange(0, 7)))
            replies += [at, parts(len(at))]
        row(ensemble_scores, {}, [roll.choice([0.0, .25, roll.random()]) for _ in range(n)], *replies)
    for n in (40, 300):  # many equal scores
        row(tier3, {}, [.5] * n, [float(k % 3 == 0) for k in range(n)])
    row(ensemble_scores, {}, [-.5, .5], [0, 1], [.5, .75], [0, 1], [.25, 1.0])
    row(ensemble_scores, {}, [0.0, .5], [0, 1], [.5, .75], [1, 2], [.25, 1.0])


def main():
    reasonforge_rows()
    aml_rows()
    for minutes in (0, 1, .5, 72):
        row(edges_per_minute, {}, 30, minutes)
    text = "\n".join(rows) + "\n"
    if sys.argv[1:2] != ["--check"]:
        sys.stdout.write(text)
        return 0
    with open(sys.argv[2], encoding="utf-8") as golden:
        same = golden.read() == text
    print("the same" if same else f"{sys.argv[2]} is not what this program writes")
    return 0 if same else 1


sys.exit(main())
