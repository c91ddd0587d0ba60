"""cdp_plan.py without cdp-run: what it reads, what it refuses and in which words, and the forms a model may have."""

import ast
import copy
import json
import math
import sys
import tempfile
import unittest
import warnings

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


class Source(Case):
    def test_every_argument_and_result_has_a_type(self):
        with open(cdp_plan.__file__, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        self.assertGreater(len(functions), 40)
        for function in functions:
            given = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
            given += [one for one in (function.args.vararg, function.args.kwarg) if one]
            for argument in given:
                self.assertTrue(argument.annotation or argument.arg == "self", f"{function.name}({argument.arg})")
            self.assertIsNotNone(function.returns, function.name)

    def test_it_needs_only_torch(self):
        with open(cdp_plan.__file__, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        modules |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        packages = {module.split(".")[0] for module in modules}
        self.assertEqual([package for package in packages if package not in sys.stdlib_module_names], ["torch"])


class Reading(Case):
    def refused(self, message, text):
        self.refuses(cdp_plan.FormatError, message, cdp_plan.loads, text, "plan.json")

    def group(self, **keys):
        return changed(lambda plan: plan["groups"][0].update(keys))

    def without(self, *path):
        def change(plan):
            for key in path[:-1]:
                plan = plan[key]
            del plan[path[-1]]

        return changed(change)

    def test_both_forms_are_the_same_plan(self):
        native = cdp_plan.load(f"{support.ROOT}/examples/01_gpt.reference.json")
        short = cdp_plan.load(f"{support.ROOT}/tests/export/golden/torch.json")
        self.assertEqual(sorted(native.tensors, key=str), sorted(short.tensors, key=str))
        self.assertEqual((native.target, native.training, native.multipliers), (short.target, short.training, short.multipliers))

    def test_every_example(self):
        import glob

        paths = glob.glob(f"{support.ROOT}/examples/*.json")
        self.assertGreater(len(paths), 20)
        for path in paths:
            with open(path, encoding="utf-8") as file:
                wanted = json.load(file)
            read = cdp_plan.load(path)
            self.assertEqual([tensor.name for tensor in read.tensors], [tensor["name"] for tensor in wanted["tensors"]])
            self.assertEqual(len(read.multipliers), len(wanted["multipliers"]))

    def test_what_is_no_plan(self):
        self.refused("plan.json: is not JSON: Expecting value: line 1 column 1 (char 0)", "")
        self.refused("plan.json: must be an object, found a list", "[]")
        self.refused("plan.json: `format` is missing", "{}")
        self.refused("plan.json: `format` is `gguf`; this loader knows cdp-plan, cdp-torch", changed(format="gguf"))
        self.refused("plan.json: is of version 2; this loader reads version 1", changed(version=2))
        self.refused("plan.json: there is no key `colour`; the plan is newer than this loader", changed(colour="red"))
        self.refused("plan.json: `target` is there twice", '{"target": "a", "target": "b"}')
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"\xff{}")
            file.flush()
            self.refuses(cdp_plan.FormatError, f"{file.name}: is not a plan: it is not UTF-8", cdp_plan.load, file.name)

    def test_values(self):
        place = "plan.json.groups[0]"
        self.refused(f"{place}: `lr` is missing", self.without("groups", 0, "lr"))
        self.refused(f"{place}: `lr` must be a number, found a text", self.group(lr="1e-3"))
        self.refused(f"{place}: `lr` must be a number, found true or false", self.group(lr=True))
        self.refused(f"{place}: `lr` must be a number, found the number nan", self.group(lr=math.nan))
        self.refused(f"{place}: `eps` is missing; adamw needs it", self.without("groups", 0, "eps"))
        self.refused(f"{place}: `beta2` is missing; adamw needs it", self.without("groups", 0, "beta2"))
        self.refused(f"{place}: `optimizer` is `adam`; this loader knows adamw, sgd, lion, muon", self.group(optimizer="adam"))
        self.refused(f"{place}: there is no key `momentum`; the plan is newer than this loader", self.group(momentum=0.9))
        self.refused(f"{place}.init: `distribution` is `xavier`; this loader knows normal, uniform, orthogonal, zeros, ones",
                     self.group(init={"distribution": "xavier"}))
        self.refused(f"{place}.init: `std` is missing; normal needs one", self.group(init={"distribution": "normal"}))
        self.refused(f"{place}: `init` is missing", self.without("groups", 0, "init"))
        self.refused(f"{place}: `tensors` must be an object of names and shapes, found a list", self.group(tensors=[]))
        self.refused(f"{place}.tensors.a: the shape must be a list of whole numbers from 1", self.group(tensors={"a": [0]}))
        self.refused("plan.json: the tensor `gain` is there twice", self.group(tensors={"gain": [6]}))
        self.refused("plan.json: `groups` must be a list, found an object", changed(groups={}))
        self.refused("plan.json.training: `steps` must be a whole number, found the number 1.5",
                     changed(lambda plan: plan["training"].update(steps=1.5)))
        self.refused("plan.json.conventions: `weight_decay` is `both`; this loader knows coupled, independent",
                     changed(lambda plan: plan["conventions"].update(weight_decay="both")))
        self.refused("plan.json.multipliers: `head.mult` must be a number, found null", changed(multipliers={"head.mult": None}))

    def test_orthogonal_vectors_are_none(self):
        orthogonal = plan(lambda plan: plan["groups"][1].update(init={"distribution": "orthogonal", "std": 1}))
        self.refuses(cdp_plan.FormatError, "`gain`: orthogonal needs at least two dimensions", orthogonal.initial_values, "gain")


class Matching(Case):
    def refused(self, message, model, rename=None, of=None):
        for call in ((of or plan()).param_groups, (of or plan()).init_, (of or plan()).optimizer):
            self.refuses(cdp_plan.MatchError, message, call, model, rename)

    def test_groups_are_coalesced(self):
        model = Net()
        groups = plan().param_groups(model)
        self.assertEqual([group["names"] for group in groups], [["layers.0.weight", "layers.1.weight", "head.weight"], ["gain"]])
        self.assertIs(groups[0]["params"][2], model.head.weight)
        self.assertEqual({key: groups[0][key] for key in ("lr", "betas", "eps", "weight_decay", "rule")},
                         dict(lr=0.1, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.2, rule="adamw"))

    def test_a_parameter_without_tensor(self):
        model = Net()
        model.haed = nn.Linear(6, 3, bias=False)
        del model.head
        self.refused("the plan has no tensor for 1 of the model's parameters: `haed.weight`; did you mean `head.weight`?", model)
        model = Net()
        for i in range(6):
            model.register_parameter(f"x{i}", nn.Parameter(torch.ones(1)))
        self.refused("the plan has no tensor for 6 of the model's parameters: `x0`, `x1`, `x2`, `x3` and 2 more", model)

    def test_a_tensor_without_parameter(self):
        model = Net()
        del model.gain
        self.refused("the model has no parameter for 1 of the plan's tensors: `gain`", model)

    def test_a_part_of_the_model(self):
        model = nn.Module()
        model.net = Net()
        self.refused("the plan has no tensor for 4 of the model's parameters: `net.gain`, `net.layers.0.weight`, "
                     "`net.layers.1.weight`, `net.head.weight`; the plan's model is its part `net`: give that", model)

    def test_parameters_of_low_precision(self):
        with self.assertWarnsRegex(UserWarning, "`layers.0.weight`, .*: in bfloat16 an update .* is lost; keep the model in fp32"):
            plan().param_groups(Net().bfloat16())
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            plan().param_groups(Net().double())

    def test_shapes(self):
        model = Net()
        model.layers[1] = nn.Linear(6, 5, bias=False)
        self.refused("`layers.1.weight` is (6, 6) in the plan and (5, 6) in the model", model)
        model = Net()
        model.layers[0].weight = nn.Parameter(torch.ones(4, 6))
        self.refused("`layers.0.weight` is (6, 4) in the plan and (4, 6) in the model; it is transposed: the plan has (out, in), "
                     "as torch.nn.Linear", model)

    def test_frozen(self):
        model = Net()
        model.gain.requires_grad_(False)
        self.refused("`gain` does not require gradients, but the plan trains it", model)
        model = Net()
        model.register_parameter("table", nn.Parameter(torch.ones(2), requires_grad=False))
        self.assertEqual(len(plan().claim(model)), 4)  # nobody trains it

    def test_tied(self):
        model = Net()
        model.other = nn.Linear(6, 3, bias=False)
        model.other.weight = model.head.weight
        self.assertEqual(len(plan().claim(model)), 4)  # the plan has it once, by one of its names
        model = Net()
        model.layers[1] = model.layers[0]
        self.refused("`layers.0.weight`, `layers.1.weight` are one tensor in the model and 2 in the plan; untie them, or compile the "
                     "spec with `tied = true`", model)

    def test_renames(self):
        model = nn.Module()
        model.h = nn.ModuleDict({"0": nn.ModuleDict({"fc": nn.Linear(4, 6, bias=False)}),
                                 "1": nn.ModuleDict({"fc": nn.Linear(6, 6, bias=False)})})
        model.gain = nn.Parameter(torch.ones(6))
        model.out = nn.Linear(6, 3, bias=False)
        names = {"layers.*.weight": "h.*.fc.weight", "head.weight": "out.weight"}
        pairs = plan().claim(model, names)
        self.assertIs(dict((tensor.name, parameter) for tensor, parameter in pairs)["layers.1.weight"], model.h["1"]["fc"].weight)
        self.refused("rename: the plan has no tensor `haed.weight`; did you mean `head.weight`?", model,
                     dict(names, **{"haed.weight": "out.weight"}))
        self.refused("rename: `layers.*.weight` has 1 `*` and `h.weight` has 0; they stand for the same parts", model,
                     {"layers.*.weight": "h.weight"})
        self.refused("`layers.0.weight` and `head.weight` are both renamed to `out`", model,
                     {"layers.0.weight": "out", "head.weight": "out"})

    def test_wrappers(self):
        class Wrapper(nn.Module):
            def __init__(self, name, inner):
                super().__init__()
                self.add_module(name, inner)

        for names in (("module",), ("_orig_mod",), ("module", "_orig_mod"), ("_fsdp_wrapped_module",), ("module", "module")):
            model = inner = Net()
            for name in reversed(names):
                model = Wrapper(name, model)
            model_of = {tensor.name: parameter for tensor, parameter in plan().claim(model)}
            self.assertIs(model_of["head.weight"], inner.head.weight)
        model = Net()
        model.layers[0] = Wrapper("_checkpoint_wrapped_module", model.layers[0])
        self.assertEqual(len(plan().claim(model)), 4)
        if hasattr(torch, "compile"):
            self.assertEqual(len(plan().claim(torch.compile(Net()))), 4)
        self.assertEqual(len(plan().claim(nn.DataParallel(Net()))), 4)

    def test_a_module_that_is_called_module(self):
        model = nn.Module()
        model.module = nn.Linear(2, 2, bias=False)
        group = dict(PLAN["groups"][0], tensors={"module.weight": [2, 2]})
        self.assertEqual(len(plan(groups=[group]).claim(model)), 1)

    def test_the_same_name_twice(self):
        model = Net()
        model._orig_mod = nn.Module()
        model._orig_mod.gain = nn.Parameter(torch.ones(6))
        self.refused("the model has two parameters of the name `gain`, one of them in a wrapper", model)

    def test_flat_parameters(self):
        model = nn.Module()
        model._fsdp_wrapped_module = nn.Module()
        model._fsdp_wrapped_module._flat_param = nn.Parameter(torch.ones(100))
        self.refused("`_flat_param` is FSDP's parameter of many tensors in one; wrap with use_orig_params=True or with fully_shard",
                     model)


class Filling(Case):
    def test_fills_what_is_there(self):
        model = Net().to(torch.bfloat16)
        held = model.head.weight
        plan().init_(model)
        self.assertIs(model.head.weight, held)
        self.assertTrue(torch.equal(held, plan().initial_values("head.weight").bfloat16()))
        self.assertTrue(torch.equal(model.gain, torch.ones(6, dtype=torch.bfloat16)))
        self.assertTrue(held.requires_grad)

    def test_nothing_is_filled_where_something_is_wrong(self):
        model = Net()
        before = model.head.weight.clone()
        del model.gain
        with self.assertRaises(cdp_plan.MatchError):
            plan().init_(model)
        self.assertTrue(torch.equal(model.head.weight, before))

    def test_meta(self):
        model = Net().to("meta")
        self.refuses(cdp_plan.MatchError, "`layers.0.weight` is on the meta device and cannot hold values; call "
                     "model.to_empty(device=...) first", plan().init_, model)

    @unittest.skipIf(torch.__version__.startswith("1."), "fully_shard came with PyTorch 2")
    def test_sharded(self):
        from torch.distributed.fsdp import fully_shard

        with tempfile.TemporaryDirectory() as folder:
            torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/store", rank=0, world_size=1)
            try:
                model = fully_shard(Net(), mesh=torch.distributed.device_mesh.init_device_mesh("cpu", (1,)))
                plan().init_(model)
                values = model.head.weight.full_tensor()
                groups = plan().param_groups(model)
            finally:
                torch.distributed.destroy_process_group()
        self.assertTrue(torch.equal(values, plan().initial_values("head.weight")))
        self.assertEqual(sum(len(group["params"]) for group in groups), 4)

    def test_no_such_tensor(self):
        self.refuses(cdp_plan.MatchError, "the plan has no tensor `head.wieght`; did you mean `head.weight`?",
                     plan().initial_values, "head.wieght")


class Multipliers(Case):
    def test_who_was_asked_for(self):
        made = plan()
        self.assertEqual(made.multipliers, {"head.mult": 0.5, "layers.0.mult": 2.0})
        self.assertEqual(made.multiplier("head.mult"), 0.5)
        self.refuses(cdp_plan.MatchError, "the model has not asked for 1 of 2 multipliers: `layers.0.mult`", made.check_multipliers)
        made.multiplier("layers.0.mult")
        made.check_multipliers()

    def test_no_such_multiplier(self):
        self.refuses(cdp_plan.MatchError, "the plan has no multiplier `haed.mult`; did you mean `head.mult`?", plan().multiplier,
                     "haed.mult")


class Optimizing(Case):
    def independent(self, lr=0.1, decay=0.02):
        def change(plan):
            plan["conventions"]["weight_decay"] = "independent"
            plan["groups"][0].update(lr=lr, weight_decay=decay)

        return plan(change)

    def other(self, **settings):
        def change(plan):
            plan["training"]["optimizer"] = settings["optimizer"]
            for group in plan["groups"]:
                for key in ("beta2", "eps"):
                    del group[key]
                group.update(settings)

        return plan(change)

    def test_adamw_is_pytorchs(self):
        optimizer = plan().optimizer(Net(), amsgrad=True)
        self.assertIs(type(optimizer), torch.optim.AdamW)
        self.assertTrue(optimizer.param_groups[0]["amsgrad"])

    def test_an_independent_decay(self):
        model = Net()
        made = self.independent()
        optimizer = made.optimizer(model)
        scheduler = made.scheduler(optimizer)
        for parameter in model.parameters():
            parameter.grad = torch.zeros_like(parameter)
        expected = model.head.weight.detach().clone()
        for step in range(10):
            optimizer.step()
            scheduler.step()
            expected *= 1 - 0.02 * made.schedule_factor(step)
        self.assertTrue(torch.allclose(model.head.weight, expected, rtol=1e-5))

    def test_a_decay_without_learning_rate(self):
        self.refuses(cdp_plan.UnsupportedError, "`layers.0.weight` decays by itself and has a learning rate of 0; PyTorch's decay is "
                     "multiplied by the learning rate", self.independent(lr=0).optimizer, Net())
        self.assertEqual(self.independent(lr=0, decay=0).param_groups(Net())[0]["weight_decay"], 0)

    def test_options_are_adamws(self):
        sgd = self.other(optimizer="sgd")
        self.assertIs(type(sgd.optimizer(Net())), cdp_plan.Optimizer)
        self.refuses(cdp_plan.UnsupportedError, "`fused` is an option of torch.optim.AdamW, and this plan's optimizer is sgd",
                     sgd.optimizer, Net(), fused=True)

    def test_options_cannot_overrule_the_plan(self):
        for key in ("lr", "weight_decay"):
            self.refuses(cdp_plan.UnsupportedError, f"the plan has `{key}` of every tensor, and PyTorch would not look at this one; "
                         "leave it out, or set it in the spec", plan().optimizer, Net(), **{key: 0.1})

    def test_sgd_is_pytorchs_but_for_the_decay(self):
        ours, theirs = Net(), Net()
        theirs.load_state_dict(ours.state_dict())
        made = self.other(optimizer="sgd", weight_decay=0)
        first = made.optimizer(ours)
        second = torch.optim.SGD([{"params": g["params"], "lr": g["lr"], "momentum": g["momentum"]}
                                  for g in made.param_groups(theirs)], lr=1.0)
        x = torch.randn(5, 4)
        for _ in range(3):
            for model, optimizer in ((ours, first), (theirs, second)):
                optimizer.zero_grad()
                model(x).square().mean().backward()
                optimizer.step()
        for a, b in zip(ours.parameters(), theirs.parameters()):
            self.assertTrue(torch.allclose(a, b, rtol=1e-6, atol=0))

    def test_own_adamw_is_pytorchs(self):
        ours, theirs = Net(), Net()
        theirs.load_state_dict(ours.state_dict())
        first, second = cdp_plan.Optimizer(plan().param_groups(ours)), plan().optimizer(theirs)
        x = torch.randn(5, 4)
        for _ in range(5):
            for model, optimizer in ((ours, first), (theirs, second)):
                optimizer.zero_grad()
                model(x).square().mean().backward()
                optimizer.step()
        for a, b in zip(ours.parameters(), theirs.parameters()):
            self.assertTrue(torch.allclose(a, b, rtol=1e-5, atol=1e-7))

    def test_own_optimizer_can_be_saved(self):
        model = Net()
        made = self.other(optimizer="sgd")
        optimizer = made.optimizer(model)
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
        optimizer.step()
        other = made.optimizer(model)
        other.load_state_dict(optimizer.state_dict())
        self.assertTrue(torch.equal(other.state[model.gain]["m"], optimizer.state[model.gain]["m"]))

    def test_schedule_after_the_end(self):
        made = plan(lambda plan: plan["training"]["schedule"].update(floor=0.25))
        self.assertEqual([made.lr_lambda(step) for step in (0, 1, 9, 10, 99)], [0.5, 1.0, 0.25, 0.25, 0.25])

    def test_clipping(self):
        model = Net()
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
        count = sum(parameter.numel() for parameter in model.parameters())
        self.assertAlmostEqual(plan().clip_grad_(model).item(), math.sqrt(count), places=4)
        norm = torch.stack([parameter.grad.norm() for parameter in model.parameters()]).norm().item()
        self.assertAlmostEqual(norm, 0.5, places=4)
        unclipped = plan(lambda plan: plan["training"].pop("grad_clip"))
        self.assertIsNone(unclipped.clip_grad_(model))


if __name__ == "__main__":
    unittest.main()
