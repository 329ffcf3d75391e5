// The RMSNorm kernel, apart from its launch so that tests/cuda_emulator can compile it as well.
#pragma once

#include <cstdint>

namespace assay::cuda {

/// Threads of a CTA. Part of the arithmetic: another number is another order of summation.
constexpr int rmsnorm_threads = 256;

struct Bf16 {
  std::uint16_t bits;
};

__device__ inline float widen(float value) { return value; }
__device__ inline float widen(Bf16 value) {
  return __uint_as_float(static_cast<unsigned>(value.bits) << 16);
}

/// The sum over a warp in every lane, as a butterfly.
__device__ inline float warp_sum(float value) {
  for (int distance = 16; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(0xffffffffU, value, distance);
  }
  return value;
}

/// The sum over a CTA in every thread: a butterfly in each warp, then one over the warps' sums.
template <int threads>
__device__ float block_sum(float value) {
  constexpr int warps = threads / 32;
  static_assert(threads % 32 == 0 && warps <= 32, "the last step is one warp");
  __shared__ float partial[warps];
  const int lane = static_cast<int>(threadIdx.x) % 32;
  const int warp = static_cast<int>(threadIdx.x) / 32;
  value = warp_sum(value);
  if (lane == 0) {
    partial[warp] = value;
  }
  __syncthreads();
  return warp_sum(lane < warps ? partial[lane] : 0.0F);
}

/// out[b] = x[b] / sqrt(mean(x[b]^2) + eps) * weight, one row a CTA, `threads` threads.
///   x [B, n] fp32 or bf16, rows `x_stride` elements apart;  weight [n];  out [B, n]
/// Thread t sums elements t, t + threads, ... in that order, then the tree: a row's bits depend on
/// the row alone. out may be x, since a thread reads and writes the same elements.
template <typename Element, int threads = rmsnorm_threads>
__global__ void rmsnorm_kernel(const Element* x, std::int64_t x_stride, const float* weight,
                               float eps, float* out, std::int64_t out_stride, int n) {
  const std::int64_t row = blockIdx.x;
  x += row * x_stride;
  out += row * out_stride;
  float squares = 0.0F;
  for (int i = static_cast<int>(threadIdx.x); i < n; i += threads) {
    const float value = widen(x[i]);
    squares = fmaf(value, value, squares);
  }
  const float mean = block_sum<threads>(squares) / static_cast<float>(n);
  const float scale = 1.0F / sqrtf(mean + eps);
  for (int i = static_cast<int>(threadIdx.x); i < n; i += threads) {
    out[i] = widen(x[i]) * scale * weight[i];
  }
}

}  // namespace assay::cuda
