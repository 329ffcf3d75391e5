"""100,000 lines of mixed text, the same every time: corpus.py SHARED_DATA OUT writes them, each followed by
a zero byte. Prose, mathematics and traces from SHARED_DATA, code from Python's library, and made lines: CJK,
emoji, mathematical symbols, white space, numbers, all of Unicode at random, special tokens, and damaged UTF-8
as U+FFFD, which is what either side makes of it before anything else."""
import gzip
import json
import random
import sys
import sysconfig
import unicodedata
from pathlib import Path

N = 100_000
SPECIALS = ["<think>", "</think>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<｜User｜>", "<｜Assistant｜>",
            "<｜end▁of▁sentence｜>", "<|eot_id|>", "<|start_header_id|>", "[INST]", "</s>", "<s>", "<0x0A>"]


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def prose(shared):
    files = sorted(shared.glob("suites/*/*.jsonl")) + sorted(shared.glob("traces/*.jsonl*"))
    for path in files:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")
        with opened as lines:
            for line in lines:
                for text in strings(json.loads(line)):
                    yield from text.split("\n\n")


def code():
    for path in sorted(Path(sysconfig.get_paths()["stdlib"]).glob("*.py")):
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        for at in range(0, len(lines), 4):
            yield "\n".join(lines[at:at + 4]) + "\n"


RANGES = [(0x20, 0x7F), (0xA0, 0x250), (0x370, 0x530), (0x590, 0x700), (0x900, 0xE00), (0x1100, 0x1200),
          (0x1E00, 0x2000), (0x2000, 0x2070), (0x2190, 0x2400), (0x3000, 0x3100), (0x4E00, 0x9FB0), (0xAC00, 0xD7A4),
          (0xFB00, 0xFB50), (0xFF00, 0xFFF0), (0x1D400, 0x1D800), (0x1F300, 0x1FB00), (0x20000, 0x20100),
          (0x31350, 0x31360), (0xE000, 0xE010)]
SPACES = [" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\u3000", "\u2003", "\u200b", "\u0085", "\u180e", "\ufeff"]


def character(random):
    if random.random() < 0.1:
        code = random.randrange(1, 0x110000)
        return chr(code) if not 0xD800 <= code < 0xE000 else "x"
    return chr(random.randrange(*random.choice(RANGES)))


def made(random):
    kind = random.randrange(7)
    length = random.randrange(1, 60)
    if kind == 0:
        return "".join(character(random) for _ in range(length))
    if kind == 1:  # runs from one script, with spaces
        low, high = random.choice(RANGES)
        return "".join(random.choice(SPACES) if random.random() < 0.15 else chr(random.randrange(low, high))
                       for _ in range(length))
    if kind == 2:
        return "".join(random.choice(SPACES + ["a", "1", "!"]) for _ in range(length))
    if kind == 3:
        return " ".join(str(random.randrange(10 ** random.randrange(1, 12))) + random.choice("+-*/=<>.,%^()")
                        for _ in range(length // 4 + 1))
    if kind == 4:
        return unicodedata.normalize("NFD", "".join(character(random) for _ in range(length)))
    if kind == 5:
        damaged = bytes(random.randrange(256) if random.random() < 0.3 else random.choice(b"abc \n")
                        for _ in range(length)).replace(b"\0", b"0")
        return damaged.decode("utf-8", errors="replace")
    return "".join(random.choice(SPECIALS) if random.random() < 0.3 else character(random) for _ in range(length // 3 + 1))


def main():
    shared, out = Path(sys.argv[1]), Path(sys.argv[2])
    chance = random.Random(20261130)
    texts = sorted({text for text in prose(shared) if 0 < len(text) < 2000 and "\0" not in text})
    chance.shuffle(texts)
    lines = texts[:55_000]
    programs = [text for text in code() if "\0" not in text]
    chance.shuffle(programs)
    lines += programs[:20_000]
    while len(lines) < N:
        lines.append(made(chance))
    out.write_bytes(b"".join(line.encode("utf-8", errors="replace") + b"\0" for line in lines))
    print(f"{len(lines)} lines, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
