// The columns of a benchmark line: rate, and its share of what the machine was measured to do.
#pragma once

#include <benchmark/benchmark.h>

#include "engine/bench/roofline.hpp"

namespace assay::bench {

/// `peak_bytes`: measured bytes a second of the memory in question.
inline void report(benchmark::State& state, const Work& work, double peak_bytes) {
  using benchmark::Counter;
  constexpr auto rate = Counter::kIsIterationInvariantRate;
  state.counters["GB/s"] = Counter(work.bytes * 1e-9, rate);
  state.counters["GFLOP/s"] = Counter(work.flops * 1e-9, rate);
  state.counters["%limit"] = Counter(100.0 * work.bytes / peak_bytes, rate);
}

/// Five repetitions, of which mean, median and spread are kept; wall time, since threads share
/// work.
inline void measure(benchmark::internal::Benchmark* benchmark) {
  benchmark->UseRealTime()->MinTime(0.1)->Repetitions(5)->ReportAggregatesOnly(true);
}

}  // namespace assay::bench
