#include "engine/backend/cuda/rmsnorm.hpp"

#include <limits>

#include "engine/backend/cuda/launch.hpp"
#include "engine/backend/cuda/rmsnorm_kernel.cuh"

namespace assay::cuda {

namespace {

void check_shapes(const Tensor& x, const Tensor& weight, const Tensor& out) {
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  if (weight.columns != x.columns || out.columns != x.columns || out.rows != x.rows) {
    throw ShapeError("rmsnorm: x is [" + std::to_string(x.rows) + ", " + std::to_string(x.columns) +
                     "], but weight has " + std::to_string(weight.columns) +
                     " columns and out is [" + std::to_string(out.rows) + ", " +
                     std::to_string(out.columns) + "]");
  }
  if (x.rows > most || x.columns > most) {
    throw ShapeError("rmsnorm: a launch has at most 2^31 - 1 rows of as many columns");
  }
  if (x.type == ElementType::i32 || weight.type != ElementType::f32 ||
      out.type != ElementType::f32) {
    throw ShapeError("rmsnorm: x must be f32 or bf16, weight and out f32");
  }
}

template <typename Element>
void launch_rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out, int layer,
                    cudaStream_t stream) {
  launch({"rmsnorm", layer}, dim3(static_cast<unsigned>(x.rows)), dim3(rmsnorm_threads), stream,
         rmsnorm_kernel<Element, rmsnorm_threads>, static_cast<const Element*>(x.data), x.stride,
         static_cast<const float*>(weight.data), static_cast<float>(eps),
         static_cast<float*>(out.data), out.stride, static_cast<int>(x.columns));
}

}  // namespace

void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out, int layer,
             cudaStream_t stream) {
  check_shapes(x, weight, out);
  if (x.empty()) {
    return;
  }
  if (x.type == ElementType::bf16) {
    launch_rmsnorm<Bf16>(x, weight, eps, out, layer, stream);
  } else {
    launch_rmsnorm<float>(x, weight, eps, out, layer, stream);
  }
}

}  // namespace assay::cuda
