#include "engine/backend/cuda/linear.hpp"

#include "engine/backend/cuda/elements.cuh"
#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/launch.hpp"

namespace assay::cuda {

namespace {

constexpr int threads = 128;
constexpr int groups = threads / lanes;  // weight rows of a block
constexpr int many = 8;                  // rows of x that read a weight together

template <typename Element>
struct Product {
  const float* x;
  std::int64_t x_stride;
  std::int64_t x_head;  // from one head's columns to the next's
  const Element* weight;
  std::int64_t weight_stride;
  float* out;
  std::int64_t out_stride;
  std::int64_t out_head;
  std::int64_t rows;
  std::int64_t features;  // of a head
  std::int64_t depth;
};

/// out[b] = x[b] weight^T. A group has one row of the weight, and reads it once for R rows of x.
template <int R, typename Element>
__global__ void linear_kernel(Product<Element> op) {
  const std::int64_t head = blockIdx.z;
  const std::int64_t feature = std::int64_t{blockIdx.x} * groups + group_id();
  const std::int64_t last = op.features - 1;
  const std::int64_t weight_row = head * op.features + (feature < last ? feature : last);
  const std::int64_t first = std::int64_t{blockIdx.y} * R;
  const float* x[R];
  float sums[R];
  for (int r = 0; r < R; ++r) {
    const std::int64_t row = first + r < op.rows ? first + r : op.rows - 1;
    x[r] = op.x + row * op.x_stride + head * op.x_head;
    sums[r] = 0.0F;
  }
  multiply<R>(x, op.weight + weight_row * op.weight_stride, op.depth, sums);
  float* out = op.out + first * op.out_stride + head * op.out_head + feature;
  for (int r = 0; r < R; ++r) {
    if (first + r < op.rows) {
      const float sum = tree_sum(sums[r]);
      if (lane_id() == 0 && feature <= last) {
        out[r * op.out_stride] = sum;
      }
    }
  }
}

template <typename Element>
void launch_linear(const Queue& queue, const HeadLinear& op) {
  const std::int64_t features = op.weight.rows / op.heads;
  const Product<Element> product{static_cast<const float*>(op.x.data),
                                 op.x.stride,
                                 op.x_stride,
                                 static_cast<const Element*>(op.weight.data),
                                 op.weight.stride / elements_each<Element>,
                                 static_cast<float*>(op.out.data),
                                 op.out.stride,
                                 op.out_stride,
                                 op.x.rows,
                                 features,
                                 op.weight.columns};
  const auto heads = static_cast<unsigned>(op.heads);
  if (op.x.rows == 1) {
    launch({"linear", queue.layer}, dim3(parts_of(features, groups), 1, heads), dim3(threads),
           queue.stream, linear_kernel<1, Element>, product);
  } else {
    launch({"linear", queue.layer},
           dim3(parts_of(features, groups), parts_of(op.x.rows, many), heads), dim3(threads),
           queue.stream, linear_kernel<many, Element>, product);
  }
}

}  // namespace

void head_linear(const Queue& queue, const HeadLinear& op) {
  if (op.x.empty() || op.weight.empty()) {
    return;
  }
  with_element(op.weight.type, [&](auto element) { launch_linear<decltype(element)>(queue, op); });
}

}  // namespace assay::cuda
