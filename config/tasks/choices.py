"""choices: strategic, causal and ethical problems."""
import itertools
import math
from fractions import Fraction

from answers import both, chance, listed, names, whole

# ---- strategic ----

def jobs(r, d):
    n = 2 + d // 2
    cost = [[r.randint(1, 9 + 5 * d) for _ in range(n)] for _ in range(n)]
    free, greedy = list(range(n)), 0
    for row in cost:
        best = min(free, key=lambda j: row[j])
        free.remove(best)
        greedy += row[best]
    rows = "\n".join(f"worker {i + 1}: {' '.join(map(str, row))}" for i, row in enumerate(cost))
    return whole(f"Each of {n} workers does one of {n} jobs, and each job is done once. The costs, job by "
                 f"job:\n{rows}\n"
                 "What is the least total cost?",
                 min(sum(row[j] for row, j in zip(cost, p)) for p in itertools.permutations(range(n))), greedy)


def sack(r, d):
    items = [(r.randint(2, 6 + 2 * d), r.randint(3, 10 + 5 * d)) for _ in range(3 + d)]
    room = r.randint(sum(w for w, _ in items) // 3 + 1, sum(w for w, _ in items) * 2 // 3)
    best = [0] * (room + 1)
    for w, v in items:
        for at in range(room, w - 1, -1):
            best[at] = max(best[at], best[at - w] + v)
    greedy, left = 0, room
    for w, v in sorted(items, key=lambda i: -Fraction(i[1], i[0])):
        if w <= left:
            left, greedy = left - w, greedy + v
    return whole(f"A sack carries {room} kg. These things lie beside it, one of each: "
                 f"{'; '.join(f'{w} kg worth {v}' for w, v in items)}. What is the greatest worth that it can carry?",
                 best[room], greedy)


def counters(r, d):
    takes = sorted(r.sample(range(1, 5 + d), 2 + d // 4))
    most = r.randint(8, 10 + 15 * d)
    wins = [False] * (most + 1)
    for n in range(most + 1):
        wins[n] = any(t <= n and not wins[n - t] for t in takes)
    return whole(f"Two players take counters from one pile in turn, {listed(takes, 'or')} at a time. Who "
                 "cannot move loses. "
                 f"For how many pile sizes from 1 to {most}, both included, is the player to move lost?",
                 wins[1:].count(False))


def ballot(r, d):
    who = "ABCDEFG"[:3 + d // 3]
    groups = [(r.randint(2, 9 + d), r.sample(who, len(who))) for _ in range(2 + d // 2)]
    points = {c: sum(n * (len(who) - 1 - order.index(c)) for n, order in groups) for c in who}
    first = {c: sum(n for n, order in groups if order[0] == c) for c in who}
    beaten = {c: sum(n for n, order in groups for o in who if order.index(c) < order.index(o)) for c in who}
    told = "; ".join(f"{n} voters order {' > '.join(order)}" for n, order in groups)
    winner = max(sorted(who), key=lambda c: points[c])
    return dict(problem=f"{told}. By the Borda count (the last place gives 0 points, each place above it "
                        "one more) who wins? "
                        "Of equals the first in the alphabet wins.",
                constraints="Answer with one letter and nothing else.", truth_kind="text",
                truth=both(winner, max(sorted(who), key=lambda c: beaten[c])),
                tempting=max(sorted(who), key=lambda c: first[c]))


# ---- causal ----

def tenth(v):
    return "1" if v == 10 else "0" if v == 0 else f"0.{v}"


def back_door(r, d):
    levels = 2 + d // 3
    weight = [r.randint(1, 5) for _ in range(levels)]
    x, y0, y1 = ([r.randint(1, 9) for _ in range(levels)] for _ in range(3))
    rows = "".join(f"\nP(Z={z}) = {weight[z]}/{sum(weight)}, P(X=1 | Z={z}) = {tenth(x[z])}, P(Y=1 | X=0, Z={z}) = "
                   f"{tenth(y0[z])}, P(Y=1 | X=1, Z={z}) = {tenth(y1[z])}" for z in range(levels))
    p = [Fraction(w, sum(weight)) for w in weight]
    seen = sum(p[z] * x[z] * y1[z] for z in range(levels)) / sum(p[z] * x[z] for z in range(levels))
    return chance(f"Z is a cause of both X and Y, X is a cause of Y, and nothing else is at work:{rows}\n"
                  "What is P(Y=1 | do(X=1))?", sum(p[z] * y1[z] for z in range(levels)) / 10, seen / 10)


def drug(r, d):
    kinds = ["mild", "moderate", "severe", "critical", "terminal"][:2 + d // 4]
    rows = []
    for _ in kinds:
        t, u = 10 * r.randint(1, 8), 10 * r.randint(1, 8)
        rows.append((t, r.randint(1, t - 1), u, r.randint(1, u - 1)))
    everybody = sum(t + u for t, _, u, _ in rows)
    effect = sum(Fraction(t + u, everybody) * (Fraction(wt, t) - Fraction(wu, u)) for t, wt, u, wu in rows)
    crude = (Fraction(sum(v[1] for v in rows), sum(v[0] for v in rows))
             - Fraction(sum(v[3] for v in rows), sum(v[2] for v in rows)))
    told = "".join(f"\n{k}: {t} took the drug and {wt} of them recovered; {u} did not take it and {wu} of "
                   "them recovered"
                   for k, (t, wt, u, wu) in zip(kinds, rows))
    return chance(f"Patients were counted by the severity of their disease, which decides both who is "
                  "given a drug and who "
                  f"recovers:{told}\nAdjusted for severity, by how much does the drug change the "
                  "probability of recovery? A "
                  "harmful drug has a negative answer.", effect, crude)


def graph(r, n):
    order = r.sample("ABCDEFGHIJ"[:n], n)
    arrows = set()
    for v in range(1, n):
        sure = r.randrange(v)
        arrows |= {(order[u], order[v]) for u in range(v) if u == sure or r.random() < 0.25}
    return order, r.sample(sorted(arrows), len(arrows))


def effects(r, d):
    order, arrows = graph(r, 4 + (d + 1) // 2)
    start = order[r.randrange(len(order) - 2)]
    reached, way = set(), [start]
    while way:
        at = way.pop()
        for a, b in arrows:
            if a == at and b not in reached:
                reached.add(b)
                way.append(b)
    return names(f"Arrows lead from causes to effects: {', '.join(f'{a} -> {b}' for a, b in arrows)}. "
                 f"{start} is set by an "
                 "intervention. Which other variables can change?", reached)


def paths(r, d):
    order, arrows = graph(r, 4 + (d + 1) // 2)
    ways = {order[0]: 1}
    for v in order[1:]:
        ways[v] = sum(ways[a] for a, b in arrows if b == v)

    def count(at):
        return 1 if at == order[-1] else sum(count(b) for a, b in arrows if a == at)
    return whole(f"A causal graph has the arrows {', '.join(f'{a} -> {b}' for a, b in arrows)}. By how "
                 "many directed paths "
                 f"does {order[0]} act on {order[-1]}?", both(count(order[0]), ways[order[-1]]))


# ---- ethical ----

THINGS = ["written consent", "an emergency", "a court order", "a conflict of interest", "an independent review",
          "a public warning", "a second signature", "a risk to children", "a paid sponsor", "an open complaint"]


def rules(r, d):
    there = r.sample(THINGS, 2 + d // 2)
    told, broken, hasty = [], set(), set()
    for i in range(1, 3 + d):
        about, *unless = r.sample(THINGS, r.randint(1, 3))
        missing = r.random() < 0.5
        told.append(f"Rule {i}: it is forbidden {'without' if missing else 'if there is'} {about}"
                    + (f", unless there is {listed(unless, 'or')}." if unless else "."))
        if (about in there) != missing:
            hasty.add(i)
            if not set(unless) & set(there):
                broken.add(i)
    deed = r.choice(["open a colleague's letters", "publish the results", "release the money",
                     "record the conversation"])
    return names(f"Somebody wants to {deed}. These rules say when that is forbidden:\n" + "\n".join(told) +
                 f"\nIn this case there is {listed(there)}, and nothing else of what the rules name. The "
                 "numbers of which "
                 "rules would be violated?", broken, hasty)


def council(r, d):
    groups, limit = ["patients", "staff", "neighbours", "donors"][:2 + d // 3], r.randint(1, 4)
    size = 3 + d // 2
    gains = [[r.randint(-9, 12) for _ in groups] for _ in range(size)]
    gains[r.randrange(size)] = [r.randint(-limit, 3) for _ in groups]
    told = "".join(f"\nOption {chr(65 + i)}: " + ", ".join(f"{g} {v:+d}" for g, v in zip(groups, row))
                   for i, row in enumerate(gains))
    allowed = [i for i in range(size) if min(gains[i]) >= -limit]
    best = min(allowed, key=lambda i: (-sum(gains[i]), i))
    return dict(problem=f"What each option does to each group:{told}\nNo group may lose more than {limit}. "
                        "Of the options "
                        "that this permits, choose the one with the greatest sum; among equals, the one "
                        "named first. Which "
                        "is it?", constraints="Answer with the option's letter and nothing else.", truth_kind="text",
                truth=chr(65 + best), tempting=chr(65 + min(range(size), key=lambda i: (-sum(gains[i]), i))))


def shares(r, d):
    who = ["north", "south", "east", "west", "harbour", "hill"][:2 + d // 2]
    people, boxes = [r.randint(3, 40) for _ in who], r.randint(10, 30 + 10 * d)
    quota = [Fraction(boxes * p, sum(people)) for p in people]
    floor = [math.floor(q) for q in quota]
    order = sorted(range(len(who)), key=lambda i: (floor[i] - quota[i], i))
    got = [f + (i in order[:boxes - sum(floor)]) for i, f in enumerate(floor)]
    assert sum(got) == boxes and all(abs(g - q) < 1 for g, q in zip(got, quota))
    asked = r.randrange(len(who))
    return whole(f"{boxes} boxes of food go to quarters with "
                 f"{listed([f'{p} households ({w})' for p, w in zip(people, who)])}, in proportion to the "
                 "households. Each "
                 "gets its share rounded down; the boxes left over go one each to the largest remainders, "
                 "of equal ones to "
                 f"the quarter named first. How many boxes does {who[asked]} get?", got[asked],
                 math.floor(quota[asked] + Fraction(1, 2)))
