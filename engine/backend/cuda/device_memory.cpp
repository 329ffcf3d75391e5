#include "engine/backend/cuda/device_memory.hpp"

#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <algorithm>

#include "engine/core/error.hpp"

namespace assay::cuda {

namespace {

double gigabytes(std::size_t bytes) { return static_cast<double>(bytes) / 1e9; }

[[noreturn]] void refuse(std::int64_t bytes, cudaError_t status) {
  cudaGetLastError();  // it is told here, and must not be told again by the next launch
  if (status != cudaErrorMemoryAllocation) {
    throw InfrastructureError(
        fmt::format("cannot allocate device memory: {}; check the device with `assay doctor`, or "
                    "use --device cpu",
                    cudaGetErrorString(status)));
  }
  std::size_t free = 0;
  std::size_t total = 0;
  cudaMemGetInfo(&free, &total);
  throw InfrastructureError(fmt::format(
      "out of device memory: {:.3f} GB more are needed, and {:.3f} of {:.3f} GB are free; use "
      "--weights q8 or q4, a smaller --max-batch, or --device cpu",
      gigabytes(static_cast<std::size_t>(bytes)), gigabytes(free), gigabytes(total)));
}

}  // namespace

DeviceMemory::DeviceMemory(std::int64_t bytes) : bytes_(bytes) {
  void* memory = nullptr;
  const auto size = static_cast<std::size_t>(bytes);
  if (const cudaError_t status = cudaMalloc(&memory, size); status != cudaSuccess) {
    refuse(bytes, status);
  }
  data_.reset(static_cast<std::byte*>(memory));
  if (const cudaError_t status = cudaMemset(memory, 0, size); status != cudaSuccess) {
    data_.reset();
    refuse(bytes, status);
  }
}

void DeviceMemory::Free::operator()(std::byte* data) const noexcept { cudaFree(data); }

PinnedMemory::PinnedMemory(std::int64_t bytes) : bytes_(bytes) {
  void* memory = nullptr;
  const cudaError_t status =
      cudaHostAlloc(&memory, static_cast<std::size_t>(bytes), cudaHostAllocDefault);
  if (status != cudaSuccess) {
    refuse(bytes, status);
  }
  data_.reset(static_cast<std::byte*>(memory));
}

void PinnedMemory::Free::operator()(std::byte* data) const noexcept { cudaFreeHost(data); }

void Scratch::reserve(std::int64_t bytes) {
  if (bytes > memory_.bytes()) {
    memory_ = DeviceMemory();  // cudaFree waits for what runs on it
    memory_ = DeviceMemory(std::max(bytes, std::int64_t{1} << 20));
  }
}

}  // namespace assay::cuda
