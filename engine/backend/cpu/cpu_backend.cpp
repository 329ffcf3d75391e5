#include "engine/backend/cpu/cpu_backend.hpp"

#include <fmt/format.h>

#include "engine/backend/cpu/add_bias.hpp"
#include "engine/backend/cpu/attention.hpp"
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/backend/cpu/embed.hpp"
#include "engine/backend/cpu/experts.hpp"
#include "engine/backend/cpu/linear.hpp"
#include "engine/backend/cpu/logprobs.hpp"
#include "engine/backend/cpu/rmsnorm.hpp"
#include "engine/backend/cpu/rope_cache.hpp"
#include "engine/backend/cpu/rope_kv.hpp"
#include "engine/backend/cpu/route.hpp"
#include "engine/backend/cpu/sample.hpp"
#include "engine/backend/cpu/swiglu.hpp"
#include "engine/backend/cpu/thread_pool.hpp"
#include "engine/backend/host_memory.hpp"
#include "engine/backend/penalize.hpp"
#include "engine/backend/shape_checks.hpp"

namespace assay::cpu {

namespace {

class CpuBackend final : public HostBackend {
 public:
  CpuBackend(int threads, const Kernels& kernels) : pool_(threads), kernels_(kernels) {}

  [[nodiscard]] std::string name() const override { return "cpu"; }

  [[nodiscard]] std::string hardware() const override {
    return fmt::format("cpu {}, {} thread{}", kernels_.name, pool_.threads(),
                       pool_.threads() == 1 ? "" : "s");
  }

  void embed(const Tensor& table, std::span<const std::int32_t> ids, const Tensor& x) override {
    check_embed(table, ids, x);
    cpu::embed(table, ids, x);
  }

  void rmsnorm(const Tensor& x, const Tensor& weight, double eps, const Tensor& out) override {
    check_rmsnorm(x, weight, out);
    cpu::rmsnorm(pool_, kernels_, x, weight, eps, out);
  }

  void add_rmsnorm(const Tensor& residual, const Tensor& delta, const Tensor& weight, double eps,
                   const Tensor& out) override {
    check_rmsnorm(residual, weight, delta);
    check_rmsnorm(residual, weight, out);
    cpu::add_rmsnorm(pool_, kernels_, residual, delta, weight, eps, out);
  }

  void linear(const Tensor& x, const Tensor& weight, const Tensor& out) override {
    check_linear(x, weight, out);
    cpu::linear(pool_, kernels_, x, weight, out);
  }

  void head_linear(const HeadLinear& op) override {
    check_head_linear(op);
    cpu::head_linear(pool_, kernels_, op);
  }

  void add_bias(const Tensor& x, const Tensor& bias) override {
    check_add_bias(x, bias);
    cpu::add_bias(pool_, kernels_, x, bias);
  }

  void head_rmsnorm(const Tensor& x, const Tensor& weight, int heads, double eps) override {
    check_head_rmsnorm(x, weight, heads);
    cpu::head_rmsnorm(pool_, kernels_, x, weight, heads, eps);
  }

  void swiglu(const Tensor& gate_up, const GateRule& gate, const Tensor& out) override {
    check_swiglu(gate_up, out);
    cpu::swiglu(pool_, kernels_, gate_up, gate, out);
  }

  void rope_cache(const RopeCache& op, const BatchRows& rows) override {
    check_rope_cache(op, rows);
    cpu::rope_cache(pool_, op, rows);
  }

  void rope_kv(const RopeKv& op, const BatchRows& rows) override {
    check_rope_kv(op, rows);
    cpu::rope_kv(pool_, op, rows);
  }

  void attention(const Attention& op, const BatchRows& rows) override {
    check_attention(op, rows);
    cpu::attention(pool_, kernels_, op, rows);
  }

  void route(const Routing& op) override {
    check_route(op);
    cpu::route(kernels_, op);
  }

  void experts(const Experts& op) override {
    check_experts(op);
    experts_.run(pool_, kernels_, op);
  }

  void penalize(const Tensor& logits, std::int64_t row, const PenaltyRule& rule) override {
    check_penalize(logits, row, rule);
    penalize_row(logits, row, rule);
  }

  [[nodiscard]] Logprobs logprobs(const Tensor& logits, std::int64_t row, int vocabulary,
                                  std::int32_t id, int top) override {
    check_logprobs(logits, row, vocabulary, id, top);
    return cpu::logprobs(kernels_, logits.row<const float>(row), vocabulary, id, top);
  }

  void sample(const Tensor& logits, std::span<const SampleRule> rules,
              std::span<std::int32_t> ids) override {
    check_sample(logits, rules, ids);
    cpu::sample(pool_, kernels_, logits, rules, ids);
  }

 private:
  ThreadPool pool_;
  const Kernels& kernels_;
  ExpertLayer experts_;
};

}  // namespace

std::unique_ptr<Backend> make_backend(int threads, const Kernels* kernels) {
  return std::make_unique<CpuBackend>(threads,
                                      kernels != nullptr ? *kernels : *available_kernels().front());
}

}  // namespace assay::cpu
