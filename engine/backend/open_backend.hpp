// Which backend a name of a device stands for, and which devices there are.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/backend/backend.hpp"

namespace assay {

struct OpenedBackend {
  std::unique_ptr<Backend> backend;
  std::string note;  ///< what a person should know of the choice; empty if nothing
};

/// `device`: auto (a GPU where there is one, else the CPU), cpu, reference, cuda, cuda:N. Throws
/// UsageError for another name, and for a GPU that is not there or that this build knows nothing
/// of.
[[nodiscard]] OpenedBackend open_backend(const std::string& device, int threads);

/// Devices that CUDA finds, in order; where there is none, why.
struct CudaDevices {
  std::vector<std::string> names;
  std::string why_none;
};

[[nodiscard]] CudaDevices find_cuda_devices();

}  // namespace assay
