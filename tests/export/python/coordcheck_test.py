"""CoordCheck's lines are what `cdp coordcheck --lines` reads: a PyTorch model that follows the plan passes, one whose hidden
matrices keep one learning rate fails in the module that it is."""

import json
import os
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import torch
import torch.nn.functional as F
from torch import nn

WIDTHS, STEPS = (32, 64, 128, 256), 5

SPEC = """\
use std.linear
use std.mup
module Net(width, features, classes) {
  into:   Linear(features, width)
  middle: Linear(width, width)
  head:   Unembedding(width, classes)
  forward(x) { return head(relu(middle(relu(into(x))))) }
}
model = Net(width, 16, 4)
parameterization = mup()
reference { width = 64; depth = 1; batch = 64 seq; duration = 5 steps }
base { lr = 1e-2; beta1 = 0.9; beta2 = 0.95; eps = 1e-12; weight_decay = 0; init_std = 0.1 }
training { task = classify; schedule = constant(); seed = 1 }
"""


class Net(nn.Module):
    def __init__(self, plan, width):
        super().__init__()
        self.first, self.hidden = nn.Linear(16, width, bias=False), nn.Linear(width, width, bias=False)
        self.head, self.factor = nn.Linear(width, 4, bias=False), plan.multiplier("head.mult")

    def forward(self, x):
        return self.head(F.relu(self.hidden(F.relu(self.first(x))))) * self.factor


NAMES = {"first": "into", "hidden": "middle"}


class Lines(unittest.TestCase):
    def measure(self, folder, broken):
        spec = support.write(folder, "net.cdp", SPEC)
        lines = os.path.join(folder, f"{broken}.jsonl")
        for width in WIDTHS:
            for seed in (1, 2):
                plan = cdp_plan.loads(support.run("compile", spec, "--at", f"width={width}").stdout)
                torch.manual_seed(seed)
                model = Net(plan, width)
                plan.init_(model, names={"first.weight": "into.weight", "hidden.weight": "middle.weight"})
                for parameter in model.parameters():  # of another seed than the plan's
                    parameter.data = parameter.data.flatten()[torch.randperm(parameter.numel())].view_as(parameter)
                optimizer = plan.optimizer(model, names={"first.weight": "into.weight", "hidden.weight": "middle.weight"})
                if broken:
                    for group in optimizer.param_groups:
                        group["lr"] = 1e-2
                generator = torch.Generator().manual_seed(seed)
                x = torch.randn(STEPS + 1, 64, 16, generator=generator)
                y = (x[..., :4]).argmax(-1)
                check = cdp_plan.CoordCheck(model, lines, x[-1], scale={"width": width}, seed=seed, names=NAMES)
                for step in range(STEPS):
                    optimizer.zero_grad()
                    F.cross_entropy(model(x[step]), y[step]).backward()
                    check.before_step()
                    optimizer.step()
                    check.after_step()
        return support.run("coordcheck", spec, "--axis", "width=32,64,128,256", "--lines", lines, "--format", "json"), lines

    def test_judged(self):
        with tempfile.TemporaryDirectory() as folder:
            good, lines = self.measure(folder, broken=False)
            with open(lines, encoding="utf-8") as file:
                first = json.loads(file.readline())
            self.assertEqual((first["module"], first["scale"], first["seed"], first["step"]), ("into", {"width": 32}, 1, 0))
            checked = json.loads(good.stdout)
            failing = [check for check in checked["studies"][0]["checks"] if check["fails"]]
            self.assertEqual((good.returncode, failing), (0, []))
            self.assertEqual(checked["studies"][0]["not_in_the_spec"], [])
            names = {check["module"] for check in checked["studies"][0]["checks"]}
            self.assertLessEqual({"into", "middle", "head", "middle.weight"}, names)
            bad, _ = self.measure(folder, broken=True)
            failing = {check["module"] for check in json.loads(bad.stdout)["studies"][0]["checks"] if check["fails"]}
            self.assertEqual(bad.returncode, 1)
            self.assertIn("middle", failing)

    def test_refusals(self):
        model = nn.Linear(4, 4)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "lines.jsonl")
            with self.assertRaises(cdp_plan.MatchError):
                cdp_plan.CoordCheck(model, path, torch.zeros(1, 4), scale={})
            check = cdp_plan.CoordCheck(model, path, torch.zeros(1, 4), scale={"width": 4})
            with self.assertRaises(cdp_plan.MatchError):
                check.after_step()


if __name__ == "__main__":
    unittest.main()
