// Whole steps of a checkpoint: decoding one token of each of B sequences, a piece of a prompt, and
// a prompt with the first token of its k samples. Limits are those of facts that a step cannot
// escape: it reads every weight it multiplies by once (of the experts, as many as B tokens touch
// that choose evenly), and its sequences' cache.
#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/bench/operator_bench.hpp"
#include "engine/bench/operators.hpp"
#include "engine/model/decoder.hpp"

namespace assay::bench {

namespace {

constexpr int context = 512;       // tokens of each sequence before the step
constexpr int prompt = 1000;       // tokens, of which all but the last run before its samples do
constexpr int prompt_chunk = 128;  // tokens of a step, as SchedulerSettings has it

struct Model {
  std::unique_ptr<Backend> backend;
  ModelConfig config;
  DecoderWeights weights;
};

const Model& model_of(const std::string& directory, WeightType type) {
  static std::map<WeightType, std::unique_ptr<Model>> loaded;
  if (!loaded.contains(type)) {
    loaded.clear();  // one at a time in memory
    auto backend = cpu::make_backend(thread_count());
    ModelConfig config = read_config(directory);
    DecoderWeights weights = load_weights(Checkpoint::open(directory), config, type, *backend);
    loaded[type] =
        std::make_unique<Model>(Model{std::move(backend), std::move(config), std::move(weights)});
  }
  return *loaded.at(type);
}

/// Bytes and weights of matrices, which each row of a step multiplies by.
class Sum {
 public:
  void add(const Tensor& weight, double share_read = 1.0, double share_used = 1.0) {
    bytes_ += share_read * static_cast<double>(bytes_of(weight.type, weight.rows * weight.columns));
    weights_ += share_used * static_cast<double>(weight.rows * weight.columns);
  }
  [[nodiscard]] double bytes() const { return bytes_; }
  [[nodiscard]] double weights() const { return weights_; }

 private:
  double bytes_ = 0;
  double weights_ = 0;
};

/// `sequences` of `places` each; `logits` rows go through lm_head.
Work step_work(const Model& model, std::int64_t rows, std::int64_t sequences, double places,
               std::int64_t logits) {
  const ModelConfig& config = model.config;
  Sum all;
  for (const LayerWeights& layer : model.weights.layers) {
    for (const Tensor* weight :
         {&layer.mla.qkv_a, &layer.mla.q_b, &layer.mla.w_uk, &layer.mla.w_uv, &layer.gqa.qkv,
          &layer.o_proj, &layer.mlp.gate_up, &layer.mlp.down, &layer.router}) {
      all.add(*weight);
    }
    if (layer.config.experts) {
      const int n = config.n_routed_experts;
      const int k = config.num_experts_per_tok;
      const double read = distinct_experts(n, k, rows) / n;
      all.add(layer.experts.gate_up, read, static_cast<double>(k) / n);
      all.add(layer.experts.down, read, static_cast<double>(k) / n);
    }
  }
  const double seen = places * config.num_hidden_layers;
  const double heads = config.num_attention_heads;
  const double pair = config.attention == AttentionKind::mla
                          ? 2 * heads * (config.cache_width() + config.kv_lora_rank)
                          : 4 * heads * config.head_dim;
  const Tensor& head = model.weights.lm_head;
  Work work{all.bytes() + static_cast<double>(sequences) * seen * config.cache_width() * 4,
            static_cast<double>(rows) * (2 * all.weights() + seen * pair)};
  if (logits > 0) {
    work.bytes += static_cast<double>(bytes_of(head.type, head.rows * head.columns)) +
                  static_cast<double>(logits * head.rows) * 4;
    work.flops += 2.0 * static_cast<double>(logits * head.rows * head.columns);
  }
  return work;
}

/// Rows of one step; `sequences` of them at place `context`, or one sequence from place 0 on.
struct Rows {
  Rows(const Model& model, std::int64_t count, bool decode) {
    const std::int64_t sequences = decode ? count : 1;
    const std::int64_t places = decode ? context + 1 : count;
    const auto pages_each = static_cast<std::int32_t>((places + page_size - 1) / page_size);
    for (std::int32_t s = 0; s < sequences; ++s) {
      pages.emplace_back();
      for (std::int32_t page = 0; page < pages_each; ++page) {
        pages.back().push_back(s * pages_each + page);
      }
    }
    for (std::int64_t b = 0; b < count; ++b) {
      ids.push_back(static_cast<std::int32_t>((b * 131 + 17) % model.config.vocab_size));
      positions.push_back(static_cast<std::int32_t>(decode ? context : b));
      tables.emplace_back(pages[static_cast<std::size_t>(decode ? b : 0)]);
    }
    for (int layer = 0; layer < model.config.num_hidden_layers; ++layer) {
      cache.push_back(filled(*model.backend, ElementType::f32, sequences * pages_each * page_size,
                             model.config.cache_width()));
    }
  }

  [[nodiscard]] BatchRows view() const { return {ids, positions, tables}; }

  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> positions;
  std::vector<std::vector<std::int32_t>> pages;
  std::vector<std::span<const std::int32_t>> tables;
  std::vector<Tensor> cache;
};

void run(benchmark::State& state, const std::string& directory, WeightType type, int count,
         bool decode) {
  const Model& model = model_of(directory, type);
  const Peaks limits = peaks();
  const int logits = decode ? count : 1;
  Decoder decoder(*model.backend, model.config, model.weights, count, logits);
  const Rows rows(model, count, decode);
  const auto step = [&] { return decoder.forward(rows.view(), rows.cache, logits); };
  benchmark::DoNotOptimize(step());
  const Stopwatch watch;
  for (auto _ : state) {
    benchmark::DoNotOptimize(step());
  }
  const double seconds = watch.seconds();
  const double places = decode ? context + 1 : 0.5 * (count + 1);
  report(state, step_work(model, count, decode ? count : 1, places, logits), seconds, limits);
  state.counters["tok/s"] = static_cast<double>(state.iterations()) * count / seconds;
}

/// A prompt in chunks, then the first step of its samples, which share all but its last page.
class Samples {
 public:
  Samples(const Model& model, int count) : tables_(static_cast<std::size_t>(count)) {
    constexpr int pages_each = (prompt + page_size - 1) / page_size;
    for (int sample = 0; sample < count; ++sample) {
      std::vector<std::int32_t>& table = tables_[static_cast<std::size_t>(sample)];
      for (int page = 0; page < pages_each; ++page) {
        table.push_back(page + 1 < pages_each ? page : page + sample);
      }
    }
    for (int layer = 0; layer < model.config.num_hidden_layers; ++layer) {
      cache_.push_back(filled(*model.backend, ElementType::f32,
                              std::int64_t{pages_each + count} * page_size,
                              model.config.cache_width()));
    }
  }

  void run(Decoder& decoder) const {
    for (int begin = 0; begin < prompt - 1; begin += prompt_chunk) {
      std::vector<Place> places;
      for (int t = begin; t < std::min(begin + prompt_chunk, prompt - 1); ++t) {
        places.push_back({t, 0});
      }
      step(decoder, places, 0);
    }
    std::vector<Place> places;
    for (std::size_t sample = 0; sample < tables_.size(); ++sample) {
      places.push_back({prompt - 1, sample});
    }
    step(decoder, places, static_cast<int>(tables_.size()));
  }

 private:
  struct Place {
    std::int32_t position = 0;
    std::size_t sample = 0;
  };

  void step(Decoder& decoder, const std::vector<Place>& places, int logits) const {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> positions;
    std::vector<std::span<const std::int32_t>> pages;
    for (const Place& place : places) {
      ids.push_back(17 + place.position % 97);
      positions.push_back(place.position);
      pages.emplace_back(tables_[place.sample]);
    }
    benchmark::DoNotOptimize(decoder.forward({ids, positions, pages}, cache_, logits));
  }

  std::vector<std::vector<std::int32_t>> tables_;
  std::vector<Tensor> cache_;
};

void run_samples(benchmark::State& state, const std::string& directory, WeightType type,
                 int count) {
  const Model& model = model_of(directory, type);
  const Peaks limits = peaks();
  Decoder decoder(*model.backend, model.config, model.weights, prompt_chunk, count);
  const Samples samples(model, count);
  const Stopwatch watch;
  for (auto _ : state) {
    samples.run(decoder);
  }
  Work work = step_work(model, prompt - 1, 1, 0.5 * prompt, 0);
  const Work first = step_work(model, count, 1, prompt, count);
  work.bytes += first.bytes;
  work.flops += first.flops;
  report(state, work, watch.seconds(), limits);
}

}  // namespace

void register_model_steps(const std::string& directory) {
  if (directory.empty()) {
    return;
  }
  const std::pair<const char*, WeightType> types[] = {
      {"bf16", WeightType::bf16}, {"q8", WeightType::q8}, {"q4", WeightType::q4}};
  for (const auto& [name, type] : types) {
    const auto add_step = [&, weights = type](const std::string& full, int count, bool decode) {
      benchmark::RegisterBenchmark(full.c_str(), [=](benchmark::State& state) {
        run(state, directory, weights, count, decode);
      })->UseRealTime();
    };
    for (const int count : {1, 8, 64}) {
      add_step("decode/cpu/" + std::string(name) + "/B:" + std::to_string(count), count, true);
    }
    add_step("prefill/cpu/" + std::string(name) + "/tokens:512", 512, false);
    for (const int count : {1, 16}) {
      const std::string full =
          "prompt:1000/cpu/" + std::string(name) + "/k:" + std::to_string(count);
      benchmark::RegisterBenchmark(full.c_str(), [=, weights = type](benchmark::State& state) {
        run_samples(state, directory, weights, count);
      })->UseRealTime();
    }
  }
}

}  // namespace assay::bench
