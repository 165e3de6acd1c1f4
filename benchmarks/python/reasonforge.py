"""reasonforge@1 in Python: the same formulas and the same bits, for comparison.

    reasonforge.py INPUT OUTPUT REPEATS

INPUT has a line of JSON an epoch: {"uids": [...], "tasks": [...]}. A task is
{"difficulty", "trap", "unsolved", "replies"}, a reply [uid, outcome] or
[uid, "ok", quality, accuracy, novelty, efficiency, similarity], numbers as
hexadecimal floats. Streaks go from each epoch to the next.

All is read first. Then the clock starts, every epoch is scored, all of them
REPEATS times over, and the clock stops; the seconds are printed, and the
results of the last time go to OUTPUT.
"""
import json
import sys
import time
from dataclasses import dataclass
from math import sqrt


@dataclass(slots=True, frozen=True)
class Parameters:
    """Of the epoch: every constant of the formulas is one, as in the log."""

    cms_quality: float = 0.40
    cms_accuracy: float = 0.30
    cms_novelty: float = 0.15
    cms_efficiency: float = 0.15
    breakthrough_above: float = 0.8
    breakthrough_factor: float = 2.0
    similarity_threshold: float = 0.95
    similarity_factor: float = 0.5
    trap_threshold: float = 0.30
    peb_alpha: float = 0.20
    peb_ranks: int = 10
    peb_streak_cap: int = 10
    difficulty: tuple = (1.0, 1.0, 1.25, 1.25, 1.5, 1.5, 1.75, 1.75, 2.0, 2.0)


@dataclass(slots=True)
class Reply:
    uid: int
    outcome: str
    quality: float = 0.0
    accuracy: float = 0.0
    novelty: float = 0.0
    efficiency: float = 0.0
    similarity: float = 0.0


@dataclass(slots=True)
class Task:
    difficulty: int
    trap: bool
    unsolved: bool
    replies: list


def cms(p, quality, accuracy, novelty, efficiency):
    """Equation 2."""
    return (p.cms_quality * quality + p.cms_accuracy * accuracy + p.cms_novelty * novelty
            + p.cms_efficiency * efficiency)


def breakthrough(p, value, unsolved):
    """Equation 6."""
    return value * p.breakthrough_factor if unsolved and value > p.breakthrough_above else value


def worth(p, task, reply):
    """What one reply counts: equations 2 and 6, after the similarity penalty."""
    if reply.outcome != "ok":
        return 0.0
    kept = p.similarity_factor if reply.similarity > p.similarity_threshold else 1.0
    value = cms(p, reply.quality * kept, reply.accuracy * kept, reply.novelty * kept, reply.efficiency)
    return breakthrough(p, value, task.unsolved)


def s_epoch(values, difficulties, penalty):
    """Equation 3."""
    if not values:
        return 0.0
    return sum_of(v * d for v, d in zip(values, difficulties)) / len(values) * penalty


def peb(p, rank, streak):
    """Equation 4."""
    if not 1 <= rank <= p.peb_ranks or streak <= 0:
        return 0.0
    return p.peb_alpha * (1 / rank) * sqrt(min(streak, p.peb_streak_cap))


def trap_penalty(p, scores):
    """Equation 9."""
    if not scores:
        return 1.0
    average = sum_of(scores) / len(scores)
    return 1.0 if average >= p.trap_threshold else max(0.0, average / p.trap_threshold)


def sum_of(values):
    """From left to right, as written: later Pythons' sum() compensates."""
    total = 0.0
    for value in values:
        total += value
    return total


def score_epoch(p, uids, tasks, streaks):
    """Scores by uid, weights as (uid, share, u16); `streaks` goes on."""
    values = {uid: [] for uid in uids}
    difficulties = {uid: [] for uid in uids}
    traps = {uid: [] for uid in uids}
    for task in tasks:
        difficulty = p.difficulty[task.difficulty - 1]
        for reply in task.replies:
            value = worth(p, task, reply)
            values[reply.uid].append(value)
            difficulties[reply.uid].append(difficulty)
            if task.trap:
                traps[reply.uid].append(value)
    s = {uid: s_epoch(values[uid], difficulties[uid], trap_penalty(p, traps[uid])) for uid in uids}

    ranked = sorted((uid for uid in uids if s[uid] > 0), key=lambda uid: (-s[uid], uid))
    rank = {uid: place for place, uid in enumerate(ranked, start=1)}
    scores = {}
    for uid in uids:
        place = rank.get(uid, 0)
        streaks[uid] = streaks.get(uid, 0) + 1 if 1 <= place <= p.peb_ranks else 0
        scores[uid] = s[uid] * (1 + peb(p, place, streaks[uid]))
    return scores, weights_of(scores)


def weights_of(scores):
    """Normalised, and as the chain takes them; uids ascend."""
    positive = [(uid, score) for uid, score in scores.items() if score > 0]
    total = sum_of(score for _, score in positive)
    shares = [(uid, score / total) for uid, score in positive]
    most = max((share for _, share in shares), default=0.0)
    rows = [(uid, share, round(share / most * 65535)) for uid, share in shares]
    return [row for row in rows if row[2] > 0]


def read_epoch(line):
    epoch = json.loads(line)
    tasks = [
        Task(t["difficulty"], t["trap"], t["unsolved"],
             [Reply(r[0], r[1], *map(float.fromhex, r[2:])) for r in t["replies"]])
        for t in epoch["tasks"]
    ]
    return epoch["uids"], tasks


def main(source, target, repeats):
    with open(source, encoding="ascii") as lines:
        epochs = [read_epoch(line) for line in lines]
    began = time.perf_counter()
    for _ in range(int(repeats)):
        streaks = {}
        results = [score_epoch(Parameters(), uids, tasks, streaks) for uids, tasks in epochs]
    took = time.perf_counter() - began
    with open(target, "w", encoding="ascii") as out:
        for scores, weights in results:
            out.write(" ".join(score.hex() for score in scores.values()) + "\n")
            out.write(" ".join(f"{uid}:{share.hex()}:{value}" for uid, share, value in weights) + "\n")
    print(took)


main(*sys.argv[1:])
