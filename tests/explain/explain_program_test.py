"""rf-dispute explain as a miner uses it: by data directory and by bundle, in every spelling of its name."""
import html.parser
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.dom.minidom

BIN = pathlib.Path(os.environ["RF_BIN"])
failures = []


def check(claim, holds, shown=""):
    if not holds:
        failures.append(claim)
        print(f"NOT TRUE: {claim}\n{shown[-2000:]}")


def exits(claim, expected, program, *args):
    done = subprocess.run([BIN / program, *map(str, args)], capture_output=True, text=True, timeout=120)
    check(f"{claim}: exit {expected}, not {done.returncode}", done.returncode == expected, done.stdout + done.stderr)
    return done.stdout, done.stderr


def explain(claim, *args, code=0):
    return exits(claim, code, "rf-dispute", "explain", *args)


class tags(html.parser.HTMLParser):
    """Every element is closed, in its order; nothing is fetched and nothing runs."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.names = [], [], set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.open.append(tag)
        self.wrong += [a for a, v in attrs if a.startswith("on") or a in ("src", "href")]

    def handle_startendtag(self, tag, attrs):
        self.names.add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append("/" + tag)


def pages(work, log):
    page = work / "page.html"
    explain("a page is written", "--data", log, "--epoch", 9, "--miner", 4, "--html", page)
    text = page.read_text()
    t = tags()
    t.feed(text)
    check("the page's elements are closed in order", not t.open and not t.wrong, str(t.open + t.wrong))
    check("no script, frame or link is in it", not t.names & {"script", "iframe", "link", "img", "object"})
    check("three figures are drawn", text.count("<svg ") == 3)
    check("it reads in the dark and prints", "prefers-color-scheme: dark" in text and "@media print" in text)
    check("it names no other host", "http://" not in text and "https://" not in text and "url(" not in text)
    xml.dom.minidom.parseString(text)
    explain("a page that cannot be written", "--data", log, "--miner", 4, "--html", work / "no" / "where", code=2)


def spellings(work, log):
    for epoch, kind in ((9, "sr25519"), (9, "again")):
        out, _ = explain(f"{kind}: by uid", "--data", log, "--epoch", epoch, "--miner", 4, "--json")
        told = json.loads(out)
        raw = told["account_bytes"][2:]
        for name in (told["account"], "0x" + raw, raw, told["account_bytes"]):
            again, _ = explain(f"{kind}: as {name}", "--data", log, "--epoch", epoch, "--miner", name, "--json")
            check(f"{name} is the same miner", again == out)
    evm = work / "evm"
    exits("a log of EVM accounts", 0, "rf-log", "synth", "--out", evm, "--epochs", 2, "--miners", 4,
          "--mechanisms", "hetu_consensus")
    out, _ = explain("by uid 4 of EVM", "--data", evm, "--epoch", 2, "--miner", 4, "--json")
    address = json.loads(out)["account"]
    check("an EVM address has 40 digits", len(address) == 42 and address.startswith("0x"), address)
    for name in (address, address.upper().replace("0X", "0x")):
        again, _ = explain("by address", "--data", evm, "--epoch", 2, "--miner", name, "--json")
        check("the address is the same miner", again == out)
    for name, says, code in (("99", "nearest with a seat", 2), ("70000", "neither a uid", 64),
                             ("5Gabc", "neither a uid", 64), ("0x" + "11" * 32, "has no seat", 2),
                             ("0x1234", "neither a uid", 64)):
        _, err = explain(f"{name} is nobody", "--data", log, "--epoch", 9, "--miner", name, code=code)
        check(f"{name}: it says so", says in err, err)
    _, err = explain("an epoch that is not there", "--data", log, "--epoch", 999, "--miner", 4, code=2)
    check("it names the epoch", "999" in err, err)
    _, err = explain("nothing to read", "--miner", 4, code=64)
    check("it says what to give", "--data DIR or --bundle FILE" in err, err)
    for key in ("name", "name+00000000+AAAA"):
        explain(f"the key '{key}'", "--data", log, "--miner", 4, "--key", key, code=64)


def bundles(work, log):
    for payloads in ([], ["--no-payloads"]):
        file = work / f"epoch{len(payloads)}.rfb"
        exits("an epoch is exported", 0, "rf-replay", "export", "--data", log, "--epoch", 9, "-o", file, "--quiet",
              *payloads)
        a, _ = explain("from the log", "--data", log, "--epoch", 9, "--miner", 4, "--json")
        b, _ = explain("from the bundle", "--bundle", file, "--miner", 4, "--json")
        a, b = json.loads(a), json.loads(b)
        check("it verifies", a["verified"] and b["verified"], str(b["verdict"]))
        for key in ("weight", "events", "working", "highest", "why_zero", "seats", "parameters", "secret_committed",
                    "carry_from", "before_ranking"):
            check(f"log and bundle say the same of {key}", a[key] == b[key], f"{a[key]}\n{b[key]}")
        check("a bundle ends at its seal", b["after"] == [] and len(a["after"]) > 0)
        absent = [t for t in b["tasks"] for x in t["attempts"] if x.get("body", {}).get("is") == "absent"]
        check("payloads are there, or said to be absent", bool(absent) == bool(payloads))
        text, _ = explain("in words", "--bundle", file, "--miner", 4)
        check("the key is the bundle's word", "the bundle itself names" in text and "the log itself" not in text, text)
        _, err = explain("a bundle named as a log", "--data", file, "--miner", 4, code=64)
        check("it says how to name it", "--bundle" in err, err)
        _, err = explain("a log named as a bundle", "--bundle", log, "--miner", 4, code=64)
        check("it says how to name a log", "--data" in err, err)
        check("it says where the rest is", "a bundle ends at the seal" in text, text)
    _, err = explain("another epoch is not in the bundle", "--bundle", file, "--epoch", 8, "--miner", 4, code=2)
    check("it says what the bundle holds", "epoch 9" in err, err)
    other = exits("a stranger's key", 0, "rf-log", "synth", "--out", work / "other", "--epochs", 1, "--miners", 2,
                  "--seed", 77)
    key = json.loads(explain("its key", "--data", work / "other", "--miner", 2, "--json", code=0)[0])["key"]
    for source in (["--data", log, "--epoch", 9], ["--bundle", file]):
        out, err = explain("a note by another key", *source, "--miner", 4, "--key", key, code=2)
        check("it is said loudly, above all else", "NOT VERIFIED" in out.split("\n")[1] and "NOT VERIFIED" in err, out)
    own = json.loads(explain("its own key", "--data", log, "--epoch", 9, "--miner", 4, "--json")[0])["key"]
    told = json.loads(explain("by its own key", "--bundle", file, "--miner", 4, "--key", own, "--json")[0])
    check("a key that was given is said to be", told["key_given"] and told["verified"] and other is not None)
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    file.write_bytes(damaged)
    explain("one bit of the bundle is another", "--bundle", file, "--miner", 4, code=2)


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        log = work / "log"
        exits("a log is invented", 0, "rf-log", "synth", "--out", log, "--epochs", 12, "--mechanisms", "all",
              "--epochs-each", 2, "--miners", 9, "--tasks", 5, "--seed", 3)
        before = sorted((p.name, p.stat().st_mtime_ns) for p in log.rglob("*"))
        pages(work, log)
        spellings(work, log)
        bundles(work, log)
        out, _ = explain("for the miner", "--data", log, "--epoch", 9, "--miner", 4, "--for-miner", "--json")
        told = json.loads(out)
        check("of others it has no account", all("account" not in s for s in told["seats"] if s["uid"] != 4))
        check("the last sealed epoch is the default",
              json.loads(explain("no epoch named", "--data", log, "--miner", 4, "--json")[0])["epoch"] == 12)
        check("nothing in the data directory was touched",
              before == sorted((p.name, p.stat().st_mtime_ns) for p in log.rglob("*")))
    print(f"{len(failures)} claims do not hold" if failures else "all claims hold")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
