// The final answer in a reply. Only the text after the thinking is searched.
#pragma once

#include <string>
#include <string_view>

namespace assay {

struct ExtractedAnswer {
  std::string text;  ///< empty if there is none
  std::string rule;  ///< the rule that found it, or why there is none
};

/// In this order, and within a rule the last match counts:
///   1. \boxed or \fbox, with balanced braces or one word after it. Boxes joined by nothing but
///      "and", "or" or a comma are a list. An empty or unbalanced last box is no answer: an
///      earlier one is never taken in its stead.
///   2. "#### X" as the last line (above more text it is a Markdown heading)
///   3. "final answer is X"
///   4. "answer is X"
///   5. "Answer: X"
/// A bare last number is no answer. Linear time.
[[nodiscard]] ExtractedAnswer extract_answer(std::string_view reply);

}  // namespace assay
