"""DeepSeek's decoder in plain numpy, fp64, read from its published inference/model.py (DeepSeek-V3): YaRN with
mscale^2 in the softmax scale, interleaved pairs, groups of experts, biased choice with unbiased weights.

Independent of transformers: make.py holds one against the other. `model.py` masks other groups by -inf and
normalises sigmoid weights without an epsilon; V2's weights are not normalised (norm_topk_prob false).
"""
import math

import numpy as np


def mscale(factor, m):
    return 1.0 if factor <= 1 else 0.1 * m * math.log(factor) + 1.0


def frequencies(c):
    """Angles per position of each pair: YaRN's ramp between stretched and plain frequencies."""
    dim, scaling, parameters = c["qk_rope_head_dim"], c.get("rope_scaling"), c.get("rope_parameters", {})
    base = c["rope_theta"] if "rope_theta" in c else parameters["rope_theta"]
    f = 1.0 / base ** (np.arange(0, dim, 2) / dim)
    if not scaling:
        return f

    def correction(rotations):
        length = scaling["original_max_position_embeddings"]
        return dim * math.log(length / (rotations * 2 * math.pi)) / (2 * math.log(base))

    low = max(math.floor(correction(scaling["beta_fast"])), 0)
    high = min(math.ceil(correction(scaling["beta_slow"])), dim - 1)
    ramp = np.clip((np.arange(dim // 2) - low) / (high - low), 0, 1)
    return f / scaling["factor"] * ramp + f * (1 - ramp)


def rotate(x, angle):
    """x [..., T, dim]: each pair (2i, 2i+1) as a complex number turned by its angle [T, dim/2]."""
    z = (x[..., 0::2] + 1j * x[..., 1::2]) * np.exp(1j * angle)
    return np.stack((z.real, z.imag), -1).reshape(x.shape)


def norm(x, weight, eps):
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + eps) * weight


def softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


class Decoder:
    def __init__(self, config, tensors):
        self.c, self.t = config, tensors
        self.biased_tokens = 0  # tokens whose choice of experts the bias changed

    def linear(self, x, name):
        return x @ self.t[name + ".weight"].T

    def mlp(self, x, prefix):
        gate = self.linear(x, prefix + "gate_proj")
        return self.linear(gate * sigmoid(gate) * self.linear(x, prefix + "up_proj"), prefix + "down_proj")

    def attention(self, x, prefix):
        c, count = self.c, len(x)
        heads, nope, rope, rank = (c["num_attention_heads"], c["qk_nope_head_dim"], c["qk_rope_head_dim"],
                                   c["kv_lora_rank"])
        if c["q_lora_rank"]:
            low = norm(self.linear(x, prefix + "q_a_proj"), self.t[prefix + "q_a_layernorm.weight"], 1e-6)
            q = self.linear(low, prefix + "q_b_proj")
        else:
            q = self.linear(x, prefix + "q_proj")
        q = q.reshape(count, heads, nope + rope).transpose(1, 0, 2)
        kv = self.linear(x, prefix + "kv_a_proj_with_mqa")
        latent = norm(kv[:, :rank], self.t[prefix + "kv_a_layernorm.weight"], 1e-6)
        angle = np.outer(np.arange(count), frequencies(c))
        q_pe, k_pe = rotate(q[..., nope:], angle), rotate(kv[:, rank:], angle)
        up = self.linear(latent, prefix + "kv_b_proj").reshape(count, heads, nope + c["v_head_dim"]).transpose(1, 0, 2)
        scale = (nope + rope) ** -0.5
        if c.get("rope_scaling"):
            scale *= mscale(c["rope_scaling"]["factor"], c["rope_scaling"]["mscale_all_dim"]) ** 2
        scores = (q[..., :nope] @ up[..., :nope].transpose(0, 2, 1) + q_pe @ k_pe.T) * scale
        scores[:, np.triu(np.ones((count, count), bool), 1)] = -np.inf
        out = softmax(scores) @ up[..., nope:]
        return self.linear(out.transpose(1, 0, 2).reshape(count, -1), prefix + "o_proj")

    def choose(self, scores, bias):
        """Expert numbers [T, k] by the published rule; without `bias` a group's score is its maximum."""
        c, k = self.c, self.c["num_experts_per_tok"]
        biased = scores if bias is None else scores + bias
        if c["n_group"] > 1:
            groups = biased.reshape(len(scores), c["n_group"], -1)
            best = np.sort(groups, -1)[..., ::-1]
            strength = best[..., 0] if bias is None else best[..., :2].sum(-1)
            kept = np.argsort(-strength, -1, kind="stable")[:, :c["topk_group"]]
            mask = np.ones(strength.shape, bool)
            np.put_along_axis(mask, kept, False, -1)
            biased = np.where(mask[..., None], -np.inf, groups).reshape(scores.shape)
        return np.argsort(-biased, -1, kind="stable")[:, :k]

    def experts(self, x, prefix):
        c, logits = self.c, self.linear(x, prefix + "gate")
        sigmoidal = (prefix + "gate.e_score_correction_bias") in self.t
        scores = sigmoid(logits) if sigmoidal else softmax(logits)
        bias = self.t.get(prefix + "gate.e_score_correction_bias")
        chosen = self.choose(scores, bias)
        if sigmoidal:
            plain = self.choose(scores, np.zeros_like(bias))
            self.biased_tokens += int((np.sort(plain, -1) != np.sort(chosen, -1)).any(-1).sum())
        weights = np.take_along_axis(scores, chosen, -1)
        if c["norm_topk_prob"]:
            weights = weights / weights.sum(-1, keepdims=True)
        weights = weights * c["routed_scaling_factor"]
        out = self.mlp(x, prefix + "shared_experts.")
        for token, row in enumerate(x):
            for slot, expert in enumerate(chosen[token]):
                out[token] += weights[token, slot] * self.mlp(row, f"{prefix}experts.{expert}.")
        return out

    def logits(self, ids):
        """[T, V] for the whole sequence `ids`."""
        c, t = self.c, self.t
        x = t["model.embed_tokens.weight"][ids]
        for layer in range(c["num_hidden_layers"]):
            prefix = f"model.layers.{layer}."
            h = norm(x, t[prefix + "input_layernorm.weight"], c["rms_norm_eps"])
            x = x + self.attention(h, prefix + "self_attn.")
            h = norm(x, t[prefix + "post_attention_layernorm.weight"], c["rms_norm_eps"])
            dense = layer < c["first_k_dense_replace"]
            x = x + (self.mlp(h, prefix + "mlp.") if dense else self.experts(h, prefix + "mlp."))
        return self.linear(norm(x, t["model.norm.weight"], c["rms_norm_eps"]), "lm_head")
