"""A coordinate check: what 19 steps of Adam change in an entry of each matrix's output must not depend on width. The plan's
values meet a plain PyTorch model with two key and value heads at every width, a gate of one number and a value head."""

import os
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import torch
import torch.nn.functional as F
from torch import nn

import gpt

STEPS, BATCH, CONTEXT, VOCAB = 19, 8, 32, 16

SPEC = """\
use std.attention
use std.linear
use std.mlp
use std.norm
use std.{file}
module Block(width) {{
  attn_norm: RmsNorm(width)
  attn:      Attention(width, heads = width / 16, kv_heads = 2, head_dim = 16, qk_norm = false)
  attn_mult: Multiplier @residual
  mlp_norm:  RmsNorm(width)
  mlp:       SwiGlu(width, 4 * width)
  gate:      Linear(width, 1)
  mlp_mult:  Multiplier @residual
  forward(x) {{
    h = x + attn_mult * attn(attn_norm(x))
    n = mlp_norm(h)
    return h + mlp_mult * mlp(n) * sigmoid(gate(n))
  }}
}}
module Net(width, depth, vocab) {{
  embed:  Embedding(vocab, width)
  blocks: depth * Block(width)
  norm:   RmsNorm(width)
  value:  Linear(width, vocab)
  head:   Unembedding(width, vocab)
  forward(tokens) {{
    y = norm(blocks(embed(tokens)))
    return head(y) + value(y)
  }}
}}
model = Net(width, depth, {vocab})
parameterization = {rules}()
reference {{ width = 64; depth = 1; batch = 8 seq; duration = {steps} steps; context = 32 }}
base {{ lr = 2e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-12; weight_decay = 0; init_std = 0.125 }}
tune embed {{ init_std = 1 }}
tune @output {{ init_std = 0.02 }}
training {{ schedule = constant(); seed = {seed} }}
target wide {{ width = 512 }}
"""


class Attention(nn.Module):
    """Two key and value heads for all queries, 16 wide."""

    def __init__(self, width, scale):
        super().__init__()
        self.q, self.out = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        self.k, self.v = nn.Linear(width, 32, bias=False), nn.Linear(width, 32, bias=False)
        self.scale = scale
        self.rotate = gpt.Attention(16, 1, CONTEXT, 1).rotate

    def forward(self, x):
        batch, time, width = x.shape
        q, k, v = (f(x).view(batch, time, -1, 16).transpose(1, 2) for f in (self.q, self.k, self.v))
        k, v = (y.repeat_interleave(q.shape[1] // 2, dim=1) for y in (k, v))
        weights = self.rotate(q) @ self.rotate(k).transpose(-2, -1) * self.scale
        mask = torch.ones(time, time, dtype=torch.bool).triu(1)
        y = weights.masked_fill(mask, float("-inf")).softmax(dim=-1) @ v
        return self.out(y.transpose(1, 2).reshape(batch, time, width))


class Block(nn.Module):
    def __init__(self, width, at, plan):
        super().__init__()
        self.attn_norm, self.mlp_norm = gpt.RmsNorm(width), gpt.RmsNorm(width)
        self.attn, self.mlp = Attention(width, plan.multiplier(f"{at}.attn.scale")), gpt.SwiGlu(width, 4 * width)
        self.gate = nn.Linear(width, 1, bias=False)
        self.attn_mult, self.mlp_mult = plan.multiplier(f"{at}.attn_mult"), plan.multiplier(f"{at}.mlp_mult")

    def forward(self, x):
        x = x + self.attn_mult * self.attn(self.attn_norm(x))
        n = self.mlp_norm(x)
        return x + self.mlp_mult * self.mlp(n) * torch.sigmoid(self.gate(n))


class Net(nn.Module):
    def __init__(self, plan):
        super().__init__()
        width = {tensor.name: tensor.shape for tensor in plan.tensors}["embed.weight"][1]
        self.embed = nn.Embedding(VOCAB, width)
        self.blocks = nn.ModuleList(Block(width, f"blocks.{i}", plan) for i in range(1))
        self.norm = gpt.RmsNorm(width)
        self.value, self.head = nn.Linear(width, VOCAB, bias=False), nn.Linear(width, VOCAB, bias=False)
        self.head_mult = plan.multiplier("head.mult")
        plan.check_multipliers()

    def forward(self, tokens):
        x = self.embed(tokens)
        for block in self.blocks:
            x = block(x)
        y = self.norm(x)
        return self.head_mult * self.head(y) + self.value(y)


def batches():
    """Tokens of which each follows from the one before, with noise: something can be learnt in a few steps."""
    generator = torch.Generator().manual_seed(1)
    for _ in range(STEPS + 1):
        steps = torch.randint(1, 4, (BATCH, CONTEXT + 1), generator=generator)
        yield (torch.randint(0, VOCAB, (BATCH, 1), generator=generator) + steps.cumsum(dim=1) * 3) % VOCAB


def effects(path):
    """By matrix: the root mean square, over the entries of its output, of what training changed there."""
    plan = cdp_plan.load(path)
    model = Net(plan)
    plan.init_(model)
    optimizer = plan.optimizer(model)
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    *training, probe = batches()
    for tokens in training:
        logits = model(tokens[:, :-1])
        F.cross_entropy(logits.reshape(-1, VOCAB), tokens[:, 1:].reshape(-1)).backward()
        optimizer.step()
        optimizer.zero_grad()
    inputs = {}
    for name, module in model.named_modules():
        if isinstance(module, nn.Linear):
            module.register_forward_hook(lambda _, args, __, name=name: inputs.update({name: args[0].detach()}))
    with torch.no_grad():
        model(probe[:, :-1])
    found = {}
    for name, x in inputs.items():
        weight = f"{name}.weight"
        found[weight] = float((x @ (model.get_parameter(weight).detach() - before[weight]).T).pow(2).mean().sqrt())
    found["head.weight"] *= plan.multiplier("head.mult")
    return found


class Coordinates(unittest.TestCase):
    def ratios(self, file, rules, seed):
        """Of width 512 to width 64."""
        with tempfile.TemporaryDirectory() as folder:
            spec = support.write(folder, "spec.cdp", SPEC.format(file=file, rules=rules, steps=STEPS, vocab=VOCAB, seed=seed))
            found = {}
            for target in ("reference", "wide"):
                path = os.path.join(folder, f"{target}.json")
                support.cdp("compile", spec, "--target", target, "-o", path)
                found[target] = effects(path)
        return {name: found["wide"][name] / effect for name, effect in found["reference"].items()}

    def test_a_step_changes_an_output_entry_as_much_at_every_width(self):
        for file, rules in (("mup", "mup"), ("complete_d_p", "complete_d_p")):
            seeds = [self.ratios(file, rules, seed) for seed in (1, 2)]
            for name in seeds[0]:
                ratio = (seeds[0][name] * seeds[1][name]) ** 0.5
                with self.subTest(rules=rules, matrix=name):
                    self.assertLess(max(ratio, 1 / ratio), 1.5, f"x{ratio:.2f}")

    def test_and_does_not_where_nothing_is_scaled(self):
        ratios = self.ratios("sp", "sp", 1)
        for name in ("attn.q", "attn.k", "attn.v", "attn.out", "mlp.gate", "mlp.up", "mlp.down", "gate"):
            self.assertGreater(ratios[f"blocks.0.{name}.weight"], 2, name)


if __name__ == "__main__":
    unittest.main()
