#include "engine/remote/secrets.hpp"

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace assay::remote {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool holds_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return name.find(word) != std::string_view::npos;
  });
}

/// Narrower than the others: "max_tokens" and "prompt_cache_key" are fields that people give.
bool is_secret_field(std::string_view field) {
  std::string name = lower(field);
  std::replace(name.begin(), name.end(), '-', '_');
  return name == "key" || name == "token" ||
         holds_any(name, {"api_key", "apikey", "access_key", "private_key", "api_token",
                          "auth_token", "access_token", "authorization", "password", "secret"});
}

}  // namespace

bool is_secret_header(std::string_view name) {
  return holds_any(lower(name), {"authorization", "key", "token", "secret", "cookie", "password"});
}

std::string secret_parameter(std::string_view query) {
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    std::string name = lower(parameter.substr(0, parameter.find('=')));
    if (holds_any(name, {"key", "token", "secret", "password", "sig"})) {
      return name;
    }
    query.remove_prefix(std::min(parameter.size() + 1, query.size()));
  }
  return "";
}

std::string secret_field(const nlohmann::json& body) {
  for (const auto& [field, value] : body.items()) {
    if (body.is_object() && value.is_string() && is_secret_field(field)) {
      return field;
    }
    if (value.is_structured()) {
      std::string below = secret_field(value);
      if (!below.empty()) {
        return below;
      }
    }
  }
  return "";
}

}  // namespace assay::remote
