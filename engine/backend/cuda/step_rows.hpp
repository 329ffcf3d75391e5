// The rows of one step in device memory, as kernels read them.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#include "engine/backend/backend.hpp"

namespace assay::cuda {

struct StepRows {
  const std::int32_t* positions = nullptr;  ///< [count]
  const std::int32_t* pages = nullptr;      ///< [count, pages_each], of which a row's own are told
  std::int64_t pages_each = 0;
  std::int64_t count = 0;
  std::int32_t last_position = 0;  ///< the largest

  /// The cache row of a place in the sequence of row `row`.
  [[nodiscard]] __device__ std::int64_t cache_row(std::int64_t row, int position) const {
    return std::int64_t{pages[row * pages_each + position / page_size]} * page_size +
           position % page_size;
  }
};

}  // namespace assay::cuda
