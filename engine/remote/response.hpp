// The response to one request for completions, streamed or whole, read as it comes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/remote/event_stream.hpp"
#include "engine/remote/http.hpp"
#include "engine/remote/remote_model.hpp"
#include "engine/remote/server_error.hpp"

namespace assay::remote {

/// One answer among the n of a request.
struct Choice {
  std::string reasoning;  ///< from reasoning_content, reasoning, or content of type "thinking"
  std::string content;
  std::string finish_reason;            ///< empty: the server did not say, so the answer may be cut
  std::size_t pieces = 0;               ///< parts that had text
  std::vector<std::int32_t> token_ids;  ///< where the server gives them
};

struct ReportedUsage {
  std::optional<std::size_t> prompt_tokens;
  std::optional<std::size_t> cached_prompt_tokens;
  std::optional<std::size_t> completion_tokens;
  std::optional<std::size_t> reasoning_tokens;
};

class ResponseReader {
 public:
  /// A text that came: from its own reasoning field, or as content.
  using OnPiece = std::function<void(bool reasoning, std::string_view text)>;

  /// `on_piece` hears of choice 0 and may be empty.
  ResponseReader(Api api, int most_choices, OnPiece on_piece);

  /// Throws InfrastructureError for what is no answer: not JSON, a field of another type, a choice
  /// that nobody asked for. One line that says what.
  void take(const HttpHead& head, std::string_view bytes);

  /// Call when the whole body has come. Throws as take().
  void finish(const HttpHead& head);

  [[nodiscard]] const std::vector<Choice>& choices() const noexcept { return choices_; }
  [[nodiscard]] const ReportedUsage& usage() const noexcept { return usage_; }

  /// What the server said instead of an answer.
  [[nodiscard]] const std::optional<ServerError>& error() const noexcept { return error_; }

 private:
  void take_event(std::string_view data);
  void take_document(const nlohmann::json& document);
  void take_choice(const nlohmann::json& choice, std::size_t position);
  void take_message(const nlohmann::json& message, std::size_t index);
  void take_usage(const nlohmann::json& usage);
  void add(std::size_t index, bool reasoning, std::string_view text);

  Api api_;
  std::size_t most_choices_;
  OnPiece on_piece_;
  EventStream events_;
  HttpHead head_;
  std::string body_;
  std::vector<Choice> choices_;
  ReportedUsage usage_;
  std::optional<ServerError> error_;
};

}  // namespace assay::remote
