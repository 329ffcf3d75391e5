// One problem of a suite, as graders and runner see it: plain data.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

/// How the tests of a code problem are written. In the first four the candidate's functions are
/// called from the trusted side.
enum class CodeLayout {
  asserts,     ///< MBPP: `asserts` are Python statements over the candidate's functions
  humaneval,   ///< HumanEval: `test` defines check(candidate); `prompt` holds the signature
  evalplus,    ///< EvalPlus: `inputs` are argument lists; `reference` gives the expected values
  functional,  ///< LiveCodeBench, LeetCode's kind: Solution().entry_point(*input) == output
  stdin_io,    ///< a whole program reads `inputs` and prints `outputs`, a process each
  program,     ///< MultiPL-E: the program, then `test`, are one source; it must exit with 0
};

inline constexpr std::array<std::string_view, 6> code_layout_names = {
    "asserts", "humaneval", "evalplus", "functional", "stdin", "program"};

[[nodiscard]] constexpr std::string_view to_string(CodeLayout layout) noexcept {
  return code_layout_names[static_cast<std::size_t>(layout)];
}

[[nodiscard]] constexpr std::optional<CodeLayout> code_layout_from(std::string_view name) noexcept {
  for (std::size_t i = 0; i < code_layout_names.size(); ++i) {
    if (code_layout_names[i] == name) {
      return static_cast<CodeLayout>(i);
    }
  }
  return std::nullopt;
}

/// A code problem's tests. They stay on the trusted side.
struct CodeTests {
  CodeLayout layout = CodeLayout::asserts;
  std::string language = "python";
  std::string entry_point;  ///< function under test; empty for `asserts` that name several
  std::string prompt;       ///< imports, helpers and signature, run before the answer
  std::string test;         ///< humaneval: source of check(candidate); program: what follows it
  std::string setup;        ///< asserts: run after the candidate (MBPP test_setup_code)
  std::vector<std::string> imports;  ///< run before the asserts on the trusted side
  std::vector<std::string> asserts;  ///< asserts: one statement each, in order
  double timeout_s = 3.0;            ///< CPU seconds for one program over all its tests
  double test_timeout_s = 0;         ///< CPU seconds for each test; 0: only the sum is limited
  std::uint64_t memory_bytes = 0;    ///< 0: the sandbox's default
  std::string preamble;              ///< source run before the program: star imports and the like
  std::string reference;             ///< evalplus: a right program, run on the trusted side
  /// evalplus: a JSON list of arguments each; functional: a JSON value a line, one an argument;
  /// stdin_io: the whole of stdin.
  std::vector<std::string> inputs;
  std::vector<std::string> outputs;  ///< functional: a JSON value each; stdin_io: expected stdout
  /// stdin_io: exact, token, livecodebench, float:TOL or checker; evalplus: humaneval, or mbpp/ID,
  /// whose special cases hold.
  std::string comparison;
  std::string checker;     ///< stdin_io, Python: run as `checker input output expected`; 0 accepts
  double abs_tol = 0;      ///< evalplus: atol
  std::string extraction;  ///< "last_two_fences", "whole_answer" (extract.hpp); empty: by language
};

/// Calls visit(name, member) for each field but the layout that every stored problem has.
template <typename Visit>
void for_each_code_field(Visit visit) {
  visit("language", &CodeTests::language);
  visit("entry_point", &CodeTests::entry_point);
  visit("prompt", &CodeTests::prompt);
  visit("test", &CodeTests::test);
  visit("setup", &CodeTests::setup);
  visit("imports", &CodeTests::imports);
  visit("asserts", &CodeTests::asserts);
  visit("timeout_s", &CodeTests::timeout_s);
}

/// Fields that older files do not have: written only where they differ from the default, so that
/// files and hashes of suites that do not use them stay as they are.
template <typename Visit>
void for_each_optional_code_field(Visit visit) {
  visit("test_timeout_s", &CodeTests::test_timeout_s);
  visit("memory_bytes", &CodeTests::memory_bytes);
  visit("preamble", &CodeTests::preamble);
  visit("reference", &CodeTests::reference);
  visit("inputs", &CodeTests::inputs);
  visit("outputs", &CodeTests::outputs);
  visit("comparison", &CodeTests::comparison);
  visit("checker", &CodeTests::checker);
  visit("abs_tol", &CodeTests::abs_tol);
  visit("extraction", &CodeTests::extraction);
}

/// How an answer that is not code is found and compared.
struct AnswerRules {
  /// Conventions of extraction in the order in which they are tried, by name; empty: the default
  /// order (graders/math/extract.hpp lists both).
  std::vector<std::string> extraction;
  double rel_tol = 0;      ///< maths: accepted relative error; 0: exact
  double abs_tol = 0;      ///< maths: accepted absolute error; 0: exact
  bool abstain = false;    ///< maths: it cannot be answered, and saying so is right
  std::string comparison;  ///< text: "python" compares literals; empty: words

  friend bool operator==(const AnswerRules&, const AnswerRules&) = default;
};

/// What a verifier checks an answer against, by its name (graders/verify/verifier.hpp).
struct Verification {
  std::string verifier;                       ///< "arithmetic", "knights_and_knaves"
  std::map<std::string, std::string> fields;  ///< "numbers": "4 4 6 8"

  friend bool operator==(const Verification&, const Verification&) = default;
};

/// `id` is unique in the suite and stable: it is part of every sample's identity.
struct Problem {
  std::string id;
  std::string subject;   ///< family or subject, for the breakdown; may be empty
  int level = 0;         ///< difficulty, 1 is easiest; 0 if the suite has none
  std::string cluster;   ///< problems with the same key are not independent; empty: own cluster
  std::string question;  ///< as the authors wrote it
  std::string prompt;    ///< the user message: the suite's template with the question in it
  std::string gold;      ///< reference answer; of multiple choice its letter
  AnswerRules answer;    ///< for problems that are not code
  std::vector<std::string> options;          ///< of multiple choice, A first
  std::string solution;                      ///< authors' solution if any; never shown to the model
  std::optional<CodeTests> tests;            ///< present for code problems
  std::optional<Verification> verification;  ///< present where a verifier judges
};

}  // namespace assay
