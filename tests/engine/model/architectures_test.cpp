// Every architecture against Hugging Face transformers and DeepSeek's published formulas, on tiny
// random checkpoints: tests/golden/architectures/README.md.
#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/backend/cuda/cuda_backend.hpp"
#include "engine/core/file.hpp"
#include "engine/model/weights.hpp"
#include "tests/engine/model/run_decoder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/philox_checkpoint.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;
using Ids = std::vector<std::int32_t>;

struct Golden {
  std::string name;
  json document;
};

std::vector<Golden> goldens() {
  std::vector<Golden> found;
  for (const auto& file : std::filesystem::directory_iterator(golden("architectures"))) {
    if (file.path().extension() == ".json") {
      found.push_back({file.path().stem().string(), json::parse(read_file(file.path()))});
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Golden& a, const Golden& b) { return a.name < b.name; });
  return found;
}

struct Model {
  std::unique_ptr<Backend> backend;
  ModelConfig config;
  DecoderWeights weights;
};

Model open(const Golden& golden, WeightType type, std::unique_ptr<Backend> backend,
           int shards = 1) {
  const TemporaryDirectory directory;
  write_philox_checkpoint(golden.document, directory.path(), shards);
  ModelConfig config = read_config(directory.path());
  DecoderWeights weights = load_weights(Checkpoint::open(directory.path()), config, type, *backend);
  return {std::move(backend), std::move(config), std::move(weights)};
}

Ids whole_trace(const json& document) {
  Ids ids = document.at("prompt").get<Ids>();
  const Ids greedy = document.at("greedy").get<Ids>();
  ids.insert(ids.end(), greedy.begin(), greedy.end());
  return ids;
}

/// Logits at the golden's positions of its trace, fed `chunk` tokens at a time.
std::vector<float> logits_at_positions(const Golden& golden, const Model& model,
                                       std::size_t chunk) {
  const std::vector<float> all =
      logits_of(*model.backend, model.config, model.weights, whole_trace(golden.document), chunk);
  std::vector<float> out;
  for (const int position : golden.document.at("positions").get<std::vector<int>>()) {
    const auto row = all.begin() + std::ptrdiff_t{position} * model.config.vocab_size;
    out.insert(out.end(), row, row + model.config.vocab_size);
  }
  return out;
}

std::vector<float> golden_logits(const Golden& golden) {
  std::vector<float> expected;
  for (const json& row : golden.document.at("logits")) {
    const auto values = row.get<std::vector<float>>();
    expected.insert(expected.end(), values.begin(), values.end());
  }
  return expected;
}

Ids greedy_tokens(const Golden& golden, const Model& model) {
  const Ids prompt = golden.document.at("prompt").get<Ids>();
  const std::size_t count = golden.document.at("greedy").size();
  RunDecoder run(*model.backend, model.config, model.weights,
                 static_cast<int>(prompt.size() + count));
  std::vector<float> logits = run.feed(prompt);
  Ids ids;
  while (ids.size() < count) {
    const auto last = logits.end() - model.config.vocab_size;
    ids.push_back(static_cast<std::int32_t>(std::max_element(last, logits.end()) - last));
    logits = run.feed(std::span(ids).last(1));
  }
  return ids;
}

}  // namespace

TEST_CASE("logits of every architecture are those of its reference implementation") {
  const std::vector<Golden> all = goldens();
  CHECK(all.size() >= 13);
  std::set<std::string> architectures;
  for (const Golden& golden : all) {
    INFO(golden.name);
    const std::vector<float> expected = golden_logits(golden);
    const Model cpu = open(golden, WeightType::f32, cpu::make_backend(2), 3);
    architectures.insert(cpu.config.architecture);
    for (const std::size_t chunk : std::vector<std::size_t>{1, 1000}) {
      CHECK(error_beyond(logits_at_positions(golden, cpu, chunk), expected, 1e-4) == "");
    }
    const Model reference = open(golden, WeightType::f32, reference::make_backend());
    CHECK(error_beyond(logits_at_positions(golden, reference, 1000), expected, 1e-5) == "");
  }
  CHECK(architectures.size() == 10);
}

TEST_CASE("greedy tokens of every architecture are those of its reference implementation") {
  for (const Golden& golden : goldens()) {
    INFO(golden.name);
    const Ids expected = golden.document.at("greedy").get<Ids>();
    CHECK(expected.size() == 64);
    CHECK(std::set<std::int32_t>(expected.begin(), expected.end()).size() >= 32);
    const Model model = open(golden, WeightType::f32, cpu::make_backend(2));
    CHECK(greedy_tokens(golden, model) == expected);
  }
}

TEST_CASE("the CUDA backend gives the CPU's bits for every architecture, and fed in any chunks") {
  for (const Golden& golden : goldens()) {
    INFO(golden.name);
    Ids ids = whole_trace(golden.document);
    ids.resize(18);  // beyond a page
    const Model cuda = open(golden, WeightType::stored, cuda::make_backend());
    const Model cpu = open(golden, WeightType::stored, cpu::make_backend(2));
    const std::vector<float> expected =
        logits_of(*cpu.backend, cpu.config, cpu.weights, ids, ids.size());
    for (const std::size_t chunk : std::vector<std::size_t>{ids.size(), 7}) {
      CHECK(bit_difference(logits_of(*cuda.backend, cuda.config, cuda.weights, ids, chunk),
                           expected) == "");
    }
  }
}

TEST_CASE("weights held as bf16 stay within the rounding of the products they go through") {
  for (const Golden& golden : goldens()) {
    INFO(golden.name);
    // Rounding moves a weight by at most 2^-9 of itself, and so a product by about as much of its
    // size; at most seven products follow one another in a layer (down, up, o, W_UV, W_UK, q_b,
    // q_a), and one gives the logits.
    const Model cpu = open(golden, WeightType::bf16, cpu::make_backend(2));
    const double bound = (7 * cpu.config.num_hidden_layers + 1) * 0x1p-9;
    const std::vector<float> logits = logits_at_positions(golden, cpu, 1000);
    CHECK(error_beyond(logits, golden_logits(golden), bound) == "");
    // The arithmetic itself keeps to 1e-4: fp64 on the same rounded weights.
    const Model reference = open(golden, WeightType::bf16, reference::make_backend());
    CHECK(error_beyond(logits, logits_at_positions(golden, reference, 1000), 1e-4) == "");
  }
}

TEST_CASE("checkpoints of bf16 lose nothing as they are stored, and FP8 becomes bf16") {
  for (const Golden& golden : goldens()) {
    const bool fp8 = golden.document.at("config").contains("quantization_config");
    if (!fp8 && golden.name.find("bf16") == std::string::npos) {
      continue;
    }
    INFO(golden.name);
    const Model stored = open(golden, WeightType::stored, cpu::make_backend(2));
    const Model exact = open(golden, WeightType::f32, cpu::make_backend(2));
    const std::string difference = bit_difference(logits_at_positions(golden, stored, 1000),
                                                  logits_at_positions(golden, exact, 1000));
    // MXFP4 is exact in bf16: two bits of fraction and a power of two.
    CHECK((difference == "") == (golden.name != "deepseek_v3_fp8"));
  }
}

TEST_CASE("a single weight that is flipped moves the logits of every architecture") {
  for (Golden golden : goldens()) {
    INFO(golden.name);
    // The sign of the last layer's output projection: every path to the logits runs through it.
    for (json& tensor : golden.document.at("tensors")) {
      if (tensor.at("name").get<std::string>().find("layers.1.self_attn.o_proj.weight") !=
          std::string::npos) {
        tensor["scale"] = -tensor.at("scale").get<double>();
      }
    }
    const Model model = open(golden, WeightType::f32, cpu::make_backend(2));
    CHECK(error_beyond(logits_at_positions(golden, model, 1000), golden_logits(golden), 1e-3) !=
          "");
  }
}

}  // namespace assay::test
