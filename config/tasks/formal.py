"""formal: problems of mathematics, code and science."""
import itertools
import math
from fractions import Fraction

from answers import both, exact, listed, whole

# ---- mathematics ----

def residue(r, d):
    m, terms, total = r.randint(7, 30 + 60 * d), [], 0
    for _ in range(1 + d // 4):
        a, b = r.randint(2, 9 + 2 * d), r.randint(3, 6 + 9 * d * d)
        terms.append(f"{a}^{b}")
        total += pow(a, b, m)
    a, b = r.randint(11, 99), r.randint(11, 99)
    return whole(f"What is the remainder when {' + '.join(terms + [f'{a} * {b}'])} is divided by {m}?",
                 (total + a * b) % m)


def divisible(r, d):
    by = sorted(r.sample(range(2, 7 + d), 2 + (d > 3) + (d > 7)))
    low = r.randint(1, 20 * d)
    high = low + r.randint(40, 140 * d)
    inside = range(low, high + 1)
    return whole(f"How many integers from {low} to {high}, both included, are divisible by at least one of "
                 f"{listed(by)}?",
                 sum(any(v % b == 0 for b in by) for v in inside), sum(v % b == 0 for b in by for v in inside))


def fraction_sum(r, d):
    terms = [Fraction(r.randint(1, 9 + d), r.randint(2, 7 + 2 * d)) for _ in range(2 + d // 3)]
    text = " + ".join(f"{t.numerator}/{t.denominator}" for t in terms)
    hasty = Fraction(sum(t.numerator for t in terms), sum(t.denominator for t in terms))
    return exact(f"Compute the sum {text} exactly.", sum(terms), hasty)


def zeros(r, d):
    n = r.randint(10 * d, 90 * d)
    legendre = sum(n // 5 ** k for k in range(1, 10))
    digits = str(math.factorial(n))
    return whole(f"With how many zeros does {n}! (the product of 1 to {n}) end in decimal notation?",
                 both(legendre, len(digits) - len(digits.rstrip("0"))), n // 5)


# ---- code ----

def program(r, d):
    values, lines = {}, []
    for v in "abc"[:2 + (d > 4)]:
        values[v] = r.randint(1, 9)
        lines.append(f"{v} = {values[v]}")
    times, used = r.randint(2 + d, 4 + 2 * d), list(values)
    body = []
    for _ in range(2 + d // 4):
        to, by, k, m = r.choice(used), r.choice(used), r.randint(2, 9), r.randint(11, 97)
        body.append((to, by, k, m))
    test, parity = r.choice(used), r.randint(0, 1)
    lines.append(f"repeat {times} times:")
    lines += [f"    {t} = ({t} * {k} + {b}) mod {m}" for t, b, k, m in body]
    if d > 2:
        lines += [f"    if {test} mod 2 == {parity}:", f"        {test} = {test} + 1"]
    for _ in range(times):
        for t, b, k, m in body:
            values[t] = (values[t] * k + values[b]) % m
        if d > 2 and values[test] % 2 == parity:
            values[test] += 1
    lines.append("print " + " + ".join(used))
    return whole("What does this program print?\n\n" + "\n".join(lines), sum(values.values()))


def bubble(r, d):
    items = r.sample(range(1, 20 + 8 * d), 3 + d)
    swaps = sum(a > b for a, b in itertools.combinations(items, 2))
    return whole(f"Bubble sort puts the list {items} into ascending order by swapping neighbours that are "
                 "out of order. "
                 "How many swaps does it make?", swaps, len(items) * (len(items) - 1) // 2)


def ones(r, d):
    high, k = r.randint(20, 40 << d), r.randint(2, 2 + d // 2)
    return whole(f"How many of the integers from 0 to {high}, both included, have exactly {k} ones in binary?",
                 sum(bin(v).count("1") == k for v in range(high + 1)))


def search(r, d):
    n = r.randint(20 * d, 20 * d * d + 60)
    wanted = r.randint(1, n)
    low, high, looks = 1, n, 0
    while True:
        middle, looks = (low + high) // 2, looks + 1
        if middle == wanted:
            break
        low, high = (middle + 1, high) if middle < wanted else (low, middle - 1)

    def depth(first, last):
        at = (first + last) // 2
        return 1 if at == wanted else 1 + (depth(at + 1, last) if at < wanted else depth(first, at - 1))
    return whole(f"A sorted list holds the numbers 1 to {n}. Binary search looks at the element in the "
                 "middle of the range "
                 f"that is left, rounding its place down, until it has found {wanted}. At how many "
                 "elements does it look, "
                 "the last included?", both(looks, depth(1, n)), n.bit_length())


# ---- scientific ----

def cart(r, d):
    speed = start = r.randint(0, 12)
    way, phases = Fraction(0), []
    for _ in range(1 + (d + 1) // 2):
        t = r.randint(1, 5 + d)
        a = r.randint(max(-4, -(speed // t)), 5)
        way += speed * t + Fraction(a * t * t, 2)
        speed += a * t
        phases.append(f"at {a} m/s^2 for {t} s")
    return exact(f"A cart moves at {start} m/s. Then it accelerates {', then '.join(phases)}. How many metres does it "
                 "travel while it accelerates?", way)


def courier(r, d):
    stages, km = 2 + d // 3, r.randint(2, 12 * d)
    speeds = [5 * r.randint(2, 12) for _ in range(stages)]
    return exact(f"A courier rides {stages} stages of {km} km each, at {listed(speeds)} km/h. What is the "
                 "mean speed over "
                 "the whole way, in km/h?", Fraction(stages * km) / sum(Fraction(km, v) for v in speeds),
                 Fraction(sum(speeds), stages))


def half_life(r, d):
    half, amount, story = r.randint(2, 30), 8 * r.randint(3, 20 * d), []
    left = Fraction(amount)
    for i in range(1 + d // 3):
        lives, added = r.randint(1, 2 + d // 4), r.randint(2, 90)
        left /= 2 ** lives
        story.append(f"After {lives * half} {'more ' if i else ''}hours")
        if i < d // 3:
            left += added
            story[-1] += f" {added} g of it are added."
    return exact(f"A vessel holds {amount} g of an isotope with a half-life of {half} hours. {' '.join(story)} it is "
                 "weighed. How many grams of the isotope are there then, exactly?", left)


def resistors(r, d):
    ohms = [r.randint(2, 4 + 3 * d) for _ in range(2 + d // 3)]
    series = [r.randint(1, 9) for _ in range(d // 2)]
    product = math.prod(ohms)
    parallel = Fraction(product, sum(product // v for v in ohms))
    text = f"Resistors of {listed(ohms)} ohms are connected in parallel"
    if series:
        text += f", and in series with all of them one of {listed(series)} ohms" if len(series) == 1 else \
                f", and in series with all of them others of {listed(series)} ohms"
    return exact(text + ". What is the resistance of the whole, in ohms?",
                 both(1 / sum(Fraction(1, v) for v in ohms), parallel) + sum(series), sum(ohms) + sum(series))
