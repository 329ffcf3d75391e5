// Sends the rows of a step to the device once, however many operators of the step ask for them.
#pragma once

#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/backend/cuda/step_rows.hpp"
#include "engine/backend/cuda/transfer.hpp"

namespace assay::cuda {

class StepUpload {
 public:
  explicit StepUpload(cudaStream_t stream) : parcel_(stream) {}

  /// For kernels queued from now on, until rows differ from these.
  [[nodiscard]] StepRows on_device(const BatchRows& rows);

 private:
  Parcel parcel_;
  std::vector<std::int32_t> packed_;  // positions, then page tables, padded to the longest
  std::vector<std::int32_t> sent_;
  StepRows step_;
};

}  // namespace assay::cuda
