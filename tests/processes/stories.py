"""stories: what happens to a validator among real processes.

    python3 stories.py NAME      RF_BIN says where the programs are
"""
import os
import pathlib
import signal
import subprocess
import sys
import time

from stage import Stage, check, verdict

OUTCOMES = {  # behaviour -> what may stand in the log for it
    "elite": {"answered"},
    "copycat": {"answered"},
    "silent": {"timeout"},
    "slow": {"timeout"},
    "drip": {"timeout"},
    "oversized": {"oversized"},
    "garbage": {"malformed"},
    "wrong_hash": {"badHash"},
    "wrong_task": {"wrongTask"},
    "http_500": {"httpError"},
    "redirect": {"redirected"},
    "half_open": {"timeout"},
    "refuse": {"refusedByMiner"},
    "empty": {"emptyAnswer"},
}


def replies(events):
    """uid -> outcomes."""
    found = {}
    for e in events:
        if e["kind"] == "replyRecorded":
            found.setdefault(e["body"]["uid"], []).append((e["body"]["outcome"], e["body"]["fault"]))
    return found


def uids(events, stage):
    """Port -> uid, of the last metagraph."""
    graph = [e["body"] for e in events if e["kind"] == "metagraphObserved"][-1]
    return {n["port"] - stage.base: n["uid"] for n in graph["neurons"] if n["port"]}


def misbehaving_miners():
    kinds = list(OUTCOMES)
    with Stage(kinds, unserved=1) as stage:
        stage.miners()
        began = time.time()
        check("it ends well", stage.finish(stage.validator("--epochs", 2)) == 0, stage.output("rf-validator"))
        took = time.time() - began
        events = stage.events()
        seen, uid = replies(events), uids(events, stage)
        for place, kind in enumerate(kinds):
            got = {outcome for outcome, _ in seen.get(uid[place], [])}
            check(f"{kind} ends as {OUTCOMES[kind]}, not {got}", got == OUTCOMES[kind])
        nobody = {outcome for outcome, _ in seen.get(uid[len(kinds)], [])}
        check(f"where nobody listens the connection fails, not {nobody}", nobody == {"connectFailed"})
        check("nothing of it is charged to the validator",
              all(fault != "validator" for got in seen.values() for _, fault in got))
        check(f"it keeps its pace: two epochs of 24 blocks of 250 ms in {took:.1f} s", took < 30)
        alike = [e["body"] for e in events if e["kind"] == "replyVerified"
                 and e["body"]["uid"] == uid[kinds.index("copycat")]]
        check("who copies is found out", any(float.fromhex(hexfloat(b["seen"]["reasonforge"]["similarity"])) > 0.95
                                              for b in alike), alike[:1])
        check("weights are on the chain", any(e["kind"] == "weightsReadBack" and e["body"]["agrees"] for e in events))
        stage.audit()


def hexfloat(bits):
    """Sixteen hexadecimal digits of a double's bits, as Python reads a float."""
    import struct
    return struct.unpack(">d", int(bits, 16).to_bytes(8, "big"))[0].hex()


def one_writer():
    with Stage(["elite", "strong"]) as stage:
        stage.miners()
        first = stage.validator()
        stage.wait_for("epochOpened")
        second = stage.validator(name="second")
        check("a second validator on the same data is refused at once", stage.finish(second, 10) == 16,
              stage.output("second"))
        check("and says why", "process" in stage.output("second"), stage.output("second"))
        first.send_signal(signal.SIGTERM)
        check("the first one never noticed", stage.finish(first) == 0, stage.output("rf-validator"))
        check("one writer", sum(e["kind"] == "writerStarted" for e in stage.events()) == 1)


def signals():
    with Stage(["elite", "strong", "mid"]) as stage:
        stage.miners()
        first = stage.validator()
        stage.wait_for("requestSent")
        first.send_signal(signal.SIGTERM)
        check("SIGTERM ends it cleanly", stage.finish(first, 15) == 0, stage.output("rf-validator"))
        check("and that is the last event", stage.events()[-1]["kind"] == "writerStopped")
        again = stage.validator()
        stage.wait_for("writerStarted", 2)
        stage.config.write_text(stage.config.read_text().replace("weights_rate_limit = 5", "weights_rate_limit = 6"))
        again.send_signal(signal.SIGHUP)
        time.sleep(1)
        check("SIGHUP does not end it", again.poll() is None, stage.output("rf-validator"))
        check("and says what it will not change", "weights_rate_limit" in stage.output("rf-validator"),
              stage.output("rf-validator"))
        again.send_signal(signal.SIGINT)
        check("SIGINT ends it cleanly", stage.finish(again, 15) == 0, stage.output("rf-validator"))
        stage.config.write_text(stage.config.read_text().replace("weights_rate_limit = 6", "weights_rate_limit = 5"))
        last = stage.validator("--epochs", 1)
        check("it goes on", stage.finish(last) == 0, stage.output("rf-validator"))
        stage.audit()


def stopped_host():
    with Stage(["elite", "strong"], blocks=32) as stage:
        miner = stage.miners()
        validator = stage.validator("--epochs", 2)
        stage.wait_for("epochOpened")
        miner.send_signal(signal.SIGSTOP)
        time.sleep(6)
        miner.send_signal(signal.SIGCONT)
        check("it ends well", stage.finish(validator) == 0, stage.output("rf-validator"))
        outcomes = {o for got in replies(stage.events()).values() for o, _ in got}
        check(f"a host that stands still is a timeout: {outcomes}", "timeout" in outcomes)
        check("and answers again when it wakes", "answered" in outcomes)
        stage.audit()


def full_disk():
    with Stage(["elite", "strong", "mid"]) as stage:
        stage.data.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", stage.data], capture_output=True)
        if mounted.returncode != 0:
            print("skipped: no small file system can be mounted here")
            sys.exit(77)
        try:
            stage.miners()
            validator = stage.validator()
            stage.wait_for("requestSent")
            filler = stage.data / "filler"
            with open(filler, "wb", buffering=0) as out:
                try:
                    while True:
                        out.write(b"x" * 65536)
                except OSError:
                    pass
            code = stage.finish(validator, 60)
            check(f"a disk that is full ends it with a reason, not {code}", code not in (0, -6, -11),
                  stage.output("rf-validator"))
            check("which names the disk", "space" in stage.output("rf-validator"), stage.output("rf-validator"))
            os.unlink(filler)
            again = stage.validator("--epochs", 1)
            check("with room again it goes on", stage.finish(again) == 0, stage.output("rf-validator"))
            stage.audit()
        finally:
            for process in stage.running:
                process.kill()
                process.wait()
            subprocess.run(["umount", "-l", stage.data])


STORIES = {f.__name__: f for f in (misbehaving_miners, one_writer, signals, stopped_host, full_disk)}
if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in STORIES:
        sys.exit(f"one of: {' '.join(STORIES)}")
    STORIES[sys.argv[1]]()
    verdict()
