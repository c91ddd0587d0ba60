"""The peer of bench/train_cpu: the model of examples/01_gpt.cdp in plain PyTorch eager, as one writes it by hand.

Reads the same plan and corpus as cdp-run, and begins with the same values, batches and schedule (train_cpu_twin.py), so the
losses of both can be compared. Prints one JSON line: seconds and loss of each step."""

import argparse
import json
import os
import time

import torch
import torch.nn.functional as F
from torch import nn

import train_cpu_twin as twin


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
        batch, time_, width = x.shape
        q, k, v = (f(x).view(batch, time_, self.heads, -1).transpose(1, 2) for f in (self.q, self.k, self.v))
        q, k = self.rotate(self.q_norm(q)).to(v.dtype), self.rotate(self.k_norm(k)).to(v.dtype)
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=self.scale)
        else:
            weights = (q @ k.transpose(-2, -1) * self.scale).masked_fill(self.mask, float("-inf"))
            y = weights.softmax(dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(batch, time_, width))


class SwiGlu(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.gate, self.up = nn.Linear(width, hidden, bias=False), nn.Linear(width, hidden, bias=False)
        self.down = nn.Linear(hidden, width, bias=False)

    def forward(self, x):
        return self.down(F.silu(self.gate(x)) * self.up(x))


class Block(nn.Module):
    def __init__(self, width, heads, context, at, multipliers):
        super().__init__()
        self.attn_norm, self.mlp_norm = RmsNorm(width), RmsNorm(width)
        self.attn = Attention(width, heads, context, multipliers[f"{at}.attn.scale"])
        self.mlp = SwiGlu(width, 4 * width)
        self.attn_mult, self.mlp_mult = multipliers[f"{at}.attn_mult"], multipliers[f"{at}.mlp_mult"]

    def forward(self, x):
        x = x + self.attn_mult * self.attn(self.attn_norm(x))
        return x + self.mlp_mult * self.mlp(self.mlp_norm(x))


class Gpt(nn.Module):
    def __init__(self, plan):
        super().__init__()
        shapes = {tensor["name"]: tensor["shape"] for tensor in plan["tensors"]}
        multipliers = {multiplier["name"]: multiplier["value"] for multiplier in plan["multipliers"]}
        vocab, width = shapes["embed.weight"]
        heads = width // shapes["blocks.0.attn.q_norm.gain"][0]
        depth = sum(name.endswith("attn.q.weight") for name in shapes)
        context = plan["training"]["context"]
        self.embed = nn.Embedding(vocab, width)
        self.blocks = nn.ModuleList(Block(width, heads, context, f"blocks.{i}", multipliers) for i in range(depth))
        self.norm = RmsNorm(width)
        self.head = nn.Linear(width, vocab, bias=False)
        self.head_mult = multipliers["head.mult"]
        for name, parameter in self.named_parameters():
            assert list(parameter.shape) == shapes.pop(name), name
        assert not shapes, f"the plan has more tensors: {sorted(shapes)}"

    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        return self.head_mult * self.head(self.norm(x))


def optimizer_for(model, plan):
    """AdamW with one group for all tensors of equal settings."""
    parameters, groups = dict(model.named_parameters()), {}
    for tensor in plan["tensors"]:
        settings = tuple(tensor[key] for key in ("lr", "beta1", "beta2", "eps", "weight_decay"))
        groups.setdefault(settings, []).append(parameters[tensor["name"]])
    return torch.optim.AdamW(
        [dict(params=params, lr=lr, peak=lr, betas=(b1, b2), eps=eps, weight_decay=wd)
         for (lr, b1, b2, eps, wd), params in groups.items()], foreach=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("plan")
    arguments.add_argument("corpus", help="one file of text")
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--precision", choices=["fp32", "bf16"], required=True)
    options = arguments.parse_args()

    with open(options.plan, encoding="utf-8") as file:
        plan = json.load(file)
    training = plan["training"]
    batch, context, seed = training["batch"], training["context"], training["seed"]
    model = Gpt(plan)
    with torch.no_grad():
        for tensor in plan["tensors"]:
            model.get_parameter(tensor["name"]).copy_(twin.initial_values(tensor, seed))
    optimizer = optimizer_for(model, plan)
    corpus = torch.from_file(options.corpus, size=os.path.getsize(options.corpus), dtype=torch.uint8)
    starts = list(twin.windows(len(corpus), context, seed, batch * options.steps))

    seconds, losses = [], []
    for step in range(options.steps):
        begin = time.perf_counter()
        firsts = starts[step * batch : (step + 1) * batch]
        rows = torch.stack([corpus[at : at + context + 1] for at in firsts]).long()  # (batch, context + 1)
        with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
            logits = model(rows[:, :-1])
        loss = F.cross_entropy(logits.float().flatten(0, 1), rows[:, 1:].flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if training.get("grad_clip"):
            nn.utils.clip_grad_norm_(model.parameters(), training["grad_clip"])
        factor = twin.schedule_factor(training["schedule"], training["steps"], step)
        for group in optimizer.param_groups:
            group["lr"] = group["peak"] * factor
        optimizer.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "seconds": seconds, "losses": losses}))


if __name__ == "__main__":
    main()
