// What a matrix holds, and how a thread reads it: plain fp32, bf16, or blocks of 32 weights with
// one fp16 scale (weight_blocks.hpp has the formats). Each value is exactly the CPU's.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "engine/backend/tensor.hpp"

namespace assay::cuda {

struct Bf16 {
  std::uint16_t bits;
};

struct Q8 {
  std::uint16_t scale;  ///< fp16
  std::int8_t values[32];
};
static_assert(sizeof(Q8) == 34);

struct Q4 {
  std::uint16_t scale;  ///< fp16
  std::uint8_t pairs[16];
};
static_assert(sizeof(Q4) == 18);

/// A finite fp16, exactly: its exponent is 112 below fp32's.
__device__ inline float widen_half(std::uint16_t bits) {
  const unsigned sign = (bits & 0x8000U) << 16;
  const float magnitude = __uint_as_float((bits & 0x7FFFU) << 13) * 0x1p112F;
  return __uint_as_float(__float_as_uint(magnitude) | sign);
}

// Element `k` of a row.
__device__ inline float element(const float* row, std::int64_t k) { return row[k]; }

__device__ inline float element(const Bf16* row, std::int64_t k) {
  return __uint_as_float(static_cast<unsigned>(row[k].bits) << 16);
}

__device__ inline float element(const Q8* row, std::int64_t k) {
  const Q8& block = row[k / 32];
  return static_cast<float>(block.values[k % 32]) * widen_half(block.scale);
}

__device__ inline float element(const Q4* row, std::int64_t k) {
  const Q4& block = row[k / 32];
  const int i = static_cast<int>(k % 32);
  const int half = i < 16 ? block.pairs[i] & 15 : block.pairs[i - 16] >> 4;
  return static_cast<float>(half - 8) * widen_half(block.scale);
}

/// Calls `launch` with a value of what a matrix of `type` holds.
template <typename Launch>
void with_element(ElementType type, const Launch& launch) {
  switch (type) {
    case ElementType::bf16:
      return launch(Bf16{});
    case ElementType::q8:
      return launch(Q8{});
    case ElementType::q4:
      return launch(Q4{});
    case ElementType::f32:
    case ElementType::i32:
      return launch(0.0F);
  }
}

/// What one of T holds; a stride or an offset in elements divided by it is one in T.
template <typename T>
constexpr std::int64_t elements_each = 1;
template <>
inline constexpr std::int64_t elements_each<Q8> = 32;
template <>
inline constexpr std::int64_t elements_each<Q4> = 32;

}  // namespace assay::cuda
