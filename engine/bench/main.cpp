// assay-bench: operators against the measured limits of the machine. Flags are Google Benchmark's,
// e.g. --benchmark_filter=rmsnorm --benchmark_out=FILE --benchmark_out_format=json, and
// --model=DIRECTORY for whole steps of a checkpoint.
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

/// What was typed, for the results' JSON.
std::string command_line(int argc, char** argv) {
  std::string line = "assay-bench";
  for (int i = 1; i < argc; ++i) {
    line += std::string(" '") + argv[i] + "'";
  }
  return line;
}

/// Takes --model=DIRECTORY out of the arguments; empty where it was not given.
std::string take_model(std::vector<std::string>& arguments) {
  const std::string flag = "--model=";
  for (auto at = arguments.begin(); at != arguments.end(); ++at) {
    if (at->rfind(flag, 0) == 0) {
      std::string directory = at->substr(flag.size());
      arguments.erase(at);
      return directory;
    }
  }
  return "";
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments = with_defaults(argc, argv);
  const std::string model = take_model(arguments);
  std::vector<char*> pointers;
  pointers.reserve(arguments.size());
  for (std::string& argument : arguments) {
    pointers.push_back(argument.data());
  }
  int count = static_cast<int>(pointers.size());
  // Raised when the names of benchmarks or counters change their meaning.
  benchmark::AddCustomContext("assay_schema_version", "2");
  benchmark::AddCustomContext("assay_commit", assay::bench::commit());
  benchmark::AddCustomContext("assay_machine", assay::bench::machine_name());
  benchmark::AddCustomContext("assay_command", command_line(argc, argv));
  assay::bench::register_cpu_operators();
  assay::bench::register_model_steps(model);
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
