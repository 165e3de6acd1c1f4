"""verdicts: both verifiers on the same bundles, good and altered.

    verdicts.py --node node --cases verifier_cases --verifier verify.mjs --folder FOLDER [--seed N]

rf-replay's audit says of each bundle agrees, differs or refused, and so must the
second opinion; where both come to their end, what they found is the same. Then
every byte of some files is fair game, and files are made up: whatever they
hold, they are refused, in time, without a crash. Exit 77: there is no Node here.
"""
import argparse
import collections
import json
import os
import random
import shutil
import subprocess
import sys

VERDICTS = {0: "agrees", 1: "differs", 2: "refused", 3: "not scored"}
MOST_SECONDS = 120

# Prompts and truths are made again by rf-replay alone, from the generator.
CONTENT = (" prompt", " truth")


def run(node, verifier, files, *options):
    """One process for all files: the parsed line of each, by file name."""
    done = subprocess.run([node, verifier, "--json", *options, *files], capture_output=True, text=True,
                          timeout=MOST_SECONDS, check=False)
    if done.stderr or done.returncode not in VERDICTS:
        sys.exit(f"verdicts: exit {done.returncode} of the verifier\n{done.stderr[:2000]}")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if len(lines) != len(files):
        sys.exit(f"verdicts: {len(lines)} answers to {len(files)} files")
    return dict(zip(files, lines)), done.returncode


def verdict_of(told):
    if "error" in told:
        return "refused"
    return {True: "agrees", False: "differs", None: "not scored"}[told["agrees"]]


def expected_of(case):
    """What the second opinion must say, where the two may not do the same."""
    found, first = case.get("found"), case.get("first")
    if case["verdict"] == "agrees" and found["mechanism"] != "reasonforge@1":
        return "not scored"
    if first and first["field"].endswith(CONTENT):
        return "agrees"
    return case["verdict"]


def disagreement(case, told):
    """What is not the same of two opinions; empty where they are."""
    if verdict_of(told) != expected_of(case):
        mine = told.get("error") or told.get("first_difference")
        return (f"rf-replay says {case['verdict']} {case.get('why') or case.get('first') or ''}, "
                f"verify.mjs {verdict_of(told)} {told.get('where', '')} {mine}")
    if "error" in told:
        return "" if told["error"] and told["where"] else "a refusal says what and where"
    for name, value in case["found"].items():
        if told["agrees"] is None and name in ("tasks", "tasks_drawn_again"):
            continue
        if told[name] != value:
            return f"{name}: rf-replay found {value}, verify.mjs {told[name]}"
    if expected_of(case) == "differs":
        mine = {k: told["first_difference"][k] for k in ("event", "field", "uid")}
        if mine != case["first"]:
            return f"first difference: {case['first']} and {mine}"
    return ""


def compare(args, cases):
    told, _ = run(args.node, args.verifier, [os.path.join(args.folder, c["file"]) for c in cases])
    counts, wrong = collections.Counter(), []
    for case in cases:
        counts[expected_of(case)] += 1
        says = disagreement(case, told[os.path.join(args.folder, case["file"])])
        if says:
            wrong.append(f"{case['file']}: {says}")
    good = [c for c in cases if c["kind"] == "good"]
    for case in good:
        if case["verdict"] != "agrees":
            wrong.append(f"{case['file']}: a good bundle is not agreed on: {case.get('why') or case.get('first')}")
    print(f"verdicts: {len(cases)} bundles, {len(good)} of them good: "
          + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
    return wrong


def must_be_refused(args, made, why):
    """`made`: texts that no verifier may take."""
    folder = os.path.join(args.folder, "refused")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    files = []
    for i, content in enumerate(made):
        files.append(os.path.join(folder, f"{i}.json"))
        with open(files[-1], "wb") as f:
            f.write(content)
    told, code = run(args.node, args.verifier, files)
    wrong = [f"{path}: {why}, and is not refused" for path in files if verdict_of(told[path]) != "refused"]
    if code != 2:
        wrong.append(f"{why}: exit {code}, not 2")
    print(f"verdicts: {len(files)} files refused: {why}")
    return wrong


def altered_bytes(text, dice, count):
    for _ in range(count):
        at, new = dice.randrange(len(text)), bytearray(text)
        new[at] = dice.choice([b for b in range(256) if b != text[at]]) if dice.random() < 0.5 else new[at] ^ 1
        yield bytes(new)
    for _ in range(count // 8):
        at = dice.randrange(len(text))
        yield text[:at]
        yield text[:at] + text[at + 1:]
        yield text[:at] + dice.choice([b" ", b"A", b"\n", b"\x00", b"\xff"]) + text[at:]


def spelled(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def rows(items):
    return "[" + ("\n" if items else "") + ",\n".join(spelled(i) for i in items) + "]" \
        if isinstance(items, list) else spelled(items)


def as_written(b):
    """The one spelling of the JSON form, whatever its values are."""
    return (f'{{"format":"rf-bundle 1",\n"epoch":{spelled(b["epoch"])},\n"before":{spelled(b["before"])},\n'
            f'"leaves":{rows(b["leaves"])},\n"earlier":{rows(b["earlier"])},\n'
            f'"note":{spelled(b["note"])},\n'.replace("\\n", "\\u000a")
            + f'"later":{spelled(b["later"])},\n"payloads":{spelled(b["payloads"])},\n'
            f'"blobs":{rows(b["blobs"])}}}\n').encode()


def wrong_types(text):
    """Spelled as export does, with values of types that a bundle has not."""
    whole = json.loads(text)
    if as_written(whole) != text:
        sys.exit("verdicts: the JSON form is not spelled as this test thinks")
    odd = (None, 7, -1, 0.5, "x", "", [], {}, [7], [None], [[]], [{}], True, {"length": 3}, {"withheld": 5})
    for name in (n for n in whole if n != "format"):
        for value in odd:
            if value != whole[name] and not (name == "payloads" and value is True):
                yield as_written({**whole, name: value})
    for value in odd:
        yield as_written({**whole, "before": {**whole["before"], "peaks": value}})
        yield as_written({**whole, "before": {**whole["before"], "size": value}})
        yield as_written({**whole, "leaves": [value] + whole["leaves"][1:]})
        yield as_written({**whole, "leaves": whole["leaves"][:3] + [{"withheld": value}] + whole["leaves"][4:]})
        yield as_written({**whole, "blobs": [value] + whole["blobs"]})
        for name in ("number", "event", "proof"):
            yield as_written({**whole, "earlier": [{**whole["earlier"][0], name: value}] + whole["earlier"][1:]})


def inventions(text):
    """Files that somebody made up: too deep, too long, of other types."""
    yield b""
    yield b"{}"
    yield b"null"
    yield b"[" * 300000
    yield b'{"a":' * 300000
    yield b"[" * 300000 + b"]" * 300000
    yield text + b"\n"
    yield b"\xef\xbb\xbf" + text
    yield text.replace(b'"epoch":', b'"epoch":0', 1)
    yield text.replace(b'"epoch":', b'"epoch":1e', 1)
    yield text.replace(b'"format":"rf-bundle 1"', b'"format":"rf-bundle 2"', 1)
    yield text.replace(b'"epoch"', b'"epoch":1,\n"epoch"', 1)
    yield text.replace(b'"peaks":[', b'"peaks":[[],', 1)
    yield text.replace(b'"size":"', b'"size":"9999999999999999999999', 1)
    yield text.replace(b'"size":"', b'"size":"-', 1)
    whole = json.loads(text)
    for name in whole:
        for value in (None, 7, "x", [], {}, [[]], [None], [{}], True):
            if value == [] and name == "later":
                continue
            yield json.dumps({**whole, name: value}, separators=(",", ":")).encode()
    for name in whole:
        yield json.dumps({k: v for k, v in whole.items() if k != name}, separators=(",", ":")).encode()
    yield json.dumps(whole).encode()
    yield json.dumps(whole, separators=(",", ":")).encode()


def usage(args, good):
    """Exits, the key that is given, and a file that is none."""
    wrong = []
    told, _ = run(args.node, args.verifier, [good])
    key = told[good]["key"]

    def expect(code, *options):
        done = subprocess.run([args.node, args.verifier, *options], capture_output=True, text=True, timeout=30,
                              check=False)
        if done.returncode != code:
            wrong.append(f"{' '.join(options)}: exit {done.returncode}, not {code}: {done.stderr[:300]}")
        return done

    if "as given" not in expect(0, good, "--key", key).stdout:
        wrong.append("it does not say that the key was given")
    if "as the epoch records it" not in expect(0, good).stdout:
        wrong.append("it does not say whose word the key is")
    other = "synthetic.example/log+4bdcae58+AbQaEd9QV1P9oAEDdZD3/Coj+ZkZxFYmnHB6R1GCKINM"
    if other != key:
        expect(2, good, "--key", other)
    expect(64, good, "--key", key[:-4])
    expect(64)
    expect(64, "--unknown", good)
    expect(0, "--help")
    expect(2, args.folder)
    expect(2, good + ".none")
    return wrong


def main():
    options = argparse.ArgumentParser(description="both verifiers on the same bundles")
    for name in ("node", "cases", "verifier", "folder"):
        options.add_argument(f"--{name}", required=True)
    options.add_argument("--seed", type=int, default=1)
    args = options.parse_args()
    if not args.node:
        print("skipped: there is no node here (Debian: nodejs)")
        sys.exit(77)
    shutil.rmtree(args.folder, ignore_errors=True)
    made = subprocess.run([args.cases, args.folder, "--seed", str(args.seed)], timeout=MOST_SECONDS, check=False)
    if made.returncode:
        sys.exit("verdicts: the bundles could not be written")
    with open(os.path.join(args.folder, "expected.jsonl"), encoding="utf-8") as f:
        cases = [json.loads(line) for line in f]
    wrong = compare(args, cases)
    dice = random.Random(args.seed)
    good = [os.path.join(args.folder, c["file"]) for c in cases if c["kind"] == "good"]
    small = sorted(good, key=os.path.getsize)[:40]
    for path in dice.sample(small, 4):
        with open(path, "rb") as f:
            text = f.read()
        altered = list(altered_bytes(text, dice, 120))
        wrong += must_be_refused(args, altered, f"bytes of {os.path.basename(path)} altered")
    with open(small[0], "rb") as f:
        text = f.read()
    wrong += must_be_refused(args, list(inventions(text)), "made up")
    wrong += must_be_refused(args, list(wrong_types(text)), "of wrong types")
    wrong += usage(args, good[0])
    for says in wrong[:40]:
        print(says)
    if wrong:
        again = " ".join([sys.executable, *sys.argv])
        sys.exit(f"verdicts: {len(wrong)} wrong; seed {args.seed}; again: {again}")


if __name__ == "__main__":
    main()
