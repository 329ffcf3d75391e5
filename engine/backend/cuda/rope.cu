#include "engine/backend/cuda/rope.hpp"

#include "engine/backend/cuda/launch.hpp"

namespace assay::cuda {

namespace {

constexpr int threads = 128;

/// Turns a pair; nothing is fused, as on the CPU.
__device__ inline void rotate(float first, float second, float cosine, float sine, float* to_first,
                              float* to_second) {
  *to_first = first * cosine - second * sine;
  *to_second = first * sine + second * cosine;
}

struct LatentRope {
  const float* q;
  std::int64_t q_stride;
  std::int64_t q_head;   // columns of a head of q
  std::int64_t q_first;  // the first of them that is turned
  float* query;
  std::int64_t query_stride;
  const float* latent;
  std::int64_t latent_stride;
  const float* k_rope;
  std::int64_t k_rope_stride;
  const float* table;
  std::int64_t table_stride;
  float* cache;
  std::int64_t cache_stride;
  int heads;
  int rope;
  int lora;
};

/// A block has a row: its heads' pairs, its key's pairs, its latent.
__global__ void rope_cache_kernel(LatentRope op, StepRows rows) {
  const std::int64_t b = blockIdx.x;
  const int position = rows.positions[b];
  const float* table = op.table + position * op.table_stride;
  const int pairs = op.rope / 2;
  for (int item = static_cast<int>(threadIdx.x); item < op.heads * pairs; item += threads) {
    const int head = item / pairs;
    const int i = 2 * (item % pairs);
    const float* from = op.q + b * op.q_stride + head * op.q_head + op.q_first + i;
    float* to = op.query + b * op.query_stride + head * (op.lora + op.rope) + op.lora + i;
    rotate(from[0], from[1], table[i], table[i + 1], to, to + 1);
  }
  float* entry = op.cache + rows.cache_row(b, position) * op.cache_stride;
  const float* key = op.k_rope + b * op.k_rope_stride;
  for (int i = 2 * static_cast<int>(threadIdx.x); i < op.rope; i += 2 * threads) {
    rotate(key[i], key[i + 1], table[i], table[i + 1], entry + op.lora + i,
           entry + op.lora + i + 1);
  }
  for (int i = static_cast<int>(threadIdx.x); i < op.lora; i += threads) {
    entry[i] = op.latent[b * op.latent_stride + i];
  }
}

struct KeyValueRope {
  float* q;
  std::int64_t q_stride;
  const float* k;
  std::int64_t k_stride;
  const float* v;
  std::int64_t v_stride;
  const float* table;
  std::int64_t table_stride;
  float* cache;
  std::int64_t cache_stride;
  int heads;
  int kv_heads;
  int head_dim;
};

/// A block has a row: its queries, in place, its keys, its values.
__global__ void rope_kv_kernel(KeyValueRope op, StepRows rows) {
  const std::int64_t b = blockIdx.x;
  const int position = rows.positions[b];
  const float* table = op.table + position * op.table_stride;
  float* entry = op.cache + rows.cache_row(b, position) * op.cache_stride;
  const int pairs = op.head_dim / 2;
  const int all_pairs = (op.heads + op.kv_heads) * pairs;
  for (int item = static_cast<int>(threadIdx.x); item < all_pairs; item += threads) {
    const int head = item / pairs;
    const int i = item % pairs;
    float* query = op.q + b * op.q_stride + head * op.head_dim;
    const int kv_head = head - op.heads;
    const float* from = kv_head < 0 ? query : op.k + b * op.k_stride + kv_head * op.head_dim;
    float* to = kv_head < 0 ? query : entry + kv_head * op.head_dim;
    rotate(from[i], from[pairs + i], table[2 * i], table[2 * i + 1], to + i, to + pairs + i);
  }
  const int width = op.kv_heads * op.head_dim;
  for (int i = static_cast<int>(threadIdx.x); i < width; i += threads) {
    entry[width + i] = op.v[b * op.v_stride + i];
  }
}

float* floats(const Tensor& tensor) { return static_cast<float*>(tensor.data); }

}  // namespace

void rope_cache(const Queue& queue, const RopeCache& op, const StepRows& rows) {
  if (rows.count == 0) {
    return;
  }
  const std::int64_t rope = op.k_rope.columns;
  const std::int64_t head = op.q.columns / op.heads;
  const LatentRope args{floats(op.q),
                        op.q.stride,
                        head,
                        head - rope,
                        floats(op.query),
                        op.query.stride,
                        floats(op.latent),
                        op.latent.stride,
                        floats(op.k_rope),
                        op.k_rope.stride,
                        floats(op.table),
                        op.table.stride,
                        floats(op.cache),
                        op.cache.stride,
                        op.heads,
                        static_cast<int>(rope),
                        static_cast<int>(op.latent.columns)};
  launch({"rope_cache", queue.layer}, dim3(static_cast<unsigned>(rows.count)), dim3(threads),
         queue.stream, rope_cache_kernel, args, rows);
}

void rope_kv(const Queue& queue, const RopeKv& op, const StepRows& rows) {
  if (rows.count == 0) {
    return;
  }
  const KeyValueRope args{floats(op.q),
                          op.q.stride,
                          floats(op.k),
                          op.k.stride,
                          floats(op.v),
                          op.v.stride,
                          floats(op.table),
                          op.table.stride,
                          floats(op.cache),
                          op.cache.stride,
                          op.heads,
                          op.kv_heads,
                          static_cast<int>(op.table.columns)};
  launch({"rope_kv", queue.layer}, dim3(static_cast<unsigned>(rows.count)), dim3(threads),
         queue.stream, rope_kv_kernel, args, rows);
}

}  // namespace assay::cuda
