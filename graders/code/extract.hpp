// The program in a reply.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "datasets/problem.hpp"

namespace assay {

struct ExtractedProgram {
  std::string program;   ///< empty if there is none
  std::string rule;      ///< which rule found it, for people
  bool complete = true;  ///< false: its fence was never closed
};

/// In this order: the last fenced Python block that defines the entry point (any function, where
/// the tests name none), the last Python block, the last fenced block, the whole answer if its
/// first line is code. A fence that is never closed reaches to the end. For HumanEval the first
/// line may also be indented: a bare completion of the function's body.
[[nodiscard]] ExtractedProgram extract_program(std::string_view answer, const CodeTests& tests);

/// Sources to run one after another in one namespace. HumanEval: the prompt (imports and helpers),
/// then the answer; an answer without the function's `def` is its body.
[[nodiscard]] std::vector<std::string> program_units(const std::string& program,
                                                     const CodeTests& tests);

}  // namespace assay
