"""rf-log and rf-replay as a person uses them: what they print, what they exit with, what they leave alone."""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ["RF_BIN"])
GOLDEN = pathlib.Path(os.environ["RF_SOURCE"]) / "tests" / "golden" / "vectors"
failures = []


def run(program, *args):
    done = subprocess.run([BIN / program, *map(str, args)], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stdout, done.stderr


def check(claim, holds, shown=""):
    if not holds:
        failures.append(claim)
        print(f"NOT TRUE: {claim}\n{shown}")


def fingerprint(folder):
    """Every name and byte below a folder."""
    h = hashlib.sha256()
    for path in sorted(pathlib.Path(folder).rglob("*")):
        h.update(str(path.relative_to(folder)).encode() + b"\0")
        if path.is_file():
            h.update(path.read_bytes())
    return h.hexdigest()


def exits(claim, expected, program, *args):
    code, out, err = run(program, *args)
    check(f"{claim}: exit {expected}, not {code}", code == expected, out + err)
    return out, err


def audits(work):
    log = work / "log"
    exits("a log is invented", 0, "rf-log", "synth", "--out", log, "--epochs", 20, "--mechanisms", "all",
          "--epochs-each", 2, "--miners", 6, "--tasks", 4)
    out, _ = exits("one epoch agrees", 0, "rf-replay", "--data", log, "--epoch", 7)
    check("it says what it proves", "every bit agrees" in out and "Taken on record" in out, out)
    out, _ = exits("a range agrees", 0, "rf-replay", "--data", log, "--epochs", "3..9")
    check("a range proves its carries", "every carry-in is the carry-out before it" in out, out)
    exits("all agree", 0, "rf-replay", "--data", log, "--all")
    out, _ = exits("genesis", 0, "rf-replay", "--data", log, "--from-genesis")
    check("genesis takes no carry on record", "nothing of the chain of carries" in out, out)
    out, _ = exits("json", 0, "rf-replay", "--data", log, "--all", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    check("json gives one object an epoch", [r["epoch"] for r in rows] == list(range(1, 21)), out)
    check("json says that all agree", all(r["agrees"] for r in rows), out)
    check("all five mechanisms are there", len({r["mechanism"] for r in rows}) == 5, out)
    exits("an epoch that is not there", 2, "rf-replay", "--data", log, "--epoch", 21)
    exits("the log is whole", 0, "rf-log", "check", "--data", log)
    out, _ = exits("events are shown", 0, "rf-log", "show", "--data", log, "--from", 5, "--count", 3)
    check("as JSON, by number", [json.loads(x)["seq"] for x in out.splitlines()] == ["5", "6", "7"], out)
    again = work / "again"
    exits("the same seed", 0, "rf-log", "synth", "--out", again, "--epochs", 20, "--mechanisms", "all",
          "--epochs-each", 2, "--miners", 6, "--tasks", 4, "--batch", 7)
    root = lambda d: run("rf-log", "info", "--data", d)[1].splitlines()[1]
    check("gives the same root, whatever the batches", root(log) == root(again))
    return log


def reports(log):
    epochs = [json.loads(x) for x in run("rf-replay", "--data", log, "--all", "--json")[1].splitlines()]
    named = lambda holds: next(e["epoch"] for e in epochs if holds(e["mechanism"] == "reasonforge@1"))
    scored = named(lambda ours: ours)
    out, _ = exits("a report", 0, "rf-replay", "--data", log, "--epoch", scored, "--reported")
    check("follows the audit", out.index("every bit agrees") < out.index(f"reported of epoch {scored}"), out)
    out, _ = exits("a report as JSON", 0, "rf-replay", "--data", log, "--epoch", scored, "--reported", "--json")
    told = json.loads(out.splitlines()[1])["reported"]
    rewards = [float.fromhex(m["reward"]) for m in told["miners"]]
    check("miners share nine tenths", len(rewards) == 6 and abs(sum(rewards) - 0.9) < 1e-12, out)
    check("a lone validator has the rest", [float.fromhex(v["reward"]) for v in told["validators"]] == [0.1], out)
    other = named(lambda ours: not ours)
    _, err = exits("a report of another mechanism", 2, "rf-replay", "--data", log, "--epoch", other, "--reported")
    check("names the mechanism it is for", "reasonforge@1" in err, err)
    exits("a report of all", 64, "rf-replay", "--data", log, "--all", "--reported")


def usage():
    for args in ([], ["--data", "x"], ["--data", "x", "--epoch", "0"], ["--data", "x", "--epoch", "1", "--all"],
                 ["--data", "x", "--epochs", "5..3"], ["--data", "x", "--epochs", "a..b"], ["--nonsense"]):
        exits(f"rf-replay {args} is a wrong use", 64, "rf-replay", *args)
    exits("help is no failure", 0, "rf-replay", "--help")
    exits("rf-log wants a command", 64, "rf-log")
    exits("a wrong key is a wrong use", 64, "rf-replay", "--data", "x", "--epoch", "1", "--key", "nonsense")


def other_rules(work, log):
    """What would have happened: what is checked first, and what is refused."""
    key = dict(x.split(None, 1) for x in run("rf-log", "info", "--data", log)[1].splitlines() if " " in x)["key"]
    stranger = work / "stranger"
    exits("another log", 0, "rf-log", "synth", "--out", stranger, "--epochs", 1, "--seed", 99)
    other = dict(x.split(None, 1) for x in run("rf-log", "info", "--data", stranger)[1].splitlines() if " " in x)["key"]
    rows = [json.loads(x) for x in run("rf-replay", "--data", log, "--all", "--json")[1].splitlines()]
    epoch = next(r["epoch"] for r in rows if r["mechanism"] == "reasonforge@1")
    bundle = work / "asked.rfb"
    exits("a bundle", 0, "rf-replay", "export", "--data", log, "--epoch", epoch, "-o", bundle, "--quiet")
    ask = ("--set", "trap.threshold=0.95")
    for source in (("--bundle", bundle), ("--data", log, "--epoch", epoch)):
        code, out, _ = run("rf-replay", *source, *ask, "--key", key)
        check(f"{source[0]} under the right key is answered", code in (0, 1) and "would have moved" in out, out)
        out, err = exits(f"{source[0]} under another's key", 2, "rf-replay", *source, *ask, "--key", other)
        plain = exits("its audit", 2, "rf-replay", *source, "--key", other)[1]
        check("is refused as its audit is, without a table", out == "" and err == plain, out + err + plain)
        exits(f"{source[0]} and no key", 64, "rf-replay", *source, *ask, "--key", "nonsense")
        for args, words in ((["--deep"], "not with --deep"), (["--csv", "--json"], "not both")):
            _, err = exits(f"{args} with --set", 64, "rf-replay", *source, *ask, *args)
            check(f"{args} is named", words in err, err)
        if source[0] == "--bundle":
            _, err = exits("a witness with --set", 64, "rf-replay", *source, *ask, "--witness", key)
            check("is named", "not with --witness" in err, err)
        for args in (["--rows", "3"], ["--only-changed"], ["--csv"]):
            _, err = exits(f"{args} of an audit", 64, "rf-replay", *source, *args)
            check(f"{args} names itself alone", args[0] + " goes with" in err, err)
    with open("/dev/full", "w", encoding="utf-8") as full:
        moved = [BIN / "rf-replay", "--bundle", bundle, "--set", "trap.threshold=0.95"]
        check("something moves", subprocess.run(moved, capture_output=True, timeout=60).returncode == 1)
        lost = subprocess.run(moved, stdout=full, stderr=subprocess.PIPE, timeout=60).returncode
        check("what moved and could not be written is no answer", lost == 2, str(lost))
    second = work / "second.rfb"
    exits("another epoch's bundle", 0, "rf-replay", "export", "--data", log, "--epoch", epoch + 1, "-o", second,
          "--quiet")
    _, err = exits("bundles that do not overlap", 2, "rf-dispute", "diff", bundle, second)
    check("are told which side", "this pair cannot be compared" in err and ("A" in err or "B" in err), err)
    _, err = exits("an epoch that one has not", 2, "rf-dispute", "diff", log, log, "--epochs", "999..999")
    check("is named once", err.count("epoch 999") == 1, err)


def bad_directories(work, log):
    def damaged(name, change):
        copy = work / name
        shutil.copytree(log, copy)
        change(copy)
        return copy

    def flip(path):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    def later_format(copy):
        text = (copy / "format").read_text().replace("format 1", "format 9")
        body = text[: text.rindex("sha256 ")]
        (copy / "format").write_text(body + f"sha256 {hashlib.sha256(body.encode()).hexdigest()}\n")

    wal = lambda copy: max((copy / "db").glob("*.log"), key=lambda p: p.stat().st_size)
    (work / "empty").mkdir()
    (work / "foreign").mkdir()
    (work / "foreign" / "letter.txt").write_text("dear reader")
    cases = {
        "empty": (work / "empty", 14),
        "missing": (work / "nowhere", 15),
        "foreign": (work / "foreign", 12),
        "later format": (damaged("later", later_format), 13),
        "damaged anchor": (damaged("anchor", lambda c: (c / "anchor").write_bytes(b"\0" * 8192)), 10),
        "truncated": (damaged("cut", lambda c: os.truncate(wal(c), wal(c).stat().st_size // 2)), 11),
        "damaged format": (damaged("fmt", lambda c: flip(c / "format")), 10),
    }
    texts = set()
    for name, (folder, code) in cases.items():
        before = fingerprint(folder) if folder.exists() else None
        _, err = exits(f"rf-log check of a directory that is {name}", code, "rf-log", "check", "--data", folder)
        texts.add(err.split(": ", 2)[-1])
        out, _ = exits(f"rf-replay of a directory that is {name}", 2, "rf-replay", "--data", folder, "--epoch", 1)
        exits(f"rf-log prune of a directory that is {name}", code, "rf-log", "prune", "--data", folder, "--through", 1)
        after = fingerprint(folder) if folder.exists() else None
        check(f"a directory that is {name} is left as it was", before == after)
    check("each has a message of its own", len(texts) == len(cases), "\n".join(sorted(texts)))


def vectors(work):
    exits("golden vectors agree", 0, "rf-replay", "--vectors", GOLDEN)
    planted = work / "vectors"
    shutil.copytree(GOLDEN, planted)
    path = planted / "ema_feed.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    row = json.loads(lines[2])
    row["emit_u16"][0][1] ^= 1
    lines[2] = json.dumps(row) + "\n"
    path.write_text("".join(lines))
    out, _ = exits("a planted bit is found", 1, "rf-replay", "--vectors", planted)
    check("by file, line and field", "ema_feed.jsonl" in out and "line 3" in out and "emit_u16" in out, out)
    exits("a folder that is not there", 2, "rf-replay", "--vectors", work / "nothing")
    for args in (["--json"], ["--quiet"], ["--data", "x"], ["--no-payloads"], ["--key", "x"]):
        exits(f"vectors and {args} do not go together", 64, "rf-replay", "--vectors", GOLDEN, *args)


def refused_worlds(work):
    """What synth refuses is a wrong use, and leaves nothing behind."""
    out = work / "refused"
    deep = work / "deep.toml"
    deep.write_text('mechanism = "reasonforge@1"\n[parameters' + ".a" * 20000 + "]\n")
    large = work / "large.toml"
    large.write_text("\n" * 70000)
    pipe = work / "pipe"
    os.mkfifo(pipe)
    for args, words in (
        (["--tasks", "0"], "1 to 1000"), (["--tasks", "1001"], "1 to 1000"), (["--miners", "1025"], "1 to 1024"),
        (["--seed", "-1"], "whole number"), (["--seed", "010"], "whole number"), (["--batch", "0"], "1 to"),
        (["--reply-bytes", "1048577"], "1048576"), (["--origin", "two words"], "white space"),
        (["--origin", "a+b"], "white space"), (["--mechanisms", "nobody"], "no mechanism"),
        (["--mechanisms", "reasonforge,"], "no mechanism"), (["--params", deep], "deep.toml:2: the line has more"),
        (["--params", large], "64 KiB"), (["--params", work], "not a regular file"),
        (["--params", pipe], "not a regular file"), (["--params", work / "none"], "no such file"),
    ):
        _, err = exits(f"synth {args} is a wrong use", 64, "rf-log", "synth", "--out", out, *args)
        check(f"synth {args} says why", words in err, err)
        check(f"synth {args} makes no directory", not out.exists())
    (work / "file").write_text("")
    _, err = exits("a directory below a file", 17, "rf-log", "synth", "--out", work / "file" / "a" / "log")
    check("says that it cannot be made", "cannot be made" in err, err)


def output_that_is_lost(log):
    with open("/dev/full", "w", encoding="utf-8") as full:
        for code, args in ((17, ["rf-log", "show", "--data", log]), (17, ["rf-log", "info", "--data", log]),
                           (2, ["rf-replay", "--data", log, "--all"]), (2, ["rf-replay", "--help"])):
            done = subprocess.run([BIN / args[0], *args[1:]], stdout=full, stderr=subprocess.PIPE, text=True,
                                  timeout=60)
            check(f"{args} on a full disk: exit {code}, not {done.returncode}",
                  done.returncode == code and "could not be written" in done.stderr, done.stderr)
    show = f"'{BIN}/rf-log' show --data '{log}' --count 1000000 | head -1"
    for shell in (show, "trap '' PIPE; " + show):
        done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, timeout=60)
        check("a reader that stops early is no trouble", done.stdout.count("\n") == 1 and not done.stderr, done.stderr)


def ways_to_say_it(work, log):
    out, err = exits("quiet", 0, "rf-replay", "--data", log, "--all", "--quiet")
    more, _ = exits("quiet from genesis", 0, "rf-replay", "--data", log, "--from-genesis", "--quiet")
    check("quiet says nothing where all agrees", out + err + more == "", out + err + more)
    for args in (["--epoch", 3], ["--all"], ["--all", "--json"]):
        out, _ = exits(f"{args} without payloads", 0, "rf-replay", "--data", log, "--no-payloads", *args)
        check(f"{args} does not claim the payloads", "verified, payloads not read" in out, out)
    unborn = work / "unborn"
    exits("a log of no epoch", 0, "rf-log", "synth", "--out", unborn, "--epochs", 0)
    for args in (["--all"], ["--from-genesis"]):
        out, err = exits(f"{args} of no epoch", 2, "rf-replay", "--data", unborn, *args)
        check("it says that none is sealed", out == "" and "no epoch is sealed" in err, out + err)
    copied = work / "copied"
    exits("a log of another name", 0, "rf-log", "synth", "--out", copied, "--epochs", 1, "--origin", "other.example")
    shutil.copy(log / "format", copied / "format")
    for command in (["info"], ["check"], ["show"], ["prune", "--through", 1]):
        _, err = exits(f"{command} of a log with another's format", 12, "rf-log", *command, "--data", copied)
        check("both names are said", "other.example" in err and "synthetic.example/log" in err, err)
    exits("an audit of it", 2, "rf-replay", "--data", copied, "--all")


def pruning(work, log):
    copy = work / "pruned"
    shutil.copytree(log, copy)
    payloads = lambda: int(run("rf-log", "check", "--data", copy)[1].split(" payloads")[0].split()[-1])
    events = lambda: run("rf-log", "info", "--data", copy)[1].splitlines()[0]
    before = payloads()
    out, _ = exits("pruning", 0, "rf-log", "prune", "--data", copy, "--through", 5)
    said = int(out.split()[1])
    check("as many are gone as it says", said > 0 and payloads() == before - said, out)
    shown = [json.loads(x) for x in run("rf-log", "show", "--data", copy, "--count", 1000000)[1].splitlines()]
    fact = [x["blobsPruned"] for x in shown if "blobsPruned" in x][-1]
    check("as many as the log says", int(fact["count"]) == said and fact["bytes"] in out, str(fact) + out)
    size = events()
    for through in (5, 3):
        out, _ = exits("pruning again", 0, "rf-log", "prune", "--data", copy, "--through", through)
        check("has nothing to do, and writes nothing", "nothing to prune" in out and events() == size, out)
    out, _ = exits("a pruned log audits", 0, "rf-replay", "--data", copy, "--from-genesis")
    check("and says what is gone", "payloads pruned" in out, out)
    exits("an epoch that is not sealed", 18, "rf-log", "prune", "--data", copy, "--through", 999)


def small_replies(work):
    """Replies of one byte are named by 256 names: old and new epochs share them."""
    log = work / "small"
    out, _ = exits("small replies", 0, "rf-log", "synth", "--out", log, "--epochs", 6, "--reply-bytes", 1)
    said = int(out.split(" payloads")[0].split()[-1])
    whole, _ = exits("are whole", 0, "rf-log", "check", "--data", log)
    check("payloads that are equal count once", f" {said} payloads" in whole, out + whole)
    exits("pruned", 0, "rf-log", "prune", "--data", log, "--through", 3)
    out, _ = exits("later epochs keep theirs", 0, "rf-replay", "--data", log, "--epochs", "4..6")
    check("all of them", "pruned" not in out, out)


def beside_a_writer(work):
    log = work / "live"
    writer = subprocess.Popen([BIN / "rf-log", "synth", "--out", log, "--epochs", "2000", "--miners", "8"],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        read = busy = 0
        until = time.time() + 20
        while time.time() < until and writer.poll() is None and (read < 3 or busy < 1):
            code, out, err = run("rf-replay", "--data", log, "--epoch", 2)
            if code == 0:
                read += 1
                code, _, err = run("rf-log", "prune", "--data", log, "--through", 1)
                busy += code == 16
                check("a second writer is told who holds the log", code == 16 or writer.poll() is not None, err)
            time.sleep(0.1)
        check("an epoch is audited while a writer runs", read >= 1)
        check("a second writer is refused", busy >= 1)
    finally:
        writer.kill()
        writer.wait()
    exits("after kill -9 the log audits from genesis", 0, "rf-replay", "--data", log, "--from-genesis", "--quiet")


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        log = audits(work)
        reports(log)
        usage()
        other_rules(work, log)
        bad_directories(work, log)
        vectors(work)
        refused_worlds(work)
        output_that_is_lost(log)
        ways_to_say_it(work, log)
        pruning(work, log)
        small_replies(work)
        beside_a_writer(work)
    print("failed" if failures else "all true")
    sys.exit(1 if failures else 0)


main()
