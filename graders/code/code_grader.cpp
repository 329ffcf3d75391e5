#include "graders/code/code_grader.hpp"

#include <fmt/format.h>

#include "engine/core/error.hpp"
#include "graders/code/extract.hpp"
#include "graders/code/language_spec.hpp"
#include "graders/code/printable.hpp"
#include "graders/sandbox/self_test.hpp"

namespace assay {

namespace {

/// "test 2 of 3 failed: ...", "test 2 of 3: ..." or the bare reason.
std::string with_test(const Judged& judged) {
  if (judged.test.empty() || judged.test == judged.reason) {
    return judged.reason;
  }
  return judged.test + (judged.reason.rfind("failed: ", 0) == 0 ? " " : ": ") + judged.reason;
}

/// Long enough for any rule's words and both outputs, clipped; a program's exception may be longer.
std::string shown_reason(const std::string& reason) {
  constexpr std::size_t most = 2000;
  std::string text = printable(reason);
  if (text.size() <= most) {
    return text;
  }
  std::size_t end = most;
  while ((static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end) + " [clipped]";
}

std::string language_names() {
  std::string names;
  for (const LanguageSpec& language : built_in_languages()) {
    names += (names.empty() ? "" : ", ") + language.names.front();
  }
  return names;
}

/// Beside the program: functions that test it, or a checker.
bool has_python(const CodeTests& tests) {
  return tests.layout == CodeLayout::stdin_io ? !tests.checker.empty()
                                              : tests.layout != CodeLayout::program;
}

/// What makes tests unfit to be run, without a look into their code; empty if nothing does.
std::string fault_of(const CodeTests& tests) {
  const bool program = tests.layout == CodeLayout::stdin_io || tests.layout == CodeLayout::program;
  if (!program && tests.language != "python") {
    return fmt::format("tests that call functions need Python, but the language is '{}'",
                       tests.language);
  }
  if (tests.layout == CodeLayout::program && tests.language != "cpp" && tests.language != "cpp20") {
    return fmt::format("MultiPL-E's tests are judged in C++ and Python, but the language is '{}'",
                       tests.language);
  }
  if (tests.layout == CodeLayout::stdin_io) {
    if (!output_rule(tests.comparison)) {
      return fmt::format(
          "the comparison '{}' is unknown; it is exact, token, livecodebench, "
          "float:TOL or checker",
          tests.comparison);
    }
    if ((tests.comparison == "checker") != !tests.checker.empty()) {
      return "the comparison 'checker' and a checker's source go together, and one is missing";
    }
    if (find_language(tests.language) == nullptr) {
      return fmt::format("the language '{}' is unknown; there are: {}", tests.language,
                         language_names());
    }
    if (tests.inputs.empty() || tests.inputs.size() != tests.outputs.size()) {
      return "it needs as many outputs as inputs, and at least one of each";
    }
  }
  return {};
}

}  // namespace

CodeGrader::CodeGrader(Isolation isolation, Cgroups cgroups)
    : sandbox_(isolation, cgroups),
      python_(sandbox_),
      languages_(sandbox_),
      calls_(python_),
      programs_(python_, languages_) {
  require_working(sandbox_);
}

const Judge& CodeGrader::judge_for(const CodeTests& tests) const {
  if (const std::string fault = fault_of(tests); !fault.empty()) {
    throw DataError(fault);
  }
  switch (tests.layout) {
    case CodeLayout::stdin_io:
      return programs_;
    case CodeLayout::program:
      std::call_once(cpp_started_, [this] { cpp_ = std::make_unique<CppJudge>(sandbox_); });
      return *cpp_;
    case CodeLayout::asserts:
    case CodeLayout::humaneval:
    case CodeLayout::evalplus:
    case CodeLayout::functional:
      break;
  }
  return calls_;
}

void CodeGrader::check(const Problem& problem) const {
  std::string fault = problem.tests ? fault_of(*problem.tests) : "it has no tests";
  if (fault.empty() && has_python(*problem.tests)) {
    fault = calls_.fault(*problem.tests);
  }
  if (!fault.empty()) {
    throw DataError(fmt::format("problem '{}' cannot be judged: {}", problem.id, fault));
  }
}

Verdict CodeGrader::grade(const Problem& problem, const Completion& completion) const {
  Verdict verdict;
  verdict.grader = id();
  const bool out_of_tokens = completion.finish_reason != FinishReason::stop;
  if (!problem.tests) {
    verdict.reason = fmt::format("problem '{}' has no tests", problem.id);
    return verdict;
  }
  const ExtractedProgram extracted = completion.think_end
                                         ? extract_program(completion.answer, *problem.tests)
                                         : ExtractedProgram{};
  if (extracted.program.empty() || (out_of_tokens && !extracted.complete)) {
    verdict.kind = out_of_tokens ? VerdictKind::truncated : VerdictKind::unparsed;
    verdict.reason = !completion.think_end ? "the thinking never ended"
                     : out_of_tokens       ? "out of tokens before a complete program"
                                           : "no program in the answer";
    return verdict;
  }
  Judged judged;
  try {
    judged = judge_for(*problem.tests).judge(*problem.tests, extracted.program);
  } catch (const std::exception& error) {
    judged.reason = error.what();
  }
  verdict.kind = judged.kind;
  // Programs choose much of these texts, and people read them on terminals.
  verdict.test = printable(judged.test);
  verdict.reason = fmt::format("{} [{}]", shown_reason(with_test(judged)), extracted.rule);
  verdict.output = printable(judged.output, Lines::keep);
  verdict.cpu_ms = judged.cpu_ms;
  verdict.rss_bytes = judged.rss_bytes;
  verdict.extracted = printable(extracted.program, Lines::keep);
  return verdict;
}

}  // namespace assay
