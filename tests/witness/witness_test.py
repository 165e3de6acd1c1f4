"""rf-witness in real processes: what it signs, what survives kill -9, forks, the lock, and HTTP.

    witness_test.py PROGRAM_THAT_WRITES_REQUESTS      SEED=n repeats a run
"""
import hashlib
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ["RF_BIN"])
SEED = int(os.environ.get("SEED", "1"))
STEP, MOST = 7, 140
failures = []


def check(claim, holds, shown=""):
    if not holds:
        failures.append(claim)
        print(f"NOT TRUE: {claim}\n{shown}")


class World:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.asked = self.folder / "asked"
        self.asked.mkdir()
        subprocess.run([sys.argv[1], self.asked], check=True)
        self.log = (self.asked / "key").read_text()
        self.key = self.folder / "witness.key"
        self.count = 0
        code, out, err = self.run("key", "--name", "witness.example/w1", self.key)
        check("a key is made", code == 0 and out.startswith("witness.example/w1+"), out + err)
        check("only its owner may read it", stat.S_IMODE(self.key.stat().st_mode) == 0o600)
        check("no key is overwritten", self.run("key", "--name", "w", self.key)[0] == 18)
        self.vkey = out.strip()
        self.other = self.run("key", "--name", "w2", self.folder / "other.key")[1].strip()
        self.origin = self.log.split("+")[0]

    def run(self, *args, stdin=None):
        done = subprocess.run([BIN / "rf-witness", *map(str, args)], capture_output=True, input=stdin, timeout=60)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def state(self):
        self.count += 1
        state = self.folder / f"state{self.count}"
        code, out, err = self.run("init", "--state", state, "--key", self.key)
        check("a state begins", code == 0 and out.strip() == self.vkey, out + err)
        return state

    def sign(self, state, request, *more):
        given = request if isinstance(request, pathlib.Path) else self.asked / request
        return self.run("sign", "--state", state, "--key", self.key, "--log", self.log, *more, given)

    def kept(self, state):
        """Size and root signed last; None where nothing was."""
        path = state / "logs" / hashlib.sha256(self.origin.encode()).hexdigest()
        return tuple(path.read_text().splitlines()[1:3]) if path.exists() else None

    def verifies(self, size, line):
        """Put under a proof, the line is what rf-dispute takes for the witness's word."""
        whole = self.folder / "whole"
        whole.write_text((self.asked / f"proof-{size}").read_text() + line)
        if not (BIN / "rf-dispute").exists():
            print("skipped: there is no rf-dispute here")
            return line.startswith("— witness.example/w1 ")
        leaf = (self.asked / "leaf").read_text()
        done = subprocess.run([BIN / "rf-dispute", "verify", whole, "--leaf", leaf, "--key", self.log,
                               "--witness", self.vkey], capture_output=True, text=True)
        return done.returncode == 0 and "cosigned by witness.example/w1, 20" in done.stdout


def signs(w):
    state = w.state()
    for to in range(STEP, 5 * STEP, STEP):
        code, out, err = w.sign(state, f"grow-{to - STEP}-{to}")
        check(f"{to} goes on from {to - STEP}", code == 0 and w.verifies(to, out), out + err)
        check("what was signed is kept", w.kept(state)[0] == str(to), w.kept(state))
        again = w.sign(state, f"grow-{to - STEP}-{to}")
        check("asked again, it signs again", again[0] == 0, again)
    code, out, err = w.run("sign", "--state", state, "--key", w.key, "--log", w.log, "-",
                           stdin=(w.asked / "grow-28-35").read_bytes())
    check("a request may come from a pipe", code == 0, out + err)
    code, out, err = w.sign(state, "grow-0-7")
    check("an older one is not signed", code == 2 and not out and "35" in err, out + err)
    code, out, err = w.sign(state, "bad-35-42")
    check("a proof that is wrong is not signed", code == 1 and not out and "leads to another" in err, out + err)
    check("a stranger's is not signed", w.sign(state, "stranger-0-7")[0] == 2)
    code, out, err = w.sign(state, "other-0-7")
    check("another log's is not signed", code == 2 and "knows no log" in err, err)
    check("nor if that is no request", w.sign(state, "key")[0] == 2)
    check("nor if there is none", w.sign(state, "nothing")[0] == 15)
    check("with its key the other log is witnessed too",
          w.sign(state, "other-0-7", "--log", (w.asked / "otherkey").read_text())[0] == 0)
    code, out, _ = w.run("show", "--state", state, "--key", w.key)
    check("show tells both", code == 0 and w.origin in out and "other.example/log" in out and "35 events" in out, out)


def forks(w):
    state = w.state()
    w.sign(state, "grow-0-7")
    for request, word in (("forksame-7", "FORK"), ("fork-7-14", "nothing proves")):
        before = w.kept(state)
        code, out, err = w.sign(state, request)
        check(f"{request} is not signed", code == 1 and not out, out + err)
        check("it is said loudly, with what to do", word in err and "show them" in err, err)
        check("what was signed stays", w.kept(state) == before)
        folder = next(line.split(" are in ")[1] for line in err.splitlines() if " are in " in line)
        both = [pathlib.Path(folder) / n for n in ("before.note", "offered.request")]
        check("both notes are kept", all(p.exists() for p in both), err)
        if not (BIN / "rf-dispute").exists():
            continue
        judged = subprocess.run([BIN / "rf-dispute", "consistency", "--proof", both[1], "--old", both[0], "--key",
                                 w.log], capture_output=True, text=True)
        check("and convince a third", judged.returncode == 1 and "does not hold" in judged.stderr, judged.stderr)
    check("the log itself goes on", w.sign(state, "grow-7-14")[0] == 0)


def cosigns_bundles(w):
    """rf-replay --bundle --witness: a bundle whose note the witness has signed, and one without."""
    if not all((BIN / name).exists() for name in ("rf-log", "rf-replay", "rf-dispute")):
        print("skipped: there is no rf-log, rf-replay or rf-dispute here")
        return
    def run(program, *args):
        done = subprocess.run([BIN / program, *map(str, args)], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr
    log, request = w.folder / "log", w.folder / "request"
    plain, text, signed = (w.folder / name for name in ("plain.rfb", "line", "signed.rfb"))
    check("a log is invented", run("rf-log", "synth", "--out", log, "--epochs", 2, "--miners", 4, "--tasks", 2)[0] == 0)
    info = run("rf-log", "info", "--data", log)[1].splitlines()
    key = dict(line.split(None, 1) for line in info if " " in line)["key"]
    check("its last epoch is exported", run("rf-replay", "export", "--data", log, "--epoch", 2, "-o", plain)[0] == 0)
    check("a request is made", run("rf-dispute", "consistency", "--data", log, "-o", request)[0] == 0)
    code, line, err = w.run("sign", "--state", w.state(), "--key", w.key, "--log", key, request)
    check("it is witnessed", code == 0, err)
    text.write_text(line)
    subprocess.run([sys.argv[1], plain, text, signed], check=True)
    audit = ("rf-replay", "--key", key, "--witness", w.vkey, "--bundle")
    code, out, err = run(*audit, signed)
    check("then an audit says who cosigned", code == 0 and "cosigned by witness.example/w1, 20" in out, out + err)
    code, out, err = run(*audit, signed, "--json")
    check("as JSON too", code == 0 and json.loads(out)["cosigned_by"][0]["name"] == "witness.example/w1", out + err)
    code, out, err = run(*audit, plain)
    check("without the line it is no such bundle", code == 2 and not out and "the bundle's note" in err, out + err)
    check("nor is it one that another has signed", run(*audit, signed, "--witness", w.other)[0] == 2)
    check("a key that is none is a matter of usage", run(*audit, signed, "--witness", "nobody")[0] == 64)
    check("a log has no one note", run("rf-replay", "--data", log, "--all", "--witness", w.vkey)[0] == 64)


def refuses_damage(w):
    check("no state, no signature", w.sign(w.folder / "nowhere", "grow-0-7")[0] == 15)
    state = w.state()
    w.sign(state, "grow-0-7")
    path = next((state / "logs").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"\n7\n", b"\n6\n"))
    code, out, err = w.sign(state, "grow-7-14")
    check("a damaged state signs nothing", code == 2 and not out and "retire" in err, out + err)
    path.unlink()
    code, out, err = w.sign(state, "grow-0-7")
    check("a state that is gone is missed", code == 2 and not out and "gone" in err, out + err)
    path.write_bytes(whole)
    check("whole again, it goes on", w.sign(state, "grow-7-14")[0] == 0)
    os.chmod(w.key, 0o644)
    check("a key that others may read is refused", w.sign(state, "grow-14-21")[0] == 18)
    os.chmod(w.key, 0o600)


class Server:
    def __init__(self, w, state):
        self.process = subprocess.Popen(
            [BIN / "rf-witness", "serve", "--state", state, "--key", w.key, "--log", w.log, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def ask(self, method, path, body=None):
        """Status, type and body; None where the connection broke."""
        try:
            c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            c.request(method, path, body)
            answer = c.getresponse()
            return answer.status, answer.getheader("Content-Type"), answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10)


def serves(w):
    state = w.state()
    s = Server(w, state)
    post = lambda name: s.ask("POST", "/add-checkpoint", (w.asked / name).read_bytes())
    hash_of = hashlib.sha256(w.origin.encode()).hexdigest()
    check("nothing was signed yet", s.ask("GET", f"/{hash_of}/checkpoint")[0] == 404)
    status, kind, line = post("grow-0-7")
    check("200, and the line", status == 200 and w.verifies(7, line), line)
    check("409 says where to begin", post("grow-0-7")[:2] == (409, "text/x.tlog.size") and post("grow-0-7")[2] == "7\n")
    check("200 for the last once more", post("same-7")[0] == 200)
    check("403", post("stranger-0-7")[0] == 403)
    check("404", post("other-0-7")[0] == 404)
    check("422", post("bad-7-14")[0] == 422)
    check("422 for a fork", post("forksame-7")[0] == 422)
    check("400", post("key")[0] == 400)
    check("413", s.ask("POST", "/add-checkpoint", b"o" * 200_000)[0] == 413)
    check("404 for another path", s.ask("POST", "/sign-subtree", b"")[0] == 404)
    check("405", s.ask("PUT", "/add-checkpoint", b"")[0] == 405)
    note = s.ask("GET", f"/{hash_of}/checkpoint")[2]
    alike = note.startswith((w.asked / "note-7").read_text()) and "witness" in note
    check("what was signed last is shown", alike, note)
    code, out, err = w.sign(state, "grow-7-14")
    check("a second process is told that one is at work", code == 16 and "another rf-witness" in err, err)
    half = socket.create_connection(("127.0.0.1", s.port))
    half.sendall(b"POST /add-checkpoint HTTP/1.1\r\nContent-Length: 90000\r\n\r\nold")
    check("a body that never comes holds up nobody", post("grow-7-14")[0] == 200)
    half.close()
    check("SIGTERM ends it", s.stop() == 0)
    check("then the lock is free", w.sign(state, "grow-14-21")[0] == 0)


def survives(w, dice, rounds):
    """Killed at any moment: what was signed for anybody is what it goes on from."""
    state = w.state()
    kills, signed = 0, 0
    for round_ in range(rounds):
        s = Server(w, state)
        deadline = time.monotonic() + dice.random() * 0.02
        while True:
            kept = w.kept(state)
            at = int(kept[0]) if kept else 0
            check(f"round {round_}: nothing signed was forgotten", at >= signed, f"{at} kept, {signed} signed")
            if at >= MOST:
                s.kill()
                state, signed = w.state(), 0
                break
            if time.monotonic() > deadline:
                # The kill comes while the request is under way.
                victim = subprocess.Popen(["sh", "-c", f"sleep {dice.random() * 0.004}; kill -9 {s.process.pid}"])
                answer = s.ask("POST", "/add-checkpoint", (w.asked / f"grow-{at}-{at + STEP}").read_bytes())
                if answer and answer[0] == 200:
                    signed = at + STEP
                victim.wait()
                s.process.wait()
                kills += 1
                break
            answer = s.ask("POST", "/add-checkpoint", (w.asked / f"grow-{at}-{at + STEP}").read_bytes())
            check("an honest log is signed", answer and answer[0] == 200, answer)
            signed = at + STEP
        kept = w.kept(state)
        if not kept:
            continue
        at = int(kept[0])
        check(f"round {round_}: killed, it did not forget", at >= signed, f"{at} kept, {signed} signed")
        if round_ % 8 == 0:
            check("asked again for the same, it signs again", w.sign(state, f"grow-{at - STEP}-{at}")[0] == 0)
            check("a fork of it is refused", w.sign(state, f"forksame-{at}")[0] == 1)
    check("it was killed often", kills > rounds // 2, kills)
    return kills


def main():
    print(f"SEED={SEED}")
    dice = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        w = World(folder)
        signs(w)
        forks(w)
        cosigns_bundles(w)
        refuses_damage(w)
        serves(w)
        kills = survives(w, dice, 60)
    print(f"{kills} kills were survived")
    if failures:
        print(f"{len(failures)} claims do not hold; repeat with SEED={SEED}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
