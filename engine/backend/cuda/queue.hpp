// Where an operator's kernels go: a stream, and the layer that messages name.
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

namespace assay::cuda {

struct Queue {
  cudaStream_t stream = nullptr;
  int layer = -1;  ///< -1: outside the layers
};

/// How many parts of `size` hold `count`.
[[nodiscard]] constexpr unsigned parts_of(std::int64_t count, std::int64_t size) noexcept {
  return static_cast<unsigned>((count + size - 1) / size);
}

}  // namespace assay::cuda
