"""What cdp-run trains on, made a second time from the documentation: the split of a text (runtime/data/split.h) and the order of its
sequences (loader.h). With it another trainer sees the same batches."""

import os

import torch

MASK64 = (1 << 64) - 1


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


def batches(path, training, steps):
    """The first batches of a file of bytes: (batch, context + 1) each."""
    corpus = torch.from_file(path, size=os.path.getsize(path), dtype=torch.uint8)
    starts = list(windows(len(corpus), training.context, training.seed, training.batch * steps))
    for step in range(steps):
        firsts = starts[step * training.batch : (step + 1) * training.batch]
        yield torch.stack([corpus[at : at + training.context + 1] for at in firsts]).long()
