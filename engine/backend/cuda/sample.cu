#include "engine/backend/cuda/sample.hpp"

#include <algorithm>
#include <vector>

#include "engine/backend/cuda/choice.cuh"
#include "engine/backend/cuda/launch.hpp"
#include "engine/backend/cuda/sort.cuh"
#include "engine/backend/natural_log.hpp"
#include "engine/core/error.hpp"

namespace assay::cuda {

namespace {

constexpr int threads = sort_threads;
constexpr std::int64_t scratch_limit = std::int64_t{256} << 20;  // bytes, if one row needs no more
constexpr std::int32_t not_finite = -1;                          // in the place of an id

/// SampleRule in the kernel's types.
struct Rule {
  double top_p;
  double min_p;
  double uniform;
  float inverse_temperature;  // 0: greedy
  int top_k;
  int vocabulary;
};

Rule rule_of(const SampleRule& rule) {
  return {rule.top_p,   rule.min_p,
          rule.uniform, rule.temperature > 0.0 ? static_cast<float>(1.0 / rule.temperature) : 0.0F,
          rule.top_k,   rule.vocabulary};
}

struct Sample {
  const float* logits;
  std::int64_t stride;
  const Rule* rules;
  std::int32_t* ids;
  Pairs pairs;  // [rows, columns]
  Pairs other;
  std::int64_t columns;
};

__device__ inline Pairs row_of(const Pairs& pairs, std::int64_t row, std::int64_t columns) {
  return {pairs.keys + row * columns, pairs.ids + row * columns};
}

/// The largest logit, the lowest id among equals.
__device__ inline Choice largest_of(const float* logits, int n) {
  const auto first = static_cast<int>(threadIdx.x);
  Choice best{minus_infinity(), first < n ? first : 0};
  for (int i = first; i < n; i += threads) {
    best = better(best, {logits[i], i});
  }
  return best_of_block<threads>(best);
}

__device__ inline bool all_finite(const float* logits, int n) {
  float bad = 0.0F;
  for (int i = static_cast<int>(threadIdx.x); i < n; i += threads) {
    // The exponent of infinities and NaNs is all ones.
    bad = (__float_as_uint(logits[i]) & 0x7f800000U) == 0x7f800000U ? 1.0F : bad;
  }
  return best_of_block<threads>({bad, 0}).value == 0.0F;
}

/// The sum of all weights: each thread adds a part in order, thread 0 the parts in order. Told to
/// thread 0.
__device__ inline double sum_of_weights(const unsigned* keys, int n) {
  ASSAY_SHARED(double, partial, threads);
  const auto thread = static_cast<int>(threadIdx.x);
  const int each = (n + threads - 1) / threads;
  double sum = 0.0;
  for (int i = thread * each; i < n && i < (thread + 1) * each; ++i) {
    sum += double{value_of_key(keys[i])};
  }
  partial[thread] = sum;
  __syncthreads();
  if (thread == 0) {
    for (int t = 1; t < threads; ++t) {
      sum += partial[t];
    }
  }
  return sum;
}

/// The candidates in order; their weights fall.
struct Candidates {
  Pairs pairs;
  int count;

  [[nodiscard]] __device__ double weight(int i) const {
    return double{value_of_key(pairs.keys[i])};
  }
  [[nodiscard]] __device__ bool has(int i) const { return i < count && weight(i) > 0.0; }
};

/// Cuts the candidates to those that the filters keep; gives their mass.
__device__ inline double filter(const Rule& rule, double total, Candidates& all) {
  if (rule.top_k <= 0 && rule.top_p >= 1.0 && rule.min_p <= 0.0) {
    return total;
  }
  if (rule.top_k > 0) {
    all.count = all.count < rule.top_k ? all.count : rule.top_k;
    total = 0.0;
    for (int i = 0; all.has(i); ++i) {
      total += all.weight(i);
    }
  }
  double kept = 0.0;
  int count = 0;
  while (all.has(count) && (rule.top_p >= 1.0 || count == 0 || kept < rule.top_p * total) &&
         !(all.weight(count) < rule.min_p * all.weight(0))) {
    kept += all.weight(count);
    ++count;
  }
  all.count = count;
  return kept;
}

/// The first candidate whose cumulative mass exceeds uniform * kept mass.
__device__ inline std::int32_t choose(const Rule& rule, double total, Candidates all) {
  const double target = rule.uniform * filter(rule, total, all);
  double mass = 0.0;
  for (int i = 0;; ++i) {
    mass += all.weight(i);
    if (mass > target || !all.has(i + 1)) {
      return all.pairs.ids[i];
    }
  }
}

/// A block has a row.
__global__ void sample_kernel(Sample op) {
  const std::int64_t row = blockIdx.x;
  const float* logits = op.logits + row * op.stride;
  const Rule rule = op.rules[row];
  const int n = rule.vocabulary;
  const bool finite = all_finite(logits, n);
  const Choice largest = largest_of(logits, n);
  if (!finite || rule.inverse_temperature == 0.0F) {
    if (threadIdx.x == 0) {
      op.ids[row] = finite ? largest.index : not_finite;
    }
    return;
  }
  const Pairs pairs = row_of(op.pairs, row, op.columns);
  for (int i = static_cast<int>(threadIdx.x); i < n; i += threads) {
    pairs.keys[i] =
        falling_key(exponential((logits[i] - largest.value) * rule.inverse_temperature));
    pairs.ids[i] = i;
  }
  __syncthreads();
  const double total = sum_of_weights(pairs.keys, n);
  __syncthreads();
  sort_pairs(pairs, row_of(op.other, row, op.columns), n);
  if (threadIdx.x == 0) {
    op.ids[row] = choose(rule, total, {pairs, n});
  }
}

struct Score {
  const float* logits;
  int vocabulary;
  std::int32_t id;
  int top;
  float* exponentials;  // [vocabulary]
  Pairs pairs;          // [vocabulary]
  Pairs other;
  float* out;  // largest, sum of exponentials, logit of id, the top's logits
  std::int32_t* ids;
};

/// One block.
__global__ void logprobs_kernel(Score op) {
  const auto first = static_cast<int>(threadIdx.x);
  const float largest = largest_of(op.logits, op.vocabulary).value;
  for (int i = first; i < op.vocabulary; i += threads) {
    op.exponentials[i] = exponential(op.logits[i] - largest);
    op.pairs.keys[i] = falling_key(op.logits[i]);
    op.pairs.ids[i] = i;
  }
  __syncthreads();
  if (first < 2 * lanes) {
    float sum = 0.0F;
    for (int i = lane_id(); i < op.vocabulary; i += lanes) {
      sum += op.exponentials[i];
    }
    sum = tree_sum(sum);
    if (first == 0) {
      op.out[0] = largest;
      op.out[1] = sum;
      op.out[2] = op.logits[op.id];
    }
  }
  if (op.top > 0) {
    sort_pairs(op.pairs, op.other, op.vocabulary);
  }
  for (int i = first; i < op.top; i += threads) {
    op.ids[i] = op.pairs.ids[i];
    op.out[3 + i] = op.logits[op.pairs.ids[i]];
  }
}

Pairs pairs_at(void* keys, void* ids) {
  return {static_cast<unsigned*>(keys), static_cast<std::int32_t*>(ids)};
}

/// Some neighbouring rows; ids [rules.size()] in device memory.
void sample_rows(const Queue& queue, const Tensor& logits, std::span<const Rule> rules,
                 std::span<std::int32_t> ids, Scratch& scratch, Transfer& transfer) {
  const auto rows = static_cast<std::int64_t>(rules.size());
  const std::int64_t bytes = 4 * rows * logits.columns;
  const auto [keys, values, other_keys, other_values, chosen] =
      scratch.take<5>({bytes, bytes, bytes, bytes, 4 * rows});
  const Sample op{static_cast<const float*>(logits.data),
                  logits.stride,
                  transfer.send(rules),
                  static_cast<std::int32_t*>(chosen),
                  pairs_at(keys, values),
                  pairs_at(other_keys, other_values),
                  logits.columns};
  launch({"sample", queue.layer}, dim3(static_cast<unsigned>(rows)), dim3(threads), queue.stream,
         sample_kernel, op);
  transfer.fetch<std::int32_t>(op.ids, ids, queue);
}

}  // namespace

void sample(const Queue& queue, const Tensor& logits, std::span<const SampleRule> rules,
            std::span<std::int32_t> ids, Scratch& scratch, Transfer& transfer) {
  if (rules.empty()) {
    return;
  }
  std::vector<Rule> all(rules.size());
  std::transform(rules.begin(), rules.end(), all.begin(), rule_of);
  const auto step = static_cast<std::size_t>(
      std::clamp<std::int64_t>(scratch_limit / (16 * logits.columns), 1, logits.rows));
  for (std::size_t row = 0; row < all.size(); row += step) {
    const std::size_t count = std::min(step, all.size() - row);
    sample_rows(queue,
                logits.row_range(static_cast<std::int64_t>(row), static_cast<std::int64_t>(count)),
                std::span(all).subspan(row, count), ids.subspan(row, count), scratch, transfer);
  }
  if (std::find(ids.begin(), ids.end(), not_finite) != ids.end()) {
    throw InfrastructureError(
        "the model's logits are not finite; is the checkpoint damaged? compare its hash");
  }
}

Logprobs logprobs(const Queue& queue, const Tensor& logits, std::int64_t row, int vocabulary,
                  std::int32_t id, int top, Scratch& scratch, Transfer& transfer) {
  const std::int64_t bytes = std::int64_t{4} * vocabulary;
  const std::int64_t told = 3 + std::int64_t{top};
  const auto [exponentials, keys, values, other_keys, other_values, out, ids] =
      scratch.take<7>({bytes, bytes, bytes, bytes, bytes, 4 * told, 4 * told});
  const Score op{static_cast<const float*>(logits.row_range(row, 1).data),
                 vocabulary,
                 id,
                 top,
                 static_cast<float*>(exponentials),
                 pairs_at(keys, values),
                 pairs_at(other_keys, other_values),
                 static_cast<float*>(out),
                 static_cast<std::int32_t*>(ids)};
  launch({"logprobs", queue.layer}, dim3(1), dim3(threads), queue.stream, logprobs_kernel, op);
  std::vector<float> found(static_cast<std::size_t>(told));
  std::vector<std::int32_t> likeliest(static_cast<std::size_t>(top));
  transfer.fetch<float>(op.out, found, queue);
  transfer.fetch<std::int32_t>(op.ids, likeliest, queue);
  const double total = double{found[0]} + natural_log(double{found[1]});
  Logprobs result{static_cast<float>(double{found[2]} - total), {}};
  for (std::size_t i = 0; i < likeliest.size(); ++i) {
    result.top.push_back({likeliest[i], static_cast<float>(double{found[3 + i]} - total)});
  }
  return result;
}

}  // namespace assay::cuda
