// What a server says when it refuses: its words, and what can be learnt from them.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace assay::remote {

struct ServerError {
  int status = 0;
  std::string code;     ///< "insufficient_quota", "context_length_exceeded"; often empty
  std::string message;  ///< one line
};

/// The error in a response's body, in the forms of OpenAI, vLLM, FastAPI, Ollama and llama.cpp; of
/// anything else the beginning of the text.
[[nodiscard]] ServerError read_error(int status, std::string_view body);

/// The error that a body or an event with status 200 holds instead of an answer. Its status is the
/// one that it names, or 500.
[[nodiscard]] std::optional<ServerError> error_in(const nlohmann::json& document);

/// "HTTP status 503: overloaded".
[[nodiscard]] std::string status_text(const ServerError& error);

/// What to do about a status that no other request would escape.
[[nodiscard]] std::string remedy_for(const ServerError& error);

/// An account without money is told as 429 too, and no waiting helps.
[[nodiscard]] bool is_unpaid(const ServerError& error);

/// How many tokens of answer the server has room for, where it refused a request because prompt and
/// max_tokens together are more than its context; 0: the prompt alone fills it. Empty for other
/// errors.
[[nodiscard]] std::optional<int> room_for_answer(const ServerError& error, int max_tokens);

/// One line of at most `most` bytes, valid UTF-8, no control characters.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t most = 400);

}  // namespace assay::remote
