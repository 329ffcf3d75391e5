"""assay-tiny: the DeepSeek-V3 decoder (MLA + mixture of experts) in a few hundred lines of PyTorch.

Shapes in comments: B sequences, T positions, N = B*T tokens, d hidden, H heads, E experts, k experts a token.
Master weights are fp32; `compute_dtype` says in which type the large matrix products run. Norms, router,
softmax and the residual stream stay in fp32. Runs on PyTorch 1.13 and newer.
"""
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import nn

from moe_ops import permute_rows, grouped_linear


@dataclass
class Config:
    vocab: int = 512
    hidden: int = 160
    layers: int = 4
    dense_layers: int = 1
    heads: int = 4
    nope: int = 16
    rope: int = 16
    v_head: int = 32
    kv_lora: int = 48
    dense_inter: int = 416
    moe_inter: int = 96
    experts: int = 8
    top_k: int = 2
    route_scale: float = 1.5
    theta: float = 500.0
    eps: float = 1e-6
    max_positions: int = 1024

    def to_dict(self):
        return asdict(self)


def rope_tables(config, length):
    """cos and sin of position * theta^(-2i/rope): two [length, rope/2] tables."""
    exponent = torch.arange(0, config.rope, 2, dtype=torch.float64) / config.rope
    angle = torch.arange(length, dtype=torch.float64)[:, None] * config.theta ** -exponent
    return angle.cos().float(), angle.sin().float()


def rotate_pairs(x, cos, sin):
    """Interleaved RoPE: the pair (2i, 2i+1) of x [..., rope] is one complex number."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), -1).flatten(-2)


def linear(x, weight):
    return F.linear(x, weight.to(x.dtype))


class RMSNorm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x):
        x = x.float()
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.weight


def matrix(rows, columns, gain=1.0):
    return nn.Parameter(torch.randn(rows, columns) * (gain / columns ** 0.5))


def causal_attention(q, k, v):
    """q, k [B, H, T, nope+rope], v [B, H, T, v_head] -> [B, H, T, v_head].

    In bf16 written out: PyTorch's fused CPU kernel is 3 times slower there (measured, forward and backward).
    """
    if q.dtype == torch.float32 and hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    length = q.shape[2]
    future = torch.full((length, length), float("-inf"), dtype=q.dtype).triu(1)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2) + future
    return torch.softmax(scores, -1) @ v


class Attention(nn.Module):
    """Multi-head latent attention in its decompressed form (no q_lora)."""

    def __init__(self, c):
        super().__init__()
        self.c = c
        self.q_proj = matrix(c.heads * (c.nope + c.rope), c.hidden)
        self.kv_a = matrix(c.kv_lora + c.rope, c.hidden)
        self.kv_norm = RMSNorm(c.kv_lora, c.eps)
        self.kv_b = matrix(c.heads * (c.nope + c.v_head), c.kv_lora)
        self.o_proj = matrix(c.hidden, c.heads * c.v_head, 0.5)

    def project(self, x, cos, sin):
        """x [B, T, d] -> q [B, T, H, nope+rope], latent [B, T, kv_lora], k_pe [B, T, rope]."""
        c = self.c
        batch, length, _ = x.shape
        both = linear(x, torch.cat((self.q_proj, self.kv_a)))
        q, latent, k_pe = both.split((c.heads * (c.nope + c.rope), c.kv_lora, c.rope), -1)
        q_nope, q_pe = q.view(batch, length, c.heads, -1).split((c.nope, c.rope), -1)
        q_pe = rotate_pairs(q_pe.float(), cos[:, None], sin[:, None]).to(x.dtype)
        k_pe = rotate_pairs(k_pe.float(), cos, sin).to(x.dtype)
        return torch.cat((q_nope, q_pe), -1), self.kv_norm(latent).to(x.dtype), k_pe

    def keys_values(self, latent, k_pe):
        """-> k [B, T, H, nope+rope], v [B, T, H, v_head]."""
        c = self.c
        batch, length, _ = latent.shape
        k_nope, v = linear(latent, self.kv_b).view(batch, length, c.heads, -1).split((c.nope, c.v_head), -1)
        return torch.cat((k_nope, k_pe[:, :, None].expand(batch, length, c.heads, c.rope)), -1), v

    def forward(self, x, cos, sin):
        batch, length, _ = x.shape
        q, latent, k_pe = self.project(x, cos, sin)
        k, v = self.keys_values(latent, k_pe)
        out = causal_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
        return linear(out.transpose(1, 2).reshape(batch, length, -1), self.o_proj)


class SwiGLU(nn.Module):
    def __init__(self, hidden, inter):
        super().__init__()
        self.gate_up = matrix(2 * inter, hidden)
        self.down = matrix(hidden, inter, 0.5)

    def forward(self, x):
        gate, up = linear(x, self.gate_up).chunk(2, -1)
        return linear(F.silu(gate) * up, self.down)


class MoE(nn.Module):
    """Sigmoid router with a selection bias (noaux_tc), k of E experts, one shared expert."""

    def __init__(self, c):
        super().__init__()
        self.c = c
        self.router = matrix(c.experts, c.hidden)
        self.register_buffer("bias", torch.zeros(c.experts))
        self.gate_up = nn.Parameter(torch.randn(c.experts, 2 * c.moe_inter, c.hidden) / c.hidden ** 0.5)
        self.down = nn.Parameter(torch.randn(c.experts, c.hidden, c.moe_inter) * (0.5 / c.moe_inter ** 0.5))
        self.shared = SwiGLU(c.hidden, c.moe_inter)

    def route(self, x):
        """fp32 x [N, d] -> expert ids [N, k] and weights [N, k]."""
        scores = torch.sigmoid(x @ self.router.t())
        ids = torch.topk(scores.detach() + self.bias, self.c.top_k, -1)[1]
        weights = scores.gather(-1, ids)
        return ids, weights / (weights.sum(-1, keepdim=True) + 1e-20) * self.c.route_scale

    def forward(self, x32, dtype):
        """fp32 x [N, d] -> output [N, d] and the number of rows of each expert [E]."""
        ids, weights = self.route(x32)
        x = x32.to(dtype)
        slots = ids.reshape(-1)                                           # N*k, token-major
        counts = (slots[:, None] == torch.arange(self.c.experts)).sum(0)
        order = torch.argsort(slots)                                      # expert-major: row r is slot order[r]
        inverse = torch.empty_like(order).scatter_(0, order, torch.arange(order.shape[0]))
        rows = permute_rows(x, order, inverse, self.c.top_k)              # [N*k, d]
        gate, up = grouped_linear(rows, self.gate_up.to(dtype), counts).chunk(2, -1)
        rows = grouped_linear(F.silu(gate) * up, self.down.to(dtype), counts)
        rows = permute_rows(rows, inverse, order, 1)                      # back to token-major
        routed = (rows.view(-1, self.c.top_k, rows.shape[-1]).float() * weights[..., None]).sum(1)
        return routed + self.shared(x).float(), counts


class Block(nn.Module):
    def __init__(self, c, index):
        super().__init__()
        self.attention_norm = RMSNorm(c.hidden, c.eps)
        self.attention = Attention(c)
        self.mlp_norm = RMSNorm(c.hidden, c.eps)
        self.dense = index < c.dense_layers
        self.mlp = SwiGLU(c.hidden, c.dense_inter) if self.dense else MoE(c)

    def feed_forward(self, x, dtype):
        """fp32 residual x [B, T, d] -> x plus the feed-forward output, and expert counts or None."""
        h = self.mlp_norm(x)
        if self.dense:
            return x + self.mlp(h.to(dtype)).float(), None
        out, counts = self.mlp(h.reshape(-1, h.shape[-1]), dtype)
        return x + out.view(x.shape), counts

    def forward(self, x, cos, sin, dtype):
        x = x + self.attention(self.attention_norm(x).to(dtype), cos, sin).float()
        return self.feed_forward(x, dtype)


class Model(nn.Module):
    def __init__(self, config, compute_dtype=torch.float32):
        super().__init__()
        self.config, self.compute_dtype = config, compute_dtype
        self.embed = nn.Parameter(torch.randn(config.vocab, config.hidden) * 0.5)
        self.blocks = nn.ModuleList(Block(config, i) for i in range(config.layers))
        self.norm = RMSNorm(config.hidden, config.eps)
        self.head = nn.Parameter(torch.randn(config.vocab, config.hidden) * 0.02)
        cos, sin = rope_tables(config, config.max_positions)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def hidden_states(self, ids):
        """ids [B, T] -> final normed states fp32 [B, T, d] and expert counts [MoE layers, E]."""
        cos, sin = self.cos[:ids.shape[1]], self.sin[:ids.shape[1]]
        x = F.embedding(ids, self.embed)
        loads = []
        for block in self.blocks:
            x, counts = block(x, cos, sin, self.compute_dtype)
            if counts is not None:
                loads.append(counts)
        return self.norm(x), torch.stack(loads)

    def forward(self, ids, positions, targets):
        """Sum of the losses at the flat `positions` [P] of ids [B, T] against `targets` [P], and expert counts."""
        x, loads = self.hidden_states(ids)
        x = x.reshape(-1, x.shape[-1]).index_select(0, positions).to(self.compute_dtype)
        return F.cross_entropy(linear(x, self.head).float(), targets, reduction="sum"), loads

    def moe_layers(self):
        return [block.mlp for block in self.blocks if not block.dense]
