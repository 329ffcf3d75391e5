#include "engine/backend/reference/reference_backend.hpp"

#include "engine/backend/host_memory.hpp"
#include "engine/backend/penalize.hpp"
#include "engine/backend/reference/add_bias.hpp"
#include "engine/backend/reference/attention.hpp"
#include "engine/backend/reference/embed.hpp"
#include "engine/backend/reference/experts.hpp"
#include "engine/backend/reference/linear.hpp"
#include "engine/backend/reference/logprobs.hpp"
#include "engine/backend/reference/rmsnorm.hpp"
#include "engine/backend/reference/rope_cache.hpp"
#include "engine/backend/reference/rope_kv.hpp"
#include "engine/backend/reference/route.hpp"
#include "engine/backend/reference/sample.hpp"
#include "engine/backend/reference/swiglu.hpp"
#include "engine/backend/shape_checks.hpp"

namespace assay::reference {

namespace {

class ReferenceBackend final : public HostBackend {
 public:
  [[nodiscard]] std::string name() const override { return "reference"; }
  [[nodiscard]] std::string hardware() const override { return "reference (fp64), 1 thread"; }

  void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) override {
    check_embed(table, ids, x);
    reference::embed(table, ids, x);
  }

  void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) override {
    check_rmsnorm(x, weight, out);
    reference::rmsnorm(x, weight, eps, out);
  }

  void add_rmsnorm(const Tensor& residual, const Tensor& delta, const Tensor& weight, double eps,
                   const Tensor& out) override {
    check_rmsnorm(residual, weight, delta);
    check_rmsnorm(residual, weight, out);
    reference::add_rmsnorm(residual, delta, weight, eps, out);
  }

  void linear(const Tensor& x, const Tensor& weight, const Tensor& out) override {
    check_linear(x, weight, out);
    reference::linear(x, weight, out);
  }

  void head_linear(const HeadLinear& op) override {
    check_head_linear(op);
    reference::head_linear(op);
  }

  void add_bias(const Tensor& x, const Tensor& bias) override {
    check_add_bias(x, bias);
    reference::add_bias(x, bias);
  }

  void head_rmsnorm(const Tensor& x, const Tensor& weight, int heads, double eps) override {
    check_head_rmsnorm(x, weight, heads);
    reference::head_rmsnorm(x, weight, heads, eps);
  }

  void swiglu(const Tensor& gate_up, const GateRule& gate, const Tensor& out) override {
    check_swiglu(gate_up, out);
    reference::swiglu(gate_up, gate, out);
  }

  void rope_cache(const RopeCache& op, const BatchRows& rows) override {
    check_rope_cache(op, rows);
    reference::rope_cache(op, rows);
  }

  void rope_kv(const RopeKv& op, const BatchRows& rows) override {
    check_rope_kv(op, rows);
    reference::rope_kv(op, rows);
  }

  void attention(const Attention& op, const BatchRows& rows) override {
    check_attention(op, rows);
    reference::attention(op, rows);
  }

  void route(const Routing& op) override {
    check_route(op);
    reference::route(op);
  }

  void experts(const Experts& op) override {
    check_experts(op);
    reference::experts(op);
  }

  void penalize(const Tensor& logits, std::int64_t row, const PenaltyRule& rule) override {
    check_penalize(logits, row, rule);
    penalize_row(logits, row, rule);
  }

  [[nodiscard]] Logprobs logprobs(const Tensor& logits, std::int64_t row, int vocabulary,
                                  std::int32_t id, int top) override {
    check_logprobs(logits, row, vocabulary, id, top);
    return reference::logprobs(logits.row<const float>(row), vocabulary, id, top);
  }

  void sample(const Tensor& logits, std::span<const SampleRule> rules,
              std::span<std::int32_t> ids) override {
    check_sample(logits, rules, ids);
    reference::sample(logits, rules, ids);
  }
};

}  // namespace

std::unique_ptr<Backend> make_backend() { return std::make_unique<ReferenceBackend>(); }

}  // namespace assay::reference
