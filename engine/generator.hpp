// The narrow interface between evaluation and any model: requests go down, completions
// come back as they finish. The local engine, the remote HTTP client and the scripted
// generator of the tests implement it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/core/logprobs.hpp"

namespace assay {

/// Temperature 0 is greedy. top_k 0 and min_p 0 are off. Defaults: preset `r1`
/// (DeepSeek-R1 README, "Evaluation").
struct SamplingParams {
  double temperature = 0.6;
  double top_p = 0.95;
  int top_k = 0;
  double min_p = 0.0;
  int max_tokens = 32768;  ///< clipped to the context by the generator, see ModelInfo

  [[nodiscard]] bool greedy() const noexcept { return temperature == 0.0; }
  friend bool operator==(const SamplingParams&, const SamplingParams&) = default;
};

struct ChatMessage {
  std::string role;  ///< "system", "user" or "assistant"
  std::string content;
};

/// What lowers the logits of tokens that stand already: `repetition` divides a positive logit and
/// multiplies another one, for tokens of prompt and completion (Keskar et al. 2019, arXiv
/// 1909.05858, section 4.1); `presence` is taken off once and `frequency` for each occurrence, for
/// tokens of the completion (OpenAI's API).
struct Penalties {
  double repetition = 1.0;
  double presence = 0.0;
  double frequency = 0.0;

  [[nodiscard]] bool off() const noexcept {
    return repetition == 1.0 && presence == 0.0 && frequency == 0.0;
  }
};

/// A piece of text as it is decoded, for streaming, and the tokens that came since the last piece.
struct TextDelta {
  std::string_view text;
  bool thinking = false;
  int sample_index = 0;
  std::span<const std::int32_t> ids = {};
  std::span<const Logprobs> logprobs = {};  ///< of those ids, where they were asked for
};

/// All samples that are wanted of one prompt. A sample's content is a function of
/// {model, prompt ids, sampling, seed, problem_key, sample index} only.
struct Request {
  std::uint64_t tag = 0;                 ///< the caller's handle, returned in each Completion
  std::string problem_key;               ///< "suite/problem": keys the random stream
  std::vector<ChatMessage> messages;     ///< rendered by the model's chat format ...
  std::vector<std::int32_t> prompt_ids;  ///< ... unless ids are given
  std::vector<int> sample_indices;       ///< which samples to draw, e.g. {0, 1, 5}
  SamplingParams sampling;
  Penalties penalties;
  std::optional<int> think_budget;  ///< close the thinking span after so many tokens
  /// The first so many closings of the thinking are replaced by a word that goes on thinking
  /// (Muennighoff et al. 2025, arXiv 2501.19393).
  int think_extend = 0;
  /// At each of these numbers of thinking tokens, rising, the sample forks: the thinking is closed
  /// there and an answer decoded, a completion of its own. It is, token by token, the sample that
  /// think_budget would give.
  std::vector<int> fork_budgets;
  std::optional<int> top_logprobs;  ///< log-probabilities, with so many of the likeliest tokens
  bool score_prompt = false;        ///< log-probabilities of the prompt too; max_tokens may be 0
  std::vector<std::string> stop;    ///< stop strings, in the answer part
  bool plain = false;               ///< the completion is text alone: no part of it is thinking
  std::uint64_t seed = 0;
  std::function<void(const TextDelta&)> on_text;  ///< optional; called from the generator's thread
};

/// stop: the model ended; length: max_tokens or context; budget: think_budget closed the
/// thinking and the answer then ran out of tokens.
enum class FinishReason { stop, length, budget };

[[nodiscard]] constexpr std::string_view to_string(FinishReason reason) noexcept {
  switch (reason) {
    case FinishReason::stop:
      return "stop";
    case FinishReason::length:
      return "length";
    case FinishReason::budget:
      return "budget";
  }
  return "?";
}

struct Timings {
  double queue_ms = 0;    ///< submit to first prefill
  double prefill_ms = 0;  ///< this sample's share of the prompt
  double decode_ms = 0;   ///< first to last sampled token, wall time
};

/// What a server counted of one sample. Only remote completions have it: a local model's counts are
/// its ids.
struct Usage {
  std::size_t prompt_tokens = 0;
  std::size_t cached_prompt_tokens = 0;  ///< of the prompt's, what the server had at hand
  std::size_t completion_tokens = 0;     ///< thinking and answer
  bool prompt_unknown = false;           ///< the server did not say
  bool completion_estimated = false;     ///< it did not say: by pieces streamed, or 4 bytes a token
  bool reasoning_estimated = false;      ///< think_end is the thinking's share of the bytes
};

/// Tokens of thought of a sample of so many tokens, the closing tag not counted; `think_end` as in
/// Completion.
[[nodiscard]] constexpr std::size_t thinking_tokens(std::optional<std::size_t> think_end,
                                                    std::size_t tokens) noexcept {
  if (!think_end) {
    return tokens;
  }
  return *think_end == 0 ? 0 : *think_end - 1;
}

struct Completion {
  std::uint64_t tag = 0;
  int sample_index = 0;
  std::vector<std::int32_t> prompt_ids;
  /// Sampled tokens, without the end-of-sentence id. Empty where a server gives only text.
  std::vector<std::int32_t> token_ids;
  /// Index among the sampled tokens of the first after the closing of the thinking span;
  /// absent if the thinking was never closed. 0 where the model does not think.
  std::optional<std::size_t> think_end;
  std::string thinking;  ///< decoded, without tags
  std::string answer;    ///< decoded text after the thinking; empty if it never closed
  FinishReason finish_reason = FinishReason::stop;
  std::optional<int> fork_budget;         ///< this is the fork at that budget
  std::vector<Logprobs> logprobs;         ///< where asked for, one a token id and one for the end
  std::vector<Logprobs> prompt_logprobs;  ///< one a prompt id but the first, where asked for
  Timings timings;
  std::optional<Usage> usage;  ///< remote only

  /// Tokens sampled, as ids or as the server counted them.
  [[nodiscard]] std::size_t tokens() const noexcept {
    return token_ids.empty() && usage ? usage->completion_tokens : token_ids.size();
  }

  [[nodiscard]] std::size_t thinking_tokens() const noexcept {
    return assay::thinking_tokens(think_end, tokens());
  }
};

/// What the bits depend on besides a sample's identity (design, principle 1).
struct NumericsFingerprint {
  std::string backend;       ///< "cpu", "reference", "cuda", "remote"
  std::string architecture;  ///< "any" for the CPU (16-lane structure), "sm_90a", a server's name
  std::string weights;       ///< "bf16", "f32", ...
  std::string kv;            ///< type of the cache
  std::string mode;          ///< "invariant" or "fast-nondeterministic"
  int kernel_version = 1;    ///< raised whenever a kernel's bits change

  [[nodiscard]] std::string text() const;
  friend bool operator==(const NumericsFingerprint&, const NumericsFingerprint&) = default;
};

/// Money for a million tokens.
struct Price {
  double input = 0;
  double cached_input = 0;
  double output = 0;
  std::string currency = "USD";
};

struct ModelInfo {
  std::string name;          ///< "assay-tiny", a directory's name, a server's model
  std::string source;        ///< what the user gave
  std::string hash;          ///< SHA-256 over config, tokenizer and weight files
  std::string architecture;  ///< e.g. "DeepseekV3ForCausalLM"
  std::string hardware;      ///< e.g. "cpu avx512, 2 threads"
  std::int64_t parameters = 0;
  int context = 0;  ///< most tokens, prompt and completion together
  NumericsFingerprint numerics;
  /// What `hash` is of, by field ("body.reasoning_effort": "\"high\""); remote only.
  std::map<std::string, std::string> settings;
  /// What of the protocol this model cannot keep, for people; remote only.
  std::vector<std::string> remarks;
  std::optional<Price> price;
};

struct RenderedPrompt {
  std::string text;
  std::vector<std::int32_t> ids;
};

class Generator {
 public:
  Generator() = default;
  virtual ~Generator() = default;
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  [[nodiscard]] virtual const ModelInfo& info() const = 0;

  /// The prompt as the model will see it, however long it is.
  [[nodiscard]] virtual RenderedPrompt render(const std::vector<ChatMessage>& messages) const = 0;

  /// Queues a request. Thread-safe. Throws UsageError on impossible parameters, and for a
  /// prompt that leaves no room in the context.
  virtual void submit(Request request) = 0;

  /// Waits for the next finished sample, in order of finishing; empty when nothing is
  /// pending. Rethrows a failure of the engine.
  [[nodiscard]] virtual std::optional<Completion> next() = 0;

  /// Tokens generated since opening, for the progress line.
  [[nodiscard]] virtual std::uint64_t tokens_generated() const = 0;

  /// Drops everything queued or in flight; next() then returns what had finished, then empty.
  virtual void cancel() = 0;
};

}  // namespace assay
