"""Do the grader and a plain exec of the same program and tests agree?

    compare.py ASSAY DATA OUT [SUITE...]

Of each problem of HumanEval, HumanEval+, MBPP and its sanitized part: the authors' solution, and
mutations of it until one fails under plain exec (at most six). Plain exec is a Python process with
limits of its own, and no protection: these programs are harmless. OUT gets counts, versions, and
every disagreement with its reason. Ends with 1 if a disagreement has none.
"""
import concurrent.futures
import datetime
import json
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile

import programs

MOST_MUTATIONS = 6
CPU_S = {"humaneval": 3, "mbpp": 3, "evalplus": 60}  # the grader's own limits
MUTANT_CPU_S = 3  # of HumanEval+; who needs more than that is no near miss

# Both sides are right by their own rule.
REASONS = {
    "humaneval/HumanEval/32":
        "the mutation is in `poly`, a function of the prompt that the test calls: plain exec takes the "
        "program's, the grader the prompt's own, so that no program decides by which measure it is judged",
    **{f"{suite}/123":
        "the authors' solution takes about the 3 s of CPU time that are its limit, here on a slow and busy machine"
       for suite in ("mbpp", "mbpp_sanitized")}}

RUNNER = """
import json, sys
sys.setrecursionlimit(1000)
job = json.load(sys.stdin)
space = {"__name__": "__main__"}
try:
    exec(job["program"], space)
    exec(job["test"], space)
    print(job["token"])
except AssertionError:
    print("assertion")
except MemoryError:
    print("memory")
except SyntaxError:
    print("syntax")
except BaseException as error:
    print("exception", type(error).__name__)
"""


def limit(cpu_s):
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def plain_exec(program, test, cpu_s):
    token = f"passed-{os.urandom(8).hex()}"
    job = json.dumps({"program": program, "test": test, "token": token})
    try:
        done = subprocess.run([sys.executable, "-c", RUNNER], input=job, capture_output=True, text=True,
                              timeout=30 + 10 * cpu_s, preexec_fn=lambda: limit(cpu_s))
    except subprocess.TimeoutExpired:
        return "timeout"
    if done.returncode < 0:
        return "timeout"
    last = (done.stdout.strip().splitlines() or ["exit"])[-1]
    return "passed" if last == token else last


def judge_plainly(problem):
    """The solution and its mutations with plain exec's word on each."""
    cpu_s = CPU_S[problem["layout"]]
    cases = [{"kind": "solution", "program": problem["program"],
              "plain": plain_exec(problem["program"], problem["test"], cpu_s)}]
    for mutant in programs.mutations(problem["program"], problem["id"], MOST_MUTATIONS):
        word = plain_exec(mutant, problem["test"], min(cpu_s, MUTANT_CPU_S))
        cases.append({"kind": "mutation", "program": mutant, "plain": word})
        if word != "passed":
            break
    return [{"suite": problem["suite"], "id": problem["id"], **case} for case in cases]


def judge_with_assay(assay, problems, cases):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "p.jsonl").write_text("".join(json.dumps(problem["row"]) + "\n" for problem in problems))
        (folder / "s.jsonl").write_text("".join(
            json.dumps({"task_id": case["id"], "solution": case["program"]}) + "\n" for case in cases))
        done = subprocess.run([assay, "grade", "--json", "--problems", folder / "p.jsonl", "--layout",
                               problems[0]["layout"], "--samples", folder / "s.jsonl"],
                              capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == len(cases)
    for case, row in zip(cases, rows):
        case["assay"], case["reason"] = row["verdict"], row["reason"]


def summary(cases):
    words = {}
    for case in cases:
        word = f"{case['kind']}: plain {case['plain'].split()[0]}, assay {case['assay']}"
        words[word] = words.get(word, 0) + 1
    return {
        "problems": len({case["id"] for case in cases}),
        "solutions correct": sum(c["kind"] == "solution" and c["assay"] == "correct" for c in cases),
        "problems with a mutation that fails both": len(
            {c["id"] for c in cases if c["kind"] == "mutation" and c["plain"] != "passed"
             and c["assay"] != "correct"}),
        "programs": len(cases), "verdicts": dict(sorted(words.items()))}


def disagreements(cases):
    for case in cases:
        if (case["plain"] == "passed") != (case["assay"] == "correct"):
            key = f"{case['suite']}/{case['id']}"
            yield {"problem": key, **{k: case[k] for k in ("kind", "plain", "assay", "reason")},
                   "program": case["program"][-400:] if case["kind"] == "mutation" else "the authors'",
                   "why": REASONS.get(key, "")}


def main(assay, data, out, *names):
    version = subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    result = {"date": datetime.date.today().isoformat(), "assay": version,
              "python": platform.python_version(), "suites": {}, "disagreements": []}
    for suite in names or programs.SUITES:
        problems = list(programs.problems(data, suite))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            cases = [case for group in pool.map(judge_plainly, problems) for case in group]
        judge_with_assay(assay, problems, cases)
        result["suites"][suite] = summary(cases)
        result["disagreements"] += disagreements(cases)
        print(suite, json.dumps(result["suites"][suite]))
    pathlib.Path(out).write_text(json.dumps(result, indent=1) + "\n")
    unexplained = [row["problem"] for row in result["disagreements"] if not row["why"]]
    print(len(result["disagreements"]), "disagreements,", len(unexplained), "without a reason:", *unexplained)
    return 1 if unexplained else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
