// The CPU backend's operators on rows and matrices, at the shapes of real models. Weights are cold:
// each call takes the next of operands that together are far above the last-level cache.
#include "engine/bench/operators.hpp"

#include "engine/bench/operator_bench.hpp"
#include "engine/bench/shapes.hpp"

namespace assay::bench {

namespace {

constexpr ElementType f32 = ElementType::f32;
constexpr std::int64_t nope = 128;  // qk_nope_head_dim and kv_lora_rank of all models with MLA here
constexpr std::int64_t lora = 512;

std::string rows_name(std::int64_t rows) { return "/B:" + std::to_string(rows); }

void add_norms(const std::string& where, std::int64_t rows, const ModelShape& model) {
  const std::int64_t n = model.hidden_size;
  add("rmsnorm" + where, rmsnorm_work(rows, n), [=](Backend& backend) {
    return [&backend, x = cold(backend, f32, rows, n), out = filled(backend, f32, rows, n),
            weight = filled(backend, f32, 1, n)]() mutable {
      backend.rmsnorm(x.next(), weight, 1e-6, out);
    };
  });
  add("add_rmsnorm" + where, values_work(2 * rows * n, 2 * rows * n, 2.5), [=](Backend& backend) {
    return [&backend, x = cold(backend, f32, rows, n), delta = filled(backend, f32, rows, n),
            out = filled(backend, f32, rows, n), weight = filled(backend, f32, 1, n)]() mutable {
      backend.add_rmsnorm(x.next(), delta, weight, 1e-6, out);
    };
  });
  add("add_bias" + where, values_work(rows * n, rows * n, 1), [=](Backend& backend) {
    return [&backend, x = cold(backend, f32, rows, n),
            bias = filled(backend, f32, 1, n)]() mutable { backend.add_bias(x.next(), bias); };
  });
  const int heads = static_cast<int>(model.num_attention_heads);
  const std::int64_t width = heads * model.v_head_dim;
  add("head_rmsnorm" + where, values_work(rows * width, rows * width, 4), [=](Backend& backend) {
    return [&backend, x = cold(backend, f32, rows, width), heads,
            weight = filled(backend, f32, 1, width / heads)]() mutable {
      backend.head_rmsnorm(x.next(), weight, heads, 1e-6);
    };
  });
  const std::int64_t inner = model.intermediate_size;
  add("swiglu" + where, values_work(2 * rows * inner, rows * inner, 20), [=](Backend& backend) {
    return
        [&backend, x = cold(backend, f32, rows, 2 * inner),
         out = filled(backend, f32, rows, inner)]() mutable { backend.swiglu(x.next(), {}, out); };
  });
}

void add_linear(const std::string& name, std::int64_t rows, std::int64_t n, std::int64_t m,
                ElementType type) {
  add("linear" + name + "/" + to_string(type) + rows_name(rows), linear_work(rows, n, m, type),
      [=](Backend& backend) {
        return [&backend, weight = cold(backend, type, n, m), x = filled(backend, f32, rows, m),
                out = filled(backend, f32, rows, n)]() mutable {
          backend.linear(x, weight.next(), out);
        };
      });
}

/// W_UK of absorbed attention: nope to latent, head by head.
void add_head_linear(const std::string& name, std::int64_t rows, int heads, ElementType type) {
  add("head_linear" + name + "/" + to_string(type) + rows_name(rows),
      linear_work(rows, heads * lora, nope, type), [=](Backend& backend) {
        return [&backend, heads, weight = cold(backend, type, heads * lora, nope),
                x = filled(backend, f32, rows, heads * nope),
                out = filled(backend, f32, rows, heads * lora)]() mutable {
          backend.head_linear({x, weight.next(), out, heads, nope, lora});
        };
      });
}

}  // namespace

void register_cpu_operators() {
  for (const ModelShape& model : model_shapes) {
    const std::string where = "/cpu/" + std::string(model.name);
    const std::int64_t d = model.hidden_size;
    for (const std::int64_t rows : batch_sizes) {
      add_norms(where + rows_name(rows), rows, model);
      for (const ElementType type : {ElementType::bf16, ElementType::q8, ElementType::q4}) {
        add_linear(where + "/o_proj", rows, d, model.num_attention_heads * model.v_head_dim, type);
        add_linear(where + "/expert_gate_up", rows, 2 * model.moe_intermediate_size, d, type);
        add_linear(where + "/expert_down", rows, d, model.moe_intermediate_size, type);
        add_linear(where + "/lm_head", rows, model.vocab_size, d, type);
        add_head_linear(where + "/w_uk", rows, static_cast<int>(model.num_attention_heads), type);
      }
    }
  }
  register_sequence_operators();
}

}  // namespace assay::bench
