"""rf-dispute prove, verify and consistency as a person uses them: the files, the words, the exit codes."""
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

BIN = pathlib.Path(os.environ["RF_BIN"])
SEED = int(os.environ.get("SEED", "1"))
failures = []


def run(program, *args, stdin=b""):
    done = subprocess.run([BIN / program, *map(str, args)], capture_output=True, input=stdin, timeout=120)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def check(claim, holds, shown=""):
    if not holds:
        failures.append(claim)
        print(f"NOT TRUE: {claim}\n{shown}")


def exits(claim, expected, program, *args, stdin=b""):
    code, out, err = run(program, *args, stdin=stdin)
    check(f"{claim}: exit {expected}, not {code}", code == expected, out + err)
    return out, err


def made(work, seed, epochs=4, miners=6):
    log = work / f"log{seed}-{epochs}-{miners}"
    exits("a log is invented", 0, "rf-log", "synth", "--out", log, "--epochs", epochs, "--miners", miners, "--tasks", 4,
          "--seed", seed)
    info = dict(line.split(None, 1) for line in run("rf-log", "info", "--data", log)[1].splitlines() if " " in line)
    return log, info["key"], int(info["events"])


def notes_of(log, work, events):
    """Every stored checkpoint, by its size, out of proofs."""
    found = {}
    for n in range(0, events, 7):
        code, out, _ = run("rf-dispute", "prove", "--data", log, "--event", n)
        if code == 0:
            note = out.split("\n\n", 1)[1]
            found[int(note.splitlines()[1])] = note
    paths = []
    work.mkdir(exist_ok=True)
    for size in sorted(found):
        paths.append((size, work / f"note{size}"))
        paths[-1][1].write_text(found[size])
    return paths


def proves(work, dice):
    log, key, events = made(work, SEED)
    newest = int(run("rf-dispute", "consistency", "--data", log)[1].splitlines()[3])
    proof, event = work / "e.tlog-proof", work / "e.bin"
    prove, verify = ("rf-dispute", "prove", "--data", log), ("rf-dispute", "verify", "--key", key)
    for n in sorted({0, newest - 1, *dice.sample(range(newest), 6)}):
        _, err = exits(f"event {n} is proved", 0, *prove, "--event", n, "-o", proof, "--event-out", event)
        check("prove names the leaf and the root", "leaf " in err and "root " in err and key in err, err)
        out, _ = exits(f"the proof of event {n} holds", 0, *verify, proof, "--event", event)
        check("verify says which event and who signed", f"event {n} is in the log" in out and key in out, out)
        leaf = next(line.split()[1] for line in out.splitlines() if line.startswith("  leaf"))
        exits("the bare leaf is proved too", 0, *verify, proof, "--leaf", leaf)
        told = json.loads(exits("as JSON", 0, *verify, proof, "--event", event, "--json")[0])
        same = told["holds"] and told["event"] == str(n) and told["leaf"] == leaf
        check("json says the same", same, str(told))
        shown = json.loads(run("rf-log", "show", "--data", log, "--from", n, "--count", 1)[1])
        check("its kind is the log's", told["kind"].replace("_", "") in [k.lower() for k in shown], f"{told} {shown}")
    refuse_altered(proof, event, key, dice)
    _, err = exits("an event after the newest checkpoint", 2, *prove, "--event", events - 1)
    check("waits for the seal", "wait for the seal" in err, err)
    exits("an event that is not there", 2, *prove, "--event", events)
    exits("no log", 2, "rf-dispute", "prove", "--data", work / "nowhere", "--event", 1)
    text = proof.read_text()
    (work / "extra").write_text(text.replace("index", "extra AQID\nindex", 1))
    _, err = exits("an extra line", 1, "rf-dispute", "verify", work / "extra", "--event", event, "--key", key)
    check("is refused with its line", "line 2" in err, err)
    # Another log's key, and a witness that never saw the checkpoint.
    _, other_key, _ = made(work, SEED + 1, 2)
    exits("another key", 1, "rf-dispute", "verify", proof, "--event", event, "--key", other_key)
    exits("no key at all", 64, "rf-dispute", "verify", proof, "--event", event, "--key", "nonsense")
    exits("no witness's key", 64, "rf-dispute", "verify", proof, "--event", event, "--key", key, "--witness", "no")
    exits("a leaf that is none", 64, "rf-dispute", "verify", proof, "--leaf", "zz", "--key", key)
    exits("no key for receipts", 64, "rf-dispute", "receipt", proof, "--key", "nonsense")
    exits("neither event nor leaf", 64, "rf-dispute", "verify", proof, "--key", key)
    (work / "large").write_bytes(b"\0" * 200_000)
    exits("an event larger than any", 2, "rf-dispute", "verify", proof, "--event", work / "large", "--key", key)
    exits("a proof larger than any", 2, "rf-dispute", "verify", work / "large", "--event", event, "--key", key)
    _, err = exits("a proof that is none", 2, "rf-dispute", "verify", event, "--event", event, "--key", key)
    check("is said to be none", "no tlog-proof" in err, err)
    outputs(work, log, events)
    return log, key, events


def outputs(work, log, events):
    """Where files go, and what a message says of what was given."""
    both = work / "both"
    prove = ("rf-dispute", "prove", "--data", log)
    _, err = exits("one file for both", 64, *prove, "--event", 1, "-o", both, "--event-out", work / "." / "both")
    check("is refused before anything is written", "one file" in err and not both.exists(), err)
    _, err = exits("the event after the last", 2, *prove, "--event", events)
    check("the range is said as it is", f"events are 0 to {events - 1})" in err, err)
    long = "x" * 3000
    for args in (("diff", log, "/" + long), ("verify", "/" + long, "--leaf", "0" * 64, "--key", long),
                 ("consistency", "--proof", both, "--key", long, "--old", both), ("prove", "\x1b[31m" + long)):
        _, _, err = run("rf-dispute", *args)
        check(f"{args[0]} says a long value shortly", err and len(err) < 1500, err)
        check(f"{args[0]} says no control character", "\x1b" not in err, err)


def refuse_altered(proof, event, key, dice):
    work = proof.parent
    for path in (proof, event):
        whole = path.read_bytes()
        places = range(len(whole)) if len(whole) < 40 else sorted(dice.sample(range(len(whole)), 40))
        for at in places:
            other = bytearray(whole)
            other[at] ^= 1 << dice.randrange(8)
            (work / "altered").write_bytes(other)
            given = [work / "altered", "--event", event] if path is proof else [proof, "--event", work / "altered"]
            # Without its name it is no proof at all; with it, one that does not hold.
            named = bytes(other).startswith(b"c2sp.org/tlog-proof@") or path is event
            _, err = exits(f"byte {at} of {path.name} altered", 1 if named else 2, "rf-dispute", "verify", *given,
                           "--key", key)
            words = "does not hold: " if named else "no tlog-proof"
            check("it says what and where", words in err and ("line " in err or "proof" in err), err)


def grows(work, log, key, events):
    notes = notes_of(log, work, events)
    check("several checkpoints are there", len(notes) >= 4, str(notes))
    request = work / "request"
    for size, note in notes:
        out, err = exits(f"from {size}", 0, "rf-dispute", "consistency", "--data", log, "--old", note, "-o", request)
        check("the file is a request", request.read_text().startswith(f"old {size}\n"), request.read_text())
        out, _ = exits(f"from {size}, checked", 0, "rf-dispute", "consistency", "--proof", request, "--old", note,
                       "--key", key)
        check("it says what holds", f"of {size} events is the beginning" in out, out)
    exits("without the key", 2, "rf-dispute", "consistency", "--proof", request, "--old", notes[0][1])
    _, err = exits("another older note", 1, "rf-dispute", "consistency", "--proof", request, "--old", notes[0][1],
                   "--key", key)
    check("is told", "ask for a proof from this checkpoint" in err, err)
    exits("neither data nor proof", 2, "rf-dispute", "consistency", "--old", notes[0][1])
    # A history that another key signed is no older history of this log.
    other, _, length = made(work, SEED + 7, 3)
    theirs = notes_of(other, work / "theirs", length)
    code, _, err = run("rf-dispute", "consistency", "--data", log, "--old", theirs[0][1])
    check("a note of another key is refused", code == 1 and "not signed" in err, err)
    altered = work / "altered note"
    altered.write_text(notes[0][1].read_text().replace("\n", "\n1", 1))
    old = ("rf-dispute", "consistency", "--old", altered, "--key", key)
    exits("an altered note, against the log", 1, *old, "--data", log)
    exits("an altered note, against a proof", 1, *old, "--proof", request)
    for way in (("--data", log), ("--proof", request)):
        exits(f"no key with {way[0]}", 64, "rf-dispute", "consistency", *way, "--old", notes[0][1], "--key", "nonsense")
        exits(f"no note with {way[0]}", 2, "rf-dispute", "consistency", *way, "--old", work / "none", "--key", key)
    exits("a file that is no request", 2, "rf-dispute", "consistency", "--proof", notes[0][1], "--old", notes[0][1],
          "--key", key)
    forks(work, log, notes)


def forks(work, log, notes):
    """The same name and key, and another history: what both signed is evidence."""
    fork, key, length = made(work, SEED, 3, miners=5)
    theirs = notes_of(fork, work / "theirs", length)
    told = {size: path for size, path in notes}
    parted = [(size, path) for size, path in theirs if told.get(size) is None or
              told[size].read_text() != path.read_text()]
    check("fewer miners in the same world are another history", parted, str(theirs))
    for size, path in parted:
        _, err = exits(f"a fork at {size}", 1, "rf-dispute", "consistency", "--data", log, "--old", path)
        check("is told as one, with what to keep", "keep the two notes" in err and "root" in err, err)
        if size in told:
            request = work / "forked"
            exits("its own proof", 0, "rf-dispute", "consistency", "--data", log, "--old", told[size], "-o", request)
            exits("does not hold for the other", 1, "rf-dispute", "consistency", "--proof", request, "--old", path,
                  "--key", key)


def main():
    print(f"SEED={SEED}")
    dice = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        log, key, events = proves(work, dice)
        grows(work, log, key, events)
    if failures:
        print(f"{len(failures)} claims do not hold; repeat with SEED={SEED}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
