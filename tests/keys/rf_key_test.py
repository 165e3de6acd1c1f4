"""rf-key as a person uses it: what it prints, what it exits with, what it never shows and never overwrites."""
import json
import os
import pathlib
import pty
import stat
import subprocess
import sys
import tempfile
import time

RF_KEY = pathlib.Path(os.environ["RF_BIN"]) / "rf-key"
ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
PHRASE = "bottom drive obey lake curtain smoke basket hold race lonely fit walk"
SEED = "fac7959dbfe72f052e5a0c3c8d6530f202b02fd8f9f5ca3580ec8deb7797479e"
DEV = "5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV"
failures = []


def run(*args, stdin="", **env):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("RF_KEY")}
    done = subprocess.run([RF_KEY, *map(str, args)], input=stdin, capture_output=True, text=True, timeout=60,
                          env={**clean, **env}, start_new_session=True)
    return done.returncode, done.stdout, done.stderr


def check(claim, holds, shown=""):
    if not holds:
        failures.append(claim)
        print(f"NOT TRUE: {claim}\n{shown}")


def exits(claim, expected, *args, **more):
    code, out, err = run(*args, **more)
    check(f"{claim}: exit {expected}, not {code}", code == expected, out + err)
    return out, err


def typed(answers, *args):
    """Runs rf-key at a terminal of its own and types an answer after each prompt; gives exit and what was shown."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.pop("RF_KEY_PASSPHRASE", None)
        os.environ.pop("RF_KEY_NEW_PASSPHRASE", None)
        os.execv(RF_KEY, [str(RF_KEY), *map(str, args)])
    shown, deadline = b"", time.monotonic() + 60
    for answer in answers:
        while not shown.endswith(b": ") and time.monotonic() < deadline:
            shown += os.read(terminal, 1024)
        os.write(terminal, answer.encode() + b"\n")
        shown += b"<typed>"
    try:
        while more := os.read(terminal, 1024):
            shown += more
    except OSError:
        pass  # the other end is closed
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), shown.decode()


def making(folder):
    dev = folder / "dev.key"
    out, _ = exits("import of a development key", 0, "import", dev, "--suri", "//Alice")
    check("import prints the address", out == ALICE + "\n", out)
    check("a key file has mode 0600", stat.S_IMODE(dev.stat().st_mode) == 0o600)
    before = dev.read_bytes()
    exits("a file in the way is kept", 18, "new", dev)
    check("it is the same file", dev.read_bytes() == before)
    out, _ = exits("--force replaces it", 0, "new", dev, "--force")
    check("with another key", out != ALICE + "\n" and dev.read_bytes() != before)
    out, _ = exits("a phrase from stdin", 0, "import", folder / "phrase.key", stdin=PHRASE + "\n")
    check("gives its address", out == DEV + "\n", out)
    exits("nothing on stdin", 14, "import", folder / "none.key")
    _, err = exits("a wrong phrase", 18, "import", folder / "none.key", stdin=PHRASE.replace("walk", "wolf") + "\n")
    check("words of a phrase are not repeated", "wolf" not in err and "drive" not in err, err)
    exits("five words", 64, "new", folder / "five.key", "--words", "5")
    for words in (12, 24):
        out, _ = exits("a phrase when asked", 0, "new", folder / f"{words}.key", "--words", words, "--show-phrase")
        address, phrase = out.splitlines()
        again, _ = exits("that phrase", 0, "import", folder / f"{words}.again.key", stdin=phrase + "\n")
        check(f"{words} words give the key again", again == address + "\n" and len(phrase.split()) == words, out)
    bittensor = folder / "hotkey"
    bittensor.write_text(json.dumps({"accountId": None, "secretSeed": "0x" + SEED, "ss58Address": DEV}))
    exits("a hotkey file that all may read", 18, "import", folder / "bt.key", "--bittensor", bittensor)
    bittensor.chmod(0o600)
    out, _ = exits("a Bittensor hotkey file", 0, "import", folder / "bt.key", "--bittensor", bittensor)
    check("gives its address too", out == DEV + "\n", out)
    exits("its passphrase is not ours to set", 12, "passphrase", bittensor, RF_KEY_NEW_PASSPHRASE="x")


def showing(folder):
    key = folder / "phrase.key"
    out, _ = exits("show", 0, "show", key)
    check("show tells the address and no secret", DEV in out and SEED not in out, out)
    out, _ = exits("show as JSON", 0, "show", key, "--json")
    check("it is JSON", json.loads(out) == {"kind": "hotkey", "address": DEV, "sealed": False,
                                            "public_key": json.loads(out)["public_key"]}, out)
    out, _ = exits("show the secret when asked", 0, "show", key, "--secret")
    check("it is there", SEED in out, out)
    key.chmod(0o640)
    exits("a key file that others may read", 18, "show", key)
    key.chmod(0o600)
    exits("no file", 15, "show", folder / "nowhere")
    other = folder / "other"
    other.write_text("hello\n")
    other.chmod(0o600)
    exits("another file", 12, "show", other)
    damaged = folder / "damaged.key"
    damaged.write_text(key.read_text().replace(SEED, SEED[:-1] + "f"))
    damaged.chmod(0o600)
    exits("a secret of another address", 10, "show", damaged)


def signing(folder):
    key = folder / "phrase.key"
    out, _ = exits("sign", 0, "sign", key, "--message", "hello")
    signature = out.strip()
    check("a signature is 64 bytes", len(signature) == 130 and signature.startswith("0x"), out)
    exits("it verifies", 0, "verify", DEV, signature, "--message", "hello")
    exits("from stdin to the last byte", 0, "verify", DEV, signature, stdin="hello")
    exits("another message does not", 1, "verify", DEV, signature, stdin="hello\n")
    exits("another's does not", 1, "verify", ALICE, signature, "--message", "hello")
    exits("no signature", 18, "verify", DEV, "0x12", "--message", "hello")
    out, _ = exits("an address of Polkadot", 0, "address", ALICE, "--network", "0")
    check("is known", out.splitlines()[0] == "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", out)
    out, _ = exits("of hexadecimal", 0, "address", out.splitlines()[1])
    check("and back", out.splitlines()[0] == ALICE, out)
    exits("no address", 18, "address", ALICE[:-1])
    exits("no point", 18, "address", "0x" + "00" * 32)


def sealing(folder):
    key, passphrase = folder / "sealed.key", folder / "passphrase"
    passphrase.write_text("open sesame\nnot this line\n")
    exits("a passphrase file that all may read", 18, "import", key, "--suri", "//Alice",
          "--passphrase-file", passphrase)
    passphrase.chmod(0o600)
    exits("sealed", 0, "import", key, "--passphrase-file", passphrase, "--suri", "//Alice")
    out, _ = exits("shown without passphrase", 0, "show", key)
    check("the address is in clear", ALICE in out and "passphrase  yes" in out, out)
    exits("no passphrase, nobody to ask", 18, "sign", key, "--message", "m")
    exits("a wrong one", 18, "sign", key, "--message", "m", RF_KEY_PASSPHRASE="open sesam")
    exits("the right one by the environment", 0, "sign", key, "--message", "m", RF_KEY_PASSPHRASE="open sesame")
    exits("the right one by a file", 0, "sign", key, "--message", "m", "--passphrase-file", passphrase)
    exits("no new passphrase", 17, "passphrase", key, RF_KEY_PASSPHRASE="open sesame")
    exits("another", 0, "passphrase", key, RF_KEY_PASSPHRASE="open sesame", RF_KEY_NEW_PASSPHRASE="second")
    exits("the first opens it no more", 18, "show", key, "--secret", RF_KEY_PASSPHRASE="open sesame")
    code, shown = typed(["second", "third", "third"], "passphrase", key)
    check("a passphrase is changed at the terminal", code == 0, shown)
    check("and not echoed", "second" not in shown and "third" not in shown, shown)
    code, shown = typed(["third", "fourth", "fifth"], "passphrase", key)
    check("two that differ are refused", code == 17, shown)
    exits("taken away", 0, "passphrase", key, "--plain", RF_KEY_PASSPHRASE="third")
    exits("then none is needed", 0, "sign", key, "--message", "m")


def log_keys(folder):
    key = folder / "log.key"
    verifier, _ = exits("a log's key", 0, "log-key", key, "--name", "my.org/sn1")
    check("prints its verifier", verifier.startswith("my.org/sn1+"), verifier)
    check("its file is a signer's line", key.read_text().startswith("PRIVATE+KEY+my.org/sn1+"))
    out, _ = exits("show it", 0, "show", key)
    check("tells the verifier and no secret", verifier.strip() in out and "PRIVATE" not in out, out)
    exits("a name with a space", 18, "log-key", folder / "bad", "--name", "my org")
    exits("seal it", 0, "passphrase", key, RF_KEY_NEW_PASSPHRASE="x")
    check("then it is a key file", key.read_text().startswith("rf-key 1\n") and "PRIVATE" not in key.read_text())
    exits("it signs no messages", 12, "sign", key, "--message", "m", RF_KEY_PASSPHRASE="x")


def main():
    with tempfile.TemporaryDirectory(prefix="rf-key-") as name:
        for part in (making, showing, signing, sealing, log_keys):
            part(pathlib.Path(name))
    exits("no command", 64)
    exits("help", 0, "--help")
    print(f"{len(failures)} claims are not true")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
