// Programs and replies that other harnesses wrote, matched with the problems that they answer.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "evals/cli/grade_input.hpp"

namespace assay::cli {

/// The problems that samples may name.
class ProblemTable {
 public:
  /// Throws DataError if two have the same id.
  explicit ProblemTable(std::vector<Problem> problems);

  [[nodiscard]] const std::vector<std::shared_ptr<const Problem>>& problems() const noexcept {
    return problems_;
  }

  /// By its id. A number, or an id of another harness such as "Mbpp/11", names the only problem
  /// whose id ends in that number ("mbpp-11"). Null if there is none.
  [[nodiscard]] std::shared_ptr<const Problem> find(const std::string& name) const;

  /// The problem with this question; null if there is none or more than one.
  [[nodiscard]] std::shared_ptr<const Problem> find_question(const std::string& question) const;

 private:
  using Index = std::vector<std::pair<std::string, std::size_t>>;
  [[nodiscard]] std::shared_ptr<const Problem> only(const Index& index,
                                                    const std::string& key) const;

  std::vector<std::shared_ptr<const Problem>> problems_;
  Index by_id_;
  Index by_number_;
  Index by_question_;
};

/// A problem a row, in a published layout (datasets/layouts/layouts.hpp).
[[nodiscard]] std::vector<Problem> read_problems(const std::filesystem::path& path,
                                                 const std::string& layout);

struct Samples {
  std::vector<GradeItem> items;
  std::size_t other_filters = 0;  ///< rows left out: their replies stand in rows before them
};

/// What the rows of `path` answer, several items a row where it holds several answers:
///   {task_id | name | question_id, completion | solution | response}
///   {question_id, code_list: [...]}               LiveCodeBench
///   {doc_id, doc, resps, filtered_resps, filter}  lm-evaluation-harness; a document counts once,
///                                                 with its first filter
/// `completion` continues the problem's prompt and `solution` replaces it; either may be a reply
/// with a fenced block instead, as `response` is. Throws DataError with the row's place.
[[nodiscard]] Samples read_samples(const std::filesystem::path& path, const ProblemTable& problems);

}  // namespace assay::cli
