#include "datasets/hub_token.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "engine/core/environment.hpp"
#include "engine/core/error.hpp"

namespace assay {

namespace {

namespace fs = std::filesystem;

std::string checked(const std::string& token, const std::string& where) {
  if (!std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; })) {
    throw UsageError(
        fmt::format("{}: holds blanks or characters that no token has; set it again", where));
  }
  return token;
}

}  // namespace

std::string hub_endpoint() {
  std::string endpoint = environment_variable("HF_ENDPOINT");
  if (endpoint.empty()) {
    return "https://huggingface.co";
  }
  while (endpoint.ends_with('/')) {
    endpoint.pop_back();
  }
  const std::size_t host = endpoint.starts_with("https://") ? 8 : 7;
  if ((host == 7 && !endpoint.starts_with("http://")) || endpoint.size() <= host ||
      endpoint.find('@') != std::string::npos) {
    throw UsageError("$HF_ENDPOINT: not http:// or https:// with a host, and without a password");
  }
  return endpoint;
}

std::string hub_token() {
  if (const std::string token = environment_variable("HF_TOKEN"); !token.empty()) {
    return checked(token, "$HF_TOKEN");
  }
  // As `hf auth login` writes it.
  const fs::path path = hugging_face_home() / "token";
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  if (line.ends_with('\r')) {
    line.pop_back();
  }
  return checked(line, path.string());
}

}  // namespace assay
