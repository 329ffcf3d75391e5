"""What does the sandbox give, and are verdicts the same, wherever the judge is started?

    compare.py ASSAY DATA OUT    (DATA as for `assay --data`: it holds humaneval/)

As root, as an ordinary user, in a tree entered by pivot_root, in a plain chroot(1), and with no cgroups mounted:
`assay doctor` says the level, and HumanEval's 164 solutions and as many wrong ones (each returns nothing) are
judged by `assay grade --json`. Where the level is below the default's, the judge must refuse, and with `--sandbox
container` give the same verdicts. Needs root, util-linux and no network. OUT gets what was found. Ends with 1 if a
verdict differs or a refusal has no remedy.
"""
import collections
import datetime
import gzip
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

MEASURED = ("cpu_ms", "memory")
# $0 is an empty directory, "$@" the command.
PLACES = {
    "root": 'exec "$@"',
    "ordinary user": 'exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"',
    "pivot_root": 'mount --rbind / "$0" && cd "$0" && mkdir -p tmp/.old && pivot_root . tmp/.old && '
                  'mount -t proc proc /proc && umount -l /tmp/.old && exec "$@"',
    "chroot": 'mount --rbind / "$0" && exec chroot "$0" "$@"',
    "no cgroups": 'umount -l -R /sys/fs/cgroup && exec "$@"',
}


def run_at(place, tree, arguments, environment):
    shell = ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "--propagation", "private", "sh", "-c",
             PLACES[place], str(tree)]
    return subprocess.run(shell + [str(argument) for argument in arguments], capture_output=True, text=True,
                          env={**os.environ, **environment}, check=False)


def write_samples(data, path):
    with gzip.open(data / "humaneval/openai__human-eval__HumanEval.jsonl.gz", "rt") as lines:
        problems = [json.loads(line) for line in lines]
    rows = [{"task_id": problem["task_id"], "completion": text}
            for problem in problems for text in (problem["canonical_solution"], "    return\n")]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def verdicts_of(output):
    rows = []
    for line in output.splitlines():
        row = json.loads(line)
        for name in MEASURED:
            row.pop(name, None)
        row["reason"] = re.sub(r"[0-9.]+ (s|ms|MiB)", "", row.get("reason", ""))
        rows.append(json.dumps(row, sort_keys=True))
    return rows


def grade(place, tree, assay, samples, environment, flags=()):
    done = run_at(place, tree, [assay, "grade", "--suite", "humaneval", "--samples", samples, "--json", *flags],
                  environment)
    return done, verdicts_of(done.stdout) if done.returncode == 0 else None


def check(place, tree, assay, samples, environment):
    doctor = run_at(place, tree, [assay, "doctor"], environment)
    row = {"sandbox": re.search(r"sandbox +([^:]*)", doctor.stdout + doctor.stderr).group(1).strip()}
    done, verdicts = grade(place, tree, assay, samples, environment)
    if verdicts is None:
        row.update(refused=done.stderr.strip(), exit_code=done.returncode)
        done, verdicts = grade(place, tree, assay, samples, environment, ("--sandbox", "container"))
        row["with"] = "--sandbox container"
    if verdicts is None:
        sys.exit(f"{place}: {done.returncode}: {done.stderr}")
    row["verdicts"] = dict(collections.Counter(json.loads(each)["verdict"] for each in verdicts))
    return row, verdicts


def main():
    assay, data, out = (pathlib.Path(each).resolve() for each in sys.argv[1:4])
    environment = {"ASSAY_DATA": str(data)}
    results, first, held = {}, None, True
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        tree = folder / "tree"
        tree.mkdir()
        samples = folder / "samples.jsonl"
        write_samples(data, samples)
        for place in PLACES:
            row, verdicts = check(place, tree, assay, samples, environment)
            first = first or verdicts
            row["same"] = verdicts == first
            held = held and row["same"] and ("refused" not in row or "--sandbox container" in row["refused"])
            results[place] = row
            print(place, row, flush=True)
    version = subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    out.write_text(json.dumps({"date": datetime.date.today().isoformat(), "version": version,
                               "kernel": os.uname().release, "held": held, "results": results}, indent=1) + "\n")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
