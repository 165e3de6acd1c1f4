"""The page of metrics and the files for Prometheus, held to Prometheus' own tools.

promtool looks at the page and at config/*.yml; a real Prometheus, started here
on loopback and ended by its process id, scrapes the page and answers queries.
"""
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

SOURCE = os.environ.get("RF_SOURCE", ".")
BIN = os.environ.get("RF_BIN", "build/dev/bin")
SKIPPED = 77


def fail(what):
    print("FAILED:", what)
    sys.exit(1)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url):
    # No proxy: everything here is on loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=5) as reply:
        return reply.read().decode()


def promtool(*args, text=None):
    done = subprocess.run(["promtool", *args], input=text, capture_output=True, text=True, timeout=60)
    if done.returncode != 0 or done.stderr.strip():
        fail(f"promtool {' '.join(args)}: {done.stdout}{done.stderr}")
    print("promtool", " ".join(args[:2]), "is content")


def query(base, expression):
    answer = json.loads(get(base + "/api/v1/query?query=" + urllib.parse.quote(expression)))
    return answer["data"]["result"]


def scrape(page_port, page):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(SOURCE, "config/prometheus.yml"), encoding="utf-8") as f:
            config = f.read()
        if "127.0.0.1:9092" not in config or "15s" not in config:
            fail("config/prometheus.yml is not what this test changes")
        config = config.replace("127.0.0.1:9092", f"127.0.0.1:{page_port}").replace("15s", "1s").replace("5s", "1s")
        shutil.copy(os.path.join(SOURCE, "config/alerts.yml"), folder)
        with open(os.path.join(folder, "prometheus.yml"), "w", encoding="utf-8") as f:
            f.write(config)
        server = subprocess.Popen(
            ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
             f"--web.listen-address=127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL, stderr=open(os.path.join(folder, "lines"), "w", encoding="utf-8"))
        try:
            ends = time.monotonic() + 60
            while True:
                if server.poll() is not None or time.monotonic() > ends:
                    fail("prometheus: " + open(os.path.join(folder, "lines"), encoding="utf-8").read()[-3000:])
                try:
                    up = query(base, 'up{job="rf-validator"}')
                    if up and up[0]["value"][1] == "1":
                        break
                except OSError:
                    pass
                time.sleep(0.2)
            # A stored value is the page's value.
            for name in ("reasonforge_validator_epochs_total", "rf_log_size", "reasonforge_validator_cms_score_count"):
                ours = [line for line in page.splitlines() if line.startswith(name + " ")]
                stored = query(base, name)
                if len(ours) != 1 or len(stored) != 1 or float(stored[0]["value"][1]) != float(ours[0].split()[1]):
                    fail(f"{name}: the page has {ours}, Prometheus {stored}")
            rules = json.loads(get(base + "/api/v1/rules"))["data"]["groups"]
            if sum(len(g["rules"]) for g in rules) < 10:
                fail("Prometheus did not load the alerts")
            print("prometheus scraped the page and loaded the alerts")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def main():
    if not shutil.which("promtool") or not shutil.which("prometheus"):
        print("skipped: prometheus and promtool are not installed (Debian's package prometheus)")
        sys.exit(SKIPPED)
    promtool("check", "config", os.path.join(SOURCE, "config/prometheus.yml"))
    promtool("check", "rules", os.path.join(SOURCE, "config/alerts.yml"))
    pages = subprocess.Popen([os.path.join(BIN, "rf-test-metrics-page")], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True)
    try:
        port = int(pages.stdout.readline())
        page = get(f"http://127.0.0.1:{port}/metrics")
        promtool("check", "metrics", text=page)
        scrape(port, page)
    finally:
        pages.stdin.close()
        if pages.wait(timeout=30) != 0:
            fail("the page's server ended badly")


main()
