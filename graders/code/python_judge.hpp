// Judges Python programs whose functions are called by tests.
//
// Theory of operation. The driver (trusted) runs the data set's tests; the worker (untrusted) runs
// the program. Each is a Python process in a sandbox of its own; two pipes are all that joins them.
// The driver's proxies turn calls into requests, and the worker's answers come back as data, which
// is compared on the driver's side. Test text, expected values and the verdict never enter the
// worker. This file maps what both did to a decision.
#pragma once

#include "graders/code/interpreter.hpp"
#include "graders/code/judge.hpp"

namespace assay {

/// For the layouts asserts, humaneval, evalplus and functional.
class PythonJudge final : public Judge {
 public:
  explicit PythonJudge(const Interpreter& python) : python_(python) {}

  [[nodiscard]] Judged judge(const CodeTests& tests, const std::string& program) const override;

  /// Why the Python of the tests, of any layout, cannot be run: it does not compile, or lacks its
  /// check(). Empty if it can. Throws InfrastructureError.
  [[nodiscard]] std::string fault(const CodeTests& tests) const;

 private:
  const Interpreter& python_;
};

}  // namespace assay
