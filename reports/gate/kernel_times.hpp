// Times of kernels from two JSON files of Google Benchmark, as assay-bench writes them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "reports/statistics/paired.hpp"

namespace assay {

/// Nanoseconds an iteration, one value a repetition, by benchmark.
using KernelTimes = std::map<std::string, std::vector<double>>;

/// Reads `time` ("real_time" or "cpu_time") of the rows of run_type "iteration"; aggregates are
/// computed from them and skipped. Throws DataError that names file and benchmark for what is no
/// such file, for a time that is not above 0, and for no rows; InfrastructureError for a benchmark
/// that ended with an error.
/// Source: google/benchmark, docs/user_guide.md, "Output Formats".
[[nodiscard]] KernelTimes read_kernel_times(const std::string& text, const std::string& path,
                                            const std::string& time);

/// Of the logarithms of times, new less old: mean difference, Welch's standard error and degrees
/// of freedom. No error where either has one repetition. It knows how a kernel's time varies
/// within one process; what differs between processes and hours it cannot know.
/// Source: Welch 1947, "The generalization of Student's problem", Biometrika 34.
[[nodiscard]] statistics::PairedDifference slowdown(const std::vector<double>& before,
                                                    const std::vector<double>& after);

}  // namespace assay
