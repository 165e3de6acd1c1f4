"""reasonforge@1 in Python: the same formulas and the same bits, for comparison.

    reasonforge.py INPUT OUTPUT

INPUT has a line of JSON an epoch: {"uids": [...], "tasks": [...]}. A task is
{"difficulty", "trap", "unsolved", "replies"}, a reply [uid, outcome] or
[uid, "ok", quality, accuracy, novelty, efficiency, similarity], numbers as
hexadecimal floats. Streaks go from each epoch to the next.

All is read first. Then the clock starts, every epoch is scored, and the clock
stops; the seconds are printed, the results go to OUTPUT.
"""
import json
import sys
import time
from dataclasses import dataclass
from math import sqrt

DIFFICULTY = (None, 1.0, 1.0, 1.25, 1.25, 1.5, 1.5, 1.75, 1.75, 2.0, 2.0)


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


def cms(task, reply):
    """Equations 2 and 6."""
    if reply.outcome != "ok":
        return 0.0
    quality, accuracy, novelty = reply.quality, reply.accuracy, reply.novelty
    if reply.similarity > 0.95:
        quality, accuracy, novelty = quality * 0.5, accuracy * 0.5, novelty * 0.5
    value = 0.40 * quality + 0.30 * accuracy + 0.15 * novelty + 0.15 * reply.efficiency
    if task.unsolved and value > 0.8:
        value *= 2.0
    return value


def trap_penalty(scores):
    """Equation 9."""
    if not scores:
        return 1.0
    average = sum_of(scores) / len(scores)
    return 1.0 if average >= 0.30 else max(0.0, average / 0.30)


def peb(rank, streak):
    """Equation 4."""
    if not 1 <= rank <= 10 or streak <= 0:
        return 0.0
    return 0.20 * (1 / rank) * sqrt(min(streak, 10))


def sum_of(values):
    """From left to right, as written: later Pythons' sum() compensates."""
    total = 0.0
    for value in values:
        total += value
    return total


def score_epoch(uids, tasks, streaks):
    """Scores by uid, weights as (uid, share, u16); `streaks` goes on."""
    weighed = {uid: [] for uid in uids}
    traps = {uid: [] for uid in uids}
    for task in tasks:
        difficulty = DIFFICULTY[task.difficulty]
        for reply in task.replies:
            value = cms(task, reply)
            weighed[reply.uid].append(value * difficulty)
            if task.trap:
                traps[reply.uid].append(value)

    s = {}
    for uid in uids:
        entries = weighed[uid]
        s[uid] = sum_of(entries) / len(entries) * trap_penalty(traps[uid]) if entries else 0.0  # equation 3

    ranked = sorted((uid for uid in uids if s[uid] > 0), key=lambda uid: (-s[uid], uid))
    rank = {uid: place for place, uid in enumerate(ranked, start=1)}
    scores = {}
    for uid in uids:
        place = rank.get(uid, 0)
        streaks[uid] = streaks.get(uid, 0) + 1 if 1 <= place <= 10 else 0
        scores[uid] = s[uid] * (1 + peb(place, streaks[uid]))
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


def main(source, target):
    with open(source, encoding="ascii") as lines:
        epochs = [read_epoch(line) for line in lines]
    streaks = {}
    began = time.perf_counter()
    results = [score_epoch(uids, tasks, streaks) for uids, tasks in epochs]
    took = time.perf_counter() - began
    with open(target, "w", encoding="ascii") as out:
        for scores, weights in results:
            out.write(" ".join(score.hex() for score in scores.values()) + "\n")
            out.write(" ".join(f"{uid}:{share.hex()}:{value}" for uid, share, value in weights) + "\n")
    print(took)


main(*sys.argv[1:])
