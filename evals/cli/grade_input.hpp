// Answers that come from a file and not from a run.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"
#include "engine/generator.hpp"

namespace assay::cli {

struct GradePair {
  Problem problem;        ///< id and gold
  Completion completion;  ///< text only
};

/// Reads JSONL rows {gold, response | content | answer, id?, finish_reason?}. `response` is a whole
/// reply with its thinking; `content` is what follows the thinking, which may stand beside it in
/// `thinking` (or `reasoning_content`, `reasoning`), as servers split it; a bare `answer` stands
/// for a reply that holds only \boxed{answer}. Throws UsageError with file, line and field.
[[nodiscard]] std::vector<GradePair> read_pairs(const std::filesystem::path& path);

/// Splits a reply that is known as text only. Thinking ends at the last </think>; an opened
/// and never closed <think> leaves no answer; without tags all of it is the answer.
[[nodiscard]] Completion completion_from_text(std::string_view reply);

}  // namespace assay::cli
