// assay-bench: operators against the measured limits of the machine. Flags are Google Benchmark's,
// e.g. --benchmark_filter=rmsnorm --benchmark_out=FILE --benchmark_out_format=json
#include <benchmark/benchmark.h>

#include "engine/bench/commit.hpp"
#include "engine/bench/machine_probe.hpp"
#include "engine/bench/operators.hpp"

int main(int argc, char** argv) {
  // Raised when the names of benchmarks or counters change their meaning.
  benchmark::AddCustomContext("assay_schema_version", "1");
  benchmark::AddCustomContext("assay_commit", assay::bench::commit);
  benchmark::AddCustomContext("assay_machine", assay::bench::machine_name());
  assay::bench::register_cpu_operators();
#if ASSAY_HAVE_CUDA
  assay::bench::register_cuda_operators();
#endif
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 3;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
