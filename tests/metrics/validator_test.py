"""rf-validator as a process: its pages, signals, exit codes and terminal.

No miner runs here: every question fails at once, which is enough to look at
what an operator sees. Everything listens on a free port of loopback.
"""
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

SOURCE = os.environ.get("RF_SOURCE", ".")
BIN = os.path.join(os.environ.get("RF_BIN", "build/dev/bin"), "rf-validator")
LENGTH = 60  # seconds any wait may take on a busy machine


def fail(what):
    print("FAILED:", what)
    sys.exit(1)


def check(holds, what):
    if not holds:
        fail(what)
    print("ok:", what)


def get(port, path):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}{path}", timeout=5) as reply:
            return reply.status, reply.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def environment(**more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("RF_")}
    return {**kept, **more}


class Validator:
    """One process, its lines read as they come."""

    def __init__(self, folder, *args, env=None):
        self.process = subprocess.Popen([BIN, "--data", os.path.join(folder, "data"), "--listen", "127.0.0.1:0", *args],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=env or environment())
        self.lines = []

    def until(self, event, **fields):
        ends = time.monotonic() + LENGTH
        while time.monotonic() < ends:
            ready, _, _ = select.select([self.process.stdout], [], [], 1)
            if not ready:
                continue
            text = self.process.stdout.readline()
            if not text:
                break
            line = json.loads(text)
            self.lines.append(line)
            if line["event"] == event and all(line.get(k) == v for k, v in fields.items()):
                return line
        fail(f"no line {event} {fields}: {self.lines[-5:]} {self.end()}")

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        out, err = self.process.communicate(timeout=LENGTH)
        self.lines += [json.loads(line) for line in out.splitlines()]
        return self.process.returncode, err


def once(*args, **env):
    done = subprocess.run([BIN, *args], capture_output=True, text=True, timeout=LENGTH, env=environment(**env))
    return done.returncode, done.stdout, done.stderr


def test_configuration(folder):
    code, out, _ = once("--print-config")
    with open(os.path.join(SOURCE, "config/rf-validator.toml"), encoding="utf-8") as f:
        check(code == 0 and out == f.read(), "--print-config prints config/rf-validator.toml")
    code, out, _ = once("--check-config", "--data", "x", RF_EPOCH_TASKS="7")
    check(code == 0 and re.search(r'directory = "x" +# --data', out) and re.search(r"tasks = 7 +# RF_EPOCH_TASKS", out),
          "--check-config says where values come from")
    wrong = os.path.join(folder, "wrong.toml")
    with open(wrong, "w", encoding="utf-8") as f:
        f.write("[epoch]\ntaks = 3\n")
    code, _, err = once("--config", wrong)
    check(code == 64 and f"{wrong}:2: 'epoch.taks' is not known here (did you mean epoch.tasks?)" in err,
          "a mistyped key is refused with its line")
    code, _, err = once("--config", os.path.join(folder, "none.toml"))
    check(code == 64 and "none.toml" in err, "a configuration that is not there is refused")
    check(once("--epochs", "0")[0] == 64, "--epochs 0 is wrong use")


def test_faults(folder):
    no_parent = os.path.join(folder, "a/b/c")
    code, _, err = once("--data", no_parent, "--listen", "")
    check(code == 15 and "is not there" in err, "a data directory without a parent is missing, not made")
    foreign = os.path.join(folder, "foreign")
    os.mkdir(foreign)
    with open(os.path.join(foreign, "holiday.jpg"), "w", encoding="utf-8") as f:
        f.write("x")
    check(once("--data", foreign, "--listen", "")[0] == 12, "somebody else's directory is foreign")
    check(os.listdir(foreign) == ["holiday.jpg"], "and it is left as it was")


def test_pages(folder):
    config = os.path.join(folder, "validator.toml")
    shutil.copy(os.path.join(SOURCE, "config/dev/validator.toml"), config)
    v = Validator(folder, "--config", config)
    port = v.until("listening")["port"]
    v.until("task_closed")
    status, health = get(port, "/health")
    check(status == 200 and json.loads(health)["status"] == "ok", "/health is well")
    status, ready = get(port, "/ready")
    check(status == 200 and json.loads(ready)["epoch"] == 1, "/ready is well, in epoch 1")
    status, metrics = get(port, "/metrics")
    check(status == 200 and "rf_chain_connected 1" in metrics and 'outcome="connect_failed"' in metrics,
          "/metrics counts what became of the questions")
    check(get(port, "/secret")[0] == 404, "there are no other pages")
    if shutil.which("promtool"):
        done = subprocess.run(["promtool", "check", "metrics"], input=metrics, capture_output=True, text=True)
        check(done.returncode == 0 and not done.stderr, "promtool is content with a validator's page")
    else:
        print("skipped: promtool is not installed")

    code, _, err = once("--config", config, "--data", os.path.join(folder, "data"), "--listen", "")
    check(code == 16 and "another writer" in err, "a second validator on the same data is told `busy`")
    check(get(port, "/health")[0] == 200, "and the first does not mind")

    with open(config, encoding="utf-8") as f:
        text = f.read()
    with open(config, "w", encoding="utf-8") as f:
        f.write(text.replace("tasks = 12", "tasks = 11") + '\n[output]\nlevel = "debug"\n')
    v.process.send_signal(signal.SIGHUP)
    check(v.until("not_reloaded")["key"] == "epoch.tasks takes effect at a restart",
          "a reload says what it does not do")
    check(v.until("reloaded")["changed"] == "output.level", "and what it does")
    v.until("block_observed")
    with open(config, "w", encoding="utf-8") as f:
        f.write("[epoch\n")
    v.process.send_signal(signal.SIGHUP)
    check("validator.toml:1" in v.until("note", actor="configuration")["where"], "a broken file changes nothing")
    code, err = v.end()
    check(code == 0 and not err, "SIGTERM ends it cleanly")
    events = [line["event"] for line in v.lines]
    check(events[-2:] == ["writer_stopped", "stopped"], "and its last fact is that it stopped")

    with open(config, "w", encoding="utf-8") as f:
        f.write(text)
    secret = os.path.join(folder, "data/secret")
    check(os.stat(secret).st_mode & 0o777 == 0o600, "the master secret is its owner's alone")
    with open(secret, encoding="utf-8") as f:
        hidden = f.read().strip()
    check(not any(hidden in json.dumps(line) for line in v.lines), "and in no line")
    os.rename(secret, secret + ".away")
    code, _, err = once("--config", config, "--data", os.path.join(folder, "data"), "--listen", "")
    check(code == 15 and "secret" in err and not os.path.exists(secret),
          "without its secret an old log is not gone on with")
    os.rename(secret + ".away", secret)
    v = Validator(folder, "--config", config)
    check(v.until("writer_started")["term"] == 2, "started again it goes on with its log")
    code, _ = v.end(signal.SIGINT)
    check(code == 0, "SIGINT ends it cleanly too")


def test_terminal(folder):
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(BIN, [BIN, "--data", os.path.join(folder, "seen"), "--listen", ""], environment(TERM="xterm"))
    seen, ends, asked = b"", time.monotonic() + LENGTH, False
    while time.monotonic() < ends:
        try:
            more = os.read(terminal, 65536)
        except OSError:
            break
        if not more:
            break
        seen += more
        if not asked and b"tasks   " in seen and b"rank  uid" in seen:
            asked = True
            os.kill(pid, signal.SIGTERM)
    _, status = os.waitpid(pid, 0)
    text = seen.decode()
    check(asked and os.waitstatus_to_exitcode(status) == 0, "on a terminal there is a live view, and SIGTERM ends it")
    check(text.startswith("\x1b[?1049h\x1b[?25l") and text.count("\x1b[?1049l") == 1, "the terminal is given back")
    last = text[text.index("\x1b[?1049l"):]
    check("rf-validator  rf.example/dev" in last, "and the last picture stays on it")
    check('{"time"' not in text, "no lines are mixed into it")


def main():
    if not os.path.exists(BIN):
        print("skipped: there is no", BIN)
        sys.exit(77)
    for test in (test_configuration, test_faults, test_pages, test_terminal):
        with tempfile.TemporaryDirectory() as folder:
            test(folder)


main()
