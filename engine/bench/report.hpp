// The columns of a benchmark line: rate, and its share of what the machine was measured to do.
#pragma once

#include <benchmark/benchmark.h>

#include <chrono>

#include "engine/bench/roofline.hpp"

namespace assay::bench {

/// `seconds`: of all iterations. `peak_bytes`: measured bytes a second of the memory in question.
inline void report(benchmark::State& state, const Work& work, double seconds, double peak_bytes) {
  const double calls = static_cast<double>(state.iterations()) / seconds;
  state.counters["GB/s"] = work.bytes * calls * 1e-9;
  state.counters["GFLOP/s"] = work.flops * calls * 1e-9;
  state.counters["%limit"] = 100.0 * work.bytes * calls / peak_bytes;
}

/// Wall time, since threads share the work of a call.
class Stopwatch {
 public:
  [[nodiscard]] double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace assay::bench
