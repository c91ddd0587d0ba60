"""A model is trained by cdp-run, exported by `cdp export --to hf-granite`, loaded by transformers, and must give the
logits that cdp-run's model gives. usage: granite_test.py PROGRAMS_FOLDER TREE CASE"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"  # nothing is looked for but in the folder

import torch  # noqa: E402
from transformers import GraniteForCausalLM  # noqa: E402

LLAMA = "Llama(width, depth, vocab = 256, head_dim = 16, kv_heads = 2, hidden = 3 * width"
CASES = {
    "untied": ("llama", LLAMA + ")"),
    "tied": ("llama", LLAMA + ", tied = true)"),
    # Offsets on all matrices; another norm's eps and another theta than a Llama's.
    "offsets": (
        "gpt",
        "Gpt(width, depth, vocab = 256, context = context, head_dim = 16, kv_heads = 1, qk_norm = false, bias = true)",
    ),
}

# Twice as deep and wide as the reference: the residual multipliers are 1/2, the logits are scaled.
SPEC = """
use std.{module}
use std.completep
model = {model}
parameterization = completep(alpha = 1)
reference {{ width = 32; depth = 2; batch = 4 seq; duration = 5120 tok; context = 64 }}
base {{ lr = 1e-2; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; init_std = 0.1 }}
tune embed {{ init_std = 1 }}
training {{ task = next_token; optimizer = adamw; schedule = constant; precision = fp32; seed = 1 }}
target big {{ width = 64; depth = 4 }}
"""

# A different multiplier changes logits by more than a tenth of their size.
TOLERANCE = 1e-5


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def exported(programs, tree, case, folder):
    """The folders of the run and of the exported model."""
    module, model = CASES[case]
    spec = folder / "model.cdp"
    spec.write_text(SPEC.format(module=module, model=model))
    cdp, trained, exported_to = programs / "cdp", folder / "run", folder / "granite"
    run(cdp, "train", spec, "--target", "big", "--data", tree / "README.md", "--out", trained, "--device", "cpu")
    run(cdp, "verify", trained / "plan.json", "--against", trained)
    run(cdp, "export", trained / "plan.json", "--to", "hf-granite", "--weights", trained, "-o", exported_to)
    return trained, exported_to


def main():
    programs, tree, case = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        trained, granite = exported(programs, tree, case, pathlib.Path(folder))
        config = json.loads((granite / "config.json").read_text())
        assert config["residual_multiplier"] == 0.5 and config["logits_scaling"] == 2, config
        assert config["num_key_value_heads"] < config["num_attention_heads"], config
        tokens = list((tree / "README.md").read_bytes()[1000:1048])
        lines = run(programs / "granite_logits", trained, *tokens).splitlines()
        ours = torch.tensor([[float(word) for word in line.split()] for line in lines])
        model, info = GraniteForCausalLM.from_pretrained(granite, output_loading_info=True)
        assert not any(info.values()), info  # no missing, unexpected or mismatched keys, no messages
        assert model.dtype == torch.float32
        with torch.no_grad():
            theirs = model(torch.tensor([tokens])).logits[0]
        assert ours.shape == theirs.shape, (ours.shape, theirs.shape)
        largest = ours.abs().max().item()
        apart = (ours - theirs).abs().max().item()
        print(f"{case}: logits up to {largest:.3f}, apart by at most {apart:.2e}")
        assert largest > 0.5, "the model has learnt nothing that could differ"
        assert apart <= TOLERANCE * largest, "the logits are not the same"
        # The test sees what it is there to see.
        model.model.layers[0].residual_multiplier = 1.0
        with torch.no_grad():
            other = model(torch.tensor([tokens])).logits[0]
        assert (ours - other).abs().max().item() > 1000 * TOLERANCE * largest


main()
