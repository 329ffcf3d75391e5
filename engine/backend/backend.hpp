// The operators that a decoder needs. These comments are the specification; `reference` is its
// plainest reading in fp64 and every other backend is tested against it.
//
// The invariant that all backends keep: what an operator writes for a row depends on that row's own
// inputs (and, in attention, its own sequence) alone, bit for bit: not on the other rows of the
// batch, their number or order, nor on threads.
//
// Letters: B rows of a step, d hidden size, H heads, E experts, k experts a token, V vocabulary.
// Activations are fp32; matrices are bf16 or fp32 and products are summed in fp32 or better.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/backend/rules.hpp"
#include "engine/backend/tensor.hpp"
#include "engine/core/logprobs.hpp"

namespace assay {

/// Positions of one page of the latent cache.
constexpr int page_size = 16;

/// The rows of one step: each is one token of one sequence.
struct BatchRows {
  std::span<const std::int32_t> ids;
  std::span<const std::int32_t> positions;
  /// Pages of each row's sequence, in order; they cover at least position + 1 places.
  std::span<const std::span<const std::int32_t>> pages;

  [[nodiscard]] std::int64_t size() const noexcept { return static_cast<std::int64_t>(ids.size()); }

  /// The cache row of a place in the sequence of row `row`.
  [[nodiscard]] std::int64_t cache_row(std::size_t row, int position) const {
    const auto page = static_cast<std::size_t>(position / page_size);
    return std::int64_t{pages[row][page]} * page_size + position % page_size;
  }
};

/// Block-diagonal product: head h reads columns [h * x_stride, +weight.columns) of x and writes
/// columns [h * out_stride, +weight.rows / heads) of out, with its own rows of the weight.
struct HeadLinear {
  Tensor x;       ///< [B, >= heads * x_stride less the last gap]
  Tensor weight;  ///< [heads * out features, in features]
  Tensor out;
  int heads = 0;
  std::int64_t x_stride = 0;
  std::int64_t out_stride = 0;
};

/// Rotates and files what attention needs of each row.
struct RopeCache {
  Tensor q;      ///< [B, H * (nope + rope)], a head's columns are [nope | rope]
  Tensor query;  ///< [B, H * (kv_lora + rope)]; the rotated part goes to [kv_lora, +rope) of a head
  Tensor latent;  ///< [B, kv_lora], normed
  Tensor k_rope;  ///< [B, rope], not yet rotated
  Tensor table;   ///< [context, rope]: cos and sin of each pair, alternating
  Tensor cache;   ///< [pages * page_size, kv_lora + rope] of this layer
  int heads = 0;
};

/// Rotates queries and keys of grouped-query attention and files keys and values.
struct RopeKv {
  Tensor q;      ///< [B, H * head_dim], rotated in place
  Tensor k;      ///< [B, kv_heads * head_dim], not yet rotated
  Tensor v;      ///< [B, kv_heads * head_dim]
  Tensor table;  ///< [context, head_dim]: cos and sin of each pair, alternating
  Tensor cache;  ///< [pages * page_size, 2 * kv_heads * head_dim] of this layer
  int heads = 0;
  int kv_heads = 0;
};

/// Softmax attention of one layer. Of each cache row KV head g has its key in columns
/// [g * key_dim, +key_dim) and its value in [value_begin + g * value_dim, +value_dim); the query
/// heads are shared out evenly, in order. Absorbed multi-head latent attention is one KV head whose
/// value is the beginning of its key.
struct Attention {
  Tensor query;  ///< [B, H * key_dim]
  Tensor cache;
  Tensor out;  ///< [B, H * value_dim]
  Tensor
      sinks;  ///< [1, H] f32, or empty: one more logit a head, which takes weight and adds nothing
  int heads = 0;
  int kv_heads = 1;
  std::int64_t key_dim = 0;
  std::int64_t value_dim = 0;
  std::int64_t value_begin = 0;
  float scale = 0.0F;
  int window = 0;  ///< places that a row sees, itself the last; 0: all
};

struct Routing {
  Tensor logits;   ///< [B, E]
  Tensor bias;     ///< [1, E] f32, e_score_correction_bias; or empty
  Tensor experts;  ///< [B, k] i32, out: by biased score, falling
  Tensor weights;  ///< [B, k] f32, out
  RouterRule rule = {};
};

/// The routed experts of one layer and the sum with the shared one.
struct Experts {
  Tensor x;        ///< [B, d]
  Tensor experts;  ///< [B, k] i32
  Tensor weights;  ///< [B, k] f32
  Tensor gate_up;  ///< [E * 2 * moe_intermediate_size, d]: an expert's gate rows, then its up rows
  Tensor down;     ///< [E * d, moe_intermediate_size]
  Tensor gate_up_bias;  ///< [E, 2 * moe_intermediate_size] f32, or empty
  Tensor down_bias;     ///< [E, d] f32, or empty
  Tensor shared;        ///< [B, d] output of the shared expert, or empty
  Tensor out;           ///< [B, d]
  int n_routed_experts = 0;
  GateRule gate = {};
};

/// How to choose one token from one row of logits.
struct SampleRule {
  double temperature = 0.0;  ///< 0: the largest logit, the lowest id among equals
  int top_k = 0;             ///< 0: off
  double top_p = 1.0;        ///< 1: off
  double min_p = 0.0;        ///< 0: off
  double uniform = 0.5;      ///< in (0, 1)
  int vocabulary = 0;        ///< ids at and above it are never chosen (padding of the matrix)
};

/// How often a token stands in a sequence.
struct SeenToken {
  std::int32_t id = 0;
  int times = 0;  ///< in the completion; 0: in the prompt alone
};

/// What to take off one row of logits; the fields as in generator.hpp.
struct PenaltyRule {
  double repetition = 1.0;
  double presence = 0.0;
  double frequency = 0.0;
  std::span<const SeenToken> seen = {};
};

class Backend {
 public:
  Backend() = default;
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  [[nodiscard]] virtual std::string name() const = 0;      ///< "cpu", "reference"
  [[nodiscard]] virtual std::string hardware() const = 0;  ///< "cpu avx512, 2 threads"

  /// Whose bits these are: "any" where every machine gives the same, or "sm_90".
  [[nodiscard]] virtual std::string architecture() const { return "any"; }

  /// Bytes that are free, of a backend whose tensors are in a memory of its own.
  [[nodiscard]] virtual std::optional<std::uint64_t> free_memory() const { return std::nullopt; }

  /// Zeros, for as long as the backend lives. Throws InfrastructureError when memory is short.
  [[nodiscard]] virtual Tensor allocate(ElementType type, std::int64_t rows,
                                        std::int64_t columns) = 0;

  /// Fills `to` from packed rows of its own type.
  virtual void upload(std::string_view packed, const Tensor& to) = 0;

  /// Copies an f32 tensor out, packed. Throws ShapeError unless it fits.
  virtual void download(const Tensor& from, std::span<float> packed) = 0;

  /// Copies cache rows [from, from + count) to [to, to + count).
  virtual void copy_rows(const Tensor& tensor, std::int64_t from, std::int64_t to,
                         std::int64_t count) = 0;

  /// What follows belongs to this layer (-1: to none), for the messages of a backend that fails
  /// later than it is called.
  virtual void at_layer(int /*layer*/) {}

  // Each operator throws ShapeError, naming itself, where tensors do not fit together.

  /// x[b] = table[ids[b]].
  virtual void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) = 0;

  /// out = x / sqrt(mean(x^2) + eps) * weight, by row. weight [1, n] f32. out may be x.
  virtual void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) = 0;

  /// residual += delta, then out = rmsnorm(residual).
  virtual void add_rmsnorm(const Tensor& residual, const Tensor& delta, const Tensor& weight,
                           double eps, const Tensor& out) = 0;

  /// out [B, n] = x [B, m] weight^T, weight [n, m]. Also the logits, with lm_head.
  virtual void linear(const Tensor& x, const Tensor& weight, const Tensor& out) = 0;

  virtual void head_linear(const HeadLinear& op) = 0;

  /// x[b] += bias. bias [1, n] f32.
  virtual void add_bias(const Tensor& x, const Tensor& bias) = 0;

  /// Each head's columns of x [B, heads * n] are normed by themselves, in place, as rmsnorm does.
  /// weight [1, n] f32.
  virtual void head_rmsnorm(const Tensor& x, const Tensor& weight, int heads, double eps) = 0;

  /// out [B, n] = gate(gate_up), gate_up [B, 2n] = [gate | up]. silu(z) = z / (1 + exp(-z)).
  virtual void swiglu(const Tensor& gate_up, const GateRule& gate, const Tensor& out) = 0;

  /// Interleaved RoPE: the pair (2i, 2i+1) turns by position * theta^(-2i/rope). The cache row of
  /// (row, position) becomes [latent | rotated k_rope].
  virtual void rope_cache(const RopeCache& op, const BatchRows& rows) = 0;

  /// RoPE by halves: the pair (i, i + head_dim/2) of a head turns by the table's angle. The cache
  /// row of (row, position) becomes [rotated keys | values].
  virtual void rope_kv(const RopeKv& op, const BatchRows& rows) = 0;

  /// Head h of row b attends to the places of its sequence up to its position that the window
  /// leaves: weights = softmax(scale * query . key, and the sink), out = sum of weights times
  /// value. Sums over places run in splits of 512 from place 0, combined in rising order. Sources:
  /// DeepSeek-V2, arXiv 2405.04434, section 2.1 (absorbed form); Ainslie et al. 2023, arXiv
  /// 2305.13245 (groups); openai/gpt-oss, gpt_oss/torch/model.py, sdpa() (sinks, window).
  virtual void attention(const Attention& op, const BatchRows& rows) = 0;

  /// s = sigmoid(logits) or softmax(logits). Groups of E / n_group experts are ranked by the sum of
  /// their two largest s + bias (one where a group has one), or by the largest; experts outside the
  /// best topk_group groups are out. Of the rest the k largest s + bias are chosen. weight = s,
  /// divided by (their sum + 1e-20) if norm_topk_prob, times routed_scaling_factor. Ties: the lower
  /// index wins. Sources: DeepSeek-V3, arXiv 2412.19437, section 2.1.2, and its inference/model.py.
  virtual void route(const Routing& op) = 0;

  /// out = sum over slots 0 .. k-1 in order of weight * down(gate(gate_up x)), then + shared;
  /// biases are added to either product.
  virtual void experts(const Experts& op) = 0;

  /// Changes row `row` of the logits by the rule, each step rounded to fp32.
  virtual void penalize(const Tensor& logits, std::int64_t row, const PenaltyRule& rule) = 0;

  /// The natural logarithm of softmax over ids below `vocabulary` of row `row`: at `id`, and at the
  /// `top` likeliest ids.
  [[nodiscard]] virtual Logprobs logprobs(const Tensor& logits, std::int64_t row, int vocabulary,
                                          std::int32_t id, int top) = 0;

  /// ids[b] from logits row b by rules[b]. Filters as Hugging Face applies them: temperature, then
  /// top_k, then top_p (keep while the mass before is less than top_p of what top_k left), then
  /// min_p (keep at least min_p of the largest probability). Candidates stand by probability
  /// falling, then id rising; the first whose cumulative mass exceeds uniform * kept mass is
  /// chosen; sums are fp64 in a fixed order. Throws InfrastructureError if a logit is not finite.
  virtual void sample(const Tensor& logits, std::span<const SampleRule> rules,
                      std::span<std::int32_t> ids) = 0;
};

}  // namespace assay
