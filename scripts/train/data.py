"""Training data: samples of the built-in suites as token arrays, and length-bucketed batches.

  python data.py tokenizer.json OUT --exporter PATH --samples 700000 --seed 1

writes OUT.tokens.npy (uint16, all samples end to end; bit 15 marks a token that takes no loss) and
OUT.starts.npy. The prompt and the lines between \\x01 and \\x02 (injected errors) take no loss.
"""
import argparse
import json
import multiprocessing
import subprocess

import numpy as np

import tokenizer as tk

NO_LOSS = 0x8000
SHARD = 25_000
PAD_LENGTH = 16       # sequence lengths are rounded up to this
PAD_TARGETS = 64      # and the number of loss positions to this
IGNORE = -100         # cross_entropy's ignore_index


def without_marks(text):
    """The text without \\x01 and \\x02, and the [start, end) ranges that they enclosed."""
    plain, ranges, length = [], [], 0
    for i, part in enumerate(text.replace("\x02", "\x01").split("\x01")):
        if i % 2:
            ranges.append((length, length + len(part)))
        plain.append(part)
        length += len(part)
    return "".join(plain), ranges


def encode_sample(tokenizer, sample):
    """One training sequence: BOS, user, question, assistant, think, trace, end of think, reply, EOS."""
    prompt = [token | NO_LOSS for token in tokenizer.prompt(sample["question"])]
    thinking, wrong = without_marks(sample["thinking"])
    trace, starts = tokenizer.encode_at(thinking + "\n")
    for first, last in wrong:
        trace = [t | NO_LOSS if first <= s < last else t for t, s in zip(trace, starts)]
    return prompt + trace + [tk.END_THINK] + tokenizer.encode("\n\n" + sample["reply"]) + [tk.EOS]


def export(exporter, seed, count, split="train"):
    """The samples that the generator prints for one seed."""
    command = [exporter, "--split", split, "--suite", "all", "--n", str(count), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield from map(json.loads, process.stdout)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")


def encode_shard(job):
    tokenizer_path, exporter, seed, count = job
    tokenizer = tk.Tokenizer.load(tokenizer_path)
    encoded = [encode_sample(tokenizer, sample) for sample in export(exporter, seed, count)]
    lengths = np.array([len(ids) for ids in encoded], np.int64)
    return np.concatenate([np.array(ids, np.uint16) for ids in encoded]), lengths


def build(tokenizer_path, out, exporter, samples, seed):
    counts = [min(SHARD, samples - at) for at in range(0, samples, SHARD)]
    jobs = [(tokenizer_path, exporter, seed * 1_000_000 + i, count) for i, count in enumerate(counts)]
    with multiprocessing.Pool(2) as pool:
        shards = pool.map(encode_shard, jobs, chunksize=1)
    tokens = np.concatenate([shard[0] for shard in shards])
    starts = np.concatenate([[0], np.cumsum(np.concatenate([shard[1] for shard in shards]))])
    np.save(out + ".tokens.npy", tokens)
    np.save(out + ".starts.npy", starts)
    trained = float(np.mean(tokens < NO_LOSS))
    print(f"{samples} samples, {tokens.size} tokens, {trained:.2f} of them with loss, "
          f"longest {np.diff(starts).max()}")


class Dataset:
    def __init__(self, prefix):
        self.tokens = np.load(prefix + ".tokens.npy", mmap_mode="r")
        self.starts = np.load(prefix + ".starts.npy")
        self.lengths = np.diff(self.starts)

    def __getitem__(self, i):
        return self.tokens[self.starts[i]:self.starts[i + 1]]


class Batches:
    """An endless stream of batch groups, one batch a rank, all of one group of the same shape.

    Samples come in a seeded order; a pool of them is sorted by length and cut into groups, whose order is
    shuffled. `state` (epoch, pool, group) is all that a resumed run needs.
    """
    POOL = 16_384

    def __init__(self, dataset, tokens, world, seed, longest=None, state=(0, 0, 0)):
        self.dataset, self.tokens, self.world, self.seed = dataset, tokens, world, seed
        every = np.arange(len(dataset.lengths))
        self.indices = every if longest is None else every[dataset.lengths <= longest]
        self.state = tuple(state)
        self.groups = None

    def _cut(self, epoch, pool):
        """The groups of one pool: a list of [world, B] index arrays. Left-over samples are dropped."""
        order = np.random.default_rng((self.seed, epoch)).permutation(self.indices)
        members = order[pool * self.POOL:(pool + 1) * self.POOL]
        padded = -(-self.dataset.lengths[members] // PAD_LENGTH) * PAD_LENGTH
        groups = []
        for length in np.unique(padded):
            rows = max(2, self.tokens // int(length))
            same = members[padded == length]
            whole = len(same) // (rows * self.world) * rows * self.world
            groups += list(same[:whole].reshape(-1, self.world, rows))
        shuffled = np.random.default_rng((self.seed, epoch, pool)).permutation(len(groups))
        return [groups[i] for i in shuffled]

    def next(self, rank):
        """ids [B, T], flat loss positions [P], targets [P] (int64 arrays) of this rank's batch."""
        epoch, pool, at = self.state
        while True:
            if self.groups is None:
                self.groups = self._cut(epoch, pool)
            if at < len(self.groups):
                break
            pool, at, self.groups = pool + 1, 0, None
            if pool * self.POOL >= len(self.indices):
                epoch, pool = epoch + 1, 0
        self.state = (epoch, pool, at + 1)
        return collate([self.dataset[i] for i in self.groups[at][rank]])


def collate(samples):
    longest = max(len(sample) for sample in samples)
    length = -(-longest // PAD_LENGTH) * PAD_LENGTH
    ids = np.full((len(samples), length), tk.PAD | NO_LOSS, np.uint16)
    for row, sample in zip(ids, samples):
        row[:len(sample)] = sample
    tokens, trained = (ids & 0x7fff).astype(np.int64), ids < NO_LOSS
    rows, columns = np.nonzero(trained[:, 1:])          # column c predicts token c + 1
    positions, targets = rows * length + columns, tokens[rows, columns + 1]
    missing = -len(positions) % PAD_TARGETS
    return (tokens, np.pad(positions, (0, missing)), np.pad(targets, (0, missing), constant_values=IGNORE))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer")
    parser.add_argument("out")
    parser.add_argument("--exporter", default="/tmp/assay-builtin-export")
    parser.add_argument("--samples", type=int, default=700_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    build(args.tokenizer, args.out, args.exporter, args.samples, args.seed)


if __name__ == "__main__":
    main()
