"""Writes a training checkpoint as a Hugging Face directory: bf16 safetensors, config and tokenizer files.

  python export.py out/last.pt tokenizer.json engine/checkpoint/assay-tiny

The names are those of DeepseekV3ForCausalLM on the hub: one tensor an expert, gate and up apart. The
router's correction bias stays fp32, as DeepSeek ships it.
"""
import json
import os
import sys

import torch

import tokenizer as tk

CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'system' %}{{ message['content'] }}"
    "{% elif message['role'] == 'user' %}<｜User｜>{{ message['content'] }}"
    "{% else %}<｜Assistant｜>{{ message['content'].split('</think>')[-1] }}<｜end▁of▁sentence｜>{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}<｜Assistant｜><think>\n{% endif %}")


def hub_config(c):
    return {
        "architectures": ["DeepseekV3ForCausalLM"], "model_type": "deepseek_v3", "torch_dtype": "bfloat16",
        "vocab_size": c["vocab"], "hidden_size": c["hidden"], "num_hidden_layers": c["layers"],
        "first_k_dense_replace": c["dense_layers"], "moe_layer_freq": 1,
        "num_attention_heads": c["heads"], "num_key_value_heads": c["heads"],
        "q_lora_rank": None, "kv_lora_rank": c["kv_lora"], "qk_nope_head_dim": c["nope"],
        "qk_rope_head_dim": c["rope"], "v_head_dim": c["v_head"], "attention_bias": False, "attention_dropout": 0.0,
        "intermediate_size": c["dense_inter"], "moe_intermediate_size": c["moe_inter"], "hidden_act": "silu",
        "n_routed_experts": c["experts"], "n_shared_experts": 1, "num_experts_per_tok": c["top_k"],
        "n_group": 1, "topk_group": 1, "scoring_func": "sigmoid", "topk_method": "noaux_tc",
        "norm_topk_prob": True, "routed_scaling_factor": c["route_scale"],
        "rms_norm_eps": c["eps"], "rope_theta": c["theta"], "rope_interleave": True, "rope_scaling": None,
        "max_position_embeddings": c["max_positions"], "initializer_range": 0.02, "tie_word_embeddings": False,
        "use_cache": True, "bos_token_id": tk.BOS, "eos_token_id": tk.EOS, "pad_token_id": tk.PAD}


def hub_tensors(weights, c):
    """Name and tensor of each weight, in the hub's names and shapes ([out, in])."""
    bf16 = lambda name: weights[name].to(torch.bfloat16)

    def swiglu(prefix, gate_up, down):
        gate, up = gate_up.chunk(2, 0)
        yield prefix + "gate_proj.weight", gate
        yield prefix + "up_proj.weight", up
        yield prefix + "down_proj.weight", down

    yield "model.embed_tokens.weight", bf16("embed")
    for layer in range(c["layers"]):
        ours, theirs = f"blocks.{layer}.", f"model.layers.{layer}."
        yield theirs + "input_layernorm.weight", bf16(ours + "attention_norm.weight")
        yield theirs + "post_attention_layernorm.weight", bf16(ours + "mlp_norm.weight")
        for name, hub in (("q_proj", "q_proj"), ("kv_a", "kv_a_proj_with_mqa"), ("kv_norm.weight", "kv_a_layernorm"),
                          ("kv_b", "kv_b_proj"), ("o_proj", "o_proj")):
            yield f"{theirs}self_attn.{hub}.weight", bf16(ours + "attention." + name)
        if layer < c["dense_layers"]:
            yield from swiglu(theirs + "mlp.", bf16(ours + "mlp.gate_up"), bf16(ours + "mlp.down"))
            continue
        yield theirs + "mlp.gate.weight", bf16(ours + "mlp.router")
        yield theirs + "mlp.gate.e_score_correction_bias", weights[ours + "mlp.bias"].float()
        yield from swiglu(theirs + "mlp.shared_experts.", bf16(ours + "mlp.shared.gate_up"),
                          bf16(ours + "mlp.shared.down"))
        for expert in range(c["experts"]):
            yield from swiglu(f"{theirs}mlp.experts.{expert}.", bf16(ours + "mlp.gate_up")[expert],
                              bf16(ours + "mlp.down")[expert])
    yield "model.norm.weight", bf16("norm.weight")
    yield "lm_head.weight", bf16("head")


def write_safetensors(path, tensors):
    """The format of huggingface/safetensors: header length, JSON header padded to 8 bytes, data."""
    header, blobs, at = {"__metadata__": {"format": "pt"}}, [], 0
    for name, tensor in sorted(tensors):
        kind, bits = ("F32", torch.int32) if tensor.dtype == torch.float32 else ("BF16", torch.int16)
        blob = tensor.contiguous().view(bits).numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [at, at + len(blob)]}
        blobs.append(blob)
        at += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(len(text).to_bytes(8, "little") + text + b"".join(blobs))


def write_json(path, document):
    with open(path, "w", encoding="utf-8") as out:
        json.dump(document, out, ensure_ascii=False, indent=2)
        out.write("\n")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    saved, out = torch.load(sys.argv[1], map_location="cpu"), sys.argv[3]
    config = saved["config"]
    os.makedirs(out, exist_ok=True)
    write_safetensors(os.path.join(out, "model.safetensors"), hub_tensors(saved["model"], config))
    write_json(os.path.join(out, "config.json"), hub_config(config))
    write_json(os.path.join(out, "generation_config.json"),
               {"do_sample": True, "temperature": 0.6, "top_p": 0.95,
                "bos_token_id": tk.BOS, "eos_token_id": tk.EOS, "pad_token_id": tk.PAD})
    write_json(os.path.join(out, "tokenizer_config.json"),
               {"tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": True, "add_eos_token": False,
                "bos_token": tk.SPECIALS[tk.BOS], "eos_token": tk.SPECIALS[tk.EOS], "pad_token": tk.SPECIALS[tk.PAD],
                "model_max_length": config["max_positions"], "clean_up_tokenization_spaces": False,
                "chat_template": CHAT_TEMPLATE})
    tk.Tokenizer.load(sys.argv[2]).save(os.path.join(out, "tokenizer.json"))
    print(f"{out}: after {saved['progress']}")


if __name__ == "__main__":
    main()
