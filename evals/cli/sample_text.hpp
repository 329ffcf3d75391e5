// Text of a sample as a completion: program text as it is, or a reply to find it in.
#pragma once

#include <string>

#include "datasets/problem.hpp"
#include "engine/generator.hpp"

namespace assay::cli {

/// How a file means the text of a sample.
enum class SampleText {
  completion,  ///< the rest of the problem's prompt
  solution,    ///< the whole program
  reply,       ///< what a chat model said
};

/// A completion for the grader. Of code problems, a text that is plain code is put into a fence, so
/// that it is judged as it is; one that opens with a fence, or with words before one, is a reply.
[[nodiscard]] Completion completion_from_sample(const std::string& text, SampleText meaning,
                                                const Problem& problem);

}  // namespace assay::cli
