#include "tests/support/philox_checkpoint.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/backend/host_memory.hpp"
#include "engine/core/philox.hpp"

namespace assay::test {

namespace {

using json = nlohmann::json;

struct PhiloxTensor {
  std::string name;
  std::string dtype;
  std::vector<std::int64_t> shape;
  double scale = 0.0;
  double offset = 0.0;
  std::uint64_t index = 0;  ///< in the golden's list: its stream of numbers
};

std::size_t bytes_per_element(const std::string& dtype) {
  if (dtype == "F32") {
    return 4;
  }
  if (dtype == "BF16") {
    return 2;
  }
  if (dtype == "F8_E4M3" || dtype == "U8") {
    return 1;
  }
  throw std::runtime_error("philox checkpoint: dtype " + dtype + " is not known");
}

/// To nearest, ties to even; |value| at most 448. Sign, four bits of exponent (bias 7), three of
/// fraction.
std::uint8_t round_to_e4m3(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 24) & 0x80U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (std::abs(value) < 0x1p-6F) {  // below the least normal number steps are of 2^-9
    return static_cast<std::uint8_t>(
        sign | static_cast<std::uint32_t>(std::nearbyint(std::abs(value) * 0x1p9F)));
  }
  const std::uint32_t rounded = (magnitude + 0x7FFFFU + ((magnitude >> 20) & 1U)) >> 20;
  return static_cast<std::uint8_t>(sign | (rounded - ((127U - 7U) << 3)));
}

void append_little_endian(std::string& data, std::uint64_t bits, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) {
    data.push_back(static_cast<char>(bits >> (8 * i)));
  }
}

void append_element(std::string& data, const PhiloxTensor& tensor, std::uint32_t random) {
  if (tensor.dtype == "U8") {
    const std::uint32_t top = random >> 24;
    const auto range = static_cast<std::uint32_t>(tensor.scale);
    append_little_endian(
        data, range == 0 ? top : static_cast<std::uint32_t>(tensor.offset) + top % range, 1);
    return;
  }
  const auto value =
      static_cast<float>((unit_interval(random) * 2.0 - 1.0) * tensor.scale + tensor.offset);
  if (tensor.dtype == "F32") {
    append_little_endian(data, std::bit_cast<std::uint32_t>(value), 4);
  } else if (tensor.dtype == "BF16") {
    append_little_endian(data, round_to_bf16(value), 2);
  } else {
    append_little_endian(data, round_to_e4m3(value), 1);
  }
}

void append_tensor(std::string& data, const PhiloxTensor& tensor, std::uint64_t seed) {
  std::int64_t elements = 1;
  for (const std::int64_t size : tensor.shape) {
    elements *= size;
  }
  PhiloxStream random(seed, tensor.index);
  for (std::int64_t i = 0; i < elements; ++i) {
    append_element(data, tensor, random.next());
  }
}

/// One safetensors file: wider types first, so that each tensor is aligned. Returns its data's
/// size.
std::size_t write_safetensors(const std::filesystem::path& path, std::vector<PhiloxTensor> tensors,
                              std::uint64_t seed) {
  std::stable_sort(tensors.begin(), tensors.end(),
                   [](const PhiloxTensor& a, const PhiloxTensor& b) {
                     return bytes_per_element(a.dtype) > bytes_per_element(b.dtype);
                   });
  json header = {{"__metadata__", {{"format", "pt"}}}};
  std::string data;
  for (const PhiloxTensor& tensor : tensors) {
    const std::size_t begin = data.size();
    append_tensor(data, tensor, seed);
    header[tensor.name] = {
        {"dtype", tensor.dtype}, {"shape", tensor.shape}, {"data_offsets", {begin, data.size()}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  std::string length;
  append_little_endian(length, text.size(), 8);
  std::ofstream(path, std::ios::binary) << length << text << data;
  return data.size();
}

std::vector<PhiloxTensor> tensors_of(const json& golden) {
  std::vector<PhiloxTensor> tensors;
  for (const json& entry : golden.at("tensors")) {
    tensors.push_back({entry.at("name").get<std::string>(), entry.at("dtype").get<std::string>(),
                       entry.at("shape").get<std::vector<std::int64_t>>(),
                       entry.at("scale").get<double>(), entry.at("offset").get<double>(),
                       tensors.size()});
  }
  return tensors;
}

/// As the hub counts: model-00001-of-00003.safetensors.
std::string shard_name(int shard, int shards) {
  const auto five = [](int number) {
    const std::string digits = std::to_string(number);
    return std::string(5 - std::min<std::size_t>(5, digits.size()), '0') + digits;
  };
  return "model-" + five(shard + 1) + "-of-" + five(shards) + ".safetensors";
}

}  // namespace

void write_philox_checkpoint(const json& golden, const std::filesystem::path& directory,
                             int shards) {
  std::filesystem::create_directories(directory);
  std::ofstream(directory / "config.json") << golden.at("config").dump(2) << '\n';
  const std::vector<PhiloxTensor> tensors = tensors_of(golden);
  const auto seed = golden.at("seed").get<std::uint64_t>();
  if (shards == 1) {
    write_safetensors(directory / "model.safetensors", tensors, seed);
    return;
  }
  json weight_map = json::object();
  std::size_t total = 0;
  for (int shard = 0; shard < shards; ++shard) {
    const std::string file = shard_name(shard, shards);
    const auto count = static_cast<std::ptrdiff_t>(tensors.size());
    const std::vector<PhiloxTensor> part(tensors.begin() + count * shard / shards,
                                         tensors.begin() + count * (shard + 1) / shards);
    total += write_safetensors(directory / file, part, seed);
    for (const PhiloxTensor& tensor : part) {
      weight_map[tensor.name] = file;
    }
  }
  std::ofstream(directory / "model.safetensors.index.json")
      << json{{"metadata", {{"total_size", total}}}, {"weight_map", weight_map}}.dump(2) << '\n';
}

}  // namespace assay::test
