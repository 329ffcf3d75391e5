// Puzzles with more than one right answer, or one that is checked faster than found: a verifier
// says whether an answer solves the puzzle.
#pragma once

#include <string>
#include <string_view>

#include "datasets/problem.hpp"

namespace assay {

struct Finding {
  bool right = false;
  std::string rule;       ///< what decided, for people: "the value is 23, not 24"
  std::string canonical;  ///< one spelling of the answer, for consensus
};

/// The interface of a verifier. Thread-safe.
class Verifier {
 public:
  Verifier() = default;
  virtual ~Verifier() = default;
  Verifier(const Verifier&) = delete;
  Verifier& operator=(const Verifier&) = delete;

  /// Whether `answer` solves the problem. Never throws on what an answer holds.
  [[nodiscard]] virtual Finding verify(const Problem& problem, std::string_view answer) const = 0;

  /// Throws DataError, naming the field, if the problem cannot be verified.
  virtual void check(const Problem& problem) const = 0;
};

/// Null if no verifier has this name (datasets/verifiers.hpp lists them).
[[nodiscard]] const Verifier* verifier_of(std::string_view name);

/// The problem's field, which a suite's YAML made sure of. Throws DataError if it is missing.
[[nodiscard]] const std::string& field_of(const Problem& problem, const std::string& name);

}  // namespace assay
