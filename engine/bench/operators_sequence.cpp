// The CPU backend's operators that need a sequence, a router or a vocabulary: V2-Lite's shapes, and
// grouped-query attention as Qwen3-30B-A3B has it.
#include <algorithm>
#include <memory>
#include <vector>

#include "engine/bench/operator_bench.hpp"
#include "engine/bench/shapes.hpp"

namespace assay::bench {

namespace {

constexpr ElementType f32 = ElementType::f32;
constexpr int context = 1024;

/// One place of a sequence of `context` tokens a row, each with pages of its own.
struct Step {
  explicit Step(std::int64_t rows) {
    constexpr int pages_each = context / page_size;
    pages.resize(static_cast<std::size_t>(rows));
    for (std::int64_t b = 0; b < rows; ++b) {
      for (int page = 0; page < pages_each; ++page) {
        pages[static_cast<std::size_t>(b)].push_back(static_cast<std::int32_t>(b) * pages_each +
                                                     page);
      }
      tables.emplace_back(pages[static_cast<std::size_t>(b)]);
    }
    ids.assign(static_cast<std::size_t>(rows), 1);
    positions.assign(static_cast<std::size_t>(rows), context - 1);
  }

  [[nodiscard]] BatchRows view() const { return {ids, positions, tables}; }

  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> positions;
  std::vector<std::vector<std::int32_t>> pages;
  std::vector<std::span<const std::int32_t>> tables;
};

struct AttentionShape {
  const char* name;
  int heads;
  int kv_heads;
  std::int64_t key_dim;
  std::int64_t value_dim;
  std::int64_t value_begin;
  std::int64_t cache_width;
};

constexpr AttentionShape attention_shapes[] = {{"mla", 16, 1, 576, 512, 0, 576},
                                               {"gqa", 32, 4, 128, 128, 512, 1024}};

/// The cache read once, and two operations for each value of a key and of a value a head.
Work attention_work(std::int64_t rows, const AttentionShape& shape) {
  const double places = static_cast<double>(rows) * context;
  return {places * static_cast<double>(shape.cache_width) * sizeof(float),
          2 * places * shape.heads * static_cast<double>(shape.key_dim + shape.value_dim)};
}

void add_attention(std::int64_t rows, const AttentionShape& shape) {
  add(std::string("attention/cpu/") + shape.name + "/B:" + std::to_string(rows),
      attention_work(rows, shape), [=](Backend& backend) {
        Attention op;
        op.heads = shape.heads;
        op.kv_heads = shape.kv_heads;
        op.key_dim = shape.key_dim;
        op.value_dim = shape.value_dim;
        op.value_begin = shape.value_begin;
        op.scale = 0.1F;
        op.query = filled(backend, f32, rows, shape.heads * shape.key_dim);
        op.out = filled(backend, f32, rows, shape.heads * shape.value_dim);
        op.cache = filled(backend, f32, rows * context, shape.cache_width);
        return [&backend, op, step = std::make_shared<Step>(rows)] {
          backend.attention(op, step->view());
        };
      });
}

void add_rope(std::int64_t rows) {
  constexpr int heads = 16;
  const std::string end = "/cpu/B:" + std::to_string(rows);
  add("rope_cache" + end, values_work(rows * (heads * 64 + 576), rows * (heads * 64 + 576), 3),
      [=](Backend& backend) {
        const RopeCache op{filled(backend, f32, rows, std::int64_t{heads} * 192),
                           filled(backend, f32, rows, std::int64_t{heads} * 576),
                           filled(backend, f32, rows, 512),
                           filled(backend, f32, rows, 64),
                           filled(backend, f32, context, 64),
                           filled(backend, f32, rows * context, 576),
                           heads};
        return [&backend, op, step = std::make_shared<Step>(rows)] {
          backend.rope_cache(op, step->view());
        };
      });
  add("rope_kv" + end, values_work(rows * 40 * 128, rows * 40 * 128, 3), [=](Backend& backend) {
    const RopeKv op{filled(backend, f32, rows, 4096),
                    filled(backend, f32, rows, 512),
                    filled(backend, f32, rows, 512),
                    filled(backend, f32, context, 128),
                    filled(backend, f32, rows * context, 1024),
                    32,
                    4};
    return
        [&backend, op, step = std::make_shared<Step>(rows)] { backend.rope_kv(op, step->view()); };
  });
}

void add_route(std::int64_t rows) {
  add("route/cpu/64of6/B:" + std::to_string(rows), values_work(rows * 64, rows * 12, 64),
      [=](Backend& backend) {
        Routing op;
        op.logits = filled(backend, f32, rows, 64);
        op.experts = filled(backend, ElementType::i32, rows, 6);
        op.weights = filled(backend, f32, rows, 6);
        return [&backend, op] { backend.route(op); };
      });
}

/// Row b chooses experts 7 b, 7 b + 11, ... of 64. Two layers in turn, so that weights are cold.
void add_experts(std::int64_t rows, ElementType type) {
  constexpr std::int64_t n = 64;
  constexpr int k = 6;
  constexpr std::int64_t d = 2048;
  constexpr std::int64_t inner = 1408;
  std::vector<bool> chosen(static_cast<std::size_t>(n));
  for (std::int64_t b = 0; b < rows; ++b) {
    for (std::int64_t slot = 0; slot < k; ++slot) {
      chosen[static_cast<std::size_t>((b * 7 + slot * 11) % n)] = true;
    }
  }
  const auto touched = static_cast<double>(std::count(chosen.begin(), chosen.end(), true));
  const Work work{touched * static_cast<double>(bytes_of(type, 3 * d * inner)),
                  2.0 * static_cast<double>(rows * k * 3 * d * inner)};
  add("experts/cpu/V2-Lite/" + std::string(to_string(type)) + "/B:" + std::to_string(rows), work,
      [=](Backend& backend) {
        Experts op;
        op.n_routed_experts = static_cast<int>(n);
        op.x = filled(backend, f32, rows, d);
        op.experts = filled(backend, ElementType::i32, rows, k);
        op.weights = filled(backend, f32, rows, k);
        op.out = filled(backend, f32, rows, d);
        for (std::int64_t b = 0; b < rows; ++b) {
          for (std::int64_t slot = 0; slot < k; ++slot) {
            op.experts.row<std::int32_t>(b)[slot] = static_cast<int>((b * 7 + slot * 11) % n);
          }
        }
        Window gate_up(filled(backend, type, 2 * n * 2 * inner, d), n * 2 * inner);
        Window down(filled(backend, type, 2 * n * d, inner), n * d);
        return [&backend, op, gate_up, down]() mutable {
          op.gate_up = gate_up.next();
          op.down = down.next();
          backend.experts(op);
        };
      });
}

void add_vocabulary(std::int64_t rows) {
  constexpr int vocab = 102400;
  const std::string end = "/cpu/V2-Lite/B:" + std::to_string(rows);
  add("sample" + end, values_work(rows * vocab, 0, 0), [=](Backend& backend) {
    SampleRule rule;
    rule.temperature = 0.6;
    rule.top_p = 0.95;
    rule.vocabulary = vocab;
    const Tensor logits = filled(backend, f32, rows, vocab);
    for (std::int64_t b = 0; b < rows; ++b) {
      for (int i = 0; i < 200; ++i) {
        logits.row<float>(b)[std::ptrdiff_t{511} * i] = 12.0F + 0.01F * static_cast<float>(i);
      }
    }
    return [&backend, logits, rules = std::vector<SampleRule>(static_cast<std::size_t>(rows), rule),
            ids = std::vector<std::int32_t>(static_cast<std::size_t>(rows))]() mutable {
      backend.sample(logits, rules, ids);
    };
  });
  add("embed" + end, values_work(rows * 1024, rows * 2048, 0), [=](Backend& backend) {
    return [&backend, table = filled(backend, ElementType::bf16, 8192, 2048),
            x = filled(backend, f32, rows, 2048),
            ids = std::vector<std::int32_t>(static_cast<std::size_t>(rows))]() mutable {
      for (std::int32_t& id : ids) {
        id = (id + 97) % 8192;
      }
      backend.embed(table, ids, x);
    };
  });
}

}  // namespace

void register_sequence_operators() {
  for (const std::int64_t rows : batch_sizes) {
    for (const AttentionShape& shape : attention_shapes) {
      add_attention(rows, shape);
    }
    add_rope(rows);
    add_route(rows);
    for (const ElementType type : {ElementType::bf16, ElementType::q8, ElementType::q4}) {
      add_experts(rows, type);
    }
    add_vocabulary(rows);
  }
}

}  // namespace assay::bench
