#include "engine/backend/cuda/experts.hpp"

#include "engine/backend/cuda/elements.cuh"
#include "engine/backend/cuda/gate.cuh"
#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/launch.hpp"

namespace assay::cuda {

namespace {

constexpr int threads = 128;
constexpr int groups = threads / lanes;
constexpr int tile = 4;  // places that read a weight together

/// The places of each expert: expert e has those of list[begins[e]] to list[begins[e + 1]], rising.
struct Places {
  std::int32_t* begins;  // [E + 1]
  std::int32_t* list;    // [rows * k]
};

/// One block. A thread has some experts, counts their places, and lists them once all have counted.
__global__ void group_kernel(const std::int32_t* chosen, std::int64_t stride, int rows, int k,
                             int n_experts, Places places) {
  const auto first = static_cast<int>(threadIdx.x);
  for (int e = first; e < n_experts; e += threads) {
    int count = 0;
    for (int b = 0; b < rows; ++b) {
      for (int slot = 0; slot < k; ++slot) {
        count += chosen[b * stride + slot] == e ? 1 : 0;
      }
    }
    places.begins[e + 1] = count;
  }
  __syncthreads();
  if (first == 0) {
    places.begins[0] = 0;
    for (int e = 0; e < n_experts; ++e) {
      places.begins[e + 1] += places.begins[e];
    }
  }
  __syncthreads();
  for (int e = first; e < n_experts; e += threads) {
    std::int32_t* next = places.list + places.begins[e];
    for (int b = 0; b < rows; ++b) {
      for (int slot = 0; slot < k; ++slot) {
        if (chosen[b * stride + slot] == e) {
          *next++ = b * k + slot;
        }
      }
    }
  }
}

template <typename Element>
struct Matrix {
  const Element* data;
  std::int64_t stride;

  [[nodiscard]] __device__ const Element* row(std::int64_t index) const {
    return data + index * stride;
  }
};

template <typename Element>
Matrix<Element> matrix_of(const Tensor& tensor) {
  return {static_cast<const Element*>(tensor.data), tensor.stride / elements_each<Element>};
}

/// Some of an expert's places, at most `tile`; the last stands for those that are not there.
struct Tile {
  int count;
  std::int64_t places[tile];
};

__device__ inline Tile tile_at(const Places& places, int at, int end) {
  Tile now;
  now.count = end - at < tile ? end - at : tile;
  for (int r = 0; r < tile; ++r) {
    now.places[r] = places.list[r < now.count ? at + r : end - 1];
  }
  return now;
}

/// hidden[place] = gate(gate_up x). A group has one column of one expert: its gate row and up row.
template <typename Element>
__global__ void inner_kernel(Places places, Matrix<float> x, int k, Matrix<Element> gate_up,
                             Matrix<float> bias, Gate gate, float* hidden, std::int64_t inner,
                             std::int64_t depth) {
  const std::int64_t expert = blockIdx.y;
  const std::int64_t column = std::int64_t{blockIdx.x} * groups + group_id();
  const std::int64_t row = column < inner ? column : inner - 1;
  const Element* gate_row = gate_up.row(expert * 2 * inner + row);
  const Element* up_row = gate_up.row(expert * 2 * inner + inner + row);
  const int end = places.begins[expert + 1];
  for (int at = places.begins[expert]; at < end; at += tile) {
    const Tile now = tile_at(places, at, end);
    const float* from[tile];
    float gates[tile];
    float ups[tile];
    for (int r = 0; r < tile; ++r) {
      from[r] = x.row(now.places[r] / k);
      gates[r] = 0.0F;
      ups[r] = 0.0F;
    }
    multiply<tile>(from, gate_row, depth, gates);
    multiply<tile>(from, up_row, depth, ups);
    for (int r = 0; r < tile; ++r) {
      if (r < now.count) {
        float g = tree_sum(gates[r]);
        float u = tree_sum(ups[r]);
        if (lane_id() == 0 && column < inner) {
          if (bias.data != nullptr) {
            g += bias.row(expert)[column];
            u += bias.row(expert)[inner + column];
          }
          hidden[now.places[r] * inner + column] = apply_gate(gate, g, u);
        }
      }
    }
  }
}

/// output[place] = down hidden[place].
template <typename Element>
__global__ void outer_kernel(Places places, const float* hidden, Matrix<Element> down,
                             Matrix<float> bias, float* output, std::int64_t columns,
                             std::int64_t depth) {
  const std::int64_t expert = blockIdx.y;
  const std::int64_t column = std::int64_t{blockIdx.x} * groups + group_id();
  const Element* weight = down.row(expert * columns + (column < columns ? column : columns - 1));
  const int end = places.begins[expert + 1];
  for (int at = places.begins[expert]; at < end; at += tile) {
    const Tile now = tile_at(places, at, end);
    const float* from[tile];
    float sums[tile];
    for (int r = 0; r < tile; ++r) {
      from[r] = hidden + now.places[r] * depth;
      sums[r] = 0.0F;
    }
    multiply<tile>(from, weight, depth, sums);
    for (int r = 0; r < tile; ++r) {
      if (r < now.count) {
        float sum = tree_sum(sums[r]);
        if (lane_id() == 0 && column < columns) {
          if (bias.data != nullptr) {
            sum += bias.row(expert)[column];
          }
          output[now.places[r] * columns + column] = sum;
        }
      }
    }
  }
}

/// out[b] = the sum over slots in order of weight * output, then + shared.
__global__ void combine_kernel(const float* output, Matrix<float> weights, int k,
                               Matrix<float> shared, float* out, std::int64_t out_stride,
                               std::int64_t columns) {
  const std::int64_t i = std::int64_t{blockIdx.x} * threads + threadIdx.x;
  const std::int64_t b = blockIdx.y;
  if (i >= columns) {
    return;
  }
  float sum = 0.0F;
  for (int slot = 0; slot < k; ++slot) {
    sum = fmaf(weights.row(b)[slot], output[(b * k + slot) * columns + i], sum);
  }
  if (shared.data != nullptr) {
    sum += shared.row(b)[i];
  }
  out[b * out_stride + i] = sum;
}

struct Buffers {
  Places places;
  float* hidden;  // [rows * k, moe_intermediate_size]
  float* output;  // [rows * k, d]
};

Buffers buffers_of(const Experts& op, Scratch& scratch) {
  const std::int64_t places = op.x.rows * op.experts.columns;
  const auto [begins, list, hidden, output] =
      scratch.take<4>({4 * (std::int64_t{op.n_routed_experts} + 1), 4 * places,
                       4 * places * op.down.columns, 4 * places * op.x.columns});
  return {{static_cast<std::int32_t*>(begins), static_cast<std::int32_t*>(list)},
          static_cast<float*>(hidden),
          static_cast<float*>(output)};
}

template <typename Element>
void launch_inner(const Queue& queue, const Experts& op, const Buffers& to) {
  const std::int64_t inner = op.down.columns;
  launch({"experts inner", queue.layer},
         dim3(parts_of(inner, groups), static_cast<unsigned>(op.n_routed_experts)), dim3(threads),
         queue.stream, inner_kernel<Element>, to.places, matrix_of<float>(op.x),
         static_cast<int>(op.experts.columns), matrix_of<Element>(op.gate_up),
         matrix_of<float>(op.gate_up_bias), gate_of(op.gate), to.hidden, inner, op.x.columns);
}

template <typename Element>
void launch_outer(const Queue& queue, const Experts& op, const Buffers& to) {
  launch({"experts outer", queue.layer},
         dim3(parts_of(op.x.columns, groups), static_cast<unsigned>(op.n_routed_experts)),
         dim3(threads), queue.stream, outer_kernel<Element>, to.places, to.hidden,
         matrix_of<Element>(op.down), matrix_of<float>(op.down_bias), to.output, op.x.columns,
         op.down.columns);
}

void inner(const Queue& queue, const Experts& op, const Buffers& to) {
  with_element(op.gate_up.type, [&](auto element) { launch_inner<decltype(element)>(queue, op, to); });
}

void outer(const Queue& queue, const Experts& op, const Buffers& to) {
  with_element(op.down.type, [&](auto element) { launch_outer<decltype(element)>(queue, op, to); });
}

}  // namespace

void experts(const Queue& queue, const Experts& op, Scratch& scratch) {
  if (op.out.empty()) {
    return;
  }
  const Buffers to = buffers_of(op, scratch);
  const auto k = static_cast<int>(op.experts.columns);
  launch({"experts group", queue.layer}, dim3(1), dim3(threads), queue.stream, group_kernel,
         static_cast<const std::int32_t*>(op.experts.data), op.experts.stride,
         static_cast<int>(op.x.rows), k, op.n_routed_experts, to.places);
  inner(queue, op, to);
  outer(queue, op, to);
  launch({"experts combine", queue.layer},
         dim3(parts_of(op.x.columns, threads), static_cast<unsigned>(op.x.rows)), dim3(threads),
         queue.stream, combine_kernel, to.output, matrix_of<float>(op.weights), k,
         matrix_of<float>(op.shared), static_cast<float*>(op.out.data), op.out.stride,
         op.x.columns);
}

}  // namespace assay::cuda
