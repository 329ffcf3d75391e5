"""Compares every statistic with independent implementations on random cases.

    pip install -r requirements.txt
    cmake -S scripts/oracles/statistics -B build/statistics -G Ninja -DCMAKE_BUILD_TYPE=Release
    ninja -C build/statistics probe
    python scripts/oracles/statistics/compare.py build/statistics/probe [--cases 1000] [--out results.json]

References: SciPy, statsmodels, and enumeration of all subsets or signs in exact fractions
(reference.py). Ends with 1 if any case is off by more than its tolerance (1e-12; 0 for indices and
counts); below 1 the difference is absolute, above it relative. A reference answers None where SciPy
refuses a case (BCa with all resamples on one side); such cases are counted as skipped.
"""
import argparse
import datetime
import gc
import json
import platform
import random
import subprocess
import sys
import warnings
from importlib.metadata import version

import reference

SEED = 20261125


def ask(probe, cases):
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    run = subprocess.run([probe], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def compare(probe, name, count):
    rng = random.Random(f"{SEED} {name}")
    made = [reference.make(name, rng) for _ in range(count)]
    replies = ask(probe, [case for case, _, _ in made])
    assert len(replies) == count, f"{name}: {len(replies)} replies to {count} cases"
    worst, failures, skipped = 0.0, [], 0
    for (case, expected, tolerance), reply in zip(made, replies):
        if expected is None:
            skipped += 1
            continue
        gap = reference.distance(reply.get("result"), expected) if "result" in reply else float("inf")
        worst = max(worst, gap)
        if gap > tolerance:
            failures.append({"case": case, "ours": reply, "theirs": expected, "gap": gap})
    return {"cases": count, "skipped": skipped, "failed": len(failures), "largest_difference": worst}, failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("probe")
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--out")
    parser.add_argument("--only", nargs="*", help="names of reference.CASES")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    gc.freeze()  # multipletests collects garbage at each call: spare it the imported modules
    results, failed = {}, False
    for name in options.only or reference.CASES:
        results[name], failures = compare(options.probe, name, options.cases)
        failed = failed or bool(failures)
        print(f"{name:28} {results[name]}", flush=True)
        for failure in failures[:2]:
            print("   ", json.dumps(failure)[:1500], file=sys.stderr)
    if options.out:
        report = {
            "date": datetime.date.today().isoformat(),
            "seed": SEED,
            "versions": {"python": platform.python_version(),
                         **{name: version(name) for name in ("numpy", "scipy", "statsmodels")}},
            "tolerance": "1e-12, absolute below 1 and relative above; 0 for indices and counts",
            "results": results,
        }
        with open(options.out, "w", encoding="utf-8") as out:
            json.dump(report, out, indent=1)
            out.write("\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
