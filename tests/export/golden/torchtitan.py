# Optimizer and schedule for torchtitan of 01_gpt.cdp at reference, by cdp 0.1.0. Made from the plan: change the spec, not this file.
#
# In a function of config_registry.py:
#     Trainer.Config(optimizer=plan.optimizer, lr_scheduler=plan.lr_scheduler,
#                    training=TrainingConfig(**plan.training, ...), ...)
# The model's parameters must have the plan's names.

from torchtitan.components.optimizer import LRSchedulersContainer, OptimizersContainer, ParamGroupConfig

# What activation checkpointing and compile put between the parts of a name.
_DOT = r"(?:\._checkpoint_wrapped_module|\._orig_mod)*\."


def _exactly(*names: str) -> str:
    return "^(?:" + "|".join(names).replace(".", _DOT) + ")$"


def _adamw(*names: str, lr: float, betas: tuple[float, float], eps: float, weight_decay: float) -> ParamGroupConfig:
    settings = dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)
    return ParamGroupConfig(pattern=_exactly(*names), optimizer_name="AdamW", optimizer_kwargs=settings)


optimizer = OptimizersContainer.Config(
    param_groups=[
        _adamw(
            r"embed.weight",
            lr=0.016, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.0.attn_norm.gain",
            r"blocks.0.attn.q_norm.gain",
            r"blocks.0.attn.k_norm.gain",
            r"blocks.0.mlp_norm.gain",
            lr=0.0048, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0,
        ),
        _adamw(
            r"blocks.0.attn.q.weight",
            r"blocks.0.attn.k.weight",
            r"blocks.0.attn.v.weight",
            r"blocks.0.attn.out.weight",
            lr=0.0048, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.0.mlp.gate.weight",
            r"blocks.0.mlp.up.weight",
            r"blocks.0.mlp.down.weight",
            lr=0.00624, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.1.attn_norm.gain",
            r"blocks.1.attn.q_norm.gain",
            r"blocks.1.attn.k_norm.gain",
            r"blocks.1.mlp_norm.gain",
            lr=0.00426666666666667, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0,
        ),
        _adamw(
            r"blocks.1.attn.q.weight",
            r"blocks.1.attn.k.weight",
            r"blocks.1.attn.v.weight",
            r"blocks.1.attn.out.weight",
            lr=0.00426666666666667, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.1.mlp.gate.weight",
            r"blocks.1.mlp.up.weight",
            r"blocks.1.mlp.down.weight",
            lr=0.00554666666666667, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.2.attn_norm.gain",
            r"blocks.2.attn.q_norm.gain",
            r"blocks.2.attn.k_norm.gain",
            r"blocks.2.mlp_norm.gain",
            lr=0.00373333333333333, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0,
        ),
        _adamw(
            r"blocks.2.attn.q.weight",
            r"blocks.2.attn.k.weight",
            r"blocks.2.attn.v.weight",
            r"blocks.2.attn.out.weight",
            lr=0.00373333333333333, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.2.mlp.gate.weight",
            r"blocks.2.mlp.up.weight",
            r"blocks.2.mlp.down.weight",
            lr=0.00485333333333333, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.3.attn_norm.gain",
            r"blocks.3.attn.q_norm.gain",
            r"blocks.3.attn.k_norm.gain",
            r"blocks.3.mlp_norm.gain",
            lr=0.0032, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0,
        ),
        _adamw(
            r"blocks.3.attn.q.weight",
            r"blocks.3.attn.k.weight",
            r"blocks.3.attn.v.weight",
            r"blocks.3.attn.out.weight",
            lr=0.0032, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"blocks.3.mlp.gate.weight",
            r"blocks.3.mlp.up.weight",
            r"blocks.3.mlp.down.weight",
            lr=0.00416, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
        _adamw(
            r"norm.gain",
            lr=0.004, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0,
        ),
        _adamw(
            r"head.weight",
            lr=0.004, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1,
        ),
    ]
)

lr_scheduler = LRSchedulersContainer.Config(
    warmup_steps=24, total_steps=1220, decay_ratio=0.980327868852459, decay_type="linear", min_lr_factor=0.0
)

training = dict(
    steps=1220,
    max_context_length=256,
    num_tokens_per_train_step=8192,
    max_norm=1.0,
    mixed_precision_param="bfloat16",
)
