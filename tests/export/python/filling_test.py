"""cdp_plan.py without cdp-run: initial values, multipliers, optimizers and schedules of a model that is the plan's."""

import math
import tempfile
import unittest

import support  # first: it finds cdp_plan

import cdp_plan
import torch

from toy import Case, Net, plan


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
                groups = plan().param_groups(model, multipliers="applied")
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
        for key in (None, 3, [], ("head.mult",)):
            with self.assertRaises(cdp_plan.MatchError):
                plan().multiplier(key)

    def test_a_model_that_never_asked_gets_no_optimizer(self):
        message = ("the model has not asked for 2 multipliers other than 1: `head.mult` (0.5), `layers.0.mult` (2.0); take them with "
                   "plan.multiplier(name) where the model is made, or say multipliers=\"applied\" if its own code has these factors")
        for call in (plan().optimizer, plan().param_groups):
            self.refuses(cdp_plan.MatchError, message, call, Net())
        made = plan()
        made.multiplier("head.mult")
        with self.assertRaisesRegex(cdp_plan.MatchError, "not asked for 1 multiplier other than 1: `layers.0.mult` \\(2.0\\)"):
            made.optimizer(Net())
        made.multipliers["layers.0.mult"]  # looking is not asking
        with self.assertRaises(cdp_plan.MatchError):
            made.optimizer(Net())
        made.multiplier("layers.0.mult")
        made.optimizer(Net())

    def test_the_model_may_have_them_in_its_own_code(self):
        plan().optimizer(Net(), multipliers="applied")
        for word in ("aplied", True, 1, ""):
            self.refuses(cdp_plan.MatchError, f"multipliers is {word!r}; \"applied\" says that the model's own code has the plan's "
                         "multipliers", plan().optimizer, Net(), multipliers=word)

    def test_ones_need_no_asking(self):
        ones = plan(multipliers={"head.mult": 1, "layers.0.mult": 1.0})
        ones.optimizer(Net())
        with self.assertRaises(cdp_plan.MatchError):
            ones.check_multipliers()  # who asks for a check of all gets one of all
        with self.assertRaises(cdp_plan.MatchError):
            plan(multipliers={"head.mult": 1, "layers.0.mult": 1.0000001}).optimizer(Net())


def plain(change=None):
    """The plan without multipliers, for what is not about them."""

    def both(plan):
        plan["multipliers"] = {}
        if change:
            change(plan)

    return plan(both)


class Optimizing(Case):
    def independent(self, lr=0.1, decay=0.02):
        def change(plan):
            plan["conventions"]["weight_decay"] = "independent"
            plan["groups"][0].update(lr=lr, weight_decay=decay)

        return plain(change)

    def other(self, **settings):
        def change(plan):
            plan["training"]["optimizer"] = settings["optimizer"]
            for group in plan["groups"]:
                for key in ("beta2", "eps"):
                    del group[key]
                group.update(settings)

        return plain(change)

    def test_adamw_is_pytorchs(self):
        optimizer = plain().optimizer(Net(), amsgrad=True)
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
        self.refuses(cdp_plan.UnsupportedError, "`layers.0.weight` decays by itself and has a learning rate of 1e-310; PyTorch's decay "
                     "is multiplied by the learning rate", self.independent(lr=1e-310).optimizer, Net())
        self.assertEqual(self.independent(lr=0, decay=0).param_groups(Net())[0]["weight_decay"], 0)

    def test_options_are_adamws(self):
        sgd = self.other(optimizer="sgd")
        self.assertIs(type(sgd.optimizer(Net())), cdp_plan.Optimizer)
        self.refuses(cdp_plan.UnsupportedError, "`fused` is an option of torch.optim.AdamW, and this plan's optimizer is sgd",
                     sgd.optimizer, Net(), fused=True)

    def test_options_cannot_overrule_the_plan(self):
        self.refuses(cdp_plan.UnsupportedError, "`fusd` is no option of torch.optim.AdamW; did you mean `fused`?"
                     if "fused" in torch.optim.AdamW.__init__.__code__.co_varnames else
                     "`fusd` is no option of torch.optim.AdamW", plain().optimizer, Net(), fusd=True)
        for key in ("lr", "weight_decay"):
            self.refuses(cdp_plan.UnsupportedError, f"the plan has `{key}` of every tensor, and PyTorch would not look at this one; "
                         "leave it out, or set it in the spec", plain().optimizer, Net(), **{key: 0.1})

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
        first, second = cdp_plan.Optimizer(plain().param_groups(ours)), plain().optimizer(theirs)
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
        made = plain(lambda plan: plan["training"]["schedule"].update(floor=0.25))
        factors = [made.lr_lambda(step) for step in (0, 1, 2, 9, 10, 99)]
        self.assertEqual(factors, [0.5, 1.0, 1.0, 0.25 + 0.75 / 8, 0.25, 0.25])

    def test_schedules_decay_as_those_of_transformers(self):
        """transformers/optimization.py: _get_linear_schedule_with_warmup_lr_lambda, _get_cosine_..., _get_wsd_scheduler_lambda;
        the warm-up is one step further than theirs, which begins at 0."""
        warmup, steps, decay = 3, 40, 10

        def linear(step):
            return max(0.0, float(steps - step) / float(max(1, steps - warmup)))

        def cosine(step):
            progress = float(step - warmup) / float(max(1, steps - warmup))
            return max(0.0, 0.5 * (1.0 + math.cos(math.pi * 0.5 * 2.0 * progress)))

        def wsd(step):
            stable = steps - warmup - decay
            if step < warmup + stable:
                return 1.0
            return max(0.0, 1.0 - float(step - warmup - stable) / float(max(1, decay)))

        for kind, theirs in (("linear", linear), ("cosine", cosine), ("wsd", wsd)):
            ours = cdp_plan.Schedule(kind, warmup, decay if kind == "wsd" else None, 0.0)
            for step in range(steps + 1):
                wanted = theirs(step) if step >= warmup else (step + 1) / warmup
                self.assertAlmostEqual(ours.factor(step, steps), wanted, delta=1e-12, msg=f"{kind} {step}")
            self.assertGreater(ours.factor(steps - 1, steps), 0)
            self.assertEqual(ours.factor(steps, steps), 0)

    def test_what_is_no_step_no_optimizer_and_no_model(self):
        for step in (-1, 1.5, "1", None, True):
            with self.assertRaises(cdp_plan.PlanError):
                plain().schedule_factor(step)
        for call in (plain().scheduler, plain().clip_grad_, plain().optimizer, plain().param_groups):
            for wrong in (None, 3, Net):
                with self.assertRaises(cdp_plan.MatchError):
                    call(wrong)

    def test_clipping(self):
        model = Net()
        for parameter in model.parameters():
            parameter.grad = torch.ones_like(parameter)
        count = sum(parameter.numel() for parameter in model.parameters())
        self.assertAlmostEqual(plain().clip_grad_(model).item(), math.sqrt(count), places=4)
        norm = torch.stack([parameter.grad.norm() for parameter in model.parameters()]).norm().item()
        self.assertAlmostEqual(norm, 0.5, places=4)
        unclipped = plain(lambda plan: plan["training"].pop("grad_clip"))
        self.assertIsNone(unclipped.clip_grad_(model))


if __name__ == "__main__":
    unittest.main()
