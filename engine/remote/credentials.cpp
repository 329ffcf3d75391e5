#include "engine/remote/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "engine/core/error.hpp"
#include "engine/remote/secrets.hpp"

namespace assay::remote {

namespace {

constexpr std::string_view default_variable = "OPENAI_API_KEY";
constexpr std::string_view environment_prefix = "env:";

bool is_token(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// Empty where it is not set.
std::string from_environment(const std::string& variable) {
  const char* value = std::getenv(variable.c_str());  // NOLINT(concurrency-mt-unsafe): read-only
  std::string text = value == nullptr ? "" : value;
  if (has_control(text)) {
    throw UsageError(fmt::format(
        "${}: holds a line break or another control character; set it to the bare value",
        variable));
  }
  return text;
}

std::string required(const std::string& variable, const std::string& who) {
  std::string value = from_environment(variable);
  if (value.empty()) {
    throw UsageError(
        fmt::format("{}: the environment variable {} is not set; export it, or name "
                    "another",
                    who, variable));
  }
  return value;
}

}  // namespace

Credentials::Credentials(const RemoteModel& model) {
  const std::string key = model.api_key_env.empty()
                              ? from_environment(std::string(default_variable))
                              : required(model.api_key_env, "--api-key-env " + model.api_key_env);
  if (!key.empty()) {
    has_key_ = true;
    headers_.push_back("Authorization: Bearer " + key);
    secrets_.push_back(key);
  }
  for (const auto& [name, value] : model.headers) {
    if (!is_token(name) || has_control(value)) {
      throw UsageError(fmt::format("--header {}: no HTTP header has such a name or value", name));
    }
    if (value.starts_with(environment_prefix)) {
      const std::string secret =
          required(value.substr(environment_prefix.size()), "--header " + name);
      headers_.push_back(name + ": " + secret);
      secrets_.push_back(secret);
      continue;
    }
    if (is_secret_header(name)) {
      throw UsageError(fmt::format(
          "--header {0}: its value would stand in the run file; put it into an environment "
          "variable "
          "and give --header {0}=env:VARIABLE, or --api-key-env VARIABLE for a bearer key",
          name));
    }
    headers_.push_back(name + ": " + value);
  }
}

std::string Credentials::redact(std::string text) const {
  constexpr std::size_t telling = 8;  // so much of a beginning shows that it is the key
  for (const std::string& secret : secrets_) {
    const std::string start = secret.substr(0, telling);
    for (std::size_t at = text.find(start); at != std::string::npos;
         at = text.find(start, at + 8)) {
      std::size_t end = at;
      while (end < text.size() &&
             std::string_view(" \"',;)}]<>").find(text[end]) == std::string_view::npos) {
        ++end;
      }
      const bool whole = text.compare(at, secret.size(), secret) == 0;
      text.replace(at, whole ? std::max(secret.size(), end - at) : end - at, "[secret]");
    }
  }
  return text;
}

}  // namespace assay::remote
