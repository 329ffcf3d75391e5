#!/usr/bin/env python3
"""Holds what other harnesses get from `assay serve` to what `assay run` generates.

usage: compare.py ASSAY GSM8K RESULTS.json [--limit N] [--max-tokens N]

ASSAY is the program, GSM8K a folder with the published test split (test.jsonl). Ends with 1 if a
completion differs.
"""

import argparse
import datetime
import importlib.metadata
import json
import logging
import os
import pathlib
import subprocess
import sys
import tempfile

from server import Server




def gsm8k_file(folder):
    for name in ("test.jsonl", "openai__grade-school-math__test.jsonl"):
        if (folder / name).exists():
            return folder / name
    sys.exit(f"compare: {folder} has no test.jsonl")


def ask_lm_eval(url, data, limit, max_tokens):
    """(prompt, answer) of each question, the thinking left out as lm-eval does."""
    import lm_eval

    task = {
        "task": "gsm8k_zero_shot",
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": {"test": str(data)}},
        "output_type": "generate_until",
        "test_split": "test",
        "num_fewshot": 0,
        "doc_to_text": "Question: {{question}}\nAnswer:",
        "doc_to_target": "{{answer}}",
        "generation_kwargs": {"until": [], "do_sample": False, "temperature": 0.0,
                              "max_gen_toks": max_tokens},
        "metric_list": [{"metric": "exact_match"}],
    }
    results = lm_eval.simple_evaluate(
        model="local-chat-completions",
        model_args={"model": "assay-tiny", "base_url": url + "/chat/completions",
                    "num_concurrent": 8, "max_retries": 1},
        tasks=[task],
        limit=limit,
        apply_chat_template=True,
        log_samples=True,
        bootstrap_iters=0,
    )
    samples = results["samples"]["gsm8k_zero_shot"]
    return [(prompt_of(sample["arguments"]), sample["resps"][0][0]) for sample in samples]


def prompt_of(arguments):
    """The user's message in what lm-eval logs of a request."""
    first = arguments["gen_args_0"]["arg_0"] if isinstance(arguments, dict) else arguments[0][0]
    text = first[0] if isinstance(first, (list, tuple)) else first
    (message,) = json.loads(text)
    assert message["role"] == "user"
    return message["content"]


def ask_inspect(url, data, limit, max_tokens, folder):
    """(prompt, answer, thinking) of each question."""
    from inspect_ai import Task, eval as inspect_eval
    from inspect_ai.dataset import Sample
    from inspect_ai.model import ContentReasoning
    from inspect_ai.solver import generate

    os.environ["ASSAY_API_KEY"] = "none"
    os.environ["ASSAY_BASE_URL"] = url
    rows = [json.loads(line) for line in data.read_text().splitlines()[:limit]]
    samples = [Sample(input=row["question"], target=row["answer"]) for row in rows]
    (log,) = inspect_eval(
        Task(dataset=samples, solver=generate()),
        model="openai-api/assay/assay-tiny",
        temperature=0.0,
        max_tokens=max_tokens,
        max_connections=16,
        display="none",
        log_dir=str(folder),
    )
    if log.status != "success":
        sys.exit(f"compare: Inspect ended with {log.status}: {log.error}")
    asked = []
    for sample in log.samples:
        content = sample.output.choices[0].message.content
        parts = content if isinstance(content, list) else []
        thinking = "".join(p.reasoning for p in parts if isinstance(p, ContentReasoning))
        asked.append((sample.input, sample.output.completion, thinking))
    return asked


def run_assay(assay, prompts, max_tokens, folder):
    """What `assay run` generates: rows of its export, in the order of the prompts."""
    with open(folder / "prompts.jsonl", "w") as file:
        for prompt in prompts:
            file.write(json.dumps({"question": prompt, "answer": "0"}) + "\n")
    (folder / "prompts.yaml").write_text(
        "name: prompts\ntitle: prompts of other harnesses\nlicense: MIT\nreader: jsonl\n"
        f"sources:\n  - paths: [prompts.jsonl]\nproblems: {len(prompts)}\n"
        'fields:\n  id: {format: "p-{row}"}\n  question: question\n  gold: answer\n'
        'template: "{question}"\ngrader: math\n'
        "sampling: {temperature: 0, top_p: 1, max_tokens: 256}\nk: 1\n"
    )
    run = folder / "prompts.run"
    subprocess.run(
        [assay, "run", folder / "prompts.yaml", "-m", "builtin", "--preset", "greedy",
         "--max-tokens", str(max_tokens), "-o", run],
        check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    out = subprocess.run([assay, "export", run, "--to", "jsonl"], check=True, capture_output=True)
    rows = [json.loads(line) for line in out.stdout.splitlines()]
    return sorted(rows, key=lambda row: int(row["problem"].rsplit("-", 1)[1]))


def ask_again(server, prompts, max_tokens):
    """The same requests, for the token ids, which no harness logs."""
    answers = []
    for prompt in prompts:
        body = {"messages": [{"role": "user", "content": prompt}], "temperature": 0,
                "max_tokens": max_tokens, "return_token_ids": True}
        answers.append(server.post("/chat/completions", body)["choices"][0])
    return answers


def differences(rows, answers, asked):
    """Of ids first, then of the text that a harness logged."""
    found = []
    for row, answer, (_, *logged) in zip(rows, answers, asked, strict=True):
        message = answer["message"]
        same = (
            answer["token_ids"] == row["token_ids"]
            and answer["prompt_token_ids"] == row["prompt_ids"]
            and logged[0] == message["content"] == row["answer"]
            and message["reasoning_content"] == row["thinking"]
            and (len(logged) == 1 or logged[1].strip() == row["thinking"].strip())
        )
        if not same:
            found.append({"prompt": row["prompt_ids"], "ours": row["token_ids"],
                          "served": answer["token_ids"], "logged": logged})
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay")
    parser.add_argument("gsm8k", type=pathlib.Path)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--limit", type=int, default=50)
    parser.add_argument("--max-tokens", type=int, default=600)
    options = parser.parse_args()
    data = gsm8k_file(options.gsm8k)
    report = {
        "date": datetime.date.today().isoformat(),
        "assay": subprocess.run([options.assay, "--version"], capture_output=True,
                                text=True).stdout.strip(),
        "versions": {name: importlib.metadata.version(name)
                     for name in ("lm-eval", "inspect-ai", "openai")},
        "limit": options.limit,
        "max_tokens": options.max_tokens,
    }
    failed = False
    with tempfile.TemporaryDirectory() as temporary, Server(options.assay) as server:
        folder = pathlib.Path(temporary)
        report["server"] = server.line.split(" at ")[0]
        for name, asked in (
            ("lm-eval", ask_lm_eval(server.url, data, options.limit, options.max_tokens)),
            ("inspect", ask_inspect(server.url, data, options.limit, options.max_tokens, folder)),
        ):
            prompts = [prompt for prompt, *_ in asked]
            place = folder / name
            place.mkdir()
            rows = run_assay(options.assay, prompts, options.max_tokens, place)
            answers = ask_again(server, prompts, options.max_tokens)
            found = differences(rows, answers, asked)
            rows[-1]["token_ids"][-1] += 1  # planted
            planted = len(differences(rows, answers, asked)) - len(found)
            report[name] = {
                "completions": len(rows),
                "tokens": sum(len(answer["token_ids"]) for answer in answers),
                "with_an_answer": sum(bool(row["answer"]) for row in rows),
                "different": len(found),
                "planted_fault_found": planted == 1,
            }
            failed |= bool(found) or planted != 1 or len(rows) != options.limit
            for one in found[:3]:
                print(json.dumps(one), file=sys.stderr)
    report["exit_code_of_server"] = server.exit_code
    options.results.write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))
    sys.exit(1 if failed or server.exit_code != 0 else 0)


if __name__ == "__main__":
    main()
