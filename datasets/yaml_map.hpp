// A YAML map read by key, in which every mistake is told as "file:line: what".
#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct PlacedText {
  std::string text;
  std::string where;  ///< "file:line"
};

/// A map of a YAML file. All members throw DataError "file:line: what"; a missing field is told at
/// the line of its map. `path` below is a key of this map.
class YamlMap {
 public:
  /// Parses a whole file, which must be one map.
  [[nodiscard]] static YamlMap parse(std::string_view text, const std::filesystem::path& file);

  /// `name` is how messages call this map, e.g. "sources"; empty for the whole file.
  YamlMap(const YAML::Node& node, std::filesystem::path file, std::string name);

  /// Throws for a key that is not in `known` and for one that is given twice.
  void check_keys(std::initializer_list<std::string_view> known) const;

  [[nodiscard]] std::vector<std::string> keys() const;  ///< as the file has them

  [[nodiscard]] bool has(const std::string& key) const;
  [[nodiscard]] std::string text(const std::string& key) const;  ///< never empty
  [[nodiscard]] std::string text_or(const std::string& key, const std::string& otherwise) const;
  [[nodiscard]] std::string one_of(const std::string& key,
                                   std::initializer_list<std::string_view> choices) const;
  [[nodiscard]] long long integer(const std::string& key, long long low, long long high) const;
  [[nodiscard]] double number(const std::string& key, double low, double high) const;
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) const;  ///< a list of texts

  [[nodiscard]] YamlMap map(const std::string& key) const;
  [[nodiscard]] std::vector<YamlMap> maps(const std::string& key) const;  ///< a list of maps
  [[nodiscard]] bool is_map(const std::string& key) const;

  /// DataError at the line of `key`, or of the map where it has no such key.
  [[noreturn]] void fail(const std::string& key, const std::string& what) const;

  [[nodiscard]] std::string where(const std::string& key) const;  ///< "file:line"

  /// Every text below this map, at any depth, but for keys.
  [[nodiscard]] std::vector<PlacedText> all_texts() const;

 private:
  [[nodiscard]] YAML::Node require(const std::string& key) const;
  [[nodiscard]] std::string at(int line) const;
  void collect(const YAML::Node& node, std::vector<PlacedText>& texts) const;

  YAML::Node node_;
  std::filesystem::path file_;
  std::string name_;
};

}  // namespace assay
