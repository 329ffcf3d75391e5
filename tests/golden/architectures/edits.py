"""What a golden must notice: edits of a checkpoint (a config key by its path, or "=NAME" for tensors set to
zero) that each have to move its logits. A reader of the golden that ignores one of them cannot pass."""

_YARN = {"rope_scaling.factor": 20, "rope_scaling.beta_fast": 16, "rope_scaling.beta_slow": 2,
         "rope_scaling.mscale_all_dim": 0.5, "rope_scaling.original_max_position_embeddings": 4096}
_BIASED = {"=gate.e_score_correction_bias": 0, "norm_topk_prob": False, "routed_scaling_factor": 1.0,
           "rope_interleave": False, "num_experts_per_tok": 2}
_GROUPED = {"n_group": 2, "topk_group": 1}

EDITS = {
    "deepseek_v3": {**_YARN, **_BIASED, **_GROUPED, "=q_a_layernorm.weight": 0},
    "deepseek_v3_fp8": {**_YARN, **_BIASED, **_GROUPED},
    "deepseek_v2": {**_YARN, **_GROUPED, "topk_method": "greedy", "routed_scaling_factor": 1.0},
    "deepseek_v2_lite": {**_YARN, "num_experts_per_tok": 2, "routed_scaling_factor": 2.0},
    "moonlight": {**_BIASED, "rms_norm_eps": 1e-6, "rope_theta": 10000.0},
    "glm4_moe_lite": {**_BIASED, "rms_norm_eps": 1e-6, "rope_parameters.rope_theta": 10000.0},
    "qwen3_moe": {"norm_topk_prob": False, "num_experts_per_tok": 2, "rope_theta": 10000.0},
    "qwen3_moe_bf16": {"norm_topk_prob": False, "num_experts_per_tok": 2, "rope_theta": 10000.0},
    "olmoe": {"rms_norm_eps": 1e-6, "norm_topk_prob": True, "clip_qkv": 1.0, "rope_theta": 1000000.0},
    "mixtral": {"sliding_window": 8, "num_experts_per_tok": 3, "rope_theta": 10000.0},
    "gpt_oss": {"rope_scaling.truncate": True, "rope_scaling.factor": 16.0, "rope_scaling.attention_factor": 1.0,
                "sliding_window": 9, "layer_types": ["full_attention", "sliding_attention"] * 2,
                "swiglu_limit": 100.0, "rms_norm_eps": 1e-6, "=sinks": 0, "=router.bias": 0,
                "=gate_up_proj_bias": 0, "=down_proj_bias": 0,
                "=q_proj.bias": 0, "=k_proj.bias": 0, "=v_proj.bias": 0, "=o_proj.bias": 0},
    "qwen2": {"=q_proj.bias": 0, "=k_proj.bias": 0, "=v_proj.bias": 0, "rope_theta": 10000.0},
    "qwen3": {"rms_norm_eps": 1e-6, "rope_theta": 10000.0},
    "llama": {"rope_scaling.factor": 4.0, "rope_scaling.low_freq_factor": 2.0, "rope_scaling.high_freq_factor": 8.0,
              "rope_scaling.original_max_position_embeddings": 512, "rope_theta": 10000.0},
}


def edited(golden, key, value):
    """A copy of `golden` with one edit."""
    config, tensors = {**golden["config"]}, [dict(t) for t in golden["tensors"]]
    if key.startswith("="):
        for tensor in tensors:
            if tensor["name"].endswith(key[1:]):
                tensor.update(scale=0, offset=0)
    else:
        *folder, last = key.split(".")
        place = config
        for name in folder:
            place[name] = dict(place[name])
            place = place[name]
        place[last] = value
    return {**golden, "config": config, "tensors": tensors}
