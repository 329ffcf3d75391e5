// The keys of a config.json: read one by one with checks, so that what nobody asked for is found.
#pragma once

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>

namespace assay {

/// Reads keys and remembers which were asked for, so that the rest can be refused. Every method
/// that refuses throws DataError with file, key, value and remedy.
class ConfigFields {
 public:
  using json = nlohmann::json;

  /// `source`: the file, or the file and the key that holds the object.
  ConfigFields(json object, std::string source);

  [[noreturn]] void fail(const std::string& key, const std::string& why) const;

  /// The value, or null where the key is absent or null.
  const json& optional(const std::string& key);

  [[nodiscard]] bool has(const std::string& key) const;
  [[nodiscard]] const std::string& source() const noexcept { return source_; }

  int integer(const std::string& key, int low, int high);
  int integer_or(const std::string& key, int low, int high, int fallback);

  /// A number above 0.
  double positive(const std::string& key);
  double positive_or(const std::string& key, double fallback);

  bool flag(const std::string& key, bool fallback);

  /// Refuses any value but `only`, which is also what an absent key means.
  void require(const std::string& key, const json& only);

  /// Asked for, of no consequence.
  void ignore(const std::string& key) { known_.insert(key); }

  void refuse_unknown() const;

  static constexpr std::string_view remedy =
      "the file is damaged or of another family, get it again";
  static constexpr std::string_view elsewhere =
      "serve it with vLLM or SGLang and give --model http://host/v1#name instead";

 private:
  json json_;
  std::string source_;
  std::set<std::string> known_;
};

}  // namespace assay
