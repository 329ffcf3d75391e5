"""Draws the windows of real traces that readers label: SHEET.md for them, windows.jsonl for score.py.

    python sample_traces.py DATA/traces OUT
"""

import gzip
import json
import random
import re
import sys
from pathlib import Path

SEED = 20260
MOST_SENTENCES = 40
# Traces a model; of the first two, so many of those that ran out of tokens.
WANTED = {
    "qwen3:8b": 16,
    "qwen3.5:9b": 16,
    "deepseek-r1:8b (R1-Distill-Llama-8B, ollama)": 4,
    "deepseek-r1-0528": 10,
    "QwQ-32b": 9,
    "qwen3-30b-a3b-think": 9,
}
TRUNCATED = {"qwen3:8b": 4, "qwen3.5:9b": 4}


def read_traces(data):
    plain = ["thinking_traces_qwen3.jsonl", "r1_8b_strawberry.jsonl"]
    lines = [line for name in plain for line in (data / name).open()]
    lines += gzip.open(data / "misguided_attention.jsonl.gz", "rt")
    return [row for row in map(json.loads, lines) if len(row["thinking"] or "") > 200]


def sentences(text):
    """[begin, end) of each sentence: they end at a line end, or at . ? ! before a space."""
    spans = []
    for line in re.finditer(r"[^\n]+", text):
        begin = line.start()
        cuts = [m.end() for m in re.finditer(r"(?<![0-9])[.?!]+[\"')\]*]*(?=\s)|(?<=[0-9])[?!.]+(?=\s+[A-Z])", line[0])]
        for cut in [*cuts, len(line[0])]:
            end = line.start() + cut
            if re.search(r"\w", text[begin:end]) and re.search(r"\w\W*\w", text[begin:end]):
                spans.append([begin, end])
                begin = end
            elif spans and cut != len(line[0]):
                continue
        if begin < line.end() and spans and spans[-1][0] >= line.start():
            spans[-1][1] = line.end()
    return spans


def draw(rows, rng):
    chosen = []
    for model, count in WANTED.items():
        pool = [row for row in rows if row["model"] == model]
        cut = [row for row in pool if row.get("finish_reason") == "length"]
        ended = [row for row in pool if row.get("finish_reason") != "length"]
        n_cut = TRUNCATED.get(model, 0)
        chosen += rng.sample(cut, n_cut) + rng.sample(ended, count - n_cut)
    rng.shuffle(chosen)
    return chosen


def window(row, rng):
    text = row["thinking"]
    spans = sentences(text)
    last = max(len(spans) - MOST_SENTENCES, 0)
    start = last if row.get("finish_reason") == "length" else rng.randint(0, last)
    part = spans[start : start + MOST_SENTENCES]
    begin, end = part[0][0], part[-1][1]
    return {
        "trace": row["id"],
        "model": row["model"],
        "question": row["question"],
        "first_sentence": start,
        "text": text[begin:end],
        "sentences": [[b - begin, e - begin] for b, e in part],
    }


def sheet(windows):
    for number, one in enumerate(windows, 1):
        yield f"\n## T{number:02}\n\nQuestion: {' '.join(one['question'].split())[:1500]}\n"
        if one["first_sentence"] > 0:
            yield "(The thinking has begun before.)\n"
        for place, (begin, end) in enumerate(one["sentences"], 1):
            yield f"{place}. {' '.join(one['text'][begin:end].split())[:600]}"


def main():
    data, out = map(Path, sys.argv[1:])
    rng = random.Random(SEED)
    windows = [window(row, rng) for row in draw(read_traces(data), rng)]
    for number, one in enumerate(windows, 1):
        one["window"] = f"T{number:02}"
    out.mkdir(parents=True, exist_ok=True)
    (out / "windows.jsonl").write_text("".join(json.dumps(one) + "\n" for one in windows))
    (out / "SHEET.md").write_text("\n".join(sheet(windows)) + "\n")
    count = sum(len(one["sentences"]) for one in windows)
    print(f"{len(windows)} windows, {count} sentences")


if __name__ == "__main__":
    main()
