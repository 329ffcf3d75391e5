// A stable radix sort of one row by one block: 4 bits of the key a pass, integers only.
#pragma once

#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/shared_memory.cuh"

namespace assay::cuda {

constexpr int sort_threads = 256;

struct Pairs {
  unsigned* keys;
  std::int32_t* ids;
};

/// A key that rises as `value` falls; for all but NaN.
__device__ inline unsigned falling_key(float value) {
  const unsigned bits = __float_as_uint(value + 0.0F);  // -0 and 0 are equal
  return (bits & 0x80000000U) != 0 ? bits : ~(bits | 0x80000000U);
}

/// The value that a key was made of.
__device__ inline float value_of_key(unsigned key) {
  return __uint_as_float((key & 0x80000000U) != 0 ? key : ~key & 0x7fffffffU);
}

/// Each counter becomes the sum of those before it.
template <typename Counters>
__device__ void exclusive_scan(Counters& counters, int each) {
  ASSAY_SHARED(int, warp_sums, sort_threads / 32);
  const auto thread = static_cast<int>(threadIdx.x);
  const int lane = thread % 32;
  const int first = thread * each;
  int total = 0;
  for (int i = 0; i < each; ++i) {
    total += counters[first + i];
  }
  int through = total;  // of the warp's threads up to this one
  for (int distance = 1; distance < 32; distance *= 2) {
    const int before = __shfl_up_sync(whole_warp, through, static_cast<unsigned>(distance));
    through += lane >= distance ? before : 0;
  }
  if (lane == 31) {
    warp_sums[thread / 32] = through;
  }
  __syncthreads();
  int sum = through - total;
  for (int warp = 0; warp < thread / 32; ++warp) {
    sum += warp_sums[warp];
  }
  for (int i = 0; i < each; ++i) {
    const int count = counters[first + i];
    counters[first + i] = sum;
    sum += count;
  }
  __syncthreads();
}

/// Sorts n pairs by rising key; equal keys keep their order. The block's `sort_threads` threads
/// call it behind a barrier; the result is in `pairs` again.
__device__ inline void sort_pairs(Pairs pairs, Pairs other, int n) {
  constexpr int bits = 4;
  constexpr int digits = 1 << bits;
  // counters[digit][thread]: a thread counts, and later moves, a part of its own.
  ASSAY_SHARED(int, counters, digits* sort_threads);
  const auto thread = static_cast<int>(threadIdx.x);
  const int each = (n + sort_threads - 1) / sort_threads;
  const int begin = thread * each < n ? thread * each : n;
  const int end = begin + each < n ? begin + each : n;
  for (int shift = 0; shift < 32; shift += bits) {
    for (int digit = 0; digit < digits; ++digit) {
      counters[digit * sort_threads + thread] = 0;
    }
    for (int i = begin; i < end; ++i) {
      const auto digit = static_cast<int>(pairs.keys[i] >> shift & (digits - 1));
      counters[digit * sort_threads + thread] += 1;
    }
    __syncthreads();
    exclusive_scan(counters, digits);
    for (int i = begin; i < end; ++i) {
      const auto digit = static_cast<int>(pairs.keys[i] >> shift & (digits - 1));
      const int place = counters[digit * sort_threads + thread];
      counters[digit * sort_threads + thread] = place + 1;
      other.keys[place] = pairs.keys[i];
      other.ids[place] = pairs.ids[i];
    }
    __syncthreads();
    const Pairs swapped = pairs;
    pairs = other;
    other = swapped;
  }
}

}  // namespace assay::cuda
