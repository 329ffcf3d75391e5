// What one sample has said so far: its tokens, where the thinking ends, its text, and why it ended.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/backend/backend.hpp"
#include "engine/checkpoint/thinking_span.hpp"
#include "engine/checkpoint/tokenizer.hpp"
#include "engine/generator.hpp"
#include "engine/serving/trace_tokens.hpp"

namespace assay {

/// A request that has been checked, and what its samples have in common.
struct PreparedRequest {
  Request request;
  std::vector<std::int32_t> prompt_ids;
  std::size_t token_limit = 0;  ///< max_tokens, clipped to the context
};

class SampleTrace {
 public:
  /// Keeps references to `tokenizer` and `tokens`.
  SampleTrace(std::shared_ptr<const PreparedRequest> request, int sample_index,
              const Tokenizer& tokenizer, const TraceTokens& tokens);

  /// The token that comes next if the model says `sampled`: that, or one of a forced closing once
  /// think_budget tokens of thinking stand without one, or of the word that goes on in its place.
  [[nodiscard]] std::int32_t next(std::int32_t sampled) const;

  /// Takes what next(sampled) says; `logprobs` are of that token. True when the trace has ended.
  bool push(std::int32_t sampled, std::optional<Logprobs> logprobs = std::nullopt);

  /// True if a fork is due here: the thinking is open and stands at `budget` tokens.
  [[nodiscard]] bool forks_at(int budget) const noexcept {
    return thinking() && size() == static_cast<std::size_t>(budget);
  }

  /// This trace with its thinking closed at `budget` tokens, as a sample of its own. Not streamed.
  [[nodiscard]] SampleTrace fork(int budget) const;

  [[nodiscard]] std::size_t size() const noexcept { return completion_.token_ids.size(); }

  /// Tokens of prompt and completion.
  [[nodiscard]] int length() const noexcept {
    return static_cast<int>(request_->prompt_ids.size() + size());
  }

  /// The token at a place of prompt and completion.
  [[nodiscard]] std::int32_t at(int position) const;

  /// Tokens that penalties count, by id.
  [[nodiscard]] std::vector<SeenToken> seen() const;

  /// The finished sample, timings apart. Once, after push() gave true.
  [[nodiscard]] Completion take();

  [[nodiscard]] const PreparedRequest& request() const noexcept { return *request_; }
  [[nodiscard]] bool is_fork() const noexcept { return completion_.fork_budget.has_value(); }

 private:
  void append(const std::string& text);
  bool cut_at_stop(std::size_t searched);
  void stream();
  bool end(FinishReason reason, bool flush = true);

  /// It has not ended, or has yet to be told from an answer.
  [[nodiscard]] bool thinking() const noexcept { return !span_.end(); }
  [[nodiscard]] bool budget_is_spent() const noexcept;
  void take_text(std::int32_t id);
  void turn_to(ThinkingSpan::Part part);

  std::shared_ptr<const PreparedRequest> request_;
  const TraceTokens* tokens_;
  IncrementalDecoder decoder_;
  ThinkingSpan span_;
  ThinkingSpan::Part part_;  // of the text that is being written
  Completion completion_;
  std::optional<int> budget_;
  int extensions_ = 0;                     // closings still to be replaced
  std::span<const std::int32_t> pending_;  // forced tokens to come
  bool closing_ = false;                   // they close the thinking
  std::size_t streamed_ = 0;               // bytes of the current part that on_text has had
  std::size_t streamed_tokens_ = 0;
  bool streams_ = false;
  bool closed_by_budget_ = false;
  bool ended_ = false;
};

}  // namespace assay
