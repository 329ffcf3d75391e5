"""The tiny checkpoints: for each architecture its config.json as a hub file has it, and its tensors by their
names there. Every path of the family is alive: see README.md."""
import math

from philox_weights import ten_bits

VOCABULARY = 512


class Tensors:
    """A list of tensors in the making; matrices give outputs of about `gain` times the size of their inputs."""

    def __init__(self, dtype):
        self.dtype, self.list = dtype, []

    def add(self, name, shape, scale, offset=0.0, dtype=None):
        self.list.append({"name": name, "dtype": dtype or self.dtype, "shape": list(shape),
                          "scale": ten_bits(scale) if scale else 0, "offset": offset})

    def norm(self, name, size):
        self.add(name + ".weight", [size], 0.25, 1.0)

    def bias(self, name, shape, size=0.5, dtype=None):
        self.add(name, shape, size, dtype=dtype)

    def matrix(self, name, rows, columns, gain=1.0, dtype=None):
        self.add(name + ".weight", [rows, columns], gain * math.sqrt(3 / columns), dtype=dtype)

    def linear(self, name, rows, columns, gain=1.0):
        self.matrix(name, rows, columns, gain)

    def mlp(self, prefix, d, inner, names=("gate_proj", "up_proj", "down_proj"), gain=2.0):
        gate, up, down = names
        self.linear(prefix + gate, inner, d)
        self.linear(prefix + up, inner, d)
        self.linear(prefix + down, d, inner, gain)

    def ends(self, d, tied=False, gain=1.5):
        # A tied embedding is small: else each position's own token would win its logits.
        self.matrix("model.embed_tokens", VOCABULARY, d, 0.25 * math.sqrt(d) if tied else math.sqrt(d))
        self.norm("model.norm", d)
        if not tied:
            self.matrix("lm_head", VOCABULARY, d, gain)


class BlockTensors(Tensors):
    """Linear layers in FP8 with a scale for each block of 128 x 128; the rest in bf16."""

    def linear(self, name, rows, columns, gain=1.0):
        self.add(name + ".weight", [rows, columns], 400.0, dtype="F8_E4M3")
        middle = gain * math.sqrt(3 / columns) / 400
        self.add(name + ".weight_scale_inv", [-(-rows // 128), -(-columns // 128)], middle / 2, middle, "F32")


def common(architecture, model_type, dtype, **keys):
    return {"architectures": [architecture], "model_type": model_type, "torch_dtype": dtype, "hidden_act": "silu",
            "attention_dropout": 0.0, "initializer_range": 0.02, "use_cache": True,
            "vocab_size": VOCABULARY, **keys}


# DeepSeek and its relatives: latent attention

YARN = {"beta_fast": 32, "beta_slow": 1, "factor": 40, "mscale": 1.0, "mscale_all_dim": 1.0,
        "original_max_position_embeddings": 1024, "type": "yarn"}


def latent_attention(t, c, prefix):
    d, heads, nope, rope, v, rank = (c["hidden_size"], c["num_attention_heads"], c["qk_nope_head_dim"],
                                     c["qk_rope_head_dim"], c["v_head_dim"], c["kv_lora_rank"])
    if c["q_lora_rank"]:
        t.linear(prefix + "q_a_proj", c["q_lora_rank"], d)
        t.norm(prefix + "q_a_layernorm", c["q_lora_rank"])
        t.linear(prefix + "q_b_proj", heads * (nope + rope), c["q_lora_rank"], 1.5)
    else:
        t.linear(prefix + "q_proj", heads * (nope + rope), d, 1.5)
    t.linear(prefix + "kv_a_proj_with_mqa", rank + rope, d)
    t.norm(prefix + "kv_a_layernorm", rank)
    t.linear(prefix + "kv_b_proj", heads * (nope + v), rank)
    t.linear(prefix + "o_proj", d, heads * v, 2.0)


def latent_model(c, t, biased):
    """`biased`: the router has e_score_correction_bias."""
    d, experts = c["hidden_size"], c["n_routed_experts"]
    t.ends(d)
    for layer in range(c["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        t.norm(prefix + "input_layernorm", d)
        latent_attention(t, c, prefix + "self_attn.")
        t.norm(prefix + "post_attention_layernorm", d)
        if layer < c.get("first_k_dense_replace", 1):
            t.mlp(prefix + "mlp.", d, c["intermediate_size"])
            continue
        t.matrix(prefix + "mlp.gate", experts, d, 2.0 if biased else 4.0)
        if biased:
            t.bias(prefix + "mlp.gate.e_score_correction_bias", [experts], 0.3, "F32")
        for expert in range(experts):
            t.mlp(f"{prefix}mlp.experts.{expert}.", d, c["moe_intermediate_size"],
                  gain=4.0 / max(2.0, c["routed_scaling_factor"]))
        t.mlp(prefix + "mlp.shared_experts.", d, c["n_shared_experts"] * c["moe_intermediate_size"])
    return c, t.list


def deepseek(version, dtype="float32", **keys):
    auto = {"AutoConfig": "configuration_deepseek.DeepseekV%dConfig" % version,
            "AutoModelForCausalLM": "modeling_deepseek.DeepseekV%dForCausalLM" % version}
    return common(f"DeepseekV{version}ForCausalLM", f"deepseek_v{version}", dtype, **{
        "auto_map": auto, "bos_token_id": 0, "eos_token_id": 1, "attention_bias": False, "aux_loss_alpha": 0.001,
        "ep_size": 1, "first_k_dense_replace": 1, "hidden_size": 64, "intermediate_size": 96, "kv_lora_rank": 32,
        "max_position_embeddings": 40960, "moe_intermediate_size": 32, "moe_layer_freq": 1, "n_group": 4,
        "n_routed_experts": 16, "n_shared_experts": 2, "norm_topk_prob": True, "num_attention_heads": 4,
        "num_experts_per_tok": 4, "num_hidden_layers": 3, "num_key_value_heads": 4, "pretraining_tp": 1,
        "q_lora_rank": 48, "qk_nope_head_dim": 16, "qk_rope_head_dim": 16, "rms_norm_eps": 1e-6,
        "rope_scaling": dict(YARN), "rope_theta": 10000, "routed_scaling_factor": 2.5, "scoring_func": "sigmoid",
        "seq_aux": True, "tie_word_embeddings": False, "topk_group": 2, "topk_method": "noaux_tc",
        "v_head_dim": 24, **keys})


def next_token_layer(c, t):
    """The layer behind the last one that real files carry for multi-token prediction; a decoder skips it."""
    d, prefix = c["hidden_size"], f"model.layers.{c['num_hidden_layers']}."
    t.norm(prefix + "enorm", d)
    t.norm(prefix + "hnorm", d)
    t.linear(prefix + "eh_proj", d, 2 * d)
    t.norm(prefix + "shared_head.norm", d)


def deepseek_v3():
    c, t = deepseek(3, num_nextn_predict_layers=1), Tensors("F32")
    latent_model(c, t, biased=True)
    next_token_layer(c, t)
    return c, t.list


def deepseek_v3_fp8():
    quantised = {"activation_scheme": "dynamic", "fmt": "e4m3", "quant_method": "fp8", "weight_block_size": [128, 128]}
    c = deepseek(3, "bfloat16", num_nextn_predict_layers=1, quantization_config=quantised, hidden_size=160,
                 intermediate_size=208, moe_intermediate_size=144, n_routed_experts=8, num_experts_per_tok=3)
    t = BlockTensors("BF16")
    latent_model(c, t, biased=True)
    next_token_layer(c, t)
    return c, t.list


def deepseek_v2():
    scaling = {**YARN, "mscale": 0.707, "mscale_all_dim": 0.707}
    return latent_model(deepseek(2, rope_scaling=scaling, scoring_func="softmax", topk_method="group_limited_greedy",
                                 norm_topk_prob=False, routed_scaling_factor=16.0), Tensors("F32"), biased=False)


def deepseek_v2_lite():
    scaling = {**YARN, "mscale": 0.707, "mscale_all_dim": 0.707}
    return latent_model(deepseek(2, rope_scaling=scaling, scoring_func="softmax", topk_method="greedy", n_group=1,
                                 topk_group=1, q_lora_rank=None, norm_topk_prob=False, routed_scaling_factor=1.0),
                        Tensors("F32"), biased=False)


def moonlight():
    return latent_model(deepseek(3, rope_scaling=None, rope_theta=50000.0, n_group=1, topk_group=1, q_lora_rank=None,
                                 rms_norm_eps=0.01, routed_scaling_factor=2.446, max_position_embeddings=256,
                                 num_nextn_predict_layers=0, bos_token_id=510, eos_token_id=511),
                        Tensors("F32"), biased=True)


def glm4_moe_lite():
    c = common("Glm4MoeLiteForCausalLM", "glm4_moe_lite", "float32", attention_bias=False, pad_token_id=1,
               eos_token_id=[1, 2, 3], hidden_size=64, intermediate_size=96, kv_lora_rank=32,
               max_position_embeddings=256, mlp_layer_types=["dense", "sparse", "sparse"], moe_intermediate_size=32,
               topk_method="noaux_tc", norm_topk_prob=True, num_attention_heads=5, n_group=1, topk_group=1,
               n_routed_experts=16, n_shared_experts=1, routed_scaling_factor=1.8, num_experts_per_tok=4,
               first_k_dense_replace=1, num_hidden_layers=3, num_key_value_heads=5, num_nextn_predict_layers=1,
               partial_rotary_factor=1.0, q_lora_rank=48, qk_nope_head_dim=24, qk_rope_head_dim=16, v_head_dim=32,
               rms_norm_eps=0.01, rope_interleave=True,
               rope_parameters={"rope_theta": 1000000, "rope_type": "default"}, tie_word_embeddings=False)
    t = Tensors("F32")
    latent_model(c, t, biased=True)
    next_token_layer(c, t)
    return c, t.list


# Grouped-query attention

def grouped_model(c, t, feed_forward, biased=(), normed=None, tied=False, gain=1.5):
    """`biased`: which of q, k, v, o have a bias. `normed`: sizes of q_norm and k_norm, if any.
    feed_forward(layer, prefix) adds what follows attention."""
    d, heads, groups = c["hidden_size"], c["num_attention_heads"], c["num_key_value_heads"]
    size = c.get("head_dim", d // heads)
    t.ends(d, tied, gain)
    for layer in range(c["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        t.norm(prefix + "input_layernorm", d)
        for name, rows, columns, amount in (("q", heads * size, d, 1.5), ("k", groups * size, d, 1.0),
                                            ("v", groups * size, d, 1.0), ("o", d, heads * size, 2.0)):
            t.linear(f"{prefix}self_attn.{name}_proj", rows, columns, amount)
            if name in biased:
                t.bias(f"{prefix}self_attn.{name}_proj.bias", [rows])
        if normed:
            t.norm(prefix + "self_attn.q_norm", normed[0])
            t.norm(prefix + "self_attn.k_norm", normed[1])
        t.norm(prefix + "post_attention_layernorm", d)
        feed_forward(layer, prefix)
    return c, t.list


def dense(c, t):
    return lambda layer, prefix: t.mlp(prefix + "mlp.", c["hidden_size"], c["intermediate_size"])


def experts(c, t, count, inner, prefix, names=("gate_proj", "up_proj", "down_proj")):
    t.matrix(prefix + "gate", count, c["hidden_size"], 4.0)
    for expert in range(count):
        t.mlp(f"{prefix}experts.{expert}.", c["hidden_size"], inner, names)


def qwen3_moe(dtype="F32", **keys):
    c = common("Qwen3MoeForCausalLM", "qwen3_moe", "float32" if dtype == "F32" else "bfloat16", **{
        "attention_bias": False, "bos_token_id": 0, "eos_token_id": 1, "decoder_sparse_step": 1, "head_dim": 32,
        "hidden_size": 64, "intermediate_size": 96, "max_position_embeddings": 256, "max_window_layers": 4,
        "mlp_only_layers": [1], "moe_intermediate_size": 32, "norm_topk_prob": True, "num_attention_heads": 4,
        "num_experts": 16, "num_experts_per_tok": 4, "num_hidden_layers": 4, "num_key_value_heads": 2,
        "output_router_logits": False, "rms_norm_eps": 1e-6, "rope_scaling": None, "rope_theta": 1000000.0,
        "router_aux_loss_coef": 0.001, "sliding_window": None, "tie_word_embeddings": False,
        "use_sliding_window": False, **keys})
    t = Tensors(dtype)

    def feed_forward(layer, prefix):
        sparse = layer not in c["mlp_only_layers"] and (layer + 1) % c["decoder_sparse_step"] == 0
        if sparse:
            experts(c, t, c["num_experts"], c["moe_intermediate_size"], prefix + "mlp.")
        else:
            dense(c, t)(layer, prefix)
    return grouped_model(c, t, feed_forward, normed=(32, 32))


def qwen3_moe_bf16():
    return qwen3_moe("BF16", mlp_only_layers=[], decoder_sparse_step=2)


def olmoe():
    c = common("OlmoeForCausalLM", "olmoe", "float32", attention_bias=False, clip_qkv=None, eos_token_id=1,
               hidden_size=64, intermediate_size=32, max_position_embeddings=256, norm_topk_prob=False,
               num_attention_heads=4, num_experts=16, num_experts_per_tok=4, num_hidden_layers=3,
               num_key_value_heads=4, output_router_logits=False, pad_token_id=2, rms_norm_eps=0.01,
               rope_scaling=None, rope_theta=10000.0, router_aux_loss_coef=0.01, tie_word_embeddings=False)
    t = Tensors("F32")
    return grouped_model(c, t, lambda layer, prefix: experts(c, t, 16, 32, prefix + "mlp."), normed=(64, 64))


def mixtral():
    c = common("MixtralForCausalLM", "mixtral", "float32", bos_token_id=1, eos_token_id=2, hidden_size=64,
               intermediate_size=96, max_position_embeddings=256, num_attention_heads=4, num_experts_per_tok=2,
               num_hidden_layers=3, num_key_value_heads=2, num_local_experts=8, output_router_logits=False,
               rms_norm_eps=1e-5, rope_theta=1000000.0, router_aux_loss_coef=0.02, sliding_window=None,
               tie_word_embeddings=False)
    t = Tensors("F32")
    return grouped_model(c, t, lambda layer, prefix: experts(c, t, 8, 96, prefix + "block_sparse_moe.",
                                                             ("w1", "w3", "w2")))


def gpt_oss():
    """MXFP4 experts: 32 values of four bits share a power of two of 2^-10 to 2^-2."""
    d, inner, count, heads = 64, 96, 8, 4
    c = common("GptOssForCausalLM", "gpt_oss", "bfloat16", attention_bias=True, eos_token_id=1, pad_token_id=2,
               experts_per_token=4, head_dim=32, hidden_size=d, initial_context_length=4096, intermediate_size=inner,
               layer_types=["sliding_attention", "full_attention"] * 2, max_position_embeddings=131072,
               num_attention_heads=heads, num_experts_per_tok=4, num_hidden_layers=4, num_key_value_heads=2,
               num_local_experts=count, output_router_logits=False, rms_norm_eps=0.01,
               quantization_config={"modules_to_not_convert": [
                   "model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"],
                   "quant_method": "mxfp4"},
               rope_scaling={"beta_fast": 32.0, "beta_slow": 1.0, "factor": 32.0,
                             "original_max_position_embeddings": 4096, "rope_type": "yarn", "truncate": False},
               rope_theta=150000, router_aux_loss_coef=0.9, sliding_window=8, swiglu_limit=7.0,
               tie_word_embeddings=False)
    t = Tensors("BF16")

    def feed_forward(layer, prefix):
        t.bias(prefix + "self_attn.sinks", [heads], 2.0)
        t.matrix(prefix + "mlp.router", count, d, 4.0)
        t.bias(prefix + "mlp.router.bias", [count], 1.0)
        for name, rows, columns in (("gate_up_proj", 2 * inner, d), ("down_proj", d, inner)):
            blocks = [count, rows, columns // 32]
            t.add(f"{prefix}mlp.experts.{name}_blocks", [*blocks, 16], 0, 0, "U8")
            t.add(f"{prefix}mlp.experts.{name}_scales", blocks, 4, 122 if name == "gate_up_proj" else 117, "U8")
            t.bias(f"{prefix}mlp.experts.{name}_bias", [count, rows])
    return grouped_model(c, t, feed_forward, biased="qkvo")


def qwen2():
    c = common("Qwen2ForCausalLM", "qwen2", "float32", bos_token_id=0, eos_token_id=1, hidden_size=64,
               intermediate_size=160, max_position_embeddings=256, max_window_layers=3, num_attention_heads=4,
               num_hidden_layers=3, num_key_value_heads=2, rms_norm_eps=1e-6, rope_theta=1000000.0,
               sliding_window=256, tie_word_embeddings=True, use_sliding_window=False)
    t = Tensors("F32")
    return grouped_model(c, t, dense(c, t), biased="qkv", tied=True)


def qwen3():
    c = common("Qwen3ForCausalLM", "qwen3", "float32", attention_bias=False, bos_token_id=0, eos_token_id=1,
               head_dim=32, hidden_size=64, intermediate_size=160, max_position_embeddings=256, max_window_layers=3,
               num_attention_heads=4, num_hidden_layers=3, num_key_value_heads=2, rms_norm_eps=0.01,
               rope_scaling=None, rope_theta=1000000.0, sliding_window=None, tie_word_embeddings=False,
               use_sliding_window=False)
    t = Tensors("F32")
    return grouped_model(c, t, dense(c, t), normed=(32, 32))


def llama():
    c = common("LlamaForCausalLM", "llama", "float32", attention_bias=False, bos_token_id=0, eos_token_id=[1, 2, 3],
               head_dim=32, hidden_size=128, intermediate_size=224, max_position_embeddings=2048, mlp_bias=False,
               num_attention_heads=4, num_hidden_layers=3, num_key_value_heads=2, pretraining_tp=1,
               rms_norm_eps=1e-5, rope_scaling={"factor": 8.0, "high_freq_factor": 4.0, "low_freq_factor": 1.0,
                                                "original_max_position_embeddings": 256, "rope_type": "llama3"},
               rope_theta=500000.0, tie_word_embeddings=False)
    t = Tensors("F32")
    return grouped_model(c, t, dense(c, t))


ARCHITECTURES = {f.__name__: f for f in (
    qwen3, llama, deepseek_v3, qwen3_moe, deepseek_v3_fp8, deepseek_v2, deepseek_v2_lite, moonlight, glm4_moe_lite,
    olmoe, mixtral, gpt_oss, qwen2, qwen3_moe_bf16)}
