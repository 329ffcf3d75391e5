// A model behind an OpenAI-compatible server: where it is, what it is called, how to talk to it.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/core/retry.hpp"
#include "engine/generator.hpp"
#include "engine/remote/http.hpp"
#include "engine/remote/prompt_format.hpp"
#include "engine/remote/thinking.hpp"

namespace assay::remote {

enum class Api { chat, completions };

/// Counting from the flags and the model file; the key itself is never here.
struct RemoteModel {
  std::string url;    ///< base, e.g. "http://127.0.0.1:8000/v1"
  std::string query;  ///< after the path of every call, e.g. "api-version=2024-10-21"
  std::string name;   ///< empty: the only one that the server has
  Api api = Api::chat;
  PromptFormat format = prompt_format("deepseek-r1");  ///< completions only
  ThinkMode thinking = ThinkMode::automatic;           ///< chat; a format knows by itself

  std::string api_key_env;  ///< empty: OPENAI_API_KEY where it is set
  /// Value "env:NAME" is read from the environment.
  std::vector<std::pair<std::string, std::string>> headers;
  nlohmann::json body = nlohmann::json::object();  ///< merged into every request

  int concurrency = 16;         ///< most requests at a time
  int samples_per_request = 1;  ///< `n`; where a server ignores it, the rest is asked for singly
  bool stream = true;
  bool seed = true;            ///< send a seed derived from the sample's identity
  std::optional<int> context;  ///< tokens; empty: what the server tells
  std::optional<Price> price;
  RetryPolicy retry;
  Patience patience;
};

/// How much of an answer's beginning is thinking.
[[nodiscard]] inline ThinkMode think_mode(const RemoteModel& model) {
  if (model.api == Api::chat) {
    return model.thinking;
  }
  return opens_thinking(model.format) ? ThinkMode::prefilled : model.thinking;
}

}  // namespace assay::remote
