#include "datasets/hub_listing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/core/error.hpp"

namespace assay {

namespace {

using Json = nlohmann::json;

constexpr const char* single_file = "model.safetensors";
constexpr const char* index_file = "model.safetensors.index.json";

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw InfrastructureError(
      fmt::format("{}: {}; check HF_ENDPOINT, or try again later", where, what));
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Json member(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object.at(key) : Json();
}

std::string text_of(const Json& object, const char* key) {
  const Json value = member(object, key);
  return value.is_string() ? value.get<std::string>() : "";
}

/// Stays inside the folder that it is put below.
bool is_inside(const std::string& path) {
  const std::filesystem::path parts(path);
  return !path.empty() && !parts.is_absolute() && path.find('\\') == std::string::npos &&
         std::none_of(path.begin(), path.end(), [](char c) { return c >= 0 && c < ' '; }) &&
         std::none_of(parts.begin(), parts.end(),
                      [](const std::filesystem::path& part) { return part == ".."; });
}

std::string license_of(const Json& answer) {
  const Json card = member(answer, "cardData");
  const Json named = member(card, "license");
  if (named.is_array() && !named.empty() && named.front().is_string()) {
    return named.front();
  }
  const std::string license = text_of(card, "license");
  const std::string own_name = text_of(card, "license_name");
  return license == "other" && !own_name.empty() ? own_name : license;
}

std::optional<std::uint64_t> size_of(const Json& file) {
  const Json size = member(file, "size");
  return size.is_number_unsigned() ? std::optional(size.get<std::uint64_t>()) : std::nullopt;
}

/// Git's id of a large file is that of a pointer to it.
HubFile file_of(const Json& sibling, const std::string& path, const std::string& where) {
  HubFile file;
  file.size = size_of(sibling);
  const Json large = member(sibling, "lfs");
  if (!large.is_object()) {
    file.git_blob = text_of(sibling, "blobId");
    if (!file.git_blob.empty() && !is_hex(file.git_blob, 40)) {
      refuse(where, fmt::format("the hub lists {} with the blobId '{}'", path, file.git_blob));
    }
    return file;
  }
  file.sha256 = text_of(large, "sha256");
  if (!file.sha256.empty() && !is_hex(file.sha256, 64)) {
    refuse(where, fmt::format("the hub lists {} with the sha256 '{}'", path, file.sha256));
  }
  const std::optional<std::uint64_t> size = size_of(large);
  if (size && file.size && *size != *file.size) {
    refuse(where,
           fmt::format("the hub lists {} with {} bytes and with {}", path, *file.size, *size));
  }
  file.size = file.size ? file.size : size;
  return file;
}

bool has(const HubListing& listing, const std::string& name) {
  return listing.files.count(name) != 0;
}

bool is_tokenizer(const std::string& name) {
  return (name.starts_with("tokenizer") && name.ends_with(".json")) || name == "tiktoken.model" ||
         name.ends_with(".tiktoken");
}

/// From which a tokenizer.json can be made.
bool is_source_of_tokenizer(const std::string& name) {
  return name == "vocab.json" || name == "merges.txt" || name == "tokenizer.model";
}

}  // namespace

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
}

HubListing parse_listing(std::string_view json, const std::string& where) {
  const Json answer = Json::parse(json, nullptr, false);
  const Json siblings = member(answer, "siblings");
  if (!siblings.is_array()) {
    refuse(where, "the answer is no listing of a model's files");
  }
  HubListing listing;
  listing.commit = text_of(answer, "sha");
  if (!is_hex(listing.commit, 40)) {
    refuse(where, fmt::format("the hub gives '{}' as its commit", listing.commit));
  }
  listing.license = license_of(answer);
  const Json gated = member(answer, "gated");
  listing.is_gated = gated.is_string() || gated == Json(true);
  for (const Json& sibling : siblings) {
    const std::string path = text_of(sibling, "rfilename");
    if (!is_inside(path)) {
      refuse(where, fmt::format("the hub lists a file '{}', which would lie outside the model's "
                                "folder",
                                path));
    }
    listing.files[path] = file_of(sibling, path, where);
  }
  return listing;
}

std::string index_of_weights(const HubListing& listing, const std::string& where) {
  const bool has_weights = has(listing, single_file) || has(listing, index_file);
  if (!has(listing, "config.json") || !has_weights) {
    throw UsageError(fmt::format(
        "{}: has no {}, so it is no checkpoint that the engine opens (GGUF, PyTorch's .bin, ONNX "
        "and "
        "adapters are none); serve it with vLLM or llama.cpp, and name the server: --model URL",
        where, has_weights ? "config.json" : "model.safetensors, nor an index of several"));
  }
  return has(listing, single_file) ? "" : index_file;
}

std::vector<std::string> indexed_files(std::string_view json, const HubListing& listing,
                                       const std::string& where) {
  const Json map = member(Json::parse(json, nullptr, false), "weight_map");
  if (!map.is_object() || map.empty()) {
    refuse(where, fmt::format("{} has no weight_map", index_file));
  }
  std::set<std::string> names;
  for (const Json& value : map) {
    const std::string name = value.is_string() ? value.get<std::string>() : "";
    if (!is_plain_name(name) || !name.ends_with(".safetensors") || !has(listing, name)) {
      refuse(where,
             fmt::format("{} names the file '{}', which the hub does not list", index_file, name));
    }
    names.insert(name);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> small_files(const HubListing& listing) {
  const bool has_tokenizer = has(listing, "tokenizer.json");
  std::vector<std::string> names;
  for (const auto& [name, file] : listing.files) {
    const bool is_read = is_tokenizer(name) || name == "generation_config.json" ||
                         name == "chat_template.jinja" ||
                         (!has_tokenizer && is_source_of_tokenizer(name));
    if (is_read && is_plain_name(name)) {
      names.push_back(name);
    }
  }
  names.emplace_back("config.json");
  return names;
}

}  // namespace assay
