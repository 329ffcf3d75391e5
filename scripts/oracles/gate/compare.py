"""Computes what assay compare and assay gate print from exported rows, with SciPy and statsmodels.

    pip install -r requirements.txt
    python real_pairs.py build/release/evals/assay RUNS
    python real_pairs.py build/release/evals/assay RUNS1 -k 1
    python compare.py build/release/evals/assay RUNS RUNS1 [--out results/compare.json]

Reads `assay export --to jsonl` of every run file in each directory, pairs it with base.run there, and compares
differences, intervals, one-sided bounds, p-values, Holm's correction and verdicts with the --json of both commands.
Ends with 1 if a number is off by more than 1e-9 (absolute below 1, relative above), or a permutation p-value by more
than its sampling error.
"""
import argparse
import collections
import datetime
import json
import os
import pathlib
import platform
import subprocess
import sys
from importlib.metadata import version
from math import comb

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

TOLERANCE = 1e-9
ALPHA = 0.05
SHARES = ("pass@", "cons@", "truncated", "unparsed")


def output_of(arguments, accepted=(0,)):
    environment = {name: value for name, value in os.environ.items() if name != "GITHUB_ACTIONS"}
    done = subprocess.run(arguments, capture_output=True, text=True, env=environment, check=False)
    if done.returncode not in accepted:
        sys.exit(f"{' '.join(map(str, arguments))}: {done.returncode}\n{done.stderr}")
    return done.stdout


def rows_of(assay, run):
    """Samples by suite and problem, in the order of their indices."""
    suites = collections.defaultdict(lambda: collections.defaultdict(list))
    for line in output_of([assay, "export", run, "--to", "jsonl"]).split("\n")[:-1]:
        row = json.loads(line)
        if row["kind"] == "full":
            suites[row["suite"]][row["problem"]].append(row)
    for problems in suites.values():
        for samples in problems.values():
            samples.sort(key=lambda row: row["sample"])
    return suites


def kind(row):
    return row["verdict"]["kind"]


def pass_at_k(samples, k):
    right = sum(kind(row) == "correct" for row in samples)
    return 1 - comb(len(samples) - right, k) / comb(len(samples), k)


def majority(samples):
    """Score of the vote of all samples; a tie shares."""
    votes = collections.Counter()
    for row in samples:
        if kind(row) == "correct":
            votes[""] += 1
        elif row["verdict"]["canonical"]:
            votes["wrong " + row["verdict"]["canonical"]] += 1
    if not votes or votes[""] < max(votes.values()):
        return 0.0
    return 1 / sum(count == votes[""] for count in votes.values())


def value(metric, samples):
    if metric.startswith("pass@"):
        return pass_at_k(samples, int(metric[5:]))
    if metric.startswith("cons@"):
        return majority(samples)
    if metric == "thought tokens":
        return np.mean([row["thinking_tokens"] for row in samples])
    if metric.startswith("cost"):
        return np.mean([len(row["token_ids"]) for row in samples])
    return np.mean([kind(row) == metric for row in samples])


def change(metric, a, b, growth=0.0):
    """Means, their difference, its error with the flips that were not seen, and degrees of freedom."""
    names = sorted(set(a) & set(b))
    before = np.array([value(metric, a[name]) for name in names])
    after = np.array([value(metric, b[name]) for name in names])
    difference = after.mean() - before.mean()
    error = stats.sem(after - (1 + growth) * before)
    if metric.startswith(SHARES):
        k = int(metric.split("@")[1]) if "@" in metric else 1
        draws = [np.mean([len(run[name]) for name in names]) / k for run in (a, b)]
        error = np.sqrt(error**2 + (1 / draws[0] + 1 / draws[1]) / len(names)**2)
    return before, after, difference, error, len(names) - 1


class Gaps:
    """The largest difference by name of number."""

    def __init__(self):
        self.largest = collections.defaultdict(float)
        self.count = 0

    def add(self, name, ours, theirs):
        self.count += 1
        gap = abs(ours - theirs) / max(1.0, abs(theirs))
        self.largest[name] = max(self.largest[name], float(gap))

    def failed(self):
        return {name: gap for name, gap in self.largest.items() if not gap <= TOLERANCE}


def within(metric, bound):
    """A difference of two shares is within 100 points, whatever its error."""
    return float(np.clip(bound, -1, 1)) if metric.startswith(SHARES) else bound


def check_comparison(ours, a, b, gaps):
    for suite in ours["suites"]:
        left, right = a[suite["suite"]], b[suite["suite"]]
        for row in suite["metrics"]:
            before, after, difference, error, freedom = change(row["metric"], left, right)
            gaps.add("a", row["a"], before.mean())
            gaps.add("b", row["b"], after.mean())
            gaps.add("difference", row["difference"], difference)
            if suite["identical"] or not error > 0:
                continue
            low, high = stats.t.interval(0.95, freedom, loc=difference, scale=error)
            gaps.add("standard error", row["standard_error"], error)
            gaps.add("low", row["low"], within(row["metric"], low))
            gaps.add("high", row["high"], within(row["metric"], high))
        check_tests(suite, left, right, gaps)


def check_tests(suite, left, right, gaps):
    before, after, *_ = change("pass@1", left, right)
    moved = (after - before)[after != before]
    if len(moved) == 1:
        moved = np.append(moved, 0.0)  # SciPy wants two; the sign of 0 changes nothing
    if len(moved) > 0:
        sign_flips = stats.permutation_test((moved,), np.sum, permutation_type="samples",
                                            n_resamples=200_000, rng=np.random.default_rng(1))
        # SciPy draws beyond 2^n; exact up to 20 differences in ours, whose draws err like a share.
        p = min(1.0, sign_flips.pvalue)
        spread = 0 if len(moved) <= 17 else 5 * np.sqrt(p * (1 - p) / 50_000)
        gaps.add("permutation p", max(0.0, abs(suite["permutation_p"] - p) - spread), 0)
    if suite["mcnemar_p"] is not None:
        table = [[np.sum((before == 1) & (after == 1)), np.sum(before > after)],
                 [np.sum(before < after), np.sum((before == 0) & (after == 0))]]
        gaps.add("McNemar p", suite["mcnemar_p"], mcnemar(table, exact=True).pvalue)


def check_gate(ours, a, b, gaps):
    tests = []
    for check in ours["checks"]:
        if check["identical"]:
            continue
        relative = check["field"] in ("max_thinking_growth", "max_cost_growth")
        growth = check["limit"] if relative else 0.0
        before, _, difference, error, freedom = change(check["metric"], a[check["subject"]], b[check["subject"]], growth)
        loss = -difference if check["metric"].startswith(("pass@", "cons@")) else difference
        allowed = growth * before.mean() if relative else check["limit"]
        reach = stats.t.ppf(1 - ALPHA, freedom) * error
        gaps.add("allowed", check["allowed"], allowed)
        gaps.add("loss", check["loss"], loss)
        gaps.add("lower", check["lower"], within(check["metric"], loss - reach))
        gaps.add("upper", check["upper"], within(check["metric"], loss + reach))
        p = stats.t.sf((loss - allowed) / error, freedom)
        gaps.add("p", check["p_no_go"], p)
        better = stats.t.sf(-loss / error, freedom) <= 1e-4
        raw = ("NO-GO" if loss - reach > allowed
               else "GO" if loss + reach <= allowed and (reach <= allowed or better) else "INCONCLUSIVE")
        gaps.add("verdict alone", check["verdict_alone"] != raw, 0)
        tests.append((check, p, raw))
    if not tests:
        return
    corrected = multipletests([p for _, p, _ in tests], alpha=ALPHA, method="holm")[1]
    for (check, _, raw), p in zip(tests, corrected):
        gaps.add("Holm's p", check["p_no_go_holm"], p)
        verdict = "INCONCLUSIVE" if raw == "NO-GO" and p > ALPHA else raw
        gaps.add("verdict", check["verdict"] != verdict, 0)


def check_directory(assay, runs, gaps):
    """Returns how many pairs there were."""
    base = runs / "base.run"
    policy = runs / "all_metrics.yaml"
    before = rows_of(assay, base)
    one_each = all(len(samples) == 1 for problems in before.values() for samples in problems.values())
    several = "" if one_each else "  max_pass_at_k_drop: 0.05\n  max_cons_at_k_drop: 0.05\n"
    policy.write_text("all:\n  max_drop: 0.05\n" + several + "  max_thinking_growth: 0.1\n"
                      "  max_truncated_growth: 0.03\n  max_unparsed_growth: 0.03\n  max_cost_growth: 0.2\n",
                      encoding="utf-8")
    found = sorted(runs.glob("*.run"))
    for run in found:
        after = rows_of(assay, run)
        compared = output_of([assay, "compare", base, run, "--allow-different", "--json"])
        check_comparison(json.loads(compared), before, after, gaps)
        gated = output_of([assay, "gate", run, "--baseline", base, "--policy", policy, "--allow-different", "--json"],
                          accepted=(0, 1, 2))
        check_gate(json.loads(gated), before, after, gaps)
    return len(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay", type=pathlib.Path)
    parser.add_argument("runs", type=pathlib.Path, nargs="+")
    parser.add_argument("--out")
    options = parser.parse_args()
    gaps = Gaps()
    pairs = sum(check_directory(options.assay, runs, gaps) for runs in options.runs)
    failed = gaps.failed()
    print(f"{pairs} pairs, {gaps.count} numbers; largest differences: {dict(gaps.largest)}")
    if options.out:
        report = {"date": datetime.date.today().isoformat(), "pairs": pairs, "numbers": gaps.count,
                  "versions": {"python": platform.python_version(),
                               **{name: version(name) for name in ("numpy", "scipy", "statsmodels")}},
                  "tolerance": "1e-9, absolute below 1 and relative above", "largest_difference": dict(gaps.largest),
                  "failed": failed}
        with open(options.out, "w", encoding="utf-8") as out:
            json.dump(report, out, indent=1)
            out.write("\n")
    sys.exit(1 if failed or pairs == 0 else 0)


if __name__ == "__main__":
    main()
