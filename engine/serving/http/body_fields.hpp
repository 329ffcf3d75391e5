// The fields of a request's body, read with their types and ranges. What nobody reads is refused:
// it might have changed the answer.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::http {

/// All throw ApiError 400 that names the field. null counts as absent.
class BodyFields {
 public:
  /// Throws unless `text` is a JSON object.
  explicit BodyFields(std::string_view text);

  /// The value, or null if it is absent.
  [[nodiscard]] const nlohmann::json& value(const std::string& name);

  [[nodiscard]] bool flag(const std::string& name, bool otherwise);
  [[nodiscard]] std::int64_t integer(const std::string& name, std::int64_t otherwise,
                                     std::int64_t least, std::int64_t most);
  [[nodiscard]] double number(const std::string& name, double otherwise, double least, double most);
  /// Any 64-bit integer, with or without sign.
  [[nodiscard]] std::uint64_t seed(const std::string& name);
  /// A string or a list of them.
  [[nodiscard]] std::vector<std::string> strings(const std::string& name);

  /// Fields that cannot change an answer: taken, whatever they say.
  void take(std::initializer_list<const char*> names);

  /// Fields that are not supported: refused unless absent or one of the values that ask for
  /// nothing.
  void refuse(const std::string& name, std::initializer_list<nlohmann::json> harmless = {});

  /// Throws for a field that none of the above has read.
  void finish() const;

 private:
  nlohmann::json body_;
  std::set<std::string> read_;
};

/// A value as a message shows it: short.
[[nodiscard]] std::string shown(const nlohmann::json& value);

}  // namespace assay::http
