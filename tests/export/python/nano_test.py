"""nanoGPT's own GPT trains through the loader on plans of std.gpt2 and of a GPT-2 with query, key and value apart: its fused
matrices, its tied head, its names, and the same model with Hugging Face's transposed Conv1D. Its losses are cdp-run's."""

import os
import shutil
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import nanogpt
import torch
import training
from torch import nn

STEPS = 30
TOLERANCE = 2e-4  # nats, as in curves_test

SPEC = """\
use std.gpt2
use std.linear
use std.sp
MODULES
model = MODEL(width, depth, context = context, vocab = 256, head_dim = 32)
parameterization = sp()
reference { width = 64; depth = 2; batch = 4 seq; duration = 30 steps; context = 32 }
base { lr = 2e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.05 }
tune wte, wpe { lr *= 2; init_std = 0.04 }
tune h[i]     { lr *= along(1.2, 0.8) }
tune h.*.mlp  { lr *= 1.3; init_std *= 0.7 }
tune @vector  { weight_decay = 0 }
EXTRA
training { optimizer = OPTIMIZER; schedule = constant(warmup = 20%); grad_clip = 1.0; seed = 7 }
"""

# std.gpt2 with a matrix each for query, key and value.
APART = """\
module ApartAttention(width, heads) {
  q: Gpt2Linear(width, width)
  k: Gpt2Linear(width, width)
  v: Gpt2Linear(width, width)
  c_proj: Gpt2Linear(width, width)
  scale: Multiplier((width / heads)^-0.5) @attention
  forward(x) = c_proj(merge_heads(attention(
    split_heads(q(x), heads = heads), split_heads(k(x), heads = heads), split_heads(v(x), heads = heads), scale)))
}
module ApartBlock(width, heads) {
  ln_1: Gpt2Norm(width)
  attn: ApartAttention(width, heads)
  ln_2: Gpt2Norm(width)
  mlp:  Gpt2Mlp(width)
  forward(x) {
    h = x + attn(ln_1(x))
    return h + mlp(ln_2(h))
  }
}
module Apart(width, depth, context, vocab, head_dim) {
  wte:     Embedding(vocab, width)
  wpe:     Embedding(context, width)
  h:       depth * ApartBlock(width, heads = width / head_dim)
  ln_f:    Gpt2Norm(width)
  lm_head: TiedUnembedding(wte.weight)
  forward(tokens) = lm_head(ln_f(h(wte(tokens) + wpe(positions(tokens)))))
}
"""

FUSED = {
    "transformer.h.*.attn.c_attn.*": ["h.*.attn.q.*", "h.*.attn.k.*", "h.*.attn.v.*"],
    "transformer.**": "**",
}
TRANSPOSED = ["**.c_attn.weight", "**.c_proj.weight", "**.c_fc.weight"]


class Conv1D(nn.Module):
    """As in transformers: a linear layer whose matrix lies as (in, out)."""

    def __init__(self, linear):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(linear.in_features, linear.out_features))
        self.bias = nn.Parameter(torch.empty(linear.out_features))

    def forward(self, x):
        return x @ self.weight + self.bias


def spec(model="Gpt2", modules="", optimizer="adamw", extra=""):
    text = SPEC.replace("MODULES", modules).replace("MODEL", model).replace("OPTIMIZER", optimizer)
    return text.replace("EXTRA", extra)


def nano(plan, conv1d=False):
    shapes = {tensor.name: tensor.shape for tensor in plan.tensors}
    vocab, width = shapes["wte.weight"]
    depth = sum(name.endswith("ln_1.weight") for name in shapes)
    model = nanogpt.GPT(nanogpt.GPTConfig(block_size=plan.training.context, vocab_size=vocab, n_layer=depth, n_head=width // 32,
                                          n_embd=width))
    for block in model.transformer.h:
        block.mlp.gelu = nn.GELU(approximate="tanh")  # GPT-2's own; nanoGPT has the exact one
        for part in (block.attn, block.mlp) if conv1d else ():
            for name, module in list(part.named_children()):
                if isinstance(module, nn.Linear):
                    setattr(part, name, Conv1D(module))
    return model


def train(plan, model, data, **layout):
    plan.init_(model, **layout)
    optimizer = plan.optimizer(model, multipliers="applied", **layout)
    return training.train(plan, model, optimizer, data, lambda rows: model(rows[:, :-1].contiguous(), rows[:, 1:].contiguous())[1])


class Nano(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        cls.folder = tempfile.mkdtemp()
        cls.data = support.corpus(cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def plan(self, text):
        self.path = support.compile_spec(tempfile.mkdtemp(dir=self.folder), text)
        return cdp_plan.load(self.path)

    def check(self, text, conv1d=False, **layout):
        plan = self.plan(text)
        theirs = support.losses(support.train(os.path.dirname(self.path), self.path, self.data))
        self.assertEqual(len(theirs), STEPS)
        self.assertLess(theirs[-1], theirs[0] - 1, "nothing was learnt, so nothing was tested")
        ours = train(plan, nano(plan, conv1d), self.data, **layout)
        for step, (our, their) in enumerate(zip(ours, theirs)):
            self.assertAlmostEqual(our, their, delta=TOLERANCE, msg=f"step {step + 1}")

    def test_std_gpt2(self):
        self.check(spec(), names={"transformer.**": "**"})

    def test_queries_keys_and_values_apart_in_the_plan(self):
        self.check(spec("Apart", APART), names=FUSED)

    def test_matrices_that_lie_as_in_out(self):
        self.check(spec("Apart", APART), conv1d=True, names=FUSED, transposed=TRANSPOSED)

    def test_muon_sees_three_matrices_in_one(self):
        self.check(spec("Apart", APART, "muon", "tune @hidden { lr = 0.01; beta1 = 0.95 }"), names=FUSED)

    def test_the_scale_of_attention_is_asked_for(self):
        plan = self.plan(spec())
        with self.assertRaisesRegex(cdp_plan.MatchError, r"not asked for 2 multipliers other than 1: `h.0-1.attn.scale` \(0.176"):
            plan.optimizer(nano(plan), {"transformer.**": "**"})

    def test_settings_that_c_attn_cannot_have(self):
        plan = self.plan(spec("Apart", APART, extra="tune h.*.attn.k { lr *= 2 }"))
        with self.assertRaisesRegex(cdp_plan.MatchError, r"^`transformer.h.0.attn.c_attn.weight` is one parameter of tensors whose "
                                    r"settings differ: lr is 0.0024 of `h.0.attn.q.weight`, `h.0.attn.v.weight`, 0.0048 of "
                                    r"`h.0.attn.k.weight`; set them alike in the spec, or keep them apart in the model$"):
            plan.optimizer(nano(plan), FUSED, multipliers="applied")

    def test_what_is_left_over_and_why(self):
        plan = self.plan(spec("Apart", APART))
        with self.assertRaises(cdp_plan.MatchError) as caught:
            plan.init_(nano(plan), {"transformer.**": "**"})
        self.assertEqual(
            str(caught.exception),
            "the plan has no tensor for 4 of the model's parameters: `transformer.h.0-1.attn.c_attn.weight`, "
            "`transformer.h.0-1.attn.c_attn.bias`; the model has no parameter for 12 of the plan's tensors: "
            "`h.0-1.attn.q.weight`, `h.0-1.attn.q.bias`, `h.0-1.attn.k.weight`, `h.0-1.attn.k.bias`, `h.0-1.attn.v.weight`, "
            "`h.0-1.attn.v.bias`; one tensor in the model may hold several of the plan: say so with "
            'names={"transformer.h.*.attn.c_attn.weight": "h.*.attn.q.weight + h.*.attn.k.weight + h.*.attn.v.weight"}')


if __name__ == "__main__":
    unittest.main()
