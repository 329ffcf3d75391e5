#include "datasets/yaml_map.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <utility>

#include "datasets/edit_distance.hpp"
#include "engine/core/error.hpp"

namespace assay {

YamlMap YamlMap::parse(std::string_view text, const std::filesystem::path& file) {
  try {
    return {YAML::Load(std::string(text)), file, ""};
  } catch (const YAML::Exception& error) {
    throw DataError(fmt::format("{}:{}: {}", file.string(), error.mark.line + 1, error.msg));
  }
}

YamlMap::YamlMap(const YAML::Node& node, std::filesystem::path file, std::string name)
    : node_(node), file_(std::move(file)), name_(std::move(name)) {
  if (!node_.IsMap()) {
    throw DataError(fmt::format("{}: {} must be a map of field: value",
                                at(std::max(node_.Mark().line, 0)),
                                name_.empty() ? "the file" : "field '" + name_ + "'"));
  }
}

void YamlMap::check_keys(std::initializer_list<std::string_view> known) const {
  std::set<std::string> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.Scalar();
    const std::string here = at(entry.first.Mark().line);
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw DataError(fmt::format("{}: unknown field '{}'{}{}; there are: {}", here, key,
                                  name_.empty() ? "" : " in " + name_,
                                  did_you_mean(key, {known.begin(), known.end()}),
                                  fmt::join(known, ", ")));
    }
    if (!seen.insert(key).second) {
      throw DataError(fmt::format("{}: field '{}' is given twice", here, key));
    }
  }
}

std::vector<std::string> YamlMap::keys() const {
  std::vector<std::string> names;
  for (const auto& entry : node_) {
    names.push_back(entry.first.Scalar());
  }
  return names;
}

bool YamlMap::has(const std::string& key) const { return node_[key].IsDefined(); }

bool YamlMap::is_map(const std::string& key) const { return has(key) && node_[key].IsMap(); }

YAML::Node YamlMap::require(const std::string& key) const {
  if (!has(key)) {
    throw DataError(fmt::format("{}: missing field '{}'{}", at(node_.Mark().line), key,
                                name_.empty() ? "" : " in " + name_));
  }
  return node_[key];
}

std::string YamlMap::text(const std::string& key) const {
  const YAML::Node value = require(key);
  if (!value.IsScalar() || value.Scalar().empty()) {
    fail(key, fmt::format("field '{}' must be a text", key));
  }
  return value.Scalar();
}

std::string YamlMap::text_or(const std::string& key, const std::string& otherwise) const {
  return has(key) ? text(key) : otherwise;
}

std::string YamlMap::one_of(const std::string& key,
                            std::initializer_list<std::string_view> choices) const {
  std::string value = text(key);
  if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
    fail(key, fmt::format("field '{}' is '{}', but must be one of: {}", key, value,
                          fmt::join(choices, ", ")));
  }
  return value;
}

long long YamlMap::integer(const std::string& key, long long low, long long high) const {
  const std::string value = text(key);
  long long result = 0;
  if (!YAML::convert<long long>::decode(node_[key], result) || result < low || result > high) {
    fail(key, fmt::format("field '{}' is '{}', but must be an integer from {} to {}", key, value,
                          low, high));
  }
  return result;
}

double YamlMap::number(const std::string& key, double low, double high) const {
  const std::string value = text(key);
  double result = 0;
  const bool decoded = YAML::convert<double>::decode(node_[key], result);
  if (!decoded || !(result >= low && result <= high)) {
    fail(key, fmt::format("field '{}' is '{}', but must be a number from {} to {}", key, value, low,
                          high));
  }
  return result;
}

std::vector<std::string> YamlMap::texts(const std::string& key) const {
  const YAML::Node list = require(key);
  std::vector<std::string> values;
  for (const YAML::Node& item : list) {
    if (!list.IsSequence() || !item.IsScalar() || item.Scalar().empty()) {
      break;
    }
    values.push_back(item.Scalar());
  }
  if (values.empty() || values.size() != list.size()) {
    fail(key, fmt::format("field '{}' must be a list of texts", key));
  }
  return values;
}

YamlMap YamlMap::map(const std::string& key) const { return {require(key), file_, key}; }

std::vector<YamlMap> YamlMap::maps(const std::string& key) const {
  const YAML::Node list = require(key);
  if (!list.IsSequence() || list.size() == 0) {
    fail(key, fmt::format("field '{}' must be a list of maps", key));
  }
  std::vector<YamlMap> values;
  for (const YAML::Node& item : list) {
    values.emplace_back(item, file_, key);
  }
  return values;
}

void YamlMap::fail(const std::string& key, const std::string& what) const {
  throw DataError(where(key) + ": " + what);
}

std::string YamlMap::where(const std::string& key) const {
  for (const auto& entry : node_) {  // the key's own line: a value may start below it
    if (entry.first.Scalar() == key) {
      return at(entry.first.Mark().line);
    }
  }
  return at(node_.Mark().line);
}

std::vector<PlacedText> YamlMap::all_texts() const {
  std::vector<PlacedText> texts;
  collect(node_, texts);
  return texts;
}

void YamlMap::collect(const YAML::Node& node, std::vector<PlacedText>& texts) const {
  if (node.IsScalar()) {
    texts.push_back({node.Scalar(), at(node.Mark().line)});
  }
  for (const auto& entry : node) {  // of a map or a list; a scalar has none
    collect(node.IsMap() ? entry.second : YAML::Node(entry), texts);
  }
}

std::string YamlMap::at(int line) const { return fmt::format("{}:{}", file_.string(), line + 1); }

}  // namespace assay
