"""The loader's initial values are cdp-run's, tensor by tensor, for every distribution; its generator has the published numbers."""

import math
import os
import shutil
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import torch

# One step at learning rates too small to move a number leaves a checkpoint of the initial values.
SPEC = """\
use std.linear
use std.sp
module Net(width) {
  embed:   Embedding(256, width)
  uniform: Odd(width)
  tall:    Tall(width)
  wide:    Wide(width)
  gain:    Gain(width)
  head:    Linear(width, 256, bias = true)
  forward(tokens) = head(gain(wide(tall(uniform(embed(tokens))))))
}
module Odd(width) {
  weight: Tensor(width, width) = uniform
  forward(x) = linear(x, weight)
}
module Tall(width) {
  weight: Tensor(3 * width, width) = orthogonal
  forward(x) = linear(x, weight)
}
module Wide(width) {
  weight: Tensor(width, 3 * width) = orthogonal
  forward(x) = linear(x, weight)
}
module Gain(width) {
  weight: Tensor(width) = ones
  forward(x) = x * weight
}
model = Net(width)
parameterization = sp()
reference { width = 37; depth = 1; batch = 2 seq; duration = 1 steps; context = 16 }
base { lr = 1e-30; beta1 = 0.9; beta2 = 0.95; eps = 1; weight_decay = 0; init_std = 0.3 }
tune uniform { init_std = 0.7 }
training { optimizer = adamw; schedule = constant(warmup = 0%); seed = SEED }
"""


class Values(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()

    def tearDown(self):
        shutil.rmtree(self.folder)

    def check(self, spec):
        path = support.compile_spec(self.folder, spec)
        run = support.train(self.folder, path, support.corpus(self.folder))
        theirs = support.read_safetensors(os.path.join(run, "checkpoint.safetensors"))
        plan = cdp_plan.load(path)
        kinds = set()
        for tensor in plan.tensors:
            ours = plan.initial_values(tensor.name)
            self.assertEqual(tuple(ours.shape), tensor.shape)
            # fp32 of the same doubles; the last digits of log and cos differ between libraries, and those of Gram-Schmidt
            # from those of QR
            worst = (ours - theirs[tensor.name]).abs().max().item()
            self.assertLessEqual(worst, 1e-6 * (tensor.init.std or 1), tensor.name)
            kinds.add(tensor.init.distribution)
        return kinds

    def test_every_distribution(self):
        kinds = self.check(SPEC.replace("SEED", "3"))
        self.assertEqual(kinds, {"normal", "uniform", "orthogonal", "zeros", "ones"})

    def test_a_seed_of_more_than_32_bits(self):
        self.check(SPEC.replace("SEED", str(2**40 + 5)))

    def test_philox_as_published(self):
        # Random123's known answers (kat_vectors): counter and key of zeros, and the digits of pi.
        words = cdp_plan._rounds([torch.tensor(0)] * 4, 0, 0)
        self.assertEqual([int(w) for w in words], [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8])
        words = cdp_plan._rounds([torch.tensor(c) for c in (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)],
                                 0xA4093822, 0x299F31D0)
        self.assertEqual([int(w) for w in words], [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1])

    def test_pieces_do_not_show(self):
        tensor = cdp_plan.Tensor("a.weight", (1000, 7), cdp_plan.Init("normal", 1.0), "adamw", 1.0, 0.9, 0.95, 1e-8, 0.0)
        whole = cdp_plan._initial_values(tensor, 1)
        kept, cdp_plan._BLOCKS_AT_ONCE = cdp_plan._BLOCKS_AT_ONCE, 33
        try:
            self.assertTrue(torch.equal(cdp_plan._initial_values(tensor, 1), whole))
        finally:
            cdp_plan._BLOCKS_AT_ONCE = kept

    def test_statistics(self):
        for kind in ("normal", "uniform", "orthogonal"):
            tensor = cdp_plan.Tensor("a", (300, 200), cdp_plan.Init(kind, 0.5), "adamw", 1.0, 0.9, 0.95, 1e-8, 0.0)
            values = cdp_plan._initial_values(tensor, 1)
            self.assertAlmostEqual(values.pow(2).mean().sqrt().item(), 0.5, delta=0.005, msg=kind)
        self.assertLess(cdp_plan._initial_values(tensor, 1).T.matmul(cdp_plan._initial_values(tensor, 1)).fill_diagonal_(0)
                        .abs().max().item(), 1e-3 * math.sqrt(300))


if __name__ == "__main__":
    unittest.main()
