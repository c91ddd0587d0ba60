"""A plan of four tensors, the model it is for, and how refusals are held: for the tests of cdp_plan.py without cdp-run."""

import copy
import json
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import torch
from torch import nn

PLAN = {
    "format": "cdp-torch",
    "version": 1,
    "target": "big",
    "conventions": {"weight_decay": "coupled", "lr": "peak", "eps": "outside_sqrt"},
    "training": {
        "task": "next_token", "optimizer": "adamw", "steps": 10, "batch": 2, "context": 8,
        "schedule": {"kind": "linear", "warmup_steps": 2, "floor": 0}, "grad_clip": 0.5, "precision": "fp32", "seed": 1,
    },
    "groups": [
        {"init": {"distribution": "normal", "std": 0.1}, "lr": 0.1, "beta1": 0.9, "beta2": 0.95, "eps": 1e-8, "weight_decay": 0.2,
         "tensors": {"layers.0.weight": [6, 4], "layers.1.weight": [6, 6], "head.weight": [3, 6]}},
        {"init": {"distribution": "ones"}, "lr": 0.3, "beta1": 0.9, "beta2": 0.95, "eps": 1e-8, "weight_decay": 0,
         "tensors": {"gain": [6]}},
    ],
    "multipliers": {"head.mult": 0.5, "layers.0.mult": 2},
}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 6, bias=False), nn.Linear(6, 6, bias=False)])
        self.gain = nn.Parameter(torch.zeros(6))
        self.head = nn.Linear(6, 3, bias=False)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(x * self.gain)


def changed(change=None, **keys):
    """The plan's text after a change."""
    plan = copy.deepcopy(PLAN)
    plan.update(keys)
    if change:
        change(plan)
    return json.dumps(plan)


def plan(change=None, **keys):
    return cdp_plan.loads(changed(change, **keys), "plan.json")


class Case(unittest.TestCase):
    def refuses(self, kind, message, call, *arguments, **keywords):
        with self.assertRaises(kind) as caught:
            call(*arguments, **keywords)
        self.assertEqual(str(caught.exception), message)
        self.assertIsInstance(caught.exception, cdp_plan.PlanError)
        self.assertIsInstance(caught.exception, ValueError)
