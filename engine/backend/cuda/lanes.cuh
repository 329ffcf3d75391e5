// Sums as the CPU backend makes them, so that both give the same bits: 16 lanes, element i in lane
// i mod 16, fused multiply-adds in rising order, then one tree, (i, i+8), (i, i+4), (i, i+2),
// (i, i+1). A half of a warp is such a group of lanes. Whatever else a kernel shares out among
// threads, the chain of one sum is a function of its row alone.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "engine/backend/cuda/elements.cuh"

namespace assay::cuda {

constexpr int lanes = 16;
constexpr unsigned whole_warp = 0xffffffffU;

/// This thread's lane of its group.
__device__ inline int lane_id() { return static_cast<int>(threadIdx.x) % lanes; }

/// This thread's group of the block.
__device__ inline int group_id() { return static_cast<int>(threadIdx.x) / lanes; }

/// The tree, in every lane of the group. All of the warp must call it.
__device__ inline float tree_sum(float value) {
  for (int distance = lanes / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(whole_warp, value, distance);
  }
  return value;
}

/// sums[r] += this lane's part of x[r] . weight, for R rows of x.
template <int R, typename Element>
__device__ void multiply(const float* const (&x)[R], const Element* weight, std::int64_t depth,
                         float (&sums)[R]) {
  for (std::int64_t k = lane_id(); k < depth; k += lanes) {
    const float w = element(weight, k);
    for (int r = 0; r < R; ++r) {
      sums[r] = fmaf(x[r][k], w, sums[r]);
    }
  }
}

/// exp by 2^n * p(r), x = n ln 2 + r, with p the Taylor polynomial of degree 7. Zero below
/// ln(2^-126); above 88 the value at 88. Operation by operation the CPU's (kernels_body.hpp).
__device__ inline float exponential(float x) {
  constexpr float lowest = -87.33654F;
  const float below = x < 88.0F ? x : 88.0F;
  const float bounded = below > lowest ? below : lowest;
  // Adding and taking away 1.5 * 2^23 rounds to a whole number.
  constexpr float magic = 12582912.0F;
  const float n = fmaf(bounded, 1.44269504F, magic) - magic;
  // ln 2 in two parts; the first has so few bits that n times it is exact.
  float r = fmaf(n, -0.693359375F, bounded);
  r = fmaf(n, 2.12194440e-4F, r);
  float p = 1.0F / 5040.0F;
  p = fmaf(p, r, 1.0F / 720.0F);
  p = fmaf(p, r, 1.0F / 120.0F);
  p = fmaf(p, r, 1.0F / 24.0F);
  p = fmaf(p, r, 1.0F / 6.0F);
  p = fmaf(p, r, 0.5F);
  p = fmaf(p, r, 1.0F);
  p = fmaf(p, r, 1.0F);
  const float power = __uint_as_float(static_cast<unsigned>(static_cast<int>(n) + 127) << 23);
  return x >= lowest ? p * power : 0.0F;
}

}  // namespace assay::cuda
