#!/usr/bin/env python3
"""Opens what `assay export` wrote with the readers it was written for.

usage: check.py ASSAY RUN [RESULTS.json]

ASSAY is the program, RUN a run file. Inspect's logs are read by inspect_ai.log, lm-eval's files by
lm_eval's own helpers and result schema and by its results table, Every Eval Ever's records by its
validator; its converters then read the other two. Every sample is held against
`assay export --to jsonl`, every metric against `assay report --json`. Each check is shown to fail on
a planted fault. Ends with 1 if anything differs.
"""

import datetime
import importlib.metadata
import json
import logging
import pathlib
import shutil
import subprocess
import sys
import tempfile

logging.disable(logging.WARNING)


class Checks:
    """Named counts of comparisons, and what differed."""

    def __init__(self):
        self.counts = {}
        self.failures = []

    def hold(self, name, condition, what=""):
        self.counts[name] = self.counts.get(name, 0) + 1
        if not condition:
            self.failures.append(f"{name}: {what}")

    def close(self, name, ours, theirs):
        self.hold(name, abs(ours - theirs) < 1e-12, f"{ours} is not {theirs}")


def metrics_of(suite):
    """Metrics of `assay report --json` by name."""
    metrics = {"pass@1": suite["pass@1"]}
    for at in suite["pass@k"]:
        metrics[f"pass@{at['k']}"] = at
    for at in suite["cons@k"]:
        metrics[f"cons@{at['k']}"] = at
    return {name: value for name, value in metrics.items() if value["problems"] > 0}


def check_inspect(checks, folder, rows, suites):
    from inspect_ai.log import (
        list_eval_logs,
        read_eval_log,
        read_eval_log_sample,
        read_eval_log_sample_summaries,
    )

    logs = list_eval_logs(str(folder))
    checks.hold("inspect: logs listed", len(logs) == len(suites), str(logs))
    for info in logs:
        log = read_eval_log(info)
        name = log.eval.task
        suite = suites[name]
        ours = {key: row for key, row in rows.items() if key[0] == name}
        checks.hold("inspect: samples", len(log.samples) == len(ours), name)
        checks.hold("inspect: status", (log.status == "success") == suite["complete"], log.status)
        summaries = read_eval_log_sample_summaries(info)
        checks.hold("inspect: summaries", len(summaries) == len(ours), name)
        for sample in log.samples:
            check_inspect_sample(checks, sample, rows[name, sample.metadata["problem"], sample.epoch - 1])
        header = read_eval_log(info, header_only=True)
        checks.hold("inspect: header", header.eval == log.eval, name)
        if not ours:
            continue
        last = log.samples[-1]
        alone = read_eval_log_sample(info, id=last.id, epoch=last.epoch)
        checks.hold("inspect: one sample", alone.uuid == last.uuid, str(last.id))
        scores = {score.reducer: score.metrics for score in log.results.scores}
        for metric, value in metrics_of(suite).items():
            reducer = "mean" if metric == "pass@1" else metric.replace("@", "_at_")
            checks.close("inspect: metric", scores[reducer]["accuracy"].value, value["value"])
            if value["standard_error"] is not None:
                checks.close("inspect: error", scores[reducer]["stderr"].value, value["standard_error"])


def check_inspect_sample(checks, sample, row):
    message = sample.output.choices[0].message
    content = message.content if isinstance(message.content, list) else []
    thinking = "".join(part.reasoning for part in content if part.type == "reasoning")
    name = f"{row['problem']} {row['sample']}"
    checks.hold("inspect: thinking", thinking == row["thinking"], name)
    checks.hold("inspect: answer", message.text == row["answer"], name)
    stopped = {"stop": "stop"}.get(row["finish_reason"], "max_tokens")
    checks.hold("inspect: stop reason", sample.output.stop_reason == stopped, name)
    usage = sample.output.usage
    checks.hold("inspect: reasoning tokens", usage.reasoning_tokens == row["thinking_tokens"], name)
    if row["verdict"]["kind"] == "infrastructure_error":
        checks.hold("inspect: error of the judge", sample.error is not None, name)
        return
    score = sample.scores["assay"]
    checks.hold("inspect: value", (score.value == "C") == (row["verdict"]["kind"] == "correct"), name)
    checks.hold("inspect: verdict", score.metadata["verdict"] == row["verdict"]["kind"], name)
    checks.hold("inspect: extracted", score.answer == row["verdict"]["extracted"], name)


def check_lm_eval(checks, folder, rows, suites):
    from lm_eval.result_schema import EvalResults, SampleResult
    from lm_eval.utils import (
        get_file_task_name,
        get_results_filenames,
        get_sample_results_filenames,
        make_table,
    )

    names = [str(path) for path in folder.rglob("*.json*")]
    results_files = get_results_filenames(names)
    checks.hold("lm-eval: results", len(results_files) == 1, str(names))
    results = json.loads(pathlib.Path(results_files[0]).read_text(encoding="utf-8"))
    missing = set(EvalResults.__annotations__) - set(results)
    allowed = {"groups", "samples", "tokenizer_pad_token", "tokenizer_eos_token",
               "tokenizer_bos_token", "eot_token_id"}
    checks.hold("lm-eval: keys of the results", missing <= allowed, str(missing - allowed))
    table = make_table(results)
    for name, suite in suites.items():
        first = "exact_match" if suite["grader"] == "math" else "pass@1"
        for metric, value in metrics_of(suite).items():
            key = first if metric == "pass@1" else metric
            checks.close("lm-eval: metric", results["results"][name][f"{key},none"], value["value"])
            if value["standard_error"] is not None:
                checks.close("lm-eval: error", results["results"][name][f"{key}_stderr,none"],
                             value["standard_error"])
            checks.hold("lm-eval: table", f"{value['value']:.4f}" in table, f"{name} {metric}")
    keys = set(SampleResult.__annotations__)
    for path in map(pathlib.Path, get_sample_results_filenames(names)):
        task = get_file_task_name(path.name)
        checks.hold("lm-eval: task of a file", task in suites, task)
        for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
            check_lm_eval_row(checks, json.loads(line), keys, task, rows)
    import datasets

    datasets.disable_progress_bars()
    for path in get_sample_results_filenames(names):
        if not pathlib.Path(path).stat().st_size:
            checks.hold("lm-eval: empty where there are no samples",
                        not any(key[0] == get_file_task_name(pathlib.Path(path).name) for key in rows), path)
            continue
        with tempfile.TemporaryDirectory() as cache:
            loaded = datasets.load_dataset("json", data_files=path, split="train", cache_dir=cache)
            checks.hold("lm-eval: loaded by datasets", len(loaded) > 0, path)


def check_lm_eval_row(checks, row, keys, task, rows):
    checks.hold("lm-eval: keys of a row", keys <= set(row), str(keys - set(row)))
    checks.hold("lm-eval: replies", len(row["resps"][0]) == len(row["filtered_resps"][0]), row["doc"]["id"])
    for reply, detail in zip(row["resps"][0], row["assay"]):
        ours = rows[task, row["doc"]["id"], detail["sample"]]
        checks.hold("lm-eval: thinking and answer",
                    ours["thinking"] in reply and reply.endswith(ours["answer"]), row["doc"]["id"])
        checks.hold("lm-eval: verdict", detail["verdict"] == ours["verdict"]["kind"], row["doc"]["id"])
    first = row[row["metrics"][0]]
    right = sum(detail["verdict"] == "correct" for detail in row["assay"])
    checks.close("lm-eval: metric of a row", first, right / len(row["assay"]))


def validate_records(folder):
    """Every Eval Ever's own command over all files; its report."""
    files = [str(path) for path in sorted(folder.rglob("*.json*"))]
    done = subprocess.run([sys.executable, "-m", "every_eval_ever.validator.cli", "--format", "json", *files],
                          capture_output=True, text=True, cwd=folder)
    return json.loads(done.stdout)


def check_eee(checks, folder, rows, suites):
    reports = validate_records(folder)
    with_rows = {suite for suite, _, _ in rows}
    checks.hold("eee: files", len(reports) == len(suites) + len(with_rows), str(len(reports)))
    for report in reports:
        checks.hold("eee: valid", report["valid"] and not report["errors"],
                    f"{report['file']}: {report['errors'][:3]}")
    for path in folder.rglob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        name = path.relative_to(folder).parts[1]
        checks.hold("eee: name", {r["evaluation_name"] for r in record["evaluation_results"]} <= {name}, name)
        scores = {r["evaluation_result_id"]: r["score_details"] for r in record["evaluation_results"]}
        for metric, value in metrics_of(suites[name]).items():
            checks.close("eee: metric", scores[metric]["score"], value["value"])
            if value["standard_error"] is not None:
                checks.close("eee: error", scores[metric]["uncertainty"]["standard_error"]["value"],
                             value["standard_error"])
        if name not in with_rows:
            continue
        samples = path.with_name(path.stem + "_samples.jsonl").read_text(encoding="utf-8")
        for line in samples.splitlines():
            row = json.loads(line)
            ours = rows[name, row["sample_id"], int(row["metadata"]["sample_index"])]
            trace = "".join(row["output"].get("reasoning_trace") or [])
            checks.hold("eee: thinking", trace == ours["thinking"], row["sample_id"])
            checks.hold("eee: answer", row["output"]["raw"] == [ours["answer"]], row["sample_id"])
            checks.hold("eee: verdict", row["metadata"]["verdict"] == ours["verdict"]["kind"], row["sample_id"])
    return sorted({warning["msg"] for report in reports for warning in report["warnings"]})


def check_converters(checks, inspect_folder, lm_eval_folder, suites):
    """Every Eval Ever's converters read the other two formats as they read their harnesses' own."""
    from every_eval_ever.converters.inspect import utils as inspect_utils
    from every_eval_ever.converters.inspect.adapter import InspectAIAdapter
    from every_eval_ever.converters.lm_eval.adapter import LMEvalAdapter

    # The converter has a closed list of Inspect's providers, in which assay is not.
    inspect_utils.MODEL_HANDLER_MAP["assay"] = inspect_utils.MODEL_HANDLER_MAP["openai"]
    arguments = {"source_organization_name": "x", "evaluator_relationship": "other",
                 "eval_library_name": "assay", "eval_library_version": "0"}
    with tempfile.TemporaryDirectory() as out:
        for path in inspect_folder.glob("*.eval"):
            record = InspectAIAdapter().transform_from_file(
                str(path), metadata_args={**arguments, "parent_eval_output_dir": out,
                                          "file_uuid": "01234567-89ab-4def-8123-456789abcdef"})
            record = record[0] if isinstance(record, tuple) else record
            values = [result.score_details.score for result in record.evaluation_results]
            expected = {value["value"] for suite in suites.values() for value in metrics_of(suite).values()}
            checks.hold("converter of Inspect's logs", bool(values) == bool(expected) and set(values) <= expected,
                        str(values))
    for path in lm_eval_folder.rglob("results_*.json"):
        for record in LMEvalAdapter().transform_from_file(str(path), metadata_args=arguments):
            for result in record.evaluation_results:
                expected = {value["value"] for suite in suites.values() for value in metrics_of(suite).values()}
                checks.hold("converter of lm-eval's results", result.score_details.score in expected,
                            result.evaluation_name)


def planted_faults(folders, rows, suites):
    """Each reader refuses, or each comparison finds, what was broken on purpose."""
    found = {}
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        for name, folder in folders.items():
            shutil.copytree(folder, scratch / name)

        log = next((scratch / "inspect").glob("*.eval"))
        data = bytearray(log.read_bytes())
        data[len(data) // 3] ^= 0xFF
        log.write_bytes(data)
        found["inspect: a byte of the archive"] = differs(check_inspect, scratch / "inspect", rows, suites)

        samples = next((scratch / "lm-eval").rglob("samples_*.jsonl"))
        text = samples.read_text(encoding="utf-8")
        samples.write_text(text.replace('"resps":', '"replies":', 1), encoding="utf-8")
        found["lm-eval: a key of a row"] = differs(check_lm_eval, scratch / "lm-eval", rows, suites)

        record = next((scratch / "eee").rglob("*_samples.jsonl"))
        text = record.read_text(encoding="utf-8")
        record.write_text(text.replace('"is_correct":', '"correct":', 1), encoding="utf-8")
        found["eee: a field of a row"] = differs(check_eee, scratch / "eee", rows, suites)
    return found


def differs(check, folder, rows, suites):
    checks = Checks()
    try:
        check(checks, folder, rows, suites)
    except Exception:  # a reader that gives up has found the fault too
        return True
    return bool(checks.failures)


def main():
    assay, run = sys.argv[1], sys.argv[2]
    with tempfile.TemporaryDirectory() as scratch:
        folders = {name: pathlib.Path(scratch) / name for name in ("inspect", "lm-eval", "eee")}
        for name, folder in folders.items():
            subprocess.run([assay, "export", run, "--to", name, "-o", str(folder)], check=True,
                           stderr=subprocess.DEVNULL)
        listed = subprocess.run([assay, "export", run], check=True, capture_output=True, text=True).stdout
        report = json.loads(subprocess.run([assay, "report", run, "--json"], check=True,
                                           capture_output=True, text=True).stdout)
        # Samples of a pilot enter no score, and are not in the exports.
        pilots = {entry["name"]: entry.get("adaptive", {}).get("pilot", 0)
                  for entry in report["manifest"]["suites"]}
        rows = {(row["suite"], row["problem"], row["sample"]): row
                for row in map(json.loads, listed.split("\n")[:-1])
                if row["kind"] == "full" and row["sample"] >= pilots[row["suite"]]}
        graders = {entry["name"]: entry["grader"] for entry in report["manifest"]["suites"]}
        suites = {suite["name"]: {**suite, "grader": graders[suite["name"]]} for suite in report["suites"]}
        checks = Checks()
        check_inspect(checks, folders["inspect"], rows, suites)
        check_lm_eval(checks, folders["lm-eval"], rows, suites)
        warnings = check_eee(checks, folders["eee"], rows, suites)
        check_converters(checks, folders["inspect"], folders["lm-eval"], suites)
        faults = planted_faults(folders, rows, suites) if rows else {}
    results = {
        "date": datetime.date.today().isoformat(),
        "assay": subprocess.run([assay, "--version"], capture_output=True, text=True).stdout.strip(),
        "python": sys.version.split()[0],
        "versions": {name: importlib.metadata.version(name)
                     for name in ("inspect-ai", "lm-eval", "every-eval-ever")},
        "samples": len(rows),
        "suites": sorted(suites),
        "checks": dict(sorted(checks.counts.items())),
        "failures": len(checks.failures),
        "planted_faults_found": faults,
        "warnings_of_every_eval_ever": warnings,
    }
    text = json.dumps(results, indent=2) + "\n"
    print(text, end="")
    for failure in checks.failures[:20]:
        print(failure, file=sys.stderr)
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_text(text, encoding="utf-8")
    return 1 if checks.failures or not all(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
