"""The start of a cdp run, made a second time from its documentation: initial values (runtime/graph/init.h), split and order
of the data (runtime/data/split.h, loader.h), schedule (runtime/train/schedule.h). With these the peer of train_cpu_peer.py
sees the same numbers as cdp-run, so that both must show the same losses. PyTorch only: its wheel brings no NumPy."""

import math

import torch

MASK32 = (1 << 32) - 1
MASK64 = (1 << 64) - 1


def philox_normal(name, seed, count, std):
    """Box-Muller over Philox4x32-10, keyed by the seed, the stream chosen by FNV-1a of the name."""
    stream = 0xCBF29CE484222325
    for byte in name.encode():
        stream = (stream ^ byte) * 0x100000001B3 & MASK64
    c = [torch.arange((count + 3) // 4), torch.tensor(0), torch.tensor(stream & MASK32), torch.tensor(stream >> 32)]
    key = [seed & MASK32, seed >> 32 & MASK32]
    for _ in range(10):
        a, b = c[0] * 0xD2511F53, c[2] * 0xCD9E8D57  # signed products wrap to the same bits
        c = [b >> 32 & MASK32 ^ c[1] ^ key[0], b & MASK32, a >> 32 & MASK32 ^ c[3] ^ key[1], a & MASK32]
        key = [key[0] + 0x9E3779B9 & MASK32, key[1] + 0xBB67AE85 & MASK32]
    u = [((word >> 8).double() + 0.5) / 2**24 for word in c]
    values = []
    for radius, angle in ((u[0], u[1]), (u[2], u[3])):
        r = std * torch.sqrt(-2 * torch.log(radius))
        values += [r * torch.cos(2 * math.pi * angle), r * torch.sin(2 * math.pi * angle)]
    return torch.stack(values, dim=1).flatten()[:count].float()


def initial_values(tensor, seed):
    shape, init = tensor["shape"], tensor["init"]
    if init["distribution"] in ("zeros", "ones"):
        return torch.full(shape, float(init["distribution"] == "ones"))
    if init["distribution"] != "normal":
        raise SystemExit(f"train_cpu: {tensor['name']} starts {init['distribution']}; the peer knows normal, zeros and ones")
    return philox_normal(tensor["name"], seed, math.prod(shape), init["std"]).reshape(shape)


def mix64(word):
    word = (word + 0x9E3779B97F4A7C15) & MASK64
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & MASK64
    word = (word ^ word >> 27) * 0x94D049BB133111EB & MASK64
    return word ^ word >> 31


def permuted(index, count, key):
    """A Feistel network of six rounds, walked until it lands below count."""
    bits = (count - 1).bit_length()
    half = 1 if bits < 2 else (bits + 1) // 2
    keys = []
    for _ in range(6):
        key = mix64(key)
        keys.append(key)
    while True:
        left, right = index >> half, index & (1 << half) - 1
        for round_key in keys:
            left, right = right, left ^ mix64(right ^ round_key) & (1 << half) - 1
        index = left << half | right
        if index < count:
            return index


def training_ranges(tokens, context):
    block = max(context + 1, min(64 * 1024, tokens // 20))
    blocks = tokens // block
    period = min(20, blocks)
    ranges, begin = [], 0
    for held_out in range(period - 1, blocks, period):
        ranges.append((begin, held_out * block))
        begin = (held_out + 1) * block
    if tokens - begin >= context + 1:
        ranges.append((begin, tokens))
    return ranges


def windows(tokens, context, seed, count):
    """Where the first `count` training sequences begin."""
    ranges, total = [], 0
    for begin, end in training_ranges(tokens, context):
        whole = max(1, (end - begin - 1) // context - 1)
        ranges.append((begin, min(context, end - begin - whole * context), total))
        total += whole
    for sequence in range(count):
        key = mix64(mix64(seed) ^ sequence // total)
        number = permuted(sequence % total, total, key)
        begin, phases, first = [r for r in ranges if r[2] <= number][-1]
        yield begin + mix64(~key & MASK64 ^ first) % phases + (number - first) * context


def schedule_factor(schedule, steps, step):
    """The linear and the constant schedule, step from 0."""
    warmup = schedule["warmup_steps"]
    warm = (step + 1) / warmup if step < warmup else 1.0
    if schedule["kind"] == "constant":
        return warm
    if schedule["kind"] != "linear":
        raise SystemExit(f"train_cpu: the peer knows no {schedule['kind']} schedule")
    peak = max(warmup - 1, 0)
    progress = 0 if step <= peak else (step - peak) / (steps - 1 - peak)
    return warm * (1 - (1 - schedule["floor"]) * progress)
