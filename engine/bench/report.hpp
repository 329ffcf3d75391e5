// The columns of a benchmark line: rates, and their share of what the machine was measured to do.
#pragma once

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

#include "engine/bench/roofline.hpp"

namespace assay::bench {

/// Measured, a second; flops 0: only memory limits.
struct Peaks {
  double bytes = 0;
  double flops = 0;
};

/// `seconds`: of all iterations. %limit: the time that the tighter of both limits allows, by the
/// time taken.
inline void report(benchmark::State& state, const Work& work, double seconds, const Peaks& peaks) {
  const double calls = static_cast<double>(state.iterations()) / seconds;
  const double arithmetic = peaks.flops > 0 ? work.flops / peaks.flops : 0.0;
  state.counters["GB/s"] = work.bytes * calls * 1e-9;
  state.counters["GFLOP/s"] = work.flops * calls * 1e-9;
  state.counters["%limit"] = 100.0 * std::max(work.bytes / peaks.bytes, arithmetic) * calls;
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
