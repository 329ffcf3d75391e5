#include "engine/backend/cpu/linear.hpp"

#include <algorithm>
#include <vector>

namespace assay::cpu {

namespace {

constexpr std::int64_t block = 16;  // weight rows that one thread takes at a time

std::vector<float*> row_starts(const Tensor& tensor, std::int64_t column = 0) {
  std::vector<float*> rows(static_cast<std::size_t>(tensor.rows));
  for (std::int64_t b = 0; b < tensor.rows; ++b) {
    rows[static_cast<std::size_t>(b)] = tensor.row<float>(b) + column;
  }
  return rows;
}

MatmulArgs arguments(const std::vector<float*>& x, const std::vector<float*>& out,
                     const Tensor& weight) {
  MatmulArgs args;
  args.x = x.data();
  args.out = out.data();
  args.rows = static_cast<std::int64_t>(x.size());
  args.weight = weight.data;
  args.weight_stride = weight.stride;
  args.depth = weight.columns;
  return args;
}

}  // namespace

void linear(ThreadPool& pool, const Kernels& kernels, const Tensor& x, const Tensor& weight,
            const Tensor& out) {
  const std::vector<float*> inputs = row_starts(x);
  const std::vector<float*> outputs = row_starts(out);
  const MatmulArgs all = arguments(inputs, outputs, weight);
  const std::int64_t blocks = (weight.rows + block - 1) / block;
  pool.parallel_for(blocks, x.rows * weight.columns, [&](std::int64_t begin, std::int64_t end) {
    MatmulArgs part = all;
    part.begin = begin * block;
    part.end = std::min(end * block, weight.rows);
    kernels.matmul(weight.type, part);
  });
}

void head_linear(ThreadPool& pool, const Kernels& kernels, const HeadLinear& op) {
  const std::int64_t features = op.weight.rows / op.heads;
  const std::int64_t cost = op.x.rows * features * (op.weight.columns + block) / block;
  pool.parallel_for(op.heads, cost, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t h = begin; h < end; ++h) {
      const std::vector<float*> inputs = row_starts(op.x, h * op.x_stride);
      const std::vector<float*> outputs = row_starts(op.out, h * op.out_stride);
      MatmulArgs args = arguments(inputs, outputs, op.weight.row_range(h * features, features));
      args.end = features;
      kernels.matmul(op.weight.type, args);
    }
  });
}

}  // namespace assay::cpu
