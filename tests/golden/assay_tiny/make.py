"""Golden logits and greedy traces of the built-in model, from our PyTorch model of the checkpoint.

    python3 tests/golden/assay_tiny/make.py build/release/datasets/assay-builtin-export

writes greedy.json (100 prompts to the end of each trace) and logits.json beside this file. The
weights are the bf16 values of the checkpoint; the arithmetic is fp64, so that a token is what the
mathematics says and not what one summation order says. For each step whose two top logits lie within
1e-3 the position is listed, since there another engine may rightly choose the other token.
"""
import json
import struct
import subprocess
import sys
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "scripts" / "train"))
from model import Config, Model, causal_attention  # noqa: E402,F401
import model as tiny  # noqa: E402

CHECKPOINT = ROOT / "engine" / "checkpoint" / "assay-tiny"
HERE = Path(__file__).resolve().parent
PROMPTS = 100
NEAR_TIE = 1e-3
LOGIT_PROMPTS = 4


def read_safetensors(path):
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + length])
    types = {"BF16": torch.bfloat16, "F32": torch.float32}
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        data = bytearray(raw[8 + length + begin:8 + length + end])
        tensors[name] = torch.frombuffer(data, dtype=types[entry["dtype"]]).reshape(entry["shape"]).double()
    return tensors


def load(directory):
    c = json.loads((directory / "config.json").read_text())
    config = Config(vocab=c["vocab_size"], hidden=c["hidden_size"], layers=c["num_hidden_layers"],
                    dense_layers=c["first_k_dense_replace"], heads=c["num_attention_heads"],
                    nope=c["qk_nope_head_dim"], rope=c["qk_rope_head_dim"], v_head=c["v_head_dim"],
                    kv_lora=c["kv_lora_rank"], dense_inter=c["intermediate_size"],
                    moe_inter=c["moe_intermediate_size"], experts=c["n_routed_experts"],
                    top_k=c["num_experts_per_tok"], route_scale=c["routed_scaling_factor"],
                    theta=c["rope_theta"], eps=c["rms_norm_eps"], max_positions=c["max_position_embeddings"])
    return config, read_safetensors(directory / "model.safetensors")


class Reference:
    """The decoder in fp64, a whole sequence at a time, on the checkpoint's own tensor names."""

    def __init__(self, config, tensors):
        self.c, self.t = config, tensors
        exponent = torch.arange(0, config.rope, 2, dtype=torch.float64) / config.rope
        angle = torch.arange(config.max_positions, dtype=torch.float64)[:, None] * config.theta ** -exponent
        self.cos, self.sin = angle.cos(), angle.sin()

    def norm(self, x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.c.eps) * self.t[name]

    def mlp(self, x, prefix):
        gate, up = x @ self.t[prefix + "gate_proj.weight"].T, x @ self.t[prefix + "up_proj.weight"].T
        return (gate * torch.sigmoid(gate) * up) @ self.t[prefix + "down_proj.weight"].T

    def attention(self, x, prefix, past):
        """x [T, d] at positions past.length..; appends to the cache and attends to all of it."""
        c, count, start = self.c, x.shape[0], past["length"]
        cos, sin = self.cos[start:start + count], self.sin[start:start + count]
        q = (x @ self.t[prefix + "q_proj.weight"].T).view(count, c.heads, c.nope + c.rope)
        kv = x @ self.t[prefix + "kv_a_proj_with_mqa.weight"].T
        latent = self.norm(kv[:, :c.kv_lora], prefix + "kv_a_layernorm.weight")
        k_pe = tiny.rotate_pairs(kv[:, c.kv_lora:], cos, sin)
        q = torch.cat((q[..., :c.nope], tiny.rotate_pairs(q[..., c.nope:], cos[:, None], sin[:, None])), -1)
        latent = torch.cat((past["latent"], latent)) if start else latent
        k_pe = torch.cat((past["k_pe"], k_pe)) if start else k_pe
        past.update(latent=latent, k_pe=k_pe)
        kv = (latent @ self.t[prefix + "kv_b_proj.weight"].T).view(-1, c.heads, c.nope + c.v_head)
        k = torch.cat((kv[..., :c.nope], k_pe[:, None].expand(-1, c.heads, -1)), -1)
        scores = torch.einsum("qhd,khd->hqk", q, k) * (c.nope + c.rope) ** -0.5
        future = torch.arange(latent.shape[0])[None, :] > (start + torch.arange(count))[:, None]
        weights = torch.softmax(scores.masked_fill(future, float("-inf")), -1)
        out = torch.einsum("hqk,khd->qhd", weights, kv[..., c.nope:]).reshape(count, -1)
        return out @ self.t[prefix + "o_proj.weight"].T

    def experts(self, x, prefix):
        c = self.c
        scores = torch.sigmoid(x @ self.t[prefix + "gate.weight"].T)
        biased = scores + self.t[prefix + "gate.e_score_correction_bias"]
        chosen = torch.topk(biased, c.top_k, -1)[1]
        weights = scores.gather(-1, chosen)
        weights = weights / (weights.sum(-1, keepdim=True) + 1e-20) * c.route_scale
        out = self.mlp(x, prefix + "shared_experts.")
        for expert in range(c.experts):
            rows, slots = (chosen == expert).nonzero(as_tuple=True)
            if len(rows):
                y = self.mlp(x[rows], f"{prefix}experts.{expert}.")
                out[rows] += y * weights[rows, slots][:, None]
        return out

    def logits(self, ids, past):
        x = self.t["model.embed_tokens.weight"][ids]
        for index in range(self.c.layers):
            prefix = f"model.layers.{index}."
            h = self.norm(x, prefix + "input_layernorm.weight")
            x = x + self.attention(h, prefix + "self_attn.", past[index])
            h = self.norm(x, prefix + "post_attention_layernorm.weight")
            x = x + (self.mlp(h, prefix + "mlp.") if index < self.c.dense_layers
                     else self.experts(h, prefix + "mlp."))
        for layer in past:
            layer["length"] += len(ids)
        return self.norm(x, "model.norm.weight") @ self.t["lm_head.weight"].T

    def empty(self):
        return [{"length": 0} for _ in range(self.c.layers)]


def greedy(reference, prompt, stop):
    past, near_ties, out = reference.empty(), [], []
    row = reference.logits(torch.tensor(prompt), past)[-1]
    while len(prompt) + len(out) < reference.c.max_positions:
        top = torch.topk(row, 2)
        if (top.values[0] - top.values[1]).item() < NEAR_TIE:
            near_ties.append(len(out))
        token = int(row.argmax())
        if token == stop:
            return out, "stop", near_ties
        out.append(token)
        row = reference.logits(torch.tensor([token]), past)[-1]
    return out, "length", near_ties


def questions(export):
    """Problems of both shipped suites, evenly taken."""
    rows = []
    for suite, count in (("assay-math", 70), ("assay-code", 30)):
        lines = subprocess.run([export, "--suite-dump", suite], check=True, capture_output=True, text=True)
        problems = [json.loads(line) for line in lines.stdout.splitlines()]
        rows += [(suite, problems[i * len(problems) // count]) for i in range(count)]
    return rows


def main():
    torch.set_num_threads(1)  # the matrices are small
    from tokenizer import EOS, Tokenizer  # the training code's own
    config, tensors = load(CHECKPOINT)
    reference = Reference(config, tensors)
    tokenizer = Tokenizer.load(CHECKPOINT / "tokenizer.json")
    prompts = []
    for suite, problem in questions(sys.argv[1]):
        prompt = tokenizer.prompt(problem["question"])
        ids, finish, near_ties = greedy(reference, prompt, EOS)
        prompts.append({"suite": suite, "problem": problem["id"], "question": problem["question"],
                        "prompt_ids": prompt, "token_ids": ids, "finish": finish, "near_ties": near_ties})
        print(len(prompts), suite, problem["id"], len(ids), finish, near_ties, flush=True)
    (HERE / "greedy.json").write_text(json.dumps({"near_tie": NEAR_TIE, "prompts": prompts}, separators=(",", ":")) + "\n")
    rows = []
    for entry in prompts[::PROMPTS // LOGIT_PROMPTS]:
        ids = (entry["prompt_ids"] + entry["token_ids"])[:48]
        logits = reference.logits(torch.tensor(ids), reference.empty())
        rows.append({"ids": ids, "positions": [0, 23, 47],
                     "logits": [[round(v, 7) for v in logits[p].tolist()] for p in (0, 23, 47)]})
    (HERE / "logits.json").write_text(json.dumps(rows, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
