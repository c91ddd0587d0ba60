"""stdlib/gpt.cdp in plain PyTorch, as one writes it by hand from the model's mathematics. Its parameters have the plan's names, its
sizes are the plan's shapes and its factors the plan's multipliers. Nothing here knows how cdp-run computes."""

import torch
import torch.nn.functional as F
from torch import nn


class RmsNorm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x):
        if hasattr(F, "rms_norm"):
            return F.rms_norm(x, self.gain.shape, self.gain, 1e-6)
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.gain


class Attention(nn.Module):
    def __init__(self, width, heads, context, scale):
        super().__init__()
        self.heads, self.scale = heads, scale
        self.q, self.k, self.v, self.out = (nn.Linear(width, width, bias=False) for _ in range(4))
        self.q_norm, self.k_norm = RmsNorm(width // heads), RmsNorm(width // heads)
        half = width // heads // 2
        angles = torch.outer(torch.arange(context), 10000 ** (-torch.arange(half) / half))
        self.register_buffer("cos", angles.cos(), persistent=False)  # (time, half a head)
        self.register_buffer("sin", angles.sin(), persistent=False)
        if not hasattr(F, "scaled_dot_product_attention"):
            mask = torch.ones(context, context, dtype=torch.bool).triu(1)
            self.register_buffer("mask", mask, persistent=False)

    def rotate(self, x):
        a, b = x.chunk(2, dim=-1)
        return torch.cat((a * self.cos - b * self.sin, a * self.sin + b * self.cos), dim=-1).to(x.dtype)

    def forward(self, x):
        batch, time, width = x.shape
        q, k, v = (f(x).view(batch, time, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        q, k = self.rotate(self.q_norm(q)).to(v.dtype), self.rotate(self.k_norm(k)).to(v.dtype)
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=self.scale)
        else:
            weights = (q @ k.transpose(-2, -1) * self.scale).masked_fill(self.mask, float("-inf"))
            y = weights.softmax(dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(batch, time, width))


class SwiGlu(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.gate, self.up = nn.Linear(width, hidden, bias=False), nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    def __init__(self, width, heads, context, at, plan):
        super().__init__()
        self.attn_norm, self.mlp_norm = RmsNorm(width), RmsNorm(width)
        self.attn = Attention(width, heads, context, plan.multiplier(f"{at}.attn.scale"))
        self.mlp = SwiGlu(width, 4 * width)
        self.attn_mult, self.mlp_mult = plan.multiplier(f"{at}.attn_mult"), plan.multiplier(f"{at}.mlp_mult")

    def forward(self, x):
        x = x + self.attn_mult * self.attn(self.attn_norm(x))
        return x + self.mlp_mult * self.mlp(self.mlp_norm(x))


class Gpt(nn.Module):
    def __init__(self, plan):
        super().__init__()
        shapes = {tensor.name: tensor.shape for tensor in plan.tensors}
        vocab, width = shapes["embed.weight"]
        heads = width // shapes["blocks.0.attn.q_norm.gain"][0]
        depth = sum(name.endswith("attn.q.weight") for name in shapes)
        self.embed = nn.Embedding(vocab, width)
        self.blocks = nn.ModuleList(Block(width, heads, plan.training.context, f"blocks.{i}", plan) for i in range(depth))
        self.norm = RmsNorm(width)
        self.head = nn.Linear(width, vocab, bias=False)
        self.head_mult = plan.multiplier("head.mult")
        plan.check_multipliers()

    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.head_mult * self.head(self.norm(x))
