"""Makes the pairs on which the maths grader and Math-Verify are compared.

    pairs.py DATA OUT [--count 5000] [--seed 1]

DATA holds suites/ and traces/. OUT gets one JSON object a line: {id, gold, answer, rule, equal}
for pairs derived from real gold answers (`equal` by construction), and {id, gold, response} for
every trace that has a gold answer. Same seed, same pairs.
"""
import argparse
import json
import pathlib
import random

from rewrites import rewritten

SUITES = ["math500", "olympiadbench", "minerva_math", "gsm8k", "aime24", "aime25", "amc23", "svamp", "gsm_plus_mini"]
TRACES = ["thinking_traces_qwen3.jsonl", "r1_8b_strawberry.jsonl"]


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def derived(data, count, seed):
    """Half equal, half not; rules in turn, so that no rule and no suite drowns the others."""
    dice = random.Random(seed)
    by_rule = {}
    for suite in SUITES:
        for row in rows(data / "suites" / suite / (suite + ".jsonl")):
            gold = str(row["answer"])
            if gold == "None":
                continue
            for rule, answer, equal in rewritten(gold, dice):
                by_rule.setdefault((equal, rule), []).append((suite, row["id"], gold, answer))
    for pairs in by_rule.values():
        dice.shuffle(pairs)
        # Plain integers are most of the gold answers: other forms first.
        pairs.sort(key=lambda pair: pair[2].lstrip("-").isdigit())
    chosen = []
    for wanted in (True, False):
        seen = set()
        queues = [(rule, iter(pairs)) for (equal, rule), pairs in sorted(by_rule.items()) if equal == wanted]
        while queues and len(seen) < count // 2:
            for queue in list(queues):
                rule, pairs = queue
                pair = next(pairs, None)
                if pair is None:
                    queues.remove(queue)
                elif (pair[2], pair[3]) not in seen and len(seen) < count // 2:
                    seen.add((pair[2], pair[3]))
                    chosen.append({"gold": pair[2], "answer": pair[3], "rule": rule, "equal": wanted, "source": pair[1]})
    return chosen


def traces(data):
    for name in TRACES:
        for row in rows(data / "traces" / name):
            if row.get("gold") is None:
                continue
            answer = row.get("answer") or row.get("content") or row.get("response") or ""
            thinking = row.get("thinking") or ""
            response = "<think>" + thinking + ("</think>" + answer if answer else "")
            yield {"gold": str(row["gold"]), "response": response if thinking else answer,
                   "rule": "trace", "source": row["id"] + "/" + str(row.get("think_mode", ""))}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    pairs = derived(options.data, options.count, options.seed) + list(traces(options.data))
    with open(options.out, "w", encoding="utf-8") as out:
        for number, pair in enumerate(pairs):
            if not pair["gold"].strip():  # constraint tasks of the traces: nothing to compare with
                continue
            out.write(json.dumps({"id": str(number), **pair}, ensure_ascii=False) + "\n")
    print("%d pairs" % sum(1 for pair in pairs if pair["gold"].strip()))


if __name__ == "__main__":
    main()
