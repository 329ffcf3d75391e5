#!/usr/bin/env python3
"""Right answers score 100 %, wrong ones 0 %, and no answer is one that could not be read.

usage: compare.py ASSAY DATA [RESULTS.json]

ASSAY is the program, DATA the directory of downloaded suites. Answers come from the files of the suites'
authors, read here anew, not from what assay makes of them: the golds and reference programs that are in
them; of puzzles (game24, knights and knaves) what the solvers below find. Each suite is judged three times
by `assay grade --suite`: all of them, wrong ones, and empty replies. A suite whose file is not there is
left out, and said so; knights and knaves needs pyarrow. Ends with 1 if a verdict is another one.
"""

import collections
import datetime
import fractions
import gzip
import itertools
import json
import pathlib
import re
import subprocess
import sys
import tempfile

WRONG = "So it is \\boxed{-987654321.25}."


def lines(path):
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
    with opened as file:
        return [json.loads(line) for line in file if line.strip()]


def boxed(answer):
    return f"So it is \\boxed{{{answer}}}."


def mathematics(rows, name, gold):
    """(id, right reply, wrong reply) of each row."""
    return [(name(number, row), boxed(gold(row)), WRONG) for number, row in enumerate(rows)]


def last_boxed(text):
    start = text.rindex("\\boxed{") + len("\\boxed{")
    depth = 1
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end]
    raise ValueError(text)


def programs(rows, name, right):
    """Wrong programs have every function of the right one, which returns what no test expects."""
    return [(name(row), right(row),
             "\n".join(f"def {function}(*_, **__):\n    return 'zebra'\n"
                       for function in re.findall(r"^def (\w+)", right(row), re.MULTILINE))) for row in rows]


def bbh(folder):
    return [(f"{path.stem}-{number}", "Answer: " + row["target"], "Answer: zebra")
            for path in sorted(folder.glob("*.json"))
            for number, row in enumerate(json.loads(path.read_text(encoding="utf-8"))["examples"])]


def make_24(terms):
    """An expression of value 24 of all (value, text), or None."""
    if len(terms) == 1:
        return terms[0][1] if terms[0][0] == 24 else None
    for i, j in itertools.permutations(range(len(terms)), 2):
        rest = [term for k, term in enumerate(terms) if k not in (i, j)]
        (a, left), (b, right) = terms[i], terms[j]
        for sign, value in (("+", a + b), ("-", a - b), ("*", a * b), ("/", a / b if b else None)):
            if value is not None:
                found = make_24(rest + [(value, f"({left} {sign} {right})")])
                if found:
                    return found
    return None


def game24(folder):
    rows = []
    for line in (folder / "princeton-nlp__tree-of-thought-llm__24.csv").read_text().splitlines()[1:]:
        rank, puzzle = line.split(",")[:2]
        solution = make_24([(fractions.Fraction(number), number) for number in puzzle.split()])
        rows.append((f"game24-{rank}", boxed(solution), boxed(solution + " + 1")))
    return rows


def holds(statement, knights):
    """Whether a statement is true where `knights` says who is one."""
    kind, *parts = statement
    if kind in ("telling-truth", "lying"):
        return knights[parts[0]] == (kind == "telling-truth")
    values = [holds(part, knights) for part in parts]
    return {"not": lambda: not values[0], "and": lambda: all(values), "or": lambda: any(values),
            "->": lambda: not values[0] or values[1], "<=>": lambda: values[0] == values[1]}[kind]()


def knights_and_knaves(folder):
    import ast

    import pyarrow.parquet

    rows = []
    for path in sorted(folder.glob("?ppl_test.parquet")):
        for number, row in enumerate(pyarrow.parquet.read_table(path).to_pylist()):
            said = ast.literal_eval(row["statements"])
            names = list(row["names"])
            worlds = [world for world in itertools.product([True, False], repeat=len(said))
                      if all(is_knight == holds(statement, world) for is_knight, statement in zip(world, said))]
            assert len(worlds) == 1, path

            def told(world, names=names):
                return "<answer>" + "\n".join(f"({i}) {name} is a {'knight' if knight else 'knave'}"
                                              for i, (name, knight) in enumerate(zip(names, world), 1)) + "</answer>"

            wrong = [not knight for knight in worlds[0]]
            rows.append((f"{path.stem}-{number}", told(worlds[0]), told(wrong)))
    return rows


def humaneval(path):
    return programs(lines(path), lambda row: row["task_id"], lambda row: row["prompt"] + row["canonical_solution"])


SUITES = {
    "gsm8k": lambda d: mathematics(lines(d / "gsm8k/openai__grade-school-math__test.jsonl"),
                                   lambda n, r: f"test-{n}", lambda r: r["answer"].split("####")[-1].strip()),
    "math500": lambda d: mathematics(lines(d / "math500/mlfoundations__evalchemy__math500.jsonl"),
                                     lambda n, r: r["unique_id"], lambda r: r["answer"]),
    "aime24": lambda d: mathematics(lines(d / "aime24/QwenLM__Qwen2.5-Math__test.jsonl"),
                                    lambda n, r: f"aime24-{r['id']}", lambda r: r["answer"]),
    "aime25": lambda d: mathematics(lines(d / "aime25/NVIDIA-NeMo__Skills__test.txt"),
                                    lambda n, r: r["id"], lambda r: r["expected_answer"]),
    "amc23": lambda d: mathematics(lines(d / "amc23/QwenLM__Qwen2.5-Math__test.jsonl"),
                                   lambda n, r: f"amc23-{r['id']}", lambda r: int(r["answer"])),
    "olympiadbench": lambda d: mathematics(lines(d / "olympiadbench/QwenLM__Qwen2.5-Math__test.jsonl"),
                                           lambda n, r: f"olympiadbench-{r['id']}", lambda r: r["final_answer"][0]),
    "minerva_math": lambda d: mathematics(lines(d / "minerva_math/QwenLM__Qwen2.5-Math__test.jsonl"),
                                          lambda n, r: f"minerva-{r['idx']}", lambda r: last_boxed(r["solution"])),
    "svamp": lambda d: mathematics(lines(d / "svamp/QwenLM__Qwen2.5-Math__test.jsonl"),
                                   lambda n, r: r["ID"], lambda r: r["Answer"]),
    "gsm_plus_mini": lambda d: mathematics(lines(d / "gsm_plus_mini/qtli__GSM-Plus__gsmplus_testmini.jsonl"),
                                           lambda n, r: f"gsm-plus-mini-{n}", lambda r: r["answer"]),
    "bbh": lambda d: bbh(d / "bbh"),
    "cruxeval": lambda d: [(r["id"], f"<answer>{r['output']}</answer>", "<answer>'zebra'</answer>")
                           for r in lines(d / "cruxeval/facebookresearch__cruxeval__cruxeval.jsonl")],
    "game24": lambda d: game24(d / "game24"),
    "knights_and_knaves": lambda d: knights_and_knaves(d / "kk"),
    "humaneval": lambda d: humaneval(d / "humaneval/openai__human-eval__HumanEval.jsonl.gz"),
    "humaneval_plus": lambda d: humaneval(
        d / "humanevalplus/evalplus__humanevalplus_release__HumanEvalPlus.jsonl.gz"),
    "mbpp": lambda d: programs([r for r in lines(d / "mbpp/mlfoundations__evalchemy__mbpp.jsonl")
                                if 11 <= r["task_id"] <= 510],
                               lambda r: f"mbpp-{r['task_id']}", lambda r: r["code"]),
    "mbpp_sanitized": lambda d: programs(
        json.loads((d / "mbpp_sanitized/mrigankpawagi__PropertyEval__sanitized-mbpp.json").read_text()),
        lambda r: f"mbpp-{r['task_id']}", lambda r: r["code"]),
}
CODE = {"humaneval", "humaneval_plus", "mbpp", "mbpp_sanitized"}


def verdicts(assay, data, suite, replies):
    """How many replies got each verdict."""
    field = "solution" if suite in CODE else "completion"
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for name, reply in replies:
            file.write(json.dumps({"task_id": name, field: reply}) + "\n")
        file.flush()
        done = subprocess.run([assay, "grade", "--suite", suite, "--data", data, "--samples", file.name, "--json"],
                              check=True, capture_output=True, text=True)
    return collections.Counter(json.loads(line)["verdict"] for line in done.stdout.splitlines()
                               if "verdict" in json.loads(line))


def judge(assay, data, suite, rows):
    replies = {"right": [(row[0], row[1]) for row in rows], "wrong": [(row[0], row[2]) for row in rows],
               "nothing": [(row[0], "") for row in rows]}
    found = {kind: verdicts(assay, data, suite, those) for kind, those in replies.items()}
    held = (found["right"] == {"correct": len(rows)} and found["wrong"]["correct"] == 0
            and sum(found["wrong"].values()) == len(rows) and found["nothing"] == {"unparsed": len(rows)})
    return {"problems": len(rows), "held": held, **{kind: dict(count) for kind, count in found.items()}}


def main():
    assay, data = sys.argv[1], pathlib.Path(sys.argv[2])
    results, left_out = {}, []
    for suite, rows_of in SUITES.items():
        try:
            rows = rows_of(data)
        except (FileNotFoundError, ImportError) as error:
            left_out.append(f"{suite}: {error}")
            continue
        results[suite] = judge(assay, data, suite, rows)
        print(suite, results[suite], file=sys.stderr, flush=True)
    version = subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    text = json.dumps({"date": datetime.date.today().isoformat(), "assay": version, "left_out": left_out,
                       "suites": results}, indent=1) + "\n"
    print(text, end="")
    if len(sys.argv) > 3:
        pathlib.Path(sys.argv[3]).write_text(text, encoding="utf-8")
    return 0 if results and all(one["held"] for one in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
