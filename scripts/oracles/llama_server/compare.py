"""assay's remote generator against llama.cpp's server, through a proxy that breaks every second answer.

compare.py ASSAY VENV GGUF OUT [SUITE]

ASSAY is the binary, VENV a virtual environment with requirements.txt, GGUF a model, OUT a folder for
run files and results.json. Says what was injected and fails unless every sample arrived exactly once,
each with the text of one whole answer.
"""

import collections
import datetime
import importlib.metadata
import json
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

from faulty_proxy import Plan, Proxy

LIMIT, K, MAX_TOKENS = 10, 6, 48
MODEL_FILE = """\
url: http://127.0.0.1:{port}/v1
api: {api}
format: plain
thinking: none
concurrency: 4
attempts: 100
timeouts: {{connect: 10, first: 120, silence: 3}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start_server(venv, gguf, port, log):
    server = subprocess.Popen(
        [venv / "bin/python", "-m", "llama_cpp.server", "--model", gguf, "--n_ctx", "2048", "--port", str(port),
         "--chat_format", "chatml", "--interrupt_requests", "False"],
        stdout=log, stderr=subprocess.STDOUT)
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/models", timeout=5).read()
            return server
        except OSError:
            if server.poll() is not None:
                sys.exit(f"the server did not start: see {log.name}")
            time.sleep(0.2)
    sys.exit(f"the server does not answer: see {log.name}")


def run(assay, suite, port, api, out):
    model = out.with_suffix(".yaml")
    model.write_text(MODEL_FILE.format(port=port, api=api))
    out.unlink(missing_ok=True)
    begin = time.monotonic()
    subprocess.run([assay, "run", suite, "-m", model, "--limit", str(LIMIT), "-k", str(K), "--max-tokens",
                    str(MAX_TOKENS), "-o", out], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - begin
    rows = out.with_suffix(".jsonl")
    subprocess.run([assay, "export", out, "--to", "jsonl", "-o", rows], check=True, stdout=subprocess.DEVNULL)
    with open(rows, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines], seconds


def judge(rows, plan):
    """What is wrong; empty if nothing is."""
    keys = collections.Counter((row["problem"], row["sample"]) for row in rows)
    wrong = []
    if len(keys) != LIMIT * K or set(keys.values()) != {1}:
        wrong.append(f"{len(keys)} different samples of {LIMIT * K}, {len(rows)} rows")
    stored = collections.Counter((row["answer"], row["finish_reason"]) for row in rows)
    if stored != collections.Counter(plan.whole):
        wrong.append("the stored answers are not those that were passed on whole")
    return wrong


def check_judge(rows, plan):
    """The judge must see a sample that is missing and an answer that lost its end."""
    shorter = [dict(rows[0], answer=rows[0]["answer"][:-1]), *rows[1:]]
    if not judge(rows[1:], plan) or not judge(shorter, plan):
        sys.exit("the comparison itself is broken: it takes a spoiled run for a good one")


def version_of(venv, package):
    (site,) = (venv / "lib").glob("python3*/site-packages")
    (found,) = importlib.metadata.distributions(name=package, path=[str(site)])
    return found.version


def main():
    assay, venv, gguf, out = (pathlib.Path(argument).absolute() for argument in sys.argv[1:5])
    suite = sys.argv[5] if len(sys.argv) > 5 else "assay-math"
    out.mkdir(parents=True, exist_ok=True)
    port = free_port()
    results = {"date": datetime.date.today().isoformat(),
               "server": "llama-cpp-python " + version_of(venv, "llama-cpp-python"),
               "assay": subprocess.run([assay, "--version"], check=True, capture_output=True, text=True).stdout.strip(),
               "samples": LIMIT * K, "runs": []}
    with open(out / "server.log", "wb") as log:
        server = start_server(venv, gguf, port, log)
        try:
            for api in ("completions", "chat"):
                for rate in (0.0, 0.5):
                    plan = Plan(seed=1, rate=rate)
                    proxy = Proxy(("127.0.0.1", port), plan)
                    rows, seconds = run(assay, suite, proxy.server_port, api, out / f"{api}-{rate}.run")
                    proxy.shutdown()
                    check_judge(rows, plan)
                    results["runs"].append({
                        "api": api, "fault_rate": rate, "requests": plan.requests, "seconds": round(seconds, 1),
                        "faults": {name: count for name, count in plan.counts.items() if count},
                        "rows": len(rows), "wrong": judge(rows, plan)})
        finally:
            server.terminate()
            server.wait()
    (out / "results.json").write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results, indent=2))
    sys.exit(any(entry["wrong"] for entry in results["runs"]))


if __name__ == "__main__":
    main()
