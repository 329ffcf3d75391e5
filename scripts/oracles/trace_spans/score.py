"""Agreement of the spans with two readers: precision, recall and Cohen's kappa, by behaviour and half.

    python score.py WINDOWS PROBE [--half tuned|held-out]

WINDOWS is the windows.jsonl of sample_traces.py; PROBE is the program of this folder, which prints the
spans of each window. The windows T01 to T32 were read while the lexicon was made, T33 to T64 were not.
Both halves together go to results.json.
"""

import json
import subprocess
import sys
from pathlib import Path

BEHAVIOURS = {
    "V": "self-verification",
    "B": "backtracking",
    "R": "restating",
    "S": "sub-goal",
    "L": "looping",
}
TUNED_WINDOWS = 32


def read_labels(path, windows):
    """{(window, sentence): set of letters}, empty sets included."""
    sizes = {one["window"]: len(one["sentences"]) for one in windows}
    labels = {(name, i): set() for name, size in sizes.items() for i in range(1, size + 1)}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        window, sentence, letters = line.split()
        key = (window, int(sentence))
        if key not in labels or not set(letters) <= set(BEHAVIOURS):
            sys.exit(f"{path}:{number}: no such sentence or label: {line}")
        labels[key] |= set(letters)
    return labels


def found_labels(windows, probe):
    """The same for the spans: a phrase counts for the sentence in which it begins, a loop for those of
    which it covers half."""
    lines = "".join(json.dumps({"text": one["text"], "question": one["question"]}) + "\n" for one in windows)
    output = subprocess.run([probe], input=lines, capture_output=True, text=True, check=True).stdout
    labels = {}
    for one, line in zip(windows, output.splitlines(), strict=True):
        encoded = one["text"].encode()
        spans = [(b, e, kind) for b, e, kind in json.loads(line)]
        for number, (begin, end) in enumerate(one["sentences"], 1):
            low, high = len(one["text"][:begin].encode()), len(one["text"][:end].encode())
            assert high <= len(encoded)
            found = set()
            for letter, name in BEHAVIOURS.items():
                own = [(b, e) for b, e, kind in spans if kind == name]
                if letter == "L":
                    covered = sum(max(0, min(e, high) - max(b, low)) for b, e in own)
                    hit = 2 * covered >= high - low
                else:
                    hit = any(low <= b < high for b, e in own)
                if hit:
                    found.add(letter)
            labels[one["window"], number] = found
    return labels


def kappa(first, second):
    n = len(first)
    agree = sum(a == b for a, b in zip(first, second, strict=True)) / n
    p, q = sum(first) / n, sum(second) / n
    chance = p * q + (1 - p) * (1 - q)
    return (agree - chance) / (1 - chance) if chance < 1 else None


def compare(keys, a, b, ours):
    rows = {}
    for letter, name in BEHAVIOURS.items():
        one, two, mine = ([letter in labels[key] for key in keys] for labels in (a, b, ours))
        sure = [(x, m) for x, y, m in zip(one, two, mine, strict=True) if x == y]
        hits = sum(x and m for x, m in sure)
        marked, wanted = sum(m for _, m in sure), sum(x for x, _ in sure)
        rows[name] = {
            "a": sum(one),
            "b": sum(two),
            "both": wanted,
            "spans": sum(mine),
            "kappa_readers": kappa(one, two),
            "kappa_a": kappa(mine, one),
            "kappa_b": kappa(mine, two),
            "precision": hits / marked if marked else None,
            "recall": hits / wanted if wanted else None,
        }
    return rows


def print_table(title, rows):
    def show(value):
        return "-" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)

    print(f"\n{title}\n")
    names = list(next(iter(rows.values())))
    print("| behaviour | " + " | ".join(names) + " |")
    print("|---|" + "--:|" * len(names))
    for behaviour, row in rows.items():
        print(f"| {behaviour} | " + " | ".join(show(row[name]) for name in names) + " |")


def main():
    here, probe = Path(__file__).parent, sys.argv[2]
    half = sys.argv[4] if len(sys.argv) > 4 and sys.argv[3] == "--half" else None
    windows = [json.loads(line) for line in Path(sys.argv[1]).open()]
    a, b = (read_labels(here / "labels" / f"reader_{name}.txt", windows) for name in "ab")
    ours = found_labels(windows, probe)
    results = {}
    for name, tuned in (("tuned", True), ("held-out", False)):
        if half in (None, name):
            keys = [key for key in a if (int(key[0][1:]) <= TUNED_WINDOWS) == tuned]
            results[name] = {"sentences": len(keys), "rows": compare(keys, a, b, ours)}
            print_table(f"{name}: {len(keys)} sentences", results[name]["rows"])
    if half is None:
        (here / "results.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
