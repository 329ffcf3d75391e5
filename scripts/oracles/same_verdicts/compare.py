"""Are verdicts the same at 1, 2 and 8 workers, on an idle and on a busy machine, again and again?

    compare.py ASSAY DATA OUT [REPEATS]

Four files of right, wrong, endless, greedy and talkative programs and of mathematics (about 600
answers) go through `assay grade --json`. All but CPU time and memory must be the same bytes every
time. The load is four processes that never wait. OUT gets what differed. Ends with 1 if a verdict
or the test that decided it did.
"""
import collections
import datetime
import itertools
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

WORKERS = (1, 2, 8)
BUSY = 4
# Until this process is gone.
ENDLESS = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
MEASURED = ("cpu_ms", "memory")

RIGHT = {"python": "a, b = map(int, input().split())\nprint(a + b)\n",
         "cpp": "#include <iostream>\nint main() { long long a, b; std::cin >> a >> b; std::cout << a + b << '\\n'; }\n"}
WRONG = {
    "python": [
        "print(7)\n", "a, b = map(int, input().split())\nprint(a - b)\n", "1 / 0\n", "def f(:\n",
        "import os\nos._exit(0)\n", "raise SystemExit(3)\n", "print(input())\n", "import socket\nsocket.socket()\n",
        "while True:\n    print('x' * 4096)\n", "x = []\nwhile True:\n    x.append(' ' * 2 ** 20)\n",
        "while True:\n    pass\n", "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(): return f()\nf()\n"],
    "cpp": [
        "int main() {}\n", "int main() { return 3; }\n", "int main( {\n", "#include <cstdlib>\nint main() { std::abort(); }\n",
        "int main() { for (volatile int i = 0;; i = i + 1) {} }\n", "int main() { int* volatile p = nullptr; *p = 1; }\n",
        "#include <cstdio>\nint main() { for (;;) std::puts(\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"); }\n",
        "#include <cstring>\n#include <cstdlib>\nint main() { for (;;) { if (void* p = std::malloc(1 << 24)) "
        "std::memset(p, 1, 1 << 24); else std::abort(); } }\n"]}


def write(path, rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def stdin_files(folder, language, count):
    """`count` right answers, and every wrong one twice, between them."""
    name = f"sum-{language}"
    write(folder / f"{language}.problems", [{
        "task_id": name, "language": language, "time_limit": 0.5, "memory_limit": 64,
        "inputs": [f"{i} {i * i}\n" for i in range(3)], "outputs": [f"{i + i * i}\n" for i in range(3)]}])
    rows = [f"{RIGHT[language]}" + ("" if i % 2 else "\n") for i in range(count)]
    for i, program in enumerate(2 * WRONG[language]):
        rows.insert((i * 7) % len(rows), program)
    write(folder / f"{language}.samples", [{"task_id": name, "solution": text} for text in rows])
    return ["--problems", folder / f"{language}.problems", "--layout", "stdin",
            "--samples", folder / f"{language}.samples"], len(rows)


UNFIT = ["return None", "while True: pass", "return [0] * 10 ** 9", "while True: print('x' * 4096)", "raise ValueError(a)"]


def call_files(folder, data):
    """MBPP's solutions, and after every third one that does something else."""
    text = pathlib.Path(data, "suites/mbpp/mlfoundations__evalchemy__mbpp.jsonl").read_text()
    problems = [json.loads(line) for line in text.splitlines()][:160]
    samples = []
    for i, problem in enumerate(problems):
        samples.append({"task_id": problem["task_id"], "solution": problem["code"]})
        if i % 3 == 0:
            name = next(n for n in re.findall(r"def (\w+)", problem["code"]) if n in problem["test_list"][0])
            body = UNFIT[i // 3 % len(UNFIT)] if i < 75 else UNFIT[0]
            samples.append({"task_id": problem["task_id"], "solution": f"def {name}(*a):\n    {body}\n"})
    write(folder / "calls.problems", problems)
    write(folder / "calls.samples", samples)
    return ["--problems", folder / "calls.problems", "--layout", "mbpp", "--timeout", "0.5",
            "--samples", folder / "calls.samples"], len(samples)


def pair_files(folder, data):
    rows = [json.loads(line) for line in
            pathlib.Path(data, "suites/math500/math500.jsonl").read_text().splitlines()][:200]
    pairs = [{"gold": row["answer"], "answer": rows[i if i % 2 else i - 1]["answer"]} for i, row in enumerate(rows)]
    write(folder / "pairs", pairs)
    return ["--pairs", folder / "pairs"], len(pairs)


class Load:
    def __init__(self, processes):
        self.started = [subprocess.Popen([sys.executable, "-c", ENDLESS]) for _ in range(processes)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.started:
            process.send_signal(signal.SIGKILL)
            process.wait()


def verdicts(assay, flags, workers):
    done = subprocess.run([assay, "grade", "--json", "--workers", str(workers), *flags],
                          capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return [{key: value for key, value in row.items() if key not in MEASURED} for row in rows]


def compared(name, one, other):
    """What is not the same in two gradings of a file."""
    for left, right in zip(one, other, strict=True):
        fields = [key for key in left if left[key] != right[key]]
        if fields:
            yield {"file": name, "row": left["row"], "verdicts": [left["verdict"], right["verdict"]],
                   **{key: [str(left[key])[:300], str(right[key])[:300]] for key in fields}}


def grade_again_and_again(assay, files, repeats):
    first, differences = {}, []
    for repeat, busy, workers in itertools.product(range(repeats), (0, BUSY), WORKERS):
        began = time.time()
        with Load(busy):
            seen = {name: verdicts(assay, flags, workers) for name, (flags, _) in files.items()}
        first = first or seen
        found = [difference for name in files for difference in compared(name, first[name], seen[name])]
        differences += [{"repeat": repeat + 1, "workers": workers, "load": busy, **one} for one in found]
        print(f"repeat {repeat + 1}, {workers} workers, load {busy}: {time.time() - began:.0f} s, "
              f"{len(found)} rows differ", *map(json.dumps, found), flush=True, sep="\n  ")
    return first, differences


def main(assay, data, out, repeats="5"):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        files = {"python": stdin_files(folder, "python", 120), "cpp": stdin_files(folder, "cpp", 40),
                 "calls": call_files(folder, data), "pairs": pair_files(folder, data)}
        first, differences = grade_again_and_again(assay, files, int(repeats))
    version = subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    decided = sum("test" in one or "verdict" in one for one in differences)
    result = {"date": datetime.date.today().isoformat(), "assay": version, "cores": os.cpu_count(),
              "answers": {name: count for name, (_, count) in files.items()},
              "verdicts": dict(sorted(collections.Counter(r["verdict"] for rows in first.values() for r in rows).items())),
              "workers": WORKERS, "load": [0, BUSY], "repeats": int(repeats),
              "differ in verdict or test": decided, "differ in other text": len(differences) - decided,
              "differences": differences}
    pathlib.Path(out).write_text(json.dumps(result, indent=1) + "\n")
    print(decided, "differ in verdict or test,", len(differences) - decided, "in other text")
    return 1 if decided else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
