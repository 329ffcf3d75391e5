#include "engine/model/decoder.hpp"

#include <nlohmann/json.hpp>

#include "engine/model/loaded_model.hpp"
#include "tests/engine/model/run_decoder.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {

namespace {

std::vector<float> logits_of(const LoadedModel& model, const std::vector<std::int32_t>& ids,
                             std::size_t chunk) {
  return test::logits_of(*model.backend, model.config, model.weights, ids, chunk);
}

std::vector<std::int32_t> some_ids() {
  std::vector<std::int32_t> ids;
  for (int i = 0; i < 50; ++i) {
    ids.push_back(7 + i * 37 % 256);
  }
  return ids;
}

struct NamedShape {
  const char* name;
  TinyShape shape;
};

std::vector<NamedShape> shapes() {
  std::vector<NamedShape> out;
  out.push_back({"as assay-tiny", {}});
  TinyShape shape;
  shape.q_lora_rank = 28;
  shape.n_routed_experts = 16;
  shape.num_experts_per_tok = 4;
  shape.n_group = 4;
  shape.topk_group = 2;
  shape.n_shared_experts = 2;
  out.push_back({"q_lora, groups, two shared experts", shape});
  shape.dtype = "F32";
  out.push_back({"f32", shape});
  shape.dtype = "F16";
  out.push_back({"f16", shape});
  return out;
}

}  // namespace

TEST_CASE("the decoder on the CPU agrees with the reference for every layout of a checkpoint") {
  for (const auto& [name, shape] : shapes()) {
    INFO(name);
    const TemporaryDirectory directory;
    TinyCheckpoint::write(directory.path(), shape);
    const auto reference =
        load_model(directory.path(), WeightType::stored, reference::make_backend());
    const auto cpu = load_model(directory.path(), WeightType::stored, cpu::make_backend(2));
    CHECK(cpu->weights.type == (shape.dtype == "BF16" ? "bf16" : "f32"));
    CHECK(error_beyond(logits_of(*cpu, some_ids(), 50), logits_of(*reference, some_ids(), 50),
                       1e-4) == "");
  }
}

TEST_CASE("a token's logits do not depend on how the prompt was cut") {
  const TemporaryDirectory directory;
  TinyCheckpoint::write(directory.path());
  const auto model = load_model(directory.path(), WeightType::stored, cpu::make_backend(2));
  const std::vector<float> whole = logits_of(*model, some_ids(), 50);
  for (const std::size_t chunk : std::vector<std::size_t>{1, 7, 16, 33}) {
    INFO("chunks of " << chunk);
    CHECK(bit_difference(whole, logits_of(*model, some_ids(), chunk)) == "");
  }
  std::vector<std::int32_t> other = some_ids();
  other[0] = 9;
  CHECK(bit_difference(whole, logits_of(*model, other, 50)) != "");  // control: it can differ
}

TEST_CASE("bf16 weights widened to f32 give the same bits, and f32 rounded to bf16 other ones") {
  const TemporaryDirectory directory;
  TinyCheckpoint::write(directory.path());
  const auto stored = load_model(directory.path(), WeightType::stored, cpu::make_backend(1));
  const auto widened = load_model(directory.path(), WeightType::f32, cpu::make_backend(1));
  CHECK(widened->info.numerics.weights == "f32");
  CHECK(bit_difference(logits_of(*stored, some_ids(), 50), logits_of(*widened, some_ids(), 50)) ==
        "");
  TinyShape f32;
  f32.dtype = "F32";
  TinyCheckpoint::write(directory.path() / "f32", f32);
  const auto exact = load_model(directory.path() / "f32", WeightType::stored, cpu::make_backend(1));
  const auto rounded = load_model(directory.path() / "f32", WeightType::bf16, cpu::make_backend(1));
  CHECK(rounded->info.numerics.weights == "bf16");
  CHECK(bit_difference(logits_of(*exact, some_ids(), 50), logits_of(*rounded, some_ids(), 50)) !=
        "");
}

}  // namespace assay::test
