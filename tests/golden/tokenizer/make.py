"""Token ids as Hugging Face's `tokenizers` library gives them, over small tokenizers of every supported form.

    pip install tokenizers && python3 tests/golden/tokenizer/make.py [deepseek_v3.tiktoken]

writes beside this file: one tokenizer.json a form (trained here, on the texts below), and vectors.json:
for each form, texts with their ids, and per block of code points the SHA-256 of the lengths in bytes of the
pieces into which "a?1? ??\\nb" is cut, for each code point ? of the block. The sweep takes the code points whose general category is the same in Unicode 3.2
and in Python's Unicode: those of later versions depend on the library that one has. nfc.json has the SHA-256 per
block of the composed form of texts with every code point, as its normalizer NFC gives it. With the ranks of
DeepSeek-V3 it also writes deepseek_v3.json, ids of the same texts in the real vocabulary. The form
`assay_tiny` is the shipped model's tokenizer: run this again when that changes.
"""
import base64
import hashlib
import json
import sys
import unicodedata
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

HERE = Path(__file__).resolve().parent
ASSAY_TINY = HERE.parents[2] / "engine" / "checkpoint" / "assay-tiny" / "tokenizer.json"
BLOCK = 4096

DEEPSEEK_V3 = [
    r"\p{N}{1,3}",
    "[一-龥぀-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"]
LLAMA_3 = [r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
           r"|\s*[\r\n]+|\s+(?!\S)|\s+"]
SPECIALS = ["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>", "<think>", "</think>",
            "<think", "<|a|>", "<|a|>b"]

TEXTS = [
    "", " ", "a", "\n", "\0", "Hello world", " hello world ", "Hello 🌍 World!", "你好世界", "Hello 你好 World 世界!",
    "Natalia sold clips to 48 of her friends in April, and then she sold half as many clips in May.",
    "So 12 + 7 = 19, and 19 * 3 = 57.\n\nThe answer is \\boxed{57}.", "1234567890", "3.14159", "1,000,000 ½ ² Ⅷ ٣",
    "def add(a, b):\n    return a + b\n\n\nprint(add(1, 2))\t# three\n", "for (int i = 0; i < n; ++i) {\r\n\tx[i] += 1;\r\n}\r\n",
    "I'm sure they'll say it's HE'S, don't you've 'D 'LL ‘s 'ſ", "   leading", "trailing   ", "a  b   c    d", " \n \n\n \t x",
    "\r\r\n\n\r", "\u00a0\u00a0x\u2003y\u2028z\u0085w\u180ev\u200bu\ufeff", "naïve café ÅÅ ŒUVRE straße ΑΒΓ привет",
    "e\u0301 a\u0308\u0304 क्षि ที่ نَصّ שָׁלוֹם", "👩‍👩‍👧‍👦🏳️‍🌈🇩🇪 ☃️ ❤", "한국어 텍스트 ひらがな カタカナ 漢字㐀𠀀",
    "\ue000\U000f0000\u0378\U0010ffff", "a\0b\0\0c\x01\x7f", "x" * 300, "=" * 99 + " " * 50 + "-" * 40, "ab" * 70 + "\n" * 70,
    "$\\frac{a}{b}$ \\sqrt{2} \\le x^2_i", "http://example.org/a?b=c&d=%20#e", "{\"k\": [1, 2.5e-3, null]}", "<div>&amp;</div>",
    "<think>\nreasoning</think>\n\nanswer<｜end▁of▁sentence｜>", "<｜begin▁of▁sentence｜><｜User｜>hi<｜Assistant｜><think>\n",
    "<think><thin</think<<think>>", "<|a|>b<|a|>c<|a", "the theatre there", "ＦＵＬＬ ｗｉｄｔｈ！", "ﬁ Ǆ ǅ ß ẞ İ ı",
]
CORPUS = [text for text in TEXTS if "<" not in text] * 2 + [
    "the cat and the dog and the bird went to the house", "one two three four five six seven eight nine ten",
    "What is the sum of 12 and 34? The sum is 46.", "return the list of the numbers that are even"] * 3


def sequence(splits):
    cuts = [pre_tokenizers.Split(Regex(split), behavior="isolated") for split in splits]
    return pre_tokenizers.Sequence(cuts + [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])


def train(pre_tokenizer, merges):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=256 + merges, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.add_special_tokens([AddedToken(token, normalized=False) for token in SPECIALS[:4]])
    tokenizer.add_tokens([AddedToken(token, normalized=False, special=False) for token in SPECIALS[4:]])
    return json.loads(tokenizer.to_str())


def merges_as_strings(document):
    document["model"]["merges"] = [merge if isinstance(merge, str) else " ".join(merge)
                                   for merge in document["model"]["merges"]]
    return document


def whole_words(document):
    """Words that no merge builds, as ignore_merges is for: they are tokens only when they stand alone."""
    document["model"]["ignore_merges"] = True
    vocab, words = document["model"]["vocab"], ["theatre", "Ġhouse", "reasoning", "123"]
    for word in words:
        assert word not in vocab
        vocab[word] = len(vocab)
    for token in document["added_tokens"]:
        token["id"] += len(words)
    return document


def forms():
    yield "gpt2", merges_as_strings(train(pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True), 150))
    yield "deepseek_v3", train(sequence(DEEPSEEK_V3), 150)
    yield "llama3", whole_words(train(sequence(LLAMA_3), 150))
    yield "assay_tiny", json.loads(ASSAY_TINY.read_text(encoding="utf-8"))


def stable_ranges():
    stable = [code for code in range(0x110000) if not 0xD800 <= code < 0xE000
              and unicodedata.category(chr(code)) == unicodedata.ucd_3_2_0.category(chr(code)) != "Cn"]
    ranges = []
    for code in stable:
        if ranges and ranges[-1][1] + 1 == code and code % BLOCK:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return [r for r in ranges if r[0] < 0x30000]


def sweep(tokenizer, ranges):
    """Block number to digest of the lengths, one byte each."""
    digests = {}
    for first, last in ranges:
        digest = digests.setdefault(first // BLOCK, hashlib.sha256())
        for code in range(first, last + 1):
            c = chr(code)
            pieces = tokenizer.pre_tokenizer.pre_tokenize_str(f"a{c}1{c} {c}{c}\nb")
            digest.update(bytes(len(piece) for piece, _ in pieces))  # spelled with a letter a byte
    return {str(block): digest.hexdigest() for block, digest in digests.items()}


def vectors(tokenizer):
    encode = lambda text: tokenizer.encode(text, add_special_tokens=False).ids
    return [{"text": text, "ids": encode(text)} for text in TEXTS]


def composed():
    """Block number to digest of NFC("a???\u0327b?\u0301") for each code point ?, one after the other."""
    normalizer, digests = normalizers.NFC(), {}
    for code in range(0x110000):
        if not 0xD800 <= code < 0xE000:
            text = "a" + chr(code) * 3 + "\u0327b" + chr(code) + "\u0301"
            digests.setdefault(code // 65536, hashlib.sha256()).update(normalizer.normalize_str(text).encode())
    return {str(block): digest.hexdigest() for block, digest in digests.items()}


def write(name, document):
    text = json.dumps(document, ensure_ascii=True, separators=(",", ":"))
    (HERE / name).write_text(text + "\n", encoding="utf-8")


def deepseek(path):
    """tokenizer.json of the real vocabulary: a token's merge is the pair that is left when its bytes are
    merged by the tokens before it."""
    ranks = {}
    for line in path.read_text().splitlines():
        token, rank = line.split()
        ranks[base64.b64decode(token).decode()] = int(rank)
    merges = []
    for token, rank in sorted(ranks.items(), key=lambda item: item[1])[259:]:
        parts = list(token)
        while len(parts) > 2:
            best, at = min((ranks.get(a + b, rank), i) for i, (a, b) in enumerate(zip(parts, parts[1:])))
            assert best < rank, token
            parts[at:at + 2] = [parts[at] + parts[at + 1]]
        merges.append(parts)
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}
    return {"version": "1.0", "added_tokens": [], "normalizer": None,
            "pre_tokenizer": json.loads(with_splits(DEEPSEEK_V3).to_str())["pre_tokenizer"],
            "decoder": byte_level, "model": {"type": "BPE", "vocab": ranks, "merges": merges}}


def with_splits(splits):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = sequence(splits)
    return tokenizer


def main():
    ranges = stable_ranges()
    golden = {"block": BLOCK, "ranges": ranges, "forms": {}}
    for name, document in forms():
        if name != "assay_tiny":
            (HERE / name).mkdir(exist_ok=True)
            write(f"{name}/tokenizer.json", document)
        tokenizer = Tokenizer.from_str(json.dumps(document))
        golden["forms"][name] = {"vectors": vectors(tokenizer), "sweep": sweep(tokenizer, ranges)}
        print(name, tokenizer.get_vocab_size(), "tokens")
    write("vectors.json", golden)
    write("nfc.json", composed())
    if len(sys.argv) > 1:
        write("deepseek_v3.json", vectors(Tokenizer.from_str(json.dumps(deepseek(Path(sys.argv[1]))))))


if __name__ == "__main__":
    main()
