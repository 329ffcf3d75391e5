// Answers that come from files and not from a run: what to judge, in the order of the file.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"
#include "datasets/readers/rows.hpp"
#include "engine/generator.hpp"

namespace assay::cli {

// json asserts its own invariants as it is moved, which the check takes for a throw.
struct GradeItem {      // NOLINT(bugprone-exception-escape)
  nlohmann::json name;  ///< as the file names the problem, or the number of its row
  std::size_t row = 0;  ///< from 1, of those that hold something
  std::shared_ptr<const Problem> problem;
  Completion completion;  ///< text only
};

/// Rows {gold, response | content | answer, id?, finish_reason?}. `response` is a whole reply with
/// its thinking; `content` is what follows the thinking, which may stand beside it in `thinking`
/// (or `reasoning_content`, `reasoning`), as servers split it; an `answer` is taken as it is. Of
/// replies the answer is extracted by `extraction` (graders/math/extract.hpp). Throws as read_data
/// (datasets/readers/data_file.hpp), and DataError with the field.
[[nodiscard]] std::vector<GradeItem> read_pairs(const std::filesystem::path& path,
                                                const std::vector<std::string>& extraction);

/// Splits a reply that is known as text only. Thinking ends at the last </think>; an opened
/// and never closed <think> leaves no answer; without tags all of it is the answer.
[[nodiscard]] Completion completion_from_text(std::string_view reply);

}  // namespace assay::cli
