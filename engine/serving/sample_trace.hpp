// What one sample has said so far: its tokens, where the thinking ends, its text, and why it ended.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/checkpoint/tokenizer.hpp"
#include "engine/generator.hpp"

namespace assay {

/// A request that has been checked, and what its samples have in common.
struct PreparedRequest {
  Request request;
  std::vector<std::int32_t> prompt_ids;
  std::size_t token_limit = 0;  ///< max_tokens, clipped to the context
};

/// The ids that steer a trace.
struct TraceTokens {
  std::vector<std::int32_t> eos;
  std::int32_t think_close = -1;
};

class SampleTrace {
 public:
  /// Keeps references to `tokenizer` and `tokens`.
  SampleTrace(std::shared_ptr<const PreparedRequest> request, int sample_index,
              const Tokenizer& tokenizer, const TraceTokens& tokens);

  /// The token that comes next whatever the model says: the closing tag, once think_budget tokens
  /// of thinking stand without one.
  [[nodiscard]] std::optional<std::int32_t> forced() const;

  /// Takes the next token, forced or sampled. True when the trace has ended.
  bool push(std::int32_t id);

  [[nodiscard]] std::size_t size() const noexcept { return completion_.token_ids.size(); }

  /// The token whose successor is wanted: the last, or the prompt's last.
  [[nodiscard]] std::int32_t last() const;

  /// The finished sample, timings apart. Once, after push() gave true.
  [[nodiscard]] Completion take();

  [[nodiscard]] const PreparedRequest& request() const noexcept { return *request_; }

 private:
  void append(const std::string& text);
  bool cut_at_stop(std::size_t searched);
  void stream();
  bool end(FinishReason reason, bool flush = true);

  [[nodiscard]] bool thinking() const noexcept { return !completion_.think_end; }

  std::shared_ptr<const PreparedRequest> request_;
  const TraceTokens* tokens_;
  IncrementalDecoder decoder_;
  Completion completion_;
  std::size_t streamed_ = 0;  // bytes of the current part that on_text has had
  bool closed_by_budget_ = false;
  bool ended_ = false;
};

}  // namespace assay
