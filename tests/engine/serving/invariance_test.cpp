// Bit for bit the same samples and log-probabilities whatever is computed beside them: one test for
// each axis, on latent attention and on grouped-query attention with windows, sinks and experts,
// and controls that show that the comparison sees what it should.
#include <bit>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/cpu/dispatch.hpp"
#include "engine/core/file.hpp"
#include "engine/serving/local_generator.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/philox_checkpoint.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {

namespace {

constexpr int problems = 5;
constexpr int samples = 3;

/// Half of the machine's memory, the default, is more than these need, and a sanitizer pays for it.
SchedulerSettings small_cache() {
  SchedulerSettings settings;
  settings.cache_limit = 64U << 20U;
  return settings;
}

/// One way to compute the same thing.
struct Way {
  int threads = 1;
  const cpu::Kernels* kernels = nullptr;
  SchedulerSettings settings = small_cache();
  bool backwards = false;   ///< problems in reverse order
  bool one_by_one = false;  ///< a request for each sample
  bool twice = false;       ///< the second time over, with the prefix cache full
  int neighbours = 0;       ///< other requests beside
};

struct Bits {
  std::vector<std::int32_t> ids;
  std::vector<std::uint32_t> logprobs;
  friend bool operator==(const Bits&, const Bits&) = default;
};

using Samples = std::map<std::pair<std::uint64_t, int>, Bits>;

/// The weights of a golden with a tokenizer of bytes.
std::unique_ptr<LoadedModel> load(const std::string& golden_name, const Way& way) {
  const TemporaryDirectory directory;
  TinyCheckpoint::write(directory.path() / "tokenizer");
  write_philox_checkpoint(
      nlohmann::json::parse(read_file(golden("architectures/" + golden_name + ".json"))),
      directory.path());
  std::unique_ptr<Backend> backend = cpu::make_backend(way.threads, way.kernels);
  ModelConfig config = read_config(directory.path());
  DecoderWeights weights =
      load_weights(Checkpoint::open(directory.path()), config, WeightType::stored, *backend);
  auto model =
      std::make_unique<LoadedModel>(LoadedModel{std::move(backend),
                                                std::move(config),
                                                Tokenizer::open(directory.path() / "tokenizer"),
                                                ChatFormat{},
                                                std::move(weights),
                                                {}});
  model->info.context = model->config.max_position_embeddings;
  return model;
}

Request request_of(int problem) {
  Request request;
  request.tag = static_cast<std::uint64_t>(problem);
  request.problem_key = "suite/" + std::to_string(problem);
  for (int i = 0; i < 5 + problem * 13 % 40; ++i) {
    request.prompt_ids.push_back(3 + (i * 31 + (i < 20 ? 0 : problem) * 7) % 250);
  }
  request.sampling.temperature = 1.0;
  request.sampling.max_tokens = 24;
  request.plain = true;
  request.top_logprobs = 2;
  request.seed = 11;
  return request;
}

Samples collect(LocalGenerator& generator) {
  Samples found;
  while (const std::optional<Completion> completion = generator.next()) {
    if (completion->tag >= problems) {
      continue;  // a neighbour
    }
    Bits bits{completion->token_ids, {}};
    for (const Logprobs& place : completion->logprobs) {
      bits.logprobs.push_back(std::bit_cast<std::uint32_t>(place.logprob));
      for (const TokenLogprob& token : place.top) {
        bits.logprobs.push_back(std::bit_cast<std::uint32_t>(token.logprob));
      }
    }
    found[{completion->tag, completion->sample_index}] = std::move(bits);
  }
  return found;
}

void submit_all(LocalGenerator& generator, const Way& way) {
  for (int i = 0; i < way.neighbours; ++i) {
    Request neighbour = request_of(i);
    neighbour.tag = static_cast<std::uint64_t>(1000 + i);
    neighbour.problem_key = "neighbour";
    neighbour.sample_indices = {i};
    generator.submit(std::move(neighbour));
  }
  for (int i = 0; i < problems; ++i) {
    Request request = request_of(way.backwards ? problems - 1 - i : i);
    for (int sample = 0; sample < samples; ++sample) {
      request.sample_indices.push_back(way.backwards ? samples - 1 - sample : sample);
      if (way.one_by_one) {
        generator.submit(request);
        request.sample_indices.clear();
      }
    }
    if (!way.one_by_one) {
      generator.submit(std::move(request));
    }
  }
}

Samples draw(const std::string& golden_name, const Way& way) {
  LocalGenerator generator(load(golden_name, way), way.settings);
  submit_all(generator, way);
  Samples found = collect(generator);
  if (way.twice) {
    submit_all(generator, way);
    found = collect(generator);
  }
  return found;
}

Way alone() {
  Way way;
  way.settings.max_batch = 1;
  way.settings.prefix_cache = false;
  return way;
}

/// `change` makes the way that is compared with one sample after another on one thread.
void check_axis(const std::vector<Way>& ways) {
  for (const char* name : {"deepseek_v3", "gpt_oss", "qwen3_moe"}) {
    INFO(name);
    const Samples expected = draw(name, alone());
    REQUIRE(expected.size() == problems * samples);
    for (std::size_t i = 0; i < ways.size(); ++i) {
      INFO("way " << i);
      CHECK(draw(name, ways[i]) == expected);
    }
  }
}

}  // namespace

TEST_CASE("invariance: threads") {
  Way two;
  two.threads = 2;
  Way five;
  five.threads = 5;
  check_axis({two, five});
}

TEST_CASE("invariance: the size of the batch and its company") {
  Way small;
  small.settings.max_batch = 4;
  Way crowded;
  crowded.neighbours = 5;
  check_axis({small, Way{}, crowded});
}

TEST_CASE("invariance: order and number of requests") {
  Way backwards;
  backwards.backwards = true;
  Way split;
  split.one_by_one = true;
  check_axis({backwards, split});
}

TEST_CASE("invariance: chunks of the prompt") {
  std::vector<Way> ways(3);
  ways[0].settings.prefill_chunk = 1;
  ways[1].settings.prefill_chunk = 7;
  ways[2].settings.prefill_chunk = 16;
  check_axis(ways);
}

TEST_CASE("invariance: what the prefix cache holds") {
  Way warm;
  warm.twice = true;
  Way cold = warm;
  cold.settings.prefix_cache = false;
  check_axis({warm, cold});
}

TEST_CASE("invariance: preemption") {
  for (const char* name : {"deepseek_v3", "gpt_oss", "qwen3_moe"}) {
    INFO(name);
    Way tight;
    const std::unique_ptr<LoadedModel> model = load(name, tight);
    tight.settings.cache_limit =
        9U * page_size * static_cast<std::uint64_t>(model->config.cache_width()) *
        static_cast<std::uint64_t>(model->config.num_hidden_layers) * sizeof(float);
    LocalGenerator generator(load(name, tight), tight.settings);
    submit_all(generator, tight);
    CHECK(collect(generator) == draw(name, alone()));
    CHECK(generator.load().preemptions > 0);
  }
}

TEST_CASE("invariance: instruction sets") {
  std::vector<Way> ways;
  for (const cpu::Kernels* kernels : cpu::available_kernels()) {
    Way way;
    way.kernels = kernels;
    ways.push_back(way);
  }
  CHECK(ways.size() >= 1);
  check_axis(ways);
}

TEST_CASE("control: another seed and another prompt give other bits") {
  const Samples expected = draw("qwen3_moe", alone());
  LocalGenerator generator(load("qwen3_moe", alone()), alone().settings);
  Request request = request_of(0);
  request.sample_indices = {0};
  request.seed = 12;
  generator.submit(request);
  CHECK_FALSE(collect(generator).at({0, 0}) == expected.at({0, 0}));
  request.seed = 11;
  request.prompt_ids[0] += 1;
  generator.submit(request);
  CHECK_FALSE(collect(generator).at({0, 0}) == expected.at({0, 0}));
}

TEST_CASE("control: a sum whose order depends on the batch is caught") {
  const OperatorCase test{"a batch-dependent sum", 17, 1e-5,
                          [](Backend& backend, std::span<const int> chosen) {
                            const Tensor x = input(backend, chosen, 1000, 1);
                            const Tensor out = output(backend, chosen.size(), 1);
                            // As many partial sums as rows: what a kernel does that shares a row's
                            // work by the size of the batch.
                            const std::size_t parts = chosen.size();
                            for (std::int64_t b = 0; b < x.rows; ++b) {
                              std::vector<float> partial(parts, 0.0F);
                              for (std::int64_t i = 0; i < x.columns; ++i) {
                                partial[static_cast<std::size_t>(i) % parts] += x.row<float>(b)[i];
                              }
                              for (const float sum : partial) {
                                out.row<float>(b)[0] += sum;
                              }
                            }
                            return values(backend, out);
                          }};
  CHECK(disagreement(test).find("alone") != std::string::npos);
}

}  // namespace assay::test
