// The families of assay-code: small Python functions, each a chain of primitive operations.
//
// A level-n problem chains n + 1 operations, so that even level 1 can be split by composition:
// every primitive is trained, and the test split has chains that were never trained. The expected
// values come from this file's own interpreter of the chain, not from running the solution.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/core/philox.hpp"

namespace assay::builtin {

inline constexpr int code_levels = 3;

/// One line of the plan in the trace: the right line, a plausible wrong one, and the route back.
struct PlanLine {
  std::string right;
  std::string wrong;
  std::string reread;
};

struct CodeTask {
  std::string question;
  std::string key;  ///< the operations' names in order, without constants
  std::string entry_point;
  std::string program;
  std::vector<std::string> asserts;
  std::vector<PlanLine> plan;
  std::vector<std::string> example;  ///< the values of one input after each operation
};

/// Draws a task of `family`: list_transform, list_reduce, strings, numbers or conditions.
[[nodiscard]] CodeTask code_task(std::string_view family, int level, PhiloxStream& random);

}  // namespace assay::builtin
