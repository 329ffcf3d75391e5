// The operators on an NVIDIA GPU. Its sums run in the CPU backend's order, so both give the same
// bits; only the sampler's total mass is added in another (still fixed) order.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/backend/backend.hpp"

namespace assay::cuda {

/// What was found, for `assay doctor` and for the choice of a device.
struct Devices {
  std::vector<std::string> names;  ///< "NVIDIA H200, sm_90, 139.8 GiB"
  std::string why_none;            ///< where there is none: "no driver"
};

[[nodiscard]] Devices find_devices();

/// Throws InfrastructureError if the device cannot be used.
[[nodiscard]] std::unique_ptr<Backend> make_backend(int device = 0);

}  // namespace assay::cuda
