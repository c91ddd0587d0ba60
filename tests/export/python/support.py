"""What the tests of this folder share: where the programs are, specs, runs of cdp-run."""

import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))))
sys.path.insert(0, f"{ROOT}/python")
sys.dont_write_bytecode = True

PROGRAMS = os.environ.get("CDP_PROGRAMS_DIR", "")  # ctest sets it

BASE = {
    "adamw": "lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.05",
    "sgd": "lr = 0.2; beta1 = 0.9; weight_decay = 1e-2; init_std = 0.05",
    "lion": "lr = 4e-4; beta1 = 0.9; beta2 = 0.99; weight_decay = 1; init_std = 0.05",
    "muon": "lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.05",
}

# A GPT whose tensors differ in everything that a plan says of them.
GPT = """\
use std.gpt
use std.sp
model = Gpt(width, depth, vocab = 256, context = context)
parameterization = sp()
reference {{ width = 128; depth = 2; batch = 4 seq; duration = {steps} steps; context = 32 }}
base {{ {base} }}
tune embed        {{ lr *= 2; init_std = 1 }}
tune blocks[i]    {{ lr *= along(1.2, 0.8) }}
tune blocks.*.mlp {{ lr *= 1.3; init_std *= 0.7 }}
tune @norm, @bias {{ weight_decay = 0 }}
tune @residual    {{ value *= 0.5 }}
tune @logits      {{ value *= 2 }}
{extra}
training {{ optimizer = {optimizer}; schedule = {schedule}; grad_clip = 1.0; weight_decay = {decay}; seed = 7 }}
"""


def spec(optimizer="adamw", schedule="linear(warmup = 20%, floor = 0)", decay="coupled", steps=50, base=None, extra=""):
    return GPT.format(optimizer=optimizer, schedule=schedule, decay=decay, steps=steps, base=base or BASE[optimizer], extra=extra)


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def corpus(folder):
    """A text that something can be learnt from."""
    words = "every tensor gets what it needs and nothing else so that what was tuned small holds when large".split()
    line, out = 1, []
    for _ in range(6000):
        line = line * 1103515245 + 12345 & 0x7FFFFFFF
        out.append(words[(line >> 16) % len(words)])
    return write(folder, "corpus.txt", " ".join(out))


def run(*arguments):
    environment = dict(os.environ, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", NO_COLOR="1")
    return subprocess.run([f"{PROGRAMS}/cdp", *arguments], env=environment, capture_output=True, text=True)


def cdp(*arguments):
    """What it prints; it must succeed."""
    done = run(*arguments)
    if done.returncode:
        raise AssertionError(f"cdp {' '.join(arguments)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def compile_spec(folder, text, *arguments):
    path = os.path.join(folder, "plan.json")
    cdp("compile", write(folder, "spec.cdp", text), "-o", path, *arguments)
    return path


def train(folder, plan, data):
    """The run's folder."""
    out = os.path.join(folder, "run")
    cdp("train", plan, "--data", data, "--out", out, "--device", "cpu", "--precision", "fp32", "--eval-every", "1000000")
    return out


def losses(run):
    with open(os.path.join(run, "metrics.jsonl"), encoding="utf-8") as file:
        return [line["loss"] for line in map(json.loads, file) if line["kind"] == "train"]


def read_safetensors(path):
    """The fp32 tensors of a file."""
    import torch

    with open(path, "rb") as file:
        data = file.read()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    out = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        out[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=torch.float32).reshape(entry["shape"])
    return out
