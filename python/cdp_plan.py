"""Reads a plan of cdp into PyTorch: initial values, parameter groups, optimizer, schedule and multipliers.

One file without dependencies but torch (1.13 or later): copy it beside your training script, or let
`cdp export --loader -o cdp_plan.py` write it. It reads what `cdp compile` writes (format cdp-plan) and the shorter
`cdp export --to torch` (format cdp-torch), and is strict both ways: every parameter of the model that is trained is
claimed by exactly one tensor of the plan and every tensor of the plan by one parameter, with the same shape.

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

What goes wrong is a PlanError: FormatError (the file), MatchError (the model is not the plan's) or UnsupportedError.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import math
import os
import re
import warnings
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Sequence, Set, Tuple, Union

import torch

__all__ = ["load", "loads", "Plan", "Tensor", "Init", "Schedule", "Training", "Optimizer", "PlanError", "FormatError",
           "MatchError", "UnsupportedError"]

VERSION = 1  # of both formats

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
        """What the peak learning rate is multiplied by in a step, counted from 0; after the last step, the last one's."""
        step = min(step, steps - 1)
        warm = (step + 1) / self.warmup_steps if step < self.warmup_steps else 1.0
        if self.kind == "wsd":
            decay = min(self.decay_steps or 0, steps)
            into = step - (steps - decay) + 1
            return min(warm, 1.0 if into <= 0 or steps == 1 else 1.0 - (1.0 - self.floor) * into / decay)
        peak = max(self.warmup_steps - 1, 0)
        progress = 0.0 if step <= peak else (step - peak) / (steps - 1 - peak)
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


class _Object:
    """A JSON object that is read key by key; what is missing, of another type or left over is an error."""

    def __init__(self, value: Any, place: str) -> None:
        self.place = place
        if not isinstance(value, dict):
            raise FormatError(f"{place}: must be an object, found {_kind(value)}")
        self.left: Dict[str, Any] = dict(value)

    def fault(self, key: str, message: str) -> FormatError:
        return FormatError(f"{self.place}: `{key}` {message}")

    def take(self, key: str) -> Any:
        if key not in self.left:
            raise self.fault(key, "is missing")
        return self.left.pop(key)

    def text(self, key: str, words: Sequence[str] = ()) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise self.fault(key, f"must be a text, found {_kind(value)}")
        if words and value not in words:
            raise self.fault(key, f"is `{value}`; this loader knows {', '.join(words)}")
        return value

    def integer(self, key: str) -> int:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(key, f"must be a whole number, found {_kind(value)}")
        return value

    def number(self, key: str) -> float:
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise self.fault(key, f"must be a number, found {_kind(value)}")
        return float(value)

    def maybe_number(self, key: str) -> Optional[float]:
        return self.number(key) if key in self.left else None

    def maybe_integer(self, key: str) -> Optional[int]:
        return self.integer(key) if key in self.left else None

    def list(self, key: str) -> List[Any]:
        value = self.take(key)
        if not isinstance(value, list):
            raise self.fault(key, f"must be a list, found {_kind(value)}")
        return value

    def object(self, key: str) -> _Object:
        return _Object(self.take(key), f"{self.place}.{key}")

    def end(self, ignored: Iterable[str] = ()) -> None:
        unknown = sorted(set(self.left) - set(ignored))
        if unknown:
            raise FormatError(f"{self.place}: there is no key `{unknown[0]}`; the plan is newer than this loader")


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(
        type(value), f"the number {value}")


def _read_init(init: _Object) -> Init:
    words = ("normal", "uniform", "orthogonal", "zeros", "ones")
    out = Init(init.text("distribution", words), init.maybe_number("std"))
    init.end()
    if out.std is None and out.distribution not in ("zeros", "ones"):
        raise FormatError(f"{init.place}: `std` is missing; {out.distribution} needs one")
    return out


def _read_shape(value: Any, place: str) -> Tuple[int, ...]:
    if not isinstance(value, list) or not all(type(extent) is int and extent > 0 for extent in value):
        raise FormatError(f"{place}: the shape must be a list of whole numbers from 1")
    return tuple(value)


def _read_settings(entry: _Object, training: Training) -> Dict[str, Any]:
    """What tensors and groups have in common."""
    settings = {
        "init": _read_init(entry.object("init")),
        "optimizer": entry.text("optimizer", _RULES) if "optimizer" in entry.left else training.optimizer,
        "lr": entry.number("lr"),
        "beta1": entry.number("beta1"),
        "beta2": entry.maybe_number("beta2"),
        "eps": entry.maybe_number("eps"),
        "weight_decay": entry.number("weight_decay"),
    }
    for key, rules in (("beta2", ("adamw", "lion")), ("eps", ("adamw",))):
        if settings[key] is None and settings["optimizer"] in rules:
            raise entry.fault(key, f"is missing; {settings['optimizer']} needs it")
    return settings


def _read_tensors(root: _Object, training: Training) -> Iterator[Tensor]:
    """Of a plan as `cdp compile` writes it."""
    for i, value in enumerate(root.list("tensors")):
        entry = _Object(value, f"{root.place}.tensors[{i}]")
        name, shape = entry.text("name"), _read_shape(entry.take("shape"), entry.place)
        settings = _read_settings(entry, training)
        entry.end(ignored=("reference_shape", "tags", "because"))
        yield Tensor(name=name, shape=shape, **settings)


def _read_groups(root: _Object, training: Training) -> Iterator[Tensor]:
    """Of the shorter form: tensors of equal settings stand together."""
    for i, value in enumerate(root.list("groups")):
        group = _Object(value, f"{root.place}.groups[{i}]")
        settings = _read_settings(group, training)
        tensors = group.take("tensors")
        group.end()
        if not isinstance(tensors, dict):
            raise group.fault("tensors", f"must be an object of names and shapes, found {_kind(tensors)}")
        for name, shape in tensors.items():
            yield Tensor(name=name, shape=_read_shape(shape, f"{group.place}.tensors.{name}"), **settings)


def _read_training(entry: _Object) -> Training:
    schedule = entry.object("schedule")
    kinds = ("constant", "linear", "cosine", "wsd")
    read_schedule = Schedule(schedule.text("kind", kinds), schedule.integer("warmup_steps"),
                             schedule.maybe_integer("decay_steps"), schedule.number("floor"))
    schedule.end()
    training = Training(task=entry.text("task"), optimizer=entry.text("optimizer", _RULES),
                        steps=entry.integer("steps"), batch=entry.integer("batch"), schedule=read_schedule,
                        precision=entry.text("precision", ("fp32", "bf16")), seed=entry.integer("seed"),
                        context=entry.maybe_integer("context"), features=entry.maybe_integer("features"),
                        grad_clip=entry.maybe_number("grad_clip"))
    entry.end()
    return training


def _read_multipliers(root: _Object, native: bool) -> Iterator[Tuple[str, float]]:
    if not native:
        values = root.object("multipliers")
        for name in list(values.left):
            yield name, values.number(name)
        return
    for i, value in enumerate(root.list("multipliers")):
        entry = _Object(value, f"{root.place}.multipliers[{i}]")
        yield entry.text("name"), entry.number("value")
        entry.end(ignored=("tags", "because"))


def _unique_keys(pairs: Sequence[Tuple[str, Any]]) -> Dict[str, Any]:
    out: Dict[str, Any] = {}
    for key, value in pairs:
        if key in out:
            raise FormatError(f"`{key}` is there twice")
        out[key] = value
    return out


def loads(text: str, source: str = "plan") -> Plan:
    """Reads a plan from its text; `source` is what messages call it."""
    try:
        value = json.loads(text, object_pairs_hook=_unique_keys)
    except json.JSONDecodeError as error:
        raise FormatError(f"{source}: is not JSON: {error}") from None
    except FormatError as error:
        raise FormatError(f"{source}: {error}") from None
    root = _Object(value, source)
    native = root.text("format", ("cdp-plan", "cdp-torch")) == "cdp-plan"
    version = root.integer("version")
    if version != VERSION:
        raise FormatError(f"{source}: is of version {version}; this loader reads version {VERSION}")
    conventions = root.object("conventions")
    decay = conventions.text("weight_decay", ("coupled", "independent"))
    conventions.text("lr", ("peak",))
    conventions.text("eps", ("outside_sqrt",))
    conventions.end()
    training = _read_training(root.object("training"))
    tensors = tuple((_read_tensors if native else _read_groups)(root, training))
    multipliers = dict(_read_multipliers(root, native))
    target = root.text("target")
    root.end(ignored=("compiler", "spec", "parameterization", "scale", "parameters", "graph"))
    seen: Set[str] = set()
    for tensor in tensors:
        if tensor.name in seen:
            raise FormatError(f"{source}: the tensor `{tensor.name}` is there twice")
        seen.add(tensor.name)
    return Plan(target, decay, training, tensors, multipliers)


def load(path: Union[str, os.PathLike[str]]) -> Plan:
    """Reads a plan from a file, as `cdp compile` or `cdp export --to torch` wrote it."""
    with open(path, "rb") as file:
        data = file.read()
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
    if len(tensor.shape) < 2:
        raise FormatError(f"`{tensor.name}`: orthogonal needs at least two dimensions")
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


# ---- the model's parameters ----


def _canonical(name: str) -> str:
    """Without what torch.compile, FSDP and checkpointing put into it, and DistributedDataParallel before it."""
    parts = [part for part in name.split(".") if part not in _WRAPPERS]
    while len(parts) > 1 and parts[0] == "module":
        parts = parts[1:]
    return ".".join(parts)


def _parameters(model: torch.nn.Module, known: Set[str]) -> List[Tuple[List[str], torch.nn.Parameter]]:
    """Every parameter once, with all its names. A name that the plan has stays as it is, wrappers or not."""
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


def _rename(name: str, renames: Mapping[str, str], used: Set[str]) -> str:
    """The model's name of a tensor of the plan. `*` in a rename is a part between points, the same on both sides."""
    for old, new in renames.items():
        pattern = ".".join("([^.]+)" if part == "*" else re.escape(part) for part in old.split("."))
        match = re.fullmatch(pattern, name)
        if match:
            used.add(old)
            parts = iter(match.groups())
            return ".".join(next(parts) if part == "*" else part for part in new.split("."))
    return name


def _check_renames(renames: Mapping[str, str]) -> None:
    for old, new in renames.items():
        stars = [name.split(".").count("*") for name in (old, new)]
        if stars[0] != stars[1]:
            raise MatchError(f"rename: `{old}` has {stars[0]} `*` and `{new}` has {stars[1]}; they stand for the same parts")


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:4])
    return shown + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"; did you mean `{close[0]}`?" if close else ""


def _inner(extra: Sequence[str], missing: Sequence[str]) -> str:
    """Where the plan's model is a part of the one that was given, as in a LightningModule."""
    prefix = extra[0].split(".")[0] + "."
    inner = {name[len(prefix):] for name in extra if name.startswith(prefix)}
    whole = len(inner) == len(extra) and inner == set(missing)
    return f"; the plan's model is its part `{prefix[:-1]}`: give that" if whole else ""


def _warn_of_low_precision(claimed: Sequence[Tuple[Tensor, torch.nn.Parameter]]) -> None:
    low = [(tensor.name, parameter.dtype) for tensor, parameter in claimed
           if parameter.dtype in (torch.bfloat16, torch.float16)]
    if low:
        warnings.warn(f"{_listed([name for name, _ in low])}: in {str(low[0][1]).replace('torch.', '')} an update that is "
                      "small against its parameter is lost; keep the model in fp32 and compute in torch.autocast",
                      stacklevel=3)


def _shape_fault(name: str, wanted: Tuple[int, ...], found: Tuple[int, ...]) -> MatchError:
    hint = ""
    if len(wanted) == 2 and found == wanted[::-1]:
        hint = "; it is transposed: the plan has (out, in), as torch.nn.Linear"
    return MatchError(f"`{name}` is {tuple(wanted)} in the plan and {tuple(found)} in the model{hint}")


def _sharded(values: torch.Tensor, like: Any) -> torch.Tensor:
    """As a DTensor that lies as `like` does: FSDP's fully_shard, tensor parallelism."""
    from torch.distributed.tensor import distribute_tensor

    return distribute_tensor(values.to(like.device), like.device_mesh, like.placements)


class Plan:
    """A plan, and what PyTorch can be told of it. `tensors`, `training`, `target` and `weight_decay` (the convention:
    coupled or independent) are as in the file."""

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
        if name not in self._multipliers:
            raise MatchError(f"the plan has no multiplier `{name}`{_nearest(name, self._multipliers)}")
        self._taken.add(name)
        return self._multipliers[name]

    def check_multipliers(self) -> None:
        """Refuses a model that has not asked for every multiplier: the factor it left out is then missing in it."""
        left = [name for name in self._multipliers if name not in self._taken]
        if left:
            raise MatchError(f"the model has not asked for {len(left)} of {len(self._multipliers)} multipliers: "
                             f"{_listed(left)}")

    # -- parameters --

    def claim(self, model: torch.nn.Module,
              rename: Optional[Mapping[str, str]] = None) -> List[Tuple[Tensor, torch.nn.Parameter]]:
        """Each tensor of the plan with its parameter, in the plan's order, or a MatchError. `rename` gives the model's
        names where they are others: {"blocks.*.attn.q.weight": "layers.*.wq.weight"}. Parameters that do not require
        gradients and that the plan does not name are left alone."""
        renames = dict(rename or {})
        _check_renames(renames)
        used: Set[str] = set()
        wanted: Dict[str, Tensor] = {}
        for tensor in self.tensors:
            name = _rename(tensor.name, renames, used)
            if name in wanted:
                raise MatchError(f"`{wanted[name].name}` and `{tensor.name}` are both renamed to `{name}`")
            wanted[name] = tensor
        unused = [old for old in renames if old not in used]
        if unused:
            raise MatchError(f"rename: the plan has no tensor `{unused[0]}`"
                             f"{_nearest(unused[0], (tensor.name for tensor in self.tensors))}")
        claimed = self._match(model, wanted)
        return [(tensor, claimed[name]) for name, tensor in wanted.items()]

    def _match(self, model: torch.nn.Module, wanted: Mapping[str, Tensor]) -> Dict[str, torch.nn.Parameter]:
        claimed: Dict[str, torch.nn.Parameter] = {}
        extra: List[str] = []
        for names, parameter in _parameters(model, set(wanted)):
            of_plan = [name for name in names if name in wanted]
            if len(of_plan) > 1:
                raise MatchError(f"{_listed(of_plan)} are one tensor in the model and {len(of_plan)} in the plan; untie "
                                 "them, or compile the spec with `tied = true`")
            if not of_plan:
                if parameter.requires_grad:
                    extra.append(names[0])
                continue
            name = of_plan[0]
            if name in claimed:
                raise MatchError(f"the model has two parameters of the name `{name}`, one of them in a wrapper")
            if not parameter.requires_grad:
                raise MatchError(f"`{name}` does not require gradients, but the plan trains it")
            if tuple(parameter.shape) != wanted[name].shape:
                raise _shape_fault(name, wanted[name].shape, tuple(parameter.shape))
            claimed[name] = parameter
        missing = [name for name in wanted if name not in claimed]
        if extra:
            raise MatchError(f"the plan has no tensor for {len(extra)} of the model's parameters: {_listed(extra)}"
                             f"{_inner(extra, missing) or _nearest(extra[0], missing)}")
        if missing:
            raise MatchError(f"the model has no parameter for {len(missing)} of the plan's tensors: {_listed(missing)}")
        return claimed

    def initial_values(self, name: str) -> torch.Tensor:
        """What cdp-run starts the tensor with: a new fp32 tensor on the CPU."""
        for tensor in self.tensors:
            if tensor.name == name:
                return _initial_values(tensor, self.training.seed)
        raise MatchError(f"the plan has no tensor `{name}`{_nearest(name, (tensor.name for tensor in self.tensors))}")

    def init_(self, model: torch.nn.Module, rename: Optional[Mapping[str, str]] = None) -> None:
        """Fills the model's parameters with the values that cdp-run starts from."""
        for tensor, parameter in self.claim(model, rename):
            if parameter.is_meta:
                raise MatchError(f"`{tensor.name}` is on the meta device and cannot hold values; call "
                                 "model.to_empty(device=...) first")
            values = _initial_values(tensor, self.training.seed)
            with torch.no_grad():
                parameter.copy_(_sharded(values, parameter) if hasattr(parameter, "placements") else values)

    # -- optimizer and schedule --

    def _coupled_decay(self, tensor: Tensor) -> float:
        """As torch.optim.AdamW has it, p -= lr * schedule * decay * p. An independent one leaves lr out, which is the
        same as dividing by the peak."""
        if self.weight_decay == "coupled" or tensor.weight_decay == 0:
            return tensor.weight_decay
        if tensor.lr == 0:
            raise UnsupportedError(f"`{tensor.name}` decays by itself and has a learning rate of 0; PyTorch's decay is "
                                   "multiplied by the learning rate")
        return tensor.weight_decay / tensor.lr

    def _settings(self, tensor: Tensor) -> Dict[str, Any]:
        settings: Dict[str, Any] = {"rule": tensor.optimizer, "lr": tensor.lr,
                                    "weight_decay": self._coupled_decay(tensor)}
        if tensor.beta2 is not None:
            settings["betas"] = (tensor.beta1, tensor.beta2)
        else:
            settings["momentum"] = tensor.beta1
        if tensor.eps is not None:
            settings["eps"] = tensor.eps
        return settings

    def param_groups(self, model: torch.nn.Module, rename: Optional[Mapping[str, str]] = None) -> List[Dict[str, Any]]:
        """Parameters of equal settings together, as optimizers of PyTorch take them: lr, betas (or momentum), eps, and
        weight_decay in the convention of torch.optim.AdamW. `names` are the plan's, `rule` is what updates the group."""
        groups: Dict[Tuple[Any, ...], Dict[str, Any]] = {}
        claimed = self.claim(model, rename)
        _warn_of_low_precision(claimed)
        for tensor, parameter in claimed:
            settings = self._settings(tensor)
            group = groups.setdefault(tuple(settings.items()), {"params": [], "names": [], **settings})
            group["params"].append(parameter)
            group["names"].append(tensor.name)
        return list(groups.values())

    def optimizer(self, model: torch.nn.Module, rename: Optional[Mapping[str, str]] = None,
                  **options: Any) -> torch.optim.Optimizer:
        """torch.optim.AdamW (which takes `options`, `fused=True` say) where it updates every tensor, else Optimizer:
        torch.optim.SGD decays through the gradient, and lion and muon are not in every PyTorch."""
        groups = self.param_groups(model, rename)
        for key in ("lr", "betas", "eps", "weight_decay"):
            if key in options:
                raise UnsupportedError(f"the plan has `{key}` of every tensor, and PyTorch would not look at this one; leave it "
                                       "out, or set it in the spec")
        if all(group["rule"] == _ADAM for group in groups):
            return torch.optim.AdamW(groups, **options)
        if options:
            raise UnsupportedError(f"`{next(iter(options))}` is an option of torch.optim.AdamW, and this plan's optimizer is "
                                   f"{self.training.optimizer}")
        return Optimizer(groups)

    def schedule_factor(self, step: int) -> float:
        """What every peak learning rate is multiplied by in a step, counted from 0."""
        return self.training.schedule.factor(step, self.training.steps)

    @property
    def lr_lambda(self) -> Callable[[int], float]:
        """The same, as torch.optim.lr_scheduler.LambdaLR wants it."""
        return self.schedule_factor

    def scheduler(self, optimizer: torch.optim.Optimizer, last_epoch: int = -1) -> torch.optim.lr_scheduler.LambdaLR:
        return torch.optim.lr_scheduler.LambdaLR(optimizer, self.lr_lambda, last_epoch)

    def clip_grad_(self, model: torch.nn.Module) -> Optional[torch.Tensor]:
        """Clips the gradients to the plan's norm; gives the norm they had, or None where the plan does not clip."""
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
            p.sub_(_newton_schulz(m * beta + g * (1.0 - beta)), alpha=lr)
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
