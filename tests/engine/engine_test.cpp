#include "engine/engine.hpp"

#include <cstdlib>

#include "engine/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"
#include "tests/support/tiny_checkpoint.hpp"

namespace assay::test {

namespace {

std::string refusal(const ModelSpec& spec) {
  try {
    (void)open_model(spec);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "opened";
}

}  // namespace

TEST_CASE("a model that is not there is refused, and the message says what there is") {
  ModelSpec spec;
  spec.model = "no-such-model";
  const std::string message = refusal(spec);
  CHECK(message.find("no-such-model: no such model") != std::string::npos);
  CHECK(message.find("'builtin'") != std::string::npos);
  CHECK(message.find('\n') == std::string::npos);
}

TEST_CASE("devices and settings that do not exist are refused by name") {
  ModelSpec spec;
  spec.device = "cuda:9";
  CHECK(refusal(spec).find("--device cuda:9") == 0);
  spec = {};
  spec.device = "tpu";
  CHECK(refusal(spec).find("--device tpu: no such device") == 0);
  spec = {};
  spec.weights = "q3";
  CHECK(refusal(spec).find("--weights q3: not supported") == 0);
  spec = {};
  spec.threads = -1;
  CHECK(refusal(spec).find("--threads -1") == 0);
  spec = {};
  spec.max_batch = 0;
  CHECK(refusal(spec).find("--max-batch 0") == 0);
  spec = {};
  spec.max_batch = 2000000000;
  CHECK(refusal(spec).find("--max-batch") != std::string::npos);
}

TEST_CASE("a flag for a server is refused for a model that runs here, and the other way round") {
  ModelSpec spec;
  spec.remote.model_name = "r1";
  CHECK(refusal(spec).find("--model-name: belongs to a model behind a server, and -m builtin") ==
        0);
  spec = {};
  spec.remote.concurrency = 8;
  CHECK(refusal(spec).find("--concurrency") == 0);
  spec = {};
  spec.remote.api_key_env = "KEY";
  CHECK(refusal(spec).find("--api-key-env") == 0);
  spec = {};
  spec.model = "http://127.0.0.1:1/v1#x";
  spec.device = "cpu";
  CHECK(refusal(spec).find("--device: belongs to a model that runs here") == 0);
  spec.device = "auto";
  spec.weights = "f32";
  CHECK(refusal(spec).find("--weights: belongs") == 0);
}

TEST_CASE("a checkpoint directory opens on cpu and reference, and says what it is") {
  const TemporaryDirectory directory;
  TinyCheckpoint::write(directory.path() / "my-model");
  ModelSpec spec;
  spec.model = (directory.path() / "my-model").string();
  spec.threads = 2;
  const auto cpu = open_model(spec);
  CHECK(cpu->info().name == "my-model");
  CHECK(cpu->info().source == spec.model);
  CHECK(cpu->info().context == 128);
  CHECK(cpu->info().hash.size() == 64);
  CHECK(cpu->info().numerics.text() == "cpu/any/weights=bf16/kv=f32/invariant/v1");
  CHECK(cpu->info().hardware.find("2 threads") != std::string::npos);
  spec.device = "reference";
  CHECK(open_model(spec)->info().numerics.backend == "reference");
}

TEST_CASE("the processor is probed, and cuda is claimed where a device answers") {
  const std::vector<DeviceReport> devices = probe_devices();
  REQUIRE(devices.size() >= 2);
  CHECK(devices[0].name == "cpu");
  CHECK(devices[0].usable);
  CHECK(devices[0].finding.find("core") != std::string::npos);
  CHECK(devices[1].name.find("cuda") == 0);
  CHECK(devices[1].finding != "");
}

}  // namespace assay::test
