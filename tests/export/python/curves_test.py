"""A GPT in plain PyTorch, initialised and optimised through cdp_plan.py on the batches of cdp-run, has the losses of cdp-run."""

import os
import shutil
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import gpt
import torch
import torch.nn.functional as F
import training

STEPS = 50
TOLERANCE = 2e-4  # nats; fp32 rounds in another order, and 50 steps (of signs, with lion) make it larger


def train(plan, data):
    model = gpt.Gpt(plan)
    plan.init_(model)
    optimizer = plan.optimizer(model)
    return training.train(plan, model, optimizer, data, lambda rows: F.cross_entropy(model(rows[:, :-1]).flatten(0, 1), rows[:, 1:].flatten()))


class Curves(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        torch.set_num_threads(1)
        cls.folder = tempfile.mkdtemp()
        cls.data = support.corpus(cls.folder)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def check(self, spec, to=None):
        folder = tempfile.mkdtemp(dir=self.folder)
        native = support.compile_spec(folder, spec)
        theirs = support.losses(support.train(folder, native, self.data))
        self.assertEqual(len(theirs), STEPS)
        self.assertLess(theirs[-1], theirs[0] - 1, "nothing was learnt, so nothing was tested")
        plan = native
        if to:
            plan = os.path.join(folder, "exported.json")
            support.cdp("export", native, "--to", to, "-o", plan)
        ours = train(cdp_plan.load(plan), self.data)
        for step, (our, their) in enumerate(zip(ours, theirs)):
            self.assertAlmostEqual(our, their, delta=TOLERANCE, msg=f"step {step + 1}")

    def test_adamw_with_a_linear_schedule(self):
        self.check(support.spec())

    def test_the_same_from_the_exported_file(self):
        self.check(support.spec(), to="torch")

    def test_adamw_with_independent_decay_and_a_cosine(self):
        base = support.BASE["adamw"].replace("weight_decay = 0.1", "weight_decay = 1e-3")
        self.check(support.spec(schedule="cosine(warmup = 10%, floor = 10%)", decay="independent", base=base))

    def test_sgd_with_momentum_and_decay(self):
        self.check(support.spec("sgd", "constant(warmup = 10%)"))

    def test_lion(self):
        self.check(support.spec("lion", "linear(warmup = 0%, floor = 20%)"))

    def test_muon_beside_adamw(self):
        self.check(support.spec("muon", "wsd(warmup = 10%, decay = 30%)", extra="tune @hidden { lr = 0.02; beta1 = 0.95 }"))


if __name__ == "__main__":
    unittest.main()
