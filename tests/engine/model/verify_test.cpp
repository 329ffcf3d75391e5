#include "engine/model/verify.hpp"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/backend/cpu/cpu_backend.hpp"
#include "engine/backend/reference/reference_backend.hpp"
#include "engine/core/error.hpp"
#include "engine/core/file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/philox_checkpoint.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;

constexpr double tolerance = 1e-10;

json golden_of(const std::string& name) {
  return json::parse(read_file(golden("architectures/" + name + ".json")));
}

std::vector<std::int32_t> prompt_of(const json& document) {
  auto ids = document.at("prompt").get<std::vector<std::int32_t>>();
  const auto more = document.at("greedy").get<std::vector<std::int32_t>>();
  ids.insert(ids.end(), more.begin(), more.end());
  return ids;
}

struct Opened {
  std::unique_ptr<Backend> backend;
  ModelConfig config;
  DecoderWeights weights;

  [[nodiscard]] DecoderParts parts() const { return {*backend, config, weights}; }
};

Opened open(const std::filesystem::path& directory, std::unique_ptr<Backend> backend,
            WeightType type = WeightType::stored) {
  ModelConfig config = read_config(directory);
  DecoderWeights weights = load_weights(Checkpoint::open(directory), config, type, *backend);
  return {std::move(backend), std::move(config), std::move(weights)};
}

/// Flips the sign of one f32 weight of a tensor in the directory's only weight file.
void flip_one_weight(const std::filesystem::path& directory, const std::string& tensor) {
  const std::filesystem::path path = directory / "model.safetensors";
  const std::string bytes = read_file(path);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  const json header = json::parse(bytes.substr(8, length));
  REQUIRE(header.at(tensor).at("dtype") == "F32");
  const auto begin = header.at(tensor).at("data_offsets").at(0).get<std::uint64_t>();
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto sign = static_cast<std::streamoff>(8 + length + begin + 4 * 5 + 3);
  file.seekp(sign);
  file.put(static_cast<char>(bytes[static_cast<std::size_t>(sign)] ^ 0x80));
}

}  // namespace

TEST_CASE("verify passes on every golden checkpoint") {
  std::size_t verified = 0;
  for (const auto& file : std::filesystem::directory_iterator(golden("architectures"))) {
    if (file.path().extension() != ".json") {
      continue;
    }
    INFO(file.path().stem());
    const json document = golden_of(file.path().stem().string());
    const TemporaryDirectory directory;
    write_philox_checkpoint(document, directory.path());
    const Opened cpu = open(directory.path(), cpu::make_backend(2));
    const Opened reference = open(directory.path(), reference::make_backend());
    const Agreement result = verify(cpu.parts(), reference.parts(), prompt_of(document));
    CHECK(first_beyond(result, tolerance) == nullptr);
    CHECK(result.layers.size() == static_cast<std::size_t>(cpu.config.num_hidden_layers));
    CHECK(result.layers.front().ulp > 0.0);  // it did compare: fp32 is not fp64
    CHECK(result.agreeing == result.positions);
    CHECK(result.logprob < 1e-3);
    ++verified;
  }
  CHECK(verified >= 14);
}

TEST_CASE("verify names the layer of a single flipped weight") {
  struct Case {
    std::string name;
    std::string tensor;
    int layer;
  };
  const std::vector<Case> cases = {
      {"deepseek_v3", "model.layers.0.mlp.down_proj.weight", 0},
      {"deepseek_v3", "model.layers.1.self_attn.kv_b_proj.weight", 1},
      {"qwen3", "model.layers.2.self_attn.q_proj.weight", 2},
      {"qwen3_moe", "model.layers.1.self_attn.o_proj.weight", 1},
      {"llama", "model.layers.1.mlp.up_proj.weight", 1},
  };
  for (const Case& one : cases) {
    INFO(one.name << " " << one.tensor);
    const json document = golden_of(one.name);
    const TemporaryDirectory directory;
    write_philox_checkpoint(document, directory.path() / "a");
    write_philox_checkpoint(document, directory.path() / "b");
    flip_one_weight(directory.path() / "b", one.tensor);
    const Opened flipped = open(directory.path() / "b", cpu::make_backend(1));
    const Opened reference = open(directory.path() / "a", reference::make_backend());
    const Agreement result = verify(flipped.parts(), reference.parts(), prompt_of(document));
    const LayerDifference* found = first_beyond(result, tolerance);
    REQUIRE(found != nullptr);
    CHECK(found->layer == one.layer);
    for (const LayerDifference& layer : result.layers) {
      CHECK((layer.nmse > tolerance) == (layer.layer == one.layer));
    }
  }
}

TEST_CASE("models of other shapes cannot be held against each other") {
  const TemporaryDirectory directory;
  write_philox_checkpoint(golden_of("qwen3"), directory.path() / "a");
  write_philox_checkpoint(golden_of("deepseek_v3_fp8"), directory.path() / "b");
  const Opened a = open(directory.path() / "a", cpu::make_backend(1));
  const Opened b = open(directory.path() / "b", cpu::make_backend(1));
  CHECK_THROWS_AS(verify(a.parts(), b.parts(), std::vector<std::int32_t>{1}), UsageError);
  CHECK_THROWS_AS(verify(a.parts(), a.parts(), std::vector<std::int32_t>{}), UsageError);
}

}  // namespace assay::test
