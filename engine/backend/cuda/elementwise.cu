#include "engine/backend/cuda/elementwise.hpp"

#include "engine/backend/cuda/elements.cuh"
#include "engine/backend/cuda/gate.cuh"
#include "engine/backend/cuda/launch.hpp"

namespace assay::cuda {

namespace {

constexpr int threads = 256;

/// A block has a row and `threads` of its columns; this thread's may be beyond the last.
__device__ inline std::int64_t column_id() {
  return std::int64_t{blockIdx.x} * threads + threadIdx.x;
}

dim3 grid_of(const Tensor& tensor) {
  return dim3(parts_of(tensor.columns, threads), static_cast<unsigned>(tensor.rows));
}

template <typename Element>
__global__ void embed_kernel(const Element* table, std::int64_t table_stride,
                             const std::int32_t* ids, float* x, std::int64_t x_stride,
                             std::int64_t n) {
  const std::int64_t i = column_id();
  if (i < n) {
    const std::int64_t row = blockIdx.y;
    x[row * x_stride + i] = element(table + ids[row] * table_stride, i);
  }
}

template <typename Element>
void launch_embed(const Queue& queue, const Tensor& table, const std::int32_t* ids,
                  const Tensor& x) {
  launch({"embed", queue.layer}, grid_of(x), dim3(threads), queue.stream, embed_kernel<Element>,
         static_cast<const Element*>(table.data), table.stride / elements_each<Element>, ids,
         static_cast<float*>(x.data), x.stride, x.columns);
}

__global__ void add_bias_kernel(float* x, std::int64_t stride, const float* bias, std::int64_t n) {
  const std::int64_t i = column_id();
  if (i < n) {
    x[blockIdx.y * stride + i] += bias[i];
  }
}

__global__ void swiglu_kernel(const float* gate_up, std::int64_t stride, Gate gate, float* out,
                              std::int64_t out_stride, std::int64_t n) {
  const std::int64_t i = column_id();
  if (i < n) {
    const float* row = gate_up + blockIdx.y * stride;
    out[blockIdx.y * out_stride + i] = apply_gate(gate, row[i], row[n + i]);
  }
}

__global__ void penalize_kernel(float* logits, const SeenToken* seen, std::int64_t count,
                                float repetition, float presence, float frequency) {
  const std::int64_t i = column_id();
  if (i < count) {
    float& logit = logits[seen[i].id];
    float changed = logit > 0.0F ? logit / repetition : logit * repetition;
    if (seen[i].times > 0) {
      changed -= presence;
      changed -= frequency * static_cast<float>(seen[i].times);
    }
    logit = changed;
  }
}

}  // namespace

void embed(const Queue& queue, const Tensor& table, const std::int32_t* ids, const Tensor& x) {
  if (x.empty()) {
    return;
  }
  with_element(table.type, [&](auto element) { launch_embed<decltype(element)>(queue, table, ids, x); });
}

void add_bias(const Queue& queue, const Tensor& x, const Tensor& bias) {
  if (!x.empty()) {
    launch({"add_bias", queue.layer}, grid_of(x), dim3(threads), queue.stream, add_bias_kernel,
           static_cast<float*>(x.data), x.stride, static_cast<const float*>(bias.data), x.columns);
  }
}

void swiglu(const Queue& queue, const Tensor& gate_up, const GateRule& gate, const Tensor& out) {
  if (!out.empty()) {
    launch({"swiglu", queue.layer}, grid_of(out), dim3(threads), queue.stream, swiglu_kernel,
           static_cast<const float*>(gate_up.data), gate_up.stride, gate_of(gate),
           static_cast<float*>(out.data), out.stride, out.columns);
  }
}

void penalize(const Queue& queue, const Tensor& logits, std::int64_t row, const PenaltyRule& rule,
              const SeenToken* seen, std::int64_t count) {
  if (count > 0) {
    launch({"penalize", queue.layer}, dim3(parts_of(count, threads)), dim3(threads), queue.stream,
           penalize_kernel, static_cast<float*>(logits.row_range(row, 1).data), seen, count,
           static_cast<float>(rule.repetition), static_cast<float>(rule.presence),
           static_cast<float>(rule.frequency));
  }
}

}  // namespace assay::cuda
