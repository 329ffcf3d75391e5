// What a grader says of one completion: plain data, stored with every sample.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

enum class VerdictKind {
  correct,
  incorrect,
  unparsed,   ///< nothing to judge: no answer found, empty program
  truncated,  ///< out of tokens before an answer
  timeout,
  memory,
  output_limit,
  runtime_error,  ///< also: left before the last test
  compile_error,
  infrastructure_error,  ///< the judge failed; retried, never a score
};

inline constexpr std::array<std::string_view, 10> verdict_names = {
    "correct", "incorrect",    "unparsed",      "truncated",     "timeout",
    "memory",  "output_limit", "runtime_error", "compile_error", "infrastructure_error"};

[[nodiscard]] constexpr std::string_view to_string(VerdictKind kind) noexcept {
  return verdict_names[static_cast<std::size_t>(kind)];
}

[[nodiscard]] constexpr std::optional<VerdictKind> verdict_from(std::string_view name) noexcept {
  for (std::size_t i = 0; i < verdict_names.size(); ++i) {
    if (verdict_names[i] == name) {
      return static_cast<VerdictKind>(i);
    }
  }
  return std::nullopt;
}

struct Verdict {
  VerdictKind kind = VerdictKind::infrastructure_error;
  std::string extracted;  ///< the answer or program that was judged
  std::string canonical;  ///< its canonical form, for consensus; empty if there is none
  std::string reference;  ///< the gold answer's canonical form; maths only, not stored
  std::string reason;     ///< the rule that decided or the first failing test, for people
  std::string test;       ///< the first that failed, e.g. "test 2 of 7"; code only, not stored
  std::string output;     ///< what the program printed, clipped; code only
  std::string grader;     ///< id and version, e.g. "math/1"
  double cpu_ms = 0;      ///< of the judged program
  double rss_bytes = 0;   ///< its peak memory
};

}  // namespace assay
