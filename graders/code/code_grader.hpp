// Judges programs by tests, in two sandboxes.
//
// Theory of operation. The driver (trusted) runs the data set's tests; the worker (untrusted) runs
// the program. Each is a Python process in a sandbox of its own; two pipes are all that joins them.
// The driver's proxies turn calls into requests, and the worker's answers come back as data, which
// is compared on the driver's side. Test text, expected values and the verdict never enter the
// worker. This file maps what both did to a Verdict.
#pragma once

#include <string>

#include "graders/grader.hpp"
#include "graders/sandbox/sandbox.hpp"

namespace assay {

class CodeGrader final : public Grader {
 public:
  /// Throws InfrastructureError if Python or the sandbox is missing, or a trial run fails.
  explicit CodeGrader(Isolation isolation);

  [[nodiscard]] Verdict grade(const Problem& problem, const Completion& completion) const override;
  [[nodiscard]] std::string id() const override { return "code/1"; }

 private:
  [[nodiscard]] Verdict run(const CodeTests& tests, const std::string& program) const;

  Sandbox sandbox_;
};

}  // namespace assay
