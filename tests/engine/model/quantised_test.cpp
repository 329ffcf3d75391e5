// Weights held in blocks of 8 and 4 bits against the fp64 logits of the weights as they were
// published: tests/golden/architectures/README.md.
#include <nlohmann/json.hpp>

#include "engine/core/file.hpp"
#include "engine/model/loaded_model.hpp"
#include "tests/engine/model/run_decoder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/philox_checkpoint.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;

/// Mean squared error by the mean square of what was expected.
double nmse(const std::vector<float>& got, const std::vector<float>& expected) {
  double error = 0.0;
  double power = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = double{got[i]} - double{expected[i]};
    error += difference * difference;
    power += double{expected[i]} * double{expected[i]};
  }
  return error / power;
}

struct Loaded {
  std::unique_ptr<Backend> backend;
  ModelConfig config;
  DecoderWeights weights;

  [[nodiscard]] std::vector<float> logits(const std::vector<std::int32_t>& ids) const {
    return logits_of(*backend, config, weights, ids, ids.size());
  }
};

Loaded load(const std::filesystem::path& directory, WeightType type,
            std::unique_ptr<Backend> backend) {
  ModelConfig config = read_config(directory);
  DecoderWeights weights = load_weights(Checkpoint::open(directory), config, type, *backend);
  return {std::move(backend), std::move(config), std::move(weights)};
}

/// One product of weights that are uniform in (-a, a) with a step of a / `steps`: the error is
/// uniform too, its square step^2 / 12 to a^2 / 3.
double product_nmse(double steps) { return 1.0 / (4.0 * steps * steps); }

}  // namespace

TEST_CASE("weights in blocks cost the logits what their steps imply") {
  struct Case {
    const char* name;
    bool dense;
  };
  for (const Case& model : std::vector<Case>{{"deepseek_v2", false},
                                             {"deepseek_v2_lite", false},
                                             {"deepseek_v3_fp8", false},
                                             {"glm4_moe_lite", false},
                                             {"gpt_oss", false},
                                             {"llama", true},
                                             {"mixtral", false},
                                             {"olmoe", false},
                                             {"qwen2", true},
                                             {"qwen3", true},
                                             {"qwen3_moe", false}}) {
    const json document =
        json::parse(read_file(golden("architectures/" + std::string(model.name) + ".json")));
    const TemporaryDirectory directory;
    write_philox_checkpoint(document, directory.path());
    const auto ids = document.at("prompt").get<std::vector<std::int32_t>>();
    const std::vector<float> exact =
        load(directory.path(), WeightType::f32, cpu::make_backend(2)).logits(ids);
    for (const WeightType type : {WeightType::q8, WeightType::q4}) {
      const double steps = type == WeightType::q8 ? 127.0 : 8.0;
      INFO(model.name << " with " << steps << " steps");
      const Loaded cpu = load(directory.path(), type, cpu::make_backend(2));
      CHECK(cpu.weights.type == (type == WeightType::q8 ? "q8" : "q4"));
      const std::vector<float> got = cpu.logits(ids);
      // At most seven products follow one another in a layer, one gives the logits, and errors of
      // different weights are independent. A router that stands near a tie sends a token to
      // another expert, which costs more than any rounding: twenty times that, then.
      const double products = 7.0 * cpu.config.num_hidden_layers + 1.0;
      CHECK(nmse(got, exact) <= products * product_nmse(steps) * (model.dense ? 1.0 : 20.0));
      CHECK(nmse(got, exact) > product_nmse(steps));  // control: it does cost something
      // The arithmetic itself keeps to 1e-4: fp64 on the same integers and scales.
      const Loaded reference = load(directory.path(), type, reference::make_backend());
      CHECK(error_beyond(got, reference.logits(ids), 1e-4) == "");
    }
  }
}

TEST_CASE("the embedding stays as it is stored unless it is lm_head too") {
  for (const bool tied : {false, true}) {
    const json document = json::parse(
        read_file(golden(tied ? "architectures/qwen2.json" : "architectures/llama.json")));
    const TemporaryDirectory directory;
    write_philox_checkpoint(document, directory.path());
    const Loaded model = load(directory.path(), WeightType::q8, cpu::make_backend(1));
    CHECK(model.config.tie_word_embeddings == tied);
    CHECK(is_blocked(model.weights.embed.type) == tied);
    CHECK(model.weights.lm_head.type == ElementType::q8);
    CHECK(model.weights.norm.type == ElementType::f32);
  }
}

}  // namespace assay::test
