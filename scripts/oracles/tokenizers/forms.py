"""The tokenizers that are compared, each as a directory that both sides open.

Real vocabularies: DeepSeek-V3 from its ranks; GPT-2, DeepSeek-LLM, DeepSeek-Coder, Llama 2 (SentencePiece),
Llama 3 and Qwen2 from llama.cpp's ggml-vocab-*.gguf, where those are there; the shipped assay-tiny. Trained
here, with the real expressions and normalizers: o200k (GPT-4o, gpt-oss), Qwen2 with NFC, GLM-4, OLMoE, Kimi,
and one with every pre-tokenizer, behaviour and kind of added token at once.
"""
import base64
import json
import struct
from pathlib import Path

from tokenizers import (AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors,
                        trainers)

ROOT = Path(__file__).resolve().parents[3]
CL100K = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
          r"|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = CL100K.replace(r"\p{N}{1,3}", r"\p{N}")
O200K = "|".join([
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
KIMI = "|".join([
    r"[\p{Han}]+",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*"
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*", r"\s*[\r\n]+", r"\s+(?!\S)", r"\s+"])
QWEN35 = QWEN2.replace(r"[^\r\n\p{L}\p{N}]?\p{L}+", r"[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+").replace(
    r"[^\s\p{L}\p{N}]+", r"[^\s\p{L}\p{M}\p{N}]+")
DEEPSEEK_V3 = [
    r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+",
    r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"]
DEEPSEEK_LLM = [
    "[\r\n]",
    "\\s?[A-Za-z\u00b5\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u01ba\u01bc-\u01bf\u01c4-\u0293\u0295-\u02af\u0370-"
    "\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03f5\u03f7-\u0481"
    "\u048a-\u052f\u0531-\u0556\u10a0-\u10c5\u13a0-\u13f5\u13f8-\u13fd\u1c90-\u1cba\u1cbd-\u1cbf\u1d00-\u1d2b"
    "\u1d6b-\u1d77\u1d79-\u1d9a\u1e00-\u1f15\u1f18-\u1f1d\u1f20-\u1f45\u1f48-\u1f4d\u1f50-\u1f57\u1f59\u1f5b"
    "\u1f5d\u1f5f-\u1f7d\u1f80-\u1fb4\u1fb6-\u1fbc\u1fbe\u1fc2-\u1fc4\u1fc6-\u1fcc\u1fd0-\u1fd3\u1fd6-\u1fdb"
    "\u1fe0-\u1fec\u1ff2-\u1ff4\u1ff6-\u1ffc\u2102\u2107\u210a-\u2113\u2115\u2119-\u211d\u2124\u2126\u2128"
    "\u212a-\u212d\u212f-\u2134\u2139\u213c-\u213f\u2145-\u2149\u214e\u2183\u2184\u2c00-\u2c7b\u2c7e-\u2ce4"
    "\u2ceb-\u2cee\u2cf2\u2cf3\ua640-\ua66d\ua680-\ua69b\ua722-\ua76f\ua771-\ua787\ua78b-\ua78e\uab70-\uabbf"
    "\ufb00-\ufb06\ufb13-\ufb17\uff21-\uff3a\uff41-\uff5a\U00010400-\U0001044f\U000104b0-\U000104d3\U000104d8-"
    "\U000104fb\U00010c80-\U00010cb2\U00010cc0-\U00010cf2\U000118a0-\U000118df\U0001e900-\U0001e943]+",
    "\\s?[!-/:-~\uff01-\uff0f\uff1a-\uff5e\u2018-\u201f\u3000-\u3002]+", "\\s+$", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"]
DEEPSEEK_CODER = ["[\r\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", "[\u4e00-\u9fa5\u0800-\u4e00\uac00-\ud7ff]+"]
BYTE_LEVEL = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": False}


def split(pattern, behavior="Isolated", invert=False):
    return {"type": "Split", "pattern": {"Regex": pattern}, "behavior": behavior, "invert": invert}


def cuts(patterns, *more):
    return {"type": "Sequence", "pretokenizers": [split(pattern) for pattern in patterns] + [*more, BYTE_LEVEL]}


def added(content, id, special=True, **flags):
    return {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False,
            "normalized": not special, "special": special} | flags


def document(vocab, merges, pre_tokenizer, added_tokens=(), normalizer=None, decoder=BYTE_LEVEL, **model):
    return {"version": "1.0", "truncation": None, "padding": None, "added_tokens": list(added_tokens),
            "normalizer": normalizer, "pre_tokenizer": pre_tokenizer, "post_processor": None, "decoder": decoder,
            "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None,
                      "end_of_word_suffix": None, "fuse_unk": False, "byte_fallback": False, "ignore_merges": False,
                      "vocab": vocab, "merges": merges} | model}


# --- llama.cpp's vocabularies ---------------------------------------------------------------------------------

def gguf(path):
    """The key-value pairs of a GGUF file, version 2 or 3."""
    data, at = path.read_bytes(), 0

    def number(kind):
        nonlocal at
        value, = struct.unpack_from("<" + kind, data, at)
        at += struct.calcsize(kind)
        return value

    def text():
        nonlocal at
        length = number("Q")
        at += length
        return data[at - length:at].decode("utf-8")

    kinds = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

    def value(kind):
        if kind == 8:
            return text()
        if kind == 9:
            inner, count = number("I"), number("Q")
            return [value(inner) for _ in range(count)]
        return number(kinds[kind])

    assert number("I") == 0x46554747 and number("I") in (2, 3), path
    number("Q")
    pairs = number("Q")
    return {text(): value(number("I")) for _ in range(pairs)}


NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6


def from_gguf(path, pre_tokenizer, normalizer=None, **model):
    fields = gguf(path)
    tokens, kinds = fields["tokenizer.ggml.tokens"], fields["tokenizer.ggml.token_type"]
    special = [added(token, id, kinds[id] == CONTROL, normalized=False)
               for id, token in enumerate(tokens) if kinds[id] in (CONTROL, USER_DEFINED)]
    skipped = {token["id"] for token in special} | {id for id, kind in enumerate(kinds) if kind == 5}
    vocab = {token: id for id, token in enumerate(tokens) if id not in skipped}
    return document(vocab, fields["tokenizer.ggml.merges"], pre_tokenizer, special, normalizer, **model)


def from_sentencepiece(path):
    """As transformers' converter has it: merges are all pairs that make a token, by its score."""
    fields = gguf(path)
    tokens, kinds = fields["tokenizer.ggml.tokens"], fields["tokenizer.ggml.token_type"]
    scores = fields["tokenizer.ggml.scores"]
    vocab = {token: id for id, token in enumerate(tokens)}
    merges = []
    for token, id in vocab.items():
        if kinds[id] != NORMAL:
            continue
        pairs = [(token[:cut], token[cut:]) for cut in range(1, len(token))]
        pairs = [pair for pair in pairs if all(part in vocab and kinds[vocab[part]] == NORMAL for part in pair)]
        merges += [(scores[id], *pair) for pair in sorted(pairs, key=lambda pair: (vocab[pair[0]], vocab[pair[1]]))]
    merges.sort(key=lambda merge: merge[0], reverse=True)
    normalizer = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
    decoder = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
    special = [added(tokens[id], id) for id, kind in enumerate(kinds) if kind in (UNKNOWN, CONTROL)]
    return document(vocab, [[left, right] for _, left, right in merges], None, special, normalizer, decoder,
                    unk_token="<unk>", fuse_unk=True, byte_fallback=True)


# --- DeepSeek-V3's ranks --------------------------------------------------------------------------------------

def from_ranks(path):
    """A token's merge is the pair that is left when its letters are merged by the tokens before it."""
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
    special = [added(token, rank) for token, rank in ranks.items() if rank < 3]
    names = {128798: "<think>", 128799: "</think>", 128803: "<｜User｜>", 128804: "<｜Assistant｜>"}
    special += [added(names.get(id, f"<｜place▁holder▁no▁{id}｜>"), id, special=False, normalized=False)
                for id in range(128000, 128815)]  # the library wants no gap
    return document(ranks, merges, cuts(DEEPSEEK_V3), special)


# --- trained here ---------------------------------------------------------------------------------------------

def trained(texts, pre_tokenizer, normalizer=None, size=3000, extra=()):
    tokenizer = Tokenizer.from_str(json.dumps(document({}, [], pre_tokenizer, (), normalizer)))
    trainer = trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
                                  show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    for token in extra:
        (tokenizer.add_special_tokens if token.special else tokenizer.add_tokens)([token])
    return json.loads(tokenizer.to_str())


SPECIALS = [AddedToken(content, special=True, normalized=False)
            for content in ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<think>", "</think>"]]
ODD = [AddedToken("<s>", special=True, lstrip=True, normalized=False), AddedToken("</s>", special=True, rstrip=True),
       AddedToken("the", special=False, single_word=True), AddedToken("é", special=False, normalized=True),
       AddedToken("  ", special=False, normalized=True), AddedToken("<think>", special=True, lstrip=True, rstrip=True)]
NFC = {"type": "NFC"}
EVERYTHING = {"type": "Sequence", "pretokenizers": [
    split(r"[,;]\s?", "MergedWithPrevious"), split(r"\(", "MergedWithNext"), split(r"[-=]", "Contiguous"),
    split(r"[^_]+", "Removed", invert=True), split(r"[a-z]+", "Isolated", invert=True),
    {"type": "Split", "pattern": {"String": "::"}, "behavior": "Isolated", "invert": False},
    {"type": "Digits", "individual_digits": True},
    {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True}]}
GPT2 = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}


def forms(shared, vocabularies, texts):
    """Name and tokenizer.json of each that can be had; `vocabularies` is llama.cpp's folder models."""
    files = shared / "tokenizers"
    digits = {"type": "Digits", "individual_digits": False}
    each_digit = {"type": "Digits", "individual_digits": True}
    yield "assay-tiny", json.loads((ROOT / "engine/checkpoint/assay-tiny/tokenizer.json").read_text())
    yield "deepseek-v3", from_ranks(files / "deepseek_v3.tiktoken")
    yield "gpt-2", from_gguf(files / "ggml-vocab-gpt-2.gguf", GPT2)
    yield "deepseek-llm", from_gguf(files / "ggml-vocab-deepseek-llm.gguf", cuts(DEEPSEEK_LLM, digits))
    yield "deepseek-coder", from_gguf(files / "ggml-vocab-deepseek-coder.gguf", cuts(DEEPSEEK_CODER, each_digit))
    yield "llama-spm", from_sentencepiece(files / "ggml-vocab-llama-spm.gguf")
    if vocabularies:
        yield "llama-bpe", from_gguf(vocabularies / "ggml-vocab-llama-bpe.gguf", cuts([CL100K]), ignore_merges=True)
        yield "qwen2", from_gguf(vocabularies / "ggml-vocab-qwen2.gguf", cuts([QWEN2]), NFC)
    yield "o200k", trained(texts, cuts([O200K]), extra=SPECIALS)
    yield "glm-4", trained(texts, cuts([CL100K]), extra=SPECIALS)
    yield "qwen3.5", trained(texts, cuts([QWEN35]), NFC, extra=SPECIALS)
    yield "kimi", trained(texts, cuts([KIMI]), extra=SPECIALS)
    yield "olmoe", trained(texts, GPT2, NFC, extra=SPECIALS + [AddedToken(" " * n, special=False, normalized=True)
                                                              for n in range(24, 1, -1)])
    yield "everything", trained(texts, EVERYTHING, NFC, extra=ODD)
