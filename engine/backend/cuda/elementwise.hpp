// The operators on a CUDA device whose outputs each come of a few inputs.
#pragma once

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/queue.hpp"

namespace assay::cuda {

// Shapes are the caller's to check.

/// `ids` [x.rows] in device memory.
void embed(const Queue& queue, const Tensor& table, const std::int32_t* ids, const Tensor& x);

void add_bias(const Queue& queue, const Tensor& x, const Tensor& bias);

void swiglu(const Queue& queue, const Tensor& gate_up, const GateRule& gate, const Tensor& out);

/// `seen` [count] in device memory, no id twice.
void penalize(const Queue& queue, const Tensor& logits, std::int64_t row, const PenaltyRule& rule,
              const SeenToken* seen, std::int64_t count);

}  // namespace assay::cuda
