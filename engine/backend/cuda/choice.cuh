// The largest of some values and where it is; among equals the lowest index wins.
#pragma once

#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/shared_memory.cuh"

namespace assay::cuda {

__device__ inline float minus_infinity() { return __uint_as_float(0xff800000U); }

struct Choice {
  float value;
  int index;
};

__device__ inline Choice better(Choice a, Choice b) {
  return b.value > a.value || (b.value == a.value && b.index < a.index) ? b : a;
}

/// The best of the warp's choices, in every lane.
__device__ inline Choice best_of_warp(Choice choice) {
  for (int distance = 16; distance > 0; distance /= 2) {
    choice = better(choice, {__shfl_xor_sync(whole_warp, choice.value, distance),
                             __shfl_xor_sync(whole_warp, choice.index, distance)});
  }
  // NaNs could leave lanes at odds.
  choice.value = __shfl_sync(whole_warp, choice.value, 0);
  choice.index = __shfl_sync(whole_warp, choice.index, 0);
  return choice;
}

/// The best of a block of `threads`, in every thread.
template <int threads>
__device__ Choice best_of_block(Choice choice) {
  ASSAY_SHARED(float, values, threads / 32);
  ASSAY_SHARED(int, indices, threads / 32);
  choice = best_of_warp(choice);
  __syncthreads();  // behind the reads of an earlier call
  if (threadIdx.x % 32 == 0) {
    values[threadIdx.x / 32] = choice.value;
    indices[threadIdx.x / 32] = choice.index;
  }
  __syncthreads();
  choice = {values[0], indices[0]};
  for (int warp = 1; warp < threads / 32; ++warp) {
    choice = better(choice, {values[warp], indices[warp]});
  }
  return choice;
}

}  // namespace assay::cuda
