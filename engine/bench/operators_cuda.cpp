// The CUDA operators at the shapes of real models, timed by events on the device. Operands rotate
// through more memory than the L2 cache holds, so every case is cold.
#include <benchmark/benchmark.h>
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "engine/backend/cuda/rmsnorm.hpp"
#include "engine/bench/operators.hpp"
#include "engine/bench/report.hpp"
#include "engine/bench/shapes.hpp"
#include "engine/core/error.hpp"

namespace assay::bench {

namespace {

constexpr std::int64_t cold_bytes = std::int64_t{512} << 20;

void check(cudaError_t status, const char* what) {
  if (status != cudaSuccess) {
    throw InfrastructureError(std::string(what) + ": " + cudaGetErrorString(status) +
                              "; check the device with nvidia-smi");
  }
}

class DeviceMemory {
 public:
  explicit DeviceMemory(std::int64_t bytes) {
    check(cudaMalloc(&data_, static_cast<std::size_t>(bytes)), "cannot allocate device memory");
    check(cudaMemset(data_, 0, static_cast<std::size_t>(bytes)), "cannot clear device memory");
  }
  ~DeviceMemory() { cudaFree(data_); }
  DeviceMemory(const DeviceMemory&) = delete;
  DeviceMemory& operator=(const DeviceMemory&) = delete;
  [[nodiscard]] void* data() const { return data_; }

 private:
  void* data_ = nullptr;
};

/// Seconds between two points of the default stream.
class DeviceTimer {
 public:
  DeviceTimer() {
    check(cudaEventCreate(&start_), "cannot create an event");
    check(cudaEventCreate(&stop_), "cannot create an event");
  }
  ~DeviceTimer() {
    cudaEventDestroy(start_);
    cudaEventDestroy(stop_);
  }
  DeviceTimer(const DeviceTimer&) = delete;
  DeviceTimer& operator=(const DeviceTimer&) = delete;

  template <typename Body>
  [[nodiscard]] double seconds(const Body& body) {
    check(cudaEventRecord(start_), "cannot record an event");
    body();
    check(cudaEventRecord(stop_), "cannot record an event");
    check(cudaEventSynchronize(stop_), "a kernel failed");
    float ms = 0.0F;
    check(cudaEventElapsedTime(&ms, start_, stop_), "cannot read an event");
    return double{ms} * 1e-3;
  }

 private:
  cudaEvent_t start_ = nullptr;
  cudaEvent_t stop_ = nullptr;
};

/// Bytes a second, read and written, of the best of several device copies.
double measured_copy_bandwidth() {
  const DeviceMemory from(cold_bytes);
  const DeviceMemory to(cold_bytes);
  DeviceTimer timer;
  double best = 1e30;
  for (int pass = 0; pass < 10; ++pass) {
    best = std::min(best, timer.seconds([&] {
      check(cudaMemcpyAsync(to.data(), from.data(), static_cast<std::size_t>(cold_bytes),
                            cudaMemcpyDeviceToDevice),
            "cannot copy device memory");
    }));
  }
  return 2.0 * static_cast<double>(cold_bytes) / best;
}

void rmsnorm(benchmark::State& state, std::int64_t rows, std::int64_t n) {
  static const double peak = measured_copy_bandwidth();
  const std::int64_t copies = std::max<std::int64_t>(1, cold_bytes / (rows * n * 4));
  const DeviceMemory x_memory(copies * rows * n * 4);
  const DeviceMemory out_memory(copies * rows * n * 4);
  const DeviceMemory weight_memory(n * 4);
  const Tensor x{x_memory.data(), ElementType::f32, copies * rows, n, n};
  const Tensor out{out_memory.data(), ElementType::f32, copies * rows, n, n};
  const Tensor weight{weight_memory.data(), ElementType::f32, 1, n, n};
  DeviceTimer timer;
  std::int64_t at = 0;
  double total = 0;
  for (auto _ : state) {
    at = (at + 1) % copies;
    const double seconds = timer.seconds([&] {
      cuda::rmsnorm({}, x.row_range(at * rows, rows), weight, 1, 1e-6,
                    out.row_range(at * rows, rows));
    });
    state.SetIterationTime(seconds);
    total += seconds;
  }
  report(state, rmsnorm_work(rows, n, sizeof(float)), total, {peak});
}

}  // namespace

void register_cuda_operators() {
  int devices = 0;
  if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
    std::fputs("assay-bench: no CUDA device, timing the CPU backend only\n", stderr);
    return;
  }
  for (const ModelShape& model : model_shapes) {
    for (const std::int64_t rows : batch_sizes) {
      const std::string name =
          "rmsnorm/cuda/" + std::string(model.name) + "/f32/B:" + std::to_string(rows) + "/cold";
      benchmark::RegisterBenchmark(name.c_str(), rmsnorm, rows, model.hidden_size)->UseManualTime();
    }
  }
}

}  // namespace assay::bench
