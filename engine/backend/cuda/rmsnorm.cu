#include "engine/backend/cuda/rmsnorm.hpp"

#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/launch.hpp"
#include "engine/backend/cuda/shared_memory.cuh"

namespace assay::cuda {

namespace {

constexpr int threads = 256;

struct Norm {
  float* x;
  std::int64_t x_stride;
  const float* delta;  // nullptr: nothing is added
  std::int64_t delta_stride;
  const float* weight;
  float eps;
  float* out;
  std::int64_t out_stride;
  std::int64_t n;
};

/// A block has one head of one row. The first warp sums the squares, in both of its halves.
__global__ void rmsnorm_kernel(Norm op) {
  ASSAY_SHARED(float, factor, 1);
  const std::int64_t head = std::int64_t{blockIdx.x} * op.n;
  const std::int64_t row = blockIdx.y;
  float* x = op.x + row * op.x_stride + head;
  float* out = op.out + row * op.out_stride + head;
  if (op.delta != nullptr) {
    const float* delta = op.delta + row * op.delta_stride;
    for (std::int64_t i = threadIdx.x; i < op.n; i += threads) {
      x[i] += delta[i];
    }
    __syncthreads();
  }
  if (threadIdx.x < 2 * lanes) {
    float squares = 0.0F;
    for (std::int64_t i = lane_id(); i < op.n; i += lanes) {
      squares = fmaf(x[i], x[i], squares);
    }
    const float mean = tree_sum(squares) / static_cast<float>(op.n);
    if (threadIdx.x == 0) {
      factor[0] = 1.0F / sqrtf(mean + op.eps);
    }
  }
  __syncthreads();
  const float scale = factor[0];
  for (std::int64_t i = threadIdx.x; i < op.n; i += threads) {
    out[i] = x[i] * scale * op.weight[i];
  }
}

Norm norm_of(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) {
  Norm op{};
  op.x = static_cast<float*>(x.data);
  op.x_stride = x.stride;
  op.weight = static_cast<const float*>(weight.data);
  op.eps = static_cast<float>(eps);
  op.out = static_cast<float*>(out.data);
  op.out_stride = out.stride;
  op.n = weight.columns;
  return op;
}

}  // namespace

void rmsnorm(const Queue& queue, const Tensor& x, const Tensor& weight, int heads, double eps,
             const Tensor& out) {
  if (!x.empty()) {
    launch({"rmsnorm", queue.layer},
           dim3(static_cast<unsigned>(heads), static_cast<unsigned>(x.rows)), dim3(threads),
           queue.stream, rmsnorm_kernel, norm_of(x, weight, eps, out));
  }
}

void add_rmsnorm(const Queue& queue, const Tensor& residual, const Tensor& delta,
                 const Tensor& weight, double eps, const Tensor& out) {
  if (residual.empty()) {
    return;
  }
  Norm op = norm_of(residual, weight, eps, out);
  op.delta = static_cast<const float*>(delta.data);
  op.delta_stride = delta.stride;
  launch({"add_rmsnorm", queue.layer}, dim3(1, static_cast<unsigned>(residual.rows)), dim3(threads),
         queue.stream, rmsnorm_kernel, op);
}

}  // namespace assay::cuda
