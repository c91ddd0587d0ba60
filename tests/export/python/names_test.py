"""Models whose parameters are others than the plan's tensors: renamed, fused, taken apart, transposed, in banks, frozen."""

import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import torch
from torch import nn

from toy import PLAN, Case, Net, plan

GROUP = PLAN["groups"][0]


def of(tensors, **settings):
    """A plan of these shapes, all with equal settings."""
    return plan(groups=[dict(GROUP, **settings, tensors=tensors)], multipliers={})


def holder(shapes, transposed=()):
    """A model with parameters of these names and shapes."""
    model = nn.Module()
    for name, shape in shapes.items():
        module = model
        *path, last = name.split(".")
        for part in path:
            if part not in module._modules:
                module.add_module(part, nn.Module())
            module = module._modules[part]
        module.register_parameter(last, nn.Parameter(torch.full(shape, -9.0)))
    return model


QKV = {f"h.{i}.{name}.weight": [6, 4] for i in range(2) for name in "qkv"}


class Renamed(Case):
    def test_the_models_name_is_the_key(self):
        model = holder({"h.0.fc.weight": (6, 4), "h.1.fc.weight": (6, 6), "out.weight": (3, 6), "gain": (6,)})
        pairs = plan().claim(model, {"h.*.fc.weight": "layers.*.weight", "out.weight": "head.weight"})
        held = {tensor.name: parameter for tensor, parameter in pairs}
        self.assertIs(held["layers.1.weight"], model.get_parameter("h.1.fc.weight"))
        self.assertIs(held["head.weight"], model.get_parameter("out.weight"))
        self.assertEqual([tensor.name for tensor, _ in pairs], [tensor.name for tensor in plan().tensors])

    def test_two_stars_are_one_part_or_more(self):
        model = nn.Module()
        model.a = nn.Module()
        model.a.b = Net()
        self.assertEqual(len(plan().claim(model, {"a.b.**": "**"})), 4)
        self.assertEqual(len(plan().claim(model, {"a.b.gain": "gain", "a.b.**.weight": "**.weight"})), 4)

    def test_the_first_that_matches_is_taken(self):
        model = holder({"m.a": (6, 4), "m.b": (6, 4)})
        pairs = of({"x": [6, 4], "b": [6, 4]}).claim(model, {"m.a": "x", "m.**": "**"})
        self.assertIs(pairs[0][1], model.get_parameter("m.a"))
        self.refuses(cdp_plan.MatchError, "names: `m.a=x` comes after a rename that takes all that it matches; the first one counts",
                     of({"a": [6, 4], "b": [6, 4]}).claim, model, {"m.**": "**", "m.a": "x"})

    def test_the_lines_of_cdp_verify(self):
        model = nn.Module()
        model.net = Net()
        self.assertEqual(len(plan().claim(model, "# as for --rename\nnet.gain = gain\nnet.** = **  # the rest\n\n")), 4)

    def test_names_that_are_turned_round(self):
        model = holder({"h.0.fc.weight": (6, 4), "h.1.fc.weight": (6, 6), "head.weight": (3, 6), "gain": (6,)})
        self.refuses(cdp_plan.MatchError, "names: the model has no parameter `layers.*.weight`, but the plan has such a tensor; the "
                     "model's name stands on the left (the key), the plan's on the right", plan().claim, model,
                     {"layers.*.weight": "h.*.fc.weight"})

    def test_what_is_no_rename(self):
        for names, message in (
            ({"gian": "gain"}, "names: no parameter of the model matches `gian`; did you mean `gain`?"),
            ({"gain": "gian"}, "the plan has no tensor for 1 of the model's parameters: `gain`; the model has no parameter for 1 of "
             "the plan's tensors: `gain`; did you mean `gain`?"),
            ({"a.*": "b"}, "`a.*=b` has other stars on its left than on its right; what a star stands for in the model's name stands "
             "in the plan's at the same star"),
            ({"a.*": "b.**"}, "`a.*=b.**` has other stars on its left than on its right; what a star stands for in the model's name "
             "stands in the plan's at the same star"),
            ("a", "`a` is no rename; write MODEL=PLAN, such as 'model.**=**'"),
            ("a=b=c", "`a=b=c` is no rename; write MODEL=PLAN, such as 'model.**=**'"),
            ("a=", "`a=` lacks a side; write MODEL=PLAN, such as 'model.**=**'"),
            ("a + = b", "`a + = b` lacks a side; write MODEL=PLAN, such as 'model.**=**'"),
            ("a + b = c + d", "`a + b=c + d` has sums on both sides; several names are stacked to one, on one side only"),
            ("a[0] = b", "`a[0]=b`: `a[0]` has brackets; `[*]` at the end is a matrix of a bank, and nothing else has brackets"),
            ({"": "b"}, "`=b` lacks a side; write MODEL=PLAN, such as 'model.**=**'"),
            ({"a": None}, "names: None is neither a name nor a list of names"),
            ({3: "a"}, "names: 3 is neither a name nor a list of names"),
            ({"a": ["b", 3]}, "names: ['b', 3] is neither a name nor a list of names"),
            ({"a": []}, "names: [] is neither a name nor a list of names"),
            ({"a=b": "c"}, "names: 'a=b' has a `=`; in a mapping the model's name is the key and the plan's the value"),
            ([("a", "b")], "names: must be a mapping of the model's names to the plan's, found list"),
            (7, "names: must be a mapping of the model's names to the plan's, found int"),
        ):
            for call in (plan().claim, plan().init_, plan().param_groups, plan().optimizer):
                self.refuses(cdp_plan.MatchError, message, call, Net(), names)

    def test_two_of_one_name(self):
        model = holder({"a": (6, 4), "b": (6, 4)})
        self.refuses(cdp_plan.MatchError, "`a` and `b` are both renamed to `x`", of({"x": [6, 4]}).claim, model, {"a": "x", "b": "x"})

    def test_what_is_no_model(self):
        for model in (None, Net, [], "net"):
            self.refuses(cdp_plan.MatchError, f"the model must be a torch.nn.Module, found {type(model).__name__}", plan().init_, model)


class Fused(Case):
    names = {"b.*.c_attn": ["h.*.q.weight", "h.*.k.weight", "h.*.v.weight"]}

    def test_each_gets_its_rows(self):
        made, model = of(QKV), holder({f"b.{i}.c_attn": (18, 4) for i in range(2)})
        made.init_(model, self.names)
        for i in range(2):
            whole = torch.cat([made.initial_values(f"h.{i}.{name}.weight") for name in "qkv"])
            self.assertTrue(torch.equal(model.get_parameter(f"b.{i}.c_attn"), whole))
        groups = made.param_groups(model, self.names)
        self.assertEqual([len(group["params"]) for group in groups], [2])
        self.assertEqual(groups[0]["names"][1], "h.1.q.weight + h.1.k.weight + h.1.v.weight")
        self.assertEqual(len(made.claim(model, self.names)), 6)
        self.assertEqual(len(made.claim(model, "b.*.c_attn = h.*.q.weight + h.*.k.weight + h.*.v.weight")), 6)

    def test_transposed(self):
        made, model = of(QKV), holder({f"b.{i}.c_attn": (4, 18) for i in range(2)})
        self.refuses(cdp_plan.MatchError, "`b.0.c_attn` (4, 18) in the model cannot be `h.0.q.weight` (6, 4) + `h.0.k.weight` (6, 4) + "
                     "`h.0.v.weight` (6, 4) in the plan; stacked, their rows must be as many and as long", made.claim, model, self.names)
        made.init_(model, self.names, transposed="b.*.c_attn")
        whole = torch.cat([made.initial_values(f"h.1.{name}.weight") for name in "qkv"])
        self.assertTrue(torch.equal(model.get_parameter("b.1.c_attn"), whole.T))

    def test_of_unequal_rows_and_offsets(self):
        made = of({"q": [8, 4], "k": [2, 4], "v": [2, 4], "qb": [8], "kb": [2], "vb": [2]})
        model = holder({"qkv": (12, 4), "bias": (12,)})
        made.init_(model, {"qkv": ["q", "k", "v"], "bias": ("qb", "kb", "vb")})
        self.assertTrue(torch.equal(model.qkv, torch.cat([made.initial_values(name) for name in "qkv"])))
        self.assertTrue(torch.equal(model.bias, torch.cat([made.initial_values(f"{name}b") for name in "qkv"])))

    def test_settings_that_differ(self):
        for key, value in (("lr", 0.05), ("beta1", 0.8), ("beta2", 0.99), ("eps", 1e-6), ("weight_decay", 0.3)):
            groups = [dict(GROUP, tensors={"q": [6, 4], "k": [6, 4]}), dict(GROUP, **{key: value}, tensors={"v": [6, 4]})]
            made, model = plan(groups=groups, multipliers={}), holder({"qkv": (18, 4)})
            made.init_(model, {"qkv": ["q", "k", "v"]})  # initial values may differ
            message = (f"`qkv` is one parameter of tensors whose settings differ: {key} is {float(GROUP[key])} of `q`, `k`, "
                       f"{value} of `v`; set them alike in the spec, or keep them apart in the model")
            for call in (made.param_groups, made.optimizer):
                self.refuses(cdp_plan.MatchError, message, call, model, {"qkv": ["q", "k", "v"]})

    def test_initial_values_may_differ(self):
        groups = [dict(GROUP, tensors={"q": [6, 4]}), dict(GROUP, init={"distribution": "zeros"}, tensors={"v": [6, 4]})]
        made, model = plan(groups=groups, multipliers={}), holder({"qv": (12, 4)})
        made.init_(model, {"qv": ["q", "v"]})
        self.assertTrue(torch.equal(model.qv[6:], torch.zeros(6, 4)))
        self.assertEqual(len(made.optimizer(model, {"qv": ["q", "v"]}).param_groups), 1)

    def test_the_plans_one_in_several_parameters(self):
        made = of({f"h.{i}.c_attn": [12, 4] for i in range(2)})
        model = holder({f"l.{i}.{name}": (8 if name == "q" else 2, 4) for i in range(2) for name in "qkv"})
        for names in ({("l.*.q", "l.*.k", "l.*.v"): "h.*.c_attn"}, "l.*.q + l.*.k + l.*.v = h.*.c_attn"):
            made.init_(model, names)
            whole = torch.cat([model.get_parameter(f"l.1.{name}") for name in "qkv"])
            self.assertTrue(torch.equal(whole, made.initial_values("h.1.c_attn")))
            self.assertEqual(sum(len(group["params"]) for group in made.param_groups(model, names)), 6)

    def test_pieces_that_are_missing(self):
        model = holder({"qkv": (18, 4)})
        self.refuses(cdp_plan.MatchError, "`qkv=q + k + vv`: `qkv` is renamed to what the plan does not have, `vv`; did you mean `v`?",
                     of({name: [6, 4] for name in "qkv"}).claim, model, {"qkv": ["q", "k", "vv"]})
        self.refuses(cdp_plan.MatchError, "`q + k + v=qkv`: the model has `q`, `v` and no `k`", of({"qkv": [18, 4]}).claim,
                     holder({"q": (6, 4), "v": (6, 4)}), "q + k + v=qkv")

    def test_a_hint_where_it_is_not_said(self):
        with self.assertRaisesRegex(cdp_plan.MatchError, r'one tensor in the model may hold several of the plan: say so with '
                                    r'names=\{"b.\*.c_attn": "h.\*.q.weight \+ h.\*.k.weight \+ h.\*.v.weight"\}$'):
            of(QKV).claim(holder({f"b.{i}.c_attn": (18, 4) for i in range(2)}))


class Banks(Case):
    one_by_one = {f"experts.{e}.{name}": [6, 4] for e in range(3) for name in ("gate", "up")}
    bank = {"gate": [3, 6, 4], "up": [3, 6, 4]}

    def shapes(self, tensors):
        return {name: tuple(shape) for name, shape in tensors.items()}

    def test_the_plans_bank_one_by_one(self):
        made, model = of(self.bank), holder(self.shapes(self.one_by_one))
        names = {"experts.*.gate": "gate[*]", "experts.*.up": "up[*]"}
        made.init_(model, names)
        for e in range(3):
            self.assertTrue(torch.equal(model.get_parameter(f"experts.{e}.up"), made.initial_values("up")[e]))
        groups = made.param_groups(model, names)
        self.assertEqual(sorted(groups[0]["names"]), sorted(f"{name}[{e}]" for e in range(3) for name in ("gate", "up")))
        self.assertEqual(len(made.claim(model, names)), 6)

    def test_a_bank_of_the_plans_single_ones(self):
        made, model = of(self.one_by_one), holder(self.shapes(self.bank))
        names = {"gate[*]": "experts.*.gate", "up[*]": "experts.*.up"}
        made.init_(model, names)
        for e in range(3):
            self.assertTrue(torch.equal(model.up[e], made.initial_values(f"experts.{e}.up")))
        self.assertEqual(made.param_groups(model, names)[0]["names"], ["experts.0-2.gate", "experts.0-2.up"])

    def test_gate_and_up_in_one_bank(self):
        for shape, transposed in (((3, 12, 4), ()), ((3, 4, 12), ["gate_up"])):
            for tensors, right in ((self.bank, ["gate[*]", "up[*]"]), (self.one_by_one, ["experts.*.gate", "experts.*.up"])):
                made, model = of(tensors), holder({"gate_up": shape})
                made.init_(model, {"gate_up[*]": right}, transposed=transposed)
                found = model.gate_up.transpose(1, 2) if transposed else model.gate_up
                for e in range(3):
                    parts = [made.initial_values(f"experts.{e}.{name}") if "gate" not in tensors else made.initial_values(name)[e]
                             for name in ("gate", "up")]
                    self.assertTrue(torch.equal(found[e], torch.cat(parts)))

    def test_too_few_and_too_many(self):
        few = {name: shape for name, shape in self.shapes(self.one_by_one).items() if name != "experts.1.up"}
        names = {"experts.*.gate": "gate[*]", "experts.*.up": "up[*]"}
        self.refuses(cdp_plan.MatchError, "the model has no parameter for the matrices 1 of `up`, which has 3", of(self.bank).claim,
                     holder(few), names)
        many = dict(self.shapes(self.one_by_one), **{"experts.3.gate": (6, 4)})
        self.refuses(cdp_plan.MatchError, "`experts.*.gate=gate[*]`: `experts.3.gate` is renamed to `gate[3]`, but `gate` is (3, 6, 4)",
                     of(self.bank).claim, holder(many), names)
        self.refuses(cdp_plan.MatchError, "`gate[*]=experts.*.gate`: `gate[3]` is renamed to what the plan does not have, "
                     "`experts.3.gate`; did you mean `experts.2.gate`?", of(self.one_by_one).claim,
                     holder({"gate": (4, 6, 4), "up": (3, 6, 4)}), {"gate[*]": "experts.*.gate", "up[*]": "experts.*.up"})
        self.refuses(cdp_plan.MatchError, "the model has no parameter for 1 of the plan's tensors: `experts.2.gate`", of(self.one_by_one).claim,
                     holder({"gate": (2, 6, 4), "up": (3, 6, 4)}), {"gate[*]": "experts.*.gate", "up[*]": "experts.*.up"})

    def test_what_is_no_bank(self):
        self.refuses(cdp_plan.MatchError, "`gate` has 1 dimension, so it is no bank", of(self.one_by_one).claim,
                     holder({"gate": (3,)}), {"gate[*]": "experts.*.gate"})
        self.refuses(cdp_plan.MatchError, "`a.*=g[*]`: `a.b` is renamed to `g[b]`, but `g` is (3, 6, 4)", of({"g": [3, 6, 4]}).claim,
                     holder({"a.b": (6, 4)}), {"a.*": "g[*]"})


class Muon(Case):
    """Each matrix of the plan is made orthogonal by itself, however the model holds it."""

    settings = dict(GROUP, optimizer="muon", beta2=None, eps=None)

    def plan(self, tensors):
        def change(plan):
            plan["training"]["optimizer"] = "muon"
            plan["groups"] = [{key: value for key, value in self.settings.items() if value is not None}]
            plan["groups"][0].update(tensors=tensors)
            plan["multipliers"] = {}

        return plan(change)

    def step(self, made, model, gradients, **layout):
        made.init_(model, **layout)
        optimizer = made.optimizer(model, **layout)
        for name, parameter in model.named_parameters():
            parameter.grad = gradients[name].clone()
        optimizer.step()

    def test_fused_and_transposed(self):
        made = self.plan({"q": [6, 4], "k": [3, 4]})
        apart, gradients = holder({"q": (6, 4), "k": (3, 4)}), {"q": torch.randn(6, 4), "k": torch.randn(3, 4)}
        self.step(made, apart, gradients)
        want, whole = torch.cat([apart.q, apart.k]), torch.cat([gradients["q"], gradients["k"]])
        for turn in (False, True):
            model = holder({"qk": (4, 9) if turn else (9, 4)})
            self.step(made, model, {"qk": whole.T if turn else whole}, names={"qk": ["q", "k"]}, transposed=["qk"] if turn else ())
            self.assertTrue(torch.allclose(model.qk.T if turn else model.qk, want, atol=1e-6))

    def test_banks(self):
        made, gradient = self.plan({"gate": [3, 6, 4]}), torch.randn(3, 6, 4)
        bank, apart = holder({"gate": (3, 6, 4)}), holder({f"e.{i}": (6, 4) for i in range(3)})
        self.step(made, bank, {"gate": gradient})
        self.step(made, apart, {f"e.{i}": gradient[i] for i in range(3)}, names={"e.*": "gate[*]"})
        for i in range(3):
            self.assertTrue(torch.allclose(apart.get_parameter(f"e.{i}"), bank.gate[i], atol=1e-6))

    def test_a_part_of_a_matrix_cannot_be_updated(self):
        made, model = self.plan({"qk": [9, 4]}), holder({"q": (6, 4), "k": (3, 4)})
        self.refuses(cdp_plan.UnsupportedError, "muon updates `qk` as one matrix, and `q` has only 6 of its 9 rows", made.optimizer,
                     model, "q + k = qk")


class Transposed(Case):
    def test_matrices_that_lie_as_in_out(self):
        model = Net()
        model.layers[0].weight = nn.Parameter(torch.zeros(4, 6))
        plan().init_(model, transposed=["layers.0.weight"])
        self.assertTrue(torch.equal(model.layers[0].weight.T, plan().initial_values("layers.0.weight")))

    def test_patterns_that_match_nothing(self):
        for word in ("transposed", "frozen"):
            self.refuses(cdp_plan.MatchError, f"{word}: no parameter of the model matches `haed.weight`; did you mean `head.weight`?",
                         plan().claim, Net(), **{word: ["haed.weight"]})
            for wrong in ([3], [None], 7, [""]):
                with self.assertRaisesRegex(cdp_plan.MatchError, f"^{word}: .* is not a pattern of names$"):
                    plan().claim(Net(), **{word: wrong})

    def test_vectors_are_not(self):
        self.refuses(cdp_plan.MatchError, "`gain` has 1 dimension, so it is no transposed matrix", plan().claim, Net(),
                     transposed="gain")


class Frozen(Case):
    def frozen(self, *names):
        model = Net()
        for name in names:
            model.get_parameter(name).requires_grad_(False)
        return model

    def test_it_must_be_said(self):
        self.refuses(cdp_plan.MatchError, "`gain` does not require gradients, but the plan trains it; say frozen=[\"gain\"] if it is "
                     "to stay as it is", plan().claim, self.frozen("gain"))

    def test_filled_and_not_trained(self):
        model = self.frozen("gain", "layers.0.weight", "layers.1.weight")
        plan().init_(model, frozen=["gain", "layers.**"])
        self.assertTrue(torch.equal(model.gain, torch.ones(6)))
        groups = plan().param_groups(model, frozen=["gain", "layers.**"], multipliers="applied")
        self.assertEqual([group["names"] for group in groups], [["head.weight"]])

    def test_what_is_trained_is_not_frozen(self):
        self.refuses(cdp_plan.MatchError, "frozen: `gain` requires gradients; call requires_grad_(False), or leave it out of `frozen`",
                     plan().claim, Net(), frozen="gain")

    def test_all(self):
        model = self.frozen("gain", "layers.0.weight", "layers.1.weight", "head.weight")
        self.refuses(cdp_plan.MatchError, "every parameter that the plan trains is frozen; there is nothing to optimize",
                     plan().optimizer, model, frozen="**", multipliers="applied")

    def test_what_the_plan_does_not_have(self):
        model = Net()
        model.register_parameter("table", nn.Parameter(torch.ones(2), requires_grad=False))
        self.assertEqual(len(plan().claim(model)), 4)  # nobody trains it


if __name__ == "__main__":
    unittest.main()
