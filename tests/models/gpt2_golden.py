"""What Hugging Face's GPT-2 makes of fixed weights: writes gpt2_golden.txt, which gpt2_test.cpp holds cdp-run's model against.

    pip install torch transformers
    python tests/models/gpt2_golden.py > tests/models/gpt2_golden.txt

Entry i of a tensor, in Hugging Face's own layout, is 0.3 sin(0.7 i + s), where s is the sum of its name's characters' codes;
gains have 1 added. Targets are (3 id + 1) mod vocab.
"""

import torch
from transformers import GPT2Config, GPT2LMHeadModel

VOCAB, CONTEXT, WIDTH, DEPTH, HEADS = 13, 8, 16, 2, 2

config = GPT2Config(vocab_size=VOCAB, n_positions=CONTEXT, n_embd=WIDTH, n_layer=DEPTH, n_head=HEADS)
config._attn_implementation = "eager"
model = GPT2LMHeadModel(config).eval()
tensors = {name.removeprefix("transformer."): tensor for name, tensor in model.named_parameters()}


def numbers(values):
    return " ".join(f"{value:.9g}" for value in values.flatten().tolist())


with torch.no_grad():
    for name, tensor in tensors.items():
        phase = sum(map(ord, name))
        values = 0.3 * torch.sin(0.7 * torch.arange(tensor.numel(), dtype=torch.float64) + phase)
        is_gain = "ln_" in name and name.endswith(".weight")
        tensor.copy_((values + (1 if is_gain else 0)).view(tensor.shape))

ids = (torch.arange(2 * CONTEXT).view(2, CONTEXT) * 5) % VOCAB
logits = model(ids).logits
loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ((3 * ids + 1) % VOCAB).flatten())
loss.backward()
print("logits", numbers(logits.detach()))
print("loss", numbers(loss.detach()))
for name, tensor in tensors.items():  # each gradient's norm, and its product with cos(i)
    gradient = tensor.grad.double().flatten()
    print(name, numbers(torch.stack([gradient.norm(), gradient @ torch.cos(torch.arange(gradient.numel()).double())])))
