#include "tests/engine/backend/cuda/operator_cases.hpp"

#include <limits>

#include "tests/engine/backend/cpu/short_sequences.hpp"

namespace assay::test {

namespace {

constexpr ElementType f32 = ElementType::f32;

using Cases = std::vector<OperatorCase>;
using Chosen = std::span<const int>;
using Values = std::vector<float>;

/// An i32 tensor, each number as a float.
Values numbers(Backend& backend, Tensor tensor) {
  tensor.type = f32;
  Values bits = values(backend, tensor);
  std::transform(bits.begin(), bits.end(), bits.begin(), [](float value) {
    return static_cast<float>(std::bit_cast<std::int32_t>(value));
  });
  return bits;
}

/// The rows of several tensors, side by side.
Values side_by_side(std::size_t rows, const std::vector<Values>& parts) {
  Values all;
  for (std::size_t row = 0; row < rows; ++row) {
    for (const Values& part : parts) {
      const std::size_t width = part.size() / rows;
      const auto begin = part.begin() + static_cast<std::ptrdiff_t>(row * width);
      all.insert(all.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
    }
  }
  return all;
}

void add_embed(Cases& cases) {
  const auto add = [&](ElementType type, int columns) {
    cases.push_back({fmt::format("embed {} {}", to_string(type), columns), 3, 0.0,
                     [=](Backend& backend, Chosen chosen) {
                       const Tensor table = weight(backend, type, 9, columns, 1);
                       std::vector<std::int32_t> ids;
                       for (const int row : chosen) {
                         ids.push_back(row * 4 % 9);
                       }
                       const Tensor x = output(backend, chosen.size(), columns);
                       backend.embed(table, ids, x);
                       return values(backend, x);
                     }});
  };
  add(f32, 37);
  add(ElementType::bf16, 300);
  add(ElementType::q8, 64);
  add(ElementType::q4, 96);
}

void add_norms(Cases& cases) {
  for (const int n : {1, 31, 257, 1000}) {
    cases.push_back({fmt::format("rmsnorm {}", n), 3, 2e-6, [=](Backend& backend, Chosen chosen) {
                       const Tensor x = input(backend, chosen, n, 1);
                       const Tensor out = output(backend, chosen.size(), n);
                       backend.rmsnorm(x, weight(backend, f32, 1, n, 2), 1e-6, out);
                       return values(backend, out);
                     }});
  }
  cases.push_back(
      {"rmsnorm of columns, in place, below eps", 2, 2e-6, [](Backend& backend, Chosen chosen) {
         const Tensor x = input(backend, chosen, 90, 1, 1e-4F);
         const Tensor part = x.column_range(7, 48);
         backend.rmsnorm(part, weight(backend, f32, 1, 48, 2), 1e-6, part);
         return values(backend, x);
       }});
  cases.push_back({"add_rmsnorm", 3, 2e-6, [](Backend& backend, Chosen chosen) {
                     const Tensor x = input(backend, chosen, 161, 1);
                     const Tensor out = output(backend, chosen.size(), 161);
                     backend.add_rmsnorm(x, input(backend, chosen, 161, 3),
                                         weight(backend, f32, 1, 161, 2), 1e-5, out);
                     return side_by_side(chosen.size(), {values(backend, out), values(backend, x)});
                   }});
  cases.push_back({"head_rmsnorm", 3, 2e-6, [](Backend& backend, Chosen chosen) {
                     const Tensor x = input(backend, chosen, 120, 1);
                     backend.head_rmsnorm(x, weight(backend, f32, 1, 24, 2), 5, 1e-6);
                     return values(backend, x);
                   }});
}

void add_products(Cases& cases) {
  const auto add = [&](int rows, int n, int m, ElementType type) {
    cases.push_back({fmt::format("linear {} rows, {} x {} {}", rows, n, m, to_string(type)), rows,
                     2e-6, [=](Backend& backend, Chosen chosen) {
                       const Tensor out = output(backend, chosen.size(), n);
                       backend.linear(input(backend, chosen, m, 1),
                                      weight(backend, type, n, m, 2, 0.5F), out);
                       return values(backend, out);
                     }});
  };
  add(1, 1, 1, f32);
  add(3, 17, 33, f32);
  add(9, 40, 100, ElementType::bf16);
  add(2, 9, 64, ElementType::q8);
  add(11, 23, 96, ElementType::q4);
  cases.push_back(
      {"head_linear with gaps", 10, 2e-6, [](Backend& backend, Chosen chosen) {
         const Tensor x = input(backend, chosen, 120, 1);
         const Tensor out = input(backend, chosen, 90, 3);
         backend.head_linear({x, weight(backend, ElementType::bf16, 63, 33, 2), out, 3, 40, 30});
         return values(backend, out);
       }});
  cases.push_back({"add_bias", 2, 0.0, [](Backend& backend, Chosen chosen) {
                     const Tensor x = input(backend, chosen, 300, 1);
                     backend.add_bias(x, weight(backend, f32, 1, 300, 2));
                     return values(backend, x);
                   }});
  for (const GateRule& gate : {GateRule{}, GateRule{0.7, 1.702}}) {
    cases.push_back({fmt::format("swiglu, limit {}", gate.limit), 2, 2e-6,
                     [=](Backend& backend, Chosen chosen) {
                       const Tensor out = output(backend, chosen.size(), 130);
                       backend.swiglu(input(backend, chosen, 260, 1, 30.0F), gate, out);
                       return values(backend, out);
                     }});
  }
}

/// What stands in the cache behind an operator, zeros before it.
Values cache_entries(Backend& backend, const Tensor& cache, const ShortSequences& sequences) {
  const Values all = values(backend, cache);
  Values entries;
  for (std::size_t b = 0; b < sequences.ids.size(); ++b) {
    const std::int64_t row = sequences.rows().cache_row(b, sequences.positions[b]);
    const auto begin = all.begin() + row * cache.columns;
    entries.insert(entries.end(), begin, begin + cache.columns);
  }
  return entries;
}

Tensor short_cache(Backend& backend, std::size_t sequences, std::int64_t columns) {
  return backend.allocate(f32, static_cast<std::int64_t>(sequences) * 4 * page_size, columns);
}

void add_ropes(Cases& cases) {
  const auto latent = [&](int heads, int nope, int rope, int lora) {
    cases.push_back(
        {fmt::format("rope_cache, {} heads of {} + {}, latent {}", heads, nope, rope, lora), 6,
         1e-6, [=](Backend& backend, Chosen chosen) {
           const ShortSequences sequences(chosen);
           RopeCache op;
           op.q = input(backend, chosen, std::int64_t{heads} * (nope + rope), 1);
           op.query = input(backend, chosen, std::int64_t{heads} * (lora + rope), 2);
           op.latent = input(backend, chosen, lora, 3);
           op.k_rope = input(backend, chosen, rope, 4);
           op.table = weight(backend, f32, 64, rope, 5);
           op.cache = short_cache(backend, chosen.size(), lora + rope);
           op.heads = heads;
           backend.rope_cache(op, sequences.rows());
           return side_by_side(chosen.size(), {values(backend, op.query),
                                               cache_entries(backend, op.cache, sequences)});
         }});
  };
  latent(1, 4, 2, 3);
  latent(5, 16, 48, 33);
  const auto grouped = [&](int heads, int kv_heads, int head_dim) {
    cases.push_back(
        {fmt::format("rope_kv, {} of {} heads of {}", heads, kv_heads, head_dim), 6, 1e-6,
         [=](Backend& backend, Chosen chosen) {
           const ShortSequences sequences(chosen);
           RopeKv op;
           op.q = input(backend, chosen, std::int64_t{heads} * head_dim, 1);
           op.k = input(backend, chosen, std::int64_t{kv_heads} * head_dim, 2);
           op.v = input(backend, chosen, std::int64_t{kv_heads} * head_dim, 3);
           op.table = weight(backend, f32, 64, head_dim, 5);
           op.cache = short_cache(backend, chosen.size(), std::int64_t{2} * kv_heads * head_dim);
           op.heads = heads;
           op.kv_heads = kv_heads;
           backend.rope_kv(op, sequences.rows());
           return side_by_side(
               chosen.size(), {values(backend, op.q), cache_entries(backend, op.cache, sequences)});
         }});
  };
  grouped(2, 1, 2);
  grouped(6, 2, 46);
}

/// Sequences of the lengths that break things, each over pages of its own; what nobody may read is
/// NaN, and page numbers that nobody may use are huge.
struct LongSequences {
  static constexpr int lengths[] = {1, 16, 17, 512, 513, 1030};

  LongSequences(Backend& backend, Chosen chosen, int width) : tables(chosen.size()) {
    const int count = static_cast<int>(chosen.size());
    constexpr int pages_each = 66;
    cache = backend.allocate(f32, std::int64_t{pages_each} * count * page_size, width);
    Values all(static_cast<std::size_t>(cache.rows * width),
               std::numeric_limits<float>::quiet_NaN());
    for (std::size_t b = 0; b < chosen.size(); ++b) {
      const int length = lengths[chosen[b] % 6];
      for (int p = 0; p * page_size < length; ++p) {
        tables[b].push_back((p * 7 % pages_each) * count + static_cast<int>(b));
      }
      for (int t = 0; t < length; ++t) {
        const std::int64_t page = tables[b][static_cast<std::size_t>(t / page_size)];
        for (int i = 0; i < width; ++i) {
          all[static_cast<std::size_t>((page * page_size + t % page_size) * width + i)] =
              noise(9, 10000 * chosen[b] + t, i);
        }
      }
      tables[b].push_back(1 << 30);
      positions.push_back(length - 1);
      views.emplace_back(tables[b]);
    }
    upload_f32(backend, all, cache);
  }

  Tensor cache;
  std::vector<std::int32_t> positions;
  std::vector<std::vector<std::int32_t>> tables;
  std::vector<std::span<const std::int32_t>> views;
};

void add_attention(Cases& cases) {
  const auto add = [&](const char* name, Attention op, int rows, bool sinks) {
    cases.push_back(
        {fmt::format("attention {}, {} of {} heads, {} and {}, window {}, sinks {}", name, op.heads,
                     op.kv_heads, op.key_dim, op.value_dim, op.window, sinks),
         rows, 2e-6, [=](Backend& backend, Chosen chosen) {
           const auto width =
               std::max(op.kv_heads * op.key_dim, op.value_begin + op.kv_heads * op.value_dim);
           const LongSequences sequences(backend, chosen, static_cast<int>(width));
           Attention now = op;
           now.cache = sequences.cache;
           now.scale = 0.18F;
           now.query = input(backend, chosen, op.heads * op.key_dim, 8, 2.0F);
           now.out = output(backend, chosen.size(), op.heads * op.value_dim);
           if (sinks) {
             now.sinks = weight(backend, f32, 1, op.heads, 3, 4.0F);
           }
           const std::vector<std::int32_t> ids(chosen.size());
           backend.attention(now, {ids, sequences.positions, sequences.views});
           return values(backend, now.out);
         }});
  };
  Attention latent;
  latent.heads = 9;
  latent.key_dim = 24;
  latent.value_dim = 17;
  add("latent", latent, 6, false);
  Attention grouped;
  grouped.heads = 4;
  grouped.kv_heads = 2;
  grouped.key_dim = 8;
  grouped.value_dim = 8;
  grouped.value_begin = 16;
  add("grouped", grouped, 6, false);
  for (const int window : {1, 17, 600}) {
    grouped.window = window;
    add("grouped", grouped, 6, true);
  }
}

void add_routes(Cases& cases) {
  const auto add = [&](const char* name, int n_experts, int k, const RouterRule& rule, bool bias) {
    cases.push_back(
        {fmt::format("route {}, {} of {}", name, k, n_experts), 5, 2e-6,
         [=](Backend& backend, Chosen chosen) {
           Routing op;
           op.logits = input(backend, chosen, n_experts, 1, 3.0F);
           op.bias = bias ? weight(backend, f32, 1, n_experts, 2, 0.3F) : Tensor{};
           op.experts = indices(
               backend, std::vector<std::int32_t>(chosen.size() * static_cast<std::size_t>(k)), k);
           op.weights = output(backend, chosen.size(), k);
           op.rule = rule;
           backend.route(op);
           return side_by_side(chosen.size(),
                               {numbers(backend, op.experts), values(backend, op.weights)});
         }});
  };
  RouterRule deepseek;
  deepseek.n_group = 8;
  deepseek.topk_group = 4;
  deepseek.routed_scaling_factor = 2.5;
  add("noaux_tc", 256, 8, deepseek, true);
  deepseek.n_group = 5;
  deepseek.topk_group = 3;
  add("groups of one", 5, 2, deepseek, true);
  RouterRule softmax;
  softmax.scoring = Scoring::softmax;
  softmax.group_score = GroupScore::best;
  softmax.norm_topk_prob = false;
  add("softmax", 60, 6, softmax, false);
  softmax.n_group = 4;
  softmax.topk_group = 2;
  add("softmax by groups", 100, 3, softmax, false);
  softmax.norm_topk_prob = true;
  softmax.n_group = 1;
  softmax.topk_group = 1;
  add("the softmax of all", 4, 4, softmax, false);
  cases.push_back({"route ties to the lower index", 2, 2e-6, [](Backend& backend, Chosen chosen) {
                     Routing op;
                     op.logits = output(backend, chosen.size(), 40);  // zeros
                     op.experts = indices(backend, std::vector<std::int32_t>(chosen.size() * 3), 3);
                     op.weights = output(backend, chosen.size(), 3);
                     backend.route(op);
                     return side_by_side(chosen.size(), {numbers(backend, op.experts),
                                                         values(backend, op.weights)});
                   }});
}

struct ExpertLayerShape {
  int hidden = 40;
  int inner = 24;
  int n_experts = 8;
  int k = 2;
  bool shared = true;
  ElementType type = ElementType::bf16;
  bool biases = false;
  GateRule gate = {};
};

void add_experts(Cases& cases) {
  const auto add = [&](int rows, const ExpertLayerShape& l) {
    cases.push_back(
        {fmt::format("experts {} rows, {} of {}, {} x {} {}", rows, l.k, l.n_experts, l.hidden,
                     l.inner, to_string(l.type)),
         rows, 3e-6, [=](Backend& backend, Chosen chosen) {
           std::vector<std::int32_t> experts;
           for (const int row : chosen) {
             for (int slot = 0; slot < l.k; ++slot) {
               experts.push_back((row * 5 + slot * 3) % l.n_experts);
             }
           }
           Experts op;
           op.x = input(backend, chosen, l.hidden, 1);
           op.experts = indices(backend, experts, l.k);
           op.weights = input(backend, chosen, l.k, 2);
           op.gate_up =
               weight(backend, l.type, std::int64_t{l.n_experts} * 2 * l.inner, l.hidden, 4, 0.3F);
           op.down =
               weight(backend, l.type, std::int64_t{l.n_experts} * l.hidden, l.inner, 5, 0.3F);
           op.shared = l.shared ? input(backend, chosen, l.hidden, 3, 4.0F) : Tensor{};
           if (l.biases) {
             op.gate_up_bias = weight(backend, f32, l.n_experts, std::int64_t{2} * l.inner, 6);
             op.down_bias = weight(backend, f32, l.n_experts, l.hidden, 7);
           }
           op.out = output(backend, chosen.size(), l.hidden);
           op.n_routed_experts = l.n_experts;
           op.gate = l.gate;
           backend.experts(op);
           return values(backend, op.out);
         }});
  };
  add(1, {});
  add(7, {});
  add(23, {33, 21, 3, 2, true, f32});
  add(3, {40, 24, 16, 1, false});
  add(9, {64, 32, 8, 3, true, ElementType::q8});
  add(9, {64, 32, 8, 3, true, ElementType::q4});
  add(11, {40, 24, 8, 3, false, ElementType::bf16, true, {0.5, 1.702}});
}

void add_penalties(Cases& cases) {
  cases.push_back({"penalize", 2, 1e-6, [](Backend& backend, Chosen chosen) {
                     const Tensor logits = input(backend, chosen, 300, 1, 5.0F);
                     std::vector<SeenToken> seen;
                     for (std::int32_t id = 0; id < 300; id += 1) {
                       seen.push_back({id, id % 4});
                     }
                     PenaltyRule rule;
                     rule.repetition = 1.3;
                     rule.presence = 0.4;
                     rule.frequency = 0.2;
                     rule.seen = seen;
                     for (std::int64_t row = 0; row < logits.rows; ++row) {
                       backend.penalize(logits, row, rule);
                     }
                     return values(backend, logits);
                   }});
}

void add_logprobs(Cases& cases) {
  cases.push_back({"logprobs", 3, 1e-6, [](Backend& backend, Chosen chosen) {
                     const Tensor logits = input(backend, chosen, 330, 1, 9.0F);
                     Values all;
                     for (std::int64_t row = 0; row < logits.rows; ++row) {
                       const Logprobs found = backend.logprobs(logits, row, 321, 77, 9);
                       all.push_back(found.logprob);
                       for (const TokenLogprob& token : found.top) {
                         all.push_back(static_cast<float>(token.id));
                         all.push_back(token.logprob);
                       }
                     }
                     return all;
                   }});
}

SampleRule sample_rule(double temperature, int top_k, double top_p, double min_p, double uniform) {
  SampleRule rule;
  rule.temperature = temperature;
  rule.top_k = top_k;
  rule.top_p = top_p;
  rule.min_p = min_p;
  rule.uniform = uniform;
  rule.vocabulary = 601;
  return rule;
}

void add_samples(Cases& cases) {
  const std::vector<SampleRule> filters = {
      sample_rule(0.0, 0, 1.0, 0.0, 0.5),   sample_rule(1.0, 0, 1.0, 0.0, 0.5),
      sample_rule(0.6, 0, 0.95, 0.0, 0.5),  sample_rule(1.3, 20, 1.0, 0.0, 0.5),
      sample_rule(0.8, 50, 0.9, 0.05, 0.5), sample_rule(2.0, 0, 1.0, 0.2, 0.5)};
  for (const SampleRule& filter : filters) {
    cases.push_back({fmt::format("sample, temperature {}, top_k {}, top_p {}, min_p {}",
                                 filter.temperature, filter.top_k, filter.top_p, filter.min_p),
                     4, 0.0, [=](Backend& backend, Chosen chosen) {
                       // Whole numbers, so that many are equal.
                       Values logits;
                       for (const int row : chosen) {
                         for (std::int64_t id = 0; id < 610; ++id) {
                           logits.push_back(std::floor(6.0F * noise(1, row, id)));
                         }
                       }
                       const Tensor tensor = output(backend, chosen.size(), 610);
                       upload_f32(backend, logits, tensor);
                       Values drawn;
                       for (const double uniform : {1e-9, 0.3, 0.77, 1.0 - 1e-9}) {
                         std::vector<SampleRule> rules(chosen.size(), filter);
                         for (SampleRule& rule : rules) {
                           rule.uniform = uniform;
                         }
                         std::vector<std::int32_t> ids(chosen.size());
                         backend.sample(tensor, rules, ids);
                         drawn.insert(drawn.end(), ids.begin(), ids.end());
                       }
                       Values by_row;
                       for (std::size_t row = 0; row < chosen.size(); ++row) {
                         for (std::size_t draw = 0; draw < 4; ++draw) {
                           by_row.push_back(drawn[draw * chosen.size() + row]);
                         }
                       }
                       return by_row;
                     }});
  }
}

}  // namespace

std::vector<OperatorCase> operator_cases() {
  Cases cases;
  add_embed(cases);
  add_norms(cases);
  add_products(cases);
  add_ropes(cases);
  add_attention(cases);
  add_routes(cases);
  add_experts(cases);
  add_penalties(cases);
  add_logprobs(cases);
  add_samples(cases);
  return cases;
}

}  // namespace assay::test
