#!/usr/bin/env python3
"""assay's CPU engine and llama.cpp at the same steps on the same weights, in turn, several rounds;
the fastest step of each. Writes JSON.

    compare.py ASSAY_BENCH VENV DIRECTORY MODEL.gguf bf16|q8|q4 OUT.json [LIBRARIES]

LIBRARIES is a folder of another build of llama.cpp's libraries for VENV's llama-cpp-python.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ROUNDS = 3
THREADS = os.cpu_count()
STEPS = ["prefill/tokens:512", "decode/B:1", "decode/B:8"]


def ours(bench, directory, kind):
    """Seconds by step, and the benchmark's context."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run([bench, f"--model={directory}", "--benchmark_repetitions=5",
                        f"--benchmark_filter=(decode/cpu/{kind}/B:[18]/|prefill/cpu/{kind}/)",
                        f"--benchmark_out={out.name}", "--benchmark_out_format=json"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result = json.loads(pathlib.Path(out.name).read_text())
    found = {}
    for row in result["benchmarks"]:
        if row["run_type"] == "iteration":
            step = row["run_name"].replace(f"/cpu/{kind}", "").replace("/real_time", "")
            found[step] = min(found.get(step, 1e9), row["real_time"] * 1e-9)
    return found, result["context"]


def theirs(python, model, libraries):
    environment = dict(os.environ, OMP_NUM_THREADS=str(THREADS))
    if libraries:
        environment["LLAMA_CPP_LIB_PATH"] = libraries
    done = subprocess.run([python, pathlib.Path(__file__).with_name("steps.py"), model,
                           str(THREADS), "3"], check=True, capture_output=True, text=True,
                          env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    bench, venv, directory, model, kind, out = sys.argv[1:7]
    libraries = sys.argv[7] if len(sys.argv) > 7 else None
    best = {"assay": {}, "llama.cpp": {}}
    for _ in range(ROUNDS):
        mine, context = ours(bench, directory, kind)
        other = theirs(f"{venv}/bin/python", model, libraries)
        for name, found in (("assay", mine), ("llama.cpp", other)):
            for step in STEPS:
                best[name][step] = min(best[name].get(step, 1e9), found[step])
    results = {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": context["assay_machine"], "commit": context["assay_commit"],
        "load_average": os.getloadavg(), "weights": kind, "threads": THREADS, "rounds": ROUNDS,
        "command": "compare.py " + " ".join(sys.argv[1:]),
        "llama.cpp": other["system"],
        "seconds": best,
        "ratio": {step: round(best["llama.cpp"][step] / best["assay"][step], 3)
                  for step in STEPS}}
    pathlib.Path(out).write_text(json.dumps(results, indent=2) + "\n")
    print(json.dumps(results["ratio"]))


if __name__ == "__main__":
    main()
