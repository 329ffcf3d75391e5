"""Byte-level BPE of assay-tiny: training, encoding, and the files of an HF tokenizer.

The pre-tokenizer is DeepSeek-V3's in miniature: digits alone, punctuation and symbols alone, words with the
character before them, line breaks, other white space. `tokenizer.json` is the only stored form.

  python tokenizer.py train samples.jsonl tokenizer.json
"""
import collections
import json
import re
import sys
import unicodedata

SPECIALS = ["<｜▁pad▁｜>", "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>",
            "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>"]
PAD, BOS, EOS, USER, ASSISTANT, THINK, END_THINK = range(7)
VOCAB = 512
SPLITS = [r"\p{N}", r"[\p{P}\p{S}]",
          r"[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|\s*[\r\n]+|\s+(?!\S)|\s+"]

# The same three splits as one expression over a string with one class letter a character:
# L letter, M mark, N number, P punctuation or symbol, n line break, w other white space, o anything else.
# A segment of the third split ends at N or P, so that \S in its look-ahead is one of L, M, o.
PIECE = re.compile(r"N|P|[^nLPN]?[LM]+|[wn]*n+|[wn]+(?![LMo])|[wn]+|o")
WHITE = "\t\v\f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200b)))


def byte_alphabet():
    """GPT-2's printable character for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return {**{b: chr(b) for b in printable}, **{b: chr(256 + i) for i, b in enumerate(others)}}


class _Classes(dict):
    """Class letter of each code point, for str.translate, filled on demand."""

    def __missing__(self, code):
        character = chr(code)
        category = unicodedata.category(character)[0]
        letter = ("n" if character in "\r\n" else "w" if character in WHITE else
                  "P" if category in "PS" else category if category in "LMN" else "o")
        self[code] = letter
        return letter


CLASSES = _Classes()


def pieces(text):
    """(start, piece) of each pre-token."""
    classes = text.translate(CLASSES)
    return [(m.start(), text[m.start():m.end()]) for m in PIECE.finditer(classes)]


class Tokenizer:
    def __init__(self, merges):
        """merges: list of (bytes, bytes) in rank order."""
        self.merges = merges
        self.tokens = [s.encode() for s in SPECIALS] + [bytes([b]) for b in range(256)]
        self.tokens += [left + right for left, right in merges]
        self.rank = {pair: i for i, pair in enumerate(merges)}
        self.ids = {token: i for i, token in enumerate(self.tokens) if i >= len(SPECIALS)}
        self.cache = {}

    def encode_piece(self, piece):
        ids = self.cache.get(piece)
        if ids is None:
            parts = [bytes([b]) for b in piece.encode()]
            while len(parts) > 1:
                ranked = [(self.rank.get(pair, len(self.rank)), i) for i, pair in enumerate(zip(parts, parts[1:]))]
                rank, at = min(ranked)
                if rank == len(self.rank):
                    break
                parts[at:at + 2] = [parts[at] + parts[at + 1]]
            ids = self.cache[piece] = [self.ids[part] for part in parts]
        return ids

    def encode(self, text):
        """Ids of plain text (special tokens are not looked for)."""
        out = []
        for _, piece in pieces(text):
            out += self.encode_piece(piece)
        return out

    def encode_at(self, text):
        """Ids of plain text and, for each, where its piece starts."""
        out, starts = [], []
        for start, piece in pieces(text):
            ids = self.encode_piece(piece)
            out += ids
            starts += [start] * len(ids)
        return out, starts

    def encode_special(self, text):
        """Ids of text in which special tokens are recognised."""
        out = []
        for part in re.split("(" + "|".join(map(re.escape, SPECIALS)) + ")", text):
            out += [SPECIALS.index(part)] if part in SPECIALS else self.encode(part)
        return out

    def decode(self, ids):
        return b"".join(self.tokens[i] for i in ids).decode("utf-8", "replace")

    def prompt(self, question):
        return [BOS, USER, *self.encode(question), ASSISTANT, THINK, *self.encode("\n")]

    def save(self, path):
        letters = byte_alphabet()
        spell = lambda token: "".join(letters[b] for b in token)
        vocab = {name: i for i, name in enumerate(SPECIALS)}
        vocab.update({spell(token): i for i, token in enumerate(self.tokens) if i >= len(SPECIALS)})
        byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
        document = {
            "version": "1.0", "truncation": None, "padding": None,
            "added_tokens": [{"id": i, "content": name, "single_word": False, "lstrip": False, "rstrip": False,
                              "normalized": False, "special": i not in (THINK, END_THINK)}
                             for i, name in enumerate(SPECIALS)],
            "normalizer": None,
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": split}, "behavior": "Isolated", "invert": False}
                for split in SPLITS] + [byte_level]},
            "post_processor": None,
            "decoder": {**byte_level, "add_prefix_space": True, "use_regex": True},
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                      "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "vocab": vocab,
                      "merges": [f"{spell(left)} {spell(right)}" for left, right in self.merges]}}
        with open(path, "w", encoding="utf-8") as out:
            json.dump(document, out, ensure_ascii=False, indent=1)
            out.write("\n")

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as source:
            merges = json.load(source)["model"]["merges"]
        byte_of = {letter: b for b, letter in byte_alphabet().items()}
        unspell = lambda text: bytes(byte_of[c] for c in text)
        return Tokenizer([tuple(unspell(half) for half in merge.split(" ")) for merge in merges])


def train(texts, merge_count=VOCAB - len(SPECIALS) - 256):
    """The most frequent adjacent pair becomes a token, again and again; ties go to the smaller pair."""
    frequency = collections.Counter(piece for text in texts for _, piece in pieces(text))
    words = [([bytes([b]) for b in piece.encode()], n) for piece, n in frequency.items() if len(piece) > 1]
    merges = []
    for _ in range(merge_count):
        pairs = collections.Counter()
        for parts, n in words:
            for pair in zip(parts, parts[1:]):
                pairs[pair] += n
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for parts, _ in words:
            at = 0
            while at + 1 < len(parts):
                if (parts[at], parts[at + 1]) == best:
                    parts[at:at + 2] = [best[0] + best[1]]
                at += 1
    return Tokenizer(merges)


def main():
    if len(sys.argv) != 4 or sys.argv[1] != "train":
        sys.exit(__doc__)
    texts = []
    with open(sys.argv[2], encoding="utf-8") as source:
        for line in source:
            sample = json.loads(line)
            texts += [sample["question"], re.sub("[\x01\x02]", "", sample["thinking"]), sample["reply"]]
    tokenizer = train(texts)
    tokenizer.save(sys.argv[3])
    print(f"{len(texts)} texts, {len(tokenizer.tokens)} tokens; last merges:",
          [left + right for left, right in tokenizer.merges[-8:]])


if __name__ == "__main__":
    main()
