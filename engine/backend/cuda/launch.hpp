// Every kernel starts here, so that a failure names the kernel and the layer it was for.
#pragma once

#include <cuda_runtime.h>

#include <string>

#include "engine/core/error.hpp"

namespace assay::cuda {

/// What is being launched, for messages. layer -1: outside the layers.
struct LaunchSite {
  const char* kernel = "";
  int layer = -1;
};

inline void check(cudaError_t status, const LaunchSite& site) {
  if (status != cudaSuccess) {
    throw InfrastructureError(std::string("CUDA kernel ") + site.kernel +
                              (site.layer < 0 ? "" : ", layer " + std::to_string(site.layer)) +
                              ": " + cudaGetErrorString(status) + " (" + cudaGetErrorName(status) +
                              "); check the device with `assay doctor`, or use --device cpu");
  }
}

/// Queues `kernel`. A fault inside it is reported by the next call that waits for the stream.
template <typename... Parameters, typename... Arguments>
void launch(const LaunchSite& site, dim3 grid, dim3 block, cudaStream_t stream,
            void (*kernel)(Parameters...), Arguments... arguments) {
#if defined(__CUDACC__)
  kernel<<<grid, block, 0, stream>>>(arguments...);
#else
  // Compiled by the host's compiler against tests/cuda_emulator, which runs it at once.
  static_cast<void>(stream);
  cuda_emulator::launch(site.kernel, {grid.x, grid.y, grid.z}, {block.x, block.y, block.z},
                        [&] { kernel(arguments...); });
#endif
  check(cudaGetLastError(), site);
}

}  // namespace assay::cuda
