// Which of the tokens that a model writes are its thinking, told on ids: a tag that is spelled out
// in the text is text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/checkpoint/chat_family.hpp"

namespace assay {

/// How a format marks the thinking. Ids are -1 where it has no such token.
struct ThinkingMarks {
  ThinkingStart start = ThinkingStart::none;
  std::int32_t open = -1;            ///< "<think>"
  std::int32_t close = -1;           ///< "</think>"
  std::vector<std::int32_t> blanks;  ///< tokens of white space: they decide nothing

  /// Harmony: a message is start, role, channel, its name, message, the text, end.
  std::int32_t message_start = -1;
  std::int32_t channel = -1;
  std::int32_t message = -1;
  std::int32_t message_end = -1;
  std::vector<std::int32_t> role;           ///< "assistant"
  std::vector<std::int32_t> final_channel;  ///< "final"

  [[nodiscard]] bool has_channels() const noexcept { return channel >= 0; }

  /// The tokens that end a thinking that has not ended, as the model itself would write them.
  [[nodiscard]] std::vector<std::int32_t> closing() const;
};

/// Follows one completion, token by token.
class ThinkingSpan {
 public:
  /// mark: a tag or header, part of no text.
  enum class Part { thinking, answer, mark };

  struct Step {
    Part part = Part::answer;
    /// The answer so far was thinking that no tag had opened: this is its closing tag.
    bool answer_was_thinking = false;
  };

  /// Keeps a reference to `marks`.
  explicit ThinkingSpan(const ThinkingMarks& marks);

  Step push(std::int32_t id);

  /// Index of the first token after the thinking: 0 without thinking, nothing while it lasts.
  [[nodiscard]] std::optional<std::size_t> end() const noexcept { return end_; }

 private:
  enum class State { undecided, thinking, answer, header };

  Step push_tag(std::int32_t id);
  Step push_channel(std::int32_t id);

  const ThinkingMarks* marks_;
  State state_;
  bool opened_;           // a tag, or the prompt, said what this is
  std::size_t size_ = 0;  // tokens seen
  std::optional<std::size_t> end_;
  std::vector<std::int32_t> header_;
};

/// `end()` after all of `ids`.
[[nodiscard]] std::optional<std::size_t> thinking_end(const ThinkingMarks& marks,
                                                      std::span<const std::int32_t> ids);

}  // namespace assay
