// The tests' own checkpoints are those of tests/golden/architectures/make.py, byte for byte.
#include "tests/support/philox_checkpoint.hpp"

#include <cstdint>
#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/core/file.hpp"
#include "engine/core/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/data.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;

struct SafetensorsFile {
  json header;
  std::string data;
};

SafetensorsFile read_safetensors(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  CHECK(length % 8 == 0);
  return {json::parse(bytes.substr(sizeof length, length)), bytes.substr(sizeof length + length)};
}

/// Each tensor of the file by name: type, shape and bytes in one string.
void add_tensors(const SafetensorsFile& file, std::map<std::string, std::string>& tensors) {
  for (const auto& [name, entry] : file.header.items()) {
    if (name == "__metadata__") {
      continue;
    }
    const auto range = entry.at("data_offsets").get<std::vector<std::size_t>>();
    tensors[name] = entry.at("dtype").dump() + entry.at("shape").dump() +
                    file.data.substr(range.at(0), range.at(1) - range.at(0));
  }
}

json read_golden(const std::string& name) {
  return json::parse(read_file(golden("architectures/" + name + ".json")));
}

std::string weights_sha256(const json& description) {
  const TemporaryDirectory scratch;
  write_philox_checkpoint(description, scratch.path());
  return sha256_hex(read_safetensors(scratch.path() / "model.safetensors").data);
}

}  // namespace

TEST_CASE("the checkpoint of every golden has the weights that its oracle ran on") {
  int goldens = 0;
  for (const auto& entry : std::filesystem::directory_iterator(golden("architectures"))) {
    if (entry.path().extension() != ".json") {
      continue;
    }
    ++goldens;
    INFO(entry.path());
    const json description = json::parse(read_file(entry.path()));
    CHECK(weights_sha256(description) == description.at("weights_sha256").get<std::string>());
  }
  CHECK(goldens > 0);
}

TEST_CASE("a checkpoint of another seed, and one with another scale, has other weights") {
  json description = read_golden("qwen3");
  const auto expected = description.at("weights_sha256").get<std::string>();
  description["seed"] = description.at("seed").get<std::uint64_t>() + 1;
  CHECK(weights_sha256(description) != expected);
  description = read_golden("qwen3");
  description["tensors"][0]["scale"] = 0.125;
  CHECK(weights_sha256(description) != expected);
}

TEST_CASE("shards hold the tensors of the one file, and the index says where") {
  const TemporaryDirectory scratch;
  const json description = read_golden("qwen3");
  write_philox_checkpoint(description, scratch.path() / "one");
  write_philox_checkpoint(description, scratch.path() / "three", 3);
  std::map<std::string, std::string> whole;
  add_tensors(read_safetensors(scratch.path() / "one" / "model.safetensors"), whole);
  CHECK(whole.size() == description.at("tensors").size());

  const json index =
      json::parse(read_file(scratch.path() / "three" / "model.safetensors.index.json"));
  std::set<std::string> files;
  std::map<std::string, std::string> parts;
  for (const auto& [name, file] : index.at("weight_map").items()) {
    files.insert(file.get<std::string>());
  }
  for (const std::string& file : files) {
    const SafetensorsFile shard = read_safetensors(scratch.path() / "three" / file);
    for (const auto& [name, entry] : shard.header.items()) {
      CHECK((name == "__metadata__" || index["weight_map"].at(name) == file));
    }
    add_tensors(shard, parts);
  }
  CHECK(files == std::set<std::string>{"model-00001-of-00003.safetensors",
                                       "model-00002-of-00003.safetensors",
                                       "model-00003-of-00003.safetensors"});
  CHECK(parts == whole);
}

}  // namespace assay::test
