"""What is exported to torchtitan and Megatron, run by their rules: every parameter gets exactly the plan's values, and the schedule
is the plan's or as said. The rules are written down again here from the trainers' sources (torchtitan b5bcd76,
Megatron-Core d98e8a6), for neither is a package that a test could install."""

import dataclasses
import fnmatch
import json
import math
import os
import re
import sys
import tempfile
import types
import unittest

import support  # first: it finds cdp_plan

import cdp_plan

EXAMPLES = f"{support.ROOT}/examples"


def module(name, **members):
    made = types.ModuleType(name)
    vars(made).update(members)
    sys.modules[name] = made


def export(plan, to):
    """Runs the exported file; its names."""
    names = {}
    exec(support.cdp("export", plan, "--to", to, "--allow-lossy"), names)
    return types.SimpleNamespace(**names)


def coupled(plan, tensor):
    """The plan's decay as AdamW has it: p -= lr * factor * decay * p."""
    return tensor.weight_decay if plan.weight_decay == "coupled" else tensor.weight_decay / tensor.lr


# ---- torchtitan: torchtitan/components/optimizer/optimizer.py, lr_scheduler.py ----


@dataclasses.dataclass
class ParamGroupConfig:
    pattern: str
    optimizer_name: str
    optimizer_kwargs: dict


@dataclasses.dataclass
class TitanSchedule:
    warmup_steps: int
    total_steps: int
    decay_ratio: float
    decay_type: str
    min_lr_factor: float

    def factor(self, step):
        total, warmup = self.total_steps, min(self.warmup_steps, self.total_steps)
        decay = min(round(total * self.decay_ratio), total - warmup)
        stable = total + 1 - warmup - decay
        if step < warmup:
            return (step + 1) / warmup
        if step < warmup + stable:
            return 1.0
        progress = (step + 1 - (warmup + stable)) / decay
        curve = 1 - progress if self.decay_type == "linear" else 0.5 * (1.0 + math.cos(math.pi * progress))
        return self.min_lr_factor + (1 - self.min_lr_factor) * curve


def titan_groups(configs, names):
    """The first pattern that is found in a name wins; a pattern without names and a name without pattern are errors."""
    claimed = {}
    for config in configs:
        found = [name for name in names if name not in claimed and re.compile(config.pattern).search(name)]
        if not found:
            raise ValueError(f"{config.pattern} matched no parameters")
        claimed.update((name, config) for name in found)
    if len(claimed) != len(names):
        raise AssertionError("parameter mismatch")
    return claimed


class Torchtitan(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        module("torchtitan")
        module("torchtitan.components")
        module(
            "torchtitan.components.optimizer",
            ParamGroupConfig=ParamGroupConfig,
            OptimizersContainer=types.SimpleNamespace(Config=types.SimpleNamespace),
            LRSchedulersContainer=types.SimpleNamespace(Config=TitanSchedule),
        )

    def check(self, path):
        plan, made = cdp_plan.load(path), export(path, "torchtitan")
        for between in ("", "_checkpoint_wrapped_module.", "_orig_mod._checkpoint_wrapped_module."):
            names = {re.sub(r"(\.\d+\.)", rf"\1{between}", tensor.name): tensor for tensor in plan.tensors}
            groups = titan_groups(made.optimizer.param_groups, list(names))
            for name, tensor in names.items():
                self.assertEqual(groups[name].optimizer_name, "AdamW")
                self.assertEqual(
                    groups[name].optimizer_kwargs,
                    dict(lr=tensor.lr, betas=(tensor.beta1, tensor.beta2), eps=tensor.eps, weight_decay=coupled(plan, tensor)),
                    name,
                )
        with self.assertRaises(AssertionError):  # nothing is claimed by the way
            titan_groups(made.optimizer.param_groups, [t.name for t in plan.tensors] + [plan.tensors[0].name + "2"])
        training = plan.training
        self.assertEqual(made.training["steps"], training.steps)
        self.assertEqual(made.training["max_norm"], math.inf if training.grad_clip is None else training.grad_clip)
        return plan, made

    def test_examples(self):
        for name in ("01_gpt.big", "02_gpt2.gpt2", "03_llama.big", "04_moe.big", "05_parallel.big", "06_classifier.big"):
            with self.subTest(name):
                self.check(f"{EXAMPLES}/{name}.json")

    def worst(self, schedule, steps=40):
        """How far apart the factors of the plan and of its export are in any step."""
        with tempfile.TemporaryDirectory() as folder:
            path = support.compile_spec(folder, support.spec(schedule=schedule, steps=steps))
            plan, made = self.check(path)
        return max(abs(made.lr_scheduler.factor(step) - plan.schedule_factor(step)) for step in range(steps))

    def test_schedules(self):
        for schedule in ("constant(warmup = 20%)", "linear(warmup = 0%, floor = 10%)", "cosine(warmup = 0%, floor = 10%)",
                         "linear(warmup = 20%, floor = 0)", "cosine(warmup = 20%, floor = 10%)", "linear(warmup = 2.5%)",
                         "wsd(warmup = 20%, decay = 30%, floor = 5%)", "wsd(warmup = 0%, decay = 50%)",
                         "wsd(warmup = 20%, decay = 80%)", "linear(warmup = 100%)"):
            with self.subTest(schedule):
                self.assertLess(self.worst(schedule), 1e-12)

    def test_an_independent_decay_is_converted(self):
        with tempfile.TemporaryDirectory() as folder:
            plan, _ = self.check(support.compile_spec(folder, support.spec(decay="independent")))
            self.assertEqual(plan.weight_decay, "independent")


# ---- Megatron: megatron/core/optimizer/optimizer_config.py, optimizer_param_scheduler.py ----


@dataclasses.dataclass(frozen=True)
class ParamKey:
    name: tuple

    def matches(self, _, name):
        return any(fnmatch.fnmatch(name, pattern) for pattern in self.name)


def megatron_overrides(overrides, name):
    """All that match are merged; unequal values raise."""
    merged = {}
    for key, override in overrides.items():
        if not key.matches(None, name):
            continue
        for field, value in override.items():
            if merged.get(field, value) != value:
                raise ValueError(f"conflicting overrides for {field} of {name}")
            merged[field] = value
    return merged


def megatron_lr(arguments, group, step):
    """OptimizerParamScheduler.get_lr in steps (Megatron counts samples, all a batch as long). The step is not counted yet."""
    warmup, decay, style = arguments["--lr-warmup-iters"], arguments["--lr-decay-iters"], arguments["--lr-decay-style"]
    top, low = group["max_lr"], group["min_lr"]
    if warmup > 0 and step <= warmup:
        return top * step / warmup
    if style == "constant":
        return top
    if step > decay:
        return low
    ratio = (step - warmup) / (decay - warmup)
    if style == "linear":
        curve = 1.0 - ratio
    elif style == "cosine":
        curve = 0.5 * (math.cos(math.pi * ratio) + 1.0)
    else:
        assert style == "WSD" and arguments["--lr-wsd-decay-style"] == "linear"
        anneal = decay - arguments["--lr-wsd-decay-iters"]
        curve = 1.0 if step <= anneal else 1.0 - (step - anneal) / arguments["--lr-wsd-decay-iters"]
    return low + curve * (top - low)


def read_arguments(words):
    out, words = {}, list(words)
    while words:
        name = words.pop(0)
        value = words.pop(0) if words and not words[0].startswith("--") else True
        try:
            out[name] = json.loads(value) if isinstance(value, str) else value
        except json.JSONDecodeError:
            out[name] = value
    return out


# A plan's tensors of one layer, and what GPTModel has for them in its two implementations.
LOCAL = {
    "embed.weight": "embedding.word_embeddings.weight",
    "blocks.*.attn_norm.gain": "decoder.layers.*.input_layernorm.weight",
    "blocks.*.attn.q.weight": "decoder.layers.*.self_attention.linear_qkv.weight",
    "blocks.*.attn.k.weight": "decoder.layers.*.self_attention.linear_qkv.weight",
    "blocks.*.attn.v.weight": "decoder.layers.*.self_attention.linear_qkv.weight",
    "blocks.*.attn.out.weight": "decoder.layers.*.self_attention.linear_proj.weight",
    "blocks.*.attn.q_norm.gain": "decoder.layers.*.self_attention.q_layernorm.weight",
    "blocks.*.attn.k_norm.gain": "decoder.layers.*.self_attention.k_layernorm.weight",
    "blocks.*.mlp_norm.gain": "decoder.layers.*.pre_mlp_layernorm.weight",
    "blocks.*.mlp.gate.weight": "decoder.layers.*.mlp.linear_fc1.weight",
    "blocks.*.mlp.up.weight": "decoder.layers.*.mlp.linear_fc1.weight",
    "blocks.*.mlp.down.weight": "decoder.layers.*.mlp.linear_fc2.weight",
    "norm.gain": "decoder.final_layernorm.weight",
    "head.weight": "output_layer.weight",
}
TRANSFORMER_ENGINE = dict(
    LOCAL,
    **{
        "blocks.*.attn_norm.gain": "decoder.layers.*.self_attention.linear_qkv.layer_norm_weight",
        "blocks.*.mlp_norm.gain": "decoder.layers.*.mlp.linear_fc1.layer_norm_weight",
    },
)


def megatron_name(names, tensor):
    layer = re.search(r"\.(\d+)\.", tensor)
    name = names[re.sub(r"\.\d+\.", ".*.", tensor)]
    return name.replace("*", layer[1]) if layer else name


class Megatron(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        module("megatron")
        module("megatron.core")
        module("megatron.core.optimizer", ParamKey=ParamKey)
        module("megatron.core.optimizer_param_scheduler", ParamGroupOverride=dict)

    def check(self, path):
        plan, made = cdp_plan.load(path), export(path, "megatron")
        overrides, floor = made.config_overrides(), plan.training.schedule.floor
        for names in (LOCAL, TRANSFORMER_ENGINE):
            for wrapper in ("", "module.", "module.module."):
                for tensor in plan.tensors:
                    decay = coupled(plan, tensor)
                    wanted = dict(max_lr=tensor.lr, min_lr=tensor.lr * floor, betas=(tensor.beta1, tensor.beta2),
                                  eps=tensor.eps, start_wd=decay, end_wd=decay)
                    name = wrapper + megatron_name(names, tensor.name)
                    self.assertEqual(megatron_overrides(overrides, name), wanted, name)
        self.assertEqual(megatron_overrides(overrides, "decoder.layers.0.mlp.router.weight"), {})
        return plan, made

    def test_examples(self):
        for name in ("01_gpt.big", "01_gpt.reference", "03_llama.big"):
            with self.subTest(name):
                self.check(f"{EXAMPLES}/{name}.json")

    def test_an_independent_decay_is_converted(self):
        with tempfile.TemporaryDirectory() as folder:
            plan, _ = self.check(support.compile_spec(folder, support.spec(decay="independent")))
            self.assertEqual(plan.weight_decay, "independent")

    def test_arguments(self):
        plan, made = self.check(f"{EXAMPLES}/01_gpt.big.json")
        arguments, training = read_arguments(made.ARGUMENTS), plan.training
        self.assertEqual(arguments["--train-iters"], training.steps)
        self.assertEqual(arguments["--global-batch-size"], training.batch)
        self.assertEqual(arguments["--seq-length"], training.context)
        self.assertEqual(arguments["--clip-grad"], training.grad_clip)
        self.assertIs(arguments["--bf16"], True)
        self.assertEqual(made.TRANSFORMER_CONFIG, {"softmax_scale": 0.125})

    def test_schedules(self):
        steps, warmup = 40, 8
        for schedule in ("constant(warmup = 0%)", "constant(warmup = 20%)", "linear(warmup = 0%, floor = 10%)",
                         "linear(warmup = 20%, floor = 0)", "cosine(warmup = 0%, floor = 10%)",
                         "cosine(warmup = 20%, floor = 10%)", "wsd(warmup = 0%, decay = 30%, floor = 5%)",
                         "wsd(warmup = 20%, decay = 30%)"):
            with self.subTest(schedule), tempfile.TemporaryDirectory() as folder:
                plan, made = self.check(support.compile_spec(folder, support.spec(schedule=schedule, steps=steps)))
                arguments = read_arguments(made.ARGUMENTS)
                group = megatron_overrides(made.config_overrides(), "output_layer.weight")
                for step in range(steps):
                    factor = plan.schedule_factor(step)
                    if "warmup = 20%" in schedule and step < warmup:  # the loss that is told
                        factor = plan.schedule_factor(step - 1) if step > 0 else 0.0
                    self.assertAlmostEqual(megatron_lr(arguments, group, step), group["max_lr"] * factor, delta=1e-15)

    def test_layers_are_counted_within_a_stage(self):
        made = export(f"{EXAMPLES}/01_gpt.big.json", "megatron")
        with self.assertRaisesRegex(ValueError, "settings differ by layer"):
            made.config_overrides(pipeline_model_parallel_size=2)

    def test_check_finds_what_the_plan_does_not_have(self):
        made = export(f"{EXAMPLES}/01_gpt.big.json", "megatron")
        parameter = types.SimpleNamespace(requires_grad=True)
        model = types.SimpleNamespace(named_parameters=lambda: [("module.output_layer.weight", parameter)])
        made.check(model)
        model.named_parameters = lambda: [("decoder.layers.0.mlp.linear_fc1.bias", parameter)]
        with self.assertRaisesRegex(ValueError, "no tensor for the parameter decoder.layers.0.mlp.linear_fc1.bias"):
            made.check(model)


class Lossy(unittest.TestCase):
    """Nothing is written where something would be lost, unless that is allowed."""

    def test_fails_and_writes_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.py")
            done = support.run("export", f"{EXAMPLES}/01_gpt.big.json", "--to", "torchtitan", "-o", out)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn("error: torchtitan cannot be told all that the plan says; --allow-lossy writes the rest\n", done.stderr)
            self.assertIn("  the factors of 32 multipliers (", done.stderr)
            self.assertFalse(os.path.exists(out))
            done = support.run("export", f"{EXAMPLES}/01_gpt.big.json", "--to", "torchtitan", "-o", out, "--allow-lossy")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("warning: torchtitan cannot be told", done.stderr)
            self.assertTrue(os.path.exists(out))


if __name__ == "__main__":
    unittest.main()
