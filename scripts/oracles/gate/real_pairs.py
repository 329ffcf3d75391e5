"""Gates real pairs of runs of the built-in model: itself, another seed, temperature 3, noise in the experts.

    pip install -r requirements.txt
    python real_pairs.py build/release/evals/assay RUNS [--limit 60] [-k 4] [--out results/real_pairs.json]

Run files are made in the directory RUNS, unless they are there. Ends with 1 if the run against itself is not GO
with a difference of 0, if another seed is NO-GO, or if temperature 3 is not NO-GO.
"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys

import noisy_experts

ROOT = pathlib.Path(__file__).resolve().parents[3]
NOISES = [0.05, 0.1, 0.2, 0.4]
POLICY = """all:
  max_drop: 0.05
  max_thinking_growth: 0.25
  max_truncated_growth: 0.05
"""


def run(arguments, accepted=(0,)):
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, check=False)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}")
    return done.stdout


def make_run(options, name, model="builtin", flags=()):
    path = options.runs / f"{name}.run"
    run([options.assay, "run", "assay-math", "-m", model, "--limit", str(options.limit), "-k", str(options.k),
         "-o", path, *flags])
    return path


def make_runs(options):
    pairs = {"itself": make_run(options, "base"),
             "another seed": make_run(options, "seed", flags=["--seed", "1"]),
             "temperature 3": make_run(options, "hot", flags=["--temperature", "3"])}
    for noise in NOISES:
        checkpoint = options.runs / f"noise-{noise}"
        if not checkpoint.exists():
            noisy_experts.copy(ROOT / "engine/checkpoint/assay-tiny", checkpoint, noise, 1)
        pairs[f"noise {noise} in the experts"] = make_run(options, f"noise-{noise}", str(checkpoint))
    return pairs


def gate(options, candidate):
    policy = options.runs / "gate.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    return json.loads(run([options.assay, "gate", candidate, "--baseline", options.runs / "base.run", "--policy",
                           policy, "--allow-different", "--json"], accepted=(0, 1, 2)))


def row_of(report):
    accuracy = report["checks"][0]
    return {"verdict": report["verdict"],
            "pass@1": {key: accuracy[key] for key in ("baseline", "candidate", "loss", "lower", "upper", "verdict")},
            "equal_samples": report["comparison"]["suites"][0]["equal_samples"],
            "others": {check["metric"]: check["verdict"] for check in report["checks"][1:]}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay", type=pathlib.Path)
    parser.add_argument("runs", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("-k", type=int, default=4)
    parser.add_argument("--out")
    options = parser.parse_args()
    options.runs.mkdir(parents=True, exist_ok=True)
    results = {name: row_of(gate(options, path)) for name, path in make_runs(options).items()}
    for name, row in results.items():
        accuracy = row["pass@1"]
        print(f"{name:28} {row['verdict']:12}  pass@1 {accuracy['candidate']:.3f}, fell by {accuracy['loss']:+.3f} "
              f"[{accuracy['lower']:+.3f}, {accuracy['upper']:+.3f}]  {row['others']}")
    held = (results["itself"]["verdict"] == "GO" and results["itself"]["pass@1"]["loss"] == 0
            and results["another seed"]["verdict"] != "NO-GO" and results["temperature 3"]["verdict"] == "NO-GO")
    if options.out:
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short=12", "HEAD"], capture_output=True, text=True,
                                check=True).stdout.strip()
        report = {"date": datetime.date.today().isoformat(), "commit": commit, "suite": "assay-math",
                  "problems": options.limit, "samples": options.k, "policy": POLICY, "held": held,
                  "results": results}
        with open(options.out, "w", encoding="utf-8") as out:
            json.dump(report, out, indent=1)
            out.write("\n")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
