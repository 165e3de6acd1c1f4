"""rf-replay export and --bundle as a person uses them: what they write, refuse and leave alone."""
import os
import pathlib
import subprocess
import sys
import tempfile

BIN = pathlib.Path(os.environ["RF_BIN"])
failures = []


def run(*args, stdin=None):
    return subprocess.run([str(BIN / args[0]), *map(str, args[1:])], capture_output=True, input=stdin, timeout=120)


def check(claim, holds, shown=b""):
    if not holds:
        failures.append(claim)
        print(f"NOT TRUE: {claim}\n{shown.decode(errors='replace')}")


def exits(claim, expected, *args, **more):
    done = run(*args, **more)
    check(f"{claim}: exit {expected}, not {done.returncode}", done.returncode == expected, done.stdout + done.stderr)
    return done


def contents(folder):
    return {p: p.read_bytes() for p in sorted(pathlib.Path(folder).rglob("*")) if p.is_file()}


def key_of(log):
    lines = run("rf-log", "info", "--data", log).stdout.decode().splitlines()
    return next(line.split()[1] for line in lines if line.startswith("key"))


def main(work):
    log, other, file = work / "log", work / "other", work / "epoch.rfb"
    exits("a log", 0, "rf-log", "synth", "--out", log, "--epochs", 4, "--miners", 5, "--tasks", 3)
    exits("another", 0, "rf-log", "synth", "--out", other, "--epochs", 2, "--miners", 5, "--tasks", 3, "--seed", 2)
    before = contents(log)
    done = exits("export", 0, "rf-replay", "export", "--data", log, "--epoch", 3, "-o", file)
    check("it says how to check it", b"--bundle" in done.stdout and b"--key" in done.stdout, done.stdout)
    exits("the last epoch is what is exported unless one is named", 0, "rf-replay", "export", "--data", log, "-o",
          work / "last.rfb")
    exits("an epoch that is not there", 2, "rf-replay", "export", "--data", log, "--epoch", 9)
    done = exits("the file alone", 0, "rf-replay", "--bundle", file, "--key", key_of(log))
    check("every bit agrees", b"every bit agrees" in done.stdout, done.stdout)
    exits("through a pipe", 0, "rf-replay", "--bundle", "-", "--quiet", stdin=file.read_bytes())
    exits("by another key", 2, "rf-replay", "--bundle", file, "--key", key_of(other))
    exits("by an empty key", 64, "rf-replay", "--bundle", file, "--key", "")
    exits("by what is no key", 64, "rf-replay", "--bundle", file, "--key", "key")
    exits("a directory is no bundle", 2, "rf-replay", "--bundle", log)
    exits("a file that is not there", 2, "rf-replay", "--bundle", work / "nowhere")
    (work / "cut").write_bytes(file.read_bytes()[:-1])
    exits("a file that was cut", 2, "rf-replay", "--bundle", work / "cut")
    out = exits("to standard output", 0, "rf-replay", "export", "--data", log, "--epoch", 3).stdout
    check("that is the same file", out == file.read_bytes())
    anchor = log / "anchor"
    exits("nothing is written into a log", 2, "rf-replay", "export", "--data", log, "-o", anchor)
    exits("nor deeper in it", 2, "rf-replay", "export", "--data", log, "-o", log / "db" / "epoch.rfb")
    exits("nor where there is no folder", 2, "rf-replay", "export", "--data", log, "-o", work / "no" / "folder")
    os.mkfifo(work / "pipe")
    reader = subprocess.Popen(["cat", str(work / "pipe")], stdout=subprocess.PIPE)
    exits("into a pipe", 0, "rf-replay", "export", "--data", log, "--epoch", 3, "-o", work / "pipe", "--quiet")
    check("what comes out of it is the bundle", reader.communicate(timeout=60)[0] == file.read_bytes())
    (work / "link").symlink_to(work / "behind")
    exits("through a link", 0, "rf-replay", "export", "--data", log, "--epoch", 3, "-o", work / "link", "--quiet")
    check("the link stays one", (work / "link").is_symlink() and (work / "behind").read_bytes() == file.read_bytes())
    check("the log is as it was", contents(log) == before)


with tempfile.TemporaryDirectory() as folder:
    main(pathlib.Path(folder))
print(f"{len(failures)} claims did not hold" if failures else "all claims hold")
sys.exit(1 if failures else 0)
