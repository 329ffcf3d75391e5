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

/// CodeTests::extraction: what stands between the last two lines that hold a fence.
inline constexpr std::string_view last_two_fences = "last_two_fences";

/// CodeTests::extraction: the answer is a program that stands on its own, in place of a prompt.
inline constexpr std::string_view whole_answer = "whole_answer";

/// In this order: the last fenced block of the tests' language that defines the entry point (any
/// function, where the tests name none), the last such block without a language, the last block of
/// the language, the last fenced block, the whole answer if its first line is code. Of the blocks
/// that a rule allows, those that were closed come first; one that was not reaches to the end.
/// Where the tests have a prompt, the first line may also be indented: a bare rest of the function.
[[nodiscard]] ExtractedProgram extract_program(std::string_view answer, const CodeTests& tests);

/// A program as the sandbox runs it: `context` comes first, and what fails in it is forgiven.
struct ProgramParts {
  std::vector<std::string> context;  ///< the suite's preamble, a prompt's imports and helpers
  std::string program;
};

/// Where the tests have a prompt, an answer that does not define the entry point continues it: it
/// is the body of the prompt's function.
[[nodiscard]] ProgramParts program_parts(const std::string& program, const CodeTests& tests);

}  // namespace assay
