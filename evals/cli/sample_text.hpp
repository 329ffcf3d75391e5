// What the text of a sample is: a program as it is, or a reply to find one in.
#pragma once

#include <optional>
#include <string>

#include "datasets/problem.hpp"

namespace assay::cli {

/// How a file means the text of a sample.
enum class SampleText {
  completion,  ///< the rest of the problem's prompt
  solution,    ///< the whole program
  reply,       ///< what a chat model said
};

/// The whole program, of a code problem's sample that is plain code; nothing for a reply: a text
/// that opens with a fence, or with words before one. Empty if the sample holds nothing.
[[nodiscard]] std::optional<std::string> program_of_sample(const std::string& text,
                                                           SampleText meaning,
                                                           const CodeTests& tests);

}  // namespace assay::cli
