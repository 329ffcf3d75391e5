#include "engine/backend/cpu/rmsnorm.hpp"

#include <cmath>

namespace assay::cpu {

namespace {

void norm_row(const Kernels& kernels, const float* x, const float* weight, double eps, float* out,
              std::int64_t n) {
  const float mean = kernels.sum_of_squares(x, n) / static_cast<float>(n);
  kernels.scale(x, 1.0F / std::sqrt(mean + static_cast<float>(eps)), weight, out, n);
}

}  // namespace

void rmsnorm(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& weight,
             double eps, const Tensor& out) {
  pool.parallel_for(x.rows, x.columns / 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      norm_row(kernels, x.row<float>(b), weight.row<float>(0), eps, out.row<float>(b), x.columns);
    }
  });
}

void head_rmsnorm(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& weight,
                  int heads, double eps) {
  const std::int64_t n = weight.columns;
  pool.parallel_for(x.rows, x.columns / 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      for (int head = 0; head < heads; ++head) {
        auto* part = x.row<float>(b) + head * n;
        norm_row(kernels, part, weight.row<float>(0), eps, part, n);
      }
    }
  });
}

void add_rmsnorm(ThreadPool& pool, const Kernels& kernels, const Tensor& residual,
                 const Tensor& delta, const Tensor& weight, double eps, const Tensor& out) {
  const std::int64_t n = residual.columns;
  pool.parallel_for(residual.rows, n / 3, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      auto* row = residual.row<float>(b);
      kernels.add(row, delta.row<float>(b), n);
      norm_row(kernels, row, weight.row<float>(0), eps, out.row<float>(b), n);
    }
  });
}

}  // namespace assay::cpu
