"""Our tokenizer against Hugging Face's `tokenizers`, over 100,000 lines, for every form of forms.py.

    python compare.py PROBE SHARED_DATA [LLAMA_CPP_MODELS] [--only NAME]

writes results.json beside this file: lines; lines with other ids (0); lines that the library does not get back
from its ids (NFC; the space that SentencePiece puts first; in DeepSeek's older vocabularies "ü" and other letters
that are added tokens and happen to be in the byte alphabet), and those that only we do not (0); rows of random
ids, and rows that decode to another text (0); MB/s of one thread. Exit 1 where there should be a 0.
"""
import json
import platform
import random
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import tokenizers
from tokenizers import Tokenizer

import corpus
import forms

HERE = Path(__file__).resolve().parent
N_ROWS = 20_000


def library(path, texts):
    tokenizer = Tokenizer.from_file(str(path))
    start = time.perf_counter()
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    seconds = time.perf_counter() - start
    return ids, [tokenizer.decode(row, skip_special_tokens=False) for row in ids], seconds


def random_rows(path):
    """Ids at random and their text; without zero bytes, at which the probe's lines end, and the added tokens of
    which the byte alphabet makes bytes."""
    tokenizer = Tokenizer.from_file(str(path))
    odd = {id for id, token in tokenizer.get_added_tokens_decoder().items() if not token.content.isascii()}
    ids = [id for token, id in sorted(tokenizer.get_vocab().items()) if id not in odd and "Ā" not in token
           and token != "<0x00>"]
    chance = random.Random(7)
    rows = [[chance.choice(ids) for _ in range(chance.randrange(1, 30))] for _ in range(N_ROWS)]
    return rows, [tokenizer.decode(row, skip_special_tokens=False) for row in rows]


def probe(program, directory, data):
    ran = subprocess.run([program, directory], input=data, capture_output=True, check=True)
    rows = [line.split("\t") for line in ran.stdout.decode().splitlines()]
    return [list(map(int, ids.split())) for ids, _ in rows], [same == "1" for _, same in rows], json.loads(ran.stderr)


def probe_decoded(program, directory, rows):
    lines = "".join(" ".join(map(str, row)) + "\n" for row in rows)
    ran = subprocess.run([program, directory, "--decode"], input=lines.encode(), capture_output=True, check=True)
    return ran.stdout.decode().split("\0")[:-1]


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    arguments = [argument for argument in arguments if argument != only]
    program, shared = arguments[0], Path(arguments[1])
    vocabularies = Path(arguments[2]) if len(arguments) > 2 else None
    rows, failed = {}, False
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "corpus"
        sys.argv = ["corpus", str(shared), str(path)]
        corpus.main()
        data = path.read_bytes()
        texts = data.decode("utf-8").split("\0")[:-1]
        for name, document in forms.forms(shared, vocabularies, texts[::10]):
            if only and name != only:
                continue
            directory = Path(scratch) / name
            directory.mkdir()
            file = directory / "tokenizer.json"
            file.write_text(json.dumps(document), encoding="utf-8")
            theirs, decoded, seconds = library(file, texts)
            ours, same, times = probe(program, directory, data)
            differing = [at for at in range(len(texts)) if ours[at] != theirs[at]]
            lossy = sum(text != back for text, back in zip(texts, decoded))
            lost = sum(text == back and not kept for text, back, kept in zip(texts, decoded, same))
            by_chance, expected = random_rows(file)
            got = probe_decoded(program, directory, by_chance)
            otherwise = [at for at in range(N_ROWS) if got[at] != expected[at]]
            rows[name] = {"lines": len(ours), "differing": len(differing), "lossy_in_library": lossy, "lost_here": lost,
                          "random_rows": len(got), "decoded_otherwise": len(otherwise), "open_s": times["open_s"],
                          "mb_per_s": round(times["bytes"] / times["encode_s"] / 1e6, 1),
                          "library_mb_per_s": round(len(data) / seconds / 1e6, 1)}
            failed = failed or bool(differing or lost or otherwise) or len(ours) != len(texts)
            print(name, rows[name], flush=True)
            for at in differing[:3]:
                print("  ", repr(texts[at])[:200], "\n   ours  ", ours[at][:30], "\n   theirs", theirs[at][:30])
            for at in otherwise[:3]:
                print("  ", by_chance[at], repr(got[at]), repr(expected[at]))
    if not only:
        result = {"date": date.today().isoformat(), "tokenizers": tokenizers.__version__,
                  "python": platform.python_version(), "machine": platform.machine(), "forms": rows}
        (HERE / "results.json").write_text(json.dumps(result, indent=1) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
