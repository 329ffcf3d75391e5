#include "engine/backend/cuda/route.hpp"

#include "engine/backend/cuda/choice.cuh"
#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/launch.hpp"
#include "engine/backend/cuda/shared_memory.cuh"

namespace assay::cuda {

namespace {

constexpr int threads = 32;  // a warp has a row
constexpr int most_experts = 1024;

struct Route {
  const float* logits;
  std::int64_t logits_stride;
  const float* bias;  // nullptr: none
  std::int32_t* experts;
  std::int64_t experts_stride;
  float* weights;
  std::int64_t weights_stride;
  int n_experts;
  int k;
  bool sigmoid;
  bool best_two;
  int n_group;
  int topk_group;
  bool norm_topk_prob;
  float scale;
};

/// The best of `values`, lane by lane, then of the warp; it is taken out of play.
template <typename Shared>
__device__ int take_best(Shared& values, int n) {
  const auto lane = static_cast<int>(threadIdx.x);
  Choice best{minus_infinity(), lane < n ? lane : 0};
  for (int i = lane; i < n; i += threads) {
    best = better(best, {values[i], i});
  }
  const int index = best_of_warp(best).index;
  __syncwarp();
  if (lane == 0) {
    values[index] = minus_infinity();
  }
  __syncwarp();
  return index;
}

/// Sigmoid or softmax of a row.
template <typename Shared>
__device__ void score(const Route& op, const float* logits, Shared& scores) {
  const auto lane = static_cast<int>(threadIdx.x);
  if (op.sigmoid) {
    for (int e = lane; e < op.n_experts; e += threads) {
      scores[e] = 1.0F / (1.0F + exponential(0.0F - logits[e]));
    }
    __syncwarp();
    return;
  }
  float largest = logits[0];
  for (int e = lane; e < op.n_experts; e += threads) {
    largest = fmaxf(largest, logits[e]);
  }
  for (int distance = 16; distance > 0; distance /= 2) {
    largest = fmaxf(largest, __shfl_xor_sync(whole_warp, largest, distance));
  }
  for (int e = lane; e < op.n_experts; e += threads) {
    scores[e] = exponential(logits[e] - largest);
  }
  __syncwarp();
  float sum = 0.0F;
  for (int e = lane_id(); e < op.n_experts; e += lanes) {
    sum += scores[e];
  }
  sum = tree_sum(sum);
  __syncwarp();
  for (int e = lane; e < op.n_experts; e += threads) {
    scores[e] = scores[e] / sum;
  }
  __syncwarp();
}

/// The best member, or the sum of the two best.
template <typename Shared>
__device__ float group_score(const Route& op, Shared& biased, int begin, int size) {
  float first = minus_infinity();
  float second = minus_infinity();
  for (int i = begin; i < begin + size; ++i) {
    const float value = biased[i];
    if (value > first) {
      second = first;
      first = value;
    } else if (value > second) {
      second = value;
    }
  }
  return op.best_two && size > 1 ? first + second : first;
}

/// Takes all experts out of play whose group is not among the best.
template <typename Biased, typename Groups, typename Kept>
__device__ void keep_best_groups(const Route& op, Biased& biased, Groups& groups, Kept& kept) {
  const auto lane = static_cast<int>(threadIdx.x);
  const int size = op.n_experts / op.n_group;
  for (int g = lane; g < op.n_group; g += threads) {
    groups[g] = group_score(op, biased, g * size, size);
    kept[g] = 0;
  }
  __syncwarp();
  for (int i = 0; i < op.topk_group; ++i) {
    const int best = take_best(groups, op.n_group);
    if (lane == 0) {
      kept[best] = 1;
    }
  }
  __syncwarp();
  for (int e = lane; e < op.n_experts; e += threads) {
    if (kept[e / size] == 0) {
      biased[e] = minus_infinity();
    }
  }
  __syncwarp();
}

__global__ void route_kernel(Route op) {
  ASSAY_SHARED(float, scores, most_experts);
  ASSAY_SHARED(float, biased, most_experts);
  ASSAY_SHARED(float, groups, most_experts);
  ASSAY_SHARED(int, kept, most_experts);
  const auto lane = static_cast<int>(threadIdx.x);
  const std::int64_t row = blockIdx.x;
  score(op, op.logits + row * op.logits_stride, scores);
  for (int e = lane; e < op.n_experts; e += threads) {
    biased[e] = op.bias == nullptr ? float{scores[e]} : scores[e] + op.bias[e];
  }
  __syncwarp();
  if (op.n_group > 1) {
    keep_best_groups(op, biased, groups, kept);
  }
  std::int32_t* experts = op.experts + row * op.experts_stride;
  float* weights = op.weights + row * op.weights_stride;
  float sum = 0.0F;
  for (int slot = 0; slot < op.k; ++slot) {
    const int expert = take_best(biased, op.n_experts);
    sum += scores[expert];
    if (lane == 0) {
      experts[slot] = expert;
    }
  }
  __syncwarp();
  for (int slot = lane; slot < op.k; slot += threads) {
    const float weight = scores[experts[slot]];
    weights[slot] = (op.norm_topk_prob ? weight / (sum + 1e-20F) : weight) * op.scale;
  }
}

Route route_of(const Routing& op) {
  Route route{};
  route.logits = static_cast<const float*>(op.logits.data);
  route.logits_stride = op.logits.stride;
  route.bias = static_cast<const float*>(op.bias.data);
  route.experts = static_cast<std::int32_t*>(op.experts.data);
  route.experts_stride = op.experts.stride;
  route.weights = static_cast<float*>(op.weights.data);
  route.weights_stride = op.weights.stride;
  route.n_experts = static_cast<int>(op.logits.columns);
  route.k = static_cast<int>(op.experts.columns);
  route.sigmoid = op.rule.scoring == Scoring::sigmoid;
  route.best_two = op.rule.group_score == GroupScore::best_two;
  route.n_group = op.rule.n_group;
  route.topk_group = op.rule.topk_group;
  route.norm_topk_prob = op.rule.norm_topk_prob;
  route.scale = static_cast<float>(op.rule.routed_scaling_factor);
  return route;
}

}  // namespace

void route(const Queue& queue, const Routing& op) {
  if (op.logits.empty()) {
    return;
  }
  if (op.logits.columns > most_experts) {
    throw UsageError("route: " + std::to_string(op.logits.columns) +
                     " experts are more than the CUDA backend's 1024; use --device cpu");
  }
  launch({"route", queue.layer}, dim3(static_cast<unsigned>(op.logits.rows)), dim3(threads),
         queue.stream, route_kernel, route_of(op));
}

}  // namespace assay::cuda
