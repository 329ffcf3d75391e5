// Where a server's text is thinking and where answer: fields of their own, tags in the text, or a
// text that begins inside the thinking because the prompt had opened it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/generator.hpp"

namespace assay::remote {

enum class ThinkMode {
  /// As the text says: a reasoning field, <think> at its beginning, or a </think> that nothing
  /// opened. A text with none of them is an answer if the model ended it, and thinking that never
  /// ended if it ran out of tokens: a template that opens the thinking leaves no mark, and thoughts
  /// must not be searched for an answer.
  automatic,
  prefilled,  ///< begins inside the thinking
  none,       ///< all of it is answer, tags too
};

/// As a model file names it.
[[nodiscard]] constexpr std::string_view to_string(ThinkMode mode) noexcept {
  switch (mode) {
    case ThinkMode::automatic:
      return "auto";
    case ThinkMode::prefilled:
      return "prefilled";
    case ThinkMode::none:
      return "none";
  }
  return "?";
}

struct ThinkSplit {
  std::string thinking;
  std::string answer;
  bool closed = false;  ///< the thinking ended, or there was none
};

/// `reasoning` is what came in a field of its own, `content` the rest. The first </think> ends the
/// thinking. One line break after <think> belongs to the tag.
[[nodiscard]] ThinkSplit split_thinking(ThinkMode mode, std::string_view reasoning,
                                        std::string_view content, bool out_of_tokens);

/// The same while the text comes, for showing: tags may be split over pieces and are never shown.
class ThinkStream {
 public:
  ThinkStream(ThinkMode mode, std::function<void(const TextDelta&)> show);

  void reasoning(std::string_view piece);
  void content(std::string_view piece);
  void end();  ///< shows what was held back

  /// A line that is not the model's.
  void note(std::string_view text);

 private:
  enum class Place { beginning, after_open, thinking, answer };

  void advance();
  bool step();
  void emit(std::size_t length);

  std::function<void(const TextDelta&)> show_;
  Place place_;
  std::string held_;
};

}  // namespace assay::remote
