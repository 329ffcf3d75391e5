// assay-bench: operators against the measured limits of the machine. Flags are Google Benchmark's,
// e.g. --benchmark_filter=rmsnorm --benchmark_out=FILE --benchmark_out_format=json
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "engine/bench/commit.hpp"
#include "engine/bench/machine_probe.hpp"
#include "engine/bench/operators.hpp"

namespace {

/// Five repetitions, of which mean, median and spread are shown; --benchmark_out holds each. What
/// the user gives comes later and wins.
std::vector<std::string> with_defaults(int argc, char** argv) {
  std::vector<std::string> arguments{argv[0], "--benchmark_repetitions=5",
                                     "--benchmark_min_time=0.1",
                                     "--benchmark_display_aggregates_only=true"};
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments = with_defaults(argc, argv);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size());
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  int count = static_cast<int>(pointers.size());
  // Raised when the names of benchmarks or counters change their meaning.
  benchmark::AddCustomContext("assay_schema_version", "1");
  benchmark::AddCustomContext("assay_commit", assay::bench::commit());
  benchmark::AddCustomContext("assay_machine", assay::bench::machine_name());
  assay::bench::register_cpu_operators();
#if ASSAY_HAVE_CUDA
  assay::bench::register_cuda_operators();
#endif
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) {
    return 3;
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
