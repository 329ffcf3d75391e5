#include "engine/checkpoint/safetensors.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <set>

#include "engine/checkpoint/dequantize.hpp"
#include "engine/checkpoint/json_file.hpp"
#include "engine/checkpoint/safetensors_header.hpp"
#include "engine/core/error.hpp"
#include "engine/core/hash.hpp"

namespace assay {

namespace {

using nlohmann::json;

constexpr const char* single_file = "model.safetensors";
constexpr const char* index_file = "model.safetensors.index.json";

bool has(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

/// Tensor name to the file that holds it.
using Shards = std::map<std::string, std::string>;

struct WeightFiles {
  std::set<std::string> names;
  Shards index;  ///< empty for a single file
};

Shards read_index(const std::filesystem::path& path) {
  const json index = read_json_file(path);
  if (!index.is_object() || !index.contains("weight_map") || !index.at("weight_map").is_object()) {
    throw DataError(path.string() + ": has no 'weight_map': the file is damaged, get it again");
  }
  Shards shards;
  for (const auto& item : index.at("weight_map").items()) {
    const std::string name = item.value().is_string() ? item.value().get<std::string>() : "";
    if (name.empty() || std::filesystem::path(name).filename() != name) {
      throw DataError(fmt::format(
          "{}: tensor '{}' is said to lie in {}, which is no file name: get the index again",
          path.string(), item.key(), excerpt(item.value())));
    }
    shards.emplace(item.key(), name);
  }
  return shards;
}

WeightFiles weight_files(const std::filesystem::path& directory) {
  if (has(directory / single_file)) {
    return {{single_file}, {}};
  }
  if (!has(directory / index_file)) {
    throw DataError(
        fmt::format("{} has no weights: expected {}, or {} and its shards; PyTorch's "
                    ".bin files must be converted first",
                    directory.string(), single_file, index_file));
  }
  WeightFiles files{{}, read_index(directory / index_file)};
  for (const auto& [tensor, file] : files.index) {
    if (files.names.insert(file).second && !has(directory / file)) {
      throw DataError(fmt::format("{}: the shard {} that it lists is missing: download it",
                                  (directory / index_file).string(), file));
    }
  }
  return files;
}

void check_index(const Shards& index, const Shards& found, const std::filesystem::path& directory) {
  for (const auto& [tensor, file] : index) {
    const auto at = found.find(tensor);
    if (at == found.end() || at->second != file) {
      throw DataError(
          fmt::format("{}: tensor '{}' is not in its shard {}: index and shards do not "
                      "belong together, download them again",
                      (directory / index_file).string(), tensor, file));
    }
  }
}

float from_bf16(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

/// IEEE binary16. Subnormals are integers times 2^-24, hence exact as a product.
float from_f16(std::uint16_t bits) {
  const std::uint32_t sign = (bits & 0x8000U) << 16;
  const std::uint32_t exponent = (bits >> 10) & 31U;
  const std::uint32_t fraction = bits & 0x3ffU;
  if (exponent == 0) {
    const float magnitude = static_cast<float>(fraction) * 0x1p-24F;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 255U : exponent + 112U;
  return std::bit_cast<float>(sign | (wide << 23) | (fraction << 13));
}

/// Leaves nothing of the file in memory.
std::string file_digest(std::string_view bytes) {
  constexpr std::size_t chunk = std::size_t{16} << 20;
  Sha256 sha;
  for (std::size_t at = 0; at < bytes.size(); at += chunk) {
    const std::string_view part = bytes.substr(at, chunk);
    sha.update(part);
    MappedFile::forget(part);
  }
  return to_hex(sha.digest());
}

/// True if some element has all bits of `exponent` set: it is infinite or no number.
template <typename Bits>
bool any_has(std::string_view bytes, Bits exponent) {
  bool found = false;
  for (std::size_t at = 0; at + sizeof(Bits) <= bytes.size(); at += sizeof(Bits)) {
    Bits bits = 0;
    std::memcpy(&bits, bytes.data() + at, sizeof bits);
    found |= (bits & exponent) == exponent;
  }
  return found;
}

bool has_special_values(const StoredTensor& tensor) {
  switch (tensor.dtype) {
    case DType::f32:
      return any_has<std::uint32_t>(tensor.bytes, 0x7f800000U);
    case DType::f16:
      return any_has<std::uint16_t>(tensor.bytes, 0x7c00U);
    case DType::bf16:
      return any_has<std::uint16_t>(tensor.bytes, 0x7f80U);
    case DType::f8_e4m3:
      return any_has<std::uint8_t>(tensor.bytes, 0x7fU);
    case DType::u8:
      break;
  }
  return false;
}

}  // namespace

std::string_view to_string(DType type) noexcept {
  switch (type) {
    case DType::f32:
      return "F32";
    case DType::f16:
      return "F16";
    case DType::bf16:
      return "BF16";
    case DType::f8_e4m3:
      return "F8_E4M3";
    case DType::u8:
      return "U8";
  }
  return "?";
}

std::size_t size_of(DType type) noexcept {
  switch (type) {
    case DType::f32:
      return 4;
    case DType::f16:
    case DType::bf16:
      return 2;
    case DType::f8_e4m3:
    case DType::u8:
      return 1;
  }
  return 1;
}

std::int64_t StoredTensor::elements() const noexcept {
  return static_cast<std::int64_t>(bytes.size() / size_of(dtype));
}

StoredTensor StoredTensor::elements_range(std::int64_t begin, std::int64_t count) const {
  const std::size_t size = size_of(dtype);
  return {
      dtype,
      {count},
      bytes.substr(static_cast<std::size_t>(begin) * size, static_cast<std::size_t>(count) * size)};
}

std::vector<float> to_f32(const StoredTensor& tensor) {
  std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
  if (tensor.dtype == DType::f32) {
    if (!values.empty()) {
      std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    }
    return values;
  }
  if (tensor.dtype == DType::f8_e4m3 || tensor.dtype == DType::u8) {
    std::transform(tensor.bytes.begin(), tensor.bytes.end(), values.begin(),
                   [](char byte) { return from_f8_e4m3(static_cast<std::uint8_t>(byte)); });
    return values;
  }
  const auto convert = tensor.dtype == DType::bf16 ? from_bf16 : from_f16;
  const char* source = tensor.bytes.data();
  for (float& value : values) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, source, sizeof bits);
    value = convert(bits);
    source += sizeof bits;
  }
  return values;
}

Checkpoint Checkpoint::open(const std::filesystem::path& directory) {
  Checkpoint checkpoint;
  checkpoint.directory_ = directory;
  const WeightFiles weights = weight_files(directory);
  Shards found;
  for (const std::string& name : weights.names) {
    const std::filesystem::path path = directory / name;
    checkpoint.files_.push_back(path);
    checkpoint.maps_.emplace_back(path);
    for (NamedTensor& named : parse_safetensors(checkpoint.maps_.back().bytes(), path.string())) {
      const auto [at, fresh] = found.emplace(named.name, name);
      if (!fresh) {
        throw DataError(
            fmt::format("{}: tensor '{}' is also in {}: the shards do not belong "
                        "together, download them again",
                        path.string(), named.name, at->second));
      }
      checkpoint.tensors_.emplace(std::move(named.name), std::move(named.tensor));
    }
  }
  check_index(weights.index, found, directory);
  return checkpoint;
}

bool Checkpoint::contains(const std::string& name) const { return tensors_.count(name) != 0; }

const StoredTensor& Checkpoint::tensor(const std::string& name,
                                       const std::vector<std::int64_t>& shape) const {
  const auto at = tensors_.find(name);
  if (at == tensors_.end()) {
    throw DataError(
        fmt::format("{}: tensor '{}' is missing, which config.json demands: the "
                    "checkpoint is incomplete, download it again",
                    directory_.string(), name));
  }
  if (at->second.shape != shape) {
    throw DataError(fmt::format(
        "{}: tensor '{}' has shape [{}], but config.json demands [{}]: they "
        "do not belong together, download them again",
        directory_.string(), name, fmt::join(at->second.shape, ", "), fmt::join(shape, ", ")));
  }
  return at->second;
}

void Checkpoint::release(const StoredTensor& tensor) const noexcept {
  MappedFile::forget(tensor.bytes);
}

void Checkpoint::check_finite() const {
  constexpr std::int64_t chunk = std::int64_t{1} << 22;  // elements
  for (const auto& [name, tensor] : tensors_) {
    for (std::int64_t at = 0; at < tensor.elements(); at += chunk) {
      const StoredTensor part = tensor.elements_range(at, std::min(chunk, tensor.elements() - at));
      if (has_special_values(part)) {
        throw DataError(fmt::format(
            "{}: tensor '{}' holds a value that is not a finite number: the checkpoint is damaged, "
            "download it again",
            directory_.string(), name));
      }
      release(part);
    }
  }
}

std::vector<std::string> Checkpoint::names() const {
  std::vector<std::string> names;
  names.reserve(tensors_.size());
  for (const auto& [name, tensor] : tensors_) {
    names.push_back(name);
  }
  return names;
}

std::int64_t Checkpoint::parameters() const {
  std::int64_t total = 0;
  for (const auto& [name, tensor] : tensors_) {
    total += tensor.elements();
  }
  return total;
}

std::uint64_t Checkpoint::bytes() const {
  std::uint64_t total = 0;
  for (const auto& [name, tensor] : tensors_) {
    total += tensor.bytes.size();
  }
  return total;
}

/// The hash of what `sha256sum FILES...` prints, so that it can be had without us.
std::string Checkpoint::hash() const {
  std::map<std::string, std::string> digests;
  for (const char* name : {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
    if (has(directory_ / name)) {
      digests[name] = sha256_hex(read_file(directory_ / name));
    }
  }
  for (std::size_t i = 0; i < files_.size(); ++i) {
    digests[files_[i].filename().string()] = file_digest(maps_[i].bytes());
  }
  std::string listing;
  for (const auto& [name, digest] : digests) {
    listing += digest + "  " + name + "\n";
  }
  return sha256_hex(listing);
}

}  // namespace assay
