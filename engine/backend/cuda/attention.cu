// Four kernels: the scores of all places, their softmax, the weighted sums of values in splits of
// 512 places from place 0, and the splits' sum in rising order.
#include "engine/backend/cuda/attention.hpp"

#include <algorithm>

#include "engine/backend/cuda/choice.cuh"
#include "engine/backend/cuda/lanes.cuh"
#include "engine/backend/cuda/launch.hpp"

namespace assay::cuda {

namespace {

constexpr int threads = 128;
constexpr int groups = threads / lanes;
constexpr int split = 512;
constexpr int tile = 8;  // heads of one KV head that read a key or value together
constexpr std::int64_t scratch_limit = std::int64_t{256} << 20;  // bytes, if one row needs no more

struct Attend {
  const float* query;
  std::int64_t query_stride;
  const float* cache;
  std::int64_t cache_stride;
  const float* sinks;  // nullptr: none
  float* out;
  std::int64_t out_stride;
  int heads;
  int group;  // heads of a KV head
  int tiles;  // of a group
  int key_dim;
  int value_dim;
  std::int64_t value_begin;
  float scale;
  int window;
  StepRows rows;
  std::int64_t first_row;  // of the rows that the scratch holds now
  float* scores;           // [rows, heads, most]; place t at t - begin, then the sink
  std::int64_t most;
  float* sums;      // [rows, heads]
  float* partials;  // [rows, heads, splits, value_dim]
  int splits;
};

/// The places [begin, end) that a row attends to.
struct Span {
  int begin;
  int end;
};

__device__ inline Span seen_by(const Attend& op, std::int64_t row) {
  const int end = op.rows.positions[row] + 1;
  return {op.window > 0 && end > op.window ? end - op.window : 0, end};
}

__device__ inline float* scores_of(const Attend& op, std::int64_t row, int head) {
  return op.scores + ((row - op.first_row) * op.heads + head) * op.most;
}

/// Neighbouring heads of one KV head, at most `tile`.
struct Heads {
  int kv_head;
  int first;
  int count;
};

__device__ inline Heads heads_of(const Attend& op, int index) {
  Heads heads{};
  heads.kv_head = index / op.tiles;
  const int begin = index % op.tiles * tile;
  heads.first = heads.kv_head * op.group + begin;
  heads.count = op.group - begin < tile ? op.group - begin : tile;
  return heads;
}

/// A group has one place, and reads its key once for all heads of the block.
__global__ void score_kernel(Attend op) {
  const std::int64_t row = op.first_row + blockIdx.z;
  const Heads heads = heads_of(op, static_cast<int>(blockIdx.y));
  const Span span = seen_by(op, row);
  const int place = span.begin + static_cast<int>(blockIdx.x) * groups + group_id();
  const std::int64_t entry = op.rows.cache_row(row, place < span.end ? place : span.end - 1);
  const float* key = op.cache + entry * op.cache_stride + std::int64_t{heads.kv_head} * op.key_dim;
  const float* x[tile];
  float sums[tile];
  for (int h = 0; h < tile; ++h) {
    const int head = heads.first + (h < heads.count ? h : 0);
    x[h] = op.query + row * op.query_stride + std::int64_t{head} * op.key_dim;
    sums[h] = 0.0F;
  }
  multiply<tile>(x, key, op.key_dim, sums);
  for (int h = 0; h < tile; ++h) {
    if (h < heads.count) {
      const float sum = tree_sum(sums[h]);
      if (lane_id() == 0 && place < span.end) {
        scores_of(op, row, heads.first + h)[place - span.begin] = sum;
      }
    }
  }
}

/// A block has one head of one row. Weights, not yet divided by their sum. A sink is one more
/// place, whose value is nothing.
__global__ void softmax_kernel(Attend op) {
  const auto head = static_cast<int>(blockIdx.x);
  const std::int64_t row = op.first_row + blockIdx.y;
  const Span span = seen_by(op, row);
  float* scores = scores_of(op, row, head);
  int places = span.end - span.begin;
  const auto first = static_cast<int>(threadIdx.x);
  if (op.sinks != nullptr) {
    if (first == 0) {
      scores[places] = op.sinks[head] / op.scale;
    }
    ++places;
    __syncthreads();
  }
  float largest = scores[0];
  for (int t = first; t < places; t += threads) {
    largest = fmaxf(largest, scores[t]);
  }
  largest = best_of_block<threads>({largest, 0}).value;
  for (int t = first; t < places; t += threads) {
    scores[t] = exponential((scores[t] - largest) * op.scale);
  }
  __syncthreads();
  if (first < 2 * lanes) {
    float sum = 0.0F;
    for (int t = lane_id(); t < places; t += lanes) {
      sum += scores[t];
    }
    sum = tree_sum(sum);
    if (first == 0) {
      op.sums[(row - op.first_row) * op.heads + head] = sum;
    }
  }
}

/// A block has one split of some heads of one row; a thread has columns, each one chain over the
/// split's places.
__global__ void weighted_kernel(Attend op) {
  const std::int64_t row = op.first_row + blockIdx.z;
  const Heads heads = heads_of(op, static_cast<int>(blockIdx.y));
  const Span span = seen_by(op, row);
  const int first_split = span.begin / split;
  const int index = first_split + static_cast<int>(blockIdx.x);
  const int begin = index * split < span.begin ? span.begin : index * split;
  const int end = (index + 1) * split < span.end ? (index + 1) * split : span.end;
  if (begin >= end) {
    return;
  }
  const float* weights[tile];
  for (int h = 0; h < tile; ++h) {
    weights[h] = scores_of(op, row, heads.first + (h < heads.count ? h : 0)) - span.begin;
  }
  for (int i = static_cast<int>(threadIdx.x); i < op.value_dim; i += threads) {
    const std::int64_t column = op.value_begin + std::int64_t{heads.kv_head} * op.value_dim + i;
    float sums[tile];
    for (int h = 0; h < tile; ++h) {
      sums[h] = 0.0F;
    }
    for (int t = begin; t < end; ++t) {
      const float value = op.cache[op.rows.cache_row(row, t) * op.cache_stride + column];
      for (int h = 0; h < tile; ++h) {
        sums[h] = fmaf(weights[h][t], value, sums[h]);
      }
    }
    for (int h = 0; h < tile; ++h) {
      if (h < heads.count) {
        const std::int64_t head = (row - op.first_row) * op.heads + heads.first + h;
        op.partials[(head * op.splits + blockIdx.x) * op.value_dim + i] = sums[h];
      }
    }
  }
}

__global__ void combine_kernel(Attend op) {
  const auto head = static_cast<int>(blockIdx.x);
  const std::int64_t row = op.first_row + blockIdx.y;
  const Span span = seen_by(op, row);
  const int splits = (span.end - 1) / split - span.begin / split + 1;
  const std::int64_t at = (row - op.first_row) * op.heads + head;
  const float factor = 1.0F / op.sums[at];
  const float* partials = op.partials + at * op.splits * op.value_dim;
  float* out = op.out + row * op.out_stride + std::int64_t{head} * op.value_dim;
  for (int i = static_cast<int>(threadIdx.x); i < op.value_dim; i += threads) {
    float sum = 0.0F;
    for (int s = 0; s < splits; ++s) {
      sum += partials[std::int64_t{s} * op.value_dim + i];
    }
    out[i] = sum * factor;
  }
}

Attend attend_of(const Attention& op, const StepRows& rows) {
  Attend attend{};
  attend.query = static_cast<const float*>(op.query.data);
  attend.query_stride = op.query.stride;
  attend.cache = static_cast<const float*>(op.cache.data);
  attend.cache_stride = op.cache.stride;
  attend.sinks = static_cast<const float*>(op.sinks.data);
  attend.out = static_cast<float*>(op.out.data);
  attend.out_stride = op.out.stride;
  attend.heads = op.heads;
  attend.group = op.heads / op.kv_heads;
  attend.tiles = static_cast<int>(parts_of(attend.group, tile));
  attend.key_dim = static_cast<int>(op.key_dim);
  attend.value_dim = static_cast<int>(op.value_dim);
  attend.value_begin = op.value_begin;
  attend.scale = op.scale;
  attend.window = op.window;
  attend.rows = rows;
  const int places = rows.last_position + 1;
  const int seen = op.window > 0 ? std::min(op.window, places) : places;
  attend.most = seen + 1;
  // A window may begin in the middle of a split.
  attend.splits = std::min((seen + split - 2) / split, (places - 1) / split) + 1;
  return attend;
}

/// Some neighbouring rows.
void attend_to(const Queue& queue, const Attend& op, std::int64_t count) {
  const auto rows = static_cast<unsigned>(count);
  const auto heads = static_cast<unsigned>(op.heads);
  const auto tiles = static_cast<unsigned>(op.heads / op.group * op.tiles);
  launch({"attention scores", queue.layer}, dim3(parts_of(op.most - 1, groups), tiles, rows),
         dim3(threads), queue.stream, score_kernel, op);
  launch({"attention softmax", queue.layer}, dim3(heads, rows), dim3(threads), queue.stream,
         softmax_kernel, op);
  launch({"attention values", queue.layer}, dim3(static_cast<unsigned>(op.splits), tiles, rows),
         dim3(threads), queue.stream, weighted_kernel, op);
  launch({"attention combine", queue.layer}, dim3(heads, rows), dim3(threads), queue.stream,
         combine_kernel, op);
}

}  // namespace

/// As many rows at a time as the scratch has room for: rows know nothing of one another.
void attention(const Queue& queue, const Attention& op, const StepRows& rows, Scratch& scratch) {
  if (rows.count == 0) {
    return;
  }
  Attend attend = attend_of(op, rows);
  const std::int64_t scores = 4 * attend.most * op.heads;
  const std::int64_t partials = 4 * std::int64_t{attend.splits} * op.heads * op.value_dim;
  constexpr std::int64_t most_rows = 65535;  // of a grid
  const std::int64_t step = std::clamp<std::int64_t>(scratch_limit / (scores + partials), 1,
                                                     std::min(most_rows, rows.count));
  const auto [score_part, sum_part, partial_part] =
      scratch.take<3>({step * scores, step * 4 * op.heads, step * partials});
  attend.scores = static_cast<float*>(score_part);
  attend.sums = static_cast<float*>(sum_part);
  attend.partials = static_cast<float*>(partial_part);
  for (; attend.first_row < rows.count; attend.first_row += step) {
    attend_to(queue, attend, std::min(step, rows.count - attend.first_row));
  }
}

}  // namespace assay::cuda
