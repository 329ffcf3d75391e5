// Do the tensors of an operator fit together? Shared by the backends, so that all refuse the same.
#pragma once

#include <span>

#include "engine/backend/backend.hpp"

namespace assay {

// Each throws ShapeError that names the operator and the two sizes that differ.
void check_embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x);
void check_rmsnorm(const Tensor& x, const Tensor& weight, const Tensor& out);
void check_linear(const Tensor& x, const Tensor& weight, const Tensor& out);
void check_head_linear(const HeadLinear& op);
void check_add_bias(const Tensor& x, const Tensor& bias);
void check_head_rmsnorm(const Tensor& x, const Tensor& weight, int heads);
void check_swiglu(const Tensor& gate_up, const Tensor& out);
void check_rope_cache(const RopeCache& op, const BatchRows& rows);
void check_rope_kv(const RopeKv& op, const BatchRows& rows);
void check_attention(const Attention& op, const BatchRows& rows);
void check_route(const Routing& op);
void check_experts(const Experts& op);
void check_penalize(const Tensor& logits, std::int64_t row, const PenaltyRule& rule);
void check_logprobs(const Tensor& logits, std::int64_t row, int vocabulary, std::int32_t id,
                    int top);
void check_sample(const Tensor& logits, std::span<const SampleRule> rules,
                  std::span<const std::int32_t> ids);

}  // namespace assay
