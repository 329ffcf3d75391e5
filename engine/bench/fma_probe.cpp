#include <algorithm>
#include <cstdint>
#include <string_view>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/cpu/thread_pool.hpp"
#include "engine/bench/machine_probe.hpp"
#include "engine/bench/report.hpp"

namespace assay::bench {

namespace {

constexpr std::int64_t steps = 2'000'000;
constexpr int chains = 12;  // more than the latency of a fused multiply-add can hide
constexpr int passes = 9;

#if defined(__x86_64__)
__attribute__((target("avx512f"))) float chains_avx512() {
  __m512 sums[chains];
  for (__m512& sum : sums) {
    sum = _mm512_set1_ps(1e-3F);
  }
  for (std::int64_t i = 0; i < steps; ++i) {
    for (__m512& sum : sums) {
      sum = _mm512_fmadd_ps(sum, _mm512_set1_ps(0.999F), _mm512_set1_ps(1e-6F));
    }
  }
  __m512 total = sums[0];
  for (int i = 1; i < chains; ++i) {
    total = _mm512_add_ps(total, sums[i]);
  }
  return _mm512_cvtss_f32(total);
}

__attribute__((target("avx2,fma"))) float chains_avx2() {
  __m256 sums[chains];
  for (__m256& sum : sums) {
    sum = _mm256_set1_ps(1e-3F);
  }
  for (std::int64_t i = 0; i < steps; ++i) {
    for (__m256& sum : sums) {
      sum = _mm256_fmadd_ps(sum, _mm256_set1_ps(0.999F), _mm256_set1_ps(1e-6F));
    }
  }
  __m256 total = sums[0];
  for (int i = 1; i < chains; ++i) {
    total = _mm256_add_ps(total, sums[i]);
  }
  return _mm256_cvtss_f32(total);
}
#endif

float chains_scalar() {
  float sums[chains];
  std::fill_n(sums, chains, 1e-3F);
  for (std::int64_t i = 0; i < steps; ++i) {
    for (float& sum : sums) {
      sum = sum * 0.999F + 1e-6F;
    }
  }
  float total = 0.0F;
  for (const float sum : sums) {
    total += sum;
  }
  return total;
}

struct Loop {
  float (*run)() = chains_scalar;
  int lanes = 1;
};

Loop widest() {
#if defined(__x86_64__)
  const std::string_view name = cpu::available_kernels().front()->name;
  if (name == "avx512") {
    return {chains_avx512, 16};
  }
  if (name == "avx2") {
    return {chains_avx2, 8};
  }
#endif
  return {};
}

}  // namespace

double measured_fma_rate(int threads) {
  const Loop loop = widest();
  cpu::ThreadPool pool(threads);
  const std::int64_t pieces = std::int64_t{8} * threads;
  double best = 1e30;
  for (int pass = 0; pass < passes; ++pass) {
    const Stopwatch watch;
    pool.parallel_for(pieces, steps, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t piece = begin; piece < end; ++piece) {
        float result = loop.run();
        benchmark::DoNotOptimize(result);
      }
    });
    best = std::min(best, watch.seconds());
  }
  return 2.0 * loop.lanes * chains * static_cast<double>(steps * pieces) / best;
}

}  // namespace assay::bench
