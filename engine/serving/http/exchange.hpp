// One API request under way: what its samples say becomes one JSON answer, or a stream of events.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/checkpoint/thinking_span.hpp"
#include "engine/generator.hpp"
#include "engine/model/loaded_model.hpp"
#include "engine/serving/http/api_request.hpp"
#include "engine/serving/http/http_server.hpp"
#include "engine/serving/http/token_list.hpp"

namespace assay::http {

/// A TextDelta that outlives the call that brings it.
struct Piece {
  explicit Piece(const TextDelta& delta);

  std::string text;
  bool thinking;
  int sample_index;
  std::vector<std::int32_t> ids;
  std::vector<Logprobs> logprobs;
};

/// For the server's thread alone. Choice `i` of prompt `p` has the index p * n + i.
class Exchange {
 public:
  /// `number` tells the requests of a server apart; `api.prompts` have been passed on already.
  Exchange(ApiRequest api, std::uint64_t number, const LoadedModel& model,
           std::shared_ptr<HttpResponse> response);

  /// Begins a stream, if one was asked for.
  void begin();

  void take(std::size_t prompt, const Piece& piece);

  /// True if this was the last sample, and the response is out.
  bool take(std::size_t prompt, Completion completion);

  /// Ends the response in place of what is still missing.
  void fail(int status, const std::string& message);

 private:
  /// What a choice of a stream has had so far.
  struct Choice {
    std::optional<Completion> completion;
    std::optional<LegacyTokens> legacy;
    std::size_t tokens_sent = 0;
    std::optional<ThinkingSpan> span;  ///< of the tokens sent
  };

  [[nodiscard]] std::size_t index_of(std::size_t prompt, int sample) const;
  [[nodiscard]] const char* finish_reason(std::size_t index) const;
  [[nodiscard]] nlohmann::json frame(bool chunk) const;
  [[nodiscard]] nlohmann::json usage() const;
  [[nodiscard]] nlohmann::json whole_choice(std::size_t index);
  [[nodiscard]] nlohmann::json message_of(const Completion& completion) const;
  void add_prompt(std::size_t index, const Completion& completion);
  nlohmann::json add_tokens(std::size_t index, std::span<const std::int32_t> ids,
                            std::span<const Logprobs> logprobs);
  nlohmann::json rest_of_tokens(std::size_t index);
  void send_chunk(std::size_t index, nlohmann::json choice, std::span<const std::int32_t> ids);
  void send_end_of(std::size_t index);
  void send_whole();
  void end_stream();

  ApiRequest api_;
  const LoadedModel& model_;
  std::shared_ptr<HttpResponse> response_;
  std::string id_;
  std::int64_t created_;
  std::vector<Choice> choices_;
  std::size_t missing_;
};

}  // namespace assay::http
