// Whole traces of the built-in model through the emulated CUDA backend, held against the CPU's.
#include <nlohmann/json.hpp>
#include <utility>

#include "engine/backend/cuda/cuda_backend.hpp"
#include "engine/core/file.hpp"
#include "engine/engine.hpp"
#include "engine/serving/local_generator.hpp"
#include "tests/cuda_emulator/emulator.hpp"
#include "tests/engine/backend/cpu/operator_case.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;
using Ids = std::vector<std::int32_t>;

constexpr std::size_t prompts = 4;
constexpr int tokens = 24;

/// Tokens of some samples of the golden prompts, by request and sample.
std::vector<std::pair<std::string, Ids>> traces(std::unique_ptr<Backend> backend, int max_batch,
                                                double temperature) {
  SchedulerSettings settings;
  settings.max_batch = max_batch;
  settings.prefill_chunk = 4 * max_batch;
  settings.cache_limit = std::uint64_t{64} << 20;
  LocalGenerator generator(
      load_model(builtin_model_directory(), WeightType::stored, std::move(backend)), settings);
  const json golden_prompts =
      json::parse(read_file(golden("assay_tiny/greedy.json"))).at("prompts");
  for (std::size_t i = 0; i < prompts; ++i) {
    Request request;
    request.tag = i;
    request.problem_key = std::to_string(i);
    request.prompt_ids = golden_prompts[i].at("prompt_ids").get<Ids>();
    request.sample_indices = {0};
    request.sampling.temperature = temperature;
    request.sampling.top_p = temperature > 0.0 ? 0.95 : 1.0;
    request.sampling.max_tokens = tokens;
    request.seed = 7;
    generator.submit(std::move(request));
  }
  std::vector<std::pair<std::string, Ids>> found;
  while (std::optional<Completion> completion = generator.next()) {
    found.emplace_back(std::to_string(completion->tag), completion->token_ids);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("traces of the built-in model on the CUDA backend are the CPU's, token for token") {
  for (const double temperature : {0.0, 0.8}) {
    const auto expected = traces(cpu::make_backend(2), 64, temperature);
    REQUIRE(expected.size() == prompts);
    CHECK(traces(cuda::make_backend(), 3, temperature) == expected);
  }
}

TEST_CASE("traces on the CUDA backend do not depend on the batch or on the size of a chunk") {
  CHECK(traces(cuda::make_backend(), 1, 0.8) == traces(cuda::make_backend(), 8, 0.8));
}

TEST_CASE("the CUDA backend is told in a model's numerics, and refuses what it has no room for") {
  const auto model =
      load_model(builtin_model_directory(), WeightType::stored, cuda::make_backend());
  CHECK(model->info.numerics.text().find("cuda/sm_80/") == 0);
  CHECK(model->info.hardware.find("cuda:0 emulated") == 0);

  const std::size_t memory = std::exchange(cuda_emulator::settings().memory, 1000000);
  CHECK_THROWS_WITH(load_model(builtin_model_directory(), WeightType::stored, cuda::make_backend()),
                    Catch::Contains("the weights take") && Catch::Contains("--device cpu"));
  cuda_emulator::settings().memory = memory;
}

}  // namespace assay::test
