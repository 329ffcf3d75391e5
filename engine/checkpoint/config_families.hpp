// How each family of models spells its architecture in config.json. Parts of read_config(); every
// function asks `fields` for the keys that it knows and throws DataError through it.
#pragma once

#include "engine/checkpoint/config.hpp"
#include "engine/checkpoint/config_fields.hpp"

namespace assay {

/// rope_theta with rope_scaling, or rope_parameters (transformers from 5 on).
[[nodiscard]] RopeSettings read_rope(ConfigFields& fields, int max_position_embeddings);

/// Multi-head latent attention with fine-grained experts: DeepSeek-V2, DeepSeek-V3 (R1, Moonlight),
/// GLM-4.7-Flash. `config` holds what all families share, its architecture first.
void read_mla_family(ConfigFields& fields, ModelConfig& config);

/// Grouped-query attention: Llama, Qwen2, Qwen3, Qwen3-MoE, OLMoE, Mixtral, gpt-oss.
void read_gqa_family(ConfigFields& fields, ModelConfig& config);

}  // namespace assay
