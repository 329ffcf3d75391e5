#include "engine/backend/open_backend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <thread>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/reference/reference_backend.hpp"
#include "engine/core/error.hpp"
#if ASSAY_HAVE_CUDA
#include "engine/backend/cuda/cuda_backend.hpp"
#endif

namespace assay {

namespace {

int cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

std::unique_ptr<Backend> cpu_backend(int threads) {
  return cpu::make_backend(threads == 0 ? cores() : threads);
}

/// The N of "cuda:N", 0 for "cuda".
std::optional<int> cuda_index(std::string_view device) {
  if (device == "cuda") {
    return 0;
  }
  if (!device.starts_with("cuda:")) {
    return std::nullopt;
  }
  device.remove_prefix(5);
  int index = 0;
  const auto [end, error] = std::from_chars(device.data(), device.data() + device.size(), index);
  const bool whole = error == std::errc() && end == device.data() + device.size();
  return whole && index >= 0 ? std::optional(index) : std::nullopt;
}

#if ASSAY_HAVE_CUDA

std::unique_ptr<Backend> cuda_backend(const std::string& device, int index) {
  const CudaDevices found = find_cuda_devices();
  const auto count = static_cast<int>(found.names.size());
  if (count == 0) {
    throw UsageError(fmt::format(
        "--device {}: {}; install or update NVIDIA's driver (`assay doctor` looks), or use cpu",
        device, found.why_none));
  }
  if (index >= count) {
    throw UsageError(fmt::format("--device {}: there is no such device; cuda:{} is the last",
                                 device, count - 1));
  }
  return cuda::make_backend(index);
}

OpenedBackend best_backend(int threads) {
  const CudaDevices found = find_cuda_devices();
  if (!found.names.empty()) {
    return {cuda::make_backend(0), {}};
  }
  return {cpu_backend(threads),
          fmt::format("no GPU ({}), the model runs on the CPU; --device cpu asks for that",
                      found.why_none)};
}

#else

std::unique_ptr<Backend> cuda_backend(const std::string& device, int /*index*/) {
  throw UsageError(
      fmt::format("--device {}: this build knows no CUDA: {}; use cpu, or build where nvcc is",
                  device, find_cuda_devices().why_none));
}

OpenedBackend best_backend(int threads) { return {cpu_backend(threads), {}}; }

#endif

}  // namespace

OpenedBackend open_backend(const std::string& device, int threads) {
  if (device == "auto") {
    return best_backend(threads);
  }
  if (device == "cpu") {
    return {cpu_backend(threads), {}};
  }
  if (device == "reference") {
    return {reference::make_backend(), {}};
  }
  if (const std::optional<int> index = cuda_index(device)) {
    return {cuda_backend(device, *index), {}};
  }
  throw UsageError(
      fmt::format("--device {}: no such device; use auto, cpu, cuda:0 or reference", device));
}

CudaDevices find_cuda_devices() {
#if ASSAY_HAVE_CUDA
  const cuda::Devices found = cuda::find_devices();
  return {found.names, found.why_none};
#else
  return {{}, "not built: CMake found no CUDA toolkit of 12.4 or later"};
#endif
}

}  // namespace assay
