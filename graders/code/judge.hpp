// What judges of code have in common: tests and a program in, a decision out.
#pragma once

#include <string>

#include "datasets/problem.hpp"
#include "graders/sandbox/supervise.hpp"
#include "graders/verdict.hpp"

namespace assay {

struct Judged {
  VerdictKind kind = VerdictKind::infrastructure_error;
  std::string reason;
  std::string test;    ///< the first that failed, e.g. "test 2 of 7"; empty if none did
  std::string output;  ///< what the program printed in it, or the compiler; clipped
  double cpu_ms = 0;   ///< of the program over all its tests
  double rss_bytes = 0;
};

/// One way to judge; thread-safe. A failure of the judge itself is an exception or a decision of
/// kind infrastructure_error.
class Judge {
 public:
  Judge() = default;
  virtual ~Judge() = default;
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  /// `program` is the source text that was found in the reply.
  [[nodiscard]] virtual Judged judge(const CodeTests& tests, const std::string& program) const = 0;
};

/// How a program came to its end where it should not have ended, by the design's rules: its kind
/// and reason.
[[nodiscard]] Judged ended_early(const Outcome& outcome, const Limits& limits);

/// At most 4 KiB of `text`, said to be clipped where it is.
[[nodiscard]] std::string clipped_output(const std::string& text);

}  // namespace assay
