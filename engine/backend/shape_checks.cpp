#include "engine/backend/shape_checks.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"

namespace assay {

namespace {

/// One operator's name, and what it demands.
class Check {
 public:
  explicit Check(const char* op) : op_(op) {}

  const Check& equal(const char* what, std::int64_t got, std::int64_t expected) const {
    if (got != expected) {
      throw ShapeError(fmt::format("{}: {} is {}, but must be {}", op_, what, got, expected));
    }
    return *this;
  }

  const Check& at_least(const char* what, std::int64_t got, std::int64_t least) const {
    if (got < least) {
      throw ShapeError(fmt::format("{}: {} is {}, but must be at least {}", op_, what, got, least));
    }
    return *this;
  }

  const Check& type(const char* what, const Tensor& tensor, ElementType expected) const {
    if (tensor.type != expected) {
      throw ShapeError(fmt::format("{}: {} has the wrong element type", op_, what));
    }
    return *this;
  }

  const Check& matrix(const char* what, const Tensor& tensor) const {
    if (tensor.type == ElementType::i32) {
      throw ShapeError(fmt::format("{}: {} must be f32, bf16, q8 or q4", op_, what));
    }
    return *this;
  }

  /// Every sequence has the pages that its position needs, inside the cache.
  void sequences(const BatchRows& rows, const Tensor& cache) const {
    equal("number of positions", static_cast<std::int64_t>(rows.positions.size()), rows.size());
    equal("number of page tables", static_cast<std::int64_t>(rows.pages.size()), rows.size());
    for (std::size_t b = 0; b < rows.positions.size(); ++b) {
      at_least("a position", rows.positions[b], 0);
      const int needed = rows.positions[b] / page_size + 1;
      at_least("length of a page table", static_cast<std::int64_t>(rows.pages[b].size()), needed);
      for (const std::int32_t page : rows.pages[b].first(static_cast<std::size_t>(needed))) {
        at_least("a page", page, 0);
        at_least("number of cache rows", cache.rows, (std::int64_t{page} + 1) * page_size);
      }
    }
  }

 private:
  const char* op_;
};

constexpr ElementType f32 = ElementType::f32;
constexpr ElementType i32 = ElementType::i32;

}  // namespace

void check_embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) {
  Check("embed")
      .equal("rows of x", x.rows, static_cast<std::int64_t>(ids.size()))
      .equal("columns of x", x.columns, table.columns)
      .type("x", x, f32)
      .matrix("table", table);
  for (const std::int32_t id : ids) {
    Check("embed")
        .at_least("an id", id, 0)
        .at_least("rows of the table", table.rows, std::int64_t{id} + 1);
  }
}

void check_rmsnorm(const Tensor& x, const Tensor& weight, const Tensor& out) {
  Check("rmsnorm")
      .equal("columns of weight", weight.columns, x.columns)
      .equal("columns of out", out.columns, x.columns)
      .equal("rows of out", out.rows, x.rows)
      .type("x", x, f32)
      .type("weight", weight, f32)
      .type("out", out, f32);
}

void check_linear(const Tensor& x, const Tensor& weight, const Tensor& out) {
  Check("linear")
      .equal("columns of weight", weight.columns, x.columns)
      .equal("columns of out", out.columns, weight.rows)
      .equal("rows of out", out.rows, x.rows)
      .type("x", x, f32)
      .matrix("weight", weight)
      .type("out", out, f32);
}

void check_head_linear(const HeadLinear& op) {
  const std::int64_t gaps = op.heads - 1;
  Check("head_linear")
      .at_least("number of heads", op.heads, 1)
      .equal("remainder of weight rows by heads", op.weight.rows % op.heads, 0)
      .at_least("columns of x", op.x.columns, gaps * op.x_stride + op.weight.columns)
      .at_least("columns of out", op.out.columns, gaps * op.out_stride + op.weight.rows / op.heads)
      .equal("rows of out", op.out.rows, op.x.rows)
      .type("x", op.x, f32)
      .matrix("weight", op.weight)
      .type("out", op.out, f32);
}

void check_add_bias(const Tensor& x, const Tensor& bias) {
  Check("add_bias")
      .equal("columns of bias", bias.columns, x.columns)
      .type("x", x, f32)
      .type("bias", bias, f32);
}

void check_head_rmsnorm(const Tensor& x, const Tensor& weight, int heads) {
  Check("head_rmsnorm")
      .at_least("number of heads", heads, 1)
      .equal("columns of x", x.columns, heads * weight.columns)
      .type("x", x, f32)
      .type("weight", weight, f32);
}

void check_swiglu(const Tensor& gate_up, const Tensor& out) {
  Check("swiglu")
      .equal("columns of gate_up", gate_up.columns, 2 * out.columns)
      .equal("rows of out", out.rows, gate_up.rows)
      .type("gate_up", gate_up, f32)
      .type("out", out, f32);
}

void check_rope_cache(const RopeCache& op, const BatchRows& rows) {
  const std::int64_t rope = op.k_rope.columns;
  const std::int64_t width = op.latent.columns + rope;
  Check("rope_cache")
      .at_least("number of heads", op.heads, 1)
      .equal("remainder of the rope size by 2", rope % 2, 0)
      .equal("columns of the table", op.table.columns, rope)
      .equal("columns of the cache", op.cache.columns, width)
      .equal("columns of query", op.query.columns, op.heads * width)
      .at_least("columns of q", op.q.columns, std::int64_t{op.heads} * rope)
      .equal("remainder of q columns by heads", op.q.columns % op.heads, 0)
      .equal("rows of q", op.q.rows, rows.size())
      .equal("rows of query", op.query.rows, rows.size())
      .equal("rows of latent", op.latent.rows, rows.size())
      .equal("rows of k_rope", op.k_rope.rows, rows.size())
      .sequences(rows, op.cache);
  for (const std::int32_t position : rows.positions) {
    Check("rope_cache").at_least("rows of the table", op.table.rows, std::int64_t{position} + 1);
  }
}

void check_rope_kv(const RopeKv& op, const BatchRows& rows) {
  const std::int64_t head_dim = op.table.columns;
  const Check check("rope_kv");
  check.at_least("number of heads", op.heads, 1)
      .at_least("number of KV heads", op.kv_heads, 1)
      .equal("remainder of the head size by 2", head_dim % 2, 0)
      .equal("columns of q", op.q.columns, op.heads * head_dim)
      .equal("columns of k", op.k.columns, op.kv_heads * head_dim)
      .equal("columns of v", op.v.columns, op.kv_heads * head_dim)
      .equal("columns of the cache", op.cache.columns, std::int64_t{2} * op.kv_heads * head_dim)
      .equal("rows of q", op.q.rows, rows.size())
      .equal("rows of k", op.k.rows, rows.size())
      .equal("rows of v", op.v.rows, rows.size())
      .sequences(rows, op.cache);
  for (const std::int32_t position : rows.positions) {
    check.at_least("rows of the table", op.table.rows, std::int64_t{position} + 1);
  }
}

void check_attention(const Attention& op, const BatchRows& rows) {
  const Check check("attention");
  check.at_least("number of KV heads", op.kv_heads, 1)
      .at_least("number of heads", op.heads, op.kv_heads)
      .equal("remainder of heads by KV heads", op.heads % op.kv_heads, 0)
      .equal("columns of query", op.query.columns, op.heads * op.key_dim)
      .equal("columns of out", op.out.columns, op.heads * op.value_dim)
      .at_least("beginning of the values", op.value_begin, 0)
      .at_least("columns of the cache", op.cache.columns, op.kv_heads * op.key_dim)
      .at_least("columns of the cache", op.cache.columns,
                op.value_begin + op.kv_heads * op.value_dim)
      .at_least("window", op.window, 0)
      .equal("rows of query", op.query.rows, rows.size())
      .equal("rows of out", op.out.rows, rows.size())
      .type("cache", op.cache, f32)
      .sequences(rows, op.cache);
  if (!op.sinks.empty()) {
    check.equal("columns of sinks", op.sinks.columns, op.heads).type("sinks", op.sinks, f32);
  }
}

void check_route(const Routing& op) {
  const std::int64_t n_experts = op.logits.columns;
  const RouterRule& rule = op.rule;
  const Check check("route");
  check.at_least("n_group", rule.n_group, 1)
      .equal("remainder of experts by n_group", n_experts % rule.n_group, 0)
      .at_least("topk_group", rule.topk_group, 1)
      .at_least("n_group", rule.n_group, rule.topk_group)
      .at_least("experts that the kept groups hold", n_experts / rule.n_group * rule.topk_group,
                op.experts.columns)
      .equal("columns of weights", op.weights.columns, op.experts.columns)
      .equal("rows of experts", op.experts.rows, op.logits.rows)
      .equal("rows of weights", op.weights.rows, op.logits.rows)
      .type("experts", op.experts, i32)
      .type("weights", op.weights, f32);
  if (!op.bias.empty()) {
    check.equal("columns of bias", op.bias.columns, n_experts).type("bias", op.bias, f32);
  }
}

void check_experts(const Experts& op) {
  const std::int64_t hidden = op.x.columns;
  const std::int64_t inner = op.down.columns;
  const Check check("experts");
  check.at_least("number of experts", op.n_routed_experts, 1)
      .equal("columns of gate_up", op.gate_up.columns, hidden)
      .equal("rows of gate_up", op.gate_up.rows, std::int64_t{op.n_routed_experts} * 2 * inner)
      .equal("rows of down", op.down.rows, op.n_routed_experts * hidden)
      .equal("columns of out", op.out.columns, hidden)
      .equal("rows of out", op.out.rows, op.x.rows)
      .equal("rows of experts", op.experts.rows, op.x.rows)
      .equal("rows of weights", op.weights.rows, op.x.rows)
      .equal("columns of weights", op.weights.columns, op.experts.columns)
      .type("experts", op.experts, i32)
      .matrix("gate_up", op.gate_up)
      .matrix("down", op.down);
  if (!op.gate_up_bias.empty()) {
    check.equal("rows of gate_up_bias", op.gate_up_bias.rows, op.n_routed_experts)
        .equal("columns of gate_up_bias", op.gate_up_bias.columns, 2 * inner)
        .type("gate_up_bias", op.gate_up_bias, f32);
  }
  if (!op.down_bias.empty()) {
    check.equal("rows of down_bias", op.down_bias.rows, op.n_routed_experts)
        .equal("columns of down_bias", op.down_bias.columns, hidden)
        .type("down_bias", op.down_bias, f32);
  }
  if (!op.shared.empty()) {
    check.equal("rows of shared", op.shared.rows, op.x.rows)
        .equal("columns of shared", op.shared.columns, hidden);
  }
}

void check_penalize(const Tensor& logits, std::int64_t row, const PenaltyRule& rule) {
  const Check check("penalize");
  check.type("logits", logits, f32)
      .at_least("row", row, 0)
      .at_least("rows of logits", logits.rows, row + 1);
  for (const SeenToken& token : rule.seen) {
    check.at_least("an id", token.id, 0)
        .at_least("columns of logits", logits.columns, std::int64_t{token.id} + 1);
  }
}

void check_logprobs(const Tensor& logits, std::int64_t row, int vocabulary, std::int32_t id,
                    int top) {
  Check("logprobs")
      .type("logits", logits, f32)
      .at_least("row", row, 0)
      .at_least("rows of logits", logits.rows, row + 1)
      .at_least("vocabulary", vocabulary, 1)
      .at_least("columns of logits", logits.columns, vocabulary)
      .at_least("id", id, 0)
      .at_least("vocabulary", vocabulary, std::int64_t{id} + 1)
      .at_least("top", top, 0)
      .at_least("vocabulary", vocabulary, top);
}

void check_sample(const Tensor& logits, std::span<const SampleRule> rules,
                  std::span<const std::int32_t> ids) {
  const Check check("sample");
  check.equal("number of rules", static_cast<std::int64_t>(rules.size()), logits.rows)
      .equal("number of ids", static_cast<std::int64_t>(ids.size()), logits.rows)
      .type("logits", logits, f32);
  for (const SampleRule& rule : rules) {
    check.at_least("vocabulary", rule.vocabulary, 1)
        .at_least("columns of logits", logits.columns, rule.vocabulary);
  }
}

}  // namespace assay
