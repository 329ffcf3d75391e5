// The built-in model against an independent fp64 implementation in PyTorch:
// tests/golden/assay_tiny/make.py wrote the files.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/core/file.hpp"
#include "engine/engine.hpp"
#include "engine/model/loaded_model.hpp"
#include "tests/engine/model/run_decoder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;

/// The rows `wanted` of the logits.
std::vector<float> some_logits(const LoadedModel& model, const std::vector<std::int32_t>& ids,
                               const std::vector<int>& wanted) {
  const std::vector<float> all =
      logits_of(*model.backend, model.config, model.weights, ids, ids.size());
  std::vector<float> out;
  for (const int row : wanted) {
    const auto begin = all.begin() + std::ptrdiff_t{row} * model.config.vocab_size;
    out.insert(out.end(), begin, begin + model.config.vocab_size);
  }
  return out;
}

void compare_logits(std::unique_ptr<Backend> backend, const json& golden, double tolerance) {
  const auto model = load_model(builtin_model_directory(), WeightType::stored, std::move(backend));
  for (const json& entry : golden) {
    std::vector<float> expected;
    for (const json& row : entry.at("logits")) {
      const auto values = row.get<std::vector<float>>();
      expected.insert(expected.end(), values.begin(), values.end());
    }
    const std::vector<float> got =
        some_logits(*model, entry.at("ids").get<std::vector<std::int32_t>>(),
                    entry.at("positions").get<std::vector<int>>());
    CHECK(error_beyond(got, expected, tolerance) == "");
  }
}

/// The first position at which traces part; their common length where they do not.
std::size_t first_difference(const std::vector<std::int32_t>& a,
                             const std::vector<std::int32_t>& b) {
  const auto parted = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<std::size_t>(parted.first - a.begin());
}

}  // namespace

TEST_CASE("logits of the built-in model are those of the fp64 PyTorch model") {
  const json golden_logits = json::parse(read_file(golden("assay_tiny/logits.json")));
  REQUIRE(golden_logits.size() == 4);
  compare_logits(cpu::make_backend(2), golden_logits, 2e-3);
  compare_logits(reference::make_backend(), golden_logits, 1e-5);
}

TEST_CASE("greedy traces of the built-in model are those of the fp64 PyTorch model") {
  const json prompts = json::parse(read_file(golden("assay_tiny/greedy.json"))).at("prompts");
  REQUIRE(prompts.size() == 100);
  ModelSpec spec;
  spec.device = "cpu";
  const auto generator = open_model(spec);
  for (std::size_t i = 0; i < prompts.size(); ++i) {
    Request request;
    request.tag = i;
    request.prompt_ids = prompts[i].at("prompt_ids").get<std::vector<std::int32_t>>();
    CHECK(generator->render({{"user", prompts[i].at("question").get<std::string>()}}).ids ==
          request.prompt_ids);
    request.sample_indices = {0};
    request.sampling.temperature = 0.0;
    generator->submit(std::move(request));
  }
  std::size_t differing = 0;
  std::size_t finished = 0;
  while (const std::optional<Completion> completion = generator->next()) {
    ++finished;
    const json& prompt = prompts[completion->tag];
    const auto expected = prompt.at("token_ids").get<std::vector<std::int32_t>>();
    if (completion->token_ids == expected) {
      CHECK(to_string(completion->finish_reason) == prompt.at("finish").get<std::string>());
      continue;
    }
    const std::size_t at = first_difference(completion->token_ids, expected);
    const auto near_ties = prompt.at("near_ties").get<std::vector<std::size_t>>();
    WARN(prompt.at("problem").get<std::string>() << " parts at token " << at);
    CHECK(std::find(near_ties.begin(), near_ties.end(), at) != near_ties.end());
    ++differing;
  }
  CHECK(finished == prompts.size());
  CHECK(differing <= 2);
}

}  // namespace assay::test
