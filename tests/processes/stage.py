"""stage: a validator and its miners as processes, in a directory that goes away."""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BIN = pathlib.Path(os.environ["RF_BIN"])
faults = []


def check(claim, holds, shown=""):
    if not holds:
        faults.append(claim)
        print(f"NOT TRUE: {claim}\n{str(shown)[-3000:]}")


def free_ports(count):
    """Ports that are free now, one after the other; two tests at once begin to look at other places."""
    for at in range(100):
        base = 20000 + (os.getpid() * 131 + at * 97) % 10000
        held = []
        try:
            for port in range(base, base + count):
                s = socket.socket()
                s.bind(("127.0.0.1", port))
                held.append(s)
            return base
        except OSError:
            continue
        finally:
            for s in held:
                s.close()
    sys.exit("no free ports")


class Stage:
    """With so many miners; `behaviours` in turn."""

    def __init__(self, behaviours, blocks=24, tasks=3, unserved=0, **settings):
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="rf-processes-"))
        self.data = self.place / "data"
        self.behaviours = behaviours
        self.base = free_ports(len(behaviours) + unserved)
        self.running = []
        chain = {"block_ms": 250, "tempo": 20, "weights_rate_limit": 5, "stake": 10000.0}
        epoch = {"tasks": tasks, "tasks_at_once": tasks, "blocks": blocks, "task_blocks": blocks - 4,
                 "task_timeout_ms": 1500}
        epoch.update(settings)
        lines = ["[hotkey]", 'dev = "//Validator"', "[chain]", "poll_ms = 50", "[chain.embedded]"]
        lines += [f"{k} = {v}" for k, v in chain.items()] + ["[epoch]"] + [f"{k} = {v}" for k, v in epoch.items()]
        lines += ["[disk]", "warn_free_bytes = 2097152", "stop_free_bytes = 1048576"]
        lines += ["[miners]", "allow_private = true", "[listen]", 'address = ""']
        for i in range(len(behaviours) + unserved):
            lines += ["[[chain.embedded.miners]]", f'hotkey = "//Miner{i + 1}"', f"port = {self.base + i}"]
        self.config = self.place / "validator.toml"
        self.config.write_text("\n".join(lines) + "\n")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.running:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        if faults:
            print("what was there is in", self.place)
        else:
            shutil.rmtree(self.place, ignore_errors=True)

    def start(self, program, *args, name=None):
        out = open(self.place / ((name or program) + ".out"), "ab")
        process = subprocess.Popen([BIN / program, *map(str, args)], stdout=out, stderr=subprocess.STDOUT,
                                   stdin=subprocess.DEVNULL, cwd=self.place)
        self.running.append(process)
        return process

    def output(self, name):
        return (self.place / (name + ".out")).read_text(errors="replace")

    def miners(self):
        process = self.start("rf-miner", "--many", len(self.behaviours), "--base-port", self.base, "--behaviours",
                             ",".join(self.behaviours), "--allow", "//Validator=10000")
        for _ in range(200):
            if self.output("rf-miner").count("listening") == len(self.behaviours):
                return process
            if process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit("rf-miner did not start: " + self.output("rf-miner"))

    def validator(self, *args, name="rf-validator"):
        return self.start("rf-validator", "--config", self.config, "--data", self.data, *args, name=name)

    def finish(self, process, seconds=60):
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            check(f"it ends within {seconds} s", False, self.output("rf-validator"))
            process.kill()
            return process.wait()

    def run(self, program, *args):
        done = subprocess.run([BIN / program, *map(str, args)], capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def events(self):
        code, out = self.run("rf-log", "show", "--data", self.data, "--count", 10**9)
        check("the log can be shown", code == 0, out)
        found = []
        for line in out.splitlines():
            event = json.loads(line)
            event["kind"] = next(k for k, v in event.items() if isinstance(v, dict))
            event["body"] = event[event["kind"]]
            found.append(event)
        return found

    def audit(self):
        code, out = self.run("rf-replay", "--data", self.data, "--from-genesis")
        check("every epoch agrees in every bit, from the first event", code == 0, out)

    def wait_for(self, kind, count=1, seconds=30):
        """Until the log has so many events of a kind; reads beside the writer."""
        end = time.time() + seconds
        while time.time() < end:
            if (self.data / "anchor").exists():
                code, out = self.run("rf-log", "show", "--data", self.data, "--count", 10**9)
                if code == 0 and out.count(f'"{kind}":') >= count:
                    return
            time.sleep(0.1)
        check(f"{count} {kind} within {seconds} s", False, self.output("rf-validator"))


def verdict():
    print(f"{len(faults)} faults" if faults else "all holds")
    sys.exit(1 if faults else 0)
