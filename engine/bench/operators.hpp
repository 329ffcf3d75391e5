// What assay-bench can time; each function registers its cases with Google Benchmark.
#pragma once

namespace assay::bench {

void register_cpu_operators();

/// Nothing where the machine has no CUDA device; a note on standard error says so.
void register_cuda_operators();

}  // namespace assay::bench
