#include "engine/backend/cpu/add_bias.hpp"

namespace assay::cpu {

void add_bias(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& bias) {
  pool.parallel_for(x.rows, x.columns / 8, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t b = begin; b < end; ++b) {
      kernels.add(x.row<float>(b), bias.row<const float>(0), x.columns);
    }
  });
}

}  // namespace assay::cpu
