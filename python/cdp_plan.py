"""Reads a plan of cdp into PyTorch: initial values, parameter groups, optimizer, schedule and multipliers.

One file without dependencies but torch (1.13 or later): copy it beside your training script, or let
`cdp export --loader -o cdp_plan.py` write it. It reads what `cdp compile` writes (format cdp-plan) and the shorter
`cdp export --to torch` (format cdp-torch), refuses what cdp-run refuses, and is strict both ways: every parameter that is
trained holds what the plan says of it, and every tensor of the plan is held once. Fused, transposed and frozen
parameters and banks of experts are said with `names`, `transposed` and `frozen`; see Plan.

    plan = cdp_plan.load("plan.json")
    model = Gpt(plan)                     # takes its factors with plan.multiplier("blocks.0.attn_mult")
    plan.init_(model)                     # the initial values of cdp-run, number by number
    optimizer = plan.optimizer(model)     # or torch.optim.AdamW(plan.param_groups(model))
    scheduler = plan.scheduler(optimizer)
    for step in range(plan.training.steps):
        ...
        plan.clip_grad_(model)
        optimizer.step()
        scheduler.step()

CoordCheck writes what `cdp coordcheck --lines` judges, from any trainer.

What goes wrong is a PlanError: FormatError (the file), MatchError (the model is not the plan's) or UnsupportedError.
"""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import itertools
import json
import math
import os
import re
import warnings
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple, Optional, Sequence, Set, Tuple, Union

import torch

__all__ = ["load", "loads", "Plan", "Tensor", "Init", "Schedule", "Training", "Optimizer", "PlanError", "FormatError",
           "MatchError", "UnsupportedError", "CoordCheck"]

VERSIONS = {"cdp-plan": (1, 2), "cdp-torch": (1,)}  # of each format, those that are read

# Names that wrappers put into a path: torch.compile, FSDP, activation checkpointing.
_WRAPPERS = frozenset({"_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"})
_ADAM, _RULES = "adamw", ("adamw", "sgd", "lion", "muon")


class PlanError(ValueError):
    """What is wrong with a plan, or between a plan and a model."""


class FormatError(PlanError):
    """The file is not a plan that this loader understands."""


class MatchError(PlanError):
    """The model's parameters are not the plan's tensors."""


class UnsupportedError(PlanError):
    """The plan asks for something that PyTorch, or this loader, does not do."""


@dataclasses.dataclass(frozen=True)
class Init:
    distribution: str  # normal, uniform, orthogonal, zeros or ones
    std: Optional[float] = None


@dataclasses.dataclass(frozen=True)
class Tensor:
    name: str
    shape: Tuple[int, ...]
    init: Init
    optimizer: str  # adamw, sgd, lion or muon
    lr: float
    beta1: float
    beta2: Optional[float]
    eps: Optional[float]
    weight_decay: float  # in the plan's convention


@dataclasses.dataclass(frozen=True)
class Schedule:
    kind: str  # constant, linear, cosine or wsd
    warmup_steps: int = 0
    decay_steps: Optional[int] = None  # of wsd
    floor: float = 0.0

    def factor(self, step: int, steps: int) -> float:
        """What the peak learning rate is multiplied by in a step, counted from 0; after the last step, the floor."""
        step = min(step, steps)
        warm = (step + 1) / self.warmup_steps if step < self.warmup_steps else 1.0
        if self.kind == "wsd":
            decay = min(self.decay_steps or 0, steps)
            into = step - (steps - decay)
            return min(warm, 1.0 if into <= 0 else 1.0 - (1.0 - self.floor) * into / decay)
        past = step - self.warmup_steps
        progress = 0.0 if past <= 0 else past / (steps - self.warmup_steps)
        if self.kind == "linear":
            return warm * (1.0 - (1.0 - self.floor) * progress)
        if self.kind == "cosine":
            return warm * (self.floor + (1.0 - self.floor) * (1.0 + math.cos(math.pi * progress)) / 2.0)
        return warm


@dataclasses.dataclass(frozen=True)
class Training:
    task: str
    optimizer: str
    steps: int
    batch: int
    schedule: Schedule
    precision: str
    seed: int
    context: Optional[int] = None
    features: Optional[int] = None
    grad_clip: Optional[float] = None


# ---- the file ----

_MOST_WHOLE = 1 << 53  # whole numbers that a double holds too
_MOST_ELEMENTS = 1 << 40  # of one tensor
_MOST_PARAMETERS = 1 << 50  # of all together
_MOST_DIMENSIONS = 8
_MOST_AXES = 1000
_DEEPEST = 100  # objects and lists within each other
_DISTRIBUTIONS = ("normal", "uniform", "orthogonal", "zeros", "ones")

# compiler/plan/optimizers.def: the hyperparameters of each, and for the one that updates matrices alone who has the rest.
_HYPERPARAMETERS = {"adamw": "lr beta1 beta2 eps weight_decay", "sgd": "lr beta1 weight_decay",
                    "lion": "lr beta1 beta2 weight_decay", "muon": "lr beta1 weight_decay"}
_REST = {"muon": "adamw"}
_EFFECTS = ("set", "multiply", "power", "complement", "clamp")  # compiler/plan/effects.def


def _shown(text: str, most: int = 80) -> str:
    """In backticks, cut where it is long, without control characters: fit for a message."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:most])
    return f"`{shown}{'...' if len(text) > most else ''}`"


class _Object:
    """A JSON object that is read key by key; what is missing, of another type or left over is an error."""

    def __init__(self, value: Any, place: str) -> None:
        self.place = place
        if not isinstance(value, dict):
            raise FormatError(f"{place}: must be an object, found {_kind(value)}")
        self.left: Dict[str, Any] = dict(value)

    def fault(self, key: str, message: str) -> FormatError:
        return FormatError(f"{self.place}: {_shown(key)} {message}")

    def take(self, key: str) -> Any:
        if key not in self.left:
            raise self.fault(key, "is missing")
        return self.left.pop(key)

    def text(self, key: str, words: Sequence[str] = ()) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise self.fault(key, f"must be a text, found {_kind(value)}")
        if words and value not in words:
            raise self.fault(key, f"is {_shown(value)}; this loader knows {', '.join(words)}")
        return value

    def integer(self, key: str, least: int = 1, most: int = _MOST_WHOLE) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(key, f"must be a whole number, found {_kind(value)}")
        if not least <= value <= most:
            raise self.fault(key, f"must be from {least} to {most}, found {_kind(value)}")
        return value

    def number(self, key: str, least: float = -math.inf, below: float = math.inf) -> float:
        """From `least`, below `below`."""
        value = self.take(key)
        if not _is_number(value):
            raise self.fault(key, f"must be a number, found {_kind(value)}")
        if not least <= value < below:
            bound = f" and below {below:g}" if below < math.inf else ""
            raise self.fault(key, f"must be at least {least:g}{bound}, found {_kind(value)}")
        return float(value)

    def maybe(self, key: str, read: Callable[..., Any], *bounds: Any) -> Any:
        return read(key, *bounds) if key in self.left else None

    def list(self, key: str) -> List[Any]:
        value = self.take(key)
        if not isinstance(value, list):
            raise self.fault(key, f"must be a list, found {_kind(value)}")
        return value

    def texts(self, key: str) -> List[str]:
        values = self.list(key)
        for value in values:
            if not isinstance(value, str):
                raise self.fault(key, f"must be a list of texts, found {_kind(value)} in it")
        return values

    def object(self, key: str) -> _Object:
        return _Object(self.take(key), f"{self.place}.{key}")

    def objects(self, key: str) -> Iterator[_Object]:
        for i, value in enumerate(self.list(key)):
            yield _Object(value, f"{self.place}.{key}[{i}]")

    def end(self) -> None:
        unknown = sorted(self.left)
        if unknown:
            raise FormatError(f"{self.place}: there is no key {_shown(unknown[0])}; the plan is newer than this loader")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(
        type(value), f"the number {value}")


def _read_init(init: _Object, dimensions: int) -> Init:
    out = Init(init.text("distribution", _DISTRIBUTIONS), init.maybe("std", init.number, 0.0))
    init.end()
    if (out.std is None) != (out.distribution in ("zeros", "ones")):
        raise FormatError(f"{init.place}: `std` is missing; {out.distribution} needs one" if out.std is None else
                          f"{init.place}: {out.distribution} has no `std`")
    if out.distribution == "orthogonal" and dimensions < 2:
        raise FormatError(f"{init.place}: orthogonal needs at least two dimensions")
    return out


def _read_shape(value: Any, place: str) -> Tuple[int, ...]:
    if not isinstance(value, list) or not all(type(extent) is int and extent > 0 for extent in value):
        raise FormatError(f"{place}: the shape must be a list of whole numbers from 1")
    if not 1 <= len(value) <= _MOST_DIMENSIONS:
        raise FormatError(f"{place}: the shape has {len(value)} dimensions; a tensor has 1 to {_MOST_DIMENSIONS}")
    if math.prod(value) > _MOST_ELEMENTS:
        raise FormatError(f"{place}: too many elements; a tensor holds at most 2^40")
    return tuple(value)


def _read_settings(entry: _Object, training: Training, dimensions: int, native: bool) -> Dict[str, Any]:
    """What tensors and groups have in common."""
    init = _read_init(entry.object("init"), dimensions)
    rule, rest = training.optimizer, _REST.get(training.optimizer)
    if rest is not None:
        rule = entry.text("optimizer", (rule, rest))
    elif "optimizer" in entry.left:
        if entry.text("optimizer", _RULES) != rule or native:
            raise entry.fault("optimizer", f"must be left out, because {rule} updates every tensor")
    if rule == "muon" and dimensions < 2:
        raise entry.fault("optimizer", "is `muon`, which updates matrices, but this has one dimension")
    settings: Dict[str, Any] = {"init": init, "optimizer": rule, "beta2": None, "eps": None}
    for key in ("lr", "beta1", "beta2", "eps", "weight_decay"):
        if key in _HYPERPARAMETERS[rule].split():
            if key not in entry.left:
                raise entry.fault(key, f"is missing; {rule} needs it")
            settings[key] = entry.number(key, 0.0, 1.0 if key.startswith("beta") else math.inf)
        elif key in entry.left:
            raise entry.fault(key, f"is there, but {rule} has none")
    return settings


def _read_name(name: str, place: str, known: Set[str]) -> str:
    """Parts between points. Tensors and multipliers have one list of names."""
    parts = name.split(".")
    if name.startswith("%") or "" in parts or "*" in parts:
        raise FormatError(f"{place}: {_shown(name)} is not a name; names are parts joined by points")
    if parts[0] in ("__metadata__", "optimizer"):
        raise FormatError(f"{place}: {_shown(name)} is taken: files of weights keep something else under it")
    if name in known:
        raise FormatError(f"{place}: the name {_shown(name)} is there twice; every tensor and multiplier has its own")
    known.add(name)
    return name


def _is_reason(value: Any, version: int) -> bool:
    """Most of a plan is reasons, so they are looked at quickly first. Those of version 1 say nothing of effects and ratios."""
    if not (isinstance(value, dict) and isinstance(value.get("at"), str) and isinstance(value.get("text"), str) and
            _is_number(value.get("factor"))):
        return False
    if version == 1 or value.get("effect") not in _EFFECTS:
        return version == 1 and len(value) == 3
    ratios, exponents = value.get("ratios"), value.get("exponents")
    if not (isinstance(ratios, dict) and isinstance(exponents, dict)):
        return len(value) == 4 and "ratios" not in value and "exponents" not in value
    return (len(value) == 6 and ratios.keys() == exponents.keys() and all(map(_is_number, exponents.values())) and
            all(_is_number(ratio) and ratio >= 0 for ratio in ratios.values()))


def _read_ratios(reason: _Object) -> None:
    """Of a rule in a plan of version 2: the ratios that it reads, each with its exponent. Either may be left out if empty."""
    none: Dict[str, Any] = {}
    ratios = reason.object("ratios") if "ratios" in reason.left else _Object(none, reason.place)
    exponents = reason.object("exponents") if "exponents" in reason.left else _Object(none, reason.place)
    for name in sorted(ratios.left.keys() ^ exponents.left.keys()):
        raise reason.fault("ratios", f"and `exponents` must have the same names, but {_shown(name)} is in one of them alone")
    for name in list(ratios.left):
        ratios.number(name, 0.0), exponents.number(name)


def _read_because(entry: _Object, version: int) -> None:
    if "because" not in entry.left:
        return
    because = entry.object("because")
    for key in list(because.left):
        reasons = because.left[key]
        if isinstance(reasons, list) and all(_is_reason(reason, version) for reason in reasons):
            if not reasons or version == 1 or reasons[0]["effect"] == "set":
                continue
        for i, reason in enumerate(because.objects(key)):  # finds the fault
            reason.text("at"), reason.text("text"), reason.number("factor")
            if version > 1:
                effect = reason.text("effect", _EFFECTS)
                if i == 0 and effect != "set":
                    raise reason.fault("effect", f"is `{effect}`; the first reason of a value is `set`")
                _read_ratios(reason)
            reason.end()


def _read_tensors(root: _Object, training: Training, known: Set[str], version: int) -> Iterator[Tensor]:
    """Of a plan as `cdp compile` writes it."""
    for entry in root.objects("tensors"):
        name, shape = _read_name(entry.text("name"), entry.place, known), _read_shape(entry.take("shape"), entry.place)
        reference = _read_shape(entry.take("reference_shape"), f"{entry.place}.reference_shape")
        if len(reference) != len(shape):
            raise entry.fault("reference_shape", f"has {len(reference)} dimensions, but `shape` has {len(shape)}")
        settings = _read_settings(entry, training, len(shape), True)
        entry.texts("tags")
        _read_because(entry, version)
        entry.end()
        yield Tensor(name=name, shape=shape, **settings)


def _read_groups(root: _Object, training: Training, known: Set[str]) -> Iterator[Tensor]:
    """Of the shorter form: tensors of equal settings stand together."""
    for group in root.objects("groups"):
        tensors = group.take("tensors")
        if not isinstance(tensors, dict):
            raise group.fault("tensors", f"must be an object of names and shapes, found {_kind(tensors)}")
        shapes = {name: _read_shape(shape, f"{group.place}.tensors.{_shown(name)[1:-1]}") for name, shape in tensors.items()}
        settings = _read_settings(group, training, min(map(len, shapes.values()), default=_MOST_DIMENSIONS), False)
        group.end()
        for name, shape in shapes.items():
            yield Tensor(name=_read_name(name, group.place, known), shape=shape, **settings)


def _read_schedule(entry: _Object, steps: int) -> Schedule:
    kind, warmup = entry.text("kind", ("constant", "linear", "cosine", "wsd")), entry.integer("warmup_steps", 0, steps)
    if ("decay_steps" in entry.left) != (kind == "wsd"):
        raise FormatError(f"{entry.place}: the schedule {kind} {'needs' if kind == 'wsd' else 'has no'} `decay_steps`")
    schedule = Schedule(kind, warmup, entry.maybe("decay_steps", entry.integer, 0, steps - warmup), entry.number("floor", 0.0))
    if schedule.floor > 1:
        raise entry.fault("floor", f"must be from 0 to 1, found the number {schedule.floor}")
    entry.end()
    return schedule


def _read_training(entry: _Object) -> Training:
    task = entry.text("task", ("next_token", "classify", "regress"))
    size, other = ("context", "features") if task == "next_token" else ("features", "context")
    if other in entry.left:
        raise entry.fault(other, f"is there, but {task} has none")
    steps = entry.integer("steps")
    training = Training(task=task, optimizer=entry.text("optimizer", _RULES), steps=steps, batch=entry.integer("batch"),
                        schedule=_read_schedule(entry.object("schedule"), steps),
                        precision=entry.text("precision", ("fp32", "bf16")), seed=entry.integer("seed", 0, (1 << 63) - 1),
                        grad_clip=entry.maybe("grad_clip", entry.number, 0.0), **{size: entry.integer(size)})
    if training.grad_clip == 0:
        raise entry.fault("grad_clip", "must be above 0; it is left out where nothing is clipped")
    entry.end()
    return training


def _read_multipliers(root: _Object, native: bool, known: Set[str], version: int) -> Iterator[Tuple[str, float]]:
    if not native:
        values = root.object("multipliers")
        for name in list(values.left):
            yield _read_name(name, values.place, known), values.number(name)
        return
    for entry in root.objects("multipliers"):
        yield _read_name(entry.text("name"), entry.place, known), entry.number("value")
        entry.texts("tags")
        _read_because(entry, version)
        entry.end()


def _read_head(root: _Object, native: bool) -> None:
    """What the loader has no use for, but a plan must have. The shorter form may leave it out."""
    for key in ("compiler", "target"):
        if native or key in root.left:
            value = root.text(key)
            root.left.update({key: value} if key == "target" else {})
    if native or "spec" in root.left:
        spec = root.object("spec")
        spec.text("path"), spec.text("sha256")
        for file in spec.objects("files") if "files" in spec.left else ():
            file.text("path"), file.text("sha256")
            if "stands_in" in file.left:
                file.text("stands_in")
            file.end()
        if "set" in spec.left:
            spec.texts("set")
        spec.end()
    if native or "parameterization" in root.left:
        rules = root.object("parameterization")
        rules.text("name")
        arguments = rules.object("arguments")
        for key, value in arguments.left.items():
            if not isinstance(value, (bool, str)) and not _is_number(value):
                raise arguments.fault(key, f"must be a number, a text, true or false, found {_kind(value)}")
        rules.end()
    if native:
        scale = root.object("scale")
        if len(scale.left) > _MOST_AXES:
            raise FormatError(f"scale: {len(scale.left)} axes are too many; there may be {_MOST_AXES}")
        for name in list(scale.left):
            axis = scale.object(name)
            for key in ("reference", "target", "ratio"):
                if axis.number(key, 0.0) == 0:
                    raise axis.fault(key, "must be above 0")
            axis.maybe("unit", axis.text)
            axis.end()


def _read_count(root: _Object, tensors: Sequence[Tensor]) -> None:
    total = sum(math.prod(tensor.shape) for tensor in tensors)
    if total > _MOST_PARAMETERS:
        raise FormatError(f"{root.place}: too many parameters; a plan holds at most 2^50")
    if "parameters" not in root.left:
        return
    count = root.object("parameters")
    given = count.integer("total", 0, (1 << 63) - 1)
    if given != total:
        raise count.fault("total", f"is {given}, but the tensors hold {total}")
    count.integer("non_embedding", 0, total)
    count.end()


# ---- the data flow: compiler/plan/validate_graph.cpp. The loader runs no graph; it refuses one that cdp-run refuses ----

# compiler/plan/operations.def: arguments and attributes.
_OPERATIONS = {
    "add": ("operand operand", ""), "sub": ("operand operand", ""), "mul": ("operand operand", ""),
    "div": ("operand operand", ""), "neg": ("operand", ""), "linear": ("value matrix", ""), "lookup": ("value table", ""),
    "positions": ("value", ""), "rms_norm": ("value gain?", "eps: number = 1e-6"),
    "layer_norm": ("value gain? offset?", "eps: number = 1e-5"), "split_heads": ("value", "heads: count"),
    "merge_heads": ("value", ""), "chunk": ("value", "chunks: count, index: integer"),
    "rope": ("value", "theta: number = 10000"),
    "attention": ("value value value number", "causal: boolean = true, window: integer = 0"),
    "patches": ("value", "size: count, height: count, channels: count = 1"), "mean": ("value", ""), "gelu": ("value", ""),
    "gelu_tanh": ("value", ""), "silu": ("value", ""), "relu": ("value", ""), "relu2": ("value", ""), "tanh": ("value", ""),
    "sigmoid": ("value", ""), "softmax": ("value", ""), "route": ("value bias?", "top_k: count"),
    "experts": ("value value bank bank bank", ""),
}
# How many dimensions a tensor has in a role; norms may have one gain and offset a head: (heads, 1, width).
_RANKS = {"matrix": (2,), "table": (2,), "gain": (1, 3), "offset": (1, 3), "bank": (3,), "bias": (1,),
          "operand": tuple(range(1, _MOST_DIMENSIONS + 1))}
_DEEPEST_STACKS = 16
_MOST_OPERATIONS = 1 << 23  # with every run of every stack


class _Graph:
    """Holds a graph against the table and the names; every value comes before its use, every name is used."""

    def __init__(self, shapes: Mapping[str, Tuple[int, ...]], multipliers: Iterable[str]) -> None:
        self.shapes = dict(shapes)  # of tensors
        self.multipliers = set(multipliers)
        self.alike = True  # every folded name stands for tensors of one shape
        self.runs, self.operations = 1, 0  # of the node at hand, by the loops around it; of all so far
        self.used: Set[str] = set()
        self.checked: Set[Tuple[str, str]] = set()
        self.ids: Set[str] = set()
        self.counts: Dict[str, int] = {}  # of stacks, by path
        self.loops: List[Tuple[str, int]] = []  # around the node at hand, outermost first

    def check(self, graph: _Object) -> None:
        inputs = graph.left.get("inputs")
        if not isinstance(inputs, list) or len(inputs) != 1:
            raise graph.fault("inputs", "must be a list of one value, the task's")
        self.block(graph)
        for name in (*self.shapes, *self.multipliers):
            if name not in self.used:
                raise FormatError(f"{graph.place}: the graph does not use {_shown(name)}")

    def block(self, block: _Object) -> None:
        scope: Set[str] = set()
        for value in block.texts("inputs"):
            self.define(value, scope, block.place)
        for node in block.objects("nodes"):
            name, operation = node.text("id"), node.text("op")
            arguments, attributes = node.list("args"), _Object(node.left.pop("attributes", {}), f"{node.place}.attributes")
            if operation == "stack":
                self.stack(node, arguments, attributes, scope)
            elif operation in _OPERATIONS:
                self.operation(node, operation, arguments, attributes, scope)
            else:
                raise node.fault("op", f"is {_shown(operation)}, which this loader does not know")
            node.end()
            self.define(name, scope, node.place)
        output = block.text("output")
        if output not in scope:
            raise block.fault("output", f"is {_shown(output)}, which is not a value of this block")
        block.end()

    def define(self, value: str, scope: Set[str], place: str) -> None:
        if not value.startswith("%") or len(value) == 1:
            raise FormatError(f"{place}: {_shown(value)} is not a value's name; these start with %")
        if value in self.ids:
            raise FormatError(f"{place}: {_shown(value)} is defined twice")
        self.ids.add(value)
        scope.add(value)

    def count_runs(self, node: _Object) -> None:
        self.operations += self.runs
        if self.operations > _MOST_OPERATIONS:
            raise FormatError(f"{node.place}: the graph has more than {_MOST_OPERATIONS} operations when every run of every "
                              "stack counts")

    def operation(self, node: _Object, operation: str, arguments: List[Any], attributes: _Object, scope: Set[str]) -> None:
        self.count_runs(node)
        kinds = _OPERATIONS[operation][0].split()
        if not sum(not kind.endswith("?") for kind in kinds) <= len(arguments) <= len(kinds):
            raise node.fault("args", f"are {len(arguments)}; {operation} takes {' '.join(kinds)}")
        for argument, kind in zip(arguments, kinds):
            self.argument(node, argument, kind.rstrip("?"), scope)
        if operation == "div" and not isinstance(arguments[1], str) and arguments[1] == 0:
            raise node.fault("args", "divide by 0")
        for words in filter(None, _OPERATIONS[operation][1].split(", ")):
            (name, kind), fallback = words.split(" = ")[0].split(": "), " = " in words
            if name not in attributes.left and fallback:
                continue
            if kind == "boolean":
                if not isinstance(attributes.take(name), bool):
                    raise attributes.fault(name, "must be true or false")
            elif kind == "number":
                attributes.number(name, 0.0)
            else:
                attributes.integer(name, 1 if kind == "count" else 0)
        attributes.end()

    def argument(self, node: _Object, argument: Any, kind: str, scope: Set[str]) -> None:
        if _is_number(argument) and kind in ("number", "operand"):
            return
        if not isinstance(argument, str):
            raise node.fault("args", f"must be a {kind}, found {_kind(argument)}")
        if not argument.startswith("%"):
            return self.folded(node, argument, kind)
        if kind not in ("value", "operand"):
            raise node.fault("args", f"must be a {kind}, found the value {_shown(argument)}")
        if argument not in scope:
            raise node.fault("args", f"take {_shown(argument)}, which is not defined before its use in this block")

    def folded(self, node: _Object, folded: str, kind: str) -> None:
        """A name whose `*` stand for the indices of the stacks around the node."""
        if (folded, kind) in self.checked:
            return
        self.checked.add((folded, kind))
        parts = folded.split(".")
        stars = [i for i, part in enumerate(parts) if part == "*"]
        if len(stars) > len(self.loops) or (stars and not folded.startswith(f"{self.loops[len(stars) - 1][0]}.*.")):
            raise node.fault("args", f"take {_shown(folded)}, whose `*` stand for no stack around this")
        shapes = set()
        for indices in itertools.product(*(range(count) for _, count in self.loops[:len(stars)])):
            for at, index in zip(stars, indices):
                parts[at] = str(index)
            self.use(node, ".".join(parts), kind)
            shapes.add(self.shapes.get(".".join(parts)))
        self.alike = self.alike and len(shapes) <= 1

    def use(self, node: _Object, name: str, kind: str) -> None:
        if name not in self.shapes and name not in self.multipliers:
            raise node.fault("args", f"take {_shown(name)}, which is no tensor or multiplier of the plan")
        self.used.add(name)
        fits = (len(self.shapes[name]) in _RANKS.get(kind, ()) if name in self.shapes else kind in ("number", "operand"))
        if not fits:
            raise node.fault("args", f"take {_shown(name)} as a {kind}, which it cannot be")

    def stack(self, node: _Object, arguments: List[Any], attributes: _Object, scope: Set[str]) -> None:
        path, count, body = node.text("stack"), node.integer("count", 0, _MOST_OPERATIONS), node.object("body")
        attributes.end()
        if len(self.loops) == _DEEPEST_STACKS:
            raise node.fault("stack", f"is within more than {_DEEPEST_STACKS} others")
        inside = not self.loops or path.startswith(f"{self.loops[-1][0]}.*.")
        if not path or path.startswith("%") or not inside or path.split(".").count("*") != len(self.loops):
            raise node.fault("stack", f"is {_shown(path)}, which is not the path of a stack here")
        if self.counts.setdefault(path, count) != count:
            raise node.fault("count", f"is {count}, but {self.counts[path]} elsewhere")
        if not arguments or not isinstance(body.left.get("inputs"), list) or len(arguments) != len(body.left["inputs"]):
            raise node.fault("args", "must be one for each of the body's inputs")
        for argument in arguments:
            self.argument(node, argument, "value", scope)
        self.loops.append((path, count))
        outside, self.runs = self.runs, self.runs * count
        self.count_runs(node)
        self.block(body)
        self.runs = outside
        self.loops.pop()


# ---- shapes: compiler/plan/shape_rules.h and the column `needs` of operations.def ----

_BATCH, _TIME = -1, -2  # sizes that only data knows
_REAL, _TOKENS, _POSITIONS = "real numbers", "tokens", "positions"
_HEADS = "(batch, heads, time, width of a head)"
_Sizes = Tuple[int, ...]


class _Flow(NamedTuple):
    """What goes through the graph: real numbers or ids of some sizes, or a number, which has none."""

    sizes: Optional[_Sizes]
    content: str = _REAL
    value: float = 1.0

    def __str__(self) -> str:
        if self.sizes is None:
            return "a number"
        sizes = ", ".join({_BATCH: "batch", _TIME: "time"}.get(size, str(size)) for size in self.sizes)
        return f"({sizes})" if self.content == _REAL else f"ids ({sizes})"


class _Misfit(Exception):
    """What an operation needs."""


def _need(holds: bool, wanted: str) -> None:
    if not holds:
        raise _Misfit(wanted)


def _divides(part: int, whole: int) -> bool:
    return 0 < part <= _MOST_WHOLE and whole > 0 and whole % part == 0


def _real_sizes(flow: _Flow, rank: int, wanted: str) -> _Sizes:
    real = flow.sizes is not None and flow.content == _REAL and len(flow.sizes) > 0
    _need(real and rank in (0, len(flow.sizes or ())), wanted)
    return flow.sizes or ()


def _broadcast(flows: Sequence[_Flow]) -> _Flow:
    out: Optional[List[int]] = None
    for flow in flows:
        if flow.sizes is None:
            continue
        _need(flow.content == _REAL, _REAL)
        other = list(flow.sizes)
        if out is None:
            out = other
            continue
        if len(other) > len(out):
            out = other[:len(other) - len(out)] + out
        for i in range(1, len(other) + 1):
            _need(out[-i] == other[-i] or 1 in (out[-i], other[-i]), "shapes that fit each other")
            out[-i] = other[-i] if out[-i] == 1 else out[-i]
    return _Flow(tuple(out or ()))


def _of_lookup(flows: Sequence[_Flow], context: int) -> _Flow:
    ids, table = flows[0], flows[1].sizes or ()
    _need(ids.sizes is not None and ids.content != _REAL, "ids")
    _need(len(table) == 2, "a table (rows, width)")
    _need(ids.content != _POSITIONS or context <= table[0], f"`context` to be at most `rows`, found context {context}")
    return _Flow((*(ids.sizes or ()), table[1]))


def _of_norm(flows: Sequence[_Flow]) -> _Flow:
    sizes = _real_sizes(flows[0], 0, "an activation")
    _need(len({flow.sizes for flow in flows[1:]}) <= 1, "gains and offsets of one shape")
    for flow in flows[1:]:
        heads = len(sizes) == 4 and flow.sizes == (sizes[1], 1, sizes[-1])
        _need(heads or flow.sizes == sizes[-1:], "one value for each entry of the last dimension")
    return flows[0]


def _of_attention(flows: Sequence[_Flow]) -> _Flow:
    query, key, value = (_real_sizes(flow, 4, _HEADS) for flow in flows[:3])
    _need(key == value and query[0] == key[0] and query[2:] == key[2:], "queries, keys and values of equal shape")
    _need(flows[3].sizes is None, "a number or a multiplier as its scale")
    _need(_divides(key[1], query[1]), "`key_heads` to divide `heads`")
    return flows[0]


def _of_patches(flows: Sequence[_Flow], size: int, height: int, channels: int) -> _Flow:
    batch, features = _real_sizes(flows[0], 2, "an image in a row, (batch, height width channels)")
    _need(_divides(height * channels, features), "`height` * `channels` to divide `features`")
    _need(_divides(size, height), "`size` to divide `height`")
    _need(_divides(size, features // (height * channels)), "`size` to divide `width`")
    numbers = size * size * channels
    return _Flow((batch, features // numbers, numbers))


def _of_route(flows: Sequence[_Flow], top_k: int) -> _Flow:
    scores = _real_sizes(flows[0], 0, "a score for each expert")
    _need(len(scores) >= 2, "a score for each expert of each sample")
    _need(all(bias.sizes == scores[-1:] for bias in flows[1:]), "a score for each expert, and one bias for each")
    _need(top_k <= scores[-1], "`top_k` to be at most `experts`")
    return flows[0]


def _of_experts(flows: Sequence[_Flow]) -> _Flow:
    x = _real_sizes(flows[0], 0, "an activation")
    _need(len(x) >= 2, "an activation of each sample")
    weights = _real_sizes(flows[1], 0, "weights of the experts")
    gate, up, down = (flow.sizes or () for flow in flows[2:])
    fits = len(gate) == 3 and gate == up and len(down) == 3 and weights == (*x[:-1], gate[0]) and gate[2] == x[-1]
    _need(fits and down[0] == gate[0] and down[2] == gate[1],
          "(..., width), (..., experts), (experts, hidden, width) twice and (experts, width, hidden)")
    return _Flow((*x[:-1], down[1]))


def _of_heads(operation: str, flow: _Flow, attributes: Mapping[str, Any]) -> _Flow:
    if operation == "split_heads":
        batch, time, width = _real_sizes(flow, 3, "(batch, time, width)")
        heads = attributes["heads"]
        _need(_divides(heads, width), "`heads` to divide `width`")
        return _Flow((batch, heads, time, width // heads))
    batch, heads, time, width = _real_sizes(flow, 4, _HEADS)
    if operation == "rope":
        _need(_divides(2, width), "2 to divide `head_width`")
        return flow
    _need(heads >= 0 and width >= 0 and heads * width <= _MOST_WHOLE, "heads that make no more than 2^53 numbers")
    return _Flow((batch, time, heads * width))


def _of_last(operation: str, flows: Sequence[_Flow], attributes: Mapping[str, Any]) -> _Flow:
    """Operations that change the last size, or take a dimension away."""
    if operation == "mean":
        batch, _, width = _real_sizes(flows[0], 3, "(batch, time, width)")
        return _Flow((batch, width))
    sizes = _real_sizes(flows[0], 0, "an activation")
    if operation == "linear":
        matrix = flows[1].sizes or ()
        _need(len(matrix) == 2 and matrix[1] == sizes[-1], "a matrix (out, in) whose `in` is the activation's last size")
        return _Flow((*sizes[:-1], matrix[0]))
    chunks, index = attributes["chunks"], attributes["index"]
    _need(_divides(chunks, sizes[-1]), "`chunks` to divide `width`")
    _need(index < chunks, "`index` to be below `chunks`")
    return _Flow((*sizes[:-1], sizes[-1] // chunks))


def _result(operation: str, flows: Sequence[_Flow], attributes: Mapping[str, Any], context: int) -> _Flow:
    if operation in ("add", "sub", "mul", "div"):
        return _broadcast(flows)
    if operation == "lookup":
        return _of_lookup(flows, context)
    if operation == "positions":
        sizes = flows[0].sizes or ()
        _need(flows[0].content == _TOKENS and len(sizes) == 2, "the token ids (batch, time) that the model reads")
        return _Flow((1, sizes[1]), _POSITIONS)
    if operation in ("rms_norm", "layer_norm"):
        return _of_norm(flows)
    if operation in ("split_heads", "merge_heads", "rope"):
        return _of_heads(operation, flows[0], attributes)
    if operation in ("linear", "mean", "chunk"):
        return _of_last(operation, flows, attributes)
    if operation == "attention":
        return _of_attention(flows)
    if operation == "patches":
        return _of_patches(flows, attributes["size"], attributes["height"], attributes.get("channels", 1))
    if operation == "route":
        return _of_route(flows, attributes["top_k"])
    if operation == "experts":
        return _of_experts(flows)
    _real_sizes(flows[0], 0, _REAL)
    return flows[0]


def _folded_number(operation: str, flows: Sequence[_Flow]) -> Optional[_Flow]:
    """Arithmetic of numbers alone is a number."""
    if any(flow.sizes is not None for flow in flows) or operation not in ("add", "sub", "mul", "div", "neg"):
        return None
    x, y = flows[0].value, flows[-1].value
    _need(operation != "div" or y != 0, "numbers whose result is finite")
    value = {"add": x + y, "sub": x - y, "mul": x * y, "neg": -x}.get(operation)
    value = x / y if value is None else value
    _need(math.isfinite(value), "numbers whose result is finite")
    return _Flow(None, _REAL, value)


class _Shapes:
    """Runs a graph that is right but for its shapes with sizes instead of numbers."""

    def __init__(self, source: str, names: Mapping[str, _Flow], training: Training, alike: bool) -> None:
        self.source, self.names, self.training = source, names, training
        self.alike = alike  # layers have tensors of the same shapes: one tells of all
        self.runs: List[int] = []  # of the stacks around, outermost first
        self.rows: Optional[int] = None  # of the smallest table that tokens are looked up in

    def check(self, graph: Mapping[str, Any]) -> None:
        tokens = self.training.task == "next_token"
        start = _Flow((_BATCH, _TIME), _TOKENS) if tokens else _Flow((_BATCH, self.training.features or 1))
        end = self.block(graph, [start])
        sizes = end.sizes or (0,)
        wanted = (_BATCH, _TIME, sizes[-1]) if tokens else (_BATCH, sizes[-1])
        if end.sizes is None or end.content != _REAL or sizes != wanted or sizes[-1] < 1:
            raise FormatError(f"{self.source}: graph: {self.training.task} cannot end in {end}")
        if self.rows is not None and self.rows < sizes[-1]:
            raise FormatError(f"{self.source}: graph: the output scores {sizes[-1]} tokens, but a table that tokens are "
                              f"looked up in has {self.rows} rows")

    def find(self, argument: Any, values: Mapping[str, _Flow]) -> _Flow:
        if not isinstance(argument, str):
            return _Flow(None, _REAL, float(argument))
        if argument.startswith("%"):
            return values[argument]
        runs = iter(self.runs)
        return self.names[".".join(str(next(runs)) if part == "*" else part for part in argument.split("."))]

    def block(self, block: Mapping[str, Any], inputs: Sequence[_Flow]) -> _Flow:
        values = dict(zip(block["inputs"], inputs))
        for node in block["nodes"]:
            flows = [self.find(argument, values) for argument in node["args"]]
            place = f"{self.source}: node {_shown(node['id'])} ({node['op']})"
            values[node["id"]] = self.stack(node, flows, place) if node["op"] == "stack" else self.operation(node, flows, place)
        return values[block["output"]]

    def stack(self, node: Mapping[str, Any], flows: List[_Flow], place: str) -> _Flow:
        count = min(node["count"], 1) if self.alike else node["count"]
        for run in range(count):
            self.runs.append(run)
            made = self.block(node["body"], flows)
            self.runs.pop()
            if made.sizes != flows[0].sizes or made.content != flows[0].content:
                raise FormatError(f"{place}: a stack must keep the shape it carries; {flows[0]} goes in, {made} comes out")
            flows = [made, *flows[1:]]
        return flows[0]

    def operation(self, node: Mapping[str, Any], flows: Sequence[_Flow], place: str) -> _Flow:
        try:
            made = _folded_number(node["op"], flows)
            if made is None:
                made = _result(node["op"], flows, node.get("attributes", {}), self.training.context or 0)
        except _Misfit as misfit:
            raise FormatError(f"{place}: needs {misfit}, found {', '.join(map(str, flows))}") from None
        if node["op"] == "lookup" and flows[0].content == _TOKENS:
            rows = (flows[1].sizes or (0,))[0]
            self.rows = rows if self.rows is None else min(self.rows, rows)
        return made


# ---- the file as a whole ----


def _unique_keys(pairs: Sequence[Tuple[str, Any]]) -> Dict[str, Any]:
    out: Dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise FormatError(f"{_shown(key)} is there twice")
        out[key] = value
    return out


def _whole(digits: str) -> Union[int, float]:
    """As cdp reads it: whole where 64 bits hold it."""
    value = int(digits) if len(digits) <= 20 else float(digits)
    return value if abs(value) < 1 << 63 else _real(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise FormatError(f"{_shown(digits, 40)} is too large for a number (64-bit floating point)")
    return value


def _no_number(word: str) -> float:
    raise FormatError(f"`{word}` is not a number JSON can hold")


def _parts(value: Any) -> Iterable[Any]:
    return itertools.chain(value, value.values()) if isinstance(value, dict) else value


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST + 1):
        level = [part for one in level for part in _parts(one) if isinstance(part, (dict, list))]
        if not level:
            return
    raise FormatError(f"nested more than {_DEEPEST} levels deep")


def _check_texts(value: Any) -> None:
    """JSON can write half of a character."""
    if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise FormatError(f"{_shown(value)} is not a text: it has half of a character")
    if isinstance(value, (dict, list)):
        for part in _parts(value):
            _check_texts(part)


def _read_json(text: str) -> Any:
    if text.startswith("\ufeff"):
        text = text[1:]
    try:
        value = json.loads(text, object_pairs_hook=_unique_keys, parse_int=_whole, parse_float=_real,
                           parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise FormatError(f"is not JSON: {error}") from None
    except RecursionError:
        raise FormatError(f"nested more than {_DEEPEST} levels deep") from None
    if isinstance(value, (dict, list)):
        _check_depth(value)
        if re.search(r"\\u[dD][89a-fA-F]", text) or not text.isascii():
            _check_texts(value)
    return value


def loads(text: str, source: str = "plan") -> Plan:
    """Reads a plan from its text; `source` is what messages call it."""
    if not isinstance(text, str):
        raise FormatError(f"{source}: a plan is a text, found {type(text).__name__}")
    try:
        value = _read_json(text)
    except FormatError as error:
        raise FormatError(f"{source}: {error}") from None
    root = _Object(value, source)
    form = root.text("format", tuple(VERSIONS))
    native = form == "cdp-plan"
    version = root.integer("version", -(1 << 63), 1 << 63)
    if version not in VERSIONS[form]:
        read = " and ".join(map(str, VERSIONS[form]))
        raise FormatError(f"{source}: is of version {version}; this loader reads version{'s' * (len(read) > 1)} {read}")
    conventions = root.object("conventions")
    decay = conventions.text("weight_decay", ("coupled", "independent"))
    conventions.text("lr", ("peak",))
    conventions.text("eps", ("outside_sqrt",))
    conventions.end()
    _read_head(root, native)
    training = _read_training(root.object("training"))
    known: Set[str] = set()
    tensors = tuple(_read_tensors(root, training, known, version) if native else _read_groups(root, training, known))
    multipliers = dict(_read_multipliers(root, native, known, version))
    target = root.text("target")
    if native and "parameters" not in root.left:
        raise root.fault("parameters", "is missing")
    _read_count(root, tensors)
    if native:
        graph = _Graph({tensor.name: tensor.shape for tensor in tensors}, multipliers)
        graph.check(root.object("graph"))
        names = {tensor.name: _Flow(tensor.shape) for tensor in tensors}
        names.update({name: _Flow(None, _REAL, multiplier) for name, multiplier in multipliers.items()})
        _Shapes(source, names, training, graph.alike).check(value["graph"])
    root.end()
    return Plan(target, decay, training, tensors, multipliers)


def load(path: Union[str, os.PathLike[str]]) -> Plan:
    """Reads a plan from a file, as `cdp compile` or `cdp export --to torch` wrote it."""
    if not isinstance(path, (str, os.PathLike)):
        raise FormatError(f"a plan's file is given by its name, found {type(path).__name__}")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:
        raise FormatError(f"{os.fspath(path)}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        return loads(data.decode(), os.fspath(path))
    except UnicodeDecodeError:
        raise FormatError(f"{os.fspath(path)}: is not a plan: it is not UTF-8") from None


# ---- initial values: runtime/graph/init.cpp in whole numbers of torch ----

_MASK32 = (1 << 32) - 1
_MASK64 = (1 << 64) - 1
_BLOCKS_AT_ONCE = 1 << 20


def _rounds(c: List[torch.Tensor], key0: int, key1: int) -> List[torch.Tensor]:
    """Philox4x32-10 of counters: four tensors of 32-bit numbers in int64."""
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57  # signed products wrap to the same bits
        c = [(b >> 32 & _MASK32) ^ c[1] ^ key0, b & _MASK32, (a >> 32 & _MASK32) ^ c[3] ^ key1, a & _MASK32]
        key0, key1 = key0 + 0x9E3779B9 & _MASK32, key1 + 0xBB67AE85 & _MASK32
    return c


def _philox(seed: int, name: str, first: int, count: int) -> List[torch.Tensor]:
    """Blocks `first`, `first` + 1, ... of the stream that FNV-1a of the name chooses, keyed by the seed."""
    stream = 0xCBF29CE484222325
    for byte in name.encode():
        stream = (stream ^ byte) * 0x100000001B3 & _MASK64
    index = torch.arange(first, first + count, dtype=torch.int64)
    upper = [torch.full_like(index, stream & _MASK32), torch.full_like(index, stream >> 32)]
    return _rounds([index & _MASK32, index >> 32] + upper, seed & _MASK32, seed >> 32 & _MASK32)


def _normal(u: Sequence[torch.Tensor], std: float) -> List[torch.Tensor]:
    """Box-Muller, two pairs a block."""
    out: List[torch.Tensor] = []
    for i in (0, 2):
        radius, angle = std * torch.sqrt(-2.0 * torch.log(u[i])), 2.0 * math.pi * u[i + 1]
        out += [radius * torch.cos(angle), radius * torch.sin(angle)]
    return out


def _uniform(u: Sequence[torch.Tensor], std: float) -> List[torch.Tensor]:
    return [std * math.sqrt(3.0) * (2.0 * one - 1.0) for one in u]


def _random(seed: int, name: str, count: int, std: float,
            transform: Callable[[Sequence[torch.Tensor], float], List[torch.Tensor]]) -> torch.Tensor:
    out = torch.empty(count, dtype=torch.float32)
    blocks = (count + 3) // 4
    for first in range(0, blocks, _BLOCKS_AT_ONCE):
        words = _philox(seed, name, first, min(_BLOCKS_AT_ONCE, blocks - first))
        u = [((word >> 8).double() + 0.5) / (1 << 24) for word in words]  # the middles of 2^24 cells
        values = torch.stack(transform(u, std), dim=1).flatten().float()
        out[4 * first:4 * first + values.numel()] = values[:count - 4 * first]
    return out


def _orthogonal(tensor: Tensor, seed: int, std: float) -> torch.Tensor:
    """Each matrix by itself: the fewer of rows and columns orthonormal, times std sqrt(the more). Gram-Schmidt's result
    is QR's with a positive diagonal."""
    rows, columns = tensor.shape[-2:]
    few, many = min(rows, columns), max(rows, columns)
    vectors = _random(seed, tensor.name, math.prod(tensor.shape), 1.0, _normal).double().reshape(-1, few, many)
    q, r = torch.linalg.qr(vectors.transpose(1, 2))  # (matrices, many, few)
    q = q * r.diagonal(dim1=1, dim2=2).sign().unsqueeze(1)
    q = q if rows > columns else q.transpose(1, 2)
    values: torch.Tensor = (std * math.sqrt(many) * q).float().reshape(tensor.shape)
    return values


def _initial_values(tensor: Tensor, seed: int) -> torch.Tensor:
    kind, std = tensor.init.distribution, tensor.init.std
    if kind == "zeros":
        return torch.zeros(tensor.shape)
    if kind == "ones":
        return torch.ones(tensor.shape)
    assert std is not None  # held when it was read
    if kind == "orthogonal":
        return _orthogonal(tensor, seed, std)
    transform = _normal if kind == "normal" else _uniform
    return _random(seed, tensor.name, math.prod(tensor.shape), std, transform).reshape(tensor.shape)


# ---- names: the same lines as `cdp verify --rename`, MODEL=PLAN ----

Names = Union[Mapping[Any, Any], str]
Patterns = Union[str, Iterable[str]]
_STARS = ("*", "**")


def _matches(pattern: str, name: str) -> Optional[Tuple[str, ...]]:
    """What the stars of the pattern stand for: `*` is one part between points, `**` one or more, as few as it can."""
    forms = {"*": r"([^.]+)", "**": r"([^.]+(?:\.[^.]+)*?)"}
    match = re.fullmatch(r"\.".join(forms.get(part) or re.escape(part) for part in pattern.split(".")), name)
    return match.groups() if match else None


def _filled(pattern: str, stars: Sequence[str]) -> str:
    rest = iter(stars)
    return ".".join(next(rest) if part in _STARS else part for part in pattern.split("."))


class _Term:
    """A pattern of names. With `[*]` behind it the last star is an index: one of the matrices of a bank."""

    def __init__(self, text: str) -> None:
        self.in_bank = text.endswith("[*]")
        self.pattern = text[:-3] if self.in_bank else text
        self.stars = [part for part in self.pattern.split(".") if part in _STARS] + ["*"] * self.in_bank

    def piece(self, stars: Sequence[str]) -> _Piece:
        if not self.in_bank:
            return _Piece(_filled(self.pattern, stars), None)
        return _Piece(_filled(self.pattern, stars[:-1]), stars[-1])


class _Piece(NamedTuple):
    """A tensor or parameter, or a matrix of a bank."""

    name: str
    index: Optional[str]

    def __str__(self) -> str:
        return self.name if self.index is None else f"{self.name}[{self.index}]"


class _Rename:
    """What the model has on the left is what the plan has on the right. A sum, on one side, is a stack: one below the
    other along the first dimension, as torch.cat."""

    def __init__(self, text: str) -> None:
        sides = text.split("=")
        if len(sides) != 2:
            raise MatchError(f"`{text}` is no rename; write MODEL=PLAN, such as 'model.**=**'")
        names = [[name.strip() for name in side.split("+")] for side in sides]
        if not all(map(all, names)):
            raise MatchError(f"`{text}` lacks a side; write MODEL=PLAN, such as 'model.**=**'")
        self.text = "=".join(" + ".join(side) for side in names)
        for name in itertools.chain(*names):
            if not re.fullmatch(r"[^\[\]]+(\[\*\])?", name):
                raise MatchError(f"`{self.text}`: `{name}` has brackets; `[*]` at the end is a matrix of a bank, and nothing else "
                                 "has brackets")
        self.model, self.plan = ([_Term(name) for name in side] for side in names)
        if len(self.model) > 1 and len(self.plan) > 1:
            raise MatchError(f"`{self.text}` has sums on both sides; several names are stacked to one, on one side only")
        if any(term.stars != self.model[0].stars for term in (*self.model, *self.plan)):
            raise MatchError(f"`{self.text}` has other stars on its left than on its right; what a star stands for in the model's "
                             "name stands in the plan's at the same star")


_SAME = _Rename("**=**")


def _side(value: Any) -> str:
    """A name, or several that are stacked, as text."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) for name in names):
        raise MatchError(f"names: {value!r} is neither a name nor a list of names")
    if any("=" in name for name in names):
        raise MatchError(f"names: {value!r} has a `=`; in a mapping the model's name is the key and the plan's the value")
    return " + ".join(names)


def _renames(names: Optional[Names]) -> List[_Rename]:
    if names is None:
        return []
    if isinstance(names, str):
        lines = (line.split("#")[0].strip() for line in names.splitlines())
        return [_Rename(line) for line in lines if line]
    if not isinstance(names, Mapping):
        raise MatchError(f"names: must be a mapping of the model's names to the plan's, found {type(names).__name__}")
    return [_Rename(f"{_side(model)}={_side(plan)}") for model, plan in names.items()]


class _Patterns:
    """Patterns of the model's names, each of which must match one."""

    def __init__(self, word: str, patterns: Patterns) -> None:
        self.word = word
        self.patterns = [patterns] if isinstance(patterns, str) else list(patterns) if isinstance(patterns, Iterable) else [patterns]
        for pattern in self.patterns:
            if not isinstance(pattern, str) or not pattern:
                raise MatchError(f"{word}: {pattern!r} is not a pattern of names")
        self.used: Set[str] = set()

    def match(self, names: Sequence[str]) -> bool:
        found = [pattern for pattern in self.patterns for name in names if _matches(pattern, name) is not None]
        self.used.update(found)
        return bool(found)

    def end(self, names: Sequence[str]) -> None:
        for pattern in self.patterns:
            if pattern not in self.used:
                raise MatchError(f"{self.word}: no parameter of the model matches `{pattern}`{_nearest(pattern, names)}")


# ---- the model's parameters ----


def _canonical(name: str) -> str:
    """Without what torch.compile, FSDP and checkpointing put into it, and DistributedDataParallel before it."""
    parts = [part for part in name.split(".") if part not in _WRAPPERS]
    while len(parts) > 1 and parts[0] == "module":
        parts = parts[1:]
    return ".".join(parts)


def _check_model(model: Any) -> None:
    if not isinstance(model, torch.nn.Module):
        raise MatchError(f"the model must be a torch.nn.Module, found {type(model).__name__}")


def _parameters(model: torch.nn.Module, known: Set[str]) -> List[Tuple[List[str], torch.nn.Parameter]]:
    """Every parameter once, with all its names. A name that the plan has stays as it is, wrappers or not."""
    _check_model(model)
    found: Dict[int, Tuple[List[str], torch.nn.Parameter]] = {}
    for prefix, module in model.named_modules(remove_duplicate=False):
        for key, parameter in module._parameters.items():
            if parameter is None:
                continue
            name = f"{prefix}.{key}" if prefix else key
            name = name if name in known else _canonical(name)
            if key in ("flat_param", "_flat_param"):
                raise MatchError(f"`{name}` is FSDP's parameter of many tensors in one; wrap with use_orig_params=True "
                                 "or with fully_shard")
            names = found.setdefault(id(parameter), ([], parameter))[0]
            if name not in names:
                names.append(name)
    return list(found.values())


def _starred(name: str) -> Tuple[str, Tuple[int, ...]]:
    """`blocks.3.attn.q.weight` -> `blocks.*.attn.q.weight` and (3,)."""
    parts = name.split(".")
    indices = tuple(int(part) for part in parts if part.isdecimal())
    return ".".join("*" if part.isdecimal() else part for part in parts), indices


def _spans(numbers: Iterable[int]) -> str:
    """`0-3,7`"""
    spans: List[List[int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)


def _folded(names: Iterable[str]) -> List[str]:
    """Names that differ only in indices become one, as `cdp verify` has them: `blocks.0-11.attn.q.weight`."""
    families: Dict[str, List[Tuple[int, ...]]] = {}
    for name in names:
        pattern, indices = _starred(name)
        families.setdefault(pattern, []).append(indices)
    out: List[str] = []
    for pattern, rows in families.items():
        columns = [set(column) for column in zip(*rows)]
        if len(set(rows)) == math.prod(len(column) for column in columns):
            rest = iter(columns)
            out.append(".".join(_spans(next(rest)) if part == "*" else part for part in pattern.split(".")))
        else:
            out += [_filled(pattern, [str(index) for index in row]) for row in rows]
    return out


def _listed(names: Iterable[str], most: int = 12) -> str:
    folded = _folded(names)
    shown = ", ".join(_shown(name, 200) for name in folded[:most])
    return shown + (f" and {len(folded) - most} more" if len(folded) > most else "")


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, itertools.islice(names, 10_000), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _warn_of_low_precision(claims: Sequence[_Claim]) -> None:
    low = [(str(claim), claim.parameter.dtype) for claim in claims
           if claim.parameter.dtype in (torch.bfloat16, torch.float16)]
    if low:
        warnings.warn(f"{_listed([name for name, _ in low])}: in {str(low[0][1]).replace('torch.', '')} an update that is "
                      "small against its parameter is lost; keep the model in fp32 and compute in torch.autocast",
                      stacklevel=3)


def _swapped(shape: Sequence[int]) -> Tuple[int, ...]:
    return (*shape[:-2], *shape[:-3:-1])


def _sharded(values: torch.Tensor, like: Any) -> torch.Tensor:
    """As a DTensor that lies as `like` does: FSDP's fully_shard, tensor parallelism."""
    from torch.distributed.tensor import distribute_tensor

    return distribute_tensor(values.to(like.device), like.device_mesh, like.placements)


class _Held(NamedTuple):
    """A parameter of the model under the name by which it was claimed."""

    name: str
    parameter: torch.nn.Parameter
    is_transposed: bool

    def shape(self, piece: _Piece) -> Tuple[int, ...]:
        """As the plan would have it."""
        shape = tuple(self.parameter.shape) if piece.index is None else tuple(self.parameter.shape[1:])
        return _swapped(shape) if self.is_transposed else shape


class _Link(NamedTuple):
    """Rows of a tensor of the plan, or of one of its matrices, that are rows of a parameter, or of one of its matrices."""

    tensor: Tensor
    of_tensor: Tuple[Optional[int], int]  # which matrix, from which row
    of_parameter: Tuple[Optional[int], int]
    rows: Optional[int]  # none: all

    def source(self, values: torch.Tensor) -> torch.Tensor:
        return self._cut(values, *self.of_tensor)

    def target(self, values: torch.Tensor, is_transposed: bool) -> torch.Tensor:
        index, first = self.of_parameter
        values = values if index is None else values[index]
        return self._cut(values.transpose(-1, -2) if is_transposed else values, None, first)

    def _cut(self, values: torch.Tensor, index: Optional[int], first: int) -> torch.Tensor:
        values = values if index is None else values[index]
        return values if self.rows is None else values.narrow(0, first, self.rows)

    def __str__(self) -> str:
        index, first = self.of_tensor
        return self.tensor.name + ("" if index is None else f"[{index}]")


class _Claim:
    """A parameter, and what of the plan it holds: mostly one tensor."""

    def __init__(self, held: _Held) -> None:
        self.name, self.parameter, self.is_transposed = held
        self.links: List[_Link] = []

    def __str__(self) -> str:
        """What it holds, in the plan's names: `blocks.0.attn.q.weight + ...`, `blocks.0.mlp.routed.gate[3]`."""
        held: Dict[str, List[Optional[int]]] = {}
        for link in self.links:
            held.setdefault(link.tensor.name, []).append(link.of_tensor[0])
        wholes = {tensor.name: tensor.shape[0] for tensor in self.tensors()}
        return " + ".join(_folded(
            name if None in indices or len(indices) == wholes[name] else f"{name}[{_spans(i for i in indices if i is not None)}]"
            for name, indices in held.items()))

    def values(self, made: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """The parameter's, put together from those of the plan's tensors."""
        if len(self.links) == 1 and self.links[0].rows is None and self.links[0].of_parameter[0] is None:
            part = self.links[0].source(made[self.links[0].tensor.name])
            return part.transpose(-1, -2) if self.is_transposed else part
        values = torch.empty(self.parameter.shape, dtype=torch.float32)
        for link in self.links:
            link.target(values, self.is_transposed).copy_(link.source(made[link.tensor.name]))
        return values

    def tensors(self) -> List[Tensor]:
        return list({link.tensor.name: link.tensor for link in self.links}.values())


_SETTINGS = ("optimizer", "lr", "beta1", "beta2", "eps", "weight_decay")


def _check_settings(claim: _Claim) -> None:
    """A parameter has one learning rate, so what it holds must have one too."""
    tensors = claim.tensors()
    for key in _SETTINGS:
        values: Dict[Any, List[str]] = {}
        for tensor in tensors:
            values.setdefault(getattr(tensor, key), []).append(tensor.name)
        if len(values) > 1:
            apart = ", ".join(f"{value} of {_listed(names, 3)}" for value, names in values.items())
            raise MatchError(f"`{claim.name}` is one parameter of tensors whose settings differ: {key} is {apart}; set them alike "
                             "in the spec, or keep them apart in the model")


class _Matching:
    """Finds who holds what: each parameter's names are renamed, what belongs to one rename is stacked, and both sides
    must be covered once."""

    def __init__(self, plan: Plan, model: torch.nn.Module, names: Optional[Names], transposed: Patterns, frozen: Patterns) -> None:
        self.tensors = {tensor.name: tensor for tensor in plan.tensors}
        self.renames = _renames(names)
        self.transposed, self.frozen = _Patterns("transposed", transposed), _Patterns("frozen", frozen)
        literal = {term.pattern for rename in self.renames for term in rename.model if "*" not in term.pattern}
        self.parameters = _parameters(model, set(self.tensors) | literal)
        self.names = [name for names, _ in self.parameters for name in names]
        self.extra: List[_Held] = []  # trained, and not the plan's
        self.stacks: Dict[Tuple[int, Tuple[str, ...]], Dict[int, Tuple[_Piece, _Held]]] = {}  # by rename and stars
        self.claims: Dict[str, _Claim] = {}  # by the parameter's name
        self.taken: Dict[str, List[Tuple[_Link, str]]] = {name: [] for name in self.tensors}  # by the tensor's name
        self.shapes: List[Tuple[str, Tuple[int, ...], Tuple[int, ...]]] = []  # wrong: name, the plan's, the model's

    def run(self) -> List[_Claim]:
        used: Set[int] = set()
        for names, parameter in self.parameters:
            self._take(names, parameter, used)
        self._check_unused(used)
        self.transposed.end(self.names)
        self.frozen.end(self.names)
        for (at, stars), parts in self.stacks.items():
            self._stack(self._rename(at), stars, parts)
        self._check_shapes()
        self._check_left()
        self._check_banks()
        order = {name: i for i, name in enumerate(self.tensors)}
        return sorted(self.claims.values(), key=lambda claim: min(order[link.tensor.name] for link in claim.links))

    def _rename(self, at: int) -> _Rename:
        """-1: by no rename; the name is the plan's."""
        return self.renames[at] if at >= 0 else _SAME

    def _first(self, name: str) -> Tuple[int, int, Tuple[str, ...]]:
        """The first rename that matches the name, which of its terms does, and what its stars stand for."""
        for at, rename in enumerate(self.renames):
            for term, one in enumerate(rename.model):
                stars = _matches(one.pattern, name)
                if stars is not None:
                    return at, term, stars
        return -1, 0, (name,)

    def _take(self, names: List[str], parameter: torch.nn.Parameter, used: Set[int]) -> None:
        """Finds what of the plan a parameter is renamed to, by one of its names."""
        is_frozen, is_transposed = self.frozen.match(names), self.transposed.match(names)
        if is_frozen and parameter.requires_grad:
            raise MatchError(f"frozen: `{names[0]}` requires gradients; call requires_grad_(False), or leave it out of `frozen`")
        hits: Dict[Tuple[_Piece, ...], Tuple[str, int, int, Tuple[str, ...]]] = {}
        for name in names:
            at, term, stars = self._first(name)
            used.add(at)
            one = self._rename(at).model[term]
            first = (*stars, "0") if one.in_bank else stars
            pieces = tuple(other.piece(first) for other in self._rename(at).plan)
            if any(piece.name in self.tensors for piece in pieces):
                hits.setdefault(pieces, (name, at, term, stars))
        if len(hits) > 1:
            raise MatchError(f"{_listed(str(piece) for pieces in hits for piece in pieces)} are one tensor in the model and "
                             f"{len(hits)} in the plan; untie them, or compile the spec with `tied = true`")
        held = _Held(names[0], parameter, is_transposed)
        if not hits:
            if parameter.requires_grad:
                self.extra.append(held)
            return
        name, at, term, stars = next(iter(hits.values()))
        if not parameter.requires_grad and not is_frozen:
            raise MatchError(f"`{name}` does not require gradients, but the plan trains it; say frozen=[\"{name}\"] if it is to "
                             "stay as it is")
        self._place(_Held(name, parameter, is_transposed), at, term, stars)

    def _place(self, held: _Held, at: int, term: int, stars: Tuple[str, ...]) -> None:
        if held.name in self.claims:
            raise MatchError(f"the model has two parameters of the name `{held.name}`, one of them in a wrapper")
        self.claims[held.name] = _Claim(held)
        one, dimensions = self._rename(at).model[term], held.parameter.dim()
        if dimensions < 2 + (held.is_transposed and one.in_bank) and (held.is_transposed or one.in_bank):
            raise MatchError(f"`{held.name}` has {_counted(dimensions, 'dimension')}, so it is no "
                             f"{'bank' if one.in_bank else 'transposed matrix'}")
        for index in range(held.parameter.shape[0]) if one.in_bank else (None,):
            all_stars = stars if index is None else (*stars, str(index))
            piece = _Piece(held.name, None if index is None else str(index))
            stack = self.stacks.setdefault((at, all_stars), {})
            if term in stack:
                raise MatchError(f"`{stack[term][0].name}` and `{held.name}` are both renamed to "
                                 f"{_listed(str(other.piece(all_stars)) for other in self._rename(at).plan)}")
            stack[term] = (piece, held)

    def _stack(self, rename: _Rename, stars: Tuple[str, ...], parts: Dict[int, Tuple[_Piece, _Held]]) -> None:
        """Links what stands on both sides of a rename, row by row."""
        absent = [str(term.piece(stars)) for i, term in enumerate(rename.model) if i not in parts]
        there = ", ".join(f"`{piece}`" for piece, _ in parts.values())
        if absent:
            raise MatchError(f"`{rename.text}`: the model has {there} and no {_listed(absent)}")
        model = [parts[i] for i in range(len(rename.model))]
        plan = [term.piece(stars) for term in rename.plan]
        for piece in plan:
            if piece.name not in self.tensors:
                raise MatchError(f"`{rename.text}`: {there} {'is' if len(parts) == 1 else 'are'} renamed to what the plan does not have, "
                                 f"`{piece}`{_nearest(piece.name, self.tensors)}")
            shape = self.tensors[piece.name].shape
            if piece.index is not None and (len(shape) < 2 or not piece.index.isdecimal() or int(piece.index) >= shape[0]):
                raise MatchError(f"`{rename.text}`: {there} is renamed to `{piece}`, but `{piece.name}` is {shape}")
        shapes = ([held.shape(piece) for piece, held in model],
                  [self.tensors[piece.name].shape[piece.index is not None:] for piece in plan])
        wanted, found = _stacked(shapes[1]), _stacked(shapes[0])
        if wanted is None or found is None or wanted != found:
            self._wrong_shape(rename, plan, model, shapes)
            return
        is_stack = len(model) + len(plan) > 2
        at = [0, 0]
        for i in range(max(len(model), len(plan))):
            (piece, held), other = model[min(i, len(model) - 1)], plan[min(i, len(plan) - 1)]
            rows = min(shapes[0][min(i, len(model) - 1)][0], shapes[1][min(i, len(plan) - 1)][0]) if is_stack else None
            link = _Link(self.tensors[other.name], (_number(other.index), at[1]), (_number(piece.index), at[0]), rows)
            self.claims[held.name].links.append(link)
            self.taken[other.name].append((link, held.name))
            at = [at[0] + (rows or 0) if len(model) == 1 else 0, at[1] + (rows or 0) if len(plan) == 1 else 0]

    def _wrong_shape(self, rename: _Rename, plan: List[_Piece], model: List[Tuple[_Piece, _Held]],
                     shapes: Tuple[List[Tuple[int, ...]], List[Tuple[int, ...]]]) -> None:
        if len(plan) == 1 and len(model) == 1:
            held = model[0][1]
            self.shapes.append((str(plan[0]), shapes[1][0], _swapped(shapes[0][0]) if held.is_transposed else shapes[0][0]))
            self.claims[held.name].links.append(_Link(self.tensors[plan[0].name], (None, 0), (None, 0), None))
            self.taken[plan[0].name].append((self.claims[held.name].links[-1], held.name))
            return
        sides = [" + ".join(f"`{name}` {shape}" for name, shape in zip(side, forms))
                 for side, forms in (([piece for piece, _ in model], shapes[0]), (plan, shapes[1]))]
        raise MatchError(f"{sides[0]} in the model cannot be {sides[1]} in the plan; stacked, their rows must be as many and as long")

    def _check_shapes(self) -> None:
        if not self.shapes:
            return
        name, wanted, found = self.shapes[0]
        more = f"; so are {_listed(other for other, *_ in self.shapes[1:])} of other shapes" if len(self.shapes) > 1 else ""
        hint = ""
        if len(wanted) >= 2 and found == _swapped(wanted):
            squares = [claim.name for claim in self.claims.values() if claim.parameter.dim() == 2 and not claim.is_transposed
                       and claim.parameter.shape[0] == claim.parameter.shape[1]]
            unsure = f"; a square one's shape does not tell: {_listed(squares)}" if squares else ""
            hint = f"; (in, out) in the model, as GPT-2's Conv1D has it, (out, in) in the plan: say so with transposed=[...]{unsure}"
        raise MatchError(f"`{name}` is {wanted} in the plan and {found} in the model{hint}{more}")

    def _check_unused(self, used: Set[int]) -> None:
        for at, rename in enumerate(self.renames):
            if at in used:
                continue
            left = rename.model[0].pattern
            if any(_matches(left, name) is not None for name in self.names):
                raise MatchError(f"names: `{rename.text}` comes after a rename that takes all that it matches; the first one counts")
            if any(_matches(left, name) is not None for name in self.tensors):
                raise MatchError(f"names: the model has no parameter `{left}`, but the plan has such a tensor; the model's name stands "
                                 "on the left (the key), the plan's on the right")
            raise MatchError(f"names: no parameter of the model matches `{left}`{_nearest(left, self.names)}")

    def _check_left(self) -> None:
        """What is left over, of both sides at once."""
        missing = [name for name, links in self.taken.items() if not links]
        faults = []
        if self.extra:
            faults.append(f"the plan has no tensor for {len(self.extra)} of the model's parameters: "
                          f"{_listed(held.name for held in self.extra)}")
        if missing:
            faults.append(f"the model has no parameter for {len(missing)} of the plan's tensors: {_listed(missing)}")
        if faults:
            raise MatchError("; ".join(faults) + (self._hint(missing) if self.extra and missing else ""))

    def _hint(self, missing: List[str]) -> str:
        """What would explain those that are left over, in the words of `cdp verify`."""
        prefixes: Dict[str, int] = {}
        known = set(missing)
        for held in self.extra:
            parts = held.name.split(".")
            for i in range(1, len(parts)):
                if ".".join(parts[i:]) in known:
                    prefix = ".".join(parts[:i])
                    prefixes[prefix] = prefixes.get(prefix, 0) + 1
        best = max(prefixes, key=lambda prefix: prefixes[prefix], default="")
        if best and prefixes[best] >= min(2, len(missing)):
            return (f"; in the model the plan's names stand behind the prefix `{best}.`: say so with "
                    f"names={{\"{best}.**\": \"**\"}}, or give that part of the model")
        return self._fused_hint(missing) or _nearest(self.extra[0].name, missing)

    def _fused_hint(self, missing: List[str]) -> str:
        held = self.extra[0]
        shape, indices = tuple(held.parameter.shape), _starred(held.name)[1]
        for whole in (shape, shape[::-1]):
            rows = [name for name in missing if _starred(name)[1] == indices and self.tensors[name].shape[1:] == whole[1:]]
            runs = (rows[at:at + length] for length in (3, 2) for at in range(len(rows) - length + 1))
            for run in runs:
                if _stacked([self.tensors[name].shape for name in run]) == whole:
                    return (f"; one tensor in the model may hold several of the plan: say so with names={{\"{_starred(held.name)[0]}\": "
                            f"\"{' + '.join(_starred(name)[0] for name in run)}\"}}{'' if whole == shape else ' and transposed=[...]'}")
        return ""

    def _check_banks(self) -> None:
        """Each tensor is held once: whole, or each of its matrices."""
        for name, links in self.taken.items():
            by_index: Dict[Optional[int], List[str]] = {}
            for link, holder in links:
                if link.of_tensor[1] == 0:  # the first row
                    by_index.setdefault(link.of_tensor[0], []).append(holder)
            for index, holders in by_index.items():
                if len(holders) > 1 or (index is not None and None in by_index):
                    both = holders if len(holders) > 1 else [*by_index[None], *holders]
                    raise MatchError(f"{' and '.join(f'`{holder}`' for holder in both)} are both renamed to "
                                     f"`{_Piece(name, None if index is None else str(index))}`")
            count = self.tensors[name].shape[0]
            if None not in by_index and len(by_index) < count:
                absent = _spans(set(range(count)) - {index for index in by_index if index is not None})
                raise MatchError(f"the model has no parameter for the matrices {absent} of `{name}`, which has {count}")


def _number(index: Optional[str]) -> Optional[int]:
    return None if index is None else int(index)


def _stacked(shapes: Sequence[Tuple[int, ...]]) -> Optional[Tuple[int, ...]]:
    """The shape of pieces one below the other; none where they do not fit."""
    if len(shapes) == 1:
        return tuple(shapes[0])
    if any(not shape or shape[1:] != shapes[0][1:] for shape in shapes):
        return None
    return (sum(shape[0] for shape in shapes), *shapes[0][1:])


_APPLIED = "applied"


class Plan:
    """A plan, and what PyTorch can be told of it. `tensors`, `training`, `target` and `weight_decay` (the convention:
    coupled or independent) are as in the file.

    Where the model's names are others, `names` says which are which, as lines of `cdp verify --rename` do: the model's on
    the left (the key), the plan's on the right; in names `*` is one part between points, `**` one or more. Several names
    are stacked to one, one below the other, and `[*]` is a matrix of a bank:

        names = {"transformer.h.*.attn.c_attn.weight": ["h.*.q.weight", "h.*.k.weight", "h.*.v.weight"],
                 "layers.*.experts.*.w1.weight": "blocks.*.mlp.routed.gate[*]",
                 "model.**": "**"}

    The first that matches a name is taken. `transposed` are patterns of the model's names: matrices that lie as (in, out).
    `frozen` are patterns of parameters that the plan trains and the model does not (requires_grad=False): init_ fills
    them, no optimizer gets them. Frozen parameters that the plan does not have are left alone."""

    def __init__(self, target: str, weight_decay: str, training: Training, tensors: Tuple[Tensor, ...],
                 multipliers: Mapping[str, float]) -> None:
        self.target = target
        self.weight_decay = weight_decay
        self.training = training
        self.tensors = tensors
        self._multipliers = dict(multipliers)
        self._taken: Set[str] = set()

    # -- multipliers --

    @property
    def multipliers(self) -> Dict[str, float]:
        """All constant factors of the forward pass by name. To look at; multiplier() also notes who was asked for."""
        return dict(self._multipliers)

    def multiplier(self, name: str) -> float:
        if not isinstance(name, str) or name not in self._multipliers:
            raise MatchError(f"the plan has no multiplier `{name}`{_nearest(str(name), self._multipliers)}")
        self._taken.add(name)
        return self._multipliers[name]

    def check_multipliers(self) -> None:
        """Refuses a model that has not asked for every multiplier: the factor it left out is then missing in it."""
        left = [name for name in self._multipliers if name not in self._taken]
        if left:
            raise MatchError(f"the model has not asked for {len(left)} of {len(self._multipliers)} multipliers: "
                             f"{_listed(left)}")

    def _check_asked(self, multipliers: Optional[str]) -> None:
        """As check_multipliers(), of those that are not 1, unless the caller says that the model has them."""
        if multipliers is not None and multipliers != _APPLIED:
            raise MatchError(f"multipliers is {multipliers!r}; \"{_APPLIED}\" says that the model's own code has the plan's multipliers")
        left: Dict[float, List[str]] = {}
        for name, value in self._multipliers.items():
            if value != 1 and name not in self._taken:
                left.setdefault(value, []).append(name)
        if left and multipliers is None:
            each = ", ".join(f"{_listed(names)} ({value})" for value, names in itertools.islice(left.items(), 8))
            raise MatchError(f"the model has not asked for {_counted(sum(map(len, left.values())), 'multiplier')} other than 1: {each}"
                             f"{', ...' if len(left) > 8 else ''}; take them with plan.multiplier(name) where the model is made, or say "
                             f"multipliers=\"{_APPLIED}\" if its own code has these factors")

    # -- parameters --

    def _claims(self, model: torch.nn.Module, names: Optional[Names], transposed: Patterns, frozen: Patterns) -> List[_Claim]:
        return _Matching(self, model, names, transposed, frozen).run()

    def claim(self, model: torch.nn.Module, names: Optional[Names] = None, *, transposed: Patterns = (),
              frozen: Patterns = ()) -> List[Tuple[Tensor, torch.nn.Parameter]]:
        """Each tensor of the plan with its parameter, in the plan's order, or a MatchError; a parameter of several tensors
        stands there once for each, and a bank once for each parameter that has a part of it."""
        claims = self._claims(model, names, transposed, frozen)
        held: Dict[str, List[torch.nn.Parameter]] = {tensor.name: [] for tensor in self.tensors}
        for claim in claims:
            for tensor in claim.tensors():
                held[tensor.name].append(claim.parameter)
        return [(tensor, parameter) for tensor in self.tensors for parameter in held[tensor.name]]

    def initial_values(self, name: str) -> torch.Tensor:
        """What cdp-run starts the tensor with: a new fp32 tensor on the CPU."""
        for tensor in self.tensors:
            if tensor.name == name:
                return _initial_values(tensor, self.training.seed)
        raise MatchError(f"the plan has no tensor `{name}`{_nearest(str(name), (tensor.name for tensor in self.tensors))}")

    def init_(self, model: torch.nn.Module, names: Optional[Names] = None, *, transposed: Patterns = (),
              frozen: Patterns = ()) -> None:
        """Fills the model's parameters with the values that cdp-run starts from."""
        claims = self._claims(model, names, transposed, frozen)
        left: Dict[str, int] = {}  # how many parameters still want the tensor's values
        for claim in claims:
            if claim.parameter.is_meta:
                raise MatchError(f"`{claim.name}` is on the meta device and cannot hold values; call "
                                 "model.to_empty(device=...) first")
            for tensor in claim.tensors():
                left[tensor.name] = left.get(tensor.name, 0) + 1
        made: Dict[str, torch.Tensor] = {}
        for claim in claims:
            for link in claim.links:
                if link.tensor.name not in made:
                    made[link.tensor.name] = _initial_values(link.tensor, self.training.seed)
            values = claim.values(made)
            for tensor in claim.tensors():
                left[tensor.name] -= 1
                if left[tensor.name] == 0:
                    del made[tensor.name]
            with torch.no_grad():
                parameter: Any = claim.parameter
                parameter.copy_(_sharded(values, parameter) if hasattr(parameter, "placements") else values)

    # -- optimizer and schedule --

    def _coupled_decay(self, tensor: Tensor) -> float:
        """As torch.optim.AdamW has it, p -= lr * schedule * decay * p. An independent one leaves lr out, which is the
        same as dividing by the peak."""
        if self.weight_decay == "coupled" or tensor.weight_decay == 0:
            return tensor.weight_decay
        decay = tensor.weight_decay / tensor.lr if tensor.lr > 0 else math.inf
        if not math.isfinite(decay):
            raise UnsupportedError(f"`{tensor.name}` decays by itself and has a learning rate of {tensor.lr:g}; PyTorch's decay is "
                                   "multiplied by the learning rate")
        return decay

    def _settings(self, claim: _Claim) -> Dict[str, Any]:
        tensor = claim.links[0].tensor
        settings: Dict[str, Any] = {"rule": tensor.optimizer, "lr": tensor.lr,
                                    "weight_decay": self._coupled_decay(tensor)}
        if tensor.beta2 is not None:
            settings["betas"] = (tensor.beta1, tensor.beta2)
        else:
            settings["momentum"] = tensor.beta1
        if tensor.eps is not None:
            settings["eps"] = tensor.eps
        if tensor.optimizer == "muon":
            rows = _muon_rows(claim)
            if len(rows) > 1:
                settings["rows"] = (-1 if claim.is_transposed else -2, rows)
        return settings

    def param_groups(self, model: torch.nn.Module, names: Optional[Names] = None, *, transposed: Patterns = (),
                     frozen: Patterns = (), multipliers: Optional[str] = None) -> List[Dict[str, Any]]:
        """Parameters of equal settings together, as optimizers of PyTorch take them: lr, betas (or momentum), eps, and
        weight_decay in the convention of torch.optim.AdamW. `names` are the plan's, `rule` is what updates the group.

        A model that has not asked for all multipliers other than 1 is refused; multipliers="applied" says that its own code
        has them."""
        groups: Dict[Tuple[Any, ...], Dict[str, Any]] = {}
        claims = self._claims(model, names, transposed, frozen)
        for claim in claims:
            _check_settings(claim)
        self._check_asked(multipliers)
        claims = [claim for claim in claims if claim.parameter.requires_grad]
        _warn_of_low_precision(claims)
        for claim in claims:
            settings = self._settings(claim)
            group = groups.setdefault(tuple(settings.items()), {"params": [], "names": [], **settings})
            group["params"].append(claim.parameter)
            group["names"].append(str(claim))
        return list(groups.values())

    def optimizer(self, model: torch.nn.Module, names: Optional[Names] = None, *, transposed: Patterns = (),
                  frozen: Patterns = (), multipliers: Optional[str] = None, **options: Any) -> torch.optim.Optimizer:
        """torch.optim.AdamW (which takes `options`, `fused=True` say) where it updates every tensor, else Optimizer:
        torch.optim.SGD decays through the gradient, and lion and muon are not in every PyTorch. Refuses what param_groups()
        refuses."""
        groups = self.param_groups(model, names, transposed=transposed, frozen=frozen, multipliers=multipliers)
        is_adam = all(group["rule"] == _ADAM for group in groups)
        known = [key for key in inspect.signature(torch.optim.AdamW.__init__).parameters if key not in ("self", "params")]
        for key in options:
            if key in ("lr", "betas", "eps", "weight_decay"):
                raise UnsupportedError(f"the plan has `{key}` of every tensor, and PyTorch would not look at this one; leave it "
                                       "out, or set it in the spec")
            if not is_adam:
                raise UnsupportedError(f"`{key}` is an option of torch.optim.AdamW, and this plan's optimizer is "
                                       f"{self.training.optimizer}")
            if key not in known:
                raise UnsupportedError(f"`{key}` is no option of torch.optim.AdamW{_nearest(key, known)}")
        if not groups:
            raise MatchError("every parameter that the plan trains is frozen; there is nothing to optimize")
        return torch.optim.AdamW(groups, **options) if is_adam else Optimizer(groups)

    def schedule_factor(self, step: int) -> float:
        """What every peak learning rate is multiplied by in a step, counted from 0."""
        if isinstance(step, bool) or not hasattr(step, "__index__") or step < 0:
            raise PlanError(f"a step is a whole number from 0, found {step!r}")
        return self.training.schedule.factor(step, self.training.steps)

    @property
    def lr_lambda(self) -> Callable[[int], float]:
        """The same, as torch.optim.lr_scheduler.LambdaLR wants it."""
        return self.schedule_factor

    def scheduler(self, optimizer: torch.optim.Optimizer, last_epoch: int = -1) -> torch.optim.lr_scheduler.LambdaLR:
        if not isinstance(optimizer, torch.optim.Optimizer):
            raise MatchError(f"the optimizer must be a torch.optim.Optimizer, found {type(optimizer).__name__}")
        return torch.optim.lr_scheduler.LambdaLR(optimizer, self.lr_lambda, last_epoch)

    def clip_grad_(self, model: torch.nn.Module) -> Optional[torch.Tensor]:
        """Clips the gradients to the plan's norm; gives the norm they had, or None where the plan does not clip."""
        _check_model(model)
        if self.training.grad_clip is None:
            return None
        norm: torch.Tensor = torch.nn.utils.clip_grad_norm_(model.parameters(), self.training.grad_clip)
        return norm


class Optimizer(torch.optim.Optimizer):
    """The rules of cdp that torch.optim has not, or has otherwise: groups of param_groups(), each with its `rule`. Weight
    decay comes first and never goes through the gradient."""

    def __init__(self, groups: Sequence[Dict[str, Any]]) -> None:
        super().__init__(list(groups), {})

    @torch.no_grad()
    def step(self, closure: Optional[Callable[[], Any]] = None) -> Any:
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for parameter in group["params"]:
                gradient = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
                parameter.mul_(1.0 - group["lr"] * group["weight_decay"])
                self._update(parameter, gradient, group, self.state[parameter])
        return loss

    @staticmethod
    def _update(p: torch.Tensor, g: torch.Tensor, group: Mapping[str, Any], state: Dict[str, Any]) -> None:
        m = _average(state, "m", p)
        lr, rule = group["lr"], group["rule"]
        if rule == "sgd":
            m.mul_(group["momentum"]).add_(g)
            p.sub_(m, alpha=lr)
        elif rule == "muon":
            beta = group["momentum"]
            m.mul_(beta).add_(g, alpha=1.0 - beta)
            p.sub_(_orthogonal_direction(m * beta + g * (1.0 - beta), group.get("rows")), alpha=lr)
        elif rule == "lion":
            beta1, beta2 = group["betas"]
            p.sub_((m * beta1 + g * (1.0 - beta1)).sign_(), alpha=lr)
            m.mul_(beta2).add_(g, alpha=1.0 - beta2)
        else:
            beta1, beta2 = group["betas"]
            v = _average(state, "v", p)
            step = state["step"] = state.get("step", 0) + 1
            m.mul_(beta1).add_(g, alpha=1.0 - beta1)
            v.mul_(beta2).addcmul_(g, g, value=1.0 - beta2)
            denominator = v.sqrt().div_(math.sqrt(1.0 - beta2**step)).add_(group["eps"])
            p.addcdiv_(m, denominator, value=-lr / (1.0 - beta1**step))


def _average(state: Dict[str, Any], key: str, parameter: torch.Tensor) -> torch.Tensor:
    """An average of the optimizer's; it begins with zeros."""
    if key not in state:
        state[key] = torch.zeros_like(parameter)
    average: torch.Tensor = state[key]
    return average


def _muon_rows(claim: _Claim) -> Tuple[int, ...]:
    """How many rows each of the plan's matrices has in a parameter: muon orthogonalises each by itself."""
    for link in claim.links:
        whole = link.tensor.shape[-2]
        if link.rows is not None and link.rows != whole:
            raise UnsupportedError(f"muon updates `{link}` as one matrix, and `{claim.name}` has only {link.rows} of its {whole} rows")
    first = claim.links[0].of_parameter[0]
    return tuple(link.rows or link.tensor.shape[-2] for link in claim.links if link.of_parameter[0] == first)


def _orthogonal_direction(direction: torch.Tensor, rows: Optional[Tuple[int, Sequence[int]]]) -> torch.Tensor:
    if rows is None:
        return _newton_schulz(direction)
    dimension, sizes = rows
    return torch.cat([_newton_schulz(part) for part in direction.split(list(sizes), dimension)], dimension)


def _newton_schulz(matrices: torch.Tensor) -> torch.Tensor:
    """Five quintic iterations for each matrix; in bf16 on CUDA, as cdp-run."""
    x = matrices.reshape(-1, *matrices.shape[-2:])
    tall = x.shape[-2] > x.shape[-1]
    x = x.transpose(1, 2) if tall else x
    x = x / (x.norm(p=2, dim=(1, 2), keepdim=True) + 1e-7)
    x = x.to(torch.bfloat16) if x.is_cuda else x
    for _ in range(5):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    x = x.transpose(1, 2) if tall else x
    out: torch.Tensor = x.to(matrices.dtype).reshape(matrices.shape)
    return out


class CoordCheck:
    """Writes what a model's activations, gradients and updates measure, for `cdp coordcheck SPEC --lines FILE`.

    Make it before the first step, once for each scale and seed; all may write into one file, which is added to:

        check = cdp_plan.CoordCheck(model, "lines.jsonl", probe, scale={"width": 256}, seed=1)
        for batch in batches:
            loss(model(batch)).backward()
            check.before_step()
            optimizer.step()
            check.after_step()
            optimizer.zero_grad()

    `probe` is what the model is called with to look at its activations: a tensor, or a tuple of arguments; the same batch
    at every scale. `names` says what modules are in the spec where they have other names, as
    {"transformer.h.*.attn.c_proj": "blocks.*.attn.out"}; their parameters follow. None leaves a module out.
    """

    def __init__(self, model: torch.nn.Module, file: Union[str, os.PathLike[str]], probe: Any, *, scale: Mapping[str, float],
                 seed: int = 1, names: Optional[Mapping[str, Optional[str]]] = None) -> None:
        _check_model(model)
        if not scale or not all(_is_number(value) and value > 0 for value in scale.values()):
            raise MatchError(f"`scale` is the axes and their values, as {{\"width\": 256}}; found {_shown(repr(scale))}")
        self._model, self._file, self._names = model, file, dict(names or {})
        self._probe = probe if isinstance(probe, tuple) else (probe,)
        self._head = {"scale": dict(scale), "seed": seed}
        self._step = 0
        self._first: Dict[str, torch.Tensor] = {}
        self._start = self._weights()
        self._before: Dict[str, torch.Tensor] = {}
        self._gradients: Dict[str, float] = {}
        self._look()

    def before_step(self) -> None:
        """After the backward pass, before the optimizer's step (and before gradients are clipped)."""
        self._before = self._weights()
        self._gradients = {name: _rms(parameter.grad) for name, parameter in self._named()}

    def after_step(self) -> None:
        if not self._before:
            raise MatchError("before_step() has not been called since the last step")
        self._step += 1
        for name, parameter in self._named():
            now, before = parameter.detach().float(), self._before[name]
            self._write({"tensor": name, "weight": _rms(before), "gradient": self._gradients[name],
                         "update": _rms(now - before), "change": _rms(now - self._start[name])})
        self._before = {}
        self._look()

    def _named(self) -> Iterator[Tuple[str, torch.nn.Parameter]]:
        """The trained parameters under the spec's names."""
        for name, parameter in self._model.named_parameters():
            module, _, last = _canonical(name).rpartition(".")
            renamed = self._renamed(module)
            if parameter.requires_grad and renamed is not None:
                yield (f"{renamed}.{last}" if renamed else last), parameter

    def _renamed(self, name: str) -> Optional[str]:
        for pattern, target in self._names.items():
            stars = _matches(pattern, name)
            if stars is not None:
                return None if target is None else _filled(target, stars)
        return name

    def _weights(self) -> Dict[str, torch.Tensor]:
        return {name: parameter.detach().float().clone() for name, parameter in self._named()}

    def _look(self) -> None:
        seen: Dict[str, torch.Tensor] = {}

        def hook(name: str) -> Callable[..., None]:
            def keep(_module: Any, _inputs: Any, output: Any) -> None:
                value = next((part for part in (output if isinstance(output, (tuple, list)) else [output])
                              if isinstance(part, torch.Tensor) and part.is_floating_point()), None)
                if value is not None:
                    seen[name] = value.detach().float().clone()

            return keep

        handles, training = [], self._model.training
        try:
            for path, module in self._model.named_modules():
                name = self._renamed(_canonical(path))
                if name:
                    handles.append(module.register_forward_hook(hook(name)))
            self._model.eval()
            with torch.no_grad():
                self._model(*self._probe)
        finally:
            self._model.train(training)
            for handle in handles:
                handle.remove()
        for name, value in seen.items():
            line = {"module": name, "rms": _rms(value)}
            if self._step == 0:
                self._first[name] = value
            elif name in self._first:
                line["change"] = _rms(value - self._first[name])
            self._write(line)

    def _write(self, line: Mapping[str, Any]) -> None:
        numbers = {key: (None if isinstance(value, float) and not math.isfinite(value) else value) for key, value in line.items()}
        with open(self._file, "a", encoding="utf-8") as file:
            file.write(json.dumps({**self._head, "step": self._step, **numbers}) + "\n")


def _rms(entries: Optional[torch.Tensor]) -> float:
    if entries is None or entries.numel() == 0:
        return 0.0
    return float(entries.detach().double().pow(2).mean().sqrt())
