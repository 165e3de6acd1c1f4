"""answers: a problem with its truth, and what an answer to it looks like."""
from fractions import Fraction

WHOLE = "Answer with one integer and nothing else."
EXACT = "Answer with one exact number and nothing else: an integer, a fraction such as 7/3 or an exact decimal."
CHANCE = ("Answer with one exact number and nothing else: a fraction, an exact decimal or a percentage; "
          "1/2, 0.5 and 50% are the same.")
SET = "Answer with the names separated by commas and nothing else, in any order, or with the word none."


def listed(parts, last="and"):
    parts = [str(p) for p in parts]
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + f" {last} " + parts[-1]


def whole(problem, truth, tempting=None):
    return dict(problem=problem, constraints=WHOLE, truth_kind="integer", truth=truth, tempting=tempting)


def exact(problem, truth, tempting=None):
    return dict(problem=problem, constraints=EXACT, truth_kind="rational", truth=Fraction(truth), tempting=tempting)


def chance(problem, truth, tempting=None):
    return dict(exact(problem, truth, tempting), constraints=CHANCE, percent=True)


def names(problem, truth, tempting=None):
    def text(s):
        return ", ".join(sorted(str(m) for m in s)) or "none"
    return dict(problem=problem, constraints=SET, truth_kind="set", truth=text(truth),
                tempting=None if tempting is None else text(tempting))


def both(one, other):
    assert one == other, (one, other)
    return one
