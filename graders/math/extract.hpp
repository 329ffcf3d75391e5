// The final answer in a reply, found by declared conventions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct ExtractedAnswer {
  std::string text;        ///< empty if there is none
  std::string convention;  ///< the one that found it, or that found it void; empty: none applies
  std::string problem;     ///< why there is no answer; empty if there is one
};

/// The conventions, of each the last match in the reply:
///   boxed            \boxed or \fbox, with balanced braces or one word after it. Boxes joined by
///                    nothing but "and", "or" or a comma are a list. An empty or unbalanced last
///                    box is no answer, and no later convention is tried in its stead.
///   hash             "#### X" as the last line (above more text it is a Markdown heading)
///   answer_tag       <answer>X</answer>, as in DeepSeek-R1-Zero's template, or <result>X</result>
///   final_answer     "final answer is X"
///   answer_is        "answer is X" (or should be, must be), unless a later line begins with
///                    "Answer:"
///   answer_colon     "Answer: X"
///   choice           a letter A to J behind "answer", or alone on the last line
///   last_expression  the last $...$, \(...\) or \[...\], or number, whichever ends later
///   last_number      the last number
///   whole            all of it: what is judged is no reply but an answer
/// The default order has the first six: a bare last number or letter is no answer unless a suite
/// says so.
[[nodiscard]] const std::vector<std::string>& extraction_conventions();
[[nodiscard]] const std::vector<std::string>& default_extraction();

/// Throws DataError, with all names, if one is unknown or stands twice.
void check_extraction(const std::vector<std::string>& conventions);

/// Tries `conventions` in their order, or the default ones if there are none. `reply` is what
/// follows the thinking. Linear time.
[[nodiscard]] ExtractedAnswer extract_answer(std::string_view reply,
                                             const std::vector<std::string>& conventions = {});

}  // namespace assay
