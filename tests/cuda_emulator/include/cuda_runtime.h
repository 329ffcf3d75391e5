// CUDA's words for kernels, as the emulator means them. It stands in the place of the toolkit's
// header of that name.
#pragma once

#include <cuda_runtime_api.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "tests/cuda_emulator/emulator.hpp"

// The names are CUDA's own.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
#define __global__
#define __device__
#define __host__

struct dim3 {
  constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
  unsigned x;
  unsigned y;
  unsigned z;
};

inline thread_local assay::cuda_emulator::Index threadIdx;
inline thread_local assay::cuda_emulator::Index blockIdx;
inline thread_local assay::cuda_emulator::Index blockDim;
inline thread_local assay::cuda_emulator::Index gridDim;

inline void __syncthreads() { assay::cuda_emulator::block().sync_threads(); }
inline void __syncwarp() { assay::cuda_emulator::block().sync_warp(); }

template <typename T>
T __shfl_sync(unsigned mask, T value, int from) {
  return assay::cuda_emulator::exchange(mask, value, static_cast<unsigned>(from));
}

template <typename T>
T __shfl_xor_sync(unsigned mask, T value, int distance) {
  return assay::cuda_emulator::exchange(mask, value,
                                        threadIdx.x % 32 ^ static_cast<unsigned>(distance));
}

template <typename T>
T __shfl_up_sync(unsigned mask, T value, unsigned distance) {
  const unsigned lane = threadIdx.x % 32;
  return assay::cuda_emulator::exchange(mask, value, lane < distance ? lane : lane - distance);
}

inline float __uint_as_float(unsigned bits) { return std::bit_cast<float>(bits); }
inline unsigned __float_as_uint(float value) { return std::bit_cast<unsigned>(value); }
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

/// The emulator's side of shared_memory.cuh.
#define ASSAY_EMULATED_SHARED(type, name, count)                                  \
  static thread_local std::vector<assay::cuda_emulator::Cell<type>> name##_cells; \
  assay::cuda_emulator::SharedArray<type> name(#name, name##_cells, count)
