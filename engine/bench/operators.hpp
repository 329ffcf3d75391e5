// What assay-bench can time; each function registers its cases with Google Benchmark.
#pragma once

#include <string>

namespace assay::bench {

void register_cpu_operators();

/// Whole steps of the checkpoint in `directory` on the CPU, for each weight type; nothing if it is
/// empty.
void register_model_steps(const std::string& directory);

/// Nothing where the machine has no CUDA device; a note on standard error says so.
void register_cuda_operators();

}  // namespace assay::bench
