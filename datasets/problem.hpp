// One problem of a suite, as graders and runner see it: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay {

/// How the tests of a code problem are written.
enum class CodeLayout {
  asserts,    ///< MBPP: `asserts` are Python statements over the candidate's functions
  humaneval,  ///< HumanEval: `test` defines check(candidate); prompt holds the signature
};

/// A code problem's tests. They stay on the trusted side.
struct CodeTests {
  CodeLayout layout = CodeLayout::asserts;
  std::string language = "python";
  std::string entry_point;  ///< function under test; empty for `asserts` that name several
  std::string prompt;       ///< humaneval: imports, helpers and signature, run before the answer
  std::string test;         ///< humaneval: source of check(candidate)
  std::string setup;        ///< asserts: run after the candidate (MBPP test_setup_code)
  std::vector<std::string> imports;  ///< run before the asserts on the trusted side
  std::vector<std::string> asserts;  ///< asserts: one statement each, in order
  double timeout_s = 3.0;            ///< CPU seconds for one program over all its tests
};

/// How the answer to a maths problem is found and compared.
struct AnswerRules {
  /// Conventions of extraction in the order in which they are tried, by name; empty: the default
  /// order (graders/math/extract.hpp lists both).
  std::vector<std::string> extraction;
  double rel_tol = 0;  ///< accepted relative error; 0: exact
  double abs_tol = 0;  ///< accepted absolute error; 0: exact

  friend bool operator==(const AnswerRules&, const AnswerRules&) = default;
};

/// `id` is unique in the suite and stable: it is part of every sample's identity.
struct Problem {
  std::string id;
  std::string subject;   ///< family or subject, for the breakdown; may be empty
  int level = 0;         ///< difficulty, 1 is easiest; 0 if the suite has none
  std::string cluster;   ///< problems with the same key are not independent; empty: own cluster
  std::string question;  ///< as the authors wrote it
  std::string prompt;    ///< the user message: the suite's template with the question in it
  std::string gold;      ///< reference answer of a maths problem
  AnswerRules answer;    ///< for maths problems
  std::string solution;  ///< authors' solution if any; never shown to the model
  std::optional<CodeTests> tests;  ///< present for code problems
};

}  // namespace assay
