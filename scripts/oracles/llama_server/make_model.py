"""Turns a checkpoint of llama2.c (stories260K) into a GGUF file that llama.cpp's server can load.

make_model.py CHECKPOINT.bin TOKENIZER.bin OUT.gguf
"""

import struct
import sys

import gguf
import numpy

# As llama2.c's export.py writes them: seven int32, then float32 weights in this order.
HEADER = struct.Struct("<7i")


def read_tokens(path, count):
    with open(path, "rb") as file:
        file.read(4)  # the longest token
        for _ in range(count):
            score, length = struct.unpack("<fi", file.read(8))
            yield file.read(length), score


def token_type(index, text):
    if index == 0:
        return gguf.TokenType.UNKNOWN
    if index < 3:
        return gguf.TokenType.CONTROL
    return gguf.TokenType.BYTE if text.startswith(b"<0x") else gguf.TokenType.NORMAL


def add_tokenizer(writer, path, count):
    tokens, scores, types = [], [], []
    for index, (text, score) in enumerate(read_tokens(path, count)):
        kind = token_type(index, text)
        names = {0: b"<unk>", 1: b"<s>", 2: b"</s>"}
        marked = text.replace(b" ", "\u2581".encode())
        tokens.append(names.get(index, text if kind == gguf.TokenType.BYTE else marked))
        scores.append(score)
        types.append(kind)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores(scores)
    writer.add_token_types(types)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)


def main():
    checkpoint, tokenizer, out = sys.argv[1:]
    with open(checkpoint, "rb") as file:
        dim, hidden, layers, heads, kv_heads, vocab, context = HEADER.unpack(file.read(HEADER.size))
        weights = numpy.fromfile(file, dtype="<f4")
    at = 0

    def take(*shape):
        nonlocal at
        size = int(numpy.prod(shape))
        at += size
        return weights[at - size : at].reshape(shape)

    kv_dim = dim * kv_heads // heads
    writer = gguf.GGUFWriter(out, "llama")
    writer.add_context_length(4 * context)
    writer.add_embedding_length(dim)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(hidden)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_rope_dimension_count(dim // heads)
    writer.add_layer_norm_rms_eps(1e-5)
    add_tokenizer(writer, tokenizer, abs(vocab))
    embedding = take(abs(vocab), dim)
    writer.add_tensor("token_embd.weight", embedding)
    shapes = [
        ("attn_norm", (dim,)),
        ("attn_q", (dim, dim)),
        ("attn_k", (kv_dim, dim)),
        ("attn_v", (kv_dim, dim)),
        ("attn_output", (dim, dim)),
        ("ffn_norm", (dim,)),
        ("ffn_gate", (hidden, dim)),
        ("ffn_down", (dim, hidden)),
        ("ffn_up", (hidden, dim)),
    ]
    for name, shape in shapes:
        block = take(layers, *shape)
        for layer in range(layers):
            writer.add_tensor(f"blk.{layer}.{name}.weight", block[layer])
    writer.add_tensor("output_norm.weight", take(dim))
    writer.add_tensor("output.weight", embedding)  # shared, as a positive vocabulary says
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()
