# Optimizer settings for Megatron-Core of 01_gpt.cdp at reference, by cdp 0.1.0. Made from the plan: change the spec, not this file.
#
# Start pretrain_gpt.py with *ARGUMENTS, set TRANSFORMER_CONFIG in the model's TransformerConfig, and give
# get_megatron_optimizer(..., config_overrides=config_overrides(pipeline_model_parallel_size)).
# check(model) finds parameters that no settings are for: Megatron would give them those of ARGUMENTS.

from megatron.core.optimizer import ParamKey
from megatron.core.optimizer_param_scheduler import ParamGroupOverride


def _adamw(lr: float, floor: float, betas: tuple[float, float], eps: float, weight_decay: float) -> ParamGroupOverride:
    return dict(max_lr=lr, min_lr=lr * floor, betas=betas, eps=eps, start_wd=weight_decay, end_wd=weight_decay)


# Each parameter is of one line. Names of both implementations are there, Transformer Engine's and the local one.
SETTINGS = [
    ((
        "*embedding.word_embeddings.weight",
    ), _adamw(lr=0.016, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.0.input_layernorm.weight",
        "*decoder.layers.0.self_attention.linear_qkv.layer_norm_weight",
        "*decoder.layers.0.self_attention.q_layernorm.weight",
        "*decoder.layers.0.self_attention.k_layernorm.weight",
        "*decoder.layers.0.pre_mlp_layernorm.weight",
        "*decoder.layers.0.mlp.linear_fc1.layer_norm_weight",
    ), _adamw(lr=0.0048, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0)),
    ((
        "*decoder.layers.0.self_attention.linear_qkv.weight",
        "*decoder.layers.0.self_attention.linear_proj.weight",
    ), _adamw(lr=0.0048, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.0.mlp.linear_fc1.weight",
        "*decoder.layers.0.mlp.linear_fc2.weight",
    ), _adamw(lr=0.00624, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.1.input_layernorm.weight",
        "*decoder.layers.1.self_attention.linear_qkv.layer_norm_weight",
        "*decoder.layers.1.self_attention.q_layernorm.weight",
        "*decoder.layers.1.self_attention.k_layernorm.weight",
        "*decoder.layers.1.pre_mlp_layernorm.weight",
        "*decoder.layers.1.mlp.linear_fc1.layer_norm_weight",
    ), _adamw(lr=0.00426666666666667, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0)),
    ((
        "*decoder.layers.1.self_attention.linear_qkv.weight",
        "*decoder.layers.1.self_attention.linear_proj.weight",
    ), _adamw(lr=0.00426666666666667, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.1.mlp.linear_fc1.weight",
        "*decoder.layers.1.mlp.linear_fc2.weight",
    ), _adamw(lr=0.00554666666666667, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.2.input_layernorm.weight",
        "*decoder.layers.2.self_attention.linear_qkv.layer_norm_weight",
        "*decoder.layers.2.self_attention.q_layernorm.weight",
        "*decoder.layers.2.self_attention.k_layernorm.weight",
        "*decoder.layers.2.pre_mlp_layernorm.weight",
        "*decoder.layers.2.mlp.linear_fc1.layer_norm_weight",
    ), _adamw(lr=0.00373333333333333, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0)),
    ((
        "*decoder.layers.2.self_attention.linear_qkv.weight",
        "*decoder.layers.2.self_attention.linear_proj.weight",
    ), _adamw(lr=0.00373333333333333, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.2.mlp.linear_fc1.weight",
        "*decoder.layers.2.mlp.linear_fc2.weight",
    ), _adamw(lr=0.00485333333333333, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.3.input_layernorm.weight",
        "*decoder.layers.3.self_attention.linear_qkv.layer_norm_weight",
        "*decoder.layers.3.self_attention.q_layernorm.weight",
        "*decoder.layers.3.self_attention.k_layernorm.weight",
        "*decoder.layers.3.pre_mlp_layernorm.weight",
        "*decoder.layers.3.mlp.linear_fc1.layer_norm_weight",
    ), _adamw(lr=0.0032, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0)),
    ((
        "*decoder.layers.3.self_attention.linear_qkv.weight",
        "*decoder.layers.3.self_attention.linear_proj.weight",
    ), _adamw(lr=0.0032, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.layers.3.mlp.linear_fc1.weight",
        "*decoder.layers.3.mlp.linear_fc2.weight",
    ), _adamw(lr=0.00416, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
    ((
        "*decoder.final_layernorm.weight",
    ), _adamw(lr=0.004, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.0)),
    ((
        "*output_layer.weight",
    ), _adamw(lr=0.004, floor=0.0, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)),
]
BY_LAYER = True

ARGUMENTS = [
    "--optimizer", "adam",
    "--lr", "0.0048",
    "--min-lr", "0",
    "--weight-decay", "0",
    "--adam-beta1", "0.9",
    "--adam-beta2", "0.95",
    "--adam-eps", "1e-8",
    "--clip-grad", "1",
    "--train-iters", "1220",
    "--global-batch-size", "32",
    "--seq-length", "256",
    "--lr-decay-style", "linear",
    "--lr-warmup-iters", "24",
    "--lr-decay-iters", "1220",
    "--bf16",
    "--seed", "1",
]

TRANSFORMER_CONFIG = {"softmax_scale": 0.125}


def config_overrides(pipeline_model_parallel_size: int = 1) -> dict[ParamKey, ParamGroupOverride]:
    if BY_LAYER and pipeline_model_parallel_size > 1:
        raise ValueError("settings differ by layer, and Megatron counts layers within a pipeline stage")
    return {ParamKey(name=names): settings for names, settings in SETTINGS}


def check(model) -> None:
    keys = list(config_overrides())
    for name, parameter in model.named_parameters():
        if parameter.requires_grad and not any(key.matches(parameter, name) for key in keys):
            raise ValueError(f"the plan has no tensor for the parameter {name}")
