#include "engine/bench/machine_probe.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/cpu/thread_pool.hpp"
#include "engine/bench/report.hpp"

namespace assay::bench {

namespace {

constexpr std::int64_t rows = 1 << 12;
constexpr std::int64_t columns = 1 << 16;  // 1 GiB in all
constexpr int passes = 9;

}  // namespace

double measured_read_bandwidth(int threads) {
  const auto backend = cpu::make_backend(threads);
  const Tensor buffer = backend->allocate(ElementType::f32, rows, columns);
  for (std::int64_t row = 0; row < rows; ++row) {
    std::fill_n(buffer.row<float>(row), columns, 1.0F);
  }
  cpu::ThreadPool pool(threads);
  const cpu::Kernels& kernels = *cpu::available_kernels().front();
  double best = 1e30;
  for (int pass = 0; pass < passes; ++pass) {
    const Stopwatch watch;
    pool.parallel_for(rows, columns, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t row = begin; row < end; ++row) {
        benchmark::DoNotOptimize(kernels.sum_of_squares(buffer.row<float>(row), columns));
      }
    });
    best = std::min(best, watch.seconds());
  }
  return static_cast<double>(bytes_of(ElementType::f32, rows * columns)) / best;
}

std::string machine_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  const std::string key = "model name\t: ";
  std::string name = "unknown processor";
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind(key, 0) == 0) {
      name = line.substr(key.size());
      break;
    }
  }
  return name + ", " + std::to_string(std::thread::hardware_concurrency()) + " threads";
}

}  // namespace assay::bench
