// What a client asks for: the body of a request to /v1/completions or /v1/chat/completions, as
// requests to the engine.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/generator.hpp"
#include "engine/model/loaded_model.hpp"

namespace assay::http {

struct ApiRequest {
  bool chat = false;
  /// One a prompt, each with n samples. Their tags and on_text are the caller's.
  std::vector<Request> prompts;
  std::vector<std::string> prompt_texts;  ///< of completions, for `echo`
  int n = 1;
  bool stream = false;
  bool include_usage = false;  ///< a last event of a stream with the usage alone
  bool echo = false;
  bool logprobs = false;
  bool token_ids = false;  ///< ids of prompt and completion in the answer, as vLLM gives them
  std::uint64_t seed = 0;

  [[nodiscard]] std::size_t choices() const { return prompts.size() * static_cast<std::size_t>(n); }
};

/// What a request can have at most.
struct ApiLimits {
  std::size_t tokens = 0;   ///< prompt and completion together
  std::size_t choices = 0;  ///< of one request
};

/// A sample's random stream is keyed by the seed (0 if none is given) and its index among the n of
/// its prompt, so an answer depends on nothing but what was asked. What is not said is as in
/// OpenAI's API: temperature 1, top_p 1, n 1, and 16 tokens of completion, or all that there is
/// room for in a chat. Throws ApiError that names the field.
[[nodiscard]] ApiRequest parse_completions(std::string_view body, const LoadedModel& model,
                                           const ApiLimits& limits);
[[nodiscard]] ApiRequest parse_chat(std::string_view body, const LoadedModel& model,
                                    const ApiLimits& limits);

}  // namespace assay::http
