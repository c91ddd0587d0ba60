"""The peer of bench/train_cpu: the model of examples/01_gpt.cdp in plain PyTorch eager, as one writes it by hand
(tests/export/python/gpt.py).

Reads the same plan and corpus as cdp-run, and begins with the same values, batches and schedule (python/cdp_plan.py,
tests/export/python/data_order.py), so the losses of both can be compared. Prints one JSON line a plan: seconds and loss of each
step."""

import argparse
import json
import os
import sys
import time

import torch
import torch.nn.functional as F

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path += [f"{ROOT}/python", f"{ROOT}/tests/export/python"]

import cdp_plan  # noqa: E402
import data_order  # noqa: E402
import gpt  # noqa: E402


def train(path, options):
    plan = cdp_plan.load(path)
    model = gpt.Gpt(plan)
    plan.init_(model)
    optimizer = plan.optimizer(model, foreach=True)
    scheduler = plan.scheduler(optimizer)

    seconds, losses = [], []
    for rows in data_order.batches(options.corpus, plan.training, options.steps):
        begin = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bf16"):
            logits = model(rows[:, :-1])
        loss = F.cross_entropy(logits.float().flatten(0, 1), rows[:, 1:].flatten())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        plan.clip_grad_(model)
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
        seconds.append(time.perf_counter() - begin)
    return {"torch": torch.__version__, "threads": torch.get_num_threads(), "seconds": seconds, "losses": losses}


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("plan")
    arguments.add_argument("corpus", help="one file of text")
    arguments.add_argument("--more", nargs="*", default=[], help="further plans, trained one after the other")
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--precision", choices=["fp32", "bf16"], required=True)
    options = arguments.parse_args()
    for path in [options.plan, *options.more]:
        print(json.dumps(train(path, options)))


if __name__ == "__main__":
    main()
