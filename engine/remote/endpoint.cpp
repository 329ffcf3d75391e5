#include "engine/remote/endpoint.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "engine/core/error.hpp"
#include "engine/remote/secrets.hpp"

namespace assay::remote {

namespace {

constexpr std::string_view example = "http://127.0.0.1:8000/v1#model";

struct UrlDeleter {
  void operator()(CURLU* url) const noexcept { ::curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (::curl_url_get(url, which, &text, 0) != CURLUE_OK) {
    return "";
  }
  const std::unique_ptr<char, decltype(&::curl_free)> owner(text, &::curl_free);
  return text;
}

bool take_suffix(std::string& path, std::string_view suffix) {
  if (!path.ends_with(suffix)) {
    return false;
  }
  path.resize(path.size() - suffix.size());
  return true;
}

void strip_slashes(std::string& path) {
  path.resize(path.find_last_not_of('/') == std::string::npos ? 0 : path.find_last_not_of('/') + 1);
}

}  // namespace

bool is_url(std::string_view model) {
  const std::size_t colon = model.find("://");
  return colon != std::string_view::npos && colon > 0 && model.find('/') == colon + 1;
}

Endpoint parse_endpoint(const std::string& url) {
  const std::unique_ptr<CURLU, UrlDeleter> parsed(::curl_url());
  const bool valid = ::curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK;
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (!part(parsed.get(), CURLUPART_USER).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    throw UsageError(
        "-m: the address holds a user or password, which would stand in the run file; put the key "
        "into an environment variable and name it with --api-key-env");
  }
  if (!valid || (scheme != "http" && scheme != "https")) {
    throw UsageError(fmt::format("-m {}: not an http or https address; e.g. {}", url, example));
  }
  Endpoint endpoint;
  endpoint.query = part(parsed.get(), CURLUPART_QUERY);
  if (const std::string name = secret_parameter(endpoint.query); !name.empty()) {
    throw UsageError(fmt::format(
        "-m: the address's parameter '{}' would stand in the run file; put the key into "
        "an environment variable and name it with --api-key-env, or with --header "
        "NAME=env:VARIABLE",
        name));
  }
  endpoint.name = part(parsed.get(), CURLUPART_FRAGMENT);
  std::string path = part(parsed.get(), CURLUPART_PATH);
  strip_slashes(path);
  if (take_suffix(path, "/chat/completions")) {
    endpoint.api = Api::chat;
  } else if (take_suffix(path, "/completions")) {
    endpoint.api = Api::completions;
  }
  strip_slashes(path);
  const std::string port = part(parsed.get(), CURLUPART_PORT);
  endpoint.base =
      scheme + "://" + part(parsed.get(), CURLUPART_HOST) + (port.empty() ? "" : ":" + port) + path;
  return endpoint;
}

std::string call_url(const RemoteModel& model, std::string_view path) {
  return fmt::format("{}{}{}{}", model.url, path, model.query.empty() ? "" : "?", model.query);
}

}  // namespace assay::remote
