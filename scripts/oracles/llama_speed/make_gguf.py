#!/usr/bin/env python3
"""Writes the weights of a directory made by engine/bench/random_checkpoint as GGUF, for llama.cpp.

    make_gguf.py DIRECTORY OUT.gguf bf16|q8|q4

Matrices in bf16, Q8_0 or Q4_0 (the blocks that assay's --weights q8 and q4 hold), norms and router
in fp32; latent attention with its two halves apart, as llama.cpp's own converter has it. No
vocabulary.
"""
import json
import pathlib
import struct
import sys

import gguf
import numpy as np

TYPES = {"bf16": gguf.GGMLQuantizationType.BF16, "q8": gguf.GGMLQuantizationType.Q8_0,
         "q4": gguf.GGMLQuantizationType.Q4_0}
PLAIN = {"attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm",
         "attn_kv_a_norm": "self_attn.kv_a_layernorm", "attn_q": "self_attn.q_proj",
         "attn_kv_a_mqa": "self_attn.kv_a_proj_with_mqa", "attn_output": "self_attn.o_proj"}
PARTS = {"gate": "gate_proj", "up": "up_proj", "down": "down_proj"}


class Checkpoint:
    """bf16 tensors of one safetensors file, as fp32."""

    def __init__(self, path):
        with open(path, "rb") as file:
            size = struct.unpack("<Q", file.read(8))[0]
            self.header = json.loads(file.read(size))
        self.bytes = np.memmap(path, np.uint8, "r", 8 + size)

    def __getitem__(self, name):
        entry = self.header[name]
        begin, end = entry["data_offsets"]
        bits = self.bytes[begin:end].view(np.uint16).astype(np.uint32) << 16
        return bits.view(np.float32).reshape(entry["shape"])


class Writer:
    def __init__(self, path, config, kind):
        self.file = gguf.GGUFWriter(path, "deepseek2")
        self.kind = TYPES[kind]
        self.parameters(config)

    def parameters(self, config):
        file = self.file
        rank, rope = config["kv_lora_rank"], config["qk_rope_head_dim"]
        file.add_block_count(config["num_hidden_layers"])
        file.add_context_length(config["max_position_embeddings"])
        file.add_embedding_length(config["hidden_size"])
        file.add_feed_forward_length(config["intermediate_size"])
        file.add_head_count(config["num_attention_heads"])
        file.add_head_count_kv(1)
        file.add_rope_freq_base(config["rope_theta"])
        file.add_rope_dimension_count(rope)
        file.add_layer_norm_rms_eps(config["rms_norm_eps"])
        file.add_vocab_size(config["vocab_size"])
        file.add_leading_dense_block_count(config["first_k_dense_replace"])
        file.add_q_lora_rank(0)
        file.add_kv_lora_rank(rank)
        file.add_key_length(rank + rope)
        file.add_value_length(rank)
        file.add_key_length_mla(config["qk_nope_head_dim"] + rope)
        file.add_value_length_mla(config["v_head_dim"])
        file.add_expert_count(config["n_routed_experts"])
        file.add_expert_used_count(config["num_experts_per_tok"])
        file.add_expert_shared_count(config["n_shared_experts"])
        file.add_expert_feed_forward_length(config["moe_intermediate_size"])
        file.add_expert_weights_scale(config["routed_scaling_factor"])
        file.add_expert_weights_norm(config["norm_topk_prob"])
        file.add_expert_gating_func(gguf.ExpertGatingFuncType.SOFTMAX)
        file.add_tokenizer_model("none")

    def add(self, name, values):
        plain = values.ndim == 1 or "gate_inp" in name
        kind = gguf.GGMLQuantizationType.F32 if plain else self.kind
        data = gguf.quants.quantize(np.ascontiguousarray(values, np.float32), kind)
        self.file.add_tensor(name + ".weight", data, raw_dtype=kind)

    def close(self):
        self.file.write_header_to_file()
        self.file.write_kv_data_to_file()
        self.file.write_tensors_to_file()
        self.file.close()


def add_layer(out, weights, config, layer):
    source, name = f"model.layers.{layer}.", f"blk.{layer}."
    for ours, theirs in PLAIN.items():
        out.add(name + ours, weights[f"{source}{theirs}.weight"])
    nope, rank = config["qk_nope_head_dim"], config["kv_lora_rank"]
    both = weights[source + "self_attn.kv_b_proj.weight"]
    both = both.reshape(config["num_attention_heads"], nope + config["v_head_dim"], rank)
    out.add(name + "attn_k_b", both[:, :nope].transpose(0, 2, 1))
    out.add(name + "attn_v_b", both[:, nope:])
    if layer < config["first_k_dense_replace"]:
        for part, theirs in PARTS.items():
            out.add(f"{name}ffn_{part}", weights[f"{source}mlp.{theirs}.weight"])
        return
    out.add(name + "ffn_gate_inp", weights[source + "mlp.gate.weight"])
    for part, theirs in PARTS.items():
        out.add(f"{name}ffn_{part}_shexp", weights[f"{source}mlp.shared_experts.{theirs}.weight"])
        out.add(f"{name}ffn_{part}_exps",
                np.stack([weights[f"{source}mlp.experts.{expert}.{theirs}.weight"]
                          for expert in range(config["n_routed_experts"])]))


def main():
    directory, path, kind = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    config = json.loads((directory / "config.json").read_text())
    weights = Checkpoint(directory / "model.safetensors")
    out = Writer(path, config, kind)
    out.add("token_embd", weights["model.embed_tokens.weight"])
    for layer in range(config["num_hidden_layers"]):
        add_layer(out, weights, config, layer)
    out.add("output_norm", weights["model.norm.weight"])
    out.add("output", weights["lm_head.weight"])
    out.close()


if __name__ == "__main__":
    main()
