// The inner loops of the CPU backend, as a table filled once for each instruction set. All sets
// give the same bits: sums run in 16 fp32 lanes (element i in lane i mod 16, fused multiply-add)
// that one fixed tree joins, (i, i+8), (i, i+4), (i, i+2), (i, i+1).
#pragma once

#include <cstdint>

#include "engine/backend/tensor.hpp"

namespace assay::cpu {

/// out[r][o] = x[r] . weight[o] for `rows` rows and o in [begin, end). Rows of the weight are
/// zero from `depth` to the next multiple of 16, or `depth` is whole blocks.
struct MatmulArgs {
  const float* const* x = nullptr;
  float* const* out = nullptr;
  std::int64_t rows = 0;
  const void* weight = nullptr;
  std::int64_t weight_stride = 0;  ///< elements
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t depth = 0;
};

/// sums[h][i] += weights[h][t] * value t [i], one chain of fused multiply-adds over the places t in
/// [begin, end), for `heads` heads and i below `columns`, which is raised to whole vectors: what
/// lies behind a value must be readable.
struct WeightedRowsArgs {
  const float* weights = nullptr;  ///< head h at weights + h * weights_stride
  std::int64_t weights_stride = 0;
  const float* const* pages = nullptr;  ///< of `page_size` values each
  std::int64_t value_stride = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t columns = 0;
  float* sums = nullptr;         ///< head h at sums + h * sums_stride
  std::int64_t sums_stride = 0;  ///< whole vectors
  std::int64_t heads = 0;
};

struct Kernels {
  const char* name = "";
  void (*matmul_f32)(const MatmulArgs& args) = nullptr;
  void (*matmul_bf16)(const MatmulArgs& args) = nullptr;
  void (*matmul_q8)(const MatmulArgs& args) = nullptr;
  void (*matmul_q4)(const MatmulArgs& args) = nullptr;
  float (*sum_of_squares)(const float* x, std::int64_t n) = nullptr;
  /// out = (x * scale) * weight
  void (*scale)(const float* x, float scale, const float* weight, float* out,
                std::int64_t n) = nullptr;
  /// a += b
  void (*add)(float* a, const float* b, std::int64_t n) = nullptr;
  /// out += factor * x, fused
  void (*add_scaled)(float* out, float factor, const float* x, std::int64_t n) = nullptr;
  /// out = up * (gate / (1 + exp(-gate)))
  void (*swiglu)(const float* gate, const float* up, float* out, std::int64_t n) = nullptr;
  /// out = (u + 1) * (g / (1 + exp(-alpha * g))), g = min(gate, limit), u = up in [-limit, limit]
  void (*clamped_swiglu)(const float* gate, const float* up, float limit, float alpha, float* out,
                         std::int64_t n) = nullptr;
  /// out = 1 / (1 + exp(-x))
  void (*sigmoid)(const float* x, float* out, std::int64_t n) = nullptr;
  /// out = exp((x - largest) * scale), which is also summed; out may be x
  float (*softmax)(const float* x, float scale, float* out, std::int64_t n) = nullptr;
  void (*weighted_rows)(const WeightedRowsArgs& args) = nullptr;

  /// By the weight's type, which is not i32.
  void matmul(ElementType type, const MatmulArgs& args) const {
    switch (type) {
      case ElementType::bf16:
        return matmul_bf16(args);
      case ElementType::q8:
        return matmul_q8(args);
      case ElementType::q4:
        return matmul_q4(args);
      case ElementType::f32:
      case ElementType::i32:
        return matmul_f32(args);
    }
  }
};

}  // namespace assay::cpu
