"""cdp_plan.py without cdp-run: what it reads, what it refuses and in which words, and the forms a model may have."""

import ast
import glob
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

from toy import PLAN, Case, Net, changed, plan


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

    def golden(self, name):
        with open(f"{support.ROOT}/tests/golden/plan/{name}", encoding="utf-8") as file:
            return json.load(file)

    def test_a_plan_of_version_1_is_the_same_plan(self):
        old, new = (cdp_plan.load(f"{support.ROOT}/tests/golden/plan/{name}.json") for name in ("effects.version_1", "effects"))
        self.assertEqual((old.tensors, old.multipliers, old.training), (new.tensors, new.multipliers, new.training))
        plan = self.golden("effects.json")
        self.refused("plan.json: is of version 3; this loader reads versions 1 and 2", json.dumps(dict(plan, version=3)))
        self.refused("plan.json.tensors[0].because.lr[0]: there is no key `effect`; the plan is newer than this loader",
                     json.dumps(dict(plan, version=1)))
        self.refused("plan.json.tensors[0].because.lr[0]: `effect` is missing",
                     json.dumps(dict(self.golden("effects.version_1.json"), version=2)))

    def test_reasons(self):
        def changed_reason(i, **keys):
            plan = self.golden("effects.json")
            plan["tensors"][0]["because"]["lr"][i].update(keys)
            return json.dumps(plan)

        place = "plan.json.tensors[0].because.lr"
        self.refused(f"{place}[1]: `effect` is `times`; this loader knows set, multiply, power, complement, clamp",
                     changed_reason(1, effect="times"))
        self.refused(f"{place}[0]: `effect` is `clamp`; the first reason of a value is `set`", changed_reason(0, effect="clamp"))
        self.refused(f"{place}[1]: `ratios` and `exponents` must have the same names, but `m_N` is in one of them alone",
                     changed_reason(1, ratios={"m_B": 3, "m_D": 2, "m_N": 1}))
        self.refused(f"{place}[1].ratios: `m_B` must be at least 0, found the number -3", changed_reason(1, ratios={"m_B": -3, "m_D": 2}))
        self.refused(f"{place}[1].exponents: `m_D` must be a number, found a text", changed_reason(1, exponents={"m_B": 1, "m_D": "x"}))
        cdp_plan.loads(changed_reason(0, ratios={}, exponents={}))

    def test_values_follow_from_their_reasons(self):
        """As grammar/REFERENCE.md says: what any reader can do without the language."""
        acts = {"set": lambda v, factor: factor, "multiply": lambda v, factor: v * factor, "power": lambda v, factor: v**factor,
                "complement": lambda v, factor: 1 - (1 - v) * factor, "clamp": lambda v, factor: factor}
        plan, seen = self.golden("effects.json"), set()
        for part in plan["tensors"] + plan["multipliers"]:
            for key, reasons in part["because"].items():
                value = None
                for reason in reasons:
                    value = acts[reason["effect"]](value, reason["factor"])
                    seen.add(reason["effect"])
                    if "ratios" in reason:
                        product = math.prod(ratio ** reason["exponents"][name] for name, ratio in reason["ratios"].items())
                        self.assertTrue(math.isclose(product, reason["factor"], rel_tol=1e-12), reason)
                wanted = part["init"]["std"] if key == "init_std" else part[key]
                self.assertTrue(math.isclose(value, wanted, rel_tol=1e-12), f"{part['name']} {key}: {value} and {wanted}")
        self.assertEqual(seen, set(acts))

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
        self.refused(f"{place}: `lr` is missing; adamw needs it", self.without("groups", 0, "lr"))
        self.refused(f"{place}: `lr` must be a number, found a text", self.group(lr="1e-3"))
        self.refused(f"{place}: `lr` must be a number, found true or false", self.group(lr=True))
        self.refused("plan.json: `NaN` is not a number JSON can hold", self.group(lr=math.nan))
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
        self.refused("plan.json.groups[1]: the name `gain` is there twice; every tensor and multiplier has its own", self.group(tensors={"gain": [6]}))
        self.refused("plan.json: `groups` must be a list, found an object", changed(groups={}))
        self.refused("plan.json.training: `steps` must be a whole number, found the number 1.5",
                     changed(lambda plan: plan["training"].update(steps=1.5)))
        self.refused("plan.json.conventions: `weight_decay` is `both`; this loader knows coupled, independent",
                     changed(lambda plan: plan["conventions"].update(weight_decay="both")))
        self.refused("plan.json.multipliers: `head.mult` must be a number, found null", changed(multipliers={"head.mult": None}))


class Matching(Case):
    def refused(self, message, model, names=None, **options):
        for call in (plan().param_groups, plan().init_, plan().optimizer, plan().claim):
            self.refuses(cdp_plan.MatchError, message, call, model, names, **options)

    def test_groups_are_coalesced(self):
        model = Net()
        groups = plan().param_groups(model, multipliers="applied")
        self.assertEqual([group["names"] for group in groups], [["layers.0.weight", "layers.1.weight", "head.weight"], ["gain"]])
        self.assertIs(groups[0]["params"][2], model.head.weight)
        self.assertEqual({key: groups[0][key] for key in ("lr", "betas", "eps", "weight_decay", "rule")},
                         dict(lr=0.1, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.2, rule="adamw"))

    def test_a_parameter_without_tensor(self):
        model = Net()
        model.haed = nn.Linear(6, 3, bias=False)
        del model.head
        self.refused("the plan has no tensor for 1 of the model's parameters: `haed.weight`; the model has no parameter for 1 of the "
                     "plan's tensors: `head.weight`; did you mean `head.weight`?", model)
        model = Net()
        for i in range(14):
            model.register_parameter(f"x{i}", nn.Parameter(torch.ones(1)))
        shown = ", ".join(f"`x{i}`" for i in range(12))
        self.refused(f"the plan has no tensor for 14 of the model's parameters: {shown} and 2 more", model)

    def test_a_tensor_without_parameter(self):
        model = Net()
        del model.gain
        self.refused("the model has no parameter for 1 of the plan's tensors: `gain`", model)

    def test_a_part_of_the_model(self):
        model = nn.Module()
        model.net = Net()
        self.refused("the plan has no tensor for 4 of the model's parameters: `net.gain`, `net.layers.0-1.weight`, "
                     "`net.head.weight`; the model has no parameter for 4 of the plan's tensors: `layers.0-1.weight`, `head.weight`, "
                     "`gain`; in the model the plan's names stand behind the prefix `net.`: say so with names={\"net.**\": \"**\"}, or "
                     "give that part of the model", model)
        self.assertEqual(len(plan().claim(model, {"net.**": "**"})), 4)

    def test_parameters_of_low_precision(self):
        with self.assertWarnsRegex(UserWarning, "`layers.0-1.weight`, .*: in bfloat16 an update .* is lost; keep the model in fp32"):
            plan().param_groups(Net().bfloat16(), multipliers="applied")
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            plan().param_groups(Net().double(), multipliers="applied")

    def test_shapes(self):
        model = Net()
        model.layers[1] = nn.Linear(6, 5, bias=False)
        self.refused("`layers.1.weight` is (6, 6) in the plan and (5, 6) in the model", model)
        model = Net()
        model.layers[0].weight = nn.Parameter(torch.ones(4, 6))
        self.refused("`layers.0.weight` is (6, 4) in the plan and (4, 6) in the model; (in, out) in the model, as GPT-2's Conv1D "
                     "has it, (out, in) in the plan: say so with transposed=[...]; a square one's shape does not tell: `layers.1.weight`",
                     model)

    def test_tied(self):
        model = Net()
        model.other = nn.Linear(6, 3, bias=False)
        model.other.weight = model.head.weight
        self.assertEqual(len(plan().claim(model)), 4)  # the plan has it once, by one of its names
        model = Net()
        model.layers[1] = model.layers[0]
        self.refused("`layers.0-1.weight` are one tensor in the model and 2 in the plan; untie them, or compile the "
                     "spec with `tied = true`", model)

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


if __name__ == "__main__":
    unittest.main()
